// The monitor's page, put into the program by the compiler (C23 #embed).
#pragma once

struct monitor_page_file {
  const char *path; // of the URL
  const char *type; // Content-Type
  const void *bytes;
  long count;
};

/// The file at a URL's path; its fields are null when there is none.
struct monitor_page_file monitor_page_file(const char *path);
