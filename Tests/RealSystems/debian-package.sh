#!/usr/bin/env bash
# The Debian packages, as somebody has them who installs them: lintian, then a fresh root, where apt installs, removes and purges them.
# See README.md.
#   debian-package.sh DIR [TRANSCRIPT]     DIR: the packages that Config/packaging/deb.sh built, of one version
. "$(dirname "$0")/common.sh"
[ $# -ge 1 ] || fail "usage: debian-package.sh DIR [TRANSCRIPT]"
transcript=${2:-$work/transcript.txt}
need debootstrap unshare chroot lintian
[ "$(id -u)" -eq 0 ] || fail "needs root, for debootstrap and chroot"
packages=("$1"/undertone_*.deb "$1"/undertone-*.deb)
[ -e "${packages[0]}" ] && [ -e "${packages[1]}" ] || fail "$1: no undertone_*.deb and undertone-*.deb; Config/packaging/deb.sh --out $1 makes them"
[ "$(printf '%s\n' "${packages[@]##*/}" | cut -d _ -f 2 | sort -u | wc -l)" = 1 ] || fail "$1: packages of several versions"

# A copy: the root stays as debootstrap made it.
folder=$work/root
cp -a "$(root fresh apt)" "$folder"
mkdir "$folder/packages"
cp "${packages[@]}" "$here/debian-package-inside.sh" "$folder/packages/"

{
  echo "---- lintian $(lintian --version | grep -o '[0-9].*')"
  if lintian --allow-root --fail-on error,warning --tag-display-limit 0 "${packages[@]}" 2>&1; then
    echo "ok      lintian: no errors, no warnings"
  else
    echo "FAILED  lintian"
  fi
  in_root "$folder" 580 /bin/bash /packages/debian-package-inside.sh 2>&1 || echo "FAILED  the run inside the root ended early ($?)"
} | tee "$transcript"
! grep -q '^FAILED' "$transcript" && grep -q '^ok      all steps were taken' "$transcript"
