#!/usr/bin/env bash
# Builds the binary for a board: one file, stripped, that needs only libc and libasound. Prints where it is.
#   --open   puts the model with the open data licence (CREMA-D alone) inside instead of the default one
set -euo pipefail
cd "$(dirname "$0")/.."

flags=()
[ "${1:-}" = --open ] && flags+=(-Xcc -DUNDERTONE_OPEN_MODEL)

# Swift's static library asks for -lstdc++ and the compiler driver for -lgcc_s; these linker scripts, which the linker finds first,
# make them the archives.
link=$(mktemp -d)
trap 'rm -rf "$link"' EXIT
echo "INPUT($(clang -print-file-name=libstdc++.a))" > "$link/libstdc++.so"
echo "INPUT($(clang -print-file-name=libgcc_eh.a) $(clang -print-file-name=libgcc.a))" > "$link/libgcc_s.so"

swift build -c release --product undertone --static-swift-stdlib --scratch-path .build/board \
  -Xlinker "-L$link" -Xlinker --as-needed -Xlinker --gc-sections -Xlinker -s "${flags[@]}" >&2
binary=$(swift build -c release --product undertone --static-swift-stdlib --scratch-path .build/board --show-bin-path)/undertone

# Whatever else crept in would be missing on the board.
foreign=$(readelf -d "$binary" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' | grep -vE '^(libc|libm|libasound|ld-linux[-a-z0-9_]*)\.so' || true)
if [ -n "$foreign" ]; then
  echo "build: $binary also needs: $foreign" >&2
  exit 70
fi
echo "$binary"
