//! Headers that nobody wrote in good faith, or that are merely very large: each is bound or refused with a reason, in bounded time and
//! memory, and nothing of it ends the process. What ended it once is a case here.

use super::*;

/// A header of this text, in a folder of its own.
fn written(text: impl AsRef<[u8]>) -> (tempfile::TempDir, Input) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile.h");
    fs::write(&path, text).unwrap();
    let input = input(path.to_str().unwrap());
    (folder, input)
}

/// What becomes of it: the Rust text, which compiles, and the report.
fn bound(name: &str, text: impl AsRef<[u8]>) -> (String, String) {
    let (folder, input) = written(text);
    let (declarations, generated) = make(&input);
    let text = rust_text(&generated);
    compile(folder.path(), name, &text, &runtime());
    (text, Report::new(&declarations, &generated.rulings).to_text())
}

fn first_fault(text: impl AsRef<[u8]>) -> String {
    let (_folder, input) = written(text);
    let faults = bind(&input).err().expect("it cannot be read");
    faults[0].message()
}

/// The verdict on a name.
fn verdict<'r>(report: &'r str, name: &str) -> &'r str {
    let is_it = |line: &&str| line.split_whitespace().nth(3).is_some_and(|word| word.trim_end_matches(':') == name);
    let line = report.lines().find(is_it).unwrap_or_else(|| panic!("no `{name}` in\n{report}"));
    line.split_whitespace().nth(1).unwrap()
}

#[test]
fn a_header_that_includes_itself_is_clangs_message() {
    let fault = first_fault("#include \"hostile.h\"\nint f(void);\n");
    assert!(fault.contains("nested too deeply"), "{fault}");
    // With a guard it is a header like any other.
    let (_, report) = bound("guarded", "#ifndef H\n#define H\n#include \"hostile.h\"\nint f(void);\n#endif\n");
    assert_eq!(verdict(&report, "f"), "direct");
}

#[test]
fn headers_of_cpp_are_refused_as_such_unless_they_hide_it_from_c() {
    for text in [
        "#include <stddef.h>\nclass pen { int x; };\n",
        "namespace n { int f(); }\n",
        "extern \"C\" {\nint f(void);\n}\n",
        "extern \"C\" int f(void);\n",
        "template <class T> T f(T);\n",
        "#include <vector>\n",
    ] {
        let fault = first_fault(text);
        assert!(fault.ends_with("asks for C++, and only headers of C are read"), "{text}: {fault}");
    }
    let hidden = "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\nclass pen;\n#endif\n";
    let (_, report) = bound("hidden", hidden);
    assert_eq!(verdict(&report, "f"), "direct");
}

#[test]
fn a_macro_that_doubles_itself_forty_times_is_no_constant() {
    let mut header = "#define A0 (1 + 1)\n#define F0(x) (x + x)\n#define D(x) (x + x)\n#define S0 \"text\"\n".to_owned();
    for number in 1..=40 {
        let before = number - 1;
        header += &format!("#define A{number} (A{before} + A{before})\n#define S{number} S{before} S{before}\n");
        header += &format!("#define F{number}(x) F{before}(F{before}(x))\n");
    }
    header += &format!("#define N {}1{}\n", "D(".repeat(40), ")".repeat(40));
    header += "#define APPLY(f) f(f(f(f(1))))\n#define BY_NAME APPLY(F40)\n#define CALLED F40(1)\nint f(void);\n";
    let (text, report) = bound("doubling", header);
    assert_eq!(verdict(&report, "f"), "direct");
    assert!(text.contains("pub const A3: ") && text.contains("= 16;"), "small ones have their value");
    assert!(text.contains("pub const S1: ") && text.contains("b\"texttext\\0\""), "{text}");
    for name in ["S40", "N", "BY_NAME", "CALLED"] {
        assert_eq!(verdict(&report, name), "refused", "{name}");
    }
}

#[test]
fn a_macro_as_deep_as_the_stack_is_no_constant() {
    let mut header =
        format!("#define PARENTHESES {}1{}\n#define SIGNS {}1\n", "(".repeat(20_000), ")".repeat(20_000), "- ".repeat(20_000));
    // The last one first, so that each leads to the next.
    for number in (0..20_000).rev() {
        header += &format!("#define CHAIN{} CHAIN{number}\n", number + 1);
    }
    header += "#define CHAIN0 7\ntypedef int T0;\n";
    for number in 1..2000 {
        header += &format!("typedef T{} T{number};\n", number - 1);
    }
    header += "#define SIZE sizeof(T1999)\n#define SELF SELF\n#define PING PONG\n#define PONG PING\nint f(void);\n";
    let (_, report) = bound("deep", header);
    assert_eq!(verdict(&report, "f"), "direct");
    for name in ["PARENTHESES", "SELF", "PING"] {
        assert_eq!(verdict(&report, name), "refused", "{name}");
    }
}

#[test]
fn macros_that_are_not_what_they_seem() {
    let header = "
        #define ZERO (1 / 0)
        #define REST (1 % (2 - 2))
        #define OPEN (1
        #define CLOSE 1)
        #define STATEMENT do { } while (0)
        #define DECLARES 1; int stolen(void)
        #define PASTED a ## b
        #define COMMENT 1 /* \" */
        #define BRACE {
        enum { HERE_ = 3 };
        #define HERE 2 + NOWHERE
        #define THERE (4)
        enum { THERE_ = 5 };
        int f(void);
        #define LAST 1 \\

    ";
    let (text, report) = bound("seeming", header);
    assert!(!text.contains("stolen"), "{text}");
    for name in ["ZERO", "REST", "OPEN", "CLOSE", "STATEMENT", "DECLARES", "PASTED", "BRACE"] {
        assert_eq!(verdict(&report, name), "refused", "{name}");
    }
    // A constant of the name with `_` behind it is another one.
    assert_eq!(verdict(&report, "HERE"), "refused");
    assert!(text.contains("pub const HERE_: ") && text.contains("pub const THERE_: "), "{text}");
    assert!(text.contains("pub const THERE: u32 = 4;"), "{text}");
}

#[test]
fn sizes_behind_pointers_are_those_of_what_they_point_to() {
    let header = "
        typedef struct node { char bytes[24]; } *node_t;
        typedef struct hidden *hidden_t;
        typedef double (*row_t)[3];
        #define NODE sizeof(*(node_t)0)
        #define HIDDEN sizeof(*(hidden_t)0)
        #define ROW sizeof(*(row_t)0)
    ";
    let (text, report) = bound("pointees", header);
    assert!(text.contains("pub const NODE: ::core::ffi::c_ulong = 24;"), "{text}");
    assert!(text.contains("pub const ROW: ::core::ffi::c_ulong = 24;"), "{text}");
    assert_eq!(verdict(&report, "HIDDEN"), "refused", "no size is known: {report}");
}

#[test]
fn comments_that_are_not_utf_8() {
    let header = b"/** Caf\xe9, in Latin-1. \xff\xfe */\nint f(void);\n#define NAME \"Caf\xe9\"\n/** \x01 control, \\\" quote, {} braces, ```` */\nint g(void);\n";
    let (text, report) = bound("latin", header);
    assert!(text.contains("Caf\u{fffd}, in Latin-1"), "{text}");
    assert_eq!((verdict(&report, "f"), verdict(&report, "g")), ("direct", "direct"));
    assert!(text.contains("b\"Caf\\xE9\\0\"") || text.contains("b\"Caf\\xe9\\0\""), "{text}");
}

#[test]
fn names_that_are_keywords_of_rust() {
    let header = "
        struct type { int match, self, Self, fn, async, r, super; };
        enum mod { impl, dyn, crate };
        typedef int trait;
        int use(struct type *in, enum mod where, trait box);
        int move(int let, int mut, int loop);
        extern int yield;
        int str(int bool);
        int u8(int f64);
        struct await { int try : 3; int unsafe : 5; };
        #define pub 5
        #define ref \"reference\"
        #define str 6
        #define bool (3 / 1)
        static inline int abstract(int final) { return final; }
    ";
    let (text, report) = bound("keywords", header);
    for name in ["use", "move", "str", "u8", "yield", "trait", "pub", "ref"] {
        assert_eq!(verdict(&report, name), "direct", "{name}\n{report}");
    }
    assert!(text.contains("pub fn move_("), "{text}");
}

#[test]
fn names_that_collide() {
    let header = "
        struct same { int a; };
        enum other { one, two };
        int same(struct same *);
        int other(enum other);
        typedef struct same same_;
        int type(void);
        int type_(int);
        struct twice { int type; int type_; };
        #define same 3
        struct __BindgenBitfieldUnit { int x; };
        struct Option { int x; };
        int Some(struct Option *);
        struct c_int { int x; };
        int f(int, struct c_int *);
    ";
    let (_folder, input) = written(header);
    let (declarations, generated) = make(&input);
    let report = Report::new(&declarations, &generated.rulings).to_text();
    let selected = declarations.items.iter().filter(|declaration| declaration.selected).count();
    assert_eq!(generated.rulings.iter().flatten().count(), selected, "{report}");
    for name in ["other", "f", "Some", "type_"] {
        assert_eq!(verdict(&report, name), "direct", "{report}");
    }
    // Not lost: refused, with what to do.
    assert_eq!(verdict(&report, "type"), "refused", "{report}");
    assert!(report.contains("function  type: another item is called `type_` in Rust"), "{report}");
    assert!(report.contains("macro     same: another item is called `same` in Rust"), "{report}");
    assert!(report.contains("name-taken: give it another name"), "{report}");
    compile(input.headers[0].rsplit_once('/').unwrap().0.as_ref(), "collide", &rust_text(&generated), &runtime());
}

#[test]
fn types_that_would_have_one_name_have_two() {
    let header = "
        struct type { int a; };
        struct type_ { double b; };
        typedef unsigned u32;
        typedef struct { long c; } u32_;
        int takes(struct type *, struct type_ *, u32, u32_ *);
    ";
    let (text, report) = bound("apart", header);
    for name in ["pub struct type_ ", "pub struct type__ ", "pub struct u32_ ", "pub type u32__ "] {
        assert_eq!(text.matches(name).count(), 1, "{name}\n{text}");
    }
    assert!(text.contains("*mut type__,") && text.contains("*mut type_,"), "{text}");
    assert_eq!(verdict(&report, "takes"), "direct", "{report}");
}

#[test]
fn what_c_does_not_define_is_no_constant() {
    let (text, report) = bound(
        "shifts",
        "#define OVER (0x7fffffff + 1)\n#define MUCH (65536 * 65536)\n#define FAR (1 << 200)\n#define WIDTH 32\n#define WIDE (1u << WIDTH)\n#define BACK (1 >> -1)\n\
         #define TOP (1u << 31)\n#define LONG (1ull << 40)\n#define OF_FAR (FAR + 1)\n\
         #define EITHER (sizeof(char) > 1 ? 1u << 32 : 5)\n",
    );
    for name in ["OVER", "MUCH", "FAR", "WIDE", "BACK", "OF_FAR"] {
        assert_eq!(verdict(&report, name), "refused", "{report}");
        assert!(!text.contains(&format!("const {name} ")) && !text.contains(&format!("const {name}:")), "{text}");
    }
    for name in ["TOP", "LONG", "WIDTH", "EITHER"] {
        assert_eq!(verdict(&report, name), "direct", "{report}");
    }
}

/// As many declarations as `FFI_HUGE` says; what is quadratic in them shows at 200,000, which take minutes in this profile.
#[test]
fn huge_headers() {
    let count = std::env::var("FFI_HUGE").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let mut header = String::new();
    for number in 0..count / 4 {
        header += &format!(
            "struct s{number} {{ int a; struct s{number} *next; }};\nint f{number}(struct s{number} *, long);\n\
             typedef struct s{number} t{number};\n#define M{number} ({number} + 1)\n"
        );
    }
    let (_folder, input) = written(header);
    let (declarations, generated) = make(&input);
    let report = Report::new(&declarations, &generated.rulings);
    let bound: usize = report.counts().values().map(|counts| counts.direct).sum();
    assert_eq!(bound, count, "all of them are bound");
}
