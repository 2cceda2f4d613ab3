/* A training step of a multilayer perceptron with one or two hidden layers, written by hand.

   The sizes are constants of the compilation: BATCH, N0, N1, N2 (and N3 with two hidden layers).
   With SQUARED, all units are logistic and the loss is ½ Σ (a − y)² / BATCH; else the hidden units
   are tanh and the loss is softmax cross-entropy. Large products go to a BLAS where one is given;
   small ones, or all without a BLAS, to loops over tiles that stay in registers.

   Compile with -O3 -march=native -ffast-math, which takes tanh and exp for whole vectors. */

#include <math.h>
#include <string.h>

#if SINGLE
typedef float T;
#define TANH tanhf
#define EXP expf
#define LOG logf
#else
typedef double T;
#define TANH tanh
#define EXP exp
#define LOG log
#endif
#define INLINE static inline __attribute__((always_inline))

/* cblas_dgemm or cblas_sgemm with 64-bit integers */
typedef void (*gemm_t)(int order, int ta, int tb, long m, long n, long k, T alpha, const T *a,
                       long lda, const T *b, long ldb, T beta, T *c, long ldc);
static gemm_t blas;
void use_blas(void *gemm) { blas = (gemm_t)gemm; }
enum { ROW_MAJOR = 101, PLAIN = 111, TURNED = 112, SMALL = 150000 };

/* ---- products: C = beta C + alpha op(A) op(B), beta 0 or 1 ---------------------------------- */

typedef T vec __attribute__((vector_size(32), aligned(sizeof(T)), may_alias));
enum { V = 32 / sizeof(T) };

/* a tile of C: R rows, W vectors; op(A)[i, p] is a[i ai + p ap], B lies row by row */
#define TILE(R, W)                                                                              \
    INLINE void tile_##R##x##W(long k, T alpha, const T *a, long ai, long ap, const T *b,       \
                               long ldb, T beta, T *c, long ldc)                                \
    {                                                                                           \
        vec s[R][W];                                                                            \
        for (int r = 0; r < R; r++)                                                             \
            for (int w = 0; w < W; w++) s[r][w] = (vec){0};                                     \
        for (long p = 0; p < k; p++)                                                            \
            for (int w = 0; w < W; w++) {                                                       \
                const vec y = *(const vec *)(b + p * ldb + w * V);                              \
                for (int r = 0; r < R; r++) s[r][w] += a[r * ai + p * ap] * y;                  \
            }                                                                                   \
        for (int r = 0; r < R; r++)                                                             \
            for (int w = 0; w < W; w++) {                                                       \
                vec *to = (vec *)(c + r * ldc + w * V);                                         \
                *to = beta * *to + alpha * s[r][w];                                             \
            }                                                                                   \
    }
TILE(4, 3) TILE(4, 2) TILE(4, 1) TILE(1, 1)

INLINE void rest(long i0, long i1, long j0, long j1, long k, T alpha, const T *a, long ai, long ap,
                 const T *b, long ldb, T beta, T *c, long ldc)
{
    for (long i = i0; i < i1; i++)
        for (long j = j0; j < j1; j++) {
            T s = 0;
            for (long p = 0; p < k; p++) s += a[i * ai + p * ap] * b[p * ldb + j];
            c[i * ldc + j] = beta * c[i * ldc + j] + alpha * s;
        }
}

INLINE void tiles(long m, long n, long k, T alpha, const T *a, long ai, long ap, const T *b,
                  T beta, T *c)
{
    long j = 0;
#define STRIP(W)                                                                                \
    for (; j + W * V <= n; j += W * V) {                                                        \
        long i = 0;                                                                             \
        for (; i + 4 <= m; i += 4)                                                              \
            tile_4x##W(k, alpha, a + i * ai, ai, ap, b + j, n, beta, c + i * n + j, n);         \
        rest(i, m, j, j + W * V, k, alpha, a, ai, ap, b, n, beta, c, n);                        \
    }
    STRIP(3) STRIP(2) STRIP(1)
    rest(0, m, j, n, k, alpha, a, ai, ap, b, n, beta, c, n);
}

/* op(A) is m × k, op(B) is k × n; B turned goes through a copy when there is no BLAS */
INLINE void product(int ta, int tb, long m, long n, long k, T alpha, const T *a, const T *b,
                    T beta, T *c, T *copy)
{
    if (blas && m * n * k > SMALL) {
        blas(ROW_MAJOR, ta ? TURNED : PLAIN, tb ? TURNED : PLAIN, m, n, k, alpha, a, ta ? m : k, b,
             tb ? k : n, beta, c, n);
        return;
    }
    if (tb) {
        for (long p = 0; p < k; p++)
            for (long j = 0; j < n; j++) copy[p * n + j] = b[j * k + p];
        b = copy;
    }
    tiles(m, n, k, alpha, a, ta ? 1 : k, ta ? m : 1, b, beta, c);
}

/* ---- layers --------------------------------------------------------------------------------- */

/* a = f(x W + b) for hidden layers, and for all with SQUARED */
INLINE void hidden(int in, int out, const T *x, const T *w, const T *b, T *a)
{
    product(0, 0, BATCH, out, in, 1, x, w, 0, a, 0);
    for (int i = 0; i < BATCH; i++)
        for (int j = 0; j < out; j++) {
            const T z = a[i * out + j] + b[j];
            a[i * out + j] = SQUARED ? 1 / (1 + EXP(-z)) : TANH(z);
        }
}

/* the last layer; gives the loss, and leaves ∂loss/∂z in d */
INLINE double last(int in, int out, const T *x, const T *w, const T *b, const T *y, T *d)
{
    double loss = 0;
    if (SQUARED) {
        hidden(in, out, x, w, b, d);
        for (int i = 0; i < BATCH * out; i++) {
            const T a = d[i], miss = a - y[i];
            loss += miss * miss;
            d[i] = miss * a * (1 - a) * ((T)1 / BATCH);
        }
        return 0.5 * loss / BATCH;
    }
    product(0, 0, BATCH, out, in, 1, x, w, 0, d, 0);
    T top[BATCH], sum[BATCH];
    for (int i = 0; i < BATCH; i++) {
        T *z = d + i * out;
        T most = -INFINITY;
        for (int j = 0; j < out; j++) {
            z[j] += b[j];
            most = z[j] > most ? z[j] : most;
        }
        top[i] = most;
        for (int j = 0; j < out; j++) {
            z[j] -= most;
            loss -= y[i * out + j] * z[j];
        }
    }
    for (int i = 0; i < BATCH * out; i++) d[i] = EXP(d[i]);
    for (int i = 0; i < BATCH; i++) {
        sum[i] = 0;
        for (int j = 0; j < out; j++) sum[i] += d[i * out + j];
    }
    for (int i = 0; i < BATCH; i++) {
        T labels = 0;
        for (int j = 0; j < out; j++) labels += y[i * out + j];
        loss += labels * LOG(sum[i]);
        const T per = 1 / sum[i];
        for (int j = 0; j < out; j++)
            d[i * out + j] = (d[i * out + j] * per - y[i * out + j]) * ((T)1 / BATCH);
    }
    return loss / BATCH;
}

/* before: the gradient by z of the layer before, from that of this one; a: its activations */
INLINE void back(int in, int out, const T *d, const T *w, const T *a, T *before, T *copy)
{
    product(0, 1, BATCH, in, out, 1, d, w, 0, before, copy);
    for (int i = 0; i < BATCH * in; i++)
        before[i] *= SQUARED ? a[i] * (1 - a[i]) : 1 - a[i] * a[i];
}

INLINE void update(int in, int out, T rate, const T *x, const T *d, T *w, T *b)
{
    product(1, 0, in, out, BATCH, -rate, x, d, 1, w, 0);
    for (int i = 0; i < BATCH; i++)
        for (int j = 0; j < out; j++) b[j] -= rate * d[i * out + j];
}

/* ---- the step ------------------------------------------------------------------------------- */

#if DEPTH == 3
#define OUT N3
static T a2[BATCH * N2], d2[BATCH * N2], copy[N1 * N2 > N2 * N3 ? N1 * N2 : N2 * N3];
#else
#define OUT N2
static T copy[N1 * N2];
#endif
static T a1[BATCH * N1], d1[BATCH * N1], dz[BATCH * OUT];

double steps(T **p, const T *x, const T *y, double rate, long n)
{
    T *restrict w1 = p[0], *restrict b1 = p[1], *restrict w2 = p[2], *restrict b2 = p[3];
    double loss = 0;
    while (n--) {
        hidden(N0, N1, x, w1, b1, a1);
#if DEPTH == 3
        T *restrict w3 = p[4], *restrict b3 = p[5];
        hidden(N1, N2, a1, w2, b2, a2);
        loss = last(N2, N3, a2, w3, b3, y, dz);
        back(N2, N3, dz, w3, a2, d2, copy);
        back(N1, N2, d2, w2, a1, d1, copy);
        update(N2, N3, (T)rate, a2, dz, w3, b3);
        update(N1, N2, (T)rate, a1, d2, w2, b2);
#else
        loss = last(N1, N2, a1, w2, b2, y, dz);
        back(N1, N2, dz, w2, a1, d1, copy);
        update(N1, N2, (T)rate, a1, dz, w2, b2);
#endif
        update(N0, N1, (T)rate, x, d1, w1, b1);
    }
    return loss;
}
