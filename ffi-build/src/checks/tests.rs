//! The comparison on other targets than the one at hand, without a header.

use ffi_abi::{Signature, Target};
use ffi_grammar::declared::Declared;
use ffi_grammar::{Code, Import};

use super::run;
use crate::declarations::{Declaration, Declarations, Function, FunctionFlags, Global, Item, Unknown};

/// What is wrong with the first item of a block, beside a C function `f` of a type.
fn found(triple: &str, c: &str, block: &str) -> Vec<String> {
    with(
        triple,
        block,
        &Function {
            name: "f".into(),
            link_name: None,
            signature: Signature::parse(c).unwrap(),
            parameters: Vec::new(),
            flags: FunctionFlags::default(),
        },
    )
}

fn with(triple: &str, block: &str, function: &Function) -> Vec<String> {
    declared(triple, block, Item::Function(function.clone()))
}

fn declared(triple: &str, block: &str, item: Item) -> Vec<String> {
    let target = Target::parse(triple).unwrap();
    let declarations = Declarations {
        items: vec![Declaration { place: None, selected: true, doc: None, parts: std::collections::BTreeMap::new(), item }],
        ..Declarations::default()
    };
    let import = Import::parse(proc_macro2::TokenStream::new(), block.parse().unwrap()).unwrap();
    let items: Vec<Declared> = Declared::of(&import).collect();
    let [checked] = &run(&target, &declarations, &items)[..] else { panic!("one item") };
    checked.faults.iter().map(|fault| format!("{} {}", fault.code.id(), fault.at)).collect()
}

const LINUX: &str = "x86_64-unknown-linux-gnu";
const WINDOWS: &str = "x86_64-pc-windows-msvc";
const ARM: &str = "aarch64-unknown-linux-gnu";
const I386: &str = "i686-unknown-linux-gnu";

#[test]
fn a_long_has_the_width_of_the_target() {
    let block = "unsafe extern \"C\" { fn f(x: i64) -> c_long; }";
    assert_eq!(found(LINUX, "long(long)", block), [""; 0]);
    assert_eq!(found(WINDOWS, "long(long)", block), ["FFI0084 type 0"]);
    assert_eq!(found(I386, "long(long)", block), ["FFI0084 type 0"]);
}

#[test]
fn a_char_has_the_sign_of_the_target() {
    let block = "unsafe extern \"C\" { fn f(x: i8); }";
    assert_eq!(found(LINUX, "void(char)", block), [""; 0]);
    assert_eq!(found(ARM, "void(char)", block), ["FFI0085 type 0"]);
    // Text is bytes to Rust.
    assert_eq!(found(LINUX, "void(const char *)", "unsafe extern \"C\" { fn f(x: *const u8); }"), [""; 0]);
    assert_eq!(found(LINUX, "void(const signed char *)", "unsafe extern \"C\" { fn f(x: *const u8); }"), ["FFI0085 type 0 *"]);
}

#[test]
fn a_convention_is_compared_by_what_it_means() {
    let block = |name: &str| format!("unsafe extern \"{name}\" {{ fn f(x: c_int); }}");
    assert_eq!(found(LINUX, "void(int)", &block("sysv64")), [""; 0]);
    assert_eq!(found(WINDOWS, "void(int)", &block("win64")), [""; 0]);
    assert_eq!(found(LINUX, "void(int)", &block("win64")), ["FFI0083 convention"]);
    assert_eq!(found("i686-pc-windows-msvc", "void(int)", &block("system")), ["FFI0083 convention"]);
    assert_eq!(found("i686-pc-windows-msvc", "void(int)", &block("cdecl")), [""; 0]);
}

#[test]
fn another_spelling_is_no_fault() {
    for (c, block) in [
        ("int(unsigned int, size_t)", "unsafe extern \"C\" { fn f(a: u32, b: usize) -> i32; }"),
        ("void *(void *, const void *)", "unsafe extern \"C\" { fn f(a: *mut Thing, b: &Thing) -> Option<NonNull<u8>>; }"),
        ("void(_Bool, int)", "unsafe extern \"C\" { fn f(a: u8, b: Wrapping<i32>); }"),
        ("void(int *, char **)", "unsafe extern \"C\" { fn f(a: *mut [c_int; 2], b: Option<&mut *mut c_char>); }"),
        ("void(void (*)(void *))", "unsafe extern \"C\" { fn f(a: *const c_void); }"),
        ("void(void (*)(int))", "unsafe extern \"C\" { fn f(a: Option<unsafe extern \"C\" fn(c_int)>); }"),
        ("int(const char *, ...)", "unsafe extern \"C\" { fn f(a: *const c_char, ...) -> Errno<c_int>; }"),
        ("long double(float _Complex)", "unsafe extern \"C\" { fn f(a: Complex<f32>) -> LongDouble; }"),
    ] {
        assert_eq!(found(LINUX, c, block), [""; 0], "{c}");
    }
}

#[test]
fn what_rust_holds_to_be_valid_is_not_any_byte() {
    assert_eq!(found(LINUX, "unsigned char(void)", "unsafe extern \"C\" { fn f() -> bool; }"), ["FFI0086 type result"]);
}

#[test]
fn without_a_prototype_only_the_result_is_compared() {
    let flags = FunctionFlags { no_prototype: true, ..FunctionFlags::default() };
    let function = Function {
        name: "f".into(),
        link_name: None,
        signature: Signature::parse("int(void)").unwrap(),
        parameters: Vec::new(),
        flags,
    };
    assert_eq!(with(LINUX, "unsafe extern \"C\" { fn f(x: f64) -> c_int; }", &function), [""; 0]);
    assert_eq!(with(LINUX, "unsafe extern \"C\" { fn f(x: f64) -> c_long; }", &function), ["FFI0084 type result"]);
}

#[test]
fn a_label_of_mach_o_has_an_underscore_in_front() {
    let global = Global {
        name: "f".into(),
        link_name: Some("_g".into()),
        ty: ffi_abi::CType::INT,
        constant: false,
        thread_local: false,
        is_static: false,
        non_null: false,
    };
    let block = "unsafe extern \"C\" { #[ffi(symbol = \"g\")] static f: ffi::Static<u8>; }";
    assert_eq!(declared("aarch64-apple-darwin", block, Item::Global(global.clone())), ["FFI0084 type variable"]);
    assert_eq!(declared(LINUX, block, Item::Global(global)), [""; 0]);
}

#[test]
fn what_is_not_understood_is_told() {
    let unknown = Unknown { what: "function".into(), name: "f".into(), reason: "`__bf16` has no type in the model".into() };
    assert_eq!(declared(LINUX, "unsafe extern \"C\" { fn f(x: u16); }", Item::Unknown(unknown)), ["FFI0096 name"]);
}

#[test]
fn an_item_that_is_left_out_is_seen_and_not_compared() {
    let block = "unsafe extern \"C\" { #[ffi(unchecked = \"an old library\")] fn f(x: c_long); }";
    assert_eq!(found(LINUX, "void(int)", block), [""; 0]);
    assert_eq!(Code::OtherSize.id(), "FFI0084");
}
