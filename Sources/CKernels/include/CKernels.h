// The hot loops that need run-time dispatch on the processor: x86-64 baseline, AVX2+FMA, AVX-512; NEON through the compiler.
//
// Shapes: R rows, C columns, H hidden. Packed weights: [R/16][C][16], so that one step of the inner loop multiplies one input
// with sixteen rows that lie side by side. R is a multiple of 16.
#pragma once

/// y [R] = bias [R] + W x, W packed [R/16][C][16], x [C]. Real-time: yes.
void ck_affine(const float *packed, const float *bias, const float *x, long rows, long columns, float *y);

/// One LSTM cell update from the gates' sums [4H] (order i f g o, as PyTorch):
/// c ← σ(f)·c + σ(i)·tanh(g), h ← σ(o)·tanh(c). Source: Gers, Schmidhuber, Cummins, Neural Computation 12(10), 2000. Real-time: yes.
void ck_lstm_cell(const float *gates, long hidden, float *cell, float *h);

/// x [n] ← GELU(γ·(x − mean)/√(variance + ε) + β), GELU in its tanh form. Sources: Ba et al., arXiv 1607.06450;
/// Hendrycks and Gimpel, arXiv 1606.08415. Real-time: yes.
void ck_layer_norm_gelu(float *x, const float *gain, const float *bias, float epsilon, long n);

/// In place, absolute error below 2e-7. Real-time: yes.
void ck_sigmoid_array(float *x, long n);
void ck_tanh_array(float *x, long n);

/// Makes the calling thread treat denormal numbers as zero: on the hot threads a fading state must not slow the arithmetic.
void ck_flush_denormals(void);

/// What one block of samples holds, for the watch over the microphone.
struct ck_signal_block {
  float low, high;            // smallest and largest sample
  float mean, power;          // mean, and mean square about it
  int atLow, atHigh;          // samples that repeat the one before at `low`, at `high`: flat tops
  int jumps;                  // steps of more than half of full scale from one sample to the next
  int positive, negative;     // samples ≥ 0, < 0
  int bitsAnd, bitsOr;        // of all samples as 24-bit integers
  unsigned long long values;  // a 64-bit sketch of the distinct values: one bit a hash of every eighth sample
};
/// n ≥ 1. Real-time: yes.
void ck_signal_measure(const float *x, long n, struct ck_signal_block *block);

/// out [n/factor]: means of `factor` samples. Real-time: yes.
void ck_signal_average(const float *x, long n, long factor, float *out);

/// out [n/2] = x through (1 3 3 1)/8, every second sample; x[−2], x[−1] must be there. Returns the mean square of x through
/// (1 −3 3 −1)/8, every second sample: the octave that is left out. Real-time: yes.
float ck_signal_halve(const float *x, long n, float *out);

/// out [n] = (x − mean of x)·window; n is a multiple of 16. Real-time: yes.
void ck_signal_window(const float *x, const float *window, long n, float *out);

#define CK_SIGNAL_LAGS 112
/// r [CK_SIGNAL_LAGS]: Σ x[i]·x[i + lag] over n samples; as many zeros must stand behind them. Real-time: yes.
void ck_signal_correlate(const float *x, long n, float *r);

/// r [CK_SIGNAL_LAGS] ← r·correction / r[0], r[0] > 0; then the shortest lag of 4…98 with a peak of 0.85 of the highest one's height,
/// 0 where that is below 0.6. Real-time: yes.
long ck_signal_period(float *r, const float *correction);

/// Σ x·y over n. Real-time: yes.
float ck_signal_dot(const float *x, const float *y, long n);
