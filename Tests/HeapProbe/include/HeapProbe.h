#pragma once
#include <stdbool.h>

/// Counts the heap calls (malloc, calloc, realloc, free, posix_memalign, aligned_alloc, memalign) of one thread.
///
///     heap_probe_begin();  hot();  heap_probe_end() == 0
///
/// The allocator's names are defined in the test bundle, so every library in the process comes here; glibc's own
/// functions do the work. Other threads are not counted, and need not be quiet. Does not nest.
void heap_probe_begin(void);

/// The calling thread's heap calls since `heap_probe_begin`.
long heap_probe_end(void);

/// A thread's counter, for another thread to read while it runs; valid as long as the counted thread lives.
typedef struct HeapProbeCounter HeapProbeCounter;

/// Begins counting on the calling thread, and gives its counter.
const HeapProbeCounter *heap_probe_watch(void);

/// What `counter` counts now, from any thread.
long heap_probe_read(const HeapProbeCounter *counter);

/// Counts the calls of every thread from here on, for good: for a run whose threads are not the caller's own.
void heap_probe_watch_all(void);

/// What the thread with that id (gettid) has called since `heap_probe_watch_all`.
long heap_probe_calls_of(int thread);

/// False in a build with a sanitizer, which brings an allocator of its own: nothing is then counted.
bool heap_probe_is_active(void);
