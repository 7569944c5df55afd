#!/usr/bin/env bash
# A sound card is taken away and brought back under a running `undertone`, in QEMU with Debian's kernel. See README.md.
#   qemu-card.sh BINARY [TRANSCRIPT [CARD…]]     CARD: AC97, ES1370, aloop; all three when none is named
. "$(dirname "$0")/common.sh"
[ $# -ge 1 ] || fail "usage: qemu-card.sh BINARY [TRANSCRIPT [CARD…]]"
binary=$1
transcript=${2:-$work/transcript.jsonl}
shift $(($# < 2 ? $# : 2))
cards=("$@")
[ $# -gt 0 ] || cards=(AC97 ES1370 aloop)
need qemu-system-x86_64 busybox cpio depmod modprobe jq dpkg apt-get

package=$(kernel)
version=${package#linux-image-}
linux=$(unpacked "$package")
alsa=$(unpacked alsa-utils)
flac=$(unpacked flac)
initramfs=$work/initramfs

with_libraries "$initramfs" "$binary" "$(command -v busybox)" "$alsa/usr/bin/aplay"
mv "$initramfs/bin/$(basename "$binary")" "$initramfs/bin/undertone" 2>/dev/null || true
mkdir -p "$initramfs/usr/share"
cp -r /usr/share/alsa "$initramfs/usr/share/"
"$flac/usr/bin/flac" -ds -o "$initramfs/demo.wav" "$repository/Config/demo.flac"
install -m 755 "$here/qemu-card-guest.sh" "$initramfs/init"
ln -s busybox "$initramfs/bin/sh"
cp "$here/reader.sh" "$initramfs/reader.sh"
echo "health: 2" >"$initramfs/undertone.yaml"
echo "${cards[@]}" >"$initramfs/cards"

[ -e "$linux/lib/modules/$version/modules.dep" ] || PATH=$PATH:/usr/sbin depmod -b "$linux" "$version"
for module in snd-aloop snd-intel8x0 snd-ens1370; do
  PATH=$PATH:/usr/sbin modprobe -d "$linux" -S "$version" --show-depends "$module"
done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$initramfs/"
  basename "$file" | sed 's|^|/|'
done >"$work/modules"
mv "$work/modules" "$initramfs/modules"
(cd "$initramfs" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initramfs.gz"

boot "$linux/boot/vmlinuz-$version" "$work/initramfs.gz" "$transcript" $((60 + 90 * ${#cards[@]})) \
  -append "console=ttyS0 quiet panic=-1 rdinit=/init no_console_suspend" \
  -audiodev none,id=none -device AC97,audiodev=none -device ES1370,audiodev=none
verdict "$transcript"
