#include "EmbeddedModel.h"

#include <stdint.h>
#include <sys/mman.h>

// On pages of its own, so that they can be let go when the weights have been packed.
static const _Alignas(4096) unsigned char bytes[] = {
#ifdef UNDERTONE_OPEN_MODEL
#embed "../../Config/models/undertone-cremad-int8.safetensors"
#else
#embed "../../Config/models/undertone-int8.safetensors"
#endif
};

const void *embedded_model_bytes(void) { return bytes; }
long embedded_model_count(void) { return sizeof bytes; }

void embedded_model_release(void) {
  // Clean pages of the program's file: touched again, they are read again.
  madvise((void *)(uintptr_t)bytes, sizeof bytes & ~(uintptr_t)4095, MADV_DONTNEED);
}
