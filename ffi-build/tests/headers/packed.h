// Records that `repr` cannot say.
struct plain { char c; int i; };
struct __attribute__((packed)) packed { char c; int i; double d; };
#pragma pack(push, 2)
struct pack2 { char c; int i; double d; };
#pragma pack(pop)
struct __attribute__((aligned(16))) aligned { int i; };
struct __attribute__((packed, aligned(4))) both { char c; int i; short s; };
struct __attribute__((packed)) holds_aligned { char c; struct aligned a; };
struct member_aligned { char c; int i __attribute__((aligned(16))); };
struct member_packed { char c; int i __attribute__((packed)); short s; };
typedef int wide_int __attribute__((aligned(16)));
struct typedef_aligned { char c; wide_int i; };
struct __attribute__((aligned(64))) over { char bytes[65]; };

int of_plain(struct plain p);
int of_packed(struct packed p);
int of_pack2(struct pack2 p);
int of_aligned(struct aligned a);
int of_both(struct both b);
int of_holds_aligned(struct holds_aligned *h);
int of_holds_value(struct holds_aligned h);
int of_member_aligned(struct member_aligned m);
int of_member_packed(struct member_packed m);
int of_typedef_aligned(struct typedef_aligned t);
struct both make_both(void);
struct over make_over(void);
