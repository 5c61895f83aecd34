//! Macros that take arguments, as Rust: held against the C compiler's own values.

use ffi_build::headers::Choices;

use super::*;

const HEADER: &str = r"
    typedef unsigned short port;
    enum { MASK = 0xf0 };
    #define TEST(m) (((m) & 0170000) == 0040000)
    #define SWAP(x) ((port)((((x) >> 8) & 0xff) | (((x) & 0xff) << 8)))
    #define MOST(a, b) ((a) > (b) ? (a) : (b))
    #define NEST(a, b) MOST(MOST(a, b), MASK)
    #define MIX(a, b) ((a) + (b) * 2u - ~(a))
    #define SIGN(a) (-(a) / 3)
    #define TRUTH(a, b) (!(a) || ((b) && 1))
    #define SHIFT(a, n) ((unsigned long)(a) << (n) >> 3)
    #define NARROW(a) ((signed char)(a))
    #define LOGIC(a) ((_Bool)(a) + 'A')
    #define BARE(a) a + 1
    #define REST(a) ((a) % 7L)
    #define MAKE(type, nr) (((type) << 8) | (nr) | (sizeof(int) << 16))
    #define DIVIDE(a, b) ((a) / (b))
    #define CALLS(a) puts(a)
    #define FAR(a) ((a) << 32)
    #define BACK(a) ((a) >> -1)
    #define NEAR(a) ((unsigned)(a) << (32 - 1) ^ 1ull << 0x20u)
";

/// A declaration and whether it is simple.
const FUNCTIONS: [(&str, bool); 20] = [
    ("int TEST(unsigned m)", true),
    ("port SWAP(port x)", true),
    ("long MOST(int a, long b)", true),
    ("unsigned NEST(unsigned a, int b)", true),
    ("unsigned long long MIX(int a, unsigned char b)", true),
    ("int SIGN(int a)", true),
    ("_Bool TRUTH(int a, short b)", true),
    ("unsigned long SHIFT(int a, int n)", true),
    ("int NARROW(long a)", true),
    ("int LOGIC(unsigned a)", true),
    ("short BARE(short a)", true),
    ("int REST(int a)", true),
    ("long MAKE(int type, int nr)", false),
    ("int DIVIDE(int a, int b)", false),
    ("int CALLS(const char *a)", false),
    ("double BARE2(double a)", false),
    ("int GONE(int a)", false),
    ("int FAR(int a)", false),
    ("int BACK(int a)", false),
    ("unsigned long NEAR(int a)", true),
];

/// Values that arithmetic goes wrong at, where C defines the result.
const VALUES: [i64; 9] = [0, 1, 2, 7, 255, 256, 16384, 32767, 1_000_000];

#[test]
fn they_compute_what_c_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("macros.h");
    fs::write(&path, format!("int puts(const char *);\n{HEADER}\n#define BARE2(a) ((a) + 1)\n#define GONE(a) a.b\n")).unwrap();
    let declared = FUNCTIONS.map(|(declaration, _)| declaration.to_owned());
    let choices = Choices { macro_functions: declared.to_vec(), shim_prefix: "shim_".into(), ..Choices::default() };
    let (declarations, generated) = make(&Input { choices, ..input(path.to_str().unwrap()) });
    let text = rust_text(&generated);
    let report = Report::new(&declarations, &generated.rulings).to_text();
    let (mut c, mut rust) = (format!("#include <stdio.h>\n#include \"{}\"\n", path.display()), format!("{text}\n"));
    let (mut c_main, mut rust_main) = (String::new(), String::new());
    for (declaration, simple) in FUNCTIONS {
        let (front, list) = declaration.split_once('(').unwrap();
        let (result, name) = front.rsplit_once(' ').unwrap();
        let is_rust = report.lines().any(|line| line.contains(&format!("function  {name}: computed in Rust")));
        assert_eq!(is_rust, simple, "{name}\n{report}");
        assert_eq!(text.contains(&format!("pub const fn {name}(")), simple, "{name}\n{text}");
        if !simple {
            continue;
        }
        let types: Vec<&str> = list.trim_end_matches(')').split(", ").map(|one| one.rsplit_once(' ').unwrap().0).collect();
        // A function of C with these types, so that arguments are converted as they are there.
        c += &format!("static {result} c_{name}({list} {{ return {name}({}); }}\n", names_in(list));
        let second: &[i64] = if types.len() == 2 { &[0, 1, 3, 31] } else { &[0] };
        for first in VALUES {
            for &second in second {
                let arguments = |cast: &dyn Fn(usize, i64) -> String| {
                    (0..types.len()).map(|at| cast(at, [first, second][at])).collect::<Vec<_>>().join(", ")
                };
                c_main += &format!(
                    "printf(\"%lld\\n\", (long long)c_{name}({}));\n",
                    arguments(&|at, v| format!("({}){v}LL", types[at]))
                );
                rust_main += &format!("println!(\"{{}}\", {name}({}) as i64);\n", arguments(&|_, v| format!("{v}_i64 as _")));
            }
        }
    }
    c += &format!("int main(void) {{\n{c_main}return 0; }}\n");
    rust += &format!("fn main() {{\n{rust_main}}}\n");
    let run = |program: &str, source: &str, text: &str, arguments: &[String]| {
        let (source, path) = (folder.path().join(source), folder.path().join(program));
        fs::write(&source, text).unwrap();
        let compiler = if program == "c" { "cc" } else { "rustc" };
        let output = Command::new(compiler).args(arguments).arg("-o").arg(&path).arg(&source).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(Command::new(&path).output().unwrap().stdout).unwrap()
    };
    let theirs = run("c", "main.c", &c, &["-w".into(), "-fwrapv".into()]);
    let mut arguments = vec!["--edition=2024".to_owned(), "-Aunused".to_owned()];
    arguments.extend(runtime());
    // What is not simple needs the shim, which is not linked here: nothing calls it.
    let ours = run("rust", "main.rs", &rust, &arguments);
    assert_eq!(ours.lines().count(), c_main.lines().count());
    let differ: Vec<_> = ours.lines().zip(theirs.lines()).zip(rust_main.lines()).filter(|((a, b), _)| a != b).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

/// The parameters' names, as a call passes them on.
fn names_in(list: &str) -> String {
    let names = list.trim_end_matches(')').split(", ").map(|one| one.rsplit([' ', '*']).next().unwrap());
    names.collect::<Vec<_>>().join(", ")
}
