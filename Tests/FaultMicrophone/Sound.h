#pragma once
#include <stddef.h>
#include <stdint.h>

/// The payload of a raw or WAV file, mapped; its samples are taken to be in the format that the asound.conf names.
struct sound {
    void *mapping;
    size_t mapped;
    const uint8_t *payload;
    size_t bytes;
};

/// 0, or -errno.
int sound_open(const char *path, struct sound *sound);
void sound_close(struct sound *sound);
