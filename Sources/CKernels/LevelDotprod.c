// arm64 with the int8 dot products of Armv8.2: Cortex-A55, -A76 and later (a Raspberry Pi 5, not a 4).
#include "Levels.h"
#if defined(__aarch64__)
#pragma clang attribute push(__attribute__((target("arch=armv8-a+dotprod"))), apply_to = function)
#define CK_TABLE ck_dotprod
#define CK_LEVEL "dotprod"
#define CK_DOT
#define CK_TILE_VECTORS 1
#define CK_TILE_STREAMS 6
#include "Level.h"
#pragma clang attribute pop
#endif
