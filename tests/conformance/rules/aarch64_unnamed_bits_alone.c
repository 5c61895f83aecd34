/* A record of four bytes to gcc, which travels in a register; an empty one to clang, which does not travel. */
typedef struct { int : 3; } nothing;
int callee(nothing first, int second);

#ifdef CALLEE
int callee(nothing first, int second) { return second == 2; }
#else
int puts(const char *);
int main(void) {
    nothing first = {};
    return puts(callee(first, 2) ? "same" : "different") < 0;
}
#endif
