#include "EmbeddedSplits.h"

const char embedded_splits[] = {
#embed "../../Config/splits.csv"
};
const size_t embedded_splits_count = sizeof embedded_splits;
