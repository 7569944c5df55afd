#!/usr/bin/env bash
# Builds a program for where it is installed: one file, stripped, with Swift's libraries inside. Prints where it is.
#   build.sh [--open] [PRODUCT]
#   PRODUCT  undertone when not named, which then needs only libc and libasound; undertone-monitor; undertone-lab
#   --open   puts the model with the open data licence (CREMA-D alone) inside instead of the default one
set -euo pipefail
cd "$(dirname "$0")/.."

flags=()
if [ "${1:-}" = --open ]; then
  flags+=(-Xcc -DUNDERTONE_OPEN_MODEL)
  shift
fi
product=${1:-undertone}

# Swift's static library asks for -lstdc++ and the compiler driver for -lgcc_s; these linker scripts, which the linker finds first,
# make them the archives.
link=$(mktemp -d)
trap 'rm -rf "$link"' EXIT
echo "INPUT($(clang -print-file-name=libstdc++.a))" > "$link/libstdc++.so"
echo "INPUT($(clang -print-file-name=libgcc_eh.a) $(clang -print-file-name=libgcc.a))" > "$link/libgcc_s.so"
# The monitor's HTTP library can forward requests to other servers, with URLSession, and that with libcurl. Nothing of ours asks it to:
# in place of libcurl stand functions that end the program.
if [ "$product" = undertone-monitor ]; then
  nm -u "$(dirname "$(readlink -f "$(command -v swiftc)")")/../lib/swift_static/linux/lib_CFURLSessionInterface.a" |
    grep -o 'curl_[a-z_]*' | sort -u | sed 's/.*/void &(void) { __builtin_trap(); }/' > "$link/curl.c"
  clang -w -c -o "$link/curl.o" "$link/curl.c"
  echo "INPUT($link/curl.o)" > "$link/libcurl.so"
fi

build=(-c release --product "$product" --static-swift-stdlib --scratch-path .build/board)
swift build "${build[@]}" -Xlinker "-L$link" -Xlinker --as-needed -Xlinker --gc-sections -Xlinker -s "${flags[@]}" >&2
binary=$(swift build "${build[@]}" --show-bin-path)/$product

# Whatever else crept in would be missing on the board. The workbench is installed where packages say what it needs.
if [ "$product" != undertone-lab ]; then
  foreign=$(readelf -d "$binary" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | grep -vE '^(libc|libm|libasound|ld-linux[-a-z0-9_]*)\.so' || true)
  if [ -n "$foreign" ]; then
    echo "build: $binary also needs: $foreign" >&2
    exit 70
  fi
fi
echo "$binary"
