#!/usr/bin/env bash
# Makes Config/demo.flac: a drive of about 40 seconds out of CREMA-D clips of one dev speaker (never trained on).
# Needs sox, opus-tools and flac; made with sox 14.4.2.   Usage: make-demo.sh CORPORA OUT.flac
# Between the clips, and under them, there is a noise floor at −66 dB, as of a quiet room: a recording is never digital silence.
set -euo pipefail
corpora=$1
out=$2
speaker=1079
clips=(MTI_NEU_XX IWL_NEU_XX TIE_ANG_XX IEO_ANG_HI TIE_SAD_XX ITH_SAD_XX IWW_HAP_XX IOM_HAP_XX TAI_FEA_XX ITH_FEA_XX IOM_NEU_XX)
pauses=(0.6 0.7 1.8 0.7 1.5 0.6 1.6 0.7 2.0 0.6 1.6)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
parts=()
for index in "${!clips[@]}"; do
  opusdec --quiet --rate 16000 "$corpora/cremad/${speaker}_${clips[$index]}.opus" "$work/$index.wav"
  sox -V1 "$work/$index.wav" -c 1 -r 16000 -b 16 "$work/$index-mono.wav" fade t 0.02 -0 0.02
  sox -V1 -n -r 16000 -c 1 -b 16 "$work/$index-pause.wav" trim 0 "${pauses[$index]}"
  parts+=("$work/$index-pause.wav" "$work/$index-mono.wav")
done
sox -V1 "${parts[@]}" "$work/voice.wav" pad 0 1.5
sox -V1 -R -n -r 16000 -c 1 -b 16 "$work/floor.wav" synth "$(soxi -D "$work/voice.wav")" pinknoise gain -66
sox -V1 -m -v 1 "$work/voice.wav" -v 1 "$work/floor.wav" -b 16 -D --compression 8 "$out"
soxi -D "$out"
