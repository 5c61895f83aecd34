/* What authors choose styles, names and derives for. */

/** A colour. */
typedef enum lib_color {
    LIB_RED,        /**< the first */
    LIB_GREEN = 5,
    LIB_CRIMSON = LIB_RED
} lib_color_t;

enum lib_flags { LIB_READ = 1, LIB_WRITE = 2 };

typedef unsigned int lib_handle;
typedef long double lib_wide;

/** @brief A point. */
struct lib_point {
    int x, y;
    lib_color_t color;
};

struct lib_wide_point { lib_wide at; };

struct lib_secret { int inside; char *more; };

typedef struct lib_list { struct lib_list *next; struct lib_secret secret; } lib_list;

lib_color_t lib_mix(lib_color_t a, enum lib_flags b);
struct lib_point lib_move(struct lib_point p, lib_handle h);
long double lib_widen(struct lib_wide_point p);
lib_wide lib_other(lib_wide w);
extern int lib_count;
void lib_take(lib_list *list);
void lib_reset(void);

#define LIB_VERSION 7
#define LIB_ALL (~0ul)
#define LIB_NAME "lib"
#define LIB_SIZE sizeof(struct lib_point)
