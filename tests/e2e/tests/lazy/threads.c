/* Each function is called by all threads at once for the first time, so there are many of each kind. A sum with weights tells which
   argument is wrong. */
#include <immintrin.h>
#include <stdarg.h>

#define SCALARS(n) \
    double scalars_##n(long a, int b, short c, long d, char e, long f, double g, float h, double i, double j, double k, double l, \
                       double m, double o, long p, double q) { \
        return n + a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k + 12 * l + 13 * m + 14 * o \
            + 15 * p + 16 * q; \
    }

#define VARIADIC(n) \
    double variadic_##n(int count, ...) { \
        double sum = n; \
        va_list list; \
        va_start(list, count); \
        for (int at = 1; at <= count; at++) sum += at * va_arg(list, double); \
        va_end(list); \
        return sum; \
    }

#define SUM(type, zero, add, mul, set) \
    type sum = zero; \
    const type all[8] = { a, b, c, d, e, f, g, h }; \
    for (int at = 0; at < 8; at++) sum = add(sum, mul(set(at + 1), all[at])); \
    return sum;

#define VECTORS256(n) \
    __attribute__((target("avx"))) \
    __m256 wide_##n(__m256 a, __m256 b, __m256 c, __m256 d, __m256 e, __m256 f, __m256 g, __m256 h) { \
        SUM(__m256, _mm256_set1_ps(n), _mm256_add_ps, _mm256_mul_ps, _mm256_set1_ps) \
    }

#define VECTORS512(n) \
    __attribute__((target("avx512f"))) \
    __m512 widest_##n(__m512 a, __m512 b, __m512 c, __m512 d, __m512 e, __m512 f, __m512 g, __m512 h) { \
        SUM(__m512, _mm512_set1_ps(n), _mm512_add_ps, _mm512_mul_ps, _mm512_set1_ps) \
    }

#define ALL(n) SCALARS(n) VARIADIC(n) VECTORS256(n) VECTORS512(n)
ALL(0) ALL(1) ALL(2) ALL(3) ALL(4) ALL(5) ALL(6) ALL(7)

int last(void) { return 7; }
