// Records with bit-fields, by pointer and by value.
struct flags { unsigned a : 1; unsigned b : 3; unsigned : 4; unsigned c : 24; };
struct mixed { char c; int x : 5; int y : 30; short s; };
struct wide { unsigned long long big : 40; unsigned small : 4; };
struct only_floats_but { float f; unsigned bit : 1; float g; };
struct __attribute__((packed)) tight { int a : 3; int b : 13; char c; };
struct zero { char a : 4; int : 0; char b : 4; };
int use(struct flags f, struct flags *p);
struct mixed make(void);
struct wide wide(struct wide w);
float through(struct only_floats_but o);
int tight(struct tight t);
int zero(struct zero z);
