#!/bin/sh
# The sanitizers that see what tests do not: ThreadSanitizer on the ring and on the whole pipeline, RealtimeSanitizer on the C kernels.
# A seeded bug must be reported by each, so that their silence means something.
# (It is called a data race or a Swift access race, by the access that is seen first.)
# Run from the package's folder; builds a few small targets into .build/tsan.
set -eu
cd "$(dirname "$0")/.."
report=$(mktemp)
kernels=$(mktemp)
trap 'rm -f "$report" "$kernels"' EXIT

fail() {
  cat "$report"
  echo "check-races: $1 (exit $status)" >&2
  exit 1
}

# Swift's own clang: its runtime fits.
"$(dirname "$(readlink -f "$(command -v swiftc)")")/clang" -O2 -fsanitize=realtime -Wno-unknown-attributes -ISources/CKernels/include \
  -ISources/CKernels Tests/RealTimeCheck/RealTimeCheck.c Sources/CKernels/*.c -lm -o "$kernels"
status=0
"$kernels" seeded >"$report" 2>&1 || status=$?
grep -q "RealtimeSanitizer: unsafe-library-call" "$report" || fail "RealtimeSanitizer did not see the seeded call, so its silence proves nothing"
status=0
"$kernels" real >"$report" 2>&1 || status=$?
[ "$status" -eq 0 ] && [ "$(cat "$report")" = silent ] || fail "a kernel calls what may block"

swift build --sanitize=thread --scratch-path .build/tsan --product RingRace >&2

swift build --sanitize=thread --scratch-path .build/tsan --product Soak >&2
folder=$(swift build --sanitize=thread --scratch-path .build/tsan --show-bin-path)
export TSAN_OPTIONS="exitcode=66 halt_on_error=1"

status=0
"$folder/RingRace" seeded >"$report" 2>&1 || status=$?
if [ "$status" -ne 66 ] || ! grep -q "WARNING: ThreadSanitizer: .*race" "$report"; then
  fail "ThreadSanitizer did not see the seeded bug, so its silence proves nothing"
fi

status=0
"$folder/RingRace" real >"$report" 2>&1 || status=$?
[ "$status" -eq 0 ] && [ ! -s "$report" ] || fail "the ring has a race or lost a sample"

# Some minutes of sound and faults through capture's end, analysis, writer and main thread.
status=0
"$folder/Soak" days 0.003 >"$report" 2>&1 || status=$?
[ "$status" -eq 0 ] || fail "the pipeline has a race, or said what was not so"
echo "check-races: the seeded bugs were reported; ring, pipeline and kernels are clean"
