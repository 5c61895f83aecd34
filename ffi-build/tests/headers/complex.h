// `_Complex`: a pair in memory, but not always passed like one.
double _Complex rotate(double _Complex z, double angle);
float _Complex half_turn(float _Complex z);
long double _Complex precise(long double _Complex z);
double magnitude(double _Complex z);
struct sample { int t; float _Complex z; };
struct sample shift(struct sample s, int by);
void fill(double _Complex *out, int n);
