#!/bin/bash
# Runs in the fresh root of first-hour.sh: somebody installs the packages in /hour, looks at the demonstration in each way there is, reads
# the manual, has the service's command refuse and accept, scores a recording, and removes everything. There is no sound card.
set -uo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root TERM=xterm-256color PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd
. /hour/first-hour-clock.sh
demo=/usr/share/doc/undertone/examples/demo.flac

watches() {
  { timeout 20 bash -c 'until grep -q NEUTRAL /tmp/screen; do sleep 0.05; done'; printf q; } 2>/dev/null |
    timeout 30 script -qefc "stty rows 24 cols 80; exec undertone watch --input $demo" /tmp/screen && grep -q NEUTRAL /tmp/screen
}

# page PORT PATH: asks for it, and prints the answer's lines as they come.
page() {
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
  while IFS= read -r -t 20 line <&3; do echo "${line%$'\r'}"; done
}

serves() {
  local began=$EPOCHREALTIME port='' line served='' first='' named=''
  echo "---- undertone listen --pace real --input ${demo##*/} | undertone-monitor"
  # Port 8765 may be somebody else's: the root has the network of the machine around it.
  undertone listen --pace real --input $demo | undertone-monitor --port 0 --exit-with-input 2>/tmp/said &
  until port=$(grep -oE '127\.0\.0\.1:[0-9]+' /tmp/said | cut -d : -f 2) && [ -n "$port" ]; do
    [ $((${EPOCHREALTIME/./} - ${began/./})) -lt 10000000 ] || break
    sleep 0.02
  done
  sed 's/^/        | /' /tmp/said
  while read -r line; do
    case $line in *'<title>'*) served=$EPOCHREALTIME; echo "        | $line"; break ;; esac
  done < <(page "$port" /)
  while read -r line; do
    case $line in 'data:'*) first=${first:-$EPOCHREALTIME} ;; esac
    case $line in 'data:'*'"type":"estimate"'*'"emotion":"'*) named=$EPOCHREALTIME; break ;; esac
  done < <(page "$port" /events)
  echo "        | ${line:0:240} …"
  took "undertone listen \| undertone-monitor: the page is served" "$began" "${served:-$EPOCHREALTIME}"
  took "… the page gets its first event" "$began" "${first:-$EPOCHREALTIME}"
  took "… the page shows an emotion" "$began" "${named:-$EPOCHREALTIME}"
  check "the page, an event, an emotion came" are_there "$served" "$first" "$named"
  kill %% 2>/dev/null
  wait 2>/dev/null
}

# The command line of the unit; systemd itself is looked at by qemu-systemd.sh.
service() { timeout -s TERM 3 $(sed -n 's/^ExecStart=//p' /lib/systemd/system/undertone.service); }

# As somebody who is not in the group audio, where there is a card; its device files are made up, and nobody gets as far as opening them.
outsider() {
  unshare --mount --propagation unchanged bash -c '
    mount -t tmpfs tmpfs /dev && mkdir /dev/snd && mknod -m 666 /dev/null c 1 3 && mknod -m 660 /dev/snd/controlC0 c 116 0 &&
    mknod -m 660 /dev/snd/pcmC0D0c c 116 24 && chgrp audio /dev/snd/* &&
    exec setpriv --reuid nobody --regid nogroup --clear-groups undertone check'
}
words() { man "$@" 2>/dev/null | wc -w; }
renders() { [ -z "$(man --warnings "$@" 2>&1 >/dev/null)" ] && man "$@" | grep -q "^NAME"; }
gone() { [ ! -e /usr/bin/undertone ] && [ ! -e /usr/bin/undertone-monitor ] && [ ! -e /etc/undertone.yaml ] && ! dpkg-query -W -f '${Package}\n' 'undertone*' 2>/dev/null | grep -q .; }

hour "a fresh Debian $(cat /etc/debian_version), $(dpkg-query -W | wc -l) packages; $(nproc) processors, load $(cut -d ' ' -f 1 /proc/loadavg)"
step "apt-get update" apt-get update
step "apt install undertone and undertone-monitor" apt-get install -y /hour/undertone_*.deb /hour/undertone-monitor_*.deb
check "libsndfile came with them" dpkg-query -W libsndfile1
step "undertone --help" undertone --help
check "it lists listen, watch, score, check" bash -c 'for word in listen watch score check; do grep -q "^  $word " /tmp/said || exit 1; done'
expected=69 step "undertone check, without a microphone" undertone check
check "it says that there is none, and what needs none" says 'NOT OK  microphone .*no capture devices here.*--input'
expected=69 step "… as a user who is not in the group audio" outsider
check "it says which group, and how to get into it" says 'NOT OK  microphone .*/dev/snd/pcmC0D0c: .*usermod -aG audio'
check "the demonstration is among the examples" [ -e $demo ]
listens undertone $demo
step "undertone watch shows the answer, q" watches
check "the terminal is given back" bash -c 'grep -q "$(printf "\033\\[?1049l")" /tmp/screen'
serves
step "apt install man-db, which a bare Debian lacks" apt-get install -y --no-install-recommends man-db
step "man undertone, man 5 undertone, man undertone-monitor" bash -c 'for page in "1 undertone" "5 undertone" "1 undertone-monitor"; do man $page || exit; done'
for page in "1 undertone" "5 undertone" "1 undertone-monitor"; do
  # shellcheck disable=SC2086
  check "man $page renders without warnings, $(words $page) words" renders $page
done
check "the limits are in it" bash -c 'man 1 undertone | grep -q "^CAVEATS"'
expected=78 step "the service's command without a purpose" service
check "it says what is missing and where it goes" says 'no purpose is declared.*purpose:.*/etc/undertone.yaml'
sed -i 's/^# purpose:/purpose:/' /etc/undertone.yaml
# timeout ends it with SIGTERM, and says 124 then.
expected=124 step "… with one it waits for a microphone, 3 s" service
check "it says that the microphone is away" says '"type":"device".*"state":"lost"'
step "undertone score" undertone score $demo
check "one line with a timeline" says '^\{"file":.*"timeline":\[\{'
step "apt purge" apt-get purge -y --autoremove 'undertone*'
check "nothing of it is left" gone
table "From packages, in a fresh Debian $(cat /etc/debian_version)"
echo "ok      all steps were taken"
