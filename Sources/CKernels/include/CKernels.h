// The hot loops that need run-time dispatch on the processor. Each is compiled once for every level (x86-64 baseline, AVX2 with FMA,
// AVX-512, both also with the int8 dot products of VNNI; arm64 baseline, and with its dot products); the best one that this processor
// has is chosen before `main`, or the one that the environment's UNDERTONE_CPU names.
//
// Shapes: R rows, C columns, F features, H hidden (a multiple of 16), S streams.
#pragma once

/// A matrix as the kernels read it: either `weight` or `weight8`.
///
/// Rows come in blocks of 64, or of what is left, a multiple of 16. Within a block one column's weights of all rows lie side by side, so
/// that the whole matrix is read once from its begin to its end: weight [R/64][C][64].
struct ck_matrix {
  float *weight;
  /// [R/64][C/g][64][g], g = `ck_int8_group()` columns of a row side by side; columns are filled up with zeros to a multiple of g.
  signed char *weight8;
  /// [R] for each part of the columns (the LSTM's have two, its input and its own output): what one unit of weight8 stands for.
  float *scale;
  /// [R] for each part: where the sums of products begin, what the bytes' offset wants.
  int *start;
  /// [R]
  float *bias;
};

/// The whole network: affine, layer norm, GELU, LSTM layers, heads.
///
/// The LSTM's matrices are [4H, H + H], weight_ih beside weight_hh; rows lie so that a block holds the gates i, f, g, o of sixteen units,
/// sixteen rows each. The heads' matrix is [16, H], never int8.
struct ck_network {
  long features, hidden, layers;
  struct ck_matrix input;
  float *normGain, *normBias;
  float normEpsilon;
  struct ck_matrix *lstm;
  struct ck_matrix heads;
};

/// What the network keeps of one stream, and room to work in.
struct ck_stream {
  /// [layers][2H]: a layer's input, and beside it its last output.
  float *inputs;
  /// [layers][H]
  float *cells;
  /// [ck_scratch_count()]; after a step its first sixteen are the heads' sums.
  float *scratch;
};

long ck_scratch_count(long features, long hidden);

/// One step of S streams, each with its own `features[s]` [F]: the weights are read once for all of them.
/// Sources: Hochreiter and Schmidhuber, Neural Computation 9(8), 1997; forget gates: Gers, Schmidhuber, Cummins, Neural Computation 12(10),
/// 2000; layer norm: Ba et al., arXiv 1607.06450; GELU in its tanh form: Hendrycks and Gimpel, arXiv 1606.08415. Real-time: yes.
void ck_network_step(
    const struct ck_network * network, const struct ck_stream * streams, const float * const * features,
    long count);

/// The trainer's products. y [S][R] = bias (where it is null, y) + x [S][C] Wᵀ, w as `ck_matrix.weight` lies; and w [R][C] += yᵀ x of S
/// rows, C a multiple of 16.
void ck_multiply(const float *w, const float *bias, long rows, long columns, const float *x, float *y, long count);
void ck_outer_add(const float *y, const float *x, float *w, long count, long rows, long columns);

/// eˣ for |x| ≤ 87, relative error below 2e-7, and σ(x), absolute error below 2e-7; one value, without a call of the C library.
/// Real-time: yes.
float ck_exp1(float x);
float ck_sigmoid1(float x);

/// Columns that lie side by side in `ck_matrix.weight8` at the level in use: 4, or 2.
long ck_int8_group(void);
/// What is added to int8 inputs to make them unsigned bytes at the level in use: 128, or 0. `start` is −offset · Σ weight8 of the row.
int ck_int8_offset(void);

/// The level in use.
const char * ck_level_name(void);
/// Whether UNDERTONE_CPU names a level that is not there, so that the best one is used.
int ck_level_is_unknown(void);
/// The levels of this processor, worst first; NULL behind the last.
const char * ck_level_name_at(int index);

/// Makes the calling thread treat denormal numbers as zero: on the hot threads a fading state must not slow the arithmetic.
void ck_flush_denormals(void);

/// A band: `eights` times eight weights, filled up with zeros, from `offset` on, for the bins from `first` on.
struct ck_band {
  int first, eights, offset;
};

/// out [n] = x·y. Real-time: yes.
void ck_product(const float *x, const float *y, long n, float *out);

/// out [n] = |pairs|², pairs [n][2]. Real-time: yes.
void ck_power(const float *pairs, long n, float *out);

/// out [n] = ln(floor + Σ weights·power) of n bands; power must go on for seven numbers behind the last bin. The logarithm's absolute
/// error is below 1e-6 from 1e-12 to 1e6. Real-time: yes.
void ck_log_bands(const struct ck_band *bands, const float *weights, const float *power, float floor, long n, float *out);

/// x [n] ← (x − mean)·scale; returns their sum. Real-time: yes.
float ck_normalise(float *x, const float *mean, const float *scale, long n);

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

/// One level's kernels by themselves, for tests.
struct ck_kernels {
  const char * name;
  long group;
  int offset;
  void (*network)(const struct ck_network *, const struct ck_stream *, const float *const *features, long count);
  /// y[s] [R] = bias + W x[s].
  /// `count` ≤ 64, here and below; room[s]: with int8, words for the inputs, a half of the columns and 8 more.
  void (*affine)(
      const struct ck_matrix *, long rows, long columns, const float *const *x, int *const *room, float *const *y, long count);
  /// See ck_multiply and ck_outer_add.
  void (*multiply)(const float *w, const float *bias, long rows, long columns, const float *x, float *y, long count);
  void (*outer_add)(const float *y, const float *x, float *w, long count, long rows, long columns);
  /// x [n] ← GELU(γ·(x − mean)/√(variance + ε) + β).
  void (*layer_norm_gelu)(float *x, const float *gain, const float *bias, float epsilon, long n);
  /// h[s] [H] and cells[s] [H] from x[s] [2H]: c ← σ(f)·c + σ(i)·tanh(g), h ← σ(o)·tanh(c).
  void (*lstm)(
      const struct ck_matrix *, long hidden, const float *const *x, int *const *room, float *const *cells, float *const *h, long count);
  /// In place, absolute error below 2e-7.
  void (*sigmoid)(float *x, long n);
  void (*tanh)(float *x, long n);
  /// [n] to int8 with one scale, as words of `group` columns, filled up with zeros. Returns the scale: x ≈ scale · integer.
  float (*quantise)(const float *x, long n, int *words);
  /// In place; x > 1e-37.
  void (*log)(float *x, long n);
  void (*product)(const float *x, const float *y, long n, float *out);
  void (*power)(const float *pairs, long n, float *out);
  void (*log_bands)(const struct ck_band *, const float *weights, const float *power, float floor, long n, float *out);
  float (*normalise)(float *x, const float *mean, const float *scale, long n);
  void (*signal_measure)(const float *x, long n, struct ck_signal_block *block);
  void (*signal_average)(const float *x, long n, long factor, float *out);
  float (*signal_halve)(const float *x, long n, float *out);
  float (*signal_dot)(const float *x, const float *y, long n);
  void (*signal_window)(const float *x, const float *window, long n, float *out);
  void (*signal_correlate)(const float *x, long n, float *r);
  long (*signal_period)(float *r, const float *correction);
};
/// The kernels of the level with that name; NULL when this processor has it not.
const struct ck_kernels * ck_kernels_named(const char * name);
