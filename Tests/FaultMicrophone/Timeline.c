#include "Timeline.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { MAX_TIMELINES = 256 };
static struct timeline timelines[MAX_TIMELINES];
static size_t timeline_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct timeline *timeline_named(const char *name) {
    struct timeline *found = NULL;
    pthread_mutex_lock(&lock);
    for (size_t index = 0; index < timeline_count && found == NULL; index++) {
        if (strcmp(timelines[index].name, name) == 0) { found = &timelines[index]; }
    }
    if (found == NULL && timeline_count < MAX_TIMELINES && strlen(name) < sizeof found->name) {
        found = &timelines[timeline_count++];
        strcpy(found->name, name);
    }
    pthread_mutex_unlock(&lock);
    return found;
}

int64_t now_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
