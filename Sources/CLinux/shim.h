// Parts of the C library that Swift's Glibc module leaves out.
#include <sys/eventfd.h>
#include <sys/prctl.h>
