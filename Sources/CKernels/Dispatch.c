#include "Levels.h"
#include "Vector.h"
#include <stdlib.h>
#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

static const struct ck_kernels *levels[6];
static const struct ck_kernels *active;
static int isUnknown;

static void list_levels(void) {
  int count = 0;
  levels[count++] = &ck_baseline;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v3")) {
    levels[count++] = &ck_avx2;
    if (__builtin_cpu_supports("avxvnni")) levels[count++] = &ck_avxvnni;
  }
  if (__builtin_cpu_supports("x86-64-v4")) {
    levels[count++] = &ck_avx512;
    if (__builtin_cpu_supports("avx512vnni")) levels[count++] = &ck_avx512vnni;
  }
#elif defined(__aarch64__)
  if (getauxval(AT_HWCAP) & (1 << 20)) levels[count++] = &ck_dotprod;  // HWCAP_ASIMDDP
#endif
}

// Before `main`, so that no hot thread asks, and none sees it change.
__attribute__((constructor)) static void choose(void) {
  list_levels();
  for (int index = 0; levels[index]; index++) active = levels[index];
  const char *wanted = getenv("UNDERTONE_CPU");
  if (wanted == NULL || *wanted == 0) return;
  const struct ck_kernels *named = ck_kernels_named(wanted);
  if (named) { active = named; } else { isUnknown = 1; }
}

const struct ck_kernels *ck_kernels_named(const char *name) {
  for (int index = 0; levels[index]; index++)
    if (strcmp(levels[index]->name, name) == 0) return levels[index];
  return NULL;
}

const char *ck_level_name(void) { return active->name; }
int ck_level_is_unknown(void) { return isUnknown; }
const char *ck_level_name_at(int index) { return index < 6 && levels[index] ? levels[index]->name : NULL; }
long ck_int8_group(void) { return active->group; }
int ck_int8_offset(void) { return active->offset; }

long ck_scratch_count(long features, long hidden) {
  // New outputs, then the words of the two parts: half a word a column at the most, and what rounding up adds.
  return hidden + (features > hidden ? features : hidden) / 2 + hidden / 2 + 64;
}

void ck_network_step(const struct ck_network *network, const struct ck_stream *streams, const float *const *features, long count) {
  active->network(network, streams, features, count);
}

void ck_multiply(const float *w, const float *bias, long rows, long columns, const float *x, float *y, long count) {
  active->multiply(w, bias, rows, columns, x, y, count);
}

void ck_outer_add(const float *y, const float *x, float *w, long n, long rows, long columns) {
  active->outer_add(y, x, w, n, rows, columns);
}

float ck_exp1(float x) { return exp16(splat(x))[0]; }
float ck_sigmoid1(float x) { return sigmoid16(splat(x))[0]; }

void ck_product(const float *x, const float *y, long n, float *out) { active->product(x, y, n, out); }
void ck_power(const float *pairs, long n, float *out) { active->power(pairs, n, out); }
void ck_log_bands(const struct ck_band *bands, const float *weights, const float *power, float floor, long n, float *out) {
  active->log_bands(bands, weights, power, floor, n, out);
}
float ck_normalise(float *x, const float *mean, const float *scale, long n) { return active->normalise(x, mean, scale, n); }

void ck_signal_measure(const float *x, long n, struct ck_signal_block *block) { active->signal_measure(x, n, block); }
void ck_signal_average(const float *x, long n, long factor, float *out) { active->signal_average(x, n, factor, out); }
float ck_signal_halve(const float *x, long n, float *out) { return active->signal_halve(x, n, out); }
float ck_signal_dot(const float *x, const float *y, long n) { return active->signal_dot(x, y, n); }
void ck_signal_window(const float *x, const float *window, long n, float *out) { active->signal_window(x, window, n, out); }
void ck_signal_correlate(const float *x, long n, float *r) { active->signal_correlate(x, n, r); }
long ck_signal_period(float *r, const float *correction) { return active->signal_period(r, correction); }

void ck_flush_denormals(void) {
#if defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040);  // flush to zero, denormals are zero
#elif defined(__aarch64__)
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  __asm__ volatile("msr fpcr, %0" : : "r"(control | (1u << 24)));
#endif
}
