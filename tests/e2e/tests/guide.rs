//! Every block of Rust and of C in `docs/guide`, compiled and run: one package for all of them.
//!
//! A block that begins with `// build.rs` is a part of the build script; any other block of Rust is a module of the program, and its `main`
//! is called. A block of TOML has to name dependencies that this project has. Commands are run by `ffi-build/tests/cli/guide.rs`.

use std::fs;

use e2e::{Project, workspace};

/// A block of a page.
struct Block {
    /// Page and number.
    name: String,
    language: String,
    text: String,
}

/// The blocks of all pages, in order.
fn blocks() -> Vec<Block> {
    let mut pages: Vec<_> = fs::read_dir(workspace().join("docs/guide")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let mut blocks = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let stem = page.file_stem().unwrap().to_string_lossy().replace('-', "_");
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once("\n```") {
            let (language, after) = after.split_once('\n').unwrap();
            let (text, after) = after.split_once("\n```").expect("a block ends");
            let name = format!("{stem}_{}", blocks.len());
            blocks.push(Block { name, language: language.to_owned(), text: format!("{text}\n") });
            rest = after;
        }
    }
    blocks
}

const MANIFEST: &str = r#"
[dependencies]
ffi-rt = { path = "$WORKSPACE/ffi-rt" }
[build-dependencies]
ffi-build = { path = "$WORKSPACE/ffi-build" }
"#;

#[test]
fn every_block_of_the_guide_runs() {
    let blocks = blocks();
    let mut build = Vec::new();
    let mut program = Vec::new();
    for block in &blocks {
        match block.language.as_str() {
            "rust" if block.text.starts_with("// build.rs\n") => build.push(block),
            "rust" => program.push(block),
            // Shown output belongs to a command.
            "sh" | "text" => {}
            "toml" => {
                for line in block.text.lines().filter(|line| !line.starts_with('[')) {
                    assert!(
                        MANIFEST.contains(line.split(' ').next().unwrap()) && line.ends_with("\"0.1\""),
                        "{}: {line}",
                        block.name
                    );
                }
            }
            other => panic!("{}: nothing compiles or runs `{other}`", block.name),
        }
    }
    assert!(build.len() >= 6 && program.len() >= 10, "{} and {}", build.len(), program.len());
    let module = |block: &&Block| {
        let text = format!("\n{}", block.text).replace("\nfn main()", "\npub fn main()");
        assert!(text.contains("pub fn main()"), "{} has no `main`", block.name);
        format!("mod {} {{\n{text}}}\n", block.name)
    };
    // Some return a result, some nothing.
    let call = |block: &&Block| format!("    println!(\"{0}\");\n    let _: () = Done::done({0}::main());\n", block.name);
    let done = "trait Done { fn done(self); }\nimpl Done for () { fn done(self) {} }\n\
                impl Done for Result<(), Box<dyn std::error::Error>> { fn done(self) { self.unwrap() } }\n";
    let source = |blocks: &[&Block]| {
        let modules: String = blocks.iter().map(module).collect();
        let calls: String = blocks.iter().map(call).collect();
        format!("#![allow(unused)]\n{modules}{done}fn main() {{\n{calls}}}\n")
    };
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), "guide");
    project.manifest(MANIFEST);
    project.write("build.rs", &source(&build).replace("println!", "eprintln!"));
    project.write("src/main.rs", &source(&program));
    // The snapshot that the guide's command makes; the command's own test makes it anew.
    project.write("sums.ffi", &fs::read_to_string(workspace().join("ffi-build/tests/cli/sums.ffi")).unwrap());
    let run = project.cargo(&["run", "--quiet"]);
    assert!(run.success, "{}\n{}", run.stdout, run.stderr);
    for block in program {
        assert!(run.stdout.lines().any(|line| line == block.name), "{} did not run:\n{}", block.name, run.stdout);
    }
}
