/* What an author may promise: an enumeration that C only takes, pointers that are never null. */
#include <stddef.h>

typedef enum way { NORTH, SOUTH = 5, DOWN = SOUTH } way_t;
enum way2 { UP };

way_t go(enum way to, way_t by, const way_t *flags);
/* Through a trampoline. */
long double far(way_t to, long double by);

typedef enum way (*seen)(way_t to);

struct path {
    way_t last;
    enum way each[2];
    enum way turn : 3;
    seen callback;
};

extern way_t here;

typedef void *(*allocate)(size_t size);
typedef void (*release)(void *memory);
typedef struct object *handle;
typedef void (*wide)(long double x);

struct hooks {
    allocate allocate;
    release release;
    void (*maybe)(void);
};

struct around { struct hooks hooks; };

/* Made of bytes. */
struct __attribute__((packed, aligned(2))) tight { char c; release release; };

void register_hooks(struct hooks *hooks, allocate allocate, handle object, wide wide);
