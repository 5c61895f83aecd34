/* gcc: 8 bytes on the stack; clang: the 4 of a member, because those of all of them are as many as the union's. */
union __attribute__((aligned(8))) value {
    int first;
    int second;
};
int callee(union value value, int last);

#ifdef CALLEE
int callee(union value value, int last) { return value.first == 2 && last == 6; }
#else
int puts(const char *);
int main(void) {
    union value value = {2};
    return puts(callee(value, 6) ? "same" : "different") < 0;
}
#endif
