int fine(int);
int broken(int
