// 16-bit and 128-bit floating point.
// Before clang 15 the type needs a processor that computes with it.
// clang-args: -mavx512fp16
_Float16 narrow(_Float16 x);
__float128 precise(__float128 x);
struct weights { _Float16 w[3]; };
struct weights blend(struct weights a);
