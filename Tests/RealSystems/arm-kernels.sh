#!/usr/bin/env bash
# The C kernels as arm64, built with Swift's clang and run by QEMU on a processor without the int8 dot products and on one with them; and
# here, as they are. See README.md.
#   arm-kernels.sh [TRANSCRIPT]
. "$(dirname "$0")/common.sh"
transcript=${1:-$work/transcript.txt}
need swiftc qemu-aarch64-static
clang=$(dirname "$(readlink -f "$(command -v swiftc)")")/clang
root=/usr/aarch64-linux-gnu
runtime=$(find /usr/lib/gcc-cross/aarch64-linux-gnu -name crtbeginT.o -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
[ -d "$root/include" ] && [ -n "$runtime" ] || fail "needs libc6-dev-arm64-cross and libgcc-…-dev-arm64-cross, see README.md"

cd "$repository"
sources=(-O3 -Wall -Wextra -Werror -ISources/CKernels/include Tests/KernelCheck/KernelCheck.c Sources/CKernels/*.c -lm)
"$clang" "${sources[@]}" -o "$work/here"
"$clang" --target=aarch64-linux-gnu --sysroot=/ -isystem "$root/include" -B"$runtime" -L"$root/lib" -static -fuse-ld=lld "${sources[@]}" \
  -o "$work/arm64"

status=0
# run NAME LEVELS COMMAND…: one processor's lines; other levels than those are a failure, too.
run() {
  local name=$1 levels=$2
  shift 2
  echo "---- $name"
  "$@" >"$work/lines" || status=1
  cat "$work/lines"
  [ -z "$levels" ] || [ "$(awk '{ print $2 }' "$work/lines" | uniq | paste -sd ' ')" = "$levels" ] || {
    echo "FAILED  not the levels $levels"
    status=1
  }
}
{
  run "$(uname -m), here" "" "$work/here"
  run "Cortex-A72, a Raspberry Pi 4's" "baseline" qemu-aarch64-static -cpu cortex-a72 "$work/arm64"
  run "Cortex-A76, a Raspberry Pi 5's" "baseline dotprod" qemu-aarch64-static -cpu cortex-a76 "$work/arm64"
} >"$transcript"
cat "$transcript"
exit $status
