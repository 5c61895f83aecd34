/* clang aligns the record to 4, gcc to 1. */
struct __attribute__((packed)) record {
    unsigned bits : 30;
    void *pointer;
};
struct holder {
    char before;
    struct record record;
};
int callee(void);

#ifdef CALLEE
int callee(void) { return sizeof(struct holder) == 12; }
#else
int puts(const char *);
void __main(void) {}
int main(void) { return puts(callee() && sizeof(struct holder) == 12 ? "same" : "different") < 0; }
#endif
