// AVX-512 with its int8 dot products: servers of 2019 and later.
#include "Levels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,avx512vnni"))), apply_to = function)
// Without this a vector of sixteen would be two registers of half the width.
#pragma clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)
#define CK_TABLE ck_avx512vnni
#define CK_LEVEL "avx512vnni"
#define CK_VNNI512
#define CK_TILE_VECTORS 4
#define CK_TILE_STREAMS 6
#include "Level.h"
#pragma clang attribute pop
#pragma clang attribute pop
#endif
