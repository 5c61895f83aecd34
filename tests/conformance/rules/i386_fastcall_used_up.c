/* gcc: a long long uses up both registers; clang: none. */
int CONVENTION callee(long long first, int second);

#ifdef CALLEE
int CONVENTION callee(long long first, int second) { return first == 0x100000002LL && second == 3; }
#else
int puts(const char *);
int fflush(void *);
void _exit(int);
int main(void) {
    if (puts(callee(0x100000002LL, 3) ? "same" : "different") < 0) return 1;
    fflush(0);
    _exit(0);
}
#endif
