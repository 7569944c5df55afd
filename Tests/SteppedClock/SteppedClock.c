#define _GNU_SOURCE
#include "SteppedClock.h"

#include <dlfcn.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL) { real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"); }
    int result = real(clock, time);
    if (clock == CLOCK_REALTIME && result == 0) {
        struct timespec now;
        real(CLOCK_MONOTONIC, &now);
        long turn = now.tv_nsec / 100000000 % 4;
        time->tv_sec += turn == 0 ? -3600 : turn == 1 ? 3600 : turn == 2 ? 1 : 0;
    }
    return result;
}
