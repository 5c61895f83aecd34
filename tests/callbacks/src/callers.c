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
