// Products of int8 weights and int8 inputs, summed in int32, as each level's processor multiplies them.
//
// The integers are the same at every level; only how they lie differs. `GROUP` columns of a row lie side by side, and as many inputs make
// one 32-bit word; `OFFSET` is added to an input where the processor wants one of the two factors unsigned.
#pragma once
#include "Vector.h"

#if defined(CK_VNNI512)
#define GROUP 4
#define OFFSET 128
/// sums [16 rows] += weights [16][4] · the word's four inputs.
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  return (i16)_mm512_dpbusd_epi32((__m512i)sums, _mm512_set1_epi32(word), _mm512_loadu_si512(w));
}
#elif defined(CK_VNNI256)
#define GROUP 4
#define OFFSET 128
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  __m256i half[2], x = _mm256_set1_epi32(word);
  memcpy(half, &sums, sizeof half);
  for (int k = 0; k < 2; k++) half[k] = _mm256_dpbusd_avx_epi32(half[k], x, _mm256_loadu_si256((const __m256i *)(w + 32 * k)));
  memcpy(&sums, half, sizeof half);
  return sums;
}
#elif defined(CK_AVX512)
#define GROUP 2
#define OFFSET 0
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  __m512i wide = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)w));
  return (i16)_mm512_add_epi32((__m512i)sums, _mm512_madd_epi16(wide, _mm512_set1_epi32(word)));
}
#elif defined(CK_AVX2)
#define GROUP 2
#define OFFSET 0
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  __m256i half[2], x = _mm256_set1_epi32(word);
  memcpy(half, &sums, sizeof half);
  for (int k = 0; k < 2; k++) {
    __m256i wide = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 16 * k)));
    half[k] = _mm256_add_epi32(half[k], _mm256_madd_epi16(wide, x));
  }
  memcpy(&sums, half, sizeof half);
  return sums;
}
#elif defined(__SSE2__)
#define GROUP 2
#define OFFSET 0
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  __m128i quarter[4], x = _mm_set1_epi32(word);
  memcpy(quarter, &sums, sizeof quarter);
  for (int k = 0; k < 4; k++) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(w + 8 * k));
    __m128i wide = _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8);
    quarter[k] = _mm_add_epi32(quarter[k], _mm_madd_epi16(wide, x));
  }
  memcpy(&sums, quarter, sizeof quarter);
  return sums;
}
#elif defined(CK_DOT)
#define GROUP 4
#define OFFSET 0
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  int32x4_t quarter[4];
  int8x16_t x = vreinterpretq_s8_s32(vdupq_n_s32(word));
  memcpy(quarter, &sums, sizeof quarter);
  for (int k = 0; k < 4; k++) quarter[k] = vdotq_s32(quarter[k], vld1q_s8(w + 16 * k), x);
  memcpy(&sums, quarter, sizeof quarter);
  return sums;
}
#elif defined(__aarch64__)
#define GROUP 4
#define OFFSET 0
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  int32x4_t quarter[4];
  int8x16_t x = vreinterpretq_s8_s32(vdupq_n_s32(word));
  memcpy(quarter, &sums, sizeof quarter);
  for (int k = 0; k < 4; k++) {
    int8x16_t weight = vld1q_s8(w + 16 * k);
    int16x8_t low = vmull_s8(vget_low_s8(weight), vget_low_s8(x)), high = vmull_high_s8(weight, x);
    quarter[k] = vpadalq_s16(quarter[k], vpaddq_s16(low, high));  // at most 2·127²: no overflow
  }
  memcpy(&sums, quarter, sizeof quarter);
  return sums;
}
#else
#define GROUP 2
#define OFFSET 0
CK_INLINE i16 dot16(i16 sums, const signed char *w, int32_t word) {
  const int32_t low = (int16_t)word, high = word >> 16;
  for (int k = 0; k < 16; k++) sums[k] += w[2 * k] * low + w[2 * k + 1] * high;
  return sums;
}
#endif

#if GROUP == 4
typedef unsigned char narrow __attribute__((vector_size(16)));
#else
typedef int16_t narrow __attribute__((vector_size(32)));
#endif

static float quantise(const float *x, long n, int *words) {
  v16 most = {0}, zero = {0};
  long j = 0;
  for (; j + 16 <= n; j += 16) {
    most = __builtin_elementwise_max(most, __builtin_elementwise_abs(LOAD(x + j)));
    zero += LOAD(x + j) * 0.0f;
  }
  float largest = 0;
  for (int k = 0; k < 16; k++) largest = most[k] > largest ? most[k] : largest;
  for (; j < n; j++) {
    float size = x[j] < 0 ? -x[j] : x[j];
    largest = size > largest ? size : largest;
    zero[0] += x[j] * 0.0f;
  }
  // Integers know no NaN: what is not finite goes through the scale, so that the sums are not finite either.
  const float scale = largest * (1.0f / 127.0f) + sum_of(zero);
  const float inverse = largest > 1e-30f ? 127.0f / largest : 0.0f;
  const float magic = 12582912.0f;  // 1.5·2²³: its sum's low bits are the nearest whole number
  for (j = 0; j < n; j += 16) {
    v16 part = {0};
    const long count = n - j < 16 ? n - j : 16;
    memcpy(&part, x + j, sizeof(float) * (unsigned long)count);
    i16 whole;
    {
#pragma clang fp contract(off)  // the same integers at every level
      v16 scaled = part * inverse;
      whole = ((i16)(scaled + magic) << 9) >> 9;
    }
    // What fills the last word up meets weights of zero.
    const narrow inputs = __builtin_convertvector(whole + OFFSET, narrow);
    memcpy(words + j / GROUP, &inputs, count == 16 ? sizeof inputs : sizeof(int) * (unsigned long)((count + GROUP - 1) / GROUP));
  }
  return scale;
}
