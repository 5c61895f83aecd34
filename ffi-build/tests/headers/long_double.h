// `long double`, bare and hidden where a list of "bad types" would not look.
long double sine(long double x);
double narrowed(long double x);
int measure(double x, int *exponent);

// In a field.
struct reading { int channel; long double value; };
struct reading take(void);
void give(struct reading r);
void give_pointer(const struct reading *r);

// Behind a typedef.
typedef long double real_t;
real_t twice(real_t x);
struct pair { real_t re, im; };
struct pair swap(struct pair p);

// In a callback's parameters, in a field, in a typedef.
typedef long double (*function_t)(long double);
long double integrate(function_t f, long double from, long double to);
double apply(double (*f)(long double, int), int n);
struct table { int count; long double (*entry)(int); function_t other; };
void install(struct table *t);

// A pointer to one is only a pointer.
void store(long double *out);
extern long double epsilon;
