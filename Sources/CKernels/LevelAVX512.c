// x86-64 with AVX-512: servers of 2017 and later.
#include "Levels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
// Without this a vector of sixteen would be two registers of half the width.
#pragma clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)
#define CK_TABLE ck_avx512
#define CK_LEVEL "avx512"
#define CK_AVX512
#define CK_TILE_VECTORS 4
#define CK_TILE_STREAMS 6
#include "Level.h"
#pragma clang attribute pop
#pragma clang attribute pop
#endif
