/* What rustc alone gets wrong, and what lies beside it. */
#include <stdarg.h>

/* long double: bare, in a field, in callbacks. */
long double triple(long double x);
struct reading { int channel; long double value; };
struct reading raise(struct reading r, long double by);
typedef long double (*curve)(long double, int);
curve pick(int which);
long double apply(curve f, long double x, int n);
struct table { int count; curve entries[2]; };
int fill(struct table *t);
long double run(const struct table *t, int index, long double x);

/* Complex numbers. */
double _Complex turn(double _Complex z);
float _Complex turnf(float _Complex z, float by);
long double _Complex turnl(long double _Complex z);

/* Vectors and 16-bit floats. */
typedef float f32x4 __attribute__((vector_size(16)));
f32x4 scale(f32x4 v, float by, f32x4 add);
void scale_all(f32x4 *list, int n, float by);
_Float16 halve(_Float16 x);

/* Layouts that `repr` cannot say. */
struct __attribute__((packed, aligned(4))) both { char c; int i; short s; };
struct both shift(struct both b, int by);
struct __attribute__((packed)) holder { char c; struct __attribute__((aligned(8))) held { int i; } held; };
int look(struct holder h, int after);
struct member_packed { char c; int i __attribute__((packed)); short s; };
int member_sum(struct member_packed m, const struct member_packed *p);

/* Bit-fields, signed ones too, by value and by pointer. */
struct bits { int a : 3; unsigned b : 5; _Bool on : 1; long long wide : 40; char rest; };
struct bits negate(struct bits b);
void set_bits(struct bits *b, int a, unsigned bb, int on, long long wide);

/* Unions, anonymous members, a flexible array, an empty record. */
struct variant { int kind; union { int number; double real; struct { short low, high; }; }; };
double value(struct variant v);
struct variant pair(short low, short high);
struct blob { unsigned length; short items[]; };
int sum_blob(const struct blob *b);

/* Other names, other conventions, variadics. */
int real_name(int x);
int renamed(int x) __asm__("real_name");
int type(int match, int self);
double __attribute__((ms_abi)) microsoft(int a, double b, const char *c);
int total(int count, ...);
long long total_list(int count, va_list list);
extern long double level;
