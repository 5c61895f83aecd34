/* One of everything that differs from one target to another, and of what does not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define SMALL_VERSION 3
#define SMALL_NAME "small"
#define SMALL_SIZE sizeof(long)

/** A kind of thing.
 * @ all of this is a comment, though it looks like a mark
 */
typedef enum kind { KIND_ONE = 1, KIND_TWO } kind;

typedef unsigned long word;
typedef struct opaque opaque;

struct pair { word first; char second; };

struct flags { unsigned a : 3; unsigned b : 29; unsigned long long c; };

struct __attribute__((packed, aligned(4))) tight { char a; int b; opaque *next; };

union number { int i; double d; };

/** Adds. */
word small_add(word a, word b);
int small_use(const struct pair *pair, enum kind kind);
/** Takes its argument by value. */
long double small_long(long double x);
int small_flags(struct flags flags);
int small_print(const char *format, ...);
int small_vprint(const char *format, va_list list);
size_t small_size(struct tight *tight, union number *number);
void small_each(int (*call)(void *data, word), void *data);
double small_plain(double x, int32_t n);
struct pair small_pair(struct pair pair);
#ifdef _WIN32
int small_windows(void);
#else
extern int small_level;
#endif
static inline int small_inline(int x) { return x; }
