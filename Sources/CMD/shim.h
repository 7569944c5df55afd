#include <sha2.h>
#include <stdint.h>
