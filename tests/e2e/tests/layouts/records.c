#include <stdlib.h>
#include <string.h>
#include "records.h"

int point_sum(struct point p) { return p.x + p.y; }

struct record *record_new(void) {
    struct record *r = calloc(1, sizeof *r + 4 * sizeof(uint32_t));
    r->tag = 't';
    r->at = (struct point){ 1, -2 };
    for (int i = 0; i < 3; i++) r->corners[i] = (struct point){ 10 + i, 20 + i };
    r->low = 5;
    r->middle = -33;
    r->wide = 0x12345678aaULL;
    r->on = 1;
    r->real = 1.5f;
    r->named.d = -2.25;
    r->deep.inner = -7;
    r->text = "text";
    r->precise = 0.75L;
    r->count = 4;
    for (int i = 0; i < 4; i++) r->items[i] = 100 + i;
    return r;
}

/* What Rust has written. */
int record_check(const struct record *r) {
    return r->tag == 'u' && r->at.y == 77 && r->corners[2].x == 5 && r->low == 2 && r->middle == 31 && r->wide == 0x9876543210ULL
        && !r->on && r->number == -9 && r->named.d == 0.5 && r->deep.inner == 300 && !strcmp(r->text, "other") && r->precise == 2.5L
        && r->count == 4 && r->items[3] == 1 && r->items[2] == 102;
}

struct tight *tight_new(void) {
    struct tight *t = calloc(1, sizeof *t);
    t->c = 'c';
    t->wide = -1234567890123LL;
    t->s = -5;
    return t;
}

struct around *around_new(void) {
    struct around *a = calloc(1, sizeof *a);
    a->c = 'a';
    a->inner.wide = 99;
    a->after = 12345;
    return a;
}

static double area(const struct shape *s) { return s->width * s->height; }
static int scale(struct shape *s, double by) { s->width *= by; s->height *= by; return 3; }
static const struct shape_functions functions = { area, scale, 0 };

struct shape *shape_new(double width, double height) {
    struct shape *s = malloc(sizeof *s);
    *s = (struct shape){ &functions, width, height };
    return s;
}
