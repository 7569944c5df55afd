"""Golden numbers for Tests/SpectrumTests from librosa, NumPy and SciPy.

Writes ../mel-64-512.f32 (librosa.filters.mel, htk=True, norm=None, [64, 257]) and ../cremad-logmel.f32 (log-mel frames of
../cremad-16k.wav, [frames, 64]), both float32, little-endian, row-major. Nothing is random, so there is no seed.

Tolerances in the tests: 1e-6 for the bank (float32 rounding of weights up to 1), 2e-4 for the log-mel frames (a float32 FFT
against a float64 one; the largest error is in bands near the floor).

Made with Python 3, NumPy 2.4.6, SciPy 1.17.1, librosa 0.11.0:  python spectrum.py
"""

import pathlib

import librosa
import numpy as np
import scipy.signal
import soundfile

here = pathlib.Path(__file__).resolve().parent.parent
WINDOW, HOP, FFT, BANDS, LOW, HIGH, FLOOR = 400, 160, 512, 64, 40.0, 7800.0, 1e-9

bank = librosa.filters.mel(sr=16000, n_fft=FFT, n_mels=BANDS, fmin=LOW, fmax=HIGH, htk=True, norm=None, dtype=np.float64)
bank.astype("<f4").tofile(here / "mel-64-512.f32")

samples, rate = soundfile.read(here / "cremad-16k.wav", dtype="float64")
assert rate == 16000
window = scipy.signal.get_window("hann", WINDOW, fftbins=True)
frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
power = np.abs(np.fft.rfft(frames * window, FFT)) ** 2 / np.sum(window**2)
logmel = np.log(power @ bank.T + FLOOR)
logmel.astype("<f4").tofile(here / "cremad-logmel.f32")
print("librosa", librosa.__version__, "numpy", np.__version__, "frames", logmel.shape)
