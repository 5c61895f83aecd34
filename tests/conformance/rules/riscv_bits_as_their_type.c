/* clang takes the number from behind the 8 bytes of `long`, gcc from where it is. */
struct __attribute__((packed)) value {
    long bits : 45;
    float number;
};
int callee(struct value value);

#ifdef CALLEE
int callee(struct value value) { return value.bits == 3 && value.number == 1.5f; }
#else
int puts(const char *);
int main(void) {
    struct value value = {3, 1.5f};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
