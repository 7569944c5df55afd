// The elementary functions that the network needs, of sixteen numbers at once, which the compiler keeps in vector registers of whatever
// width a level has: no branch, no call.
#pragma once
#include <stdint.h>
#include <string.h>

#pragma clang diagnostic ignored "-Wpsabi"  // vectors as parameters: only of functions that are inlined
#pragma clang fp contract(fast)

#define CK_INLINE static inline __attribute__((always_inline))

typedef float v16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t i16 __attribute__((vector_size(64), aligned(4)));
#define LOAD(p) (*(const v16 *)(p))
#define STORE(p) (*(v16 *)(p))

CK_INLINE v16 splat(float x) { return (v16){0} + x; }

/// Where `mask` is set `yes`, elsewhere `no`: unlike a minimum, it lets NaN through.
CK_INLINE v16 chosen(i16 mask, v16 yes, v16 no) { return (v16)((mask & (i16)yes) | (~mask & (i16)no)); }

CK_INLINE float sum_of(v16 x) {
  float sum = 0;
  for (int k = 0; k < 16; k++) sum += x[k];
  return sum;
}

/// eˣ for |x| ≤ 87: x = n·ln 2 + r, e^r by the degree-6 polynomial of Cephes' expf (Moshier, 1989), relative error 1e-7.
CK_INLINE v16 exp16(v16 x) {
  x = chosen(x > 87.0f, splat(87.0f), x);
  x = chosen(x < -87.0f, splat(-87.0f), x);
  const v16 magic = splat(12582912.0f);  // 1.5·2²³: adding it rounds to the nearest whole number
  v16 shifted = x * 1.44269504088896341f + magic;
  v16 n = shifted - magic;
  v16 r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  v16 p = splat(1.9875691500e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // The rounded number's low bits are n.
  i16 bits = ((i16)shifted + 127) << 23;
  return p * (v16)bits;
}

/// ln x for normal x > 0, NaN for infinity and NaN: x = m·2ᵉ with √½ ≤ m < √2, ln m by the polynomial of Cephes' logf (Moshier, 1989); absolute error below 1e-6
/// from 1e-12 to 1e6, and 1e-7 relative to the result beside that.
CK_INLINE v16 log16(v16 x) {
  i16 bits = (i16)x;
  // Away from √½, so that the exponent is that of the nearest power.
  i16 offset = bits - 0x3f3504f3;
  v16 e = __builtin_convertvector(offset >> 23, v16);
  v16 m = (v16)((offset & 0x007fffff) + 0x3f3504f3) - 1.0f;
  v16 p = splat(7.0376836292e-2f);
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  v16 square = m * m;
  v16 tail = p * m * square - 0.5f * square - e * 2.12194440e-4f;
  // What is not finite is not made so by its bits.
  return m + tail + e * 0.693359375f + (x - x);
}

CK_INLINE v16 sigmoid16(v16 x) { return 1.0f / (1.0f + exp16(-x)); }

/// 1 − 2/(e²ˣ + 1): absolute, not relative, precision near 0, which is what the cell's sums need.
CK_INLINE v16 tanh16(v16 x) { return 1.0f - 2.0f / (exp16(x + x) + 1.0f); }

/// `function` of each of n numbers, in place.
#define CK_MAP(function, x, n)                             \
  do {                                                     \
    long at = 0;                                           \
    for (; at + 16 <= (n); at += 16) STORE((x) + at) = function(LOAD((x) + at)); \
    if (at < (n)) {                                        \
      v16 rest = {0};                                      \
      memcpy(&rest, (x) + at, sizeof(float) * (unsigned long)((n)-at)); \
      rest = function(rest);                               \
      memcpy((x) + at, &rest, sizeof(float) * (unsigned long)((n)-at)); \
    }                                                      \
  } while (0)
