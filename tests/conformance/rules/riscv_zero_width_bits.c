/* gcc: two scalars, so one in fa0 and one in fa1; clang: no, for the zero-width bit-field before the second. */
struct record {
    float first;
    int : 0;
    float second;
};
int callee(struct record value);

#ifdef CALLEE
int callee(struct record value) { return value.first == 2.5f && value.second == 3.5f; }
#else
int puts(const char *);
int main(void) {
    struct record value = {2.5f, 3.5f};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
