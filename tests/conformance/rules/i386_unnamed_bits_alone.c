/* gcc: four bytes on the stack; clang: a record without members, which does not travel. */
struct record {
    int : 32;
};
int callee(struct record value, int last);

#ifdef CALLEE
int callee(struct record value, int last) { return last == 6; }
#else
int puts(const char *);
int main(void) {
    struct record value = {};
    return puts(callee(value, 6) ? "same" : "different") < 0;
}
#endif
