#!/bin/bash
# Runs in the fresh root of debian-package.sh: installs, uses, removes and purges what lies in /packages, and says after each step what
# is well.
set -uo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/tmp/home PATH=/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p $HOME
demo=/usr/share/doc/undertone/examples/demo.flac

step() { echo "---- $*"; }

# check WHAT COMMAND…: one line; what the command said, where it failed.
check() {
  local what=$1 said
  shift
  if said=$("$@" 2>&1); then echo "ok      $what"; else printf 'FAILED  %s\n%s\n' "$what" "$said"; fi
}

apt() { apt-get -qq -y "$@" >/tmp/apt.log 2>&1 || { cat /tmp/apt.log; return 1; }; }

# listing: every file with its kind, mode, owner and content, but for what apt and dpkg write about themselves, man's cache, and /run,
# which a running machine begins anew.
listing() {
  find / -xdev \( -path /proc -o -path /dev -o -path /packages -o -path /tmp -o -path /var/lib/apt -o -path /var/cache/apt \
    -o -path /var/log -o -path /var/cache/man -o -path /run \) -prune -o \
    ! -path '/var/lib/dpkg/*' ! -path /var/cache/ldconfig/aux-cache ! -path '/var/cache/debconf/*' ! -path / ! -path /var/lib/dpkg -printf '%y %m %u:%g %p -> %l\n' | sort
  find /etc /usr /opt /srv /root /var/lib -xdev -type f ! -path '/var/lib/dpkg/*' ! -path '/var/lib/apt/*' -print0 | sort -z | xargs -0 sha256sum
}
same() { diff /tmp/before /tmp/after; }

version() { [ "$(undertone --version)" = "$(dpkg-query -W -f '${Version}' undertone | sed 's/[-~].*//')" ]; }
hears() {
  undertone listen --input $demo | head -n 40 >/tmp/events &&
    head -n 1 /tmp/events | grep -q '^{"type":"start",' && grep -q '"emotion":"angry"' /tmp/events && [ "$(wc -l </tmp/events)" = 40 ]
}
hears_raw() {
  head -c 320000 /dev/zero | undertone listen --input - >/tmp/events && tail -n 1 /tmp/events | grep -q '"type":"stop".*"reason":"end of input"'
}
one_line_without_sndfile() {
  undertone listen --input $demo >/tmp/events 2>/tmp/said
  [ $? -ne 0 ] && [ ! -s /tmp/events ] && [ "$(wc -l </tmp/said)" = 1 ] && grep -q libsndfile /tmp/said
}
scores() { undertone score $demo | grep -q '"timeline":\[{'; }
not_enabled() { [ -z "$(find /etc/systemd -name 'undertone*')" ]; }
page() { man "$@" | grep -q . && [ -z "$(man --warnings "$@" 2>&1 >/dev/null)" ]; }
bash_completes() {
  bash -c '. /usr/share/bash-completion/completions/'"$1"'
    COMP_WORDS=('"$1 $2"') COMP_CWORD=1 COMP_LINE="'"$1 $2"'" COMP_POINT=${#COMP_LINE}
    $(complete -p '"$1"' | grep -o -- "-F [^ ]*" | cut -c 4-) '"$1 $2 $1"'
    [ "${COMPREPLY[0]}" = '"$3"' ]'
}
zsh_reads() { zsh -n "/usr/share/zsh/vendor-completions/_$1"; }
fish_completes() { fish -c "complete -C '$1 $2'" | grep -q "^$3"; }
conffile() { dpkg-query -W -f '${Conffiles}' undertone | grep -q '^ /etc/undertone.yaml '; }
draws() { (cd /tmp && undertone-lab plot timeline $demo --output /tmp/timeline.svg && grep -q '<svg' /tmp/timeline.svg && rm /tmp/timeline.svg); }
writes_model() { undertone-lab export /usr/share/undertone-lab/models/undertone.safetensors /tmp/int8.safetensors; }
starts_from_models() { undertone model /usr/share/undertone-lab/models/undertone-cremad.safetensors | grep -q '^licence .*ODbL'; }
came_alone() { [ -z "$(grep -o '^Setting up [^ ]*' /tmp/apt.log | grep -v ' undertone')" ]; }
kept() { grep -q '^health: 3 ' /etc/undertone.yaml; }
gone() { ! dpkg-query -W -f '${db:Status-Status}\n' 'undertone*' 2>/dev/null | grep -q . && [ ! -e /etc/undertone.yaml ]; }
examples_verify() {
  local status=0
  cp /usr/share/doc/undertone/examples/undertone-consumer.{service,socket} /etc/systemd/system/
  install -D -m 644 /usr/share/doc/undertone/examples/output.conf /etc/systemd/system/undertone.service.d/output.conf
  systemd-analyze verify undertone.service undertone-consumer.socket undertone-consumer.service >/tmp/said 2>&1 || status=1
  rm -r /etc/systemd/system/undertone-consumer.{service,socket} /etc/systemd/system/undertone.service.d
  [ $status = 0 ] && [ ! -s /tmp/said ] || { cat /tmp/said; return 1; }
}
unit_verifies() { systemd-analyze verify undertone.service >/tmp/said 2>&1 && [ ! -s /tmp/said ] || { cat /tmp/said; return 1; }; }

step "a fresh Debian $(cat /etc/debian_version), $(dpkg-query -W | wc -l) packages; apt-get update"
check "apt-get update" apt update
listing >/tmp/before

step "without what is only recommended: undertone, then the others"
check "apt installs it" apt install --no-install-recommends /packages/undertone_*.deb
echo "        with it came: $(grep -o '^Setting up [^ ]*' /tmp/apt.log | cut -d ' ' -f 3 | paste -sd ' ')"
check "undertone --version is the package's" version
check "sound on standard input is heard" hears_raw
check "a FLAC file without libsndfile: one line that names it" one_line_without_sndfile
check "/etc/undertone.yaml is a conffile" conffile
check "the service is not enabled" not_enabled
check "apt installs the others" apt install --no-install-recommends /packages/*.deb
echo "        with them came: $(grep -o '^Setting up [^ ]*' /tmp/apt.log | cut -d ' ' -f 3 | paste -sd ' ')"
check "undertone-lab writes an int8 model" writes_model
check "apt purges them, and what came with them" apt purge --autoremove 'undertone*'
listing >/tmp/after
check "the files are those from before" same

step "man-db, systemd, shells, for what is looked at now; and what the packages need or recommend"
check "apt installs them" apt install --no-install-recommends man-db systemd bash-completion zsh fish
needs=$(for package in /packages/*.deb; do for field in Depends Recommends; do dpkg-deb -f "$package" $field; done; done |
  sed 's/, */\n/g' | grep -v '^undertone' | sort -u | paste -sd ,)
check "apt satisfies $needs" apt satisfy --no-install-recommends "$needs"
listing >/tmp/before

step "all packages"
check "apt installs them" apt install --install-recommends /packages/*.deb
check "nothing else came with them" came_alone
check "undertone listen hears the demonstration" hears
check "undertone score answers" scores
check "undertone-lab draws the demonstration" draws
check "undertone-lab's models are there, with their licence" starts_from_models
for name in "1 undertone listen" "5 undertone warm_up" "1 undertone-lab finetune"; do
  read -r section program word <<<"$name"
  check "man $section $program, without warnings" page "$section" "$program"
  check "… says $word" bash -c "man $section $program | grep -q $word"
done
check "bash completes undertone lis" bash_completes undertone lis listen
check "bash completes undertone-lab fin" bash_completes undertone-lab fin finetune
check "fish completes undertone lis" fish_completes undertone lis listen
check "fish completes undertone-lab fin" fish_completes undertone-lab fin finetune
check "zsh reads its completions of undertone" zsh_reads undertone
check "zsh reads its completions of undertone-lab" zsh_reads undertone-lab
check "systemd-analyze verify finds nothing" unit_verifies
check "the same with the FIFO and the consumer of the examples" examples_verify
if [ -e /packages/undertone-monitor_*.deb ]; then
  check "undertone-monitor --help" undertone-monitor --help
  check "man 1 undertone-monitor, without warnings" page 1 undertone-monitor
fi

step "the configuration is changed, the service enabled; the packages are installed anew, removed, installed and purged"
sed -i 's/^health: 10 /health: 3 /' /etc/undertone.yaml
check "systemctl enable undertone" systemctl enable undertone
check "apt installs them anew" apt install --reinstall /packages/*.deb
check "the changed configuration is kept" kept
check "apt removes them" apt remove 'undertone*'
check "the configuration is kept" kept
check "the program is gone" bash -c '! command -v undertone'
check "apt installs undertone again" apt install /packages/undertone_*.deb
check "the configuration is kept" kept
check "the service is enabled still" test -e /etc/systemd/system/multi-user.target.wants/undertone.service
check "apt purges everything" apt purge 'undertone*'
check "no package, no configuration is left" gone
listing >/tmp/after
check "the files are those from before" same
echo "ok      all steps were taken"
