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
