#include "shapes.h"
#include "limits/window.h"

unsigned long area(const struct shape *shape) { return (unsigned long)shape->width * shape->height; }
long double half(long double x) { return x / 2; }
unsigned first(struct flags flags) { return flags.a + (flags.b == 9 && flags.c == 0.5f ? 0 : 100); }
int perimeter(int width, int height) { return 2 * (width + height); }
long window_height(const struct window *window) { return window->height; }
