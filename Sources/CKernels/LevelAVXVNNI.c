// AVX2 with its int8 dot products: 2021 and later.
#include "Levels.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3,avxvnni"))), apply_to = function)
#define CK_TABLE ck_avxvnni
#define CK_LEVEL "avxvnni"
#define CK_VNNI256
#define CK_TILE_VECTORS 1
#define CK_TILE_STREAMS 6
#include "Level.h"
#pragma clang attribute pop
#endif
