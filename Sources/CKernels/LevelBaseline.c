// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
// Three streams a tile: with more, the int8 sums do not stay in registers on either (arm64 beside weights and 16-bit products).
#include "Levels.h"
#define CK_TABLE ck_baseline
#define CK_LEVEL "baseline"
#define CK_TILE_VECTORS 1
#define CK_TILE_STREAMS 3
#include "Level.h"
