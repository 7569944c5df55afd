# Shared by deb.sh and tarball.sh (sourced): builds the programs, and lays what belongs to them into one folder.
set -euo pipefail
packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$packaging/../.." && pwd)
script=$(basename "$0" .sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

fail() { echo "$script: $*" >&2; exit 69; }

out=$PWD
flags=()
while [ $# -gt 0 ]; do
  case $1 in
    --open) flags=(--open) ;;
    --out)
      [ $# -ge 2 ] || { echo "$script: --out wants a folder" >&2; exit 64; }
      out=$2
      shift
      ;;
    *) echo "usage: $script.sh [--open] [--out DIR]" >&2; exit 64 ;;
  esac
  shift
done
mkdir -p "$out"
out=$(cd "$out" && pwd)

# Times in the packages are the commit's, so that building twice gives the same bytes.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$repository" log -1 --format=%ct)}
version=$(sed -n 's/.*static let version = "\(.*\)"/\1/p' "$repository/Sources/undertone/Undertone.swift")
# What was not released comes before the release, and later commits after earlier ones.
if grep -q "^## $version (unreleased)" "$repository/CHANGELOG.md"; then
  version=$version~$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d.%H%M)
fi

# lay FOLDER PRODUCT…: the programs, their completions, and everything that is installed beside them.
lay() {
  local folder=$1 product binary library
  shift
  mkdir -p "$folder"/{bin,completions/{bash,zsh,fish},linked,man,examples,models,recipes}
  for product in "$@"; do
    binary=$("$repository/Config/build.sh" "${flags[@]}" "$product")
    install -m 755 "$binary" "$folder/bin/$product"
    # It is read by a shell, not run: no #! line.
    "$binary" --generate-completion-script bash | sed '1{/^#!/d}' >"$folder/completions/bash/$product"
    "$binary" --generate-completion-script zsh >"$folder/completions/zsh/_$product"
    "$binary" --generate-completion-script fish >"$folder/completions/fish/$product.fish"
    cp "$repository"/Config/man/"$product".[1-8] "$folder/man/"
  done
  for library in libfftw3 libspeexdsp libyaml libmd; do
    install -m 644 "/usr/share/doc/$library-dev/copyright" "$folder/linked/$library.copyright"
  done
  for library in "$repository"/.build/board/checkouts/*/LICENSE*; do
    install -m 644 "$library" "$folder/linked/$(basename "$(dirname "$library")").copyright"
  done
  cp "$packaging"/examples/* "$folder/examples/"
  cp "$repository"/Config/recipes/*.yaml "$folder/recipes/"
  cp "$repository"/Config/models/{README.md,undertone.safetensors,undertone-cremad.safetensors} "$folder/models/"
  cp "$repository"/Config/{undertone.yaml,event.schema.json,demo.flac} "$repository/LICENSE" "$folder/"
  find "$packaging" -maxdepth 1 -type f ! -name '*.sh' -exec cp {} "$folder/" \;
}
