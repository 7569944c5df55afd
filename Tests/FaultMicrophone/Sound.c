#include "Sound.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static uint32_t little32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

// The `data` chunk of a WAV file; any other file is all payload.
static void find_payload(struct sound *sound) {
    const uint8_t *file = sound->mapping;
    sound->payload = file;
    sound->bytes = sound->mapped;
    if (sound->mapped < 12 || memcmp(file, "RIFF", 4) != 0 || memcmp(file + 8, "WAVE", 4) != 0) { return; }
    size_t at = 12;
    while (at + 8 <= sound->mapped) {
        size_t size = little32(file + at + 4);
        if (memcmp(file + at, "data", 4) == 0) {
            size_t rest = sound->mapped - at - 8;
            sound->payload = file + at + 8;
            sound->bytes = size < rest ? size : rest;
            return;
        }
        at += 8 + size + (size & 1);
    }
}

int sound_open(const char *path, struct sound *sound) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) { return -errno; }
    struct stat status;
    int result = -EINVAL;
    if (fstat(file, &status) == 0 && status.st_size > 0) {
        void *mapping = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
        if (mapping != MAP_FAILED) {
            sound->mapping = mapping;
            sound->mapped = (size_t)status.st_size;
            find_payload(sound);
            result = 0;
        } else {
            result = -errno;
        }
    }
    close(file);
    return result;
}

void sound_close(struct sound *sound) { munmap(sound->mapping, sound->mapped); }
