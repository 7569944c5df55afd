// x86-64 with AVX2 and FMA: 2013 and later.
#include "Levels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define CK_TABLE ck_avx2
#define CK_LEVEL "avx2"
#define CK_AVX2
#define CK_TILE_VECTORS 1
#define CK_TILE_STREAMS 6
#include "Level.h"
#pragma clang attribute pop
#endif
