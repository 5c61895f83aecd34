/* A union that holds a vector of 8 bytes is aligned to 4 by gcc, to 8 by clang. */
union value {
    int vector __attribute__((vector_size(8)));
    int number;
};
struct holder {
    char before;
    union value value;
};
int callee(void);

#ifdef CALLEE
int callee(void) { return sizeof(struct holder); }
#else
int puts(const char *);
int main(void) { return puts(callee() == sizeof(struct holder) ? "same" : "different") < 0; }
#endif
