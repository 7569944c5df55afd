#pragma once
#include <stddef.h>

/// Config/splits.csv, inside the binary: speaker → corpus, split, fold.
extern const char embedded_splits[];
extern const size_t embedded_splits_count;
