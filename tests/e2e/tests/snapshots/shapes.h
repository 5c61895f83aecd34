/* Licence of the header: none. */
#include <stddef.h>

enum kind { SQUARE, CIRCLE };

struct shape {
    enum kind kind;
    double width;
    unsigned long height;
};

struct flags { unsigned a : 3; unsigned b : 29; float c; };

/** The area of a shape. */
unsigned long area(const struct shape *shape);
/** Twice, by value. */
long double half(long double x);
unsigned first(struct flags flags);
int perimeter(int width, int height);
