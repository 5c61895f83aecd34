/* Tags beside typedefs of their names: C keeps them apart, Rust has one name for both. */
struct foo { int a; };
typedef int foo;
enum bar { BAR_A };
typedef struct bar_s { int x; } bar;
int use(struct foo *f, foo g, enum bar e, bar *b);
union baz { int i; };
typedef union baz *baz;
int use2(union baz *u, baz b);
typedef struct plain { struct { int in; } inner; union { int a; struct foo b; } u; } plain;
struct other { foo x; struct foo y; enum bar e; enum { IN_A } f; };
int use3(plain *p, struct other *o);
/* The name that the tag would have is taken. */
struct struct_foo { foo y; };
int taken(struct struct_foo *s);
