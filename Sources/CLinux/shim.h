// Parts of the C library that Swift's Glibc module leaves out.
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

/// Names the calling thread for top and gdb; Linux keeps fifteen bytes. (prctl is variadic, so Swift cannot call it.)
static inline void undertone_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
