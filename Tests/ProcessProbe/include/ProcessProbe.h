#pragma once
#include <stdbool.h>

/// Stops one thread of another process, and no other of its threads, for so long: a hung thread, as the process itself sees it.
/// False when the system does not allow it (ptrace), or there is no such thread.
bool process_probe_hang(int thread, int milliseconds);

/// How large a file the process may write from now on; negative: without a limit. False when the system does not allow it.
bool process_probe_limit_files(int process, long long bytes);

/// Starts a program on a pseudo terminal of its own, as somebody's shell would: the leader of a session whose terminal it is.
/// `terminal` receives the master's end and `line` the other one, which shows how the terminal is set; `input` and `error` (or -1) become
/// standard input and standard error. Returns the process's id, or -1.
int process_probe_start_on_terminal(
    const char *program, char *const arguments[], char *const environment[], int columns, int rows, int input, int error, int *terminal,
    int *line);

/// Gives a terminal another size; its programs are told. False when that fails.
bool process_probe_resize(int terminal, int columns, int rows);

/// Whether a terminal hands over every key as it is pressed, and does not show it.
bool process_probe_is_raw(int terminal);
