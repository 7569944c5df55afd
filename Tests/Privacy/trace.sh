#!/usr/bin/env bash
# Traces the system calls of a live run, and checks that no audio can have left the process: no file is written, no socket opened but the
# service manager's notification socket, no other process started, nothing written but to standard output and standard error.
# Then it shows that the check would have seen it. Needs strace (Config/setup.sh --checks) and a build (swift build).
#   Tests/Privacy/trace.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$(swift build --show-bin-path)
program=${1:-$build/undertone}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A microphone that plays noise: 60 s of 16 kHz in 16 bits.
head -c 1920000 /dev/urandom > "$work/sound.raw"
cat > "$work/asound.conf" <<END
pcm_type.faultmic { lib "$build/libFaultMicrophone.so" }
pcm.test { type faultmic file "$work/sound.raw" format S16_LE channels 1 rate 16000 speed 4 end "silence" slow "wait" faults "overrun@32000:4800 removal@64000:500" }
END

# trace FILE COMMAND…: every system call but those that only look, wait or move memory, of all threads, descriptors with their names.
trace() {
  local file=$1
  shift
  strace -f -qq -yy -s 64 -o "$file" \
    -e trace=%file,%network,%process,write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,vmsplice,tee,copy_file_range,io_uring_setup,memfd_create,shmget,msgsnd,mq_open,process_vm_writev,ptrace,ftruncate,fallocate \
    "$@"
}

# violations FILE SOCKET: the calls that may not be.
violations() {
  awk -v socket="$2" '
    { call = $0; sub(/^[0-9]+ +/, "", call) }
    call ~ /^<\.\.\. |^\+\+\+|^---/ { next }
    call ~ /^(open|openat|openat2|creat)\(/ && call ~ /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/ { if (call !~ /"\/dev\/(null|snd\/[^"]*)"/) print; next }
    call ~ /^creat\(/ { print; next }
    call ~ /^(mkdir|mkdirat|mknod|mknodat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|unlink|unlinkat|truncate|chmod|fchmodat|chown|fchownat|lchown|setxattr|mount|utimensat)\(/ { print; next }
    call ~ /^(ftruncate|fallocate|sendfile|splice|vmsplice|tee|copy_file_range|io_uring_setup|memfd_create|shmget|msgsnd|mq_open|process_vm_writev|ptrace|pwrite64|pwritev|pwritev2)\(/ { print; next }
    call ~ /^socket\(/ { if (call !~ /AF_UNIX, SOCK_DGRAM/) print; next }
    call ~ /^sendto\(/ { if (index(call, "sun_path=\"" socket "\"") == 0) print; next }
    call ~ /^(connect|bind|listen|accept|accept4|sendmsg|sendmmsg|socketpair)\(/ { print; next }
    call ~ /^(write|writev)\(/ { if (call !~ /^writev?\((1|2)</ && call !~ /^write\([0-9]+<anon_inode:\[eventfd\]>/) print; next }
    call ~ /^execve/ { if (programs++) print; next }
    call ~ /^(fork|vfork)\(/ || (call ~ /^clone3?\(/ && call !~ /CLONE_THREAD/) { print; next }
  ' "$1"
}

fail() { echo "privacy: $*" >&2; exit 1; }

NOTIFY_SOCKET=$work/notify ALSA_CONFIG_PATH=$work/asound.conf trace "$work/own" \
  "$program" listen --device test --purpose private-driver > "$work/events" 2> "$work/errors" &
traced=$!
for _ in $(seq 240); do
  ! grep -q '"state":"restored"' "$work/events" || break
  sleep 0.25
done
sleep 2
# strace passes no signal on.
pkill -TERM -f "^$program listen --device test" || fail "the program has ended: $(cat "$work/errors")"
wait "$traced" || fail "it did not end well: $(cat "$work/errors")"

grep -q '"type":"estimate"' "$work/events" || fail "no estimate came: $(cat "$work/errors")"
grep -q '"type":"gap"' "$work/events" && grep -q '"state":"restored"' "$work/events" || fail "no gap or no lost microphone was heard"
tail -n 1 "$work/events" | grep -q '"reason":"SIGTERM"' || fail "no stop came"
grep -q 'socket(AF_UNIX' "$work/own" || fail "the trace is blind: the notification socket is not in it"
grep -q 'write(1<' "$work/own" || fail "the trace is blind: no event was seen written"
found=$(violations "$work/own" "$work/notify")
[ -z "$found" ] || fail "calls that may carry audio out of the process:
$found"

# The same eyes on programs that do what ours must not.
caught() {
  trace "$work/bad" "$@" > /dev/null 2>&1 || true
  [ -n "$(violations "$work/bad" "$work/notify")" ] || fail "the check does not see: $*"
}
caught dd if="$work/sound.raw" of="$work/copy" bs=4096 count=1
caught bash -c "exec 3<>/dev/tcp/127.0.0.1/9"
caught bash -c "(:); true"
caught cp "$work/sound.raw" "$work/copy"
caught logger -u "$work/other" text
echo "privacy: $(wc -l < "$work/own") system calls of $(wc -l < "$work/events") events: no file, socket or process but the notification socket"
