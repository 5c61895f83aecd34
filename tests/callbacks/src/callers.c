/* What calls the closures of the tests. */

#include <stdbool.h>

int call_int2(int (*f)(int, int)) { return f(1, 2); }

double call_many(double (*f)(long, long, long, long, long, long, long, long, long, double)) {
    return f(1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5);
}

signed char call_narrow(signed char (*f)(signed char, unsigned char, short, unsigned short, bool, float)) {
    return f(-1, 200, -3, 40000, true, 1.5f);
}

struct three {
    long a;
    double b;
    long c;
};

double call_record(struct three (*f)(const char *, struct three), const char *text) {
    struct three given = {1, 2.5, 3};
    struct three got = f(text, given);
    return got.a + got.b + got.c;
}

void call_none(void (*f)(void)) { f(); }

/* Types that leave no register free, or that rustc passes in another way. */

int call_sixteen(int (*f)(int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int)) {
    return f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

long double call_long_double(long double (*f)(long double, int)) { return f(2.25L, 4); }

double call_point(double (*f)(struct three, double)) {
    struct three given = {1, 2.5, 3};
    return f(given, 0.25);
}

/* Variadic ones. */

#include <stdarg.h>

struct point {
    double x, y;
};

struct mixed {
    double x;
    long n;
};

struct small {
    int a, b, c;
};

struct large {
    long a, b, c;
};

int call_log(int (*f)(int, const char *, ...)) {
    int length = f(1, "%s is %d, %.2f and %ld%%", "text", 42, 2.5, 1234567L);
    return length + f(2, "%d %d %d %d %d %d %d %d %f %f %f %f %f %f %f %f %f %f", 1, 2, 3, 4, 5, 6, 7, 8, 1.0, 2.0, 3.0, 4.0, 5.0,
                      6.0, 7.0, 8.0, 9.0, 10.0);
}

double call_all(double (*f)(double, ...)) {
    struct point point = {1.5, 2.5};
    struct mixed mixed = {3.5, 4};
    struct small small = {5, 6, 7};
    struct large large = {8, 9, 10};
    static int place;
    double sum = 0;
    /* With registers for what comes, and then without. */
    sum += f(0.5, 1, 2LL, 3.5, &place, 4.5L, point, mixed, small, large, 5u);
    sum += f(0.5, 1, 2LL, 3.5, &place, 4.5L, point, mixed, small, large, 5u, point, point, point, mixed, small, 6.5L, 7, 8.5, large,
             9LL);
    return sum;
}

static int forward(int (*f)(const char *, va_list), const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = f(format, arguments);
    va_end(arguments);
    return length;
}

int call_va_list(int (*f)(const char *, va_list)) { return forward(f, "%d and %.1f and %s", 7, 0.5, "more"); }

long call_full(long (*f)(long, long, long, long, long, long, long, long, long, double, ...)) {
    return f(1, 2, 3, 4, 5, 6, 7, 8, 9, 0.5, 10L, 11.5, 12L);
}
