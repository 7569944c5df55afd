// One level's kernels of the watch over the microphone. See Level.h.

#define FULL_SCALE 8388608.0f  // 2²³: a Float holds any sample of up to 24 bits exactly

// Macros: a vector of sixteen as a parameter would be another one for each processor.
#define LESSER(a, b) ((v16)((((a) < (b)) & (i16)(a)) | (~((a) < (b)) & (i16)(b))))
#define GREATER(a, b) ((v16)((((a) > (b)) & (i16)(a)) | (~((a) > (b)) & (i16)(b))))

CK_INLINE void measure_lanes(const float *x, long n, struct ck_signal_block *block) {
  v16 origin = {0}, low, high, sum = {0}, square = {0};
  i16 and = {0}, or = {0}, negative = {0};
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
  float total = 0, squares = 0;
  block->low = block->high = x[0];
  block->negative = 0;
  block->bitsAnd = -1;
  block->bitsOr = 0;
  for (int k = 0; k < 16; k++) {
    total += sum[k];
    squares += square[k];
    block->low = low[k] < block->low ? low[k] : block->low;
    block->high = high[k] > block->high ? high[k] : block->high;
    block->negative -= negative[k];
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

/// Steps between neighbours; the first sample of a block has none. Most blocks have no room for one.
CK_INLINE int count_jumps(const float *x, long n, float range) {
  if (range <= 0.5f) return 0;
  i16 jumps = {0};
  for (long k = 1; k + 16 <= n; k += 16) {
    v16 step = LOAD(x + k) - LOAD(x + k - 1);
    jumps += (step > 0.5f) | (step < -0.5f);
  }
  int count = 0;
  for (int k = 0; k < 16; k++) count -= jumps[k];
  return count;
}

static void signal_measure(const float *x, long n, struct ck_signal_block *block) {
  measure_lanes(x, n, block);
  block->jumps = count_jumps(x, n, block->high - block->low);
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

static void signal_average(const float *restrict x, long n, long factor, float *restrict out) {
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

static float signal_halve(const float *restrict x, long n, float *restrict out) {
  // Every sample's result, of which every second one counts: the other half costs less than sorting the samples first.
  v16 details = {0};
  long j = 0;
  for (; j + 32 <= n; j += 32) {
    v16 before = LOAD(x + j - 2), one = LOAD(x + j - 1), two = LOAD(x + j), after = LOAD(x + j + 1);
    v16 smooth = (before + after) * 0.125f + (one + two) * 0.375f, detail = before - after + 3.0f * (two - one);
    details += detail * detail;
    before = LOAD(x + j + 14), one = LOAD(x + j + 15), two = LOAD(x + j + 16), after = LOAD(x + j + 17);
    v16 next = (before + after) * 0.125f + (one + two) * 0.375f;
    detail = before - after + 3.0f * (two - one);
    details += detail * detail;
    *(v16 *)(out + j / 2) =
      __builtin_shufflevector(smooth, next, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  }
  float sum = 0;
  for (int k = 0; k < 16; k += 2) sum += details[k];
  for (; j < n; j += 2) {
    const float *p = x + j;
    out[j / 2] = (p[-2] + p[1]) * 0.125f + (p[-1] + p[0]) * 0.375f;
    float detail = p[-2] - p[1] + 3.0f * (p[0] - p[-1]);
    sum += detail * detail;
  }
  return sum * (1.0f / 64) / (float)(n / 2);
}

/// By halves: the lanes one after another would wait for each other.
#define TOTAL(v) ({ \
  float half[8]; \
  for (int k = 0; k < 8; k++) half[k] = (v)[k] + (v)[k + 8]; \
  half[0] + half[4] + (half[2] + half[6]) + (half[1] + half[5] + (half[3] + half[7])); \
})

static float signal_dot(const float *x, const float *y, long n) {
  v16 total = {0};
  long j = 0;
  for (; j + 16 <= n; j += 16) total += LOAD(x + j) * LOAD(y + j);
  float sum = TOTAL(total);
  for (; j < n; j++) sum += x[j] * y[j];
  return sum;
}

static void signal_window(const float *restrict x, const float *restrict window, long n, float *restrict out) {
  v16 total = {0};
  for (long j = 0; j < n; j += 16) total += LOAD(x + j);
  float mean = TOTAL(total) / (float)n;
  for (long j = 0; j < n; j += 16) *(v16 *)(out + j) = (LOAD(x + j) - mean) * LOAD(window + j);
}

static void signal_correlate(const float *restrict x, long n, float *restrict r) {
  // Sixteen lags side by side: no sum across lanes.
  v16 sum[CK_SIGNAL_LAGS / 16] = {0};
  for (long i = 0; i < n; i++)
    for (int k = 0; k < CK_SIGNAL_LAGS / 16; k++) sum[k] += x[i] * LOAD(x + i + 16 * k);
  for (int k = 0; k < CK_SIGNAL_LAGS / 16; k++) *(v16 *)(r + 16 * k) = sum[k];
}

static long signal_period(float *restrict r, const float *restrict correction) {
  v16 scale = (v16){0} + 1.0f / r[0], heights = {0};
  for (int k = 0; k < CK_SIGNAL_LAGS; k += 16) *(v16 *)(r + k) = LOAD(r + k) * scale * LOAD(correction + k);
  r[100] = r[99];  // no peak at the last one
  for (int lag = 4; lag < 100; lag += 16) {
    v16 v = LOAD(r + lag), before = LOAD(r + lag - 1), after = LOAD(r + lag + 1);
    v16 height = (v16)((i16)v & (v >= before) & (v > after));
    heights = GREATER(heights, height);
  }
  float highest = 0;
  for (int k = 0; k < 16; k++) highest = heights[k] > highest ? heights[k] : highest;
  if (!(highest > 0.6f)) return 0;
  long lag = 4;
  while (!(r[lag] >= 0.85f * highest && r[lag] >= r[lag - 1] && r[lag] > r[lag + 1])) lag++;
  return lag;
}
