/* clang passes it in memory, because the record inside asks for more than it gets; gcc in a register. */
struct loose {
    unsigned bits : 25;
};
typedef struct __attribute__((packed)) {
    short first;
    struct loose second;
} packed;
int callee(packed value);

#ifdef CALLEE
int callee(packed value) { return value.first == 7 && value.second.bits == 12345; }
#else
int puts(const char *);
int main(void) {
    packed value = {7, {12345}};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
