// Functions that have no plain symbol or no plain call.
#include <stdarg.h>
int print(const char *format, ...);
int print_list(const char *format, va_list list);
int no_prototype();
static inline int inlined(int x) { return x + 1; }
static int file_local(int x);
inline int body_here(int x) { return x; }
int real_name(int x);
int renamed(int x) __asm__("real_name");
int type(int match, int fn, int self);
int __attribute__((ms_abi)) microsoft(int a, double b);
typedef int (*handler)(int, ...);
void on_event(handler h);
void nested(int (*outer)(int (*inner)(int), void *));
int (*chooser(int which))(double);
typedef void plain_function(int);
void with_function(plain_function f);
long double variadic_result(int n, ...);
__attribute__((warn_unused_result)) int checked(void);
__attribute__((warn_unused_result)) long double checked_wide(void);
__attribute__((deprecated, noreturn)) void leave(void);
