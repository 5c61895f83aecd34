//! Texts of random types read back as the same types, and no text makes the parser panic.
//!
//! `FFI_TEXT_CASES` sets how many.

use ffi_abi::{CType, Signature};
use layout_tests::count;
use layout_tests::random::{Random, Types};

#[test]
fn random_signatures_read_back() {
    let mut types = Types { random: Random::new(1) };
    for _ in 0..count("FFI_TEXT_CASES", 5000) {
        let signature = types.signature(3);
        let text = signature.to_string();
        assert_eq!(Signature::parse(&text), Ok(signature), "{text}");
    }
}

#[test]
fn random_types_read_back_with_spaces_anywhere_and_as_declarations() {
    let mut types = Types { random: Random::new(2) };
    for _ in 0..count("FFI_TEXT_CASES", 5000) {
        let ty = types.value(3);
        let text = ty.to_string();
        let declaration = ty.declare("name");
        assert_eq!(CType::parse(&text).as_ref(), Ok(&ty), "{text}");
        assert_eq!(CType::parse(&declaration).as_ref(), Ok(&ty), "{declaration}");
        // As a macro sees it: a space around each punctuator.
        let spaced: String =
            text.chars().map(|c| if c.is_alphanumeric() || "_\" ".contains(c) { c.into() } else { format!(" {c} ") }).collect();
        assert_eq!(CType::parse(&spaced).as_ref(), Ok(&ty), "{spaced}");
    }
}

/// Texts that are nearly right: a word or a bracket taken out, doubled, or put elsewhere.
#[test]
fn broken_texts_are_errors_with_a_place_in_the_text() {
    let mut types = Types { random: Random::new(3) };
    let mut random = Random::new(4);
    let mut refused = 0;
    for _ in 0..count("FFI_TEXT_CASES", 5000) {
        let text = types.signature(3).to_string();
        let mut pieces: Vec<&str> = text.split_inclusive([' ', '(', ')', '*', '{', '}', ',', ';', '[', ']', ':', '"']).collect();
        for _ in 0..=random.below(3) {
            let (from, to) = (random.below(pieces.len()), random.below(pieces.len()));
            match random.below(4) {
                0 if pieces.len() > 1 => drop(pieces.remove(from)),
                1 => pieces.insert(to, pieces[from]),
                2 => pieces.swap(from, to),
                _ => pieces.insert(
                    to,
                    ["(", ")", "struct", "...", "3", "int", "*", "ß", "\"", "/*", "__attribute__((", "extern"][random.below(12)],
                ),
            }
        }
        let text: String = pieces.concat();
        match Signature::parse(&text) {
            Ok(signature) => assert_eq!(Signature::parse(&signature.to_string()), Ok(signature), "{text}"),
            Err(error) => {
                refused += 1;
                let place = text.get(error.offset..error.offset + error.length);
                assert!(place.is_some(), "{text}: {error:?}");
                assert!(!error.message.is_empty(), "{text}");
            }
        }
    }
    assert!(refused > 0, "nothing was refused: the texts are not broken");
}

/// Texts that nest without end: an error, not an overflow of the stack.
#[test]
fn deep_texts_are_errors() {
    for (open, close) in [
        ("int (*", ")(int)"),
        ("int(", ")"),
        ("struct { ", " a; }"),
        ("int *", ""),
        ("int (", ")"),
        ("(", ")"),
        ("int[2]", ""),
        ("__attribute__((unused(", ")))"),
        ("[[", "]]"),
        ("enum : ", ""),
    ] {
        for times in [10, 100, 1000, 100_000] {
            for middle in ["int", ""] {
                let text = format!("{}{middle}{}", open.repeat(times), close.repeat(times));
                let stars = format!("int {}{}", &open[open.len() - 1..].repeat(times), close.repeat(times));
                for text in [text, stars] {
                    if let Ok(ty) = CType::parse(&text) {
                        assert_eq!(CType::parse(&ty.to_string()), Ok(ty));
                    }
                }
            }
        }
    }
}
