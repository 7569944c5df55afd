// The levels that are compiled for this architecture, worst first.
#pragma once
#include <stddef.h>

#include "CKernels.h"
#if defined(__x86_64__)
#include <immintrin.h>
extern const struct ck_kernels ck_baseline, ck_avx2, ck_avxvnni, ck_avx512, ck_avx512vnni;
#else
extern const struct ck_kernels ck_baseline;
#if defined(__aarch64__)
#include <arm_neon.h>
extern const struct ck_kernels ck_dotprod;
#endif
#endif
