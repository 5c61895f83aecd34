/* A bit-field of no width in an aligned place: gcc lets `#pragma pack` limit it, clang does not. */
#pragma pack(push, 4)
typedef struct { signed char : 0 __attribute__((aligned(8))); unsigned long long bits : 64; } record;
#pragma pack(pop)
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
