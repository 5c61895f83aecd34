/* The second element's int is at offset 10: clang passes the record in memory, gcc looks at the first element alone. */
struct __attribute__((packed)) element {
    int number;
    short more;
};
typedef struct {
    char first[4];
    struct element elements[2];
} record;
int callee(record value);

#ifdef CALLEE
int callee(record value) { return value.first[3] == 4 && value.elements[0].number == 5 && value.elements[1].more == 6; }
#else
int puts(const char *);
int main(void) {
    record value = {{1, 2, 3, 4}, {{5, 0}, {0, 6}}};
    return puts(callee(value) ? "same" : "different") < 0;
}
#endif
