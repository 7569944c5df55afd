#!/usr/bin/env bash
# Packs undertone for a board without Debian: a tarball whose program needs only libc and libasound; prints where it is.
#   tarball.sh [--open] [--out DIR]
#   --open   the model with the open data licence (CREMA-D alone) inside instead of the default one
. "$(dirname "$0")/files.sh"

name=undertone-${version/\~/-}-$(uname -m)
tree=$work/$name
lay "$tree" undertone undertone-monitor
# The workbench is for a desk.
rm -r "$tree"/{models,recipes}

# build.sh has looked at the libraries; a symbol of a newer libc than the board's would stop it, too.
libc=$(readelf -V "$tree/bin/undertone" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
cat >"$tree/README" <<README
Undertone $version for $(uname -m)

bin/undertone is the whole program, the model included. It needs libc (glibc ${libc#GLIBC_} or later) and
libasound.so.2, and, for recordings only, libsndfile.so.1.

    bin/undertone devices
    bin/undertone listen --device hw:1

To install it, as root:

    cp bin/* /usr/bin/
    cp undertone.yaml /etc/                        # the configuration: man/undertone.5
    cp undertone.service /etc/systemd/system/      # where there is systemd
    cp man/*.1 /usr/share/man/man1/; cp man/*.5 /usr/share/man/man5/
    cp completions/bash/* /usr/share/bash-completion/completions/

examples/ has a program that reads the events through a FIFO, and a udev rule that names a microphone.
LICENSE is our source's licence. The program is linked with FFTW and is distributed under the GNU GPL, version 3;
linked/ has the notices of what is inside. The model inside: \`bin/undertone model\` says what it was trained on,
and which licences that data has. demo.flac is from CREMA-D (ODbL 1.0 / DbCL 1.0).
README
tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -c "$name" | gzip -9n >"$out/$name.tar.gz"
echo "$out/$name.tar.gz"
