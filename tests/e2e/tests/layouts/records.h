#include <stdint.h>

struct point { int x; int y; };

/* Everything that a declaration in Rust can meet. */
struct record {
    char tag;
    struct point at;
    struct point corners[3];
    unsigned low : 3;
    signed middle : 7;
    unsigned long long wide : 40;
    _Bool on : 1;
    union { int number; float real; };
    union { double d; unsigned char bytes[8]; } named;
    struct { short inner; } deep;
    const char *text;
    long double precise;
    uint16_t count;
    uint32_t items[];
};

/* Packed and aligned, which rustc has no words for, and packed around aligned. */
struct __attribute__((packed, aligned(4))) tight { char c; int64_t wide; short s; };
struct __attribute__((packed)) around { char c; struct tight inner; int after; };

/* A table of functions. */
struct shape;
struct shape_functions {
    double (*area)(const struct shape *);
    int (*scale)(struct shape *, double);
    void (*missing)(void);
};
struct shape { const struct shape_functions *functions; double width, height; };

int point_sum(struct point);
struct record *record_new(void);
int record_check(const struct record *);
struct tight *tight_new(void);
struct around *around_new(void);
struct shape *shape_new(double width, double height);
