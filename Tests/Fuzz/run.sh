#!/usr/bin/env bash
# Builds the fuzzers (libFuzzer and AddressSanitizer on our modules) and runs each for a number of inputs; a crash, a time-out or a
# blow-up of memory ends it with the input that brought it, made small.
#
#   Tests/Fuzz/run.sh [--runs COUNT] [--jobs COUNT] [--build-only] [TARGET...]
#
#     TARGET  tensors   a model file's bytes                          settings  the configuration's text
#             model     a model's description, behind the checksum    stream    sound on standard input
#             file      a sound file (libsndfile's decoders are not instrumented: leaks are theirs, and not looked for)
#     --runs  inputs for each target (1000000)
#     --jobs  processes at a time (1)
#
# What was found on the way stays in .build/fuzz/corpus and is begun with the next time.
set -euo pipefail
cd "$(dirname "$0")/../.."

runs=1000000
jobs=1
build_only=false
targets=()
while [ $# -gt 0 ]; do
  case "$1" in
    --runs) runs=$2; shift ;;
    --jobs) jobs=$2; shift ;;
    --build-only) build_only=true ;;
    tensors | model | settings | stream | file) targets+=("$1") ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
  esac
  shift
done
[ ${#targets[@]} -gt 0 ] || targets=(tensors model settings stream file)

export UNDERTONE_FUZZING=1
# Swift's own report of a crash stands in AddressSanitizer's way.
export SWIFT_BACKTRACE=enable=no
# lld, because gold fails on the runtime's debug information. Optimised, as it is installed: overflow and bounds still trap.
flags=(-c release --scratch-path .build/fuzz --product undertone-fuzz -Xswiftc -enable-testing
  -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld -Xcc -fsanitize=fuzzer-no-link,address)
swift build "${flags[@]}" >&2
fuzzer=$PWD/$(realpath --relative-to=. "$(swift build "${flags[@]}" --show-bin-path)")/undertone-fuzz
$build_only && exit 0

seeds=$PWD/Tests/Fuzz/Seeds
dictionaries=$PWD/Tests/Fuzz/Dictionaries
work=$PWD/.build/fuzz
mkdir -p "$work/corpus" "$work/findings" "$work/logs"
symbolizer=$(dirname "$(readlink -f "$(command -v swiftc)")")/llvm-symbolizer
[ -x "$symbolizer" ] && export ASAN_SYMBOLIZER_PATH=$symbolizer

# 10 s and 512 MB for one input; 1 GB for the process, AddressSanitizer's quarantine of 256 MB in it.
limits=(-timeout=10 -malloc_limit_mb=512 -rss_limit_mb=1024 -max_len=16384)

fuzz() {
  local target=$1 log=$work/logs/$1.log
  local options=("${limits[@]}" "-dict=$dictionaries/$target.dict" "-artifact_prefix=$work/findings/$target-")
  if [ "$target" = file ]; then export ASAN_OPTIONS=detect_leaks=0; fi
  mkdir -p "$work/corpus/$target"
  export UNDERTONE_FUZZ_TARGET=$target
  local status=0
  "$fuzzer" -runs="$runs" -print_final_stats=1 "${options[@]}" "$work/corpus/$target" "$seeds/$target" >"$log" 2>&1 || status=$?
  if [ $status -ne 0 ]; then
    grep -E "ERROR|SUMMARY|Fatal error|^    #[0-9] " "$log" | head -n 20 >&2 || true
    local finding
    finding=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
    if [ -f "$finding" ] && [ "${finding#*-leak-}" = "$finding" ]; then
      "$fuzzer" -minimize_crash=1 -runs=100000 -max_total_time=60 "${options[@]}" \
        -exact_artifact_path="$finding.small" "$finding" >>"$log" 2>&1 || true
    fi
    echo "fuzz: $target failed ($status) on $finding (smaller: $finding.small, if it could be made so); all in $log" >&2
    return 1
  fi
  local executed rate memory coverage
  executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  rate=$(sed -n 's/^Done .* runs in \([0-9]*\) second.*/\1/p' "$log")
  memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
  coverage=$(sed -n 's/.*DONE *cov: \([0-9]*\) ft: \([0-9]*\).*/\1 edges, \2 features/p' "$log")
  echo "fuzz: $target: $executed inputs in $rate s, $coverage, at most $memory MB, nothing found"
}

failed=0
for target in "${targets[@]}"; do
  while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || failed=1; done
  fuzz "$target" &
done
while [ "$(jobs -p | wc -l)" -gt 0 ]; do
  status=0
  wait -n || status=$?
  [ $status -eq 127 ] && break
  [ $status -eq 0 ] || failed=1
done
[ $failed -eq 0 ] || exit 1
