#!/usr/bin/env bash
# Installs the system packages that Undertone is built and run with (Debian, Ubuntu), and checks for Swift.
# Run it as often as you like: when everything is there, it takes a moment and changes nothing.
#   --checks   also what CI's checks beside the tests need
set -euo pipefail

packages=(
  libasound2-dev     # ALSA: the microphone
  libfftw3-dev       # FFTW: spectra
  libspeexdsp-dev    # SpeexDSP's resampler
  libsndfile1-dev    # audio files
  libyaml-dev        # the configuration file
  libmd-dev          # SHA-256 of the model file
  libopenblas-dev    # matrix products of the trainer
  gnuplot-nox        # draws the lab's pictures
  fonts-dejavu-core  # letters of the pictures in PNG
)

if [ "${1:-}" = --checks ]; then
  packages+=(
    valgrind  # counts instructions
    binutils  # objcopy, which makes programs that it can read
    strace    # sees every system call of a live run
    procps    # pkill
  )
fi

if ! command -v swift >/dev/null; then
  echo "setup: Swift 6.2 or later is needed and 'swift' was not found; get it from https://www.swift.org/install/linux" >&2
  exit 69
fi
if ! said=$(swift --version 2>&1); then
  echo "setup: 'swift' does not start ($said); https://www.swift.org/install/linux names the packages that it needs itself" >&2
  exit 69
fi
version=$(sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' <<< "$said" | head -n 1)
if [ "$(printf '%s\n' 6.2 "$version" | sort -V | head -n 1)" != 6.2 ]; then
  echo "setup: Swift 6.2 or later is needed, this is ${version:-unknown}; get it from https://www.swift.org/install/linux" >&2
  exit 69
fi

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then as_root=(); else as_root=(sudo); fi
echo "setup: installing ${missing[*]}" >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
