//! Goldens of engine adapters: what each engine is told, what the adapter does, and its code.
//!
//! `adapters/<target>/<engine>.txt`; `FFI_BLESS=1` rewrites them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use ffi_abi::engine::dart::Dart;
use ffi_abi::engine::v8::{AppleStack, Function, V8, Wide};
use ffi_abi::engine::wasm::{self, Exit, Wasm};
use ffi_abi::engine::{Adapter, Callee, Ineligible};
use ffi_abi::{CType, IntKind, Signature, Target};
use ffi_build::il;
use golden::{compare, listing};

const TARGETS: [&str; 7] = [
    "x86_64-unknown-linux-gnu",
    "x86_64-pc-windows-msvc",
    "x86_64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "aarch64-pc-windows-msvc",
    "riscv64gc-unknown-linux-gnu",
];

fn signature(text: &str) -> Signature {
    Signature::parse(text).unwrap()
}

fn part(out: &mut String, target: &Target, title: &str, adapter: Result<(Adapter, String), Ineligible>) {
    let _ = writeln!(out, "== {title}");
    match adapter {
        Err(why) => {
            let _ = writeln!(out, "refused: {why}");
        }
        Ok((adapter, seen)) => {
            let code = il::adapter(target, &adapter).map_or_else(|why| format!("unsupported: {why}\n"), |code| listing(&code));
            let _ = writeln!(out, "{seen}symbol: {}\n{}\n{code}", adapter.symbol(), adapter.describe());
        }
    }
}

fn v8(target: &Target) -> String {
    let mut out = String::new();
    let usual = V8::default();
    let array = V8 { wide: Wide::OutArray, ..usual };
    let packed = V8 { apple_stack: AppleStack::Packed, ..usual };
    let none = V8 { elements: None, options: true, ..usual };
    let plain = Function::default();
    let calls_back = Function { calls_back: true, ..Function::default() };
    let buffers = |list: &[usize]| Function { buffers: list.to_vec(), calls_back: false };
    let cases: &[(&str, V8, &str, Function)] = &[
        ("two integers", usual, "int(int, int)", plain.clone()),
        (
            "six integers and six doubles are too many",
            usual,
            "int(int, int, int, int, int, int, double, double, double)",
            plain.clone(),
        ),
        (
            "the last of six integers comes on the stack",
            usual,
            "int(int, int, int, int, int, int, double, double)",
            plain.clone(),
        ),
        (
            "eight words shift down the stack",
            usual,
            "void(long long, long long, long long, long long, long long, long long, long long, int8_t)",
            plain.clone(),
        ),
        (
            "the same, packed on the stack",
            packed,
            "void(long long, long long, long long, long long, long long, long long, long long, int8_t)",
            plain.clone(),
        ),
        ("nothing comes where the receiver was", usual, "double(double)", plain.clone()),
        ("narrow integers and a narrow result", usual, "int8_t(int8_t, uint16_t, _Bool)", plain.clone()),
        ("a result of 64 bits as BigInt", usual, "uint64_t(void)", plain.clone()),
        ("the same in an array", array, "uint64_t(int)", plain.clone()),
        ("a buffer and its size", usual, "int(const void *, size_t)", buffers(&[0])),
        ("buffers where the release passes none", none, "int(const void *, size_t)", buffers(&[0])),
        ("options are dropped", none, "void(void)", plain.clone()),
        ("may call back", usual, "void(void (*)(int))", calls_back),
        ("variadic", usual, "int(const char *, ...)", plain.clone()),
        ("a record", usual, "void(struct { int x; })", plain.clone()),
        ("long double", usual, "long double(long double)", plain),
    ];
    for (title, v8, text, function) in cases {
        let callee = Callee::Symbol("callee".to_owned());
        let fast = v8.adapter(target, &signature(text), function, callee);
        part(&mut out, target, &format!("{title}: {text}"), fast.map(|fast| (fast.adapter.clone(), format!("{fast}\n"))));
    }
    let slot = usual.adapter(target, &signature("int(int, int)"), &Function::default(), Callee::Slot);
    part(&mut out, target, "through a thunk's slot: int(int, int)", slot.map(|fast| (fast.adapter.clone(), format!("{fast}\n"))));
    out
}

fn wasm(target: &Target) -> String {
    let mut out = String::new();
    let exit = Exit { state: 24, frame_pointer: 8, return_address: 16, stack_pointer: 32 };
    let usual = Wasm { callee: 16, exit: Some(exit), checks: None };
    let debug = Wasm { checks: Some((4, 0x766d_6378)), ..usual };
    let bare = Wasm { callee: 16, exit: None, checks: None };
    let callee = || Callee::Symbol("callee".to_owned());
    let function = |text: &str| wasm::Function::from(signature(text));
    let many =
        wasm::Function { more: vec![CType::Int(IntKind::Int64), CType::Int(IntKind::Int32)], ..function("int32_t(double)") };
    let none = |adapter: Result<Adapter, Ineligible>| adapter.map(|adapter| (adapter, String::new()));
    part(&mut out, target, "enter: double(int32_t, double)", none(usual.enter(target, &function("double(int32_t, double)"))));
    part(&mut out, target, "enter, three results: int32_t(double)", none(usual.enter(target, &many)));
    part(&mut out, target, "leave: double(int32_t, double)", none(usual.leave(target, &function("double(int32_t, double)"))));
    part(&mut out, target, "leave, three results: int32_t(double)", none(bare.leave(target, &many)));
    part(&mut out, target, "call: int8_t(int8_t, float)", none(bare.call(target, &signature("int8_t(int8_t, float)"), callee())));
    part(&mut out, target, "call, checked: int(int, int)", none(debug.call(target, &signature("int(int, int)"), callee())));
    part(&mut out, target, "import: int(int, int)", none(bare.import(target, &signature("int(int, int)"), callee())));
    part(
        &mut out,
        target,
        "import, recorded: int(int, int)",
        none(usual.import(target, &signature("int(int, int)"), Callee::Slot)),
    );
    part(
        &mut out,
        target,
        "a record: void(struct { int x; })",
        none(usual.call(target, &signature("void(struct { int x; })"), callee())),
    );
    out
}

fn dart(target: &Target) -> String {
    let mut out = String::new();
    let dart = Dart { state: 8, native: 2, generated: 1, null: 16, mismatch: 24 };
    for text in [
        "int(int, int)",
        "float(float, double)",
        "void *(void *, uint8_t)",
        "int16_t(int8_t, int8_t, int, int, int, int, void *)",
    ] {
        let unboxed = dart.adapter(target, &signature(text), Callee::Symbol("callee".to_owned()));
        let seen = |one: &ffi_abi::engine::dart::Unboxed| format!("{:?}({:?})\n", one.result, one.arguments);
        part(&mut out, target, text, unboxed.map(|one| (one.adapter.clone(), seen(&one))));
    }
    out
}

#[test]
fn adapters_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("adapters");
    let mut expected = BTreeMap::new();
    for triple in TARGETS {
        let target = Target::parse(triple).unwrap();
        for (name, text) in [("v8", v8(&target)), ("wasm", wasm(&target)), ("dart", dart(&target))] {
            expected.insert(folder.join(triple).join(format!("{name}.txt")), text);
        }
    }
    let bless = std::env::var_os("FFI_BLESS").is_some_and(|value| value == "1");
    let outcome = compare(&expected, &folder, bless).unwrap();
    println!("{} goldens agree, {} blessed", outcome.agreed, outcome.blessed);
    assert!(outcome.failures.is_empty(), "{}", outcome.failures.join("\n"));
}
