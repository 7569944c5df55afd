#!/usr/bin/env bash
# A unit file and a binary under a real systemd, in QEMU with Debian's kernel and a Debian root. See README.md.
#   qemu-systemd.sh UNIT BINARY [TRANSCRIPT]     UNIT: a .service file; WATCHDOG=seconds puts that in place of its WatchdogSec;
#                                                CONSUMER=DROP-IN puts Config/packaging/examples' FIFO and consumer beside it
. "$(dirname "$0")/common.sh"
[ $# -ge 2 ] || fail "usage: qemu-systemd.sh UNIT BINARY [TRANSCRIPT]"
unit=$1
binary=$2
transcript=${3:-$work/transcript.jsonl}
need qemu-system-x86_64 debootstrap mkfs.ext4 cpio depmod modprobe busybox jq
[ "$(id -u)" -eq 0 ] || fail "needs root, for debootstrap"

package=$(kernel)
version=${package#linux-image-}
linux=$(unpacked "$package")
base=$(root systemd systemd systemd-sysv dbus udev kmod libasound2 libasound2-plugins alsa-utils jq)

folder=$work/root
cp -a "$base" "$folder"
name=$(basename "$unit")
binary_path=$(sed -n 's/^ExecStart=[-@:+!]*\([^ ]*\).*/\1/p' "$unit" | head -n 1)
install -D -m 755 "$binary" "$folder$binary_path"
install -D -m 644 "$unit" "$folder/etc/systemd/system/$name"
if [ -n "${WATCHDOG:-}" ]; then
  mkdir -p "$folder/etc/systemd/system/$name.d"
  printf '[Service]\nWatchdogSec=%s\n' "$WATCHDOG" >"$folder/etc/systemd/system/$name.d/watchdog.conf"
fi
guest=qemu-systemd-guest.sh
if [ -n "${CONSUMER:-}" ]; then
  guest=qemu-consumer-guest.sh
  install -D -m 644 "$CONSUMER" "$folder/etc/systemd/system/$name.d/output.conf"
  install -m 644 "$repository"/Config/packaging/examples/undertone-consumer.* "$folder/etc/systemd/system/"
  # Every line is told, so that none can be missed.
  mkdir -p "$folder/etc/systemd/system/undertone-consumer.service.d"
  cat >"$folder/etc/systemd/system/undertone-consumer.service.d/lines.conf" <<'CONF'
[Service]
ExecStart=
ExecStart=/bin/sh -c 'while read -r line; do printf "%%s\\n" "$$line"; done'
LogRateLimitIntervalSec=0
CONF
fi
install -D -m 755 "$here/$guest" "$folder/real/guest.sh"
install -D -m 644 "$here/reader.sh" "$folder/real/reader.sh"
cat >"$folder/etc/systemd/system/real.service" <<UNIT
[Unit]
Description=What qemu-systemd.sh does to $name
[Service]
Type=oneshot
ExecStart=/real/guest.sh $name
StandardOutput=file:/dev/ttyS1
StandardError=journal+console
[Install]
WantedBy=multi-user.target
UNIT
ln -sf /etc/systemd/system/real.service "$folder/etc/systemd/system/multi-user.target.wants/real.service"
ln -sf /dev/null "$folder/etc/systemd/system/serial-getty@ttyS1.service"
printf 'purpose: research\ndevice: hw:CARD=Loopback,DEV=1\nhealth: 2\n' >"$folder/etc/undertone.yaml"
[ -e "$linux/lib/modules/$version/modules.dep" ] || PATH=$PATH:/usr/sbin depmod -b "$linux" "$version"
mkdir -p "$folder/lib/modules"
mkdir -p "$work/initramfs/bin"

# modules FOLDER NAME…: the modules and what they need, and in which order.
modules() {
  local target=$1 module
  shift
  for module in "$@"; do
    PATH=$PATH:/usr/sbin modprobe -d "$linux" -S "$version" --show-depends "$module"
  done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++' | while read -r file; do
    cp "$file" "$target/"
    echo "/$(basename "$file")"
  done >"$work/order"
  mv "$work/order" "$target/order"
}
mkdir -p "$folder/real/modules"
modules "$folder/real/modules" snd-aloop
sed -i 's|^|/real/modules|' "$folder/real/modules/order"
modules "$work/initramfs" virtio_pci virtio_blk ext4
cp "$(command -v busybox)" "$work/initramfs/bin/busybox"
cat >"$work/initramfs/init" <<'INIT'
#!/bin/busybox sh
busybox mkdir -p /proc /sys /dev /root
busybox mount -t proc proc /proc
busybox mount -t devtmpfs devtmpfs /dev
while read -r module; do busybox insmod "$module"; done </order
busybox mount /dev/vda /root
exec busybox switch_root /root /lib/systemd/systemd
INIT
chmod 755 "$work/initramfs/init"
(cd "$work/initramfs" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initramfs.gz"

truncate -s 1500M "$work/root.img"
PATH=$PATH:/usr/sbin mkfs.ext4 -q -d "$folder" "$work/root.img"
rm -rf "$folder"
MEMORY=1024 boot "$linux/boot/vmlinuz-$version" "$work/initramfs.gz" "$transcript" 300 \
  -append "console=ttyS0 quiet panic=-1 systemd.show_status=no systemd.unit=multi-user.target" \
  -drive "file=$work/root.img,format=raw,if=virtio,cache=unsafe"
verdict "$transcript"
