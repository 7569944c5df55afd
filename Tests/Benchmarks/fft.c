// FFTW's ways from a frame of 400 samples to its power, in turn. To build and run it:
//   cc -O3 -march=native Tests/Benchmarks/fft.c -lfftw3f -lm -o .build/fft && .build/fft Tests/Fixtures/cremad-16k.wav [ROUNDS]
//
// Nanoseconds a frame (window, FFT, |X|²), the median of the rounds; the ratio to ESTIMATE's of the same round, its median and the middle
// half of the rounds; and how far a log-mel value is from the same by ESTIMATE. The last needs the same bins, so 512 points.
#include <complex.h>
#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WINDOW = 400, HOP = 160, BANDS = 64, FRAMES = 4096, MOST = 999 };

struct way {
  const char *name;
  int length, isHalfComplex, offset;  // offset: floats off FFTW's own alignment
  unsigned flags;
  float *input, *output, window[WINDOW];
  fftwf_plan plan;
  double planning, nanoseconds[MOST];
};

static struct way ways[] = {
    {.name = "r2c 512 ESTIMATE", .length = 512, .flags = FFTW_ESTIMATE},
    {.name = "r2c 512 ESTIMATE, once more", .length = 512, .flags = FFTW_ESTIMATE},
    {.name = "r2c 512 MEASURE", .length = 512, .flags = FFTW_MEASURE},
    {.name = "r2c 512 PATIENT", .length = 512, .flags = FFTW_PATIENT},
    {.name = "r2c 512 ESTIMATE, not aligned", .length = 512, .offset = 1, .flags = FFTW_ESTIMATE | FFTW_UNALIGNED},
    {.name = "half-complex 512 ESTIMATE", .length = 512, .isHalfComplex = 1, .flags = FFTW_ESTIMATE},
    {.name = "half-complex 512 PATIENT", .length = 512, .isHalfComplex = 1, .flags = FFTW_PATIENT},
    {.name = "r2c 400 ESTIMATE", .length = 400, .flags = FFTW_ESTIMATE},
    {.name = "r2c 400 PATIENT", .length = 400, .flags = FFTW_PATIENT},
};
enum { WAYS = sizeof ways / sizeof *ways };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void make(struct way *w) {
  w->input = fftwf_alloc_real(1024) + w->offset;
  w->output = fftwf_alloc_real(1024) + w->offset;
  // No wisdom of the ways before.
  fftwf_forget_wisdom();
  const double began = now();
  w->plan = w->isHalfComplex ? fftwf_plan_r2r_1d(w->length, w->input, w->output, FFTW_R2HC, w->flags)
                             : fftwf_plan_dft_r2c_1d(w->length, w->input, (fftwf_complex *)w->output, w->flags);
  w->planning = (now() - began) / 1e6;
  memset(w->input, 0, sizeof(float) * 512);
  double energy = 0;
  for (int k = 0; k < WINDOW; k++) energy += pow(0.5 - 0.5 * cos(2 * M_PI * k / WINDOW), 2);
  for (int k = 0; k < WINDOW; k++) w->window[k] = (float)((0.5 - 0.5 * cos(2 * M_PI * k / WINDOW)) / sqrt(energy));
}

static void frame(struct way *w, const float *restrict samples, float *restrict power) {
  const float *restrict y = w->output;
  float *restrict x = w->input;
  const int half = w->length / 2;
  for (int k = 0; k < WINDOW; k++) x[k] = samples[k] * w->window[k];
  fftwf_execute(w->plan);
  if (!w->isHalfComplex) {
    for (int k = 0; k <= half; k++) power[k] = y[2 * k] * y[2 * k] + y[2 * k + 1] * y[2 * k + 1];
    return;
  }
  power[0] = y[0] * y[0];
  power[half] = y[half] * y[half];
  for (int k = 1; k < half; k++) power[k] = y[k] * y[k] + y[w->length - k] * y[w->length - k];
}

static double hertz(int edge) {
  const double low = 2595 * log10(1 + 40 / 700.0), high = 2595 * log10(1 + 7800 / 700.0);
  return 700 * (pow(10, (low + (high - low) * edge / (BANDS + 1)) / 2595) - 1);
}

static void log_mel(const float *power, double *bands) {
  for (int band = 0; band < BANDS; band++) {
    double sum = 1e-9;  // the features' floor
    for (int bin = 0; bin <= 256; bin++) {
      const double f = bin * 31.25, rise = (f - hertz(band)) / (hertz(band + 1) - hertz(band));
      const double fall = (hertz(band + 2) - f) / (hertz(band + 2) - hertz(band + 1));
      sum += power[bin] * fmax(0, fmin(rise, fall));
    }
    bands[band] = log(sum);
  }
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int count, char **arguments) {
  const int rounds = count > 2 ? atoi(arguments[2]) : 199;
  FILE *file = count > 1 ? fopen(arguments[1], "rb") : NULL;
  if (!file || rounds < 1 || rounds > MOST || fseek(file, 44, SEEK_SET)) {
    fputs("usage: fft 16K-MONO-16-BIT.wav [ROUNDS, up to 999]\n", stderr);
    return 64;
  }
  static short codes[1 << 20];
  static float samples[1 << 20], power[513];
  const long length = (long)fread(codes, sizeof *codes, 1 << 20, file), frames = (length - WINDOW) / HOP;
  for (long k = 0; k < length; k++) samples[k] = (float)codes[k] / 32768;
  for (int way = 0; way < WAYS; way++) make(&ways[way]);

  for (int round = 0; round < rounds; round++)
    for (int way = 0; way < WAYS; way++) {
      const double began = now();
      for (long k = 0; k < FRAMES; k++) frame(&ways[way], samples + k % frames * HOP, power);
      ways[way].nanoseconds[round] = (now() - began) / FRAMES;
    }

  printf("%-30s %8s %8s  %-24s %s\n", "", "plan ms", "ns", "of ESTIMATE's, half", "farthest log-mel");
  for (int way = 0; way < WAYS; way++) {
    struct way *w = &ways[way];
    double ratios[MOST], sorted[MOST], farthest = 0;
    for (int round = 0; round < rounds; round++) ratios[round] = w->nanoseconds[round] / ways[0].nanoseconds[round];
    memcpy(sorted, w->nanoseconds, sizeof sorted);
    qsort(ratios, (size_t)rounds, sizeof *ratios, ascending);
    qsort(sorted, (size_t)rounds, sizeof *sorted, ascending);
    printf("%-30s %8.2f %8.1f  %.2f (%.2f to %.2f)", w->name, w->planning, sorted[rounds / 2], ratios[rounds / 2], ratios[rounds / 4],
           ratios[3 * rounds / 4]);
    for (long k = 0; w->length == 512 && k < frames; k += 8) {
      double own[BANDS], others[BANDS];
      frame(w, samples + k * HOP, power), log_mel(power, own);
      frame(&ways[0], samples + k * HOP, power), log_mel(power, others);
      for (int band = 0; band < BANDS; band++) farthest = fmax(farthest, fabs(own[band] - others[band]));
    }
    if (w->length == 512) printf("     %.1e", farthest);
    putchar('\n');
  }
  puts("\nPlans");
  for (int way = 2; way < 4; way++) fftwf_print_plan(ways[way].plan), putchar('\n');
  fftwf_print_plan(ways[0].plan);
  putchar('\n');
  return 0;
}
