#include "EmbeddedSplits.h"

static const char splits[] = {
#embed "../../Config/splits.csv"
};

const void *embedded_splits_bytes(void) { return splits; }
size_t embedded_splits_count(void) { return sizeof splits; }
