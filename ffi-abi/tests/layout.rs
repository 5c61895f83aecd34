//! Layouts that show a rule, one case each, and types that have none. `tests/layout` of the workspace proves the rules against
//! compilers; this file says what they are.

use ffi_abi::{CType, Features, Layout, Reason, RecordLayout, Target, record_layout};

fn target(triple: &str) -> Target {
    Target::parse(triple).unwrap()
}

const LINUX: &str = "x86_64-unknown-linux-gnu";
const LINUX32: &str = "i686-unknown-linux-gnu";
const ARM: &str = "aarch64-unknown-linux-gnu";
const APPLE: &str = "aarch64-apple-darwin";
const MSVC: &str = "x86_64-pc-windows-msvc";
const MINGW: &str = "x86_64-pc-windows-gnu";

fn record(triple: &str, text: &str) -> RecordLayout {
    let CType::Record(record) = CType::parse(text).unwrap() else { panic!("{text} is no record") };
    record_layout(&target(triple), &record).unwrap()
}

/// Size, alignment, and the first bit of each member.
fn places(triple: &str, text: &str) -> (u64, u64, Vec<u64>) {
    let RecordLayout { layout, fields } = record(triple, text);
    (layout.size, layout.align, fields.iter().map(|field| field.bit_offset).collect())
}

fn reason(triple: &str, text: &str) -> Reason {
    Layout::of(&target(triple), &CType::parse(text).unwrap()).unwrap_err().reason()
}

#[test]
fn eight_byte_scalars_are_aligned_to_four_on_i686_linux() {
    assert_eq!(places(LINUX32, "struct { char c; long long x; double d; }"), (20, 4, vec![0, 32, 96]));
    assert_eq!(places(LINUX, "struct { char c; long long x; double d; }"), (24, 8, vec![0, 64, 128]));
    assert_eq!(places("i686-pc-windows-msvc", "struct { char c; long long x; double d; }"), (24, 8, vec![0, 64, 128]));
}

#[test]
fn long_double_has_three_sizes() {
    let text = "struct { char c; long double x; }";
    assert_eq!(places(LINUX, text), (32, 16, vec![0, 128]));
    assert_eq!(places(LINUX32, text), (16, 4, vec![0, 32]));
    assert_eq!(places(APPLE, text), (16, 8, vec![0, 64]));
}

#[test]
fn a_bit_field_shares_its_unit_with_what_stands_before_it_on_system_v_but_not_with_microsoft() {
    let text = "struct { char a; int b : 4; short c : 4; }";
    assert_eq!(places(LINUX, text), (4, 4, vec![0, 8, 12]));
    assert_eq!(places(MSVC, text), (12, 4, vec![0, 32, 64]));
    assert_eq!(places(MINGW, text), (12, 4, vec![0, 32, 64]));
}

#[test]
fn unnamed_bit_fields_align_the_record_on_aarch64_but_not_on_x86_or_apple() {
    for text in ["struct { char a; int : 0; char b; }", "struct { char a; int : 7; char b; }"] {
        let align = |triple| record(triple, text).layout.align;
        assert_eq!((align(ARM), align(LINUX), align(APPLE)), (4, 1, 1), "{text}");
    }
}

#[test]
fn packed_and_pragma_pack_differ_on_members_that_ask_for_an_alignment() {
    let member = "char c; int i __attribute__((aligned(8)));";
    assert_eq!(places(LINUX, &format!("struct __attribute__((packed)) {{ {member} }}")), (16, 8, vec![0, 64]));
    assert_eq!(places(LINUX, &format!("struct __attribute__((pack(1))) {{ {member} }}")), (5, 1, vec![0, 8]));
    // MSVC lets nothing lower what was asked for.
    assert_eq!(places(MSVC, &format!("struct __attribute__((pack(1))) {{ {member} }}")), (16, 8, vec![0, 64]));
}

#[test]
fn a_packed_bit_field_crosses_its_unit() {
    let text = |attribute| format!("struct {attribute} {{ unsigned int a : 31; unsigned int b : 31; }}");
    assert_eq!(places(LINUX, &text("")), (8, 4, vec![0, 32]));
    assert_eq!(places(LINUX, &text("__attribute__((packed))")), (8, 1, vec![0, 31]));
    assert_eq!(places(LINUX, &text("__attribute__((pack(4)))")), (8, 4, vec![0, 31]));
}

#[test]
fn empty_records_have_three_sizes() {
    let size = |triple, text| record(triple, text).layout.size;
    assert_eq!(size(LINUX, "struct {}"), 0);
    assert_eq!(size(LINUX, "struct __attribute__((cplusplus)) {}"), 1);
    assert_eq!(size(MSVC, "struct {}"), 4);
    assert_eq!(size(MSVC, "struct __attribute__((cplusplus)) {}"), 1);
}

#[test]
fn a_flexible_array_aligns_but_takes_no_room() {
    assert_eq!(places(LINUX, "struct { char c; double d[]; }"), (8, 8, vec![0, 64]));
}

#[test]
fn vectors_are_rounded_up_to_a_power_of_two_and_aligned_as_far_as_the_target_goes() {
    let layout = |target: &Target, text: &str| {
        let Layout { size, align } = Layout::of(target, &CType::parse(text).unwrap()).unwrap();
        (size, align)
    };
    assert_eq!(layout(&target(LINUX), "float __attribute__((ext_vector_type(3)))"), (16, 16));
    assert_eq!(layout(&target(LINUX), "__m512"), (64, 64));
    assert_eq!(layout(&target(ARM), "__m512"), (64, 16));
    let apple = target("x86_64-apple-darwin");
    assert_eq!(layout(&apple, "__m512"), (64, 16));
    assert_eq!(layout(&apple.with_features(Features::AVX), "__m512"), (64, 32));
}

#[test]
fn what_c_refuses_is_refused_with_the_reason() {
    for (triple, text, expected) in [
        (LINUX, "void", Reason::NotAValue),
        (LINUX, "int(int)", Reason::NotAValue),
        (LINUX, "struct tag", Reason::Incomplete),
        (LINUX, "int[]", Reason::Incomplete),
        (LINUX, "struct { struct tag a; }", Reason::Incomplete),
        (LINUX32, "__int128", Reason::NoSuchType),
        (LINUX32, "struct { __int128 a[2]; }", Reason::NoSuchType),
        (MSVC, "__float128", Reason::NoSuchType),
        (APPLE, "__float128 _Complex", Reason::NoSuchType),
        (LINUX, "long double __attribute__((ext_vector_type(2)))", Reason::BadVector),
        (LINUX, "struct { int a : 33; }", Reason::BadBitField),
        (LINUX, "struct { _Bool a : 2; }", Reason::BadBitField),
        (LINUX, "struct { int a : 0; }", Reason::BadBitField),
        (LINUX, "struct { float a : 3; }", Reason::BadBitField),
        (MSVC, "struct { long a : 33; }", Reason::BadBitField),
        (LINUX, "struct { int a[]; }", Reason::BadFlexibleArray),
        (LINUX, "struct { int : 3; int a[]; }", Reason::BadFlexibleArray),
        (LINUX, "struct { int n; int a[]; int b; }", Reason::BadFlexibleArray),
        (LINUX, "union { int n; int a[]; }", Reason::BadFlexibleArray),
        (MSVC, "struct { struct { double d[0]; } a[2]; }", Reason::BadArray),
        (MSVC, "struct { int a __attribute__((aligned(16384))); }", Reason::TooLarge),
        (LINUX, "struct __attribute__((aligned(1 << 29))) { int a; }", Reason::TooLarge),
        (LINUX32, "char[1 << 31]", Reason::TooLarge),
        (LINUX, "struct { long a[1 << 63]; }", Reason::TooLarge),
        (LINUX, "struct { char a[1 << 60]; char b; }", Reason::TooLarge),
        (LINUX, "struct { char a[1 << 60]; int b : 3; }", Reason::TooLarge),
    ] {
        assert_eq!(reason(triple, text), expected, "{triple}: {text}");
    }
}
