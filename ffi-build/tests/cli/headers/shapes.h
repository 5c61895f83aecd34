/* A library of shapes, for the tests of the command. */
#ifndef SHAPES_H
#define SHAPES_H

#define SHAPES_MAX 32
#define SHAPES_AREA(w, h) ((w) * (h))

struct point {
    float x, y;
};

typedef struct shape {
    char kind;
    double area;
    unsigned visible : 1;
    unsigned layer : 5;
    union {
        int corners;
        float radius;
    } of;
    struct point origin;
    char name[48];
    const struct shape *next;
} shape_t;

struct hidden;

/** The area of a shape. */
double area(const struct shape *of);
long double precise_area(const struct shape *of);
struct point middle(struct point first, struct point second, int weight);
int describe(char *to, unsigned long size, const char *form, ...);
static inline int is_round(const struct shape *of) { return of->kind == 'c'; }

#endif
