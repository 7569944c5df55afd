#!/usr/bin/env bash
# Counts the instructions of a second of sound (callgrind), which no busy machine changes, and holds them against the committed ones.
#
#   instructions.sh            fails when a case needs over 5 % more than instructions.json says
#   instructions.sh --renew    counts, and writes instructions.json
#   instructions.sh --profile [CASE]   the functions of a case (pipeline) with their share of its instructions
#
# Only what is inside cb_counted (Sources/CBench) counts: no start, no model loading, no end. Valgrind emulates a processor without
# AVX-512, so run-time dispatch takes AVX2 (x86-64-v3): the counts are of those kernels. The sound is a WAV file of two seconds, over
# and over, so that no decoder's version matters; the compiler's does, and another one may be a reason to renew.
set -euo pipefail
cd "$(dirname "$0")/../.."

sound=Tests/Fixtures/cremad-16k.wav
cases=(features step step-int8 batch-64 batch-64-int8 signal pipeline score)
baseline=Tests/Benchmarks/instructions.json
allowed=5  # percent

for tool in valgrind objcopy; do
  command -v "$tool" >/dev/null && continue
  echo "instructions: '$tool' was not found; Config/setup.sh --checks installs it" >&2
  exit 69
done

swift build -c release --product undertone-lab >&2
lab=$(swift build -c release --product undertone-lab --show-bin-path)/undertone-lab
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Valgrind gives up on debug information that is newer than itself.
objcopy --strip-debug "$lab" "$work/lab"

# count CASE…: $work/said has "level L", then "CASE SECONDS" a line; $work/out.N the profile of the Nth case.
count() {
  local options=() name
  for name in "$@"; do options+=(--case "$name"); done
  # The hash seed moves dictionaries about.
  if ! SWIFT_DETERMINISTIC_HASHING=1 valgrind --tool=callgrind --toggle-collect=cb_counted --zero-before=cb_counted \
    --dump-after=cb_counted --callgrind-out-file="$work/out" "$work/lab" bench "${options[@]}" --input "$sound" --fixed 5 \
    >"$work/said" 2>"$work/errors"; then
    cat "$work/errors" >&2
    exit 70
  fi
}

if [ "${1:-}" = --profile ]; then
  count "${2:-pipeline}"
  echo "share of the instructions, with what is called, and alone: ${2:-pipeline}, $(sed -n 's/^level //p' "$work/said")"
  # "1,234 (12.34%)  file:function [object]": by function, less what only leads to it.
  shares() {
    callgrind_annotate --inclusive="$1" --threshold=100 "$work/out.1" |
      sed -nE 's/^ *[0-9,]+ \( *([0-9.]+)%\)  [^:]*:(.*)$/\1 \2/p' | sed -E 's/ \[[^]]*\]$//'
  }
  shares yes > "$work/inclusive"
  shares no > "$work/alone"
  awk 'NR == FNR { name = $0; sub(/^[^ ]+ /, "", name); own[name] += $1; next }
    { name = $0; sub(/^[^ ]+ /, "", name) }
    $1 >= 0.5 && name !~ /5Bench|13undertone_lab|undertone_lab_main|libc_start|below main|^0x|^cb_counted/ {
      printf "%6.2f %% %6.2f %%  %s\n", $1, own[name], name }' "$work/alone" "$work/inclusive" |
    swift demangle --compact --simplified
  exit
fi

count "${cases[@]}"
level=$(sed -n 's/^level //p' "$work/said")
part=0
: > "$work/counts"
while read -r name seconds; do
  [ "$name" = level ] && continue
  part=$((part + 1))
  total=$(sed -n 's/^summary: //p' "$work/out.$part")
  awk -v name="$name" -v total="$total" -v seconds="$seconds" 'BEGIN { printf "%s %.0f\n", name, total / seconds }' >> "$work/counts"
done < "$work/said"

if [ "${1:-}" = --renew ]; then
  {
    echo '{'
    echo "  \"level\": \"$level\","
    echo "  \"swift\": \"$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)\","
    echo "  \"valgrind\": \"$(valgrind --version)\","
    echo '  "instructions_a_second_of_sound": {'
    sed -e 's/\(.*\) \(.*\)/    "\1": \2,/' -e '$ s/,$//' "$work/counts"
    echo '  }'
    echo '}'
  } > "$baseline"
  cat "$baseline"
  exit
fi

counted=$(sed -n 's/.*"level": "\(.*\)".*/\1/p' "$baseline")
if [ "$counted" != "$level" ]; then
  echo "instructions: $baseline was counted at $counted, here dispatch takes $level: no comparison; count on a machine with $counted" >&2
  exit 1
fi
status=0
while read -r name now; do
  before=$(sed -n "s/.*\"$name\": \([0-9]*\).*/\1/p" "$baseline")
  if [ -z "$before" ]; then
    echo "instructions: $baseline has no $name; Tests/Benchmarks/instructions.sh --renew counts it" >&2
    status=1
    continue
  fi
  awk -v name="$name" -v now="$now" -v before="$before" -v allowed="$allowed" 'BEGIN {
    change = 100 * (now / before - 1)
    printf "%-10s %10d instructions a second of sound, %+.2f %% against %d\n", name, now, change, before
    if (change < -allowed) print "instructions: " name " is better by more than " allowed " %: renew the baseline, so that it stays so" > "/dev/stderr"
    if (change <= allowed) exit 0
    printf "instructions: %s needs %d a second of sound, %d before (%+.1f %%, allowed %d %%); if that must be: Tests/Benchmarks/instructions.sh --renew\n", name, now, before, change, allowed > "/dev/stderr"
    exit 1 }' || status=1
done < "$work/counts"
exit $status
