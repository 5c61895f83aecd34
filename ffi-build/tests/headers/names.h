// Names that are Rust's, or that bindgen changes.
struct type { int match; int self; int fn; };
int match(struct type impl, int type);
typedef struct async { int await; } async_t;
async_t dyn(void);
enum trait { where_, loop };
extern int mod;
#define static_macro 1
struct Self { int x; };
int crate(struct Self *super);
struct i32 { int x; };
int u8(struct i32 x);
struct Option { int x; };
void with_option(struct Option o, void (*f)(struct Option));
