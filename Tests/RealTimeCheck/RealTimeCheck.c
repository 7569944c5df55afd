// The C kernels of a step under clang's RealtimeSanitizer: a call that may block or allocate ends the program with a report.
// `RealTimeCheck real` must be silent, `RealTimeCheck seeded` must be reported. Config/check-races.sh builds and runs both.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

enum { HIDDEN = 64 };
static float weights[4 * HIDDEN * 2 * HIDDEN], vector[4 * HIDDEN], scale[8 * HIDDEN];
static float inputs[2 * HIDDEN], cells[HIDDEN], scratch[4 * HIDDEN];
static signed char weights8[4 * HIDDEN * 2 * HIDDEN];
static int start[8 * HIDDEN];
static void *volatile kept;

static void step(void) [[clang::nonblocking]] {
  ck_flush_denormals();
  for (int precision = 0; precision < 2; precision++) {
    struct ck_matrix matrix = {precision ? NULL : weights, precision ? weights8 : NULL, scale, start, vector};
    struct ck_matrix heads = {weights, NULL, NULL, NULL, vector};
    struct ck_network network = {HIDDEN, HIDDEN, 1, matrix, vector, vector, 1e-5f, &matrix, heads};
    struct ck_stream stream = {inputs, cells, scratch};
    const float *features = vector;
    ck_network_step(&network, &stream, &features, 1);
  }
  scratch[0] = ck_exp1(ck_sigmoid1(scratch[0]));
}

static void seeded(void) [[clang::nonblocking]] { kept = malloc(16); }

int main(int count, char **arguments) {
  if (count != 2) { return 64; }
  for (int turn = 0; turn < 1000; turn++) {
    if (strcmp(arguments[1], "seeded") == 0) { seeded(); } else { step(); }
  }
  puts("silent");
  return 0;
}
