/* A bit-field without width is no member, so that the union is homogeneous; to gcc it is a member of its type. */
typedef union {
    double value;
    unsigned short : 0;
} number;
int callee(number value);

#ifdef CALLEE
int callee(number value) { return value.value == 2.5; }
#else
int puts(const char *);
int main(void) {
    number value = {2.5};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
