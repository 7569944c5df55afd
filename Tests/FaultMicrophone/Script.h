#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What goes wrong, and when: "overrun@8000:1600 removal@16000:500" (kind@frame of the file:amount).
enum fault_kind {
    FAULT_OVERRUN,  ///< -EPIPE; the amount is frames of the file that are then lost
    FAULT_SUSPEND,  ///< -ESTRPIPE; the amount is milliseconds for which resume fails
    FAULT_REMOVAL,  ///< -ENODEV; the amount is milliseconds for which open fails
    FAULT_STALL,    ///< no data for so many milliseconds, and then all at once; what the buffer holds is not lost
    FAULT_SLEEP,    ///< -ESTRPIPE, and resume is not implemented; the amount is frames of the file that are then lost
    FAULT_LIAR,     ///< -ESTRPIPE, and resume says 0 and does nothing; the amount is frames of the file that are then lost
    FAULT_SHORT,    ///< from here on a read gives at most this many frames (0: any number again)
};

struct fault {
    enum fault_kind kind;
    int64_t frame;
    int64_t amount;
};

enum { MAX_FAULTS = 32 };

struct script {
    struct fault faults[MAX_FAULTS];
    size_t count;
};

/// False when `text` is not a script.
bool script_parse(const char *text, struct script *script);
