// What has no place in the model: refused by name, or kept as bytes behind pointers.
// clang-args: -fblocks
struct task { int priority; void (^run)(int); };
int by_pointer(const struct task *t);
int by_value(struct task t);
void (^bare(void))(int);
typedef int (^block_t)(void);
block_t through_a_typedef(block_t *list);
struct holder { char tag; struct task inner; };
void hold(struct holder *h);
struct incomplete;
void never_defined(struct incomplete i);
int __attribute__((regcall)) elsewhere(int a);
typedef int __attribute__((regcall)) elsewhere_t(int);
void call(elsewhere_t *f);
