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

/* Members and variables. */
/** With a word about it. */
struct buffer {
    unsigned char *_Nonnull bytes;
    unsigned char *_Nullable next;
    void (*_Nonnull freed)(void *_Nonnull);
    unsigned char *_Nonnull *ends;
    unsigned long size;
};
/* Bytes in Rust. */
struct __attribute__((packed, aligned(2))) odd {
    char tag;
    char *_Nonnull unit;
};
extern struct buffer *_Nonnull first_buffer;
extern struct buffer *any_buffer;
