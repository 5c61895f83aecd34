//! Random records have the layout that Clang gives them, on every target.
//!
//! `FFI_LAYOUT_CASES` sets how many for each target and language, `FFI_LAYOUT_SEED` which.

use std::fmt::Write;

use ffi_abi::{CType, Features, Layout, Record, RecordKind, Target, record_layout};
use layout_tests::c::{Dialect, Source};
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
    let apple = Target::parse("x86_64-apple-darwin").expect("a target");
    // Features change the alignment of vectors there.
    let wider = [apple.with_features(Features::AVX), apple.with_features(Features::AVX512F)];
    for (number, target) in Target::ALL.iter().chain(&wider).enumerate() {
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

/// Whether GCC and Clang differ on a record, or on one in it: where a bit-field asks for an alignment, and that is less than its type's or
/// limited by `#pragma pack`. We follow Clang.
fn disputed(target: &Target, record: &Record) -> bool {
    record.fields.iter().any(|field| {
        let mut ty = &field.ty;
        while let CType::Array { element, .. } = ty {
            ty = element;
        }
        match (ty, field.bits, field.align) {
            (CType::Record(record), ..) => disputed(target, record),
            (ty, Some(_), Some(align)) => {
                record.pack.is_some() || Layout::of(target, ty).is_ok_and(|layout| align < layout.align)
            }
            _ => false,
        }
    })
}

/// GCC prints no layouts: sizes, alignments and the offsets of members that are no bit-fields are asserted.
#[test]
fn random_records_are_laid_out_as_gcc_does_in_c() {
    let triple = std::env::var("FFI_GCC_TARGET").unwrap_or_else(|_| "x86_64-unknown-linux-gnu".into());
    let target = Target::parse(&triple).unwrap_or_else(|error| panic!("FFI_GCC_TARGET: {error}"));
    let power_of_two = |_: &Target, ty: &CType| !matches!(ty, CType::Vector { lanes, .. } if !lanes.is_power_of_two());
    let random = Random::new(count("FFI_LAYOUT_SEED", 1) as u64);
    let mut records = Records { random, target: &target, cpp: false, accepts: power_of_two };
    let mut source = Source::new(Dialect::Gcc);
    let mut declared = Vec::new();
    while declared.len() < count("FFI_LAYOUT_CASES", 300) {
        let record = records.record();
        if disputed(&target, &record) {
            continue;
        }
        let tag = format!("R{}", declared.len());
        source.record(&tag, &record);
        let layout = record_layout(&target, &record).unwrap_or_else(|error| panic!("{error}"));
        let c = format!("{} {tag}", keyword(&record));
        let mut claims = format!("sizeof({c}) == {} && ALIGNOF({c}) == {}", layout.layout.size, layout.layout.align);
        for (field, place) in record.fields.iter().zip(&layout.fields) {
            if let (Some(name), None) = (&field.name, field.bits) {
                write!(claims, " && __builtin_offsetof({c}, {name}) == {}", place.bit_offset / 8).expect("a string takes all");
            }
        }
        source.raw(&format!("ASSERT({claims}, \"{tag};\");\n"));
        declared.push((tag, CType::record(record).to_string(), claims));
    }
    if let Some(errors) = clang::run_gcc(&["-xc", "-std=gnu17"], &source.finish()).errors {
        let wrong = declared.iter().filter(|(tag, ..)| errors.contains(&format!("\"{tag};\"")));
        let simplest = wrong.min_by_key(|(_, record, _)| record.len());
        panic!("the simplest: {simplest:#?}\n{errors}");
    }
}
