/* What a header's table lists: one of each, for every target. */
/** What was asked. */
#define ANSWER 42
#define BELOW (-3) /* Under nothing. */
#define ALL (~0ull)
#define HALF 0.5
#define GREETING "hello"
#define NOWHERE ((void *)0)
/** Of enumerations. */
enum color {
    /** Like blood. */
    RED,
    GREEN = 5, /**< Like grass. */
    BLUE = -1
};
typedef enum { LEFT, RIGHT } side; /* Where it is. */
enum { LOOSE = 3 };
enum big { HUGE = 0x100000000LL };

/** A record of everything. */
struct everything {
    char letters[16];
    long number; /**< How many. */
    long double wide;
    double matrix[2][3];
    enum color color;
    side sides[2];
    const char *text; /* What it says. */
    struct everything *next;
    int (*compare)(const void *, const void *);
    unsigned low : 3, : 2, high : 20;
    long long signed_bits : 33;
    union {
        /** As many. */
        int number_too;
        struct { short x, y; };
    };
    struct { float u, v; /**< Down. */ } corner, corners[2];
    _Bool flag;
    unsigned char rest[];
};
union number { int i; float f; double d; };
typedef struct { int x, y; } point;
typedef union number number_t;
typedef struct everything *everything_p;
typedef int triple[3];
typedef int compare(const void *, const void *);
struct opaque;
typedef struct opaque opaque_t;
struct __attribute__((packed)) tight { char c; int i; };
struct lone { point p; struct tight t; };

int use(struct everything *e, point p, enum color c);
int use_too(everything_p e, point p, enum color c);
