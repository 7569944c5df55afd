#include "MonitorPage.h"

#include <string.h>

static const unsigned char html[] = {
#embed "page.html"
};
static const unsigned char css[] = {
#embed "page.css"
};
static const unsigned char icon[] = {
#embed "icon.svg"
};
static const unsigned char page[] = {
#embed "page.js"
};
static const unsigned char stream[] = {
#embed "stream.js"
};
static const unsigned char timeline[] = {
#embed "timeline.js"
};
static const unsigned char panels[] = {
#embed "panels.js"
};
static const unsigned char words[] = {
#embed "words.js"
};

#define SCRIPT "text/javascript; charset=utf-8"

static const struct monitor_page_file files[] = {
    {"/", "text/html; charset=utf-8", html, sizeof html},
    {"/page.css", "text/css; charset=utf-8", css, sizeof css},
    {"/icon.svg", "image/svg+xml", icon, sizeof icon},
    {"/page.js", SCRIPT, page, sizeof page},
    {"/stream.js", SCRIPT, stream, sizeof stream},
    {"/timeline.js", SCRIPT, timeline, sizeof timeline},
    {"/panels.js", SCRIPT, panels, sizeof panels},
    {"/words.js", SCRIPT, words, sizeof words},
};

struct monitor_page_file monitor_page_file(const char *path) {
  for (unsigned long i = 0; i < sizeof files / sizeof *files; i++)
    if (strcmp(path, files[i].path) == 0) return files[i];
  return (struct monitor_page_file){0};
}
