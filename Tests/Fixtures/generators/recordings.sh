#!/bin/sh
# The recordings of Tests/Fixtures from one clip of CREMA-D (see README.md): 16 kHz, and the same at 48 kHz by SoX's resampler.
# Usage: recordings.sh FOLDER_WITH_CREMAD_OPUS_FILES       Made with opusdec (opus-tools 0.2) and SoX 14.4.2, no dither.
set -eu
out=$(dirname "$0")/..
opusdec --quiet --rate 16000 --no-dither --force-wav "$1/1050_IEO_ANG_MD.opus" "$out/decoded.wav"
sox -v 0.8 "$out/decoded.wav" -b 16 -D "$out/cremad-16k.wav"
sox "$out/cremad-16k.wav" -b 16 -D "$out/cremad-48k.wav" rate -v 48000
rm "$out/decoded.wav"
