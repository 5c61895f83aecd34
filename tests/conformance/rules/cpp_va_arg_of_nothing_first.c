/* flags: -std=gnu++17 -x c++ */
/* clang's va_arg takes what is in a register for the first eightbyte, which is empty and has none. */
#include <stdarg.h>

struct empty {};
struct record {
    empty first;
    long second;
};
extern "C" int callee(int count, ...);

#ifdef CALLEE
int callee(int count, ...) {
    va_list list;
    va_start(list, count);
    record value = va_arg(list, record);
    va_end(list);
    return value.second == 5;
}
#else
extern "C" int puts(const char *);
/* Without a library it is a function like any other. */
extern "C" int main() {
    record value = {{}, 5};
    return puts(callee(1, value) ? "same" : "different") < 0;
}
#endif
