#include "EmbeddedModel.h"

static const _Alignas(64) unsigned char bytes[] = {
#ifdef UNDERTONE_OPEN_MODEL
#embed "../../Config/models/undertone-cremad.safetensors"
#else
#embed "../../Config/models/undertone.safetensors"
#endif
};

const void *embedded_model_bytes(void) { return bytes; }
long embedded_model_count(void) { return sizeof bytes; }
