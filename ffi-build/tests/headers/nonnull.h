// What a header says of null.
#define NONNULL(...) __attribute__((nonnull(__VA_ARGS__)))

typedef void (*callback)(void *data);
typedef struct object *handle;

/** Copies a text. */
char *copy(char *to, const char *from) NONNULL(1, 2) __attribute__((returns_nonnull));
void every(int *first, int number, char *second) __attribute__((nonnull));
void single(int *must __attribute__((nonnull)), int *may);
int *_Nonnull typed(const char *_Nonnull name, char *_Nullable maybe, void (*_Nonnull call)(int));
handle _Nonnull opened(handle _Nonnull from, callback _Nonnull then, const char *_Nullable *_Nonnull names);
// Through a trampoline.
long double *_Nonnull wide(long double value, const long double *_Nonnull more);
// Nothing is said of what lies behind the first pointer, nor of what is no pointer.
void inner(int *_Nonnull *outer, int number) NONNULL(2);
// Once more: what is said adds up.
void twice(int *a, int *b) NONNULL(1);
void twice(int *a, int *b) NONNULL(2);
