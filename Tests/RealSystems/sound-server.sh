#!/usr/bin/env bash
# A sound server is killed, restarted and hung under a running `undertone`. See README.md.
#   sound-server.sh pulse|pipewire-pulse|pipewire BINARY [TRANSCRIPT]
. "$(dirname "$0")/common.sh"
[ $# -ge 2 ] || fail "usage: sound-server.sh pulse|pipewire-pulse|pipewire BINARY [TRANSCRIPT]"
mode=$1
binary=$2
transcript=${3:-$work/transcript.jsonl}
need debootstrap unshare chroot jq
[ "$(id -u)" -eq 0 ] || fail "needs root, for debootstrap and chroot"

case $mode in
  pulse) folder=$(root pulse pulseaudio pulseaudio-utils libasound2-plugins) ;;
  # Debian's pipewire-alsa and pulseaudio exclude each other, so each has a root. (WirePlumber
  # does not run without logind; the older session manager does.)
  pipewire | pipewire-pulse) folder=$(root pipewire pipewire pipewire-pulse pipewire-alsa pipewire-media-session pulseaudio-utils libasound2-plugins) ;;
  *) fail "$mode: not pulse, pipewire-pulse or pipewire" ;;
esac
mkdir -p "$folder/real"
cp "$binary" "$folder/real/undertone"
cp "$here/reader.sh" "$here/sound-server-inside.sh" "$repository/Config/demo.flac" "$folder/real/"

in_root "$folder" 180 /bin/sh /real/sound-server-inside.sh "$mode" >"$transcript" || fail "the run inside the root failed ($?)"
verdict "$transcript"
