#include "HeapProbe.h"
