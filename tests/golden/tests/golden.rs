//! Every case on every target, and the runner itself.

use std::path::{Path, PathBuf};

use golden::{Case, run};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn cases() -> Vec<Case> {
    Case::load_all(&folder("cases")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn goldens_agree() {
    let bless = std::env::var_os("FFI_BLESS").is_some_and(|value| value == "1");
    let cases = cases();
    assert!(cases.len() >= 60, "only {} cases were found", cases.len());
    let outcome = run(&cases, &folder("expected"), bless).expect("goldens are readable");
    println!("{} goldens agree, {} blessed", outcome.agreed, outcome.blessed);
    assert!(
        outcome.failures.is_empty(),
        "{} goldens are wrong (FFI_BLESS=1 accepts what is printed here):\n\n{}",
        outcome.failures.len(),
        outcome.failures.join("\n")
    );
}

#[test]
fn stale_and_orphaned_goldens_fail() {
    let cases = cases();
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden");
    let _ = std::fs::remove_dir_all(&scratch);
    assert!(!run(&cases[..1], &scratch, false).unwrap().failures.is_empty(), "missing goldens were accepted");
    assert!(run(&cases[..1], &scratch, true).unwrap().failures.is_empty());
    assert_eq!(run(&cases[..1], &scratch, false).unwrap().failures, Vec::<String>::new());

    let target = scratch.join("x86_64-unknown-linux-gnu");
    let golden = target.join(format!("{}.txt", cases[0].name));
    let text = std::fs::read_to_string(&golden).unwrap();
    std::fs::write(&golden, text.replacen("→", "?", 1)).unwrap();
    std::fs::write(target.join("no_such_case.txt"), "").unwrap();
    // Equal to its base's, so that there has to be none.
    std::fs::create_dir_all(scratch.join("x86_64-unknown-linux-musl")).unwrap();
    std::fs::write(scratch.join("x86_64-unknown-linux-musl").join(golden.file_name().unwrap()), &text).unwrap();
    let failures = run(&cases[..1], &scratch, false).unwrap().failures;
    assert_eq!(failures.len(), 3, "{failures:#?}");

    assert_eq!(run(&cases[..1], &scratch, true).unwrap().blessed, 3);
    assert_eq!(std::fs::read_to_string(&golden).unwrap(), text);
    assert_eq!(run(&cases[..1], &scratch, false).unwrap().failures, Vec::<String>::new());
}
