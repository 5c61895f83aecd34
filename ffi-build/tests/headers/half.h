// 16-bit and 128-bit floating point.
_Float16 narrow(_Float16 x);
__float128 precise(__float128 x);
struct weights { _Float16 w[3]; };
struct weights blend(struct weights a);
