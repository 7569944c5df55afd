// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
#include "Levels.h"
#define CK_TABLE ck_baseline
#define CK_LEVEL "baseline"
#define CK_TILE_VECTORS 1
#if defined(__aarch64__)
#define CK_TILE_STREAMS 6
#else
#define CK_TILE_STREAMS 3
#endif
#include "Level.h"
