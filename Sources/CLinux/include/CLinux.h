// Parts of the C library that Swift's Glibc module leaves out.
#pragma once
#include <malloc.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <termios.h>

/// Names the calling thread for top and gdb; Linux keeps fifteen bytes. (prctl is variadic, so Swift cannot call it.)
void undertone_name_thread(const char *name);

/// Lets go all pages of code and constants: those still needed are mapped in again when they are touched, the others (start-up,
/// argument parsing, JSON decoding) no longer count.
void undertone_release_code(void);

/// Should a fault or abort() end the process, the terminal is given back first: these bytes (at most 64) are written and these attributes
/// set. A second call puts others in their place.
void undertone_guard_terminal(int descriptor, const struct termios *attributes, const char *bytes, size_t count);

/// The terminal needs no giving back any more.
void undertone_unguard_terminal(void);

/// How many processors the process may run on; at least 1.
int undertone_processor_count(void);
