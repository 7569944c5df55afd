#define _GNU_SOURCE
#include "CBench.h"

#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#pragma clang fp contract(fast)

typedef float v4 __attribute__((vector_size(16), aligned(4)));
typedef float v8 __attribute__((vector_size(32), aligned(4)));
typedef float v16 __attribute__((vector_size(64), aligned(4)));

#define INLINE static inline __attribute__((always_inline))

// An FMA takes four cycles and two begin in each: eight accumulators, and some to spare, but no more than there are registers.
// Macros and not functions: a vector as a parameter would be another one at each level.
#define MULTIPLY_ADD(VECTOR, COUNT)                                          \
  VECTOR a[COUNT], s = (VECTOR){0} + scale, o = (VECTOR){0} + offset;        \
  for (int i = 0; i < COUNT; i++) a[i] = (VECTOR){0} + (float)i;             \
  for (long r = 0; r < rounds; r++) {                                        \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < COUNT; i++) a[i] = a[i] * s + o; \
  }                                                                          \
  for (int i = 1; i < COUNT; i++) a[0] += a[i];                              \
  float sum = 0;                                                             \
  for (unsigned i = 0; i < sizeof(VECTOR) / sizeof(float); i++) sum += a[0][i]; \
  return sum;

// Streams of n/STREAMS numbers side by side, two vectors of each at a time.
#define READ(VECTOR, STREAMS)                                                \
  enum { LANES = sizeof(VECTOR) / sizeof(float) };                           \
  VECTOR a[8] = {0};                                                         \
  long part = n / STREAMS, width = LANES * 8 / STREAMS;                      \
  for (long k = 0; k < part; k += width) {                                   \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 8; i++)           \
      a[i] += *(const VECTOR *)(x + (i % STREAMS) * part + k + i / STREAMS * LANES); \
  }                                                                          \
  for (int i = 1; i < 8; i++) a[0] += a[i];                                  \
  float sum = 0;                                                             \
  for (int i = 0; i < LANES; i++) sum += a[0][i];                            \
  return sum;

#define READ_ANY(VECTOR)                                                     \
  switch (streams) {                                                         \
  case 2: { READ(VECTOR, 2) }                                                \
  case 4: { READ(VECTOR, 4) }                                                \
  case 8: { READ(VECTOR, 8) }                                                \
  default: { READ(VECTOR, 1) }                                               \
  }

#if defined(__x86_64__)
// Without the width, clang takes half of each register at this level (prefer-256-bit).
#define V4 __attribute__((target("arch=x86-64-v4"), __min_vector_width__(512)))
#define V3 __attribute__((target("arch=x86-64-v3")))
V4 static float multiply_add_v4(long rounds, float scale, float offset) { MULTIPLY_ADD(v16, 16) }
V3 static float multiply_add_v3(long rounds, float scale, float offset) { MULTIPLY_ADD(v8, 12) }
static float multiply_add(long rounds, float scale, float offset) { MULTIPLY_ADD(v4, 12) }
V4 static float read_v4(const float *x, long n, int streams) { READ_ANY(v16) }
V3 static float read_v3(const float *x, long n, int streams) { READ_ANY(v8) }
static float read_any(const float *x, long n, int streams) { READ_ANY(v4) }

/// 4, 3, or 0 for the baseline.
static int level(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v4") ? 4 : __builtin_cpu_supports("x86-64-v3") ? 3 : 0;
}

long cb_multiply_adds_a_round(void) { return level() == 4 ? 16 * 16 : level() == 3 ? 8 * 12 : 4 * 12; }

float cb_multiply_add(long rounds, float scale, float offset) {
  return level() == 4   ? multiply_add_v4(rounds, scale, offset)
         : level() == 3 ? multiply_add_v3(rounds, scale, offset)
                        : multiply_add(rounds, scale, offset);
}

float cb_read(const float *x, long n, int streams) {
  return level() == 4 ? read_v4(x, n, streams) : level() == 3 ? read_v3(x, n, streams) : read_any(x, n, streams);
}
#else

long cb_multiply_adds_a_round(void) { return 4 * 16; }

float cb_multiply_add(long rounds, float scale, float offset) { MULTIPLY_ADD(v4, 16) }

float cb_read(const float *x, long n, int streams) { READ_ANY(v4) }
#endif

enum { HUGE_PAGE = 2 << 20 };

static long rounded(long bytes) { return (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE; }

void *cb_huge_pages(long bytes) {
  size_t length = rounded(bytes);
  char *start = mmap(NULL, length + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return NULL;
  size_t before = (HUGE_PAGE - (uintptr_t)start % HUGE_PAGE) % HUGE_PAGE;
  if (before > 0) munmap(start, before);
  munmap(start + before + length, HUGE_PAGE - before);
  madvise(start + before, length, MADV_HUGEPAGE);
  return start + before;
}

void cb_free_huge_pages(void *block, long bytes) { munmap(block, rounded(bytes)); }

void cb_trim_heap(void) { malloc_trim(0); }

__attribute__((noinline)) void cb_counted(void (*body)(void *), void *context) {
  body(context);
  __asm__ volatile("" ::: "memory");  // no tail call: the count ends where this function does
}
