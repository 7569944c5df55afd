#include "CKernels.h"
#include "CKernelsVector.h"
#include <math.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#pragma clang fp contract(fast)

typedef float v16 __attribute__((vector_size(64), aligned(4)));
#define LOAD(p) (*(const v16 *)(p))
#define STORE(p) (*(v16 *)(p))

/// `blocks` blocks of sixteen rows at once: four of them keep eight accumulators of AVX2 busy, as many as hide an FMA's four cycles.
CK_INLINE void affine_blocks(const float *w, const float *bias, const float *x, long columns, float *y, const int blocks) {
  v16 sum[4];
  for (int b = 0; b < blocks; b++) sum[b] = LOAD(bias + 16 * b);
  for (long k = 0; k < columns; k++)
    for (int b = 0; b < blocks; b++) sum[b] += LOAD(w + (b * columns + k) * 16) * x[k];
  for (int b = 0; b < blocks; b++) STORE(y + 16 * b) = sum[b];
}

CK_CLONES void ck_affine(const float *packed, const float *bias, const float *x, long rows, long columns, float *y) {
  long row = 0;
  for (; row + 64 <= rows; row += 64) affine_blocks(packed + row * columns, bias + row, x, columns, y + row, 4);
  for (; row + 16 <= rows; row += 16) affine_blocks(packed + row * columns, bias + row, x, columns, y + row, 1);
}

CK_CLONES void ck_lstm_cell(const float *restrict gates, long hidden, float *restrict cell, float *restrict h) {
  for (long j = 0; j < hidden; j++) {
    float input = ck_sigmoid(gates[j]);
    float forget = ck_sigmoid(gates[hidden + j]);
    float candidate = ck_tanh(gates[2 * hidden + j]);
    float output = ck_sigmoid(gates[3 * hidden + j]);
    float c = forget * cell[j] + input * candidate;
    cell[j] = c;
    h[j] = output * ck_tanh(c);
  }
}

/// Σ (x − offset)^power over n values, in sixteen partial sums that the compiler keeps in vector registers.
CK_INLINE float centred_sum(const float *x, long n, float offset, int squared) {
  v16 total = {0};
  for (long j = 0; j < n; j += 16) {
    v16 d = LOAD(x + j) - offset;
    total += squared ? d * d : d;
  }
  float sum = 0;
  for (int k = 0; k < 16; k++) sum += total[k];
  return sum;
}

CK_CLONES void ck_layer_norm_gelu(float *restrict x, const float *restrict gain, const float *restrict bias, float epsilon, long n) {
  float mean = centred_sum(x, n, 0.0f, 0) / (float)n;
  float scale = 1.0f / sqrtf(centred_sum(x, n, mean, 1) / (float)n + epsilon);
  for (long j = 0; j < n; j++) {
    float u = (x[j] - mean) * scale * gain[j] + bias[j];
    float inner = 0.7978845608f * (u + 0.044715f * u * u * u);  // √(2/π)
    x[j] = 0.5f * u * (1.0f + ck_tanh(inner));
  }
}

CK_CLONES void ck_sigmoid_array(float *x, long n) {
  for (long j = 0; j < n; j++) x[j] = ck_sigmoid(x[j]);
}

CK_CLONES void ck_tanh_array(float *x, long n) {
  for (long j = 0; j < n; j++) x[j] = ck_tanh(x[j]);
}

void ck_flush_denormals(void) {
#if defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040);  // flush to zero, denormals are zero
#elif defined(__aarch64__)
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  __asm__ volatile("msr fpcr, %0" : : "r"(control | (1u << 24)));
#endif
}
