/* flags: -std=gnu++17 -x c++ */
/* gcc passes it as the double, clang as 8 bytes, because of an empty class. */
struct empty {};
union either {
    empty first;
    double second;
};
extern "C" int callee(either value);

#ifdef CALLEE
int callee(either value) { return value.second == 5; }
#else
extern "C" int puts(const char *);
int main() {
    either value;
    value.second = 5;
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
