#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What stays of a microphone while it is unplugged: when its sound began, which faults are over, until when it is away.
///
/// frame(t) = (t - began) * frames_per_second; a microphone that comes back joins where the sound then is.
struct timeline {
    char name[256];
    bool running;        ///< the sound has begun
    bool removed;        ///< unplugged, or unplugged before and not yet closed well
    int64_t began;       ///< ns, CLOCK_MONOTONIC
    int64_t away_until;  ///< ns, CLOCK_MONOTONIC
    int64_t resume_at;   ///< no frame before this one is given after the next start
    size_t next_fault;
};

/// The timeline of the microphone `name`, which stays until the process ends; NULL when there are too many.
struct timeline *timeline_named(const char *name);

/// Back to before the first start.
void timeline_reset(struct timeline *timeline);

int64_t now_nanoseconds(void);
