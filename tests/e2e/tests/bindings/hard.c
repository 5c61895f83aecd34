#include "hard.h"

long double triple(long double x) { return 3 * x; }
struct reading raise(struct reading r, long double by) { r.channel++; r.value += by; return r; }
static long double plus(long double x, int n) { return x + n; }
static long double times(long double x, int n) { return x * n; }
curve pick(int which) { return which == 0 ? plus : which == 1 ? times : 0; }
long double apply(curve f, long double x, int n) { return f ? f(x, n) : -1; }
int fill(struct table *t) { t->count = 2; t->entries[0] = plus; t->entries[1] = times; return t->count; }
long double run(const struct table *t, int index, long double x) { return t->entries[index](x, 10); }

double _Complex turn(double _Complex z) { return z * 1.0i; }
float _Complex turnf(float _Complex z, float by) { return z * 1.0fi + by; }
long double _Complex turnl(long double _Complex z) { return z * 1.0il; }

f32x4 scale(f32x4 v, float by, f32x4 add) { return v * by + add; }
void scale_all(f32x4 *list, int n, float by) { for (int i = 0; i < n; i++) list[i] *= by; }
_Float16 halve(_Float16 x) { return x / 2; }

struct both shift(struct both b, int by) { b.c += by; b.i -= by; b.s *= by; return b; }
int look(struct holder h, int after) { return h.c * 10000 + h.held.i * 100 + after; }
int member_sum(struct member_packed m, const struct member_packed *p) { return m.c + m.i + m.s + p->c + p->i + p->s; }

struct bits negate(struct bits b) { b.a = -b.a; b.b = ~b.b; b.on = !b.on; b.wide = -b.wide; b.rest++; return b; }
void set_bits(struct bits *b, int a, unsigned bb, int on, long long wide) { b->a = a; b->b = bb; b->on = on; b->wide = wide; }

double value(struct variant v) { return v.kind == 0 ? v.number : v.kind == 1 ? v.real : v.low * 1000.0 + v.high; }
struct variant pair(short low, short high) { struct variant v = { .kind = 2 }; v.low = low; v.high = high; return v; }
int sum_blob(const struct blob *b) { int sum = 0; for (unsigned i = 0; i < b->length; i++) sum += b->items[i]; return sum; }

int real_name(int x) { return x + 100; }
int type(int match, int self) { return match * self; }
double __attribute__((ms_abi)) microsoft(int a, double b, const char *c) { return a + b + c[0]; }
int total(int count, ...) {
    va_list list;
    va_start(list, count);
    int sum = 0;
    while (count-- > 0) sum += va_arg(list, int);
    va_end(list);
    return sum;
}
long long total_list(int count, va_list list) { long long sum = 0; while (count-- > 0) sum += va_arg(list, long long); return sum; }
long double level = 1.25L;
