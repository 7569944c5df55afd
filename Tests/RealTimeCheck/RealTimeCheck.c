// The C kernels of a step under clang's RealtimeSanitizer: a call that may block or allocate ends the program with a report.
// `RealTimeCheck real` must be silent, `RealTimeCheck seeded` must be reported. Config/check-races.sh builds and runs both.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

enum { HIDDEN = 64 };
static float weights[4 * HIDDEN * 2 * HIDDEN], bias[4 * HIDDEN], x[2 * HIDDEN], gates[4 * HIDDEN], cell[HIDDEN];
static void *volatile kept;

static void step(void) [[clang::nonblocking]] {
  ck_flush_denormals();
  ck_affine(weights, bias, x, HIDDEN, HIDDEN, gates);
  ck_layer_norm_gelu(gates, bias, bias, 1e-5f, HIDDEN);
  ck_affine(weights, bias, x, 4 * HIDDEN, 2 * HIDDEN, gates);
  ck_lstm_cell(gates, HIDDEN, cell, x + HIDDEN);
  ck_sigmoid_array(gates, HIDDEN);
  ck_tanh_array(gates, HIDDEN);
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
