//! Engine adapters in programs: the same linkers take them, what is unused is dropped, and calls come through.

use ffi_abi::engine::v8::{Function, V8};
use ffi_abi::engine::{Adapter, Callee};
use ffi_abi::{Arch, Signature};
use ffi_build::assembly::Assembly;

use crate::adapters::{DART, WASM, adapters};
use crate::support::{Folder, PLATFORMS, Platform};

/// V8 on x86-64 alone, arrays and unboxed values everywhere: by symbol and through a thunk.
fn program(platform: Platform, assembly: &mut Assembly) -> (Vec<String>, String) {
    let target = platform.target();
    let signature = Signature::parse("int(int, signed char)").unwrap();
    let add = || Callee::Symbol("add".to_owned());
    let mut symbols = Vec::new();
    let mut make = |adapter: &Adapter| {
        let symbol = assembly.adapter(adapter).unwrap();
        symbols.push(symbol.clone());
        symbol
    };
    let call = make(&WASM.call(&target, &signature, add()).unwrap());
    let import = make(&WASM.import(&target, &signature, add()).unwrap());
    let dart = make(&DART.adapter(&target, &signature, add()).unwrap().adapter);
    let dart_slot = DART.adapter(&target, &signature, Callee::Slot).unwrap().adapter;
    let slot = make(&dart_slot);
    let v8 = V8::default().adapter(&target, &signature, &Function::default(), add());
    assert_eq!(v8.is_ok(), target.arch() == Arch::X86_64);
    let by_v8 = match v8 {
        Ok(fast) => {
            let v8 = make(&fast.adapter);
            format!("int {v8}(void *, int, int); static int by_v8(void) {{ return {v8}((void *)3, 50, 0xf8); }}")
        }
        Err(_) => "static int by_v8(void) { return 42; }".to_owned(),
    };
    assembly.thunk("thunk", dart_slot.entry().abi(), "slot").unwrap();
    let source = format!(
        r#"
        typedef long long word;
        word {call}(void *, void *, word *, word);
        int {import}(void *, void *, int, int);
        word {dart}(void *, unsigned, word, word);
        word thunk(void *, unsigned, word, word);
        extern char {slot}[];
        int add(int a, signed char b) {{ return a + b; }}
        struct {{ void *entry, *handler; int (*data)(int, signed char); }} slot = {{ {slot}, 0, add }};
        {by_v8}
        static word wrong(void *thread, unsigned count, word a, word b) {{ return count; }}
        static void test(void) {{
            word state[5] = {{ 0 }}, caller[4] = {{ 0, 0, 0, (word)state }}, values[4] = {{ 50, 0, 0xf8, 0 }};
            word thread[4] = {{ 0, 1, 0x5150, (word)wrong }};
            {call}(0, caller, values, 2);
            say((int)values[0] == 42 && state[2] ? "array " : "array is wrong ");
            state[2] = 0;
            say({import}(0, caller, 50, 0xf8) == 42 && state[2] ? "native " : "native is wrong ");
            say({dart}(thread, 2, 50, 0xf8) == 42 && {dart}(thread, 3, 0, 0) == 3 ? "unboxed " : "unboxed is wrong ");
            say(thunk(thread, 2, 50, 0xf8) == 42 && thread[1] == 1 ? "slot " : "slot is wrong ");
            say(by_v8() == 42 ? "fast" : "fast is wrong");
        }}"#
    );
    symbols.sort();
    (symbols, source)
}

#[test]
fn adapters_are_linked_and_called_and_what_is_unused_is_dropped() {
    // No engine here runs on i386.
    for platform in PLATFORMS.into_iter().filter(|platform| platform.target().arch() != Arch::X86) {
        let folder = Folder::new("adapters", platform);
        let mut assembly = Assembly::new(&platform.target()).unwrap();
        let unused = adapters(&platform.target());
        for adapter in &unused {
            assembly.adapter(adapter).unwrap();
        }
        let (mut used, source) = program(platform, &mut assembly);
        let library = folder.archive("libt.a", &assembly);
        // Named by relocations of what is dropped, and looked for before that.
        let main = folder.compile("main", &format!("void callee(void) {{}} {source}"));
        let program = folder.link("main", &[&main, &library]);
        used.push("thunk".to_owned());
        assert_eq!(folder.trampolines(&program), used, "{platform:?}");
        assert_eq!(folder.prints(&program), "array native unboxed slot fast", "{platform:?}");
    }
}
