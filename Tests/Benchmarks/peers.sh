#!/usr/bin/env bash
# Undertone beside others, in one run, in turn, on one core: builds the lab, sets up a virtual environment of its own, and hands over to
# peers.py, which takes the options (--help). By hand: neither `swift test` nor CI runs it.
#   PEERS_VENV=DIR   where the environment is (.venv/peers)
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=${PEERS_VENV:-.venv/peers}
wanted=Tests/Benchmarks/peers-requirements.txt
if ! cmp -s "$wanted" "$venv/requirements.txt"; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"
  # By itself: it asks for the PyTorch of its own number, and its transforms run with any.
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps torchaudio==2.11.0
  # Its compiled part (alignment) wants CUDA's libraries, and the import fails without them; where the part is missing it does without.
  "$venv/bin/python" -c 'import torch, sys; sys.exit(torch.version.cuda is None)' ||
    rm -rf "$venv"/lib/python3.*/site-packages/torchaudio/lib
  cp "$wanted" "$venv/requirements.txt"
fi

swift build -c release --product undertone-lab >&2
lab=$(swift build -c release --product undertone-lab --show-bin-path)/undertone-lab

# OpenBLAS takes the kernels of this processor, whatever the machine was told for others' sake.
unset OPENBLAS_CORETYPE
# One thread each; the training asks for two by itself.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
exec "$venv/bin/python" Tests/Benchmarks/peers.py --lab "$lab" "$@"
