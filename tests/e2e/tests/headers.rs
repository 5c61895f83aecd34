//! From a header to calls: bindings, trampolines for what rustc cannot call, and calls through the header's table.

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// A package with a header of some of libm's functions.
fn project(name: &str) -> Project {
    let project = Project::new(SCRATCH, name);
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write("c/calls.h", "#include \"more.h\"\n/** Power. */\ndouble pow(double base, double exponent);\nnumber fabsl(number x);\nint abs(int);\n")
        .write("c/more.h", "typedef long double number;\n#define ANSWER 42\n")
        .write(
            "build.rs",
            "fn main() {\n    ffi_build::Builder::new(\"calls\").header(\"c/calls.h\").link(ffi_build::Link::Dylib).library(\"m\").table(true).build();\n}\n",
        )
        .write(
            "src/main.rs",
            r#"
            mod sys {
                ffi::bindings!("calls");
            }

            fn main() {
                let power = unsafe { sys::pow(2.0, 10.0) };
                let positive = unsafe { sys::fabsl(ffi::LongDouble::from(-3.0)) };
                println!("{power} {} {}", f64::from(positive), sys::ANSWER);

                let process = ffi::DynamicLibrary::process().unwrap();
                let entry = sys::TABLE.find("abs").unwrap();
                let abs = unsafe { process.function(c"abs", entry.signature()).unwrap() };
                println!("{:?} {}", unsafe { abs.call(&[(-7).into()]).unwrap() }, entry.signature().text());
                let number = ffi::signature!(number(number));
                println!("{} {}", number.text(), sys::TABLE.len());
            }
            "#,
        );
    project
}

#[test]
fn a_header_becomes_bindings_and_a_table() {
    let project = project("header");
    let output = project.cargo(&["run"]);
    assert_eq!(output.expect_success(), "1024 3 42\nI32(7) int(int)\nlong double(long double) 3\n");
}

/// Whether cargo ran the build script, and whether it compiled the package.
fn rebuilt(project: &Project) -> (bool, bool) {
    let output = project.cargo(&["build", "-v"]);
    output.expect_success();
    let line =
        |start: &str, rest: &str| output.stderr.lines().any(|line| line.trim_start().starts_with(start) && line.contains(rest));
    (line("Running", "build-script-build`"), line("Running", "--crate-name rebuilds "))
}

#[test]
fn what_changed_is_built_again_and_nothing_else() {
    let project = project("rebuilds");
    assert_eq!(rebuilt(&project), (true, true));
    assert_eq!(rebuilt(&project), (false, false), "nothing changed");
    project.write("c/more.h", "typedef long double number;\n#define ANSWER 43\n");
    assert_eq!(rebuilt(&project), (true, true), "a header that another includes changed");
    assert!(project.cargo(&["run"]).expect_success().starts_with("1024 3 43\n"));
    project.write("src/more.rs", "pub const S: ffi::Signature = ffi::signature!(void(short, long));\n");
    project.write("src/main.rs", "mod more;\nfn main() { println!(\"{}\", more::S.text()); }\n");
    assert_eq!(rebuilt(&project), (true, true), "an annotation is new");
    assert_eq!(project.cargo(&["run"]).expect_success(), "void(short, long)\n");
    project.write("tests/new.rs", "#[test]\nfn works() { assert_eq!(ffi::signature!(char(char)).text(), \"char(char)\"); }\n");
    project
        .write("build.rs", &format!("// A new folder.\n{}", std::fs::read_to_string(project.folder().join("build.rs")).unwrap()));
    project.cargo(&["test", "--test=new"]).expect_success();
    project.write("tests/newer.rs", "#[test]\nfn works() { assert_eq!(ffi::signature!(void(char)).text(), \"void(char)\"); }\n");
    project.cargo(&["test", "--test=newer"]).expect_success();
    assert!(!rebuilt(&project).0, "nothing changed");
}

#[test]
fn two_builders_of_one_build_script() {
    let project = project("two-builders");
    project
        .write("c/other.h", "struct pair { double re, im; };\n_Complex double conj(_Complex double z);\n")
        .write(
            "build.rs",
            "use ffi_build::{Builder, Link};\nfn main() {\n    Builder::new(\"calls\").header(\"c/calls.h\").link(Link::Dylib).library(\"m\").format(false).build();\n    \
             Builder::new(\"other\").header(\"c/other.h\").link(Link::Dylib).library(\"m\").build();\n}\n",
        )
        .write(
            "src/main.rs",
            r#"
            mod calls { ffi::bindings!("calls"); }
            mod other { ffi::bindings!("other"); }

            fn main() {
                let signature = ffi::signature!(struct pair (number));
                let conjugate = unsafe { other::conj(ffi::Complex::new(1.0, 2.0)) };
                println!("{} {} {}", unsafe { calls::pow(2.0, 3.0) }, conjugate.im, signature.text());
            }
            "#,
        );
    // A signature may use the names of one set of headers, whichever builder has it, but not of two.
    let run = project.cargo(&["run"]);
    assert!(run.expect_failure().contains("[FFI0032] `struct pair(number)` cannot be called"), "{}", run.stderr);
    let text = std::fs::read_to_string(project.folder().join("src/main.rs")).expect("it was just written");
    project.write("src/main.rs", &text.replace("struct pair (number)", "struct pair (int)"));
    assert_eq!(project.cargo(&["run"]).expect_success(), "8 -2 struct pair { double re; double im; }(int)\n");
    project.write("src/main.rs", &text.replace("struct pair (number)", "number(int)"));
    assert_eq!(project.cargo(&["run"]).expect_success(), "8 -2 long double(int)\n");
}

/// Three crates of one program, each with a table of its own: two are used beside each other, the third is not there.
#[test]
fn tables_of_several_crates_coexist_and_an_unused_one_is_dropped() {
    let project = Project::new(SCRATCH, "tables");
    let build = |name: &str| {
        format!(
            "fn main() {{\n    ffi_build::Builder::new(\"{name}\").header(\"{name}.h\").table(true).sources([\"\"; 0]).build();\n}}\n"
        )
    };
    let mut dependencies = DEPENDENCIES_WITH_HEADERS.to_owned();
    for (name, constant) in [("first", 1), ("unused", 3)] {
        let header = format!("int abs(int);\n#define OWN {constant}\nstruct pair {{ char a; int {name}; }};\n");
        project
            .package(name, DEPENDENCIES_WITH_HEADERS)
            .write(&format!("{name}/build.rs"), &build(name))
            .write(&format!("{name}/{name}.h"), &header)
            .write(
                &format!("{name}/src/lib.rs"),
                &format!("mod sys {{\n    ffi::bindings!(\"{name}\");\n}}\npub use sys::TABLE;\npub use sys::OWN;\n"),
            );
        dependencies += &format!("[dependencies.{name}]\npath = \"{name}\"\n");
    }
    project
        .manifest(&dependencies)
        .write("build.rs", &build("second"))
        .write("second.h", "int abs(int);\nlong labs(long);\n#define OWN 2\nenum color { RED = 5 };\n")
        .write(
            "src/main.rs",
            r#"
            mod sys {
                ffi::bindings!("second");
            }

            fn main() {
                let process = ffi::DynamicLibrary::process().unwrap();
                for table in [first::TABLE, sys::TABLE] {
                    let own = table.constant("OWN").unwrap().integer().unwrap();
                    let abs = table.find("abs").unwrap();
                    let abs = unsafe { abs.at(process.lookup(abs.symbol()).unwrap().pointer()).unwrap() };
                    let seven = unsafe { abs.call(&[(-7).into()]).unwrap() };
                    let offset = table.record("struct pair").and_then(|pair| Some(pair.field("first")?.offset()));
                    let red = table.constant("RED").and_then(|red| Some((red.integer()?, red.owner()?.name())));
                    println!("{} {own} {seven:?} {offset:?} {red:?}", table.name());
                }
                println!("{}", unused::OWN);
                let same = [first::TABLE, sys::TABLE].map(|table| table.signature("int(int)").unwrap().as_ptr());
                println!("one descriptor: {}", same[0] == same[1]);
            }
            "#,
        );
    let expected = "first 1 I32(7) Some(4) None\nsecond 2 I32(7) None Some((5, \"enum color\"))\n3\none descriptor: true\n";
    assert_eq!(project.cargo(&["run"]).expect_success(), expected);
    let names = std::process::Command::new("nm").arg(project.target().join("debug/tables")).output().expect("nm runs");
    let names = String::from_utf8_lossy(&names.stdout).into_owned();
    let tables: Vec<_> = names.lines().filter(|line| line.contains(" ffi1_t_")).collect();
    assert_eq!(tables.len(), 2, "{tables:?}");
}
