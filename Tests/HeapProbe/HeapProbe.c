#define _GNU_SOURCE
#include "HeapProbe.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

struct HeapProbeCounter {
    atomic_bool counting;
    atomic_long calls;
};

// Initial-exec: the thread's own block is there from its start, so that reaching it never allocates.
static _Thread_local struct HeapProbeCounter counter __attribute__((tls_model("initial-exec")));

const HeapProbeCounter *heap_probe_watch(void) {
    atomic_store(&counter.calls, 0);
    atomic_store(&counter.counting, true);
    return &counter;
}

void heap_probe_begin(void) { heap_probe_watch(); }

long heap_probe_end(void) {
    atomic_store(&counter.counting, false);
    return atomic_load(&counter.calls);
}

long heap_probe_read(const HeapProbeCounter *other) { return atomic_load(&other->calls); }

// Every thread's calls, for a run whose threads a test does not start itself.
enum { MOST_THREADS = 256 };
static struct {
    atomic_int thread;
    atomic_long calls;
} slots[MOST_THREADS];
static atomic_int slot_count;
static atomic_bool watches_all;
static _Thread_local int own_slot __attribute__((tls_model("initial-exec"))) = -1;

void heap_probe_watch_all(void) { atomic_store(&watches_all, true); }

long heap_probe_calls_of(int thread) {
    int count = atomic_load(&slot_count);
    for (int slot = 0; slot < count && slot < MOST_THREADS; slot++) {
        if (atomic_load(&slots[slot].thread) == thread) { return atomic_load(&slots[slot].calls); }
    }
    return 0;
}

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define HEAP_PROBE_OFF
#endif
#endif

#ifdef HEAP_PROBE_OFF

bool heap_probe_is_active(void) { return false; }

#else

bool heap_probe_is_active(void) { return true; }

// glibc's allocator under the names that stay when the public ones are replaced.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static void count_in_all(void) {
    if (own_slot < 0) {
        int slot = atomic_fetch_add(&slot_count, 1);
        if (slot >= MOST_THREADS) { return; }
        atomic_store(&slots[slot].thread, (int)syscall(SYS_gettid));
        own_slot = slot;
    }
    atomic_fetch_add_explicit(&slots[own_slot].calls, 1, memory_order_relaxed);
}

static inline void count_call(void) {
    if (atomic_load_explicit(&watches_all, memory_order_relaxed)) { count_in_all(); }
    if (atomic_load_explicit(&counter.counting, memory_order_relaxed)) {
        atomic_fetch_add_explicit(&counter.calls, 1, memory_order_relaxed);
    }
}

void *malloc(size_t size) {
    count_call();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    count_call();
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    count_call();
    return __libc_realloc(block, size);
}

// free(NULL) is no call: nothing is given back.
void free(void *block) {
    if (block != NULL) { count_call(); }
    __libc_free(block);
}

void *memalign(size_t alignment, size_t size) {
    count_call();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count_call();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    count_call();
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) { return EINVAL; }
    void *memory = __libc_memalign(alignment, size);
    if (memory == NULL) { return ENOMEM; }
    *block = memory;
    return 0;
}

#endif
