#pragma once
#include <stdint.h>

// The trainer's elementwise loops, vectorised with run-time dispatch on x86-64 (the matrix products are OpenBLAS's).
// Legend: n rows, h units a row, b lanes; every array is row-major and dense.

/// normal ← (a − mean)/σ by row, scale ← 1/σ [n], out ← GELU(γ·normal + β), tanh approximation, σ² + 1e-5 under the root.
void ct_norm_gelu_forward(const float *a, const float *gamma, const float *beta, float *normal, float *scale, float *out,
                          long n, long h);

/// The way back: gradient [n, h] holds ∂/∂out and becomes ∂/∂a; dGamma and dBeta [h] are added to.
void ct_norm_gelu_backward(float *gradient, const float *normal, const float *scale, const float *gamma, const float *beta,
                           float *dGamma, float *dBeta, long n, long h);

/// gates [b, 4h]: pre-activations in, σ(i) σ(f) tanh(g) σ(o) out; c ← f·cPrevious + i·g, tanhC ← tanh c, y ← o·tanhC.
void ct_lstm_forward(float *gates, const float *cPrevious, float *c, float *tanhC, float *y, long b, long h);

/// gates: activations in, ∂/∂pre-activations out; dY [b, h]; dC [b, h]: ∂/∂c from the step after in, ∂/∂cPrevious out.
void ct_lstm_backward(float *gates, const float *cPrevious, const float *tanhC, const float *dY, float *dC, long b, long h);

/// out[i] ← x[i] · scale where hash(key, i) ≥ threshold, else 0 (threshold = rate · 2³²). out may be x.
/// The mask is a function of key and index, so the way back draws the same one.
void ct_dropout(const float *x, float *out, long n, uint32_t key, uint32_t threshold, float scale);

/// sums [h] += Σ over the n rows of x.
void ct_add_row_sums(const float *x, float *sums, long n, long h);

/// One AdamW step; first and second are the moments, correction1 = 1 − β1ᵗ, correction2 = 1 − β2ᵗ; gradient is scaled by `clip`.
void ct_adamw(float *parameters, const float *gradient, float *first, float *second, long n, float clip, float rate,
              float beta1, float beta2, float epsilon, float decay, float correction1, float correction2);

/// Σ x², in double.
double ct_sum_of_squares(const float *x, long n);

/// x[i] ← ln(exp(x[i]) + exp(y[i] + gain)): two sounds together, in the log-power domain.
void ct_add_log_power(float *x, const float *y, float gain, long n);

/// Half-precision bits to float and back, rounded to nearest.
void ct_from_half(const uint16_t *x, float *out, long n);
void ct_to_half(const float *x, uint16_t *out, long n);

/// out[j] ← (1 − w)·a[j] + w·b[j]
void ct_mix(const float *a, const float *b, float w, float *out, long n);

/// out[i] += Σ taps[t] · x[i + t], n sums; x has n + tapCount − 1 numbers.
void ct_filter(const float *x, const float *taps, long tapCount, float *out, long n);
