// The elementary functions that the network needs, written so that the compiler turns a loop over them into vector code: no
// branch, no call. They inline into functions that carry CK_CLONES, and so are compiled once for each processor level.
#pragma once
#include <stdint.h>
#include <string.h>

// ThreadSanitizer's code in the function that picks a clone would run before its own start.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define CK_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_CLONES
#endif
#define CK_INLINE static inline __attribute__((always_inline))

/// eˣ for |x| ≤ 87: x = n·ln 2 + r, e^r by the degree-6 polynomial of Cephes' expf (Moshier, 1989), relative error 1e-7.
CK_INLINE float ck_exp(float x) {
  x = x > 87.0f ? 87.0f : x;
  x = x < -87.0f ? -87.0f : x;
  const float magic = 12582912.0f;  // 1.5·2²³: adding it rounds to the nearest whole number
  float n = (x * 1.44269504088896341f + magic) - magic;
  float r = x - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  int32_t bits = ((int32_t)n + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

CK_INLINE float ck_sigmoid(float x) { return 1.0f / (1.0f + ck_exp(-x)); }

/// 1 − 2/(e²ˣ + 1): absolute, not relative, precision near 0, which is what the cell's sums need.
CK_INLINE float ck_tanh(float x) { return 1.0f - 2.0f / (ck_exp(x + x) + 1.0f); }
