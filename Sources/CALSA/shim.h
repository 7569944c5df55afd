#pragma once
#include <alsa/asoundlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// libasound prints its errors to standard error unless a handler takes them. The handler has variable arguments,
// which Swift cannot write, so it is here: the first message since `calsa_forget` is kept, for the calling thread;
// it says what is wrong (the later ones say who was told).
static inline char *calsa_message(void) {
  static _Thread_local char message[256];
  return message;
}

static inline void calsa_keep(
    const char *file, int line, const char *function, int error, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)error;
  if (calsa_message()[0] != '\0') { return; }
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(calsa_message(), 256, format, arguments);
  va_end(arguments);
}

/// libasound prints nothing from now on.
static inline void calsa_silence(void) { snd_lib_error_set_handler(calsa_keep); }

/// Forgets the kept message of this thread.
static inline void calsa_forget(void) { calsa_message()[0] = '\0'; }

/// The first message of libasound since `calsa_forget` in this thread; empty when there was none.
static inline const char *calsa_first_message(void) { return calsa_message(); }
