#define _GNU_SOURCE
#include "CLinux.h"

#include <link.h>
#include <stdint.h>

void undertone_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Lets go the pages of one loaded object's segments that are never written.
static int release_object(struct dl_phdr_info *info, size_t size, void *unused) {
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

void undertone_release_code(void) { dl_iterate_phdr(release_object, 0); }
