// What one core can do at most, and a place where instructions are counted. Nothing of it is in the product.
#pragma once

/// Multiply-adds of single precision that `cb_multiply_add` makes in one round.
long cb_multiply_adds_a_round(void);

/// `rounds` of a ← a·scale + offset on as many registers as hide an FMA's latency: no memory is touched, so that no kernel can be faster.
/// At `x86-64`, which has no FMA, a multiply-add is two instructions.
float cb_multiply_add(long rounds, float scale, float offset);

/// Σ of x [n], n a multiple of 512, read once from beginning to end, in `streams` (1, 2, 4 or 8) places at a time: nothing is done with
/// the numbers but adding them, so that no kernel can read them faster.
float cb_read(const float *x, long n, int streams);

/// `bytes` on a border of 2 MB, in pages of that size where the kernel gives them; NULL when there is no memory.
void *cb_huge_pages(long bytes);
void cb_free_huge_pages(void *block, long bytes);

/// Gives back to the system what the allocator keeps of what was freed.
void cb_trim_heap(void);

/// body(context). Callgrind counts in here and nowhere else (--toggle-collect=cb_counted).
void cb_counted(void (*body)(void *), void *context);
