/* gcc aligns a union to the types of its bit-fields, clang does not. */
typedef union { unsigned short bits : 11; _Bool flag; } record;
struct holder {
    char first;
    record value;
};
int callee(int size, int align);

#ifdef CALLEE
int callee(int size, int align) { return size == sizeof(record) && align == __builtin_offsetof(struct holder, value); }
#else
int puts(const char *);
int main(void) { return puts(callee(sizeof(record), __builtin_offsetof(struct holder, value)) ? "same" : "different") < 0; }
#endif
