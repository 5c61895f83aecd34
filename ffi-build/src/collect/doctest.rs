//! Code blocks of documentation, which rustdoc compiles as tests.

/// One block of Rust code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Block {
    /// The code, hidden lines included.
    pub(super) code: String,
    /// Line of the text that it starts at, from 0.
    pub(super) line: usize,
}

/// Words after the fence that leave a block Rust; anything else names another language.
const RUST: [&str; 8] =
    ["rust", "no_run", "should_panic", "compile_fail", "standalone_crate", "standalone", "test_harness", "allow_fail"];

/// The Rust blocks of Markdown that rustdoc compiles.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, bool, Block)> = None;
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        match &mut open {
            None => {
                let fence: String = trimmed.chars().take_while(|c| *c == '`' || *c == '~').collect();
                if fence.len() >= 3 {
                    let words = trimmed[fence.len()..].split([',', ' ', '\t']).map(str::trim).filter(|word| !word.is_empty());
                    let rust = { words }.all(|word| RUST.contains(&word) || word.starts_with("edition") || is_error_code(word));
                    open = Some((fence, rust, Block { code: String::new(), line: number + 1 }));
                }
            }
            Some((fence, rust, block)) => {
                if trimmed.starts_with(fence.as_str()) && trimmed.trim_end().chars().all(|c| fence.starts_with(c)) {
                    if *rust {
                        blocks.push(block.clone());
                    }
                    open = None;
                } else {
                    block.code.push_str(visible(line));
                    block.code.push('\n');
                }
            }
        }
    }
    // A fence that is not closed reaches to the end.
    if let Some((_, true, block)) = open {
        blocks.push(block);
    }
    blocks
}

/// A line of code without rustdoc's marks: `# use x;` is hidden from readers, `##` stands for `#`.
fn visible(line: &str) -> &str {
    let trimmed = line.trim_start();
    match trimmed.strip_prefix('#') {
        Some("") => "",
        Some(rest) if rest.starts_with(' ') => rest,
        Some(rest) if rest.starts_with('#') => rest,
        _ => line,
    }
}

fn is_error_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with('E') && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rust_is_code() {
        let text = "Text.\n```\na();\n# b();\n```\n```text\nno\n```\n~~~rust,no_run\nc();\n~~~\n```ignore\nno\n```\n```edition2021\n#[d]\n## e\n";
        let found = blocks(text);
        let code: Vec<_> = found.iter().map(|block| (block.line, block.code.as_str())).collect();
        assert_eq!(code, [(2, "a();\n b();\n"), (9, "c();\n"), (15, "#[d]\n# e\n")]);
    }
}
