// A microphone for tests: an ALSA external I/O plugin that gives a file's samples, bit for bit, paced by a timer at
// real time or `speed` times faster, and fails where a script says.
//
//   pcm_type.faultmic { lib "/…/libFaultMicrophone.so" }
//   pcm.test {
//     type faultmic
//     file "/…/sound.wav"     # WAV or raw; the payload must be in `format`
//     format S16_LE  rate 16000  channels 1
//     speed 1.0               # times real time
//     end "remove"            # at the end: remove (-ENODEV), silence, or hold (no more data)
//     slow "wait"             # a reader that is too slow: wait for it (nothing lost), or overrun (as hardware does)
//     faults "overrun@8000:1600 removal@16000:500"    # see Script.h
//     return_rate 48000       # the rate that it has when it comes back after a removal
//     truth "/…/truth"        # a file that is made and kept up to date, see struct truth
//   }
//
// Frames count from the start of the file; what is played while the reader does not listen is lost.

#define PIC 1
#define _GNU_SOURCE
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <alsa/pcm_ioplug.h>
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "FaultMicrophone.h"
#include "Script.h"
#include "Sound.h"
#include "Timeline.h"

enum end_mode { END_REMOVE, END_SILENCE, END_HOLD };

struct microphone {
    snd_pcm_ioplug_t io;
    struct sound sound;
    struct script script;
    struct timeline *timeline;
    enum end_mode end;
    bool overruns;           // a slow reader loses samples
    double speed;
    double frames_per_ns;    // of the file, at `speed`
    size_t frame_bytes;
    int64_t frame_count;     // in the file
    int64_t first;           // the file's frame at this run's position 0
    int64_t reached;         // frames of this run so far: the hardware pointer
    int64_t most;            // frames a read may give; 0: any number
    int64_t suspended_until; // ns
    int64_t stalled_until;   // ns
    enum fault_kind asleep;  // how it was suspended
    struct truth *truth;     // mapped; NULL: nobody asks
    snd_pcm_uframes_t avail_min;
    snd_pcm_uframes_t boundary;
};

// Frames of the file that have sounded by `now`.
static int64_t world(const struct microphone *mic, int64_t now) {
    return (int64_t)((double)(now - mic->timeline->began) * mic->frames_per_ns);
}

// Lets the sound go on `frames` later than it would.
static void delay_world(struct microphone *mic, int64_t frames) {
    mic->timeline->began += (int64_t)((double)frames / mic->frames_per_ns);
}

static int set_timer(const struct microphone *mic, bool on) {
    // Twice a period, and no more often than every 0.1 ms.
    int64_t interval = on ? (int64_t)((double)mic->io.period_size / mic->frames_per_ns / 2) : 0;
    if (on && interval < 100000) { interval = 100000; }
    struct timespec step = {.tv_sec = interval / 1000000000, .tv_nsec = interval % 1000000000};
    struct itimerspec timer = {.it_interval = step, .it_value = step};
    return timerfd_settime(mic->io.poll_fd, 0, &timer, NULL) < 0 ? -errno : 0;
}

// Unplugs the microphone until `away_until` (ns).
static void remove_microphone(struct microphone *mic, int64_t away_until) {
    mic->timeline->removed = true;
    mic->timeline->away_until = away_until;
    snd_pcm_ioplug_set_state(&mic->io, SND_PCM_STATE_DISCONNECTED);
}

static void begin_fault(struct microphone *mic, const struct fault *fault, int64_t now) {
    switch (fault->kind) {
    case FAULT_OVERRUN:
        mic->timeline->resume_at = fault->frame + fault->amount;
        snd_pcm_ioplug_set_state(&mic->io, SND_PCM_STATE_XRUN);
        break;
    case FAULT_SUSPEND:
        mic->suspended_until = now + fault->amount * 1000000;
        mic->asleep = fault->kind;
        snd_pcm_ioplug_set_state(&mic->io, SND_PCM_STATE_SUSPENDED);
        break;
    case FAULT_SLEEP:
    case FAULT_LIAR:
        mic->timeline->resume_at = fault->frame + fault->amount;
        mic->asleep = fault->kind;
        snd_pcm_ioplug_set_state(&mic->io, SND_PCM_STATE_SUSPENDED);
        break;
    case FAULT_REMOVAL: remove_microphone(mic, now + fault->amount * 1000000); break;
    case FAULT_STALL:
        // From when its frame sounded: one that falls into another is no longer for it, and no pointer is ever older than its stamp.
        mic->stalled_until = now - (int64_t)((double)(world(mic, now) - fault->frame) / mic->frames_per_ns) + fault->amount * 1000000;
        break;
    case FAULT_SHORT: mic->most = fault->amount; break;
    }
}

// Moves the hardware pointer to where the sound is now, not past the next fault, the end, or what the reader can lose.
static void advance(struct microphone *mic) {
    int64_t now = now_nanoseconds();
    int64_t read = (int64_t)mic->io.appl_ptr;
    if (now < mic->stalled_until) { return; }
    int64_t target = world(mic, now) - mic->first;
    while (mic->io.state == SND_PCM_STATE_RUNNING && mic->timeline->next_fault < mic->script.count) {
        const struct fault *fault = &mic->script.faults[mic->timeline->next_fault];
        if (mic->first + target < fault->frame) { break; }
        int64_t here = fault->frame - mic->first;
        if (here > mic->reached && fault->kind != FAULT_STALL) { mic->reached = here; }
        mic->timeline->next_fault++;
        begin_fault(mic, fault, now);
        if (now < mic->stalled_until) { return; }
        target = world(mic, now) - mic->first;
    }
    if (mic->io.state != SND_PCM_STATE_RUNNING) { return; }
    if (mic->end != END_SILENCE && mic->first + target >= mic->frame_count) {
        target = mic->frame_count - mic->first;
        if (target < 0) { target = 0; }
        if (mic->end == END_REMOVE && read >= target) {
            remove_microphone(mic, INT64_MAX);
            return;
        }
    }
    int64_t room = read + (int64_t)mic->io.buffer_size;
    if (target > room) {
        if (mic->overruns) {
            snd_pcm_ioplug_set_state(&mic->io, SND_PCM_STATE_XRUN);
            return;
        }
        delay_world(mic, target - room);
        target = room;
    }
    if (target > mic->reached) { mic->reached = target; }
}

static int microphone_start(snd_pcm_ioplug_t *io) {
    struct microphone *mic = io->private_data;
    int64_t now = now_nanoseconds();
    if (!mic->timeline->running) {
        mic->timeline->running = true;
        mic->timeline->began = now;
    }
    mic->first = world(mic, now);
    if (mic->first < mic->timeline->resume_at) { mic->first = mic->timeline->resume_at; }
    mic->reached = 0;
    return set_timer(mic, true);
}

static int microphone_stop(snd_pcm_ioplug_t *io) { return set_timer(io->private_data, false); }

static snd_pcm_sframes_t microphone_pointer(snd_pcm_ioplug_t *io) {
    struct microphone *mic = io->private_data;
    if (io->state == SND_PCM_STATE_RUNNING) { advance(mic); }
    if (io->state == SND_PCM_STATE_XRUN) { return -EPIPE; }
    return (snd_pcm_sframes_t)((snd_pcm_uframes_t)mic->reached % mic->boundary);
}

static snd_pcm_sframes_t microphone_transfer(
    snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
    struct microphone *mic = io->private_data;
    uint8_t *target = (uint8_t *)areas->addr + (areas->first + areas->step * offset) / 8;
    if (mic->most > 0 && size > (snd_pcm_uframes_t)mic->most) { size = (snd_pcm_uframes_t)mic->most; }
    int64_t frame = mic->first + (int64_t)io->appl_ptr;
    int64_t left = mic->frame_count - frame;
    size_t wanted = size * mic->frame_bytes;
    size_t there = left <= 0 ? 0 : (size_t)left * mic->frame_bytes;
    size_t copied = wanted < there ? wanted : there;
    if (copied > 0) { memcpy(target, mic->sound.payload + (size_t)frame * mic->frame_bytes, copied); }
    memset(target + copied, 0, wanted - copied);
    if (mic->truth != NULL) {
        mic->truth->delivered += (int64_t)size;
        mic->truth->sounded = frame + (int64_t)size;
    }
    return (snd_pcm_sframes_t)size;
}

static int microphone_revents(
    snd_pcm_ioplug_t *io, struct pollfd *descriptors, unsigned int count, unsigned short *revents) {
    struct microphone *mic = io->private_data;
    uint64_t expirations;
    if (count != 1) { return -EINVAL; }
    if (descriptors->revents & POLLIN && read(io->poll_fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN) {
        return -errno;
    }
    *revents = 0;
    if (io->state == SND_PCM_STATE_RUNNING) { advance(mic); }
    if (io->state != SND_PCM_STATE_RUNNING) {
        *revents = POLLIN | POLLERR;
        return 0;
    }
    int64_t available = mic->reached - (int64_t)io->appl_ptr;
    bool ended = mic->end == END_REMOVE && mic->first + mic->reached >= mic->frame_count;
    if (available >= (int64_t)mic->avail_min || (ended && available > 0)) { *revents = POLLIN; }
    return 0;
}

static int microphone_sw_params(snd_pcm_ioplug_t *io, snd_pcm_sw_params_t *params) {
    struct microphone *mic = io->private_data;
    snd_pcm_sw_params_get_avail_min(params, &mic->avail_min);
    snd_pcm_sw_params_get_boundary(params, &mic->boundary);
    return 0;
}

static int microphone_hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *params) {
    (void)params;
    struct microphone *mic = io->private_data;
    mic->frames_per_ns = (double)io->rate * mic->speed * 1e-9;
    return 0;
}

static int microphone_resume(snd_pcm_ioplug_t *io) {
    struct microphone *mic = io->private_data;
    if (mic->asleep == FAULT_SLEEP) { return -ENOSYS; }
    if (mic->asleep == FAULT_LIAR) { return 0; }
    if (now_nanoseconds() < mic->suspended_until) { return -EAGAIN; }
    snd_pcm_ioplug_set_state(io, SND_PCM_STATE_RUNNING);
    // What sounded meanwhile is lost: the run goes on with the frame that sounds now.
    mic->first = world(mic, now_nanoseconds()) - mic->reached;
    return 0;
}

static int microphone_close(snd_pcm_ioplug_t *io) {
    struct microphone *mic = io->private_data;
    close(io->poll_fd);
    sound_close(&mic->sound);
    if (mic->truth != NULL) { munmap(mic->truth, sizeof *mic->truth); }
    free(mic);
    return 0;
}

// Maps the file in which the truth is kept; it goes on where a microphone that was closed left it.
static struct truth *map_truth(const char *path) {
    if (path == NULL) { return NULL; }
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) { return NULL; }
    void *mapping = MAP_FAILED;
    if (ftruncate(file, sizeof(struct truth)) == 0) {
        mapping = mmap(NULL, sizeof(struct truth), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    }
    close(file);
    return mapping == MAP_FAILED ? NULL : mapping;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = microphone_start,
    .stop = microphone_stop,
    .pointer = microphone_pointer,
    .transfer = microphone_transfer,
    .poll_revents = microphone_revents,
    .hw_params = microphone_hw_params,
    .sw_params = microphone_sw_params,
    .resume = microphone_resume,
    .close = microphone_close,
};

// What the asound.conf says.
struct settings {
    const char *file;
    snd_pcm_format_t format;
    long rate;
    long return_rate;
    long channels;
    const char *truth;
    double speed;
    enum end_mode end;
    bool overruns;
    struct script script;
};

// Reads one `id value` pair; false when it is none of ours or its value is wrong.
static bool read_setting(snd_config_t *node, const char *id, struct settings *settings) {
    const char *text = NULL;
    snd_config_get_string(node, &text);
    if (strcmp(id, "file") == 0) { return (settings->file = text) != NULL; }
    if (strcmp(id, "truth") == 0) { return (settings->truth = text) != NULL; }
    if (strcmp(id, "return_rate") == 0) { return snd_config_get_integer(node, &settings->return_rate) == 0; }
    if (strcmp(id, "rate") == 0) { return snd_config_get_integer(node, &settings->rate) == 0; }
    if (strcmp(id, "channels") == 0) { return snd_config_get_integer(node, &settings->channels) == 0; }
    if (strcmp(id, "speed") == 0) { return snd_config_get_ireal(node, &settings->speed) == 0; }
    if (text == NULL) { return false; }
    if (strcmp(id, "format") == 0) {
        return (settings->format = snd_pcm_format_value(text)) != SND_PCM_FORMAT_UNKNOWN;
    }
    if (strcmp(id, "faults") == 0) { return script_parse(text, &settings->script); }
    if (strcmp(id, "slow") == 0) {
        settings->overruns = strcmp(text, "overrun") == 0;
        return settings->overruns || strcmp(text, "wait") == 0;
    }
    if (strcmp(id, "end") != 0) { return false; }
    settings->end = strcmp(text, "silence") == 0 ? END_SILENCE : strcmp(text, "hold") == 0 ? END_HOLD : END_REMOVE;
    return settings->end != END_REMOVE || strcmp(text, "remove") == 0;
}

static int read_settings(snd_config_t *conf, struct settings *settings) {
    snd_config_iterator_t i, next;
    snd_config_for_each(i, next, conf) {
        snd_config_t *node = snd_config_iterator_entry(i);
        const char *id;
        if (snd_config_get_id(node, &id) < 0) { continue; }
        if (strcmp(id, "type") == 0 || strcmp(id, "comment") == 0 || strcmp(id, "hint") == 0) { continue; }
        if (!read_setting(node, id, settings)) {
            SNDERR("faultmic: bad setting %s", id);
            return -EINVAL;
        }
    }
    if (settings->file == NULL) {
        SNDERR("faultmic: no file");
        return -EINVAL;
    }
    return 0;
}

static int constrain(snd_pcm_ioplug_t *io, const struct settings *settings, unsigned int frame_bytes) {
    const unsigned int access[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
    const struct microphone *mic = io->private_data;
    const bool is_other = mic->timeline->removed && settings->return_rate > 0;
    const unsigned int format = (unsigned int)settings->format;
    const unsigned int rate = (unsigned int)(is_other ? settings->return_rate : settings->rate);
    const unsigned int channels = (unsigned int)settings->channels;
    int error = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 2, access);
    if (error >= 0) { error = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, 1, &format); }
    if (error >= 0) { error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_RATE, rate, rate); }
    if (error >= 0) { error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels); }
    if (error >= 0) {
        error = snd_pcm_ioplug_set_param_minmax(
            io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 16 * frame_bytes, rate / 2 * frame_bytes);
    }
    if (error >= 0) {
        error = snd_pcm_ioplug_set_param_minmax(
            io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 64 * frame_bytes, 2 * rate * frame_bytes);
    }
    if (error >= 0) { error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 2, 1024); }
    return error;
}

static int open_microphone(
    snd_pcm_t **pcm, const char *name, snd_pcm_stream_t stream, int mode, const struct settings *settings) {
    struct timeline *timeline = timeline_named(name);
    if (stream != SND_PCM_STREAM_CAPTURE || timeline == NULL) { return -EINVAL; }
    if (timeline->removed && now_nanoseconds() < timeline->away_until) { return -ENODEV; }
    struct microphone *mic = calloc(1, sizeof *mic);
    if (mic == NULL) { return -ENOMEM; }
    int error = sound_open(settings->file, &mic->sound);
    if (error < 0) {
        SNDERR("faultmic: cannot open %s", settings->file);
        free(mic);
        return error;
    }
    mic->timeline = timeline;
    mic->truth = map_truth(settings->truth);
    mic->script = settings->script;
    mic->end = settings->end;
    mic->overruns = settings->overruns;
    mic->speed = settings->speed;
    mic->frames_per_ns = (double)settings->rate * settings->speed * 1e-9;
    mic->frame_bytes = (size_t)snd_pcm_format_physical_width(settings->format) / 8 * (size_t)settings->channels;
    mic->frame_count = (int64_t)(mic->sound.bytes / mic->frame_bytes);
    mic->boundary = (snd_pcm_uframes_t)INT64_MAX;
    mic->avail_min = 1;
    mic->io = (snd_pcm_ioplug_t){
        .version = SND_PCM_IOPLUG_VERSION,
        .name = "Fault microphone",
        .flags = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA | SND_PCM_IOPLUG_FLAG_MONOTONIC,
        .poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC),
        .poll_events = POLLIN,
        .callback = &callbacks,
        .private_data = mic,
    };
    error = mic->io.poll_fd < 0 ? -errno : snd_pcm_ioplug_create(&mic->io, name, stream, mode);
    if (error < 0) {
        sound_close(&mic->sound);
        free(mic);
        return error;
    }
    error = constrain(&mic->io, settings, (unsigned int)mic->frame_bytes);
    if (error < 0) {
        snd_pcm_ioplug_delete(&mic->io);
        return error;
    }
    *pcm = mic->io.pcm;
    return 0;
}

SND_PCM_PLUGIN_DEFINE_FUNC(faultmic) {
    (void)root;
    struct settings settings = {.format = SND_PCM_FORMAT_S16_LE, .rate = 16000, .channels = 1, .speed = 1};
    int error = read_settings(conf, &settings);
    return error < 0 ? error : open_microphone(pcmp, name, stream, mode, &settings);
}

SND_PCM_PLUGIN_SYMBOL(faultmic);

// Timelines outlive a closed device, so the library stays when libasound unloads it.
__attribute__((constructor)) static void stay(void) {
    Dl_info info;
    if (dladdr((void *)stay, &info) != 0) { dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE | RTLD_NOLOAD); }
}
