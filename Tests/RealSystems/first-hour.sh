#!/usr/bin/env bash
# The first hour with undertone, by the clock: each step of README's "Installing" and what follows in a fresh Debian, or the way from a
# clone to the first estimate on this machine. A table in Markdown comes last. See README.md.
#   first-hour.sh DIR [TRANSCRIPT]        DIR: the packages that Config/packaging/deb.sh built
#   first-hour.sh --source [TRANSCRIPT]   builds the commit that is checked out
. "$(dirname "$0")/common.sh"
[ $# -ge 1 ] || fail "usage: first-hour.sh DIR|--source [TRANSCRIPT]"
transcript=${2:-$work/transcript.txt}
need debootstrap unshare chroot
[ "$1" != --source ] || need swift dh
[ "$(id -u)" -eq 0 ] || fail "needs root, for debootstrap and chroot"

# A copy: the root stays as debootstrap made it, which is not counted.
folder=$work/root
cp -a "$(root fresh apt)" "$folder"
mkdir "$folder/hour"
cp "$here"/first-hour-*.sh "$folder/hour/"

inside() { in_root "$folder" 580 /bin/bash "/hour/$1" 2>&1 || echo "FAILED  the run inside the root ended early ($?)"; }

{
  if [ "$1" = --source ]; then
    commit=$(git -C "$repository" rev-parse --short HEAD)
    . "$here/first-hour-clock.sh"
    hour "$(nproc) processors, load $(cut -d ' ' -f 1 /proc/loadavg), $(swift --version 2>&1 | grep -o 'Swift version [0-9.]*')"
    step "git clone" git clone -q "$repository" "$work/undertone"
    cd "$work/undertone"
    git checkout -q "$commit"
    step "Config/setup.sh, every package there already" Config/setup.sh
    step "swift build -c release --product undertone" swift build -c release --product undertone
    listens .build/release/undertone Config/demo.flac
    step "Config/packaging/deb.sh, the three packages" Config/packaging/deb.sh --out "$work/packages"
    table "From source, commit $commit"
    cp "$repository/Config/setup.sh" "$folder/hour/"
    inside first-hour-setup.sh
  else
    packages=("$1"/undertone_*.deb "$1"/undertone-monitor_*.deb)
    [ -e "${packages[0]}" ] && [ -e "${packages[1]}" ] || fail "$1: no undertone_*.deb and undertone-monitor_*.deb; Config/packaging/deb.sh --out $1 makes them"
    cp "${packages[@]}" "$folder/hour/"
    inside first-hour-inside.sh
  fi
} | tee "$transcript"
! grep -q '^FAILED' "$transcript" && grep -q '^ok      all steps were taken' "$transcript"
