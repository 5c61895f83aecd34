// Opaque, recursive, anonymous and flexible records, and unions.
struct opaque;
typedef struct opaque opaque_t;
typedef struct hidden hidden;
opaque_t *opaque_new(void);
void opaque_free(struct opaque *o, hidden *h);

struct node { struct node *next; int value; };
typedef struct tree { struct tree *left, *right; struct node list; } tree;
int walk(tree t);

typedef struct { int x, y; } point;
point mirror(point p);

struct variant {
    int kind;
    union {
        int number;
        double real;
        struct { short low, high; };
        struct { char letters[8]; } text;
    };
    struct inner { int a; } named;
};
struct variant choose(struct variant v, struct inner i);

union number { int i; float f; double d; };
union number convert(union number n);

struct blob { unsigned length; unsigned char bytes[]; };
void send(const struct blob *b);
struct old_blob { unsigned length; int items[0]; };
struct empty {};
int of_empty(struct empty e, int after);

typedef int triple[3];
int sum(triple t, const triple *list);
struct matrix { double m[4][4]; triple t; };
double trace(struct matrix m);
