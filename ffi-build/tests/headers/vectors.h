// Vectors of the compiler.
typedef float f32x4 __attribute__((vector_size(16)));
typedef int i32x8 __attribute__((vector_size(32)));
typedef double f64x1 __attribute__((vector_size(8)));
f32x4 scale(f32x4 v, float by);
i32x8 rotate(i32x8 v);
f64x1 same(f64x1 v);
struct lanes { int n; f32x4 v; };
struct lanes spread(struct lanes l);
void store(f32x4 *to, const f32x4 *from);
typedef f32x4 (*map_t)(f32x4);
void each(f32x4 *list, int n, map_t f);
