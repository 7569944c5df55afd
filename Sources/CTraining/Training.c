#include "CTraining.h"
#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#define DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DISPATCH
#endif

// Sums may be reordered and products fused: the compiler may then vectorise them. No -ffast-math: infinities stay infinities.
#pragma clang fp contract(fast)
#pragma clang fp reassociate(on)

// e^x by 2^k · e^r, |r| ≤ ln2/2; Cephes' polynomial (relative error 2e-7). Clamped to ±87, where a float's exponent ends.
static inline __attribute__((always_inline)) float exponential(float x) {
  x = x < -87.0f ? -87.0f : x > 87.0f ? 87.0f : x;
  float k = x * 1.44269504f + 12582912.0f;  // 1.5·2²³: adding it rounds to the nearest integer
  union { float f; int32_t i; } bits = {k};
  int32_t exponent = bits.i - 0x4B400000;
  float whole = (float)exponent;
  float r = x - whole * 0.693359375f + whole * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  union { int32_t i; float f; } power = {(exponent + 127) << 23};
  return p * power.f;
}

// ln x for x > 0 (normal numbers); Cephes' polynomial.
static inline __attribute__((always_inline)) float logarithm(float x) {
  union { float f; int32_t i; } bits = {x};
  int32_t exponent = (bits.i - 0x3F3504F3) >> 23;  // so that the mantissa lies in √½ … √2
  bits.i -= exponent << 23;
  float m = bits.f - 1.0f, e = (float)exponent, z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  return m + (p * m * z - 0.5f * z - e * 2.12194440e-4f) + e * 0.693359375f;
}

static inline __attribute__((always_inline)) float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }
static inline __attribute__((always_inline)) float hyperbolic(float x) { return 1.0f - 2.0f / (1.0f + exponential(2.0f * x)); }

static const float geluScale = 0.7978845608f;  // √(2/π)
static const float geluCube = 0.044715f;       // Hendrycks and Gimpel, arXiv:1606.08415

DISPATCH void ct_norm_gelu_forward(const float *a, const float *gamma, const float *beta, float *normal, float *scale,
                                   float *out, long n, long h) {
  for (long row = 0; row < n; row++) {
    const float *x = a + row * h;
    float *u = normal + row * h, *y = out + row * h;
    float sum = 0, squares = 0;
    for (long j = 0; j < h; j++) sum += x[j];
    float mean = sum / (float)h;
    for (long j = 0; j < h; j++) squares += (x[j] - mean) * (x[j] - mean);
    float inverse = 1.0f / sqrtf(squares / (float)h + 1e-5f);
    scale[row] = inverse;
    for (long j = 0; j < h; j++) {
      float v = (x[j] - mean) * inverse;
      u[j] = v;
      float z = gamma[j] * v + beta[j];
      y[j] = 0.5f * z * (1.0f + hyperbolic(geluScale * (z + geluCube * z * z * z)));
    }
  }
}

DISPATCH void ct_norm_gelu_backward(float *gradient, const float *normal, const float *scale, const float *gamma,
                                    const float *beta, float *dGamma, float *dBeta, long n, long h) {
  for (long row = 0; row < n; row++) {
    float *d = gradient + row * h;
    const float *u = normal + row * h;
    float sum = 0, dot = 0;
    for (long j = 0; j < h; j++) {
      float z = gamma[j] * u[j] + beta[j];
      float t = hyperbolic(geluScale * (z + geluCube * z * z * z));
      float slope = 0.5f * (1.0f + t) + 0.5f * z * (1.0f - t * t) * geluScale * (1.0f + 3.0f * geluCube * z * z);
      float dz = d[j] * slope;
      dGamma[j] += dz * u[j];
      dBeta[j] += dz;
      d[j] = dz * gamma[j];
      sum += d[j];
      dot += d[j] * u[j];
    }
    float meanSum = sum / (float)h, meanDot = dot / (float)h, inverse = scale[row];
    for (long j = 0; j < h; j++) d[j] = inverse * (d[j] - meanSum - u[j] * meanDot);
  }
}

DISPATCH void ct_lstm_forward(float *gates, const float *cPrevious, float *c, float *tanhC, float *y, long b, long h) {
  for (long lane = 0; lane < b; lane++) {
    float *i = gates + lane * 4 * h, *f = i + h, *g = f + h, *o = g + h;
    const float *before = cPrevious + lane * h;
    float *cell = c + lane * h, *squashed = tanhC + lane * h, *out = y + lane * h;
    for (long j = 0; j < 2 * h; j++) i[j] = sigmoid(i[j]);
    for (long j = 0; j < h; j++) g[j] = hyperbolic(g[j]);
    for (long j = 0; j < h; j++) o[j] = sigmoid(o[j]);
    for (long j = 0; j < h; j++) {
      cell[j] = f[j] * before[j] + i[j] * g[j];
      squashed[j] = hyperbolic(cell[j]);
      out[j] = o[j] * squashed[j];
    }
  }
}

DISPATCH void ct_lstm_backward(float *gates, const float *cPrevious, const float *tanhC, const float *dY, float *dC, long b,
                               long h) {
  for (long lane = 0; lane < b; lane++) {
    float *restrict i = gates + lane * 4 * h, *restrict f = i + h, *restrict g = f + h, *restrict o = g + h;
    const float *before = cPrevious + lane * h, *squashed = tanhC + lane * h, *dOut = dY + lane * h;
    float *restrict dCell = dC + lane * h;
    for (long j = 0; j < h; j++) {
      float t = squashed[j], gi = i[j], gf = f[j], gg = g[j], go = o[j];
      float d = dCell[j] + dOut[j] * go * (1.0f - t * t);
      o[j] = dOut[j] * t * go * (1.0f - go);
      i[j] = d * gg * gi * (1.0f - gi);
      f[j] = d * before[j] * gf * (1.0f - gf);
      g[j] = d * gi * (1.0f - gg * gg);
      dCell[j] = d * gf;
    }
  }
}

DISPATCH void ct_dropout(const float *x, float *out, long n, uint32_t key, uint32_t threshold, float scale) {
  // `out` may be x itself: each number is read before it is written.
#pragma clang loop vectorize(assume_safety)
  for (long k = 0; k < n; k++) {
    uint32_t v = (uint32_t)k * 0x9E3779B9u + key;  // MurmurHash3's finaliser (Appleby, 2011) over a Weyl sequence
    v ^= v >> 16;
    v *= 0x85EBCA6Bu;
    v ^= v >> 13;
    v *= 0xC2B2AE35u;
    v ^= v >> 16;
    out[k] = v >= threshold ? x[k] * scale : 0.0f;
  }
}

DISPATCH void ct_add_row_sums(const float *x, float *restrict sums, long n, long h) {
  for (long row = 0; row < n; row++)
    for (long j = 0; j < h; j++) sums[j] += x[row * h + j];
}

DISPATCH void ct_adamw(float *restrict parameters, const float *restrict gradient, float *restrict first,
                       float *restrict second, long n, float clip, float rate, float beta1, float beta2, float epsilon,
                       float decay, float correction1, float correction2) {
  float keep = 1.0f - rate * decay, root = sqrtf(correction2), step = rate / correction1;
  for (long k = 0; k < n; k++) {
    float g = gradient[k] * clip;
    first[k] = beta1 * first[k] + (1.0f - beta1) * g;
    second[k] = beta2 * second[k] + (1.0f - beta2) * g * g;
    parameters[k] = parameters[k] * keep - step * first[k] / (sqrtf(second[k]) / root + epsilon);
  }
}

DISPATCH double ct_sum_of_squares(const float *x, long n) {
  double sum = 0;
  for (long k = 0; k < n; k++) sum += (double)x[k] * (double)x[k];
  return sum;
}

DISPATCH void ct_add_log_power(float *x, const float *y, float gain, long n) {
  for (long k = 0; k < n; k++) {
    float a = x[k], b = y[k] + gain, high = a > b ? a : b, low = a > b ? b : a;
    x[k] = high + logarithm(1.0f + exponential(low - high));
  }
}

DISPATCH void ct_from_half(const uint16_t *x, float *out, long n) {
  const _Float16 *half = (const _Float16 *)x;
  for (long k = 0; k < n; k++) out[k] = (float)half[k];
}

DISPATCH void ct_to_half(const float *x, uint16_t *out, long n) {
  _Float16 *half = (_Float16 *)out;
  for (long k = 0; k < n; k++) half[k] = (_Float16)x[k];
}

DISPATCH void ct_mix(const float *a, const float *b, float w, float *out, long n) {
  for (long j = 0; j < n; j++) out[j] = a[j] + w * (b[j] - a[j]);
}

DISPATCH void ct_filter(const float *x, const float *taps, long tapCount, float *restrict out, long n) {
  enum { BLOCK = 32 };  // sums that stay in registers while the taps go by
  long i = 0;
  for (; i + BLOCK <= n; i += BLOCK) {
    float sum[BLOCK] = {0};
    for (long t = 0; t < tapCount; t++)
      for (long j = 0; j < BLOCK; j++) sum[j] += taps[t] * x[i + t + j];
    for (long j = 0; j < BLOCK; j++) out[i + j] += sum[j];
  }
  for (; i < n; i++)
    for (long t = 0; t < tapCount; t++) out[i] += taps[t] * x[i + t];
}
