#define _GNU_SOURCE
#include "CLinux.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

// Read by a signal handler: set whole before `guarded`, which says that the rest may be used.
static volatile sig_atomic_t guarded;
static int terminal;
static struct termios before;
static char restoring[64];
static size_t restoring_count;

static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};

/// Only what POSIX calls async-signal-safe.
static void give_back(int number) {
  if (guarded) {
    guarded = 0;
    if (write(terminal, restoring, restoring_count) < 0) {}
    tcsetattr(terminal, TCSANOW, &before);
  }
  // SA_RESETHAND has put the default action back: it ends the process as the signal does.
  raise(number);
}

void undertone_guard_terminal(int descriptor, const struct termios *attributes, const char *bytes, size_t count) {
  guarded = 0;
  terminal = descriptor;
  before = *attributes;
  restoring_count = count < sizeof restoring ? count : sizeof restoring;
  memcpy(restoring, bytes, restoring_count);
  guarded = 1;
  struct sigaction action = {.sa_handler = give_back, .sa_flags = SA_RESETHAND};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) { sigaction(faults[i], &action, NULL); }
}

void undertone_unguard_terminal(void) { guarded = 0; }
