/* What is called to see what a call costs. */
int add(int a, int b);
double twelve(int a, int b, int c, int d, int e, int f, double g, double h, double i, double j, double k, double l);
