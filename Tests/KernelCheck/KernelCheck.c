// The C kernels of every level that this processor has, without Swift, so that they can be tried where Swift is not: one C file beside
// Sources/CKernels, for any processor, real or emulated. Tests/RealSystems/arm-kernels.sh runs it as arm64.
//
//   network    random weights, both precisions: against plain loops in double precision, against baseline, many streams against one
//   int8       products against plain integer loops, and the inputs' integers: no difference at all
//   functions  ln, eˣ, σ, tanh against the C library's in double precision
//   features, watch   against plain loops
//
// Prints what it found; ends with 1 when something is farther off than its limit.
// Shapes: F features, H hidden.
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

enum { F = 77, H = 80, LAYERS = 2, STREAMS = 67, STEPS = 20, HEADS = 13 };

static const struct ck_kernels *level;
static int failures;

static void report(const char *what, double found, double allowed) {
  const int good = found <= allowed;  // NaN is not
  printf("%s  %-10s  %-42s %9.2e, allowed %.1e\n", good ? "ok    " : "FAILED", level->name, what, found, allowed);
  failures += !good;
}

static double most(double a, double b) { return a > b || isnan(a) ? a : b; }

static uint64_t seed;

/// −1…1.
static float noise(void) {
  uint64_t z = seed += 0x9e3779b97f4a7c15u;  // SplitMix64
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (float)((z ^ z >> 31) >> 40) / (1 << 23) - 1;
}

static float *noises(long n, float size) {
  float *x = aligned_alloc(64, (sizeof(float) * (unsigned long)n + 63) / 64 * 64);
  for (long k = 0; k < n; k++) x[k] = size * noise();
  return x;
}

static float largest(const float *x, long n) {
  float size = 0;
  for (long k = 0; k < n; k++) size = fmaxf(size, fabsf(x[k]));
  return size;
}

// A matrix as it is meant, [rows][columns] of each part, and as the kernels take it.
struct matrix {
  long rows, columns;
  int parts;
  const float *part[2], *bias;
};

static long plain_row(long row) { return row; }
/// A block's sixteen units, each of i, f, g, o.
static long gate_row(long row) { return row % 64 / 16 * H + row / 64 * 16 + row % 16; }

static struct ck_matrix packed(const struct matrix *m, int isInt8, long (*source)(long)) {
  const long group = isInt8 ? level->group : 1, words = (m->columns + group - 1) / group;
  const unsigned long count = (unsigned long)(m->rows * words * group * m->parts);
  float *weight = calloc(count, sizeof(float)), *scale = calloc((unsigned long)(m->rows * m->parts), sizeof(float));
  signed char *weight8 = calloc(count, 1), *next8 = weight8;
  int *start = calloc((unsigned long)(m->rows * m->parts), sizeof(int));
  float *bias = calloc((unsigned long)m->rows, sizeof(float)), *next = weight;
  for (long from = 0, size; from < m->rows; from += size) {
    size = m->rows - from < 64 ? 16 : 64;
    for (int part = 0; part < m->parts; part++)
      for (long word = 0; word < words; word++)
        for (long row = from; row < from + size; row++)
          for (long k = word * group; k < (word + 1) * group; k++, next++, next8++) {
            const float *w = m->part[part] + source(row) * m->columns;
            const float unit = largest(w, m->columns) / 127;
            bias[row] = m->bias[source(row)];
            scale[part * m->rows + row] = unit;
            if (k >= m->columns) continue;
            *next = w[k];
            *next8 = (signed char)roundf(w[k] / unit);
            start[part * m->rows + row] -= level->offset * *next8;
          }
  }
  if (isInt8) { free(weight), weight = NULL; } else { free(weight8), weight8 = NULL; }
  return (struct ck_matrix){weight, weight8, scale, start, bias};
}

static void release(struct ck_matrix m) { free(m.weight), free(m.weight8), free(m.scale), free(m.start), free(m.bias); }

// One network for all levels.
static struct matrix input = {.rows = H, .columns = F, .parts = 1}, lstm[LAYERS], heads = {.rows = 16, .columns = H, .parts = 1};
static float *gain, *bias;
static float features[STEPS][STREAMS][F];

static void make_network(void) {
  seed = 1;
  input.part[0] = noises(H * F, 0.3f), input.bias = noises(H, 0.3f);
  for (int layer = 0; layer < LAYERS; layer++)
    lstm[layer] = (struct matrix){4 * H, H, 2, {noises(4 * H * H, 0.3f), noises(4 * H * H, 0.2f)}, noises(4 * H, 0.5f)};
  heads.part[0] = noises(16 * H, 0.5f), heads.bias = noises(16, 0.5f);
  gain = noises(H, 1), bias = noises(H, 0.3f);
  for (int step = 0; step < STEPS; step++)
    for (int s = 0; s < STREAMS; s++)
      for (int k = 0; k < F; k++) features[step][s][k] = 3 * noise();
}

static void times(const struct matrix *m, int part, const double *x, double *y) {
  for (long row = 0; row < m->rows; row++)
    for (long k = 0; k < m->columns; k++) y[row] += (double)m->part[part][row * m->columns + k] * x[k];
}

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

/// The heads' sums of one stream, by the formulas.
static void by_definition(int s, double out[STEPS][16]) {
  double h[LAYERS][H] = {0}, c[LAYERS][H] = {0};
  for (int step = 0; step < STEPS; step++) {
    double x[F], y[H], mean = 0, variance = 0;
    for (int k = 0; k < F; k++) x[k] = features[step][s][k];
    for (int j = 0; j < H; j++) y[j] = input.bias[j];
    times(&input, 0, x, y);
    for (int j = 0; j < H; j++) mean += y[j] / H;
    for (int j = 0; j < H; j++) variance += (y[j] - mean) * (y[j] - mean) / H;
    for (int j = 0; j < H; j++) {
      const double u = (y[j] - mean) / sqrt(variance + 1e-5) * gain[j] + bias[j];
      y[j] = 0.5 * u * (1 + tanh(sqrt(2 / M_PI) * (u + 0.044715 * u * u * u)));
    }
    for (int layer = 0; layer < LAYERS; layer++) {
      double gates[4 * H];
      for (int j = 0; j < 4 * H; j++) gates[j] = lstm[layer].bias[j];
      times(&lstm[layer], 0, y, gates);
      times(&lstm[layer], 1, h[layer], gates);
      for (int j = 0; j < H; j++) {
        c[layer][j] = sigmoid(gates[H + j]) * c[layer][j] + sigmoid(gates[j]) * tanh(gates[2 * H + j]);
        h[layer][j] = y[j] = sigmoid(gates[3 * H + j]) * tanh(c[layer][j]);
      }
    }
    for (int j = 0; j < 16; j++) out[step][j] = heads.bias[j];
    times(&heads, 0, y, out[step]);
  }
}

/// The same by the level's kernels, so many streams side by side.
static void by_kernels(int isInt8, int count, float out[STEPS][STREAMS][16]) {
  struct ck_matrix layers[LAYERS];
  for (int layer = 0; layer < LAYERS; layer++) layers[layer] = packed(&lstm[layer], isInt8, gate_row);
  const struct ck_network network = {
      F, H, LAYERS, packed(&input, isInt8, plain_row), gain, bias, 1e-5f, layers, packed(&heads, 0, plain_row)};
  struct ck_stream streams[STREAMS];
  for (int s = 0; s < count; s++)
    streams[s] = (struct ck_stream){noises(LAYERS * 2 * H, 0), noises(LAYERS * H, 0), noises(ck_scratch_count(F, H), 0)};
  for (int step = 0; step < STEPS; step++) {
    const float *x[STREAMS];
    for (int s = 0; s < count; s++) x[s] = features[step][s];
    level->network(&network, streams, x, count);
    for (int s = 0; s < count; s++) memcpy(out[step][s], streams[s].scratch, sizeof out[step][s]);
  }
  for (int s = 0; s < count; s++) free(streams[s].inputs), free(streams[s].cells), free(streams[s].scratch);
  for (int layer = 0; layer < LAYERS; layer++) release(layers[layer]);
  release(network.input), release(network.heads);
}

static void check_network(void) {
  static float baseline[2][STEPS][STREAMS][16], many[STEPS][STREAMS][16], few[STEPS][STREAMS][16];
  for (int isInt8 = 0; isInt8 < 2; isInt8++) {
    by_kernels(isInt8, STREAMS, many);
    if (strcmp(level->name, "baseline") == 0) memcpy(baseline[isInt8], many, sizeof many);
    double definition = 0, other = 0;
    for (int s = 0; s < STREAMS; s++) {
      double exact[STEPS][16];
      by_definition(s, exact);
      for (int step = 0; step < STEPS; step++)
        for (int j = 0; j < 16; j++) {
          definition = most(definition, fabs(many[step][s][j] - exact[step][j]));
          other = most(other, fabs(many[step][s][j] - baseline[isInt8][step][s][j]));
        }
    }
    // int8: 1/127 of the largest input and weight; a sum's last bit may round a layer's output to the next integer.
    report(isInt8 ? "int8 network against its formulas" : "float network against its formulas", definition, isInt8 ? 0.2 : 2e-5);
    report(isInt8 ? "int8 network against baseline" : "float network against baseline", other, isInt8 ? 0.02 : 1e-5);
    int differing = 0;
    for (int count = 1; count <= 7; count++) {
      by_kernels(isInt8, count, few);
      for (int step = 0; step < STEPS; step++) differing += memcmp(few[step], many[step], sizeof many[step][0] * (unsigned)count) != 0;
    }
    report(isInt8 ? "int8 batches that are not their streams" : "float batches that are not their streams", differing, 0);
  }
}

/// Integers in, integers out: the scales are 1.
static void check_int8(void) {
  long wrong = 0, differing = 0;
  seed = 2;
  const long shapes[][2] = {{16, 1}, {16, 3}, {64, 16}, {80, 77}, {144, 255}, {768, 384}, {64, 1024}};
  for (unsigned shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
    const long rows = shapes[shape][0], columns = shapes[shape][1];
    float *w = noises(rows * columns, 0), *none = noises(rows, 0);
    // The last one has nothing but extremes: the largest sum that there is.
    for (long k = 0; k < rows * columns; k++)
      w[k] = k % columns == 0 || columns == 1024 ? (k / columns % 2 ? -127 : 127) : roundf(127 * noise());
    const struct matrix m = {rows, columns, 1, {w}, none};
    struct ck_matrix kernel = packed(&m, 1, plain_row);
    for (long row = 0; row < rows; row++) kernel.scale[row] = 1;
    for (int count = 1; count <= 7; count++) {
      float *x[7], *y[7];
      int *room[7];
      for (int s = 0; s < count; s++) {
        x[s] = noises(columns, 0), y[s] = noises(rows, 0), room[s] = malloc(sizeof(int) * (unsigned long)(columns / 2 + 8));
        for (long k = 0; k < columns; k++) x[s][k] = k == 0 || columns == 1024 ? (s % 2 ? -127 : 127) : roundf(127 * noise());
      }
      level->affine(&kernel, rows, columns, (const float *const *)x, room, y, count);
      for (int s = 0; s < count; s++) {
        for (long row = 0; row < rows; row++) {
          long sum = 0;
          for (long k = 0; k < columns; k++) sum += (long)w[row * columns + k] * (long)x[s][k];
          wrong += y[s][row] != (float)sum;
        }
        free(x[s]), free(y[s]), free(room[s]);
      }
    }
    free(w), free(none), release(kernel);
  }
  report("int8 products that are not exact", (double)wrong, 0);

  for (long n = 1; n < 200; n++) {
    float *x = noises(n, 5);
    int words[128];
    const float scale = level->quantise(x, n, words), inverse = 127 / largest(x, n);
    const long bytes = 4 / level->group;
    differing += fabsf(scale * 127 / largest(x, n) - 1) > 2e-7f;
    for (long k = 0; k < (n + level->group - 1) / level->group * level->group; k++) {
      const uint32_t bits = (uint32_t)words[k / level->group] >> (8 * bytes * (k % level->group));
      const int integer = bytes == 1 ? (level->offset ? (int)(bits & 255) - level->offset : (int8_t)bits) : (int16_t)bits;
      differing += integer != (k < n ? (int)rintf(x[k] * inverse) : 0);
    }
    x[n / 2] = n % 2 ? NAN : INFINITY;
    differing += isfinite(level->quantise(x, n, words)) != 0;
    free(x);
  }
  report("inputs that are not the same integers", (double)differing, 0);
}

static double identity(double x) { return x; }

/// The largest error over a grid of from(k/512), absolute, or relative to the result where that is larger than `unit`.
static double error(void (*f)(float *, long), double (*exact)(double), double (*from)(double), double low, double high, double unit) {
  const long n = (long)((high - low) * 512);
  float *x = noises(n, 0), *y = noises(n, 0);
  double worst = 0;
  for (long k = 0; k < n; k++) x[k] = y[k] = (float)from(low + (double)k / 512);
  f(y, n);
  for (long k = 0; k < n; k++) worst = most(worst, fabs(y[k] - exact(x[k])) / most(1, fabs(exact(x[k])) / unit));
  free(x), free(y);
  return worst;
}

static void exponentials(float *x, long n) {
  for (long k = 0; k < n; k++) x[k] = ck_exp1(x[k]);
}

static void check_functions(void) {
  report("ln, 1e-12 to 1e6, absolute", error(level->log, log, exp, log(1e-12), log(1e6), INFINITY), 1e-6);
  report("ln, 1e-17 to 1e6, of the result", error(level->log, log, exp, log(1e-17), log(1e6), 1), 1.5e-7);
  report("σ, absolute", error(level->sigmoid, sigmoid, identity, -30, 30, INFINITY), 2e-7);
  report("tanh, absolute", error(level->tanh, tanh, identity, -30, 30, INFINITY), 2e-7);
  report("eˣ, of the result", error(exponentials, exp, identity, 0, 87, 1), 2e-7);
  float extremes[4] = {-INFINITY, -FLT_MAX, FLT_MAX, INFINITY};
  level->sigmoid(extremes, 4);
  report("σ of the largest numbers", fabsf(extremes[0]) + fabsf(extremes[1]) + fabsf(extremes[2] - 1) + fabsf(extremes[3] - 1), 1e-7);
}

static void check_features(void) {
  enum { N = 257 };
  double worst = 0;
  float *x = noises(N, 1), *y = noises(N, 1), *pairs = noises(2 * N, 1), out[N], z[N];
  level->product(x, y, N, out);
  for (int k = 0; k < N; k++) worst = most(worst, fabs((double)x[k] * y[k] - out[k]));
  level->power(pairs, N, out);
  for (int k = 0; k < N; k++)
    worst = most(worst, fabs((double)pairs[2 * k] * pairs[2 * k] + (double)pairs[2 * k + 1] * pairs[2 * k + 1] - out[k]));
  memcpy(z, x, sizeof z);
  double sum = level->normalise(z, y, out, N);
  for (int k = 0; k < N; k++) {
    worst = most(worst, fabs(((double)x[k] - y[k]) * out[k] - z[k]));
    sum -= z[k];
  }
  report("product, power, normalise", most(worst, fabs(sum) / 100), 1e-6);

  struct ck_band bands[37];
  for (int band = 0; band < 37; band++) bands[band] = (struct ck_band){band % 20, band % 4, band % 5 * 8};
  for (int k = 0; k < N; k++) y[k] = fabsf(y[k]);
  float logarithms[37];
  level->log_bands(bands, y, out, 1e-10f, 37, logarithms);
  worst = 0;
  for (int band = 0; band < 37; band++) {
    double total = 1e-10f;
    for (int k = 0; k < 8 * bands[band].eights; k++) total += (double)out[bands[band].first + k] * y[bands[band].offset + k];
    worst = most(worst, fabs(logarithms[band] - log(total)));
  }
  report("bands' logarithms", worst, 3e-6);
  free(x), free(y), free(pairs);
}

static void check_watch(void) {
  enum { N = 320 };
  double worst = 0;
  float *x = noises(N + CK_SIGNAL_LAGS + 16, 0), *window = noises(N, 1), out[N], r[CK_SIGNAL_LAGS];
  for (int k = 0; k < N; k++) x[k] = k % 7 ? 0.9f * noise() : 1;
  struct ck_signal_block block;
  level->signal_measure(x, N, &block);
  double sum = 0, square = 0;
  int negative = 0, jumps = 0;
  for (int k = 0; k < N; k++) {
    sum += x[k], square += (double)x[k] * x[k], negative += x[k] < 0;
    jumps += k > 0 && fabsf(x[k] - x[k - 1]) > 0.5f;
  }
  const double mean = sum / N, detailMean = fabs(block.mean - mean), power = fabs(block.power - (square / N - mean * mean));
  worst = most(most(detailMean, power), abs(block.negative - negative) + (block.high != 1) + (abs(block.jumps - jumps) > 16));
  level->signal_window(x, window, N, out);
  for (int k = 0; k < N; k++) worst = most(worst, fabs((x[k] - mean) * window[k] - out[k]));
  level->signal_average(x, N - 5, 3, out);
  for (int k = 0; k < (N - 5) / 3; k++) worst = most(worst, fabs(((double)x[3 * k] + x[3 * k + 1] + x[3 * k + 2]) / 3 - out[k]));
  double detail = 0;
  const float share = level->signal_halve(x + 2, N - 2, out);
  for (int k = 0; k < N - 2; k += 2) {
    const double a = x[k], b = x[k + 1], c = x[k + 2], d = x[k + 3], rest = (a - 3 * b + 3 * c - d) / 8;
    worst = most(worst, fabs((a + 3 * b + 3 * c + d) / 8 - out[k / 2]));
    detail += rest * rest / ((N - 2) / 2);
  }
  worst = most(worst, fabs(detail - share));
  level->signal_correlate(x, N, r);
  for (int lag = 0; lag < CK_SIGNAL_LAGS; lag++) {
    double total = 0;
    for (int k = 0; k < N; k++) total += (double)x[k] * x[k + lag];
    worst = most(worst, fabs(total - r[lag]) / 100);
    if (lag % 16 == 1) worst = most(worst, fabs(total - level->signal_dot(x, x + lag, N)) / 100);
  }
  report("watch over the microphone", worst, 1e-6);
  free(x), free(window);
}

int main(void) {
  make_network();
  for (int index = 0; ck_level_name_at(index); index++) {
    level = ck_kernels_named(ck_level_name_at(index));
    check_network();
    check_int8();
    check_functions();
    check_features();
    check_watch();
  }
  ck_flush_denormals();
  volatile float tiny = FLT_MIN;
  report("denormals after flushing", tiny / 2, 0);
  return failures > 0;
}
