/* Macros that are constants to clang and nothing to bindgen, and hostile ones. */
#pragma once

typedef unsigned int handle_t;
typedef void (*destructor)(void *);
struct request { long a; int b; char c[20]; };
enum color { RED = 3, GREEN = 5 };
enum level { LOW = -2, HIGH = 1 };
enum __attribute__((packed)) tiny { TINY = 1 };

#define CAST ((handle_t)-1)
#define SIZE (sizeof(struct request) * 2)
#define OF_ENUM (RED | (GREEN << 4))
#define ALL_BITS (~0ul)
#define CHARACTER ((char)'A')
#define RATIO (1.0f / 4)
#define GREETING "hello, " "world"
#define WITH_NUL "a\0b"
#define AGAIN (SIZE + OF_ENUM)
#define TRUTH ((_Bool)7)
#define IOC(dir, type, nr, size) (((dir) << 30) | ((type) << 8) | (nr) | ((size) << 16))
#define IOR(type, nr, what) IOC(2u, (type), (nr), (sizeof(what)))
#define REQUEST_GET IOR('q', 7, struct request)
#define FAILED ((void *)-1)
#define NOTHING ((const char *)0)
#define TRANSIENT ((destructor)-1)
#define STATIC_ONE ((destructor)0)
#define MOST __INT_MAX__
#define TERNARY (sizeof(long) == 8 ? 64 : 32)
#define MINUS_ONE_LL (-1LL)
#define BELOW ((enum level)-1)

/* none of these is one */
#define STATEMENT do { } while (0)
#define UNBALANCED ((1)
#define DECLARES int x = 1
#define CALLS rand()
#define ITSELF ITSELF
#define LOOP_A (LOOP_B)
#define LOOP_B (LOOP_A)
#define DIVIDES (1 / 0)
#define UNKNOWN (something_else + 1)
#define TYPE handle_t
#define WIDE 1.5L
#define BRACE }
#define PATH __FILE__
#define POINTED_NUL ((const char *)"a\0b")
#define PLACE __LINE__
#define TIME __DATE__ " " __TIME__
#define OF_TINY (sizeof(enum tiny))
#define STRAY 1 \ /* a backslash, and no line behind it */
#define UNVALUED { 1 }
#define THREE 3
#define BEHIND_STRAY (sizeof(struct request) + 1)

/* divides, and not by zero */
#define HALF (7 / 2)

/* of tokens that a macro makes */
#define SUFFIXED(n) n ## UL
#define OF_SUFFIX SUFFIXED(0x21)
#define TEXT_OF(a, b) #a "." #b
#define OF_TEXT TEXT_OF(5, 4)
#define PASTED(a, b) a ## b
#define OF_PASTE PASTED(1, 2)
#define GREEN GREEN
