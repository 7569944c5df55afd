#include "CKernels.h"
#include "Vector.h"

#define FULL_SCALE 8388608.0f  // 2²³: a Float holds any sample of up to 24 bits exactly

// Macros: a vector of sixteen as a parameter would be another one for each processor.
#define LESSER(a, b) ((v16)((((a) < (b)) & (i16)(a)) | (~((a) < (b)) & (i16)(b))))
#define GREATER(a, b) ((v16)((((a) > (b)) & (i16)(a)) | (~((a) > (b)) & (i16)(b))))

CK_INLINE void measure_lanes(const float *x, long n, struct ck_signal_block *block) {
  v16 origin = {0}, low, high, sum = {0}, square = {0};
  i16 and = {0}, or = {0}, negative = {0}, jumps = {0};
  origin = origin + x[0];
  low = high = origin;
  and = ~and;
  const v16 top = (v16){0} + (FULL_SCALE - 1), bottom = (v16){0} - FULL_SCALE;
  long j = 0;
  for (; j + 16 <= n; j += 16) {
    v16 v = LOAD(x + j), d = v - origin;
    low = LESSER(low, v);
    high = GREATER(high, v);
    sum += d;
    square += d * d;
    negative += v < 0.0f;
    v16 scaled = v * FULL_SCALE, raised = GREATER(scaled, bottom), bounded = LESSER(raised, top);
    i16 code = __builtin_convertvector(bounded, i16);
    and &= code;
    or |= code;
  }
  // Steps between neighbours; the first sample of a block has none.
  for (long k = 1; k + 16 <= n; k += 16) {
    v16 step = LOAD(x + k) - LOAD(x + k - 1);
    jumps += (step > 0.5f) | (step < -0.5f);
  }
  float total = 0, squares = 0;
  block->low = block->high = x[0];
  block->negative = block->jumps = 0;
  block->bitsAnd = -1;
  block->bitsOr = 0;
  for (int k = 0; k < 16; k++) {
    total += sum[k];
    squares += square[k];
    block->low = low[k] < block->low ? low[k] : block->low;
    block->high = high[k] > block->high ? high[k] : block->high;
    block->negative -= negative[k];
    block->jumps -= jumps[k];
    block->bitsAnd &= and[k];
    block->bitsOr |= or[k];
  }
  for (; j < n; j++) {
    float v = x[j], d = v - x[0], scaled = v * FULL_SCALE;
    total += d;
    squares += d * d;
    block->low = v < block->low ? v : block->low;
    block->high = v > block->high ? v : block->high;
    block->negative += v < 0.0f;
    int code = (int)(scaled > FULL_SCALE - 1 ? FULL_SCALE - 1 : scaled < -FULL_SCALE ? -FULL_SCALE : scaled);
    block->bitsAnd &= code;
    block->bitsOr |= code;
  }
  block->positive = (int)n - block->negative;
  float mean = total / (float)n;
  float power = squares / (float)n - mean * mean;
  block->mean = x[0] + mean;
  block->power = power > 0 ? power : 0;
}

CK_CLONES void ck_signal_measure(const float *x, long n, struct ck_signal_block *block) {
  measure_lanes(x, n, block);
  i16 atLow = {0}, atHigh = {0};
  long j = 1;
  for (; j + 16 <= n; j += 16) {
    v16 v = LOAD(x + j), before = LOAD(x + j - 1);
    i16 same = v == before;
    atLow += same & (v == block->low);
    atHigh += same & (v == block->high);
  }
  block->atLow = block->atHigh = 0;
  for (int k = 0; k < 16; k++) {
    block->atLow -= atLow[k];
    block->atHigh -= atHigh[k];
  }
  for (; j < n; j++) {
    block->atLow += x[j] == x[j - 1] && x[j] == block->low;
    block->atHigh += x[j] == x[j - 1] && x[j] == block->high;
  }
  unsigned long long values = 0;
  for (long k = 0; k < n; k += 8) {
    uint32_t bits;
    memcpy(&bits, x + k, sizeof bits);
    values |= 1ull << ((bits * 2654435769u) >> 26);  // Fibonacci hashing: Knuth, TAOCP 3, 6.4
  }
  block->values = values;
}

CK_CLONES void ck_signal_average(const float *restrict x, long n, long factor, float *restrict out) {
  float scale = 1.0f / (float)factor;
  if (factor == 3) {
    for (long i = 0; i < n / 3; i++) out[i] = (x[3 * i] + x[3 * i + 1] + x[3 * i + 2]) * scale;
    return;
  }
  for (long i = 0; i < n / factor; i++) {
    float sum = 0;
    for (long k = 0; k < factor; k++) sum += x[i * factor + k];
    out[i] = sum * scale;
  }
}

CK_CLONES float ck_signal_halve(const float *restrict x, long n, float *restrict out) {
  float partial[16] = {0};
  long count = n / 2, i = 0;
  for (; i + 16 <= count; i += 16)
    for (int k = 0; k < 16; k++) {
      const float *p = x + 2 * (i + k);
      float outer = p[-2] + p[1], inner = p[-1] + p[0];
      out[i + k] = (outer + 3.0f * inner) * 0.125f;
      float detail = (p[-2] - p[1] + 3.0f * (p[0] - p[-1])) * 0.125f;
      partial[k] += detail * detail;
    }
  float sum = 0;
  for (int k = 0; k < 16; k++) sum += partial[k];
  for (; i < count; i++) {
    const float *p = x + 2 * i;
    out[i] = (p[-2] + p[1] + 3.0f * (p[-1] + p[0])) * 0.125f;
    float detail = (p[-2] - p[1] + 3.0f * (p[0] - p[-1])) * 0.125f;
    sum += detail * detail;
  }
  return sum / (float)count;
}

CK_INLINE float dot(const float *x, const float *y, long n) {
  v16 total = {0};
  long j = 0;
  for (; j + 16 <= n; j += 16) total += LOAD(x + j) * LOAD(y + j);
  float sum = 0;
  for (int k = 0; k < 16; k++) sum += total[k];
  for (; j < n; j++) sum += x[j] * y[j];
  return sum;
}

CK_CLONES float ck_signal_dot(const float *x, const float *y, long n) { return dot(x, y, n); }

CK_CLONES void ck_signal_correlate(const float *restrict x, long n, long lags, float *restrict r) {
  for (long lag = 0; lag < lags; lag++) r[lag] = dot(x, x + lag, n - lag);
}
