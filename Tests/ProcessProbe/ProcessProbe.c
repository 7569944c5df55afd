#define _GNU_SOURCE
#include "ProcessProbe.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
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

int process_probe_start_on_terminal(
    const char *program, char *const arguments[], char *const environment[], int columns, int rows, int input, int error, int *terminal,
    int *line) {
    *terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*terminal < 0 || grantpt(*terminal) != 0 || unlockpt(*terminal) != 0) { return -1; }
    *line = open(ptsname(*terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (*line < 0 || !process_probe_resize(*terminal, columns, rows)) { return -1; }
    // The tests have threads: between fork and execve only what is async-signal-safe.
    pid_t process = fork();
    if (process != 0) { return process; }
    setsid();
    ioctl(*line, TIOCSCTTY, 0);
    dup2(input < 0 ? *line : input, STDIN_FILENO);
    dup2(*line, STDOUT_FILENO);
    dup2(error < 0 ? *line : error, STDERR_FILENO);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(program, arguments, environment);
    _exit(127);
}

bool process_probe_resize(int terminal, int columns, int rows) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    return ioctl(terminal, TIOCSWINSZ, &size) == 0;
}

bool process_probe_is_raw(int terminal) {
    struct termios now;
    return tcgetattr(terminal, &now) == 0 && (now.c_lflag & (ICANON | ECHO)) == 0;
}
