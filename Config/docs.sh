#!/usr/bin/env bash
# Builds the documentation, an article a task, as a web site, and prints its folder. A warning is an error.
#   --out DIR   another folder than .build/documentation
# To read it: python3 -m http.server --directory DIR 8000, then open http://localhost:8000/documentation/undertone
set -euo pipefail

out=
case "$#:${1:-}" in
  0:) ;;
  2:--out) mkdir -p "$2" && out=$(cd "$2" && pwd) ;;
  *)
    echo "usage: docs.sh [--out DIR]" >&2
    exit 64
    ;;
esac
cd "$(dirname "$0")/.."
out=${out:-$PWD/.build/documentation}

if ! command -v docc >/dev/null; then
  echo "docs: docc was not found; it comes with Swift, beside swiftc" >&2
  exit 69
fi
mkdir -p "$out"
docc convert Sources/undertone/undertone.docc --warnings-as-errors --transform-for-static-hosting \
  --fallback-display-name Undertone --fallback-bundle-identifier undertone --output-dir "$out" >&2
echo "$out"
