"""The fixed part of generated C: elementary functions, and products of matrices.

The product keeps four rows of two vectors of the result in registers (after Goto and van de Geijn,
Anatomy of high-performance matrix multiplication, ACM TOMS 34, 2008, without packing: the arrays
are small). The last tile of a row overlaps the one before rather than being shorter.
"""

from __future__ import annotations

KERNEL = r"""
#include <math.h>
#if SINGLE
#define F(name) name##f
#else
#define F(name) name
#endif
#define ONE ((T)1)
#if defined(VECTOR_MATH)
/* glibc has these functions for whole vectors */
#define VECTORISED(name) __attribute__((simd("notinbranch"))) extern T F(name)(T);
VECTORISED(exp) VECTORISED(log) VECTORISED(sin) VECTORISED(cos) VECTORISED(tanh)
VECTORISED(expm1) VECTORISED(log1p) VECTORISED(sinh) VECTORISED(cosh) VECTORISED(erf)
#endif
#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif
typedef T vec __attribute__((vector_size(BYTES), aligned(sizeof(T)), may_alias));
enum { V = BYTES / sizeof(T) };
#define INLINE static inline __attribute__((always_inline))

INLINE T square(T x) { return x * x; }
INLINE T maximum(T x, T y) { return x > y || x != x ? x : y; }
INLINE T minimum(T x, T y) { return x < y || x != x ? x : y; }
INLINE T sign(T x) { return x > 0 ? ONE : x < 0 ? -ONE : x * 0; }

/* R rows and W vectors of C = A B, from column j */
#define TILE(R, W)                                                                       \
    INLINE void tile_##R##_##W(int n, int k, const T *a, int ai, int ak, const T *b, T *c) \
    {                                                                                    \
        vec s[R][W] = {0};                                                               \
        for (int p = 0; p < k; p++) {                                                    \
            vec y[W];                                                                    \
            for (int w = 0; w < W; w++) y[w] = *(const vec *)(b + p * n + w * V);        \
            for (int r = 0; r < R; r++) {                                                \
                const T x = a[r * ai + p * ak];                                          \
                for (int w = 0; w < W; w++) s[r][w] += x * y[w];                         \
            }                                                                            \
        }                                                                                \
        for (int r = 0; r < R; r++)                                                      \
            for (int w = 0; w < W; w++) *(vec *)(c + r * n + w * V) = s[r][w];           \
    }
TILE(4, 2) TILE(1, 2) TILE(4, 1) TILE(1, 1)

#define ROWS(W)                                                                          \
    {                                                                                    \
        int i = 0;                                                                       \
        for (; i + 4 <= m; i += 4) tile_4_##W(n, k, a + i * ai, ai, ak, b + j, c + i * n + j); \
        for (; i < m; i++) tile_1_##W(n, k, a + i * ai, ai, ak, b + j, c + i * n + j);   \
    }

/* C (m × n) = A B; the entry (i, p) of A is at a[i ai + p ak], B lies row by row */
INLINE void product(int m, int n, int k, const T *a, int ai, int ak, const T *b, T *c)
{
    if (n < V) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) c[i * n + j] = 0;
            for (int p = 0; p < k; p++)
                for (int j = 0; j < n; j++) c[i * n + j] += a[i * ai + p * ak] * b[p * n + j];
        }
        return;
    }
    int j = 0;
    for (; j + 2 * V <= n; j += 2 * V) ROWS(2)
    for (; j < n; j += V) {
        if (j + V > n) j = n - V;
        ROWS(1)
    }
}

/* B (k × n), row by row, of an array that lies column by column */
INLINE void transpose(int k, int n, const T *b, T *turned)
{
    for (int p = 0; p < k; p++)
        for (int j = 0; j < n; j++) turned[p * n + j] = b[j * k + p];
}
"""
