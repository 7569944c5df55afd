#!/bin/sh
# The first process of the machine that qemu-card.sh starts: each sound card is taken away and brought back under a running
# `undertone`, the process is stopped until the kernel's buffer overruns, and the machine sleeps. The transcript goes to ttyS1.
export PATH=/bin
busybox mkdir -p /proc /sys /dev /tmp
busybox mount -t proc proc /proc
busybox --install -s /bin
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /tmp
echo 4 >/proc/sys/kernel/printk
while read -r module; do insmod "$module" || echo "insmod $module failed"; done </modules
stty -F /dev/ttyS1 raw
exec >/dev/ttyS1

. /reader.sh

# driver_of CARD: where the card's driver is.
driver_of() {
  case $1 in
    AC97) echo /sys/bus/pci/drivers/snd_intel8x0 ;;
    ES1370) echo /sys/bus/pci/drivers/snd_ens1370 ;;
    aloop) echo /sys/bus/platform/drivers/snd_aloop ;;
  esac
}

# wait_for TEST…: up to 5 s.
wait_for() {
  tries=0
  while ! "$@" && [ $tries -lt 500 ]; do
    usleep 10000
    tries=$((tries + 1))
  done
}

# captures: whether the card has a capture device.
captures() { ls -d "$where"/sound/card*/pcm*c >/dev/null 2>&1; }

# play: what the loop-back device hears, for as long as it takes it.
play() {
  while :; do aplay -q -D plughw:CARD=Loopback,DEV=0 /demo.wav 2>/dev/null || sleep 1; done
}

# sleep_machine SECONDS: suspends to memory until the clock wakes it; where that fails, sleeps as deep as the kernel's own test does.
sleep_machine() {
  echo 0 >/sys/class/rtc/rtc0/wakealarm
  echo "+$1" >/sys/class/rtc/rtc0/wakealarm
  if echo mem >/sys/power/state; then how=mem; return; fi
  if [ -e /sys/power/pm_test ] && echo devices >/sys/power/pm_test && echo freeze >/sys/power/state; then how=pm_test; return; fi
  how=no
}

# away, back: takes the card of the trial away, and brings it back.
away() {
  case $card in
    aloop) echo "$address" >"$driver/unbind" ;;
    *) echo 1 >"$where/remove" ;;
  esac
}
back() {
  case $card in
    aloop) echo "$address" >"$driver/bind" ;;
    *) echo 1 >/sys/bus/pci/rescan ;;
  esac
}

# trial CARD: everything that is done to one card, 55 s.
trial() {
  card=$1
  driver=$(driver_of "$card")
  address=$(cd "$driver" && ls -d *[:.][0-9]* 2>/dev/null | head -n 1)
  where=$(cd "$driver/$address" && pwd -P)
  name=hw:CARD=$(cat "$where"/sound/card*/id)
  [ "$card" = aloop ] && name=$name,DEV=1
  listen "$card" "$name" --config /undertone.yaml
  if [ "$card" = aloop ]; then
    play &
    player=$!
  fi
  sleep 6
  action removing "\"device\":\"$name\""
  away
  action removed
  sleep 5
  action returning
  back
  wait_for captures
  action returned
  sleep 6
  action stopped
  kill -STOP "$pid"
  sleep 3
  kill -CONT "$pid"
  action continued
  sleep 4
  action sleeping
  sleep_machine 4
  action woken "\"how\":\"$how\""
  sleep 6
  action flapping
  for _ in 1 2 3; do
    away
    usleep 150000
    back
    usleep 700000
  done
  action flapped
  sleep 6
  # It is told to end while the card is away.
  action removing
  away
  action removed
  sleep 2
  terminate
  [ "$card" = aloop ] && kill "$player"
  back
}

for card in $(cat /cards); do trial "$card"; done
sleep 1
poweroff -f
