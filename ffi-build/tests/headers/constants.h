// Enumerations, globals and macros.
enum color { RED, GREEN = 5, BLUE };
enum { LOOSE = 3 };
typedef enum { LEFT = -1, RIGHT = 1 } side;
enum big { HUGE_VALUE = 0x100000000LL };
enum color paint(enum color c, side s, enum big b);
extern int counter;
extern const char *const names[3];
extern const int limit;
static const int local = 4;
extern _Thread_local int per_thread;
extern int other_name __asm__("real_variable");
#define ANSWER 42
#define NEGATIVE -1
#define BIG 0xffffffffffULL
#define SHIFTED (1u << 4)
#define SUM (ANSWER + 1)
#define RATIO 0.5
#define LETTER 'a'
#define GREETING "hello"
#define CAST ((void *)0)
#define SIZE sizeof(int)
#define EMPTY
#define SQUARE(x) ((x) * (x))
