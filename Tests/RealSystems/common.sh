# Shared by the scripts of this folder (sourced): a folder of downloads, Debian roots, QEMU, and the verdict.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
cache=${REAL_SYSTEMS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/undertone-real-systems}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"
# shellcheck source=/dev/null
suite=$(. /etc/os-release; echo "$VERSION_CODENAME")

fail() { echo "$(basename "$0" .sh): $*" >&2; exit 1; }

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || fail "needs $program, see README.md"
  done
}

# unpacked PACKAGE: prints a folder with the package's files; it is downloaded once and not installed.
unpacked() {
  if [ ! -e "$cache/$1/.whole" ]; then
    mkdir -p "$work/download" "$cache/$1"
    (cd "$work/download" && apt-get download -qq -o APT::Sandbox::User=root "$1" >&2)
    dpkg -x "$work/download/$1"_*.deb "$cache/$1"
    touch "$cache/$1/.whole"
  fi
  echo "$cache/$1"
}

# kernel: prints the newest amd64 kernel's package name.
kernel() {
  apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1
}

# root NAME PACKAGE…: prints a folder with a small Debian that has the packages (made once, some minutes; needs root).
root() {
  local name=$1
  shift
  if [ ! -e "$cache/root-$name/.whole" ]; then
    rm -rf "$cache/root-$name"
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Suite: $suite" | head -n 1)
    [ -n "$mirror" ] || mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
    debootstrap --variant=minbase --include="$(IFS=,; echo "$*")" "$suite" "$cache/root-$name" ${mirror:+"$mirror"} >"$cache/root-$name.log" 2>&1 ||
      fail "debootstrap failed, see $cache/root-$name.log"
    touch "$cache/root-$name/.whole"
  fi
  echo "$cache/root-$name"
}

# in_root FOLDER SECONDS COMMAND…: runs it in the root, for so long at most, with processes and mounts of its own: nothing of it is left when
# this ends, however it does.
in_root() {
  local folder=$1 seconds=$2
  shift 2
  # shellcheck disable=SC2016
  timeout --foreground "$seconds" unshare --mount --pid --fork --kill-child bash -c '
    mount --make-rprivate / && mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"' "$folder" "$@"
}

# with_libraries FOLDER PROGRAM…: copies programs into FOLDER/bin, and the shared libraries that they need to where they are here.
with_libraries() {
  local folder=$1 program library
  shift
  mkdir -p "$folder/bin"
  for program in "$@"; do
    cp "$program" "$folder/bin/"
    while read -r library; do
      mkdir -p "$folder$(dirname "$library")"
      cp -nL "$library" "$folder$library"
    done < <(ldd "$program" | grep -o '/[^ ]*')
  done
}

# boot KERNEL INITRAMFS OUTPUT SECONDS [ARGUMENT…]: runs a machine until it powers off; its second serial port goes to OUTPUT.
boot() {
  local kernel=$1 initramfs=$2 output=$3 seconds=$4
  shift 4
  timeout --foreground "$seconds" qemu-system-x86_64 -accel "${ACCEL:-tcg}" -machine pc -smp 2 -m "${MEMORY:-512}" -nodefaults -no-reboot \
    -display none -serial "file:$output.console" -serial "file:$output" -kernel "$kernel" -initrd "$initramfs" "$@" >&2 || {
    tail -n 30 "$output.console" >&2
    fail "the machine did not end within $seconds s"
  }
}

# verdict TRANSCRIPT [JQ ARGUMENT…]: prints the transcript for people and the checks; non-zero when one failed.
verdict() {
  local transcript=$1
  shift
  [ -s "$transcript" ] || fail "there is no transcript"
  local bad
  bad=$(jq -cR 'fromjson? // error(.)' "$transcript" 2>&1 >/dev/null || true)
  [ -z "$bad" ] || fail "a line is not JSON: $bad"
  jq -rs -L "$here" "$@" 'include "checks"; report' "$transcript"
  jq -es -L "$here" "$@" 'include "checks"; passed' "$transcript" >/dev/null
}
