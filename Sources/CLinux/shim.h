// Parts of the C library that Swift's Glibc module leaves out.
#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

/// Names the calling thread for top and gdb; Linux keeps fifteen bytes. (prctl is variadic, so Swift cannot call it.)
static inline void undertone_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

/// For `undertone_release_code`: lets go the pages of one loaded object's segments that are never written.
static inline int undertone_release_object(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W) != 0) { continue; }
    uintptr_t from = (info->dlpi_addr + segment->p_vaddr + 4095) & ~(uintptr_t)4095;
    uintptr_t to = (info->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(uintptr_t)4095;
    if (to > from) { madvise((void *)from, to - from, MADV_DONTNEED); }
  }
  return 0;
}

/// Lets go all pages of code and constants: those still needed are mapped in again when they are touched, the others (start-up,
/// argument parsing, JSON decoding) no longer count.
static inline void undertone_release_code(void) { dl_iterate_phdr(undertone_release_object, 0); }
