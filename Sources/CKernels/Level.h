// The kernels of one level. A level's file says which instructions it may use, then includes this one, then closes the attribute.
//
//   CK_TABLE          the name of its table
//   CK_LEVEL          its name for users
//   CK_TILE_VECTORS   so many vectors of sixteen rows …
//   CK_TILE_STREAMS   … times so many streams (up to six) are summed in registers
#include "Int8.h"
#include "Levels.h"

/// Streams at most in one turn of `network`.
enum { MOST_STREAMS = 64 };

// The products of one block of rows: y[s] [16·vectors] += W x[s], y's rows 64 apart. `vectors` and `streams` are known where it is inlined,
// so that `sum` is registers.
CK_INLINE void float_tile(
    const float *w, long stride, long columns, const float *const *x, const int vectors, const int streams, float *y) {
  v16 sum[6][4];
  for (int s = 0; s < streams; s++)
    for (int v = 0; v < vectors; v++) sum[s][v] = LOAD(y + 64 * s + 16 * v);
  for (long k = 0; k < columns; k++) {
    // Of one stream no weight is used twice: all of them at once would push sums out of arm64's registers.
    for (int v = 0; streams == 1 && v < vectors; v++) sum[0][v] += LOAD(w + k * stride + 16 * v) * x[0][k];
    if (streams == 1) continue;
    v16 weight[4];
    for (int v = 0; v < vectors; v++) weight[v] = LOAD(w + k * stride + 16 * v);
    for (int s = 0; s < streams; s++)
      for (int v = 0; v < vectors; v++) sum[s][v] += weight[v] * x[s][k];
  }
  for (int s = 0; s < streams; s++)
    for (int v = 0; v < vectors; v++) STORE(y + 64 * s + 16 * v) = sum[s][v];
}

CK_INLINE void int8_tile(
    const signed char *w, long stride, long words, const int *const *x, const int vectors, const int streams, int *y) {
  i16 sum[6][4];
  for (int s = 0; s < streams; s++)
    for (int v = 0; v < vectors; v++) sum[s][v] = *(const i16 *)(y + 64 * s + 16 * v);
  for (long k = 0; k < words; k++)
    for (int v = 0; v < vectors; v++)
      for (int s = 0; s < streams; s++) sum[s][v] = dot16(sum[s][v], w + (k * stride + 16 * v) * GROUP, x[s][k]);
  for (int s = 0; s < streams; s++)
    for (int v = 0; v < vectors; v++) *(i16 *)(y + 64 * s + 16 * v) = sum[s][v];
}

// One tile a number of streams, so that each is compiled by itself.
#define TILES(tile, w, stride, columns, x, vectors, streams, y)                                    \
  switch (streams) {                                                                               \
    case 1: tile(w, stride, columns, x, vectors, 1, y); break;                                     \
    case 2: tile(w, stride, columns, x, vectors, 2, y); break;                                     \
    case 3: tile(w, stride, columns, x, vectors, 3, y); break;                                     \
    case 4: if (CK_TILE_STREAMS >= 4) tile(w, stride, columns, x, vectors, 4, y); break;           \
    case 5: if (CK_TILE_STREAMS >= 5) tile(w, stride, columns, x, vectors, 5, y); break;           \
    default: if (CK_TILE_STREAMS >= 6) tile(w, stride, columns, x, vectors, 6, y); break;          \
  }

// A stream alone takes all of a block's rows at once. Of several, as many rows as registers hold, and no more columns before the next
// rows than the first level cache keeps.
#define BLOCK(tile, input, w, step, rows, columns, x, streams, y)                                         \
  if ((rows) == 16) {                                                                              \
    TILES(tile, w, 16, columns, x, 1, streams, y)                                                  \
  } else if ((streams) == 1) {                                                                     \
    tile(w, 64, columns, x, 4, 1, y);                                                              \
  } else if (CK_TILE_VECTORS == 4) {                                                               \
    TILES(tile, w, 64, columns, x, CK_TILE_VECTORS, streams, y)                                    \
  } else {                                                                                         \
    for (long from = 0; from < (columns); from += 64) {                                            \
      const long some = (columns) - from < 64 ? (columns) - from : 64;                             \
      const input *part[6];                                                                        \
      for (int s = 0; s < (streams); s++) part[s] = (x)[s] + from;                                 \
      for (int row = 0; row < 64; row += 16 * CK_TILE_VECTORS)                                     \
        TILES(tile, (w) + (64 * from + row) * (step), 64, some, part, CK_TILE_VECTORS, streams, (y) + row) \
    }                                                                                              \
  }

static void float_block(const float *w, int rows, long columns, const float *const *x, int streams, float *y) {
  BLOCK(float_tile, float, w, 1, rows, columns, x, streams, y)
}

static void int8_block(const signed char *w, int rows, long words, const int *const *x, int streams, int *y) {
  BLOCK(int8_tile, int, w, GROUP, rows, words, x, streams, y)
}

CK_INLINE long words_of(long columns) { return (columns + GROUP - 1) / GROUP; }

// Inputs as words, of the parts that have a scale of their own.
struct words {
  const int *part[2][MOST_STREAMS];
  float scale[2][MOST_STREAMS];
};

CK_INLINE void to_words(struct words *words, int part, long s, const float *x, long n, int *room) {
  words->part[part][s] = room;
  words->scale[part][s] = quantise(x, n, room);
}

// y[s] [rows], 64 apart = bias + W x[s] of the rows from `row` on, for up to CK_TILE_STREAMS streams from `first` on.
CK_INLINE void rows_of(
    const struct ck_matrix *m, long allRows, long row, int rows, int parts, long columns, const float *const *x, const struct words *words,
    long first, int streams, float *y) {
  for (int s = 0; s < streams; s++)
    for (int v = 0; v < rows; v += 16) STORE(y + 64 * s + v) = LOAD(m->bias + row + v);
  if (m->weight) {
    float_block(m->weight + row * columns * parts, rows, columns * parts, x + first, streams, y);
    return;
  }
  const long length = words_of(columns);
  int sums[6 * 64];
  for (int part = 0; part < parts; part++) {
    const long at = part * allRows + row;
    for (int s = 0; s < streams; s++) memcpy(sums + 64 * s, m->start + at, sizeof(int) * (unsigned long)rows);
    int8_block(m->weight8 + (row * parts + part * rows) * length * GROUP, rows, length, words->part[part] + first, streams, sums);
    for (int s = 0; s < streams; s++)
      for (int v = 0; v < rows; v += 16) {
        v16 whole = __builtin_convertvector(*(const i16 *)(sums + 64 * s + v), v16);
        STORE(y + 64 * s + v) += whole * (LOAD(m->scale + at + v) * words->scale[part][first + s]);
      }
  }
}

static void affine(
    const struct ck_matrix *m, long rows, long columns, const float *const *x, int *const *room, float *const *y, long count) {
  float sums[6 * 64];
  struct words words;
  for (long s = 0; m->weight8 && s < count; s++) to_words(&words, 0, s, x[s], columns, room[s]);
  for (long row = 0; row < rows;) {
    const int size = rows - row < 64 ? 16 : 64;
    for (long first = 0; first < count; first += CK_TILE_STREAMS) {
      const int streams = count - first < CK_TILE_STREAMS ? (int)(count - first) : CK_TILE_STREAMS;
      rows_of(m, rows, row, size, 1, columns, x, &words, first, streams, sums);
      for (int s = 0; s < streams; s++) memcpy(y[first + s] + row, sums + 64 * s, sizeof(float) * (unsigned long)size);
    }
    row += size;
  }
}

static void lstm(
    const struct ck_matrix *m, long hidden, const float *const *x, int *const *room, float *const *cells, float *const *h, long count) {
  float sums[6 * 64];
  struct words words;
  for (long s = 0; m->weight8 && s < count; s++) {
    to_words(&words, 0, s, x[s], hidden, room[s]);
    to_words(&words, 1, s, x[s] + hidden, hidden, room[s] + words_of(hidden));
  }
  for (long unit = 0; unit < hidden; unit += 16)
    for (long first = 0; first < count; first += CK_TILE_STREAMS) {
      const int streams = count - first < CK_TILE_STREAMS ? (int)(count - first) : CK_TILE_STREAMS;
      rows_of(m, 4 * hidden, 4 * unit, 64, 2, hidden, x, &words, first, streams, sums);
      for (int s = 0; s < streams; s++) {
        const float *gates = sums + 64 * s;
        float *cell = cells[first + s] + unit;
        v16 c = sigmoid16(LOAD(gates + 16)) * LOAD(cell) + sigmoid16(LOAD(gates)) * tanh16(LOAD(gates + 32));
        STORE(cell) = c;
        STORE(h[first + s] + unit) = sigmoid16(LOAD(gates + 48)) * tanh16(c);
      }
    }
}

// Streams in one turn of `multiply`: their inputs stay in the first two cache levels while all weights pass.
enum { MULTIPLY_STREAMS = 48 };

// y [count][rows] = bias (where it is null, y) + x [count][columns] Wᵀ, w packed as ck_matrix.weight.
static void multiply(const float *w, const float *bias, long rows, long columns, const float *x, float *y, long total) {
  float sums[6 * 64];
  for (long begin = 0; begin < total; begin += MULTIPLY_STREAMS) {
    const long end = total - begin < MULTIPLY_STREAMS ? total : begin + MULTIPLY_STREAMS;
    for (long row = 0; row < rows;) {
      const int size = rows - row < 64 ? 16 : 64;
      for (long first = begin; first < end; first += CK_TILE_STREAMS) {
        const int streams = end - first < CK_TILE_STREAMS ? (int)(end - first) : CK_TILE_STREAMS;
        const float *own[6];
        for (int s = 0; s < streams; s++) {
          own[s] = x + (first + s) * columns;
          const float *start = bias ? bias + row : y + (first + s) * rows + row;
          for (int v = 0; v < size; v += 16) STORE(sums + 64 * s + v) = LOAD(start + v);
        }
        float_block(w + row * columns, size, columns, own, streams, sums);
        for (int s = 0; s < streams; s++)
          for (int v = 0; v < size; v += 16) STORE(y + (first + s) * rows + row + v) = LOAD(sums + 64 * s + v);
      }
      row += size;
    }
  }
}

// w [streams][16·vectors], rows `columns` apart, += Σ over n rows of y [n][…] and x [n][…], whose rows are `rows` and `columns` apart.
CK_INLINE void outer_tile(
    const float *y, long rows, const float *x, long columns, long n, const int vectors, const int streams, float *w) {
  v16 sum[6][4];
  for (int s = 0; s < streams; s++)
    for (int v = 0; v < vectors; v++) sum[s][v] = LOAD(w + s * columns + 16 * v);
  for (long i = 0; i < n; i++) {
    v16 part[4];
    for (int v = 0; v < vectors; v++) part[v] = LOAD(x + i * columns + 16 * v);
    for (int s = 0; s < streams; s++)
      for (int v = 0; v < vectors; v++) sum[s][v] += part[v] * y[i * rows + s];
  }
  for (int s = 0; s < streams; s++)
    for (int v = 0; v < vectors; v++) STORE(w + s * columns + 16 * v) = sum[s][v];
}

// w [rows][columns] += yᵀ x of n rows; columns is a multiple of 16.
static void outer_add(const float *y, const float *x, float *w, long n, long rows, long columns) {
  // So many rows at a time that a block of x stays in the first cache level and y in the second.
  for (long begin = 0; begin < n; begin += 32) {
    const long some = n - begin < 32 ? n - begin : 32;
    for (long column = 0; column < columns;) {
      const float *own = x + begin * columns + column;
      const int wide = columns - column >= 16 * CK_TILE_VECTORS;
      for (long row = 0; row < rows; row += CK_TILE_STREAMS) {
        const int streams = rows - row < CK_TILE_STREAMS ? (int)(rows - row) : CK_TILE_STREAMS;
        const float *slope = y + begin * rows + row;
        float *to = w + row * columns + column;
        if (wide && streams == CK_TILE_STREAMS) {
          outer_tile(slope, rows, own, columns, some, CK_TILE_VECTORS, CK_TILE_STREAMS, to);
        } else {
          for (int s = 0; s < streams; s++)
            for (int v = 0; v < (wide ? CK_TILE_VECTORS : 1); v++)
              outer_tile(slope + s, rows, own + 16 * v, columns, some, 1, 1, to + s * columns + 16 * v);
        }
      }
      column += wide ? 16 * CK_TILE_VECTORS : 16;
    }
  }
}

static void layer_norm_gelu(float *restrict x, const float *restrict gain, const float *restrict bias, float epsilon, long n) {
  v16 total = {0}, squares = {0};
  for (long j = 0; j < n; j += 16) total += LOAD(x + j);
  const float mean = sum_of(total) / (float)n;
  for (long j = 0; j < n; j += 16) {
    v16 d = LOAD(x + j) - mean;
    squares += d * d;
  }
  const float scale = 1.0f / __builtin_sqrtf(sum_of(squares) / (float)n + epsilon);
  for (long j = 0; j < n; j += 16) {
    v16 u = (LOAD(x + j) - mean) * scale * LOAD(gain + j) + LOAD(bias + j);
    v16 inner = 0.7978845608f * (u + 0.044715f * u * u * u);  // √(2/π)
    STORE(x + j) = 0.5f * u * (1.0f + tanh16(inner));
  }
}

static void network(const struct ck_network *n, const struct ck_stream *all, const float *const *features, long total) {
  const long hidden = n->hidden;
  for (long first = 0; first < total; first += MOST_STREAMS) {
    const struct ck_stream *streams = all + first;
    const long count = total - first < MOST_STREAMS ? total - first : MOST_STREAMS;
    const float *x[MOST_STREAMS];
    float *y[MOST_STREAMS], *cells[MOST_STREAMS];
    int *room[MOST_STREAMS];
    for (long s = 0; s < count; s++) {
      y[s] = streams[s].inputs;
      room[s] = (int *)(streams[s].scratch + hidden);  // behind new outputs
    }
    affine(&n->input, hidden, n->features, features + first, room, y, count);
    for (long s = 0; s < count; s++) layer_norm_gelu(y[s], n->normGain, n->normBias, n->normEpsilon, hidden);
    for (long layer = 0; layer < n->layers; layer++) {
      for (long s = 0; s < count; s++) {
        x[s] = streams[s].inputs + layer * 2 * hidden;
        y[s] = streams[s].scratch;
        cells[s] = streams[s].cells + layer * hidden;
      }
      lstm(n->lstm + layer, hidden, x, room, cells, y, count);
      for (long s = 0; s < count; s++) {
        float *own = streams[s].inputs + layer * 2 * hidden;
        memcpy(own + hidden, y[s], sizeof(float) * (unsigned long)hidden);
        if (layer + 1 < n->layers) memcpy(own + 2 * hidden, y[s], sizeof(float) * (unsigned long)hidden);
      }
    }
    for (long s = 0; s < count; s++) x[s] = streams[s].inputs + (2 * n->layers - 1) * hidden;
    affine(&n->heads, 16, hidden, x, room, y, count);
  }
}

#include "LevelSignal.h"
#include "LevelSpectrum.h"

static void log_array(float *x, long n) { CK_MAP(log16, x, n); }
static void sigmoid_array(float *x, long n) { CK_MAP(sigmoid16, x, n); }
static void tanh_array(float *x, long n) { CK_MAP(tanh16, x, n); }

const struct ck_kernels CK_TABLE = {
    .name = CK_LEVEL,
    .group = GROUP,
    .offset = OFFSET,
    .network = network,
    .affine = affine,
    .multiply = multiply,
    .outer_add = outer_add,
    .layer_norm_gelu = layer_norm_gelu,
    .lstm = lstm,
    .sigmoid = sigmoid_array,
    .tanh = tanh_array,
    .quantise = quantise,
    .log = log_array,
    .product = product,
    .power = power,
    .log_bands = log_bands,
    .normalise = normalise,
    .signal_measure = signal_measure,
    .signal_average = signal_average,
    .signal_halve = signal_halve,
    .signal_dot = signal_dot,
    .signal_window = signal_window,
    .signal_correlate = signal_correlate,
    .signal_period = signal_period,
};
