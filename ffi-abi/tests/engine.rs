//! What engines can call, and why not what they cannot: every limit, at the limit and one beyond it, under its name.

use ffi_abi::engine::dart::{self, Dart};
use ffi_abi::engine::v8::{Function, Type, V8, Wide};
use ffi_abi::engine::wasm::{self, Exit, Wasm};
use ffi_abi::engine::{Callee, Ineligible};
use ffi_abi::{CType, Signature, Target};

const LINUX: &str = "x86_64-unknown-linux-gnu";

fn target(triple: &str) -> Target {
    Target::parse(triple).unwrap()
}

fn signature(text: &str) -> Signature {
    Signature::parse(text).unwrap()
}

fn callee() -> Callee {
    Callee::Symbol("callee".to_owned())
}

/// Of so many `double`s.
fn doubles(count: usize) -> String {
    format!("void({})", vec!["double"; count].join(", "))
}

/// The reason's name and its text; nothing if the engine can call the function.
fn said<T>(adapter: Result<T, Ineligible>) -> (String, String) {
    adapter.err().map(|why| (why.name().to_owned(), why.to_string())).unwrap_or_default()
}

fn check<T>(adapter: Result<T, Ineligible>, reason: &str, text: &str) {
    assert_eq!(said(adapter), (reason.to_owned(), text.to_owned()));
}

#[test]
fn limits_of_v8() {
    let (usual, array) = (V8::default(), V8 { wide: Wide::OutArray, ..V8::default() });
    let plain = Function::default();
    let v8 =
        |v8: V8, triple: &str, text: &str, function: &Function| v8.adapter(&target(triple), &signature(text), function, callee());
    let on_linux = |engine: V8, text: &str| v8(engine, LINUX, text, &plain);

    check(on_linux(usual, &doubles(8)), "", "");
    check(on_linux(usual, &doubles(9)), "too-many-arguments", "it has 9 arguments, and the engine passes at most 8");
    // The array of a 64-bit result is an argument, options are none.
    let seven = "uint64_t(int, int, int, int, int, int, int)";
    check(on_linux(array, seven), "", "");
    check(
        on_linux(array, "uint64_t(int, int, int, int, int, int, int, int)"),
        "too-many-arguments",
        "it has 9 arguments, and the engine passes at most 8",
    );
    check(on_linux(V8 { options: true, ..usual }, &doubles(8)), "", "");
    check(
        on_linux(V8 { most_arguments: 2, ..usual }, &doubles(3)),
        "too-many-arguments",
        "it has 3 arguments, and the engine passes at most 2",
    );

    check(
        on_linux(usual, "int(const char *, ...)"),
        "variadic",
        "it is variadic, and the engine's calls have a fixed list of arguments",
    );
    for text in ["void(struct { int x; })", "struct { int x; }(void)", "void(union { int x; float y; })"] {
        check(on_linux(usual, text), "record-by-value", "a record travels by value, and the engine passes none so");
    }
    for (text, ty) in [
        ("long double(void)", "long double"),
        ("void(__int128)", "__int128"),
        ("void(double _Complex)", "double _Complex"),
        ("void(int __attribute__((vector_size(16))))", "int __attribute__((vector_size(16)))"),
        ("void(_Float16)", "_Float16"),
        ("void(struct incomplete)", "struct incomplete"),
    ] {
        check(on_linux(usual, text), "no-such-type", &format!("the engine has no type for `{ty}`"));
    }
    let calls_back = Function { calls_back: true, ..Function::default() };
    check(
        v8(usual, LINUX, "void(void (*)(int))", &calls_back),
        "may-call-back",
        "it may call back into the engine, which such a call forbids",
    );
    let buffer = Function { buffers: vec![1], calls_back: false };
    let takes_buffer = "int(int, const void *)";
    check(v8(usual, LINUX, takes_buffer, &buffer), "", "");
    let none = V8 { elements: None, ..usual };
    check(
        v8(none, LINUX, takes_buffer, &buffer),
        "buffer",
        "parameter 1 is a buffer, and this release of the engine passes none",
    );
    // The array of the result is one more.
    check(
        on_linux(V8 { elements: None, ..array }, "uint64_t(int)"),
        "buffer",
        "parameter 1 is a buffer, and this release of the engine passes none",
    );
    for elements in [2, 4096] {
        check(
            on_linux(V8 { elements: Some(elements), ..usual }, "int(int)"),
            "layout",
            "the engine's structures are not so: a field is 4,092 bytes away at most, and at a multiple of 4",
        );
    }
    for triple in ["i686-unknown-linux-gnu", "riscv64gc-unknown-linux-gnu", "aarch64-pc-windows-msvc"] {
        check(v8(usual, triple, "int(int)", &plain), "target", "the engine does not run on the target");
    }
    for triple in [LINUX, "x86_64-pc-windows-msvc", "x86_64-apple-darwin", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin"] {
        check(v8(usual, triple, "int(int)", &plain), "", "");
    }
}

/// The description that an embedder registers: every type in V8's terms, and how 64 bits travel.
#[test]
fn types_of_v8() {
    let types = |v8: V8, text: &str, buffers: &[usize]| {
        let function = Function { buffers: buffers.to_vec(), calls_back: false };
        let fast = v8.adapter(&target(LINUX), &signature(text), &function, callee()).unwrap();
        let arguments: Vec<(Type, bool)> = fast.arguments.iter().map(|one| (one.ty, one.typed_array)).collect();
        (fast.result.ty, arguments, fast.bigint)
    };
    let receiver = (Type::Value, false);
    let scalar = |ty| vec![receiver, (ty, false)];
    let usual = V8::default();
    for (text, ty) in [
        ("_Bool", Type::Bool),
        ("signed char", Type::Int32),
        ("unsigned short", Type::Uint32),
        ("int", Type::Int32),
        ("unsigned", Type::Uint32),
        ("long", Type::Int64),
        ("uint64_t", Type::Uint64),
        ("float", Type::Float32),
        ("double", Type::Float64),
        ("struct opaque *", Type::Pointer),
    ] {
        assert_eq!(types(usual, &format!("{text}({text})"), &[]), (ty, scalar(ty), true), "{text}");
    }
    assert_eq!(types(usual, "void(const void *)", &[0]), (Type::Void, vec![receiver, (Type::Uint8, true)], true));
    let number = V8 { wide: Wide::Number, ..usual };
    assert_eq!(types(number, "int64_t(void)", &[]), (Type::Int64, vec![receiver], false));
    let array = V8 { wide: Wide::OutArray, options: true, ..usual };
    let all = vec![receiver, (Type::Int32, false), (Type::Uint64, true), (Type::Options, false)];
    assert_eq!(types(array, "uint64_t(int)", &[]), (Type::Void, all, true));
}

#[test]
fn limits_of_wasm() {
    let usual = Wasm { callee: 16, exit: None, checks: None };
    let on = |triple: &str, text: &str| usual.call(&target(triple), &signature(text), callee());
    check(on(LINUX, &doubles(wasm::MOST_VALUES)), "", "");
    check(on(LINUX, &doubles(1001)), "too-many-arguments", "it has 1001 arguments, and the engine passes at most 1000");
    check(
        on(LINUX, "int(const char *, ...)"),
        "variadic",
        "it is variadic, and the engine's calls have a fixed list of arguments",
    );
    check(on(LINUX, "void(struct { int x; })"), "record-by-value", "a record travels by value, and the engine passes none so");
    check(on(LINUX, "long double(void)"), "no-such-type", "the engine has no type for `long double`");
    // 16 bytes are a value where they travel in one register.
    let vector = "void(int __attribute__((vector_size(16))))";
    check(on(LINUX, vector), "", "");
    check(
        on("x86_64-pc-windows-msvc", vector),
        "no-such-type",
        "the engine has no type for `int __attribute__((vector_size(16)))`",
    );
    check(on("i686-unknown-linux-gnu", "int(int)"), "target", "the engine does not run on the target");
    for triple in ["aarch64-pc-windows-msvc", "riscv64gc-unknown-linux-gnu"] {
        check(on(triple, "int(int)"), "", "");
    }
    let more = wasm::Function { more: vec![CType::INT], ..wasm::Function::from(signature("void(int)")) };
    check(usual.enter(&target(LINUX), &more), "results", "it has more than one result");
    let exit = Exit { state: 4096, frame_pointer: 0, return_address: 8, stack_pointer: 16 };
    let layout = "the engine's structures are not so: a field is 4,092 bytes away at most, and at a multiple of 4";
    for wasm in [Wasm { callee: 18, ..usual }, Wasm { exit: Some(exit), ..usual }, Wasm { checks: Some((4096, 1)), ..usual }] {
        check(wasm.call(&target(LINUX), &signature("int(int)"), callee()), "layout", layout);
    }
}

#[test]
fn limits_of_unboxed_values() {
    let usual = Dart { state: 8, native: 2, generated: 1, null: 16, mismatch: 24 };
    let on = |triple: &str, text: &str| usual.adapter(&target(triple), &signature(text), callee());
    check(on(LINUX, &doubles(dart::MOST_ARGUMENTS)), "", "");
    check(on(LINUX, &doubles(256)), "too-many-arguments", "it has 256 arguments, and the engine passes at most 255");
    check(
        on(LINUX, "int(const char *, ...)"),
        "variadic",
        "it is variadic, and the engine's calls have a fixed list of arguments",
    );
    check(on(LINUX, "void(struct { int x; })"), "record-by-value", "a record travels by value, and the engine passes none so");
    check(on(LINUX, "void(long double)"), "no-such-type", "the engine has no type for `long double`");
    check(on("i686-unknown-linux-gnu", "int(int)"), "target", "the engine does not run on the target");
    for triple in ["aarch64-pc-windows-msvc", "riscv64gc-unknown-linux-gnu"] {
        check(on(triple, "int(int)"), "", "");
    }
    let far = Dart { null: 4096, ..usual };
    let layout = "the engine's structures are not so: a field is 4,092 bytes away at most, and at a multiple of 4";
    check(far.adapter(&target(LINUX), &signature("int(int)"), callee()), "layout", layout);
}
