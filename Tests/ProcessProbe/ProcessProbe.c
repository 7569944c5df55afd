#define _GNU_SOURCE
#include "ProcessProbe.h"

#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

bool process_probe_hang(int thread, int milliseconds) {
    int status;
    if (ptrace(PTRACE_SEIZE, thread, 0, 0) != 0) { return false; }
    bool stopped = ptrace(PTRACE_INTERRUPT, thread, 0, 0) == 0 && waitpid(thread, &status, __WALL) == thread;
    if (stopped) { usleep((useconds_t)milliseconds * 1000); }
    // A thread that was killed meanwhile is gone anyway.
    ptrace(PTRACE_DETACH, thread, 0, 0);
    return stopped;
}

bool process_probe_limit_files(int process, long long bytes) {
    struct rlimit limit = {.rlim_cur = bytes < 0 ? RLIM_INFINITY : (rlim_t)bytes, .rlim_max = RLIM_INFINITY};
    return prlimit(process, RLIMIT_FSIZE, &limit, NULL) == 0;
}
