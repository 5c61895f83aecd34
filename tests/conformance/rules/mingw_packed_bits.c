/* gcc obeys `packed` at Microsoft's bit-fields, clang does not. */
typedef struct __attribute__((packed)) { _Bool flag; unsigned short bits : 3; int last; } record;
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
