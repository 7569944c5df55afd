#pragma once
#include <stddef.h>

/// Config/splits.csv, inside the binary: speaker → corpus, split, fold, gender.
const void *embedded_splits_bytes(void);
size_t embedded_splits_count(void);
