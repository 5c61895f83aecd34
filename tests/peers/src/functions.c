/* What is called: linked into the program, and once more in a library that it opens. */
#include <stddef.h>
#include <stdint.h>

int peers_int2(int a, int b) { return a + b; }

double peers_double2(double a, double b) { return a + b; }

int64_t peers_long8(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, int64_t g, int64_t h) {
    return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
}

double peers_mixed(int a, int b, int c, int d, int e, int f, double g, double h, double i, double j, double k, double l) {
    return (a ^ b ^ c ^ d ^ e ^ f) + g + h + i + j + k + l;
}

double peers_spills(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, double k, double l, double m, double n,
                    double o, double p, double q, double r, double s, double t) {
    return (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j) + k + l + m + n + o + p + q + r + s + t;
}

struct pair { int64_t a; double b; };
double peers_pair(struct pair pair) { return (double)pair.a + pair.b; }

struct five { int64_t words[5]; };
int64_t peers_five(struct five five) { return five.words[0] ^ five.words[4]; }

int peers_buffer(const void *data, size_t size) { return *(const unsigned char *)data + (int)size; }
