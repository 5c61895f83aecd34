//! Random records have the layout that Clang gives them, on every target.
//!
//! `FFI_LAYOUT_CASES` sets how many for each target and language, `FFI_LAYOUT_SEED` which.

use std::fmt::Write;

use ffi_abi::{CType, Record, RecordKind, Target, record_layout};
use layout_tests::c::Source;
use layout_tests::clang::{self, ClangLayout};
use layout_tests::count;
use layout_tests::random::{Random, Records};

/// Compares records with Clang, and gives the simplest one that differs, with how many do.
fn compare(target: &Target, cpp: bool, records: &[Record]) -> Option<String> {
    let mut source = Source::default();
    for (index, record) in records.iter().enumerate() {
        let tag = format!("R{index}");
        source.record(&tag, record);
        let layout = match record_layout(target, record) {
            Ok(layout) => layout.layout,
            Err(error) => return Some(format!("{target}: {error}")),
        };
        // `_Alignof` and `sizeof` are asked too: what the dump prints is what Clang computes with, this is what C says.
        let keyword = keyword(record);
        let (size, align) = (layout.size, layout.align);
        source.raw(&format!("ASSERT(sizeof({keyword} {tag}) == {size} && ALIGNOF({keyword} {tag}) == {align}, \"{tag}\");\n"));
    }
    let language: &[&str] = if cpp { &["-xc++", "-std=c++17", "-ffreestanding"] } else { &["-xc", "-std=c17", "-ffreestanding"] };
    let source = source.finish();
    let (layouts, errors) = clang::layouts(target, language, &source);
    let mut wrong: Vec<String> = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let ours = record_layout(target, record).expect("computed above");
        let ours = ClangLayout {
            size: ours.layout.size,
            align: ours.layout.align,
            offsets: ours.fields.iter().map(|field| field.bit_offset).collect(),
        };
        let name = format!("{} R{index}", keyword(record));
        let theirs = layouts.get(&name).unwrap_or_else(|| {
            panic!("{target}: Clang printed no `{name}`: {}", errors.as_deref().unwrap_or_default());
        });
        if ours != *theirs {
            let mut text = format!("{target}: {}\n", CType::record(record.clone()));
            writeln!(text, "  Clang: {theirs:?}\n  ours:  {ours:?}").expect("a string takes all");
            wrong.push(text);
        }
    }
    let Some(simplest) = wrong.iter().min_by_key(|text| text.len()) else { return errors };
    Some(format!("{} of {} records differ, the simplest:\n{simplest}", wrong.len(), records.len()))
}

fn keyword(record: &Record) -> &'static str {
    match record.kind {
        RecordKind::Struct => "struct",
        RecordKind::Union => "union",
    }
}

fn check(cpp: bool, cases: usize) {
    let mut failures = Vec::new();
    for (number, target) in Target::ALL.iter().enumerate() {
        let seed = count("FFI_LAYOUT_SEED", 1) as u64;
        let random = Random::new(seed * 1000 + number as u64);
        let mut records = Records { random, target, cpp, accepts: clang::accepts };
        // One compilation holds a few thousand at most: Clang's memory and the test's stay small.
        for batch in (0..cases).step_by(2000) {
            let records: Vec<Record> = (batch..cases.min(batch + 2000)).map(|_| records.record()).collect();
            failures.extend(compare(target, cpp, &records));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn random_records_are_laid_out_as_clang_does_in_c() {
    check(false, count("FFI_LAYOUT_CASES", 300));
}

#[test]
fn random_records_are_laid_out_as_clang_does_in_cpp() {
    check(true, count("FFI_LAYOUT_CASES", 300) / 3);
}
