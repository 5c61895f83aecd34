/* A small library that one makes choices for. */
typedef enum lib_way { LIB_UP, LIB_DOWN } lib_way;
typedef void (*lib_done)(int);
typedef struct lib_state { lib_way last; lib_done done; } lib_state;
/** Goes. */
int lib_go(lib_state *state, lib_way way, lib_done done);
static inline int lib_twice(int x) { return 2 * x; }
#define LIB_SQUARE(x) ((x) * (x))
