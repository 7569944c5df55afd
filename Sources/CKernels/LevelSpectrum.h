// One level's kernels of the features. See Level.h.

typedef float v8 __attribute__((vector_size(32), aligned(4)));

static void product(const float *restrict x, const float *restrict y, long n, float *restrict out) {
  long j = 0;
  for (; j + 16 <= n; j += 16) STORE(out + j) = LOAD(x + j) * LOAD(y + j);
  for (; j < n; j++) out[j] = x[j] * y[j];
}

static void power(const float *restrict pairs, long n, float *restrict out) {
  long j = 0;
  for (; j + 16 <= n; j += 16) {
    v16 low = LOAD(pairs + 2 * j), high = LOAD(pairs + 2 * j + 16);
    v16 real = __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    v16 imaginary = __builtin_shufflevector(low, high, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    STORE(out + j) = real * real + imaginary * imaginary;
  }
  for (; j < n; j++) out[j] = pairs[2 * j] * pairs[2 * j] + pairs[2 * j + 1] * pairs[2 * j + 1];
}

static void log_bands(
    const struct ck_band *restrict bands, const float *restrict weights, const float *restrict power, float floor, long n,
    float *restrict out) {
  for (long band = 0; band < n; band++) {
    const float *x = power + bands[band].first, *w = weights + bands[band].offset;
    v8 sum = {0};
    for (long k = 0; k < bands[band].eights; k++) sum += *(const v8 *)(x + 8 * k) * *(const v8 *)(w + 8 * k);
    out[band] = floor + (((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])));
  }
  CK_MAP(log16, out, n);
}

static float normalise(float *restrict x, const float *restrict mean, const float *restrict scale, long n) {
  v16 sums = {0};
  float sum = 0;
  long j = 0;
  for (; j + 16 <= n; j += 16) {
    v16 value = (LOAD(x + j) - LOAD(mean + j)) * LOAD(scale + j);
    STORE(x + j) = value;
    sums += value;
  }
  for (; j < n; j++) {
    x[j] = (x[j] - mean[j]) * scale[j];
    sum += x[j];
  }
  return sum + sum_of(sums);
}
