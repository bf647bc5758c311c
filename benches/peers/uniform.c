/* Eight xoshiro256++ generators in plain C intrinsics, filling an array with uniform numbers: what
 * uniform::simd is measured against.
 *
 * Seed and lanes do not matter for the time, so the state is eight SplitMix64 words a row. A number
 * is the upper 53 bits of a word times 2^-53. Each length is written with ordinary stores and with
 * non-temporal ones; prints the least time of the rounds, in nanoseconds a number. With any argument,
 * huge pages are asked for. */
#define _GNU_SOURCE
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { LANES = 8, ROUNDS = 30 };

static uint64_t state[4][LANES] __attribute__((aligned(64)));

#ifdef __AVX512F__
typedef __m512i words;
enum { VECTORS = 1, WIDTH = 8 };
#define LEVEL "AVX-512"
#define LOAD(p) _mm512_load_si512(p)
#define STORE(p, x) _mm512_store_si512(p, x)
#define ADD(a, b) _mm512_add_epi64(a, b)
#define XOR(a, b) _mm512_xor_si512(a, b)
#define SHL(a, by) _mm512_slli_epi64(a, by)
#define ROL(a, by) _mm512_rol_epi64(a, by)
static inline __m512d number(words w) {
    return _mm512_mul_pd(_mm512_cvtepu64_pd(_mm512_srli_epi64(w, 11)), _mm512_set1_pd(0x1p-53));
}
#define PUT(p, x) _mm512_store_pd(p, x)
#define STREAM(p, x) _mm512_stream_pd(p, x)
#else
typedef __m256i words;
enum { VECTORS = 2, WIDTH = 4 };
#define LEVEL "AVX2"
#define LOAD(p) _mm256_load_si256((const __m256i *)(p))
#define STORE(p, x) _mm256_store_si256((__m256i *)(p), x)
#define ADD(a, b) _mm256_add_epi64(a, b)
#define XOR(a, b) _mm256_xor_si256(a, b)
#define SHL(a, by) _mm256_slli_epi64(a, by)
#define ROL(a, by) _mm256_or_si256(_mm256_slli_epi64(a, by), _mm256_srli_epi64(a, 64 - (by)))
/* There is no conversion. The upper 52 bits are the mantissa of a number from 1 to 2, the last one
 * counts as much in that of 2^-12, and both powers are taken away again: every step is exact. */
static inline __m256d number(words w) {
    const __m256i one = _mm256_castpd_si256(_mm256_set1_pd(1.0));
    const __m256i tiny = _mm256_castpd_si256(_mm256_set1_pd(0x1p-12));
    __m256i upper = _mm256_or_si256(_mm256_srli_epi64(w, 12), one);
    __m256i last = _mm256_or_si256(_mm256_and_si256(w, _mm256_set1_epi64x(1 << 11)), tiny);
    __m256d most = _mm256_sub_pd(_mm256_castsi256_pd(upper), _mm256_set1_pd(1.0 + 0x1p-12));
    return _mm256_add_pd(most, _mm256_castsi256_pd(last));
}
#define PUT(p, x) _mm256_store_pd(p, x)
#define STREAM(p, x) _mm256_stream_pd(p, x)
#endif

static inline void fill(double *out, size_t n, int streamed) {
    words s[4][VECTORS];
    for (int k = 0; k < 4; k++)
        for (int v = 0; v < VECTORS; v++) s[k][v] = LOAD(&state[k][v * WIDTH]);
    for (size_t i = 0; i + LANES <= n; i += LANES)
        for (int v = 0; v < VECTORS; v++) {
            words a = s[0][v], b = s[1][v], c = s[2][v], d = s[3][v], t = SHL(b, 17);
            words word = ADD(ROL(ADD(a, d), 23), a);
            c = XOR(c, a);
            d = XOR(d, b);
            s[0][v] = XOR(a, d);
            s[1][v] = XOR(b, c);
            s[2][v] = XOR(c, t);
            s[3][v] = ROL(d, 45);
            if (streamed)
                STREAM(out + i + v * WIDTH, number(word));
            else
                PUT(out + i + v * WIDTH, number(word));
        }
    if (streamed) _mm_sfence();
    for (int k = 0; k < 4; k++)
        for (int v = 0; v < VECTORS; v++) STORE(&state[k][v * WIDTH], s[k][v]);
}

__attribute__((noinline)) static void fill_ordinary(double *out, size_t n) { fill(out, n, 0); }
__attribute__((noinline)) static void fill_streamed(double *out, size_t n) { fill(out, n, 1); }

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double least(void (*fill)(double *, size_t), double *out, size_t n) {
    size_t calls = n < 1000000 ? 100 : 1;
    double best = 1e300;
    fill(out, n);
    for (int round = 0; round < ROUNDS; round++) {
        double from = now();
        for (size_t call = 0; call < calls; call++) fill(out, n);
        double time = (now() - from) / (double)(n * calls);
        if (time < best) best = time;
    }
    return best;
}

int main(int arguments, char **argument) {
    (void)argument;
    uint64_t seed = 10;
    for (int k = 0; k < 4; k++)
        for (int l = 0; l < LANES; l++) {
            uint64_t z = seed += 0x9e3779b97f4a7c15;
            z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
            z = (z ^ z >> 27) * 0x94d049bb133111eb;
            state[k][l] = z ^ z >> 31;
        }
    static const size_t lengths[] = {65536, 40000000};
    for (int i = 0; i < 2; i++) {
        size_t n = lengths[i], bytes = n * sizeof(double);
        double *out = aligned_alloc(1 << 21, (bytes + (1 << 21) - 1) >> 21 << 21);
        if (!out) return 1;
        if (arguments > 1) madvise(out, bytes, MADV_HUGEPAGE);
        printf("%s, %8zu numbers  %.3f ordinary stores  %.3f streaming stores\n", LEVEL, n,
               least(fill_ordinary, out, n), least(fill_streamed, out, n));
        free(out);
    }
    return 0;
}
