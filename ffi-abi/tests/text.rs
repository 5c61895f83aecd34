//! Canonical text: what the printer writes, and what the parser takes for it.

use ffi_abi::{CType, Signature};

/// Each text is canonical already.
#[test]
fn canonical_texts_are_kept() {
    for text in [
        "void",
        "_Bool",
        "char",
        "signed char",
        "unsigned long long",
        "unsigned __int128",
        "size_t",
        "_Float16",
        "long double",
        "__float128",
        "double _Complex",
        "long double _Complex",
        "void *",
        "const void *",
        "const char *const *",
        "char *const *const *",
        "int[4]",
        "int[2][3]",
        "int (*)[4]",
        "const int (*)[4]",
        "int *[4]",
        "int (*)(void)",
        "int (**)(void)",
        "int (*[3])(int)",
        "void (*(*)(int, void (*)(int)))(int)",
        "int (*(*)[2])(char)",
        "extern \"win64\" int(int)",
        "int (extern \"win64\" *)(int)",
        "int (extern \"stdcall\" *(*)(int))(void)",
        "int (*(extern \"stdcall\" *)(int))(void)",
        "extern \"sysv64\" int (extern \"win64\" *(int))(void)",
        "int (extern \"win64\" *[2])(int)",
        "double(int, struct { float x; float y; }, ...)",
        "int(const char *, ..., double)",
        "int(...)",
        "int(..., int)",
        "char *(char *, const char *)",
        "struct tag",
        "const struct tag *",
        "enum tag",
        "union u *",
        "sqlite3 *",
        "enum tag : unsigned int",
        "enum : int",
        "struct {}",
        "struct tag {}",
        "struct tag { int a; unsigned int b : 3; unsigned int : 0; enum e : unsigned int c : 2; enum e d; }",
        "struct { int (*cb)(int); const char *name; char *const *list; int m[4]; int flexible[]; }",
        "struct { struct { int a; }; union { float b; int c; } u; }",
        "struct __attribute__((packed)) { char c; int i; }",
        "struct __attribute__((packed, pack(2), aligned(8), cplusplus)) tag { int a __attribute__((packed, aligned(4))); }",
        "struct { unsigned int a : 3 __attribute__((packed)); int b __attribute__((aligned(16))); }",
        "float __attribute__((vector_size(16)))",
        "const float __attribute__((vector_size(16))) *",
        "long __attribute__((ext_vector_type(4)))",
        "struct { int a; }(int)",
        "struct { int a; } *(int)",
        "int (*(int))(void)",
        "int (*(int))[3]",
    ] {
        let ty = CType::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(ty.to_string(), text, "{ty:?}");
    }
}

/// Other spellings and the canonical one.
#[test]
fn other_spellings_mean_the_same() {
    for (text, canonical) in [
        ("unsigned", "unsigned int"),
        ("int unsigned long", "unsigned long"),
        ("long unsigned int", "unsigned long"),
        ("long int long", "long long"),
        ("long const unsigned volatile long int", "unsigned long long"),
        ("short signed", "short"),
        ("char __signed__", "signed char"),
        ("double long", "long double"),
        ("_Complex double", "double _Complex"),
        ("long _Complex double", "long double _Complex"),
        ("_Complex", "double _Complex"),
        ("bool", "_Bool"),
        ("__int128_t", "__int128"),
        ("__int128 unsigned", "unsigned __int128"),
        ("__m128", "float __attribute__((vector_size(16)))"),
        ("__m256d", "double __attribute__((vector_size(32)))"),
        ("__m512i", "long long __attribute__((vector_size(64)))"),
        ("va_list", "va_list"),
        ("int *restrict", "int *"),
        ("char const * const *", "const char *const *"),
        ("int ( * ) ( int a , char b [ ] )", "int (*)(int, char *)"),
        ("int(*)()", "int (*)(void)"),
        ("int f(int, const int a[static 4], int g(void))", "int(int, const int *, int (*)(void))"),
        ("extern double pow(double x, double y);", "double(double, double)"),
        ("int (__stdcall *)(int)", "int (extern \"stdcall\" *)(int)"),
        ("int __attribute__((ms_abi)) f(int)", "extern \"win64\" int(int)"),
        ("int f(int) __attribute__((ms_abi, nonnull(1)))", "extern \"win64\" int(int)"),
        ("int (__attribute__((ms_abi)) *)(int)", "int (extern \"win64\" *)(int)"),
        ("extern \"win64\" int (*)(int)", "int (extern \"win64\" *)(int)"),
        ("char *__stdcall f(int)", "extern \"stdcall\" char *(int)"),
        ("extern \"C\" int(int)", "int(int)"),
        ("extern \"C-unwind\" int(int)", "int(int)"),
        ("int(int, . . .)", "int(int, ...)"),
        ("struct{int a,*b,c[2];int:3;}", "struct { int a; int *b; int c[2]; int : 3; }"),
        ("struct { char c; int i; } __attribute__((__packed__))", "struct __attribute__((packed)) { char c; int i; }"),
        ("struct { _Alignas(16) int a; }", "struct { int a __attribute__((aligned(16))); }"),
        ("struct { int (x); int (*y); int (z)[2]; }", "struct { int x; int *y; int z[2]; }"),
        ("struct s { enum e : 3; }", "struct s { enum e : 3; }"),
        ("int /* a */ * // b", "int *"),
        ("int[0x10]", "int[16]"),
        ("char[2 * (3 + 4) << 1]", "char[28]"),
        ("float __attribute__((vector_size(4 * sizeof(float))))", "float __attribute__((vector_size(16)))"),
        ("struct { _Alignas(_Alignof(int)) char a; }", "struct { char a __attribute__((aligned(4))); }"),
        ("float __attribute__((ext_vector_type(3)))", "float __attribute__((vector_size(12)))"),
    ] {
        let ty = CType::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(ty.to_string(), canonical);
    }
}

/// Where the fault is, and what was expected.
#[test]
fn errors_name_the_place_and_what_was_expected() {
    let mut wrong = Vec::new();
    for (text, place, message) in [
        ("", "", "expected a type, found the end of the text"),
        ("int", "int", "expected a function type such as `int(double, void *)`, found the type `int`"),
        ("int (*)(int)", "int (*)(int)", "expected a function type such as `int(int)`, found a pointer to it"),
        ("int(int", "", "expected `,` or `)`, found the end of the text"),
        ("int(int int)", "int int", "`int` cannot be combined with the words before it"),
        ("int(3)", "3", "expected a type, found `3`"),
        ("int(int,)", ")", "expected a type, found `)`"),
        ("int(int) x", "x", "expected the end of the type, found `x`"),
        ("int(..., ...)", "...", "expected a type: there is one `...` already"),
        ("int(void, int)", "void", "expected a type of values: `void` stands alone or not at all"),
        ("int(void x)", "void x", "expected a type of values: `void` stands alone or not at all"),
        ("long float(int)", "long float", "these words together name no type"),
        ("unsigned signed(int)", "unsigned signed", "`signed` cannot be combined with the words before it"),
        ("int struct s(int)", "int struct", "`struct` cannot be combined with the words before it"),
        ("int(struct s int)", "int", "expected a name or the end of this declaration after its type, found `int`"),
        ("int(_Complex int)", "_Complex int", "expected a floating-point type beside `_Complex`"),
        ("int(int)[3]", "(int)", "a function cannot return an array"),
        ("int(int)(int)", "(int)", "a function cannot return a function; a pointer to one it can"),
        ("int(int x[][])", "[]", "expected a length: only the outermost array may lack it"),
        ("int(struct { int; })", ";", "expected the member's name, found `;`"),
        ("int(struct { int a })", "}", "expected `;` after the member, found `}`"),
        ("int(struct { int a; )", ")", "expected a type, found `)`"),
        ("int(struct { void a; })", "void a", "expected a type of values, found `void`"),
        ("int(struct { int a : x; })", "x", "expected a width in bits, found `x`"),
        (
            "int(struct {int a;} __attribute__((mode(DI))))",
            "mode",
            "expected an attribute that is known to leave or change the layout, found `mode`",
        ),
        ("int(struct { int a __attribute__((aligned(3))); })", "3", "expected an alignment that is a power of two, found `3`"),
        (
            "int(struct { int a __attribute__((aligned)); })",
            "aligned",
            "expected the alignment in bytes, as in `aligned(16)`: without it, it varies between targets",
        ),
        ("int(int __attribute__((packed)) x)", "packed", "this attribute has a meaning on records and members alone"),
        (
            "int(long __attribute__((vector_size(16))))",
            "vector_size(16)",
            "the size of `long` varies between targets: give the number of elements with `ext_vector_type(n)`",
        ),
        (
            "int(float __attribute__((vector_size(3))))",
            "vector_size(3)",
            "expected a multiple of the element's 4 bytes, found `3`",
        ),
        (
            "extern \"pascal\" int(int)",
            "\"pascal\"",
            "expected a calling convention, found `\"pascal\"`; known are: C, system, sysv64, win64, cdecl, stdcall, fastcall, thiscall, vectorcall, aapcs64",
        ),
        ("extern \"win64\" int", "\"win64\"", "expected a function after a calling convention"),
        ("extern \"win64\" int __stdcall f(int)", "__stdcall", "a second calling convention: `stdcall` after `win64`"),
        (
            "int(enum e { A, B })",
            "enum e {",
            "expected the enumeration's type instead of its values, as in `enum tag : unsigned int`",
        ),
        ("int(_Atomic int)", "_Atomic", "expected a type, found `_Atomic`"),
        ("int(int & x)", "&", "`&` has no meaning in a C type"),
        ("int(char[1 - 2])", "1 - 2", "this has no value from 0 to 2⁶⁴-1"),
        (
            "int(char[sizeof(long)])",
            "sizeof(long)",
            "the value of this varies between targets: expected an array's length or `]` in digits",
        ),
        ("int(char[0x])", "0x", "expected an integer constant, found `0x`"),
        ("int(/* int)", "/* int)", "this comment has no end: expected `*/`"),
        ("größe(größe, 4)", "4", "expected a type, found `4`"),
    ] {
        let error = Signature::parse(text).unwrap_err();
        let found = (&text[error.offset..error.offset + error.length], error.message.as_str());
        if found != (place, message) {
            wrong.push(format!("{text}\n  found    {found:?}\n  expected {:?}", (place, message)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
