#!/bin/sh
# ThreadSanitizer on the ring: a seeded bug must be reported, so that the silence of the real ring means something.
# (It is called a data race or a Swift access race, by the access that is seen first.)
# Run from the package's folder; builds two small targets into .build/tsan.
set -eu
cd "$(dirname "$0")/.."
swift build --sanitize=thread --scratch-path .build/tsan --product RingRace >&2
race=$(swift build --sanitize=thread --scratch-path .build/tsan --show-bin-path)/RingRace
report=$(mktemp)
trap 'rm -f "$report"' EXIT
export TSAN_OPTIONS="exitcode=66 halt_on_error=1"

status=0
"$race" seeded >"$report" 2>&1 || status=$?
if [ "$status" -ne 66 ] || ! grep -q "WARNING: ThreadSanitizer: .*race" "$report"; then
  cat "$report"
  echo "check-races: ThreadSanitizer did not see the seeded bug (exit $status), so its silence proves nothing" >&2
  exit 1
fi

status=0
"$race" real >"$report" 2>&1 || status=$?
if [ "$status" -ne 0 ] || [ -s "$report" ]; then
  cat "$report"
  echo "check-races: the ring has a race or lost a sample (exit $status)" >&2
  exit 1
fi
echo "check-races: the seeded bug was reported, the ring is clean"
