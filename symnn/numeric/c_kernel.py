"""The fixed part of generated C: elementary functions, and products of matrices.

The product keeps four rows of two vectors of the result in registers (after Goto and van de Geijn,
Anatomy of high-performance matrix multiplication, ACM TOMS 34, 2008, without packing: the arrays
are small). The last tile of a row overlaps the one before rather than being shorter. Large products
go to a BLAS where there is one.
"""

from __future__ import annotations

KERNEL = r"""
#include <math.h>
#include <stdint.h>
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

/* R rows and W vectors of A B, from column j: stored in C, or added sign times but for the first
   entries to be skipped */
#define TILE(R, W)                                                                       \
    INLINE void tile_##R##_##W(int n, int k, const T *a, int ai, int ak, const T *b, T *c, \
                               int sign, int skip)                                       \
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
            for (int w = 0; w < W; w++) {                                                \
                T *to = c + r * n + w * V;                                               \
                if (!sign) *(vec *)to = s[r][w];                                         \
                else if (!skip) *(vec *)to += (T)sign * s[r][w];                         \
                else for (int q = skip; q < V; q++) to[q] += (T)sign * s[r][w][q];       \
            }                                                                            \
    }
TILE(4, 3) TILE(1, 3) TILE(4, 2) TILE(1, 2) TILE(4, 1) TILE(1, 1)

#define ROWS(W, SKIP)                                                                    \
    {                                                                                    \
        const T *y = b + j;                                                              \
        T *z = c + j;                                                                    \
        int i = 0;                                                                       \
        for (; i + 4 <= m; i += 4)                                                       \
            tile_4_##W(n, k, a + i * ai, ai, ak, y, z + i * n, sign, SKIP);              \
        for (; i < m; i++) tile_1_##W(n, k, a + i * ai, ai, ak, y, z + i * n, sign, SKIP); \
    }

/* C (m × n) = A B, or C += sign A B; A[i, p] is at a[i ai + p ak], B lies row by row */
INLINE void product(int m, int n, int k, const T *a, int ai, int ak, const T *b, T *c, int sign)
{
    if (n < V) {
        for (int i = 0; i < m; i++) {
            if (!sign)
                for (int j = 0; j < n; j++) c[i * n + j] = 0;
            for (int p = 0; p < k; p++)
                for (int j = 0; j < n; j++) {
                    const T one = a[i * ai + p * ak] * b[p * n + j];
                    c[i * n + j] += sign < 0 ? -one : one;
                }
        }
        return;
    }
    int j = 0;
    for (; j + 3 * V <= n; j += 3 * V) ROWS(3, 0)
    for (; j + 2 * V <= n; j += 2 * V) ROWS(2, 0)
    for (; j + V <= n; j += V) ROWS(1, 0)
    if (j < n) {
        const int skip = j - (n - V);
        j = n - V;
        ROWS(1, skip)
    }
}

/* B (k × n), row by row, of an array that lies column by column */
INLINE void transpose(int k, int n, const T *b, T *turned)
{
    for (int p = 0; p < k; p++)
        for (int j = 0; j < n; j++) turned[p * n + j] = b[j * k + p];
}

/* cblas_dgemm or cblas_sgemm of a library, with integers of 64 bits */
static void (*blas)(int order, int ta, int tb, int64_t m, int64_t n, int64_t k, T alpha, const T *a,
                    int64_t lda, const T *b, int64_t ldb, T beta, T *c, int64_t ldc);
void symnn_blas(void *given) { blas = given; }
enum { ROW_MAJOR = 101, PLAIN = 111, TURNED = 112, LARGE = 200000 };

/* the same product of op(A) and op(B), which are transposes where ta and tb say so */
INLINE void multiply(int ta, int tb, int m, int n, int k, const T *a, const T *b, T *c, int sign,
                     T *turned)
{
    if (blas && (int64_t)m * n * k > LARGE) {
        blas(ROW_MAJOR, ta ? TURNED : PLAIN, tb ? TURNED : PLAIN, m, n, k, sign ? sign : 1, a,
             ta ? m : k, b, tb ? k : n, sign ? 1 : 0, c, n);
        return;
    }
    if (tb) {
        transpose(k, n, b, turned);
        b = turned;
    }
    product(m, n, k, a, ta ? 1 : k, ta ? m : 1, b, c, sign);
}
"""
