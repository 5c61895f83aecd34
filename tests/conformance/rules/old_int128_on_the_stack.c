/* Seven integers leave the eighth argument at 8 bytes above the stack pointer, or at 16. */
int callee(int a, int b, int c, int d, int e, int f, int g, __int128 wide);

#ifdef CALLEE
int callee(int a, int b, int c, int d, int e, int f, int g, __int128 wide) { return wide == 8; }
#else
int puts(const char *);
int main(void) { return puts(callee(1, 2, 3, 4, 5, 6, 7, 8) ? "same" : "different") < 0; }
#endif
