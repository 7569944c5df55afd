#pragma once
#include <stdbool.h>

/// Stops one thread of another process, and no other of its threads, for so long: a hung thread, as the process itself sees it.
/// False when the system does not allow it (ptrace), or there is no such thread.
bool process_probe_hang(int thread, int milliseconds);

/// How large a file the process may write from now on; negative: without a limit. False when the system does not allow it.
bool process_probe_limit_files(int process, long long bytes);
