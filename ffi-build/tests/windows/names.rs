//! What linkers call C's functions: what compilers make of their names.

use crate::support::{Folder, Linker, PLATFORMS, plan, symbols};

/// Result and parameters as C has them.
const FUNCTIONS: [(&str, &str); 10] = [
    ("void", "void"),
    ("int", "char, short, int"),
    ("double", "double, float, long long"),
    ("long double", "long double, int"),
    ("struct words", "int, struct words"),
    ("struct bytes", "struct bytes, char"),
    ("struct pair", "struct pair"),
    ("float _Complex", "float _Complex, void *"),
    ("int", "struct aligned, int"),
    ("int", "const char *, ..."),
];

const RECORDS: [(&str, &str); 4] = [
    ("struct aligned", "struct { int a __attribute__((aligned(16))); }"),
    ("struct words", "struct { int a[5]; }"),
    ("struct bytes", "struct { char a[3]; }"),
    ("struct pair", "struct { int a; short b; }"),
];

#[test]
fn names_are_what_compilers_make_of_them() {
    for platform in PLATFORMS.into_iter().filter(|platform| platform.linker != Linker::Lld) {
        let folder = Folder::new("names", platform);
        let target = platform.target();
        let mut source = String::new();
        for (name, body) in RECORDS {
            source += &format!("{};\n", body.replacen("struct", name, 1));
        }
        let (mut wanted, mut calls) = (Vec::new(), String::new());
        let conventions: &[&str] =
            if target.triple().starts_with("i686") { &["C", "cdecl", "stdcall", "fastcall"] } else { &["C"] };
        for convention in conventions {
            for (number, (result, parameters)) in FUNCTIONS.iter().enumerate() {
                if *convention == "vectorcall" && parameters.ends_with("...") {
                    continue;
                }
                let name = format!("{convention}_{number}");
                let attribute = if *convention == "C" { String::new() } else { format!("__attribute__(({convention}))") };
                source += &format!("{result} {attribute} {name}({parameters});\n");
                calls += &format!("(void *){name}, ");
                let mut text = format!("extern \"{convention}\" {result}({parameters})");
                for (name, body) in RECORDS {
                    text = text.replace(name, body);
                }
                wanted.push(target.decorated(&plan(&target, &text).link_name(&target, &name)));
            }
        }
        let object = folder.compile("names", &format!("{source} void *all[] = {{ {calls} }}; static void test(void) {{}}"));
        let text = symbols(&object);
        let undefined = text.lines().filter_map(|line| line.trim_start().strip_prefix("U "));
        let mut found: Vec<&str> = undefined.filter(|name| !name.contains("imp_")).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{platform:?}");
    }
}
