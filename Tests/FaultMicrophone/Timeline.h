#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What stays of a microphone while it is closed: when its sound began, which faults are over, until when it is away.
///
/// frame(t) = (t - began) * frames_per_second; a microphone that is opened again joins where the sound then is.
struct timeline {
    char name[256];
    bool running;        ///< the sound has begun
    bool removed;        ///< unplugged, now or before
    int64_t began;       ///< ns, CLOCK_MONOTONIC
    int64_t away_until;  ///< ns, CLOCK_MONOTONIC
    int64_t resume_at;   ///< no frame before this one is given after the next start
    size_t next_fault;
};

/// What truly happened, for a test in another process to read: a file of its own is mapped and kept up to date.
struct truth {
    int64_t delivered;  ///< frames that the reader got
    int64_t sounded;    ///< frame of the file behind the last one that the reader got
};

/// The timeline of the microphone `name`, which stays until the process ends; NULL when there are too many.
struct timeline *timeline_named(const char *name);

int64_t now_nanoseconds(void);
