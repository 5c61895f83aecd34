/* gcc: the hidden pointer is in ecx; clang: on the stack. */
struct record {
    int members[5];
};
struct record CONVENTION callee(void *first, int second);

#ifdef CALLEE
struct record CONVENTION callee(void *first, int second) {
    struct record result = {{first == &callee, second, 3, 4, 5}};
    return result;
}
#else
int puts(const char *);
int fflush(void *);
void _exit(int);
int main(void) {
    struct record result = callee(&callee, 2);
    int same = result.members[0] == 1 && result.members[1] == 2 && result.members[4] == 5;
    if (puts(same ? "same" : "different") < 0) return 1;
    /* The two may differ in how much of the stack they remove. */
    fflush(0);
    _exit(0);
}
#endif
