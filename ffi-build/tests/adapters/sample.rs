//! Adapters of every shape, for tests of what becomes of their objects: jumps, frames small and large, blocks, records of exits.

use ffi_abi::engine::dart::Dart;
use ffi_abi::engine::v8::{Function, V8, Wide};
use ffi_abi::engine::wasm::{self, Exit, Wasm};
use ffi_abi::engine::{Adapter, Callee};
use ffi_abi::{Arch, CType, IntKind, Signature, Target};

/// Where the engines have what the adapters need.
pub(crate) const WASM: Wasm =
    Wasm { callee: 16, exit: Some(Exit { state: 24, frame_pointer: 8, return_address: 16, stack_pointer: 32 }), checks: None };
pub(crate) const DART: Dart = Dart { state: 8, native: 2, generated: 1, null: 16, mismatch: 24 };

/// The adapters that a target has, none on i386; each calls `callee`, or what is in a slot or a context.
pub(crate) fn adapters(target: &Target) -> Vec<Adapter> {
    if target.arch() == Arch::X86 {
        return Vec::new();
    }
    let signature = |text: &str| Signature::parse(text).unwrap();
    let callee = || Callee::Symbol("callee".to_owned());
    let debug = Wasm { checks: Some((4, 0x766d_6378)), ..WASM };
    let array = V8 { wide: Wide::OutArray, ..V8::default() };
    let mut all = Vec::new();
    for (v8, text, reached) in [
        (V8::default(), "int(int, int)", callee()),
        (V8::default(), "int(int, int)", Callee::Slot),
        (V8::default(), "void(int, int, int, int, int, int, int, double)", callee()),
        (V8::default(), "int8_t(int8_t, uint16_t, _Bool)", callee()),
        (array, "uint64_t(int)", callee()),
    ] {
        let fast = v8.adapter(target, &signature(text), &Function::default(), reached);
        all.extend(fast.ok().map(|fast| fast.adapter));
    }
    let many = |count: usize| wasm::Function {
        signature: Signature::new(CType::INT, vec![CType::Int(IntKind::Int64); count]),
        more: vec![CType::Int(IntKind::Int64); count],
    };
    for wasm in [WASM, debug] {
        for text in ["int(int, int)", "double(double, int, long long, int, int, int, int, int, int, int, int)"] {
            all.push(wasm.call(target, &signature(text), callee()).unwrap());
            all.push(wasm.import(target, &signature(text), callee()).unwrap());
        }
        for count in [0, 2, 40, 200] {
            all.push(wasm.enter(target, &many(count)).unwrap());
            all.push(wasm.leave(target, &many(count)).unwrap());
        }
    }
    for text in ["int(int, int)", "float(float, double)", "void *(void *, uint8_t, int, int, int, int, int, int, void *, double)"]
    {
        all.push(DART.adapter(target, &signature(text), callee()).unwrap().adapter);
    }
    all
}
