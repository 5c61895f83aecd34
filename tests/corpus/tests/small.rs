//! The part of the corpus that needs no more than what the tests install anyway, and the page.

use std::process::Command;

fn run(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_corpus")).args(arguments).output().expect("the corpus runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), format!("{text}\n{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn every_declaration_of_the_small_corpus_is_accounted_for() {
    let (success, text) = run(&["--small"]);
    assert!(success, "{text}");
    assert!(text.lines().any(|line| line.starts_with("zlib") && line.contains("lost   0") && line.ends_with("ok")), "{text}");
}

#[test]
fn the_page_is_what_the_records_make() {
    let page = std::env::temp_dir().join(format!("ffi-corpus-page-{}.md", std::process::id()));
    let (success, text) = run(&["--page", &page.display().to_string()]);
    assert!(success, "{text}");
    let made = std::fs::read_to_string(&page).expect("the page was written");
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/corpus.md");
    assert!(
        made == std::fs::read_to_string(committed).expect("the page is there"),
        "docs/corpus.md is not what the records make: `cargo run -p corpus -- --page docs/corpus.md`"
    );
    // What stays behind in the temporary folder does no harm.
    let _ = std::fs::remove_file(page);
}
