//! Adapters of the headers' functions, for the engines that a build script names.
//!
//! They are in object files of their own: what they call has to be linked only by a program that uses their list.

use ffi_abi::engine::dart::{Dart, Representation};
use ffi_abi::engine::v8::{self, V8};
use ffi_abi::engine::wasm::{self, Wasm};
use ffi_abi::engine::{Adapter, Callee, Ineligible};
use ffi_abi::{CType, Signature, Target};
use ffi_grammar::wrapper::link_archive;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::assembly::Assembly;
use crate::declarations::{Declarations, Resolver};
use crate::encode::encode;
use crate::front::{Front, Listed};
use crate::il::{self, NoCode};

/// An engine, and what of it differs between releases and embedders.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Engine {
    /// Fast API calls: the list `V8_FUNCTIONS`.
    V8(V8),
    /// Arrays of 16-byte values, and native calls with two contexts: the lists `WASM_CALLS` and `WASM_IMPORTS`.
    Wasm(Wasm),
    /// Unboxed values: the list `DART_FUNCTIONS`.
    Dart(Dart),
}

impl From<V8> for Engine {
    fn from(v8: V8) -> Engine {
        Engine::V8(v8)
    }
}

impl From<Wasm> for Engine {
    fn from(wasm: Wasm) -> Engine {
        Engine::Wasm(wasm)
    }
}

impl From<Dart> for Engine {
    fn from(dart: Dart) -> Engine {
        Engine::Dart(dart)
    }
}

/// An adapter, and the engine's types of its result and arguments as numbers.
struct Seen {
    adapter: Adapter,
    result: u32,
    arguments: Vec<u32>,
    bigint: bool,
}

type Maker<'a> = dyn Fn(&Listed, Callee) -> Result<Seen, Ineligible> + 'a;

/// Makes the adapters; gives the Rust items that list them. The assembly holds nothing else.
pub(crate) fn make(
    target: &Target,
    engines: &[Engine],
    declarations: &Declarations,
    archive: &str,
    runtime: &str,
) -> Result<(String, Assembly), NoCode> {
    let functions = &Front::functions(declarations);
    let mut assembly = Assembly::new(target)?;
    let mut text = String::new();
    let mut list = |name: &str, about: &str, make: &Maker<'_>| {
        let item = items(target, functions, &mut assembly, (name, about), make, (archive, runtime));
        text.push_str(&format!("{item}\n"));
    };
    for engine in engines {
        match engine {
            Engine::V8(v8) => {
                let about = "The functions of the headers as V8's fast API calls take them.";
                list("V8_FUNCTIONS", about, &|listed, callee| seen_by_v8(v8, target, declarations, listed, callee));
            }
            Engine::Wasm(wasm) => {
                let about = "The functions of the headers for hosts of WebAssembly that call by an array of values.";
                list("WASM_CALLS", about, &|listed, callee| {
                    seen_by_wasm(target, listed, wasm.call(target, &listed.signature, callee))
                });
                let about = "The functions of the headers for compiled WebAssembly that calls them.";
                list("WASM_IMPORTS", about, &|listed, callee| {
                    seen_by_wasm(target, listed, wasm.import(target, &listed.signature, callee))
                });
            }
            Engine::Dart(dart) => {
                list(
                    "DART_FUNCTIONS",
                    "The functions of the headers for engines that call with unboxed values.",
                    &|listed, callee| {
                        let unboxed = dart.adapter(target, &listed.signature, callee)?;
                        let number = |one: &Representation| *one as u32;
                        let arguments = unboxed.arguments.iter().map(number).collect();
                        Ok(Seen { adapter: unboxed.adapter, result: number(&unboxed.result), arguments, bigint: false })
                    },
                );
            }
        }
    }
    Ok((text, assembly))
}

/// A header says no more than the types: pointers to bytes and numbers are buffers, and who takes a function calls it.
fn seen_by_v8(
    v8: &V8,
    target: &Target,
    declarations: &Declarations,
    listed: &Listed,
    callee: Callee,
) -> Result<Seen, Ineligible> {
    let names = Resolver::new(declarations);
    let pointers = listed.signature.parameters().iter().map(|ty| match ty {
        CType::Pointer { pointee, .. } => CType::pointer(names.shallow(pointee)),
        other => other.clone(),
    });
    let pointers = Signature::new(CType::Void, pointers.collect());
    let buffers = if v8.elements.is_some() { v8::byte_pointers(&pointers) } else { Vec::new() };
    let function = v8::Function { buffers, calls_back: v8::takes_function(&pointers) };
    let fast = v8.adapter(target, &listed.signature, &function, callee)?;
    let arguments = fast.arguments.iter().map(|one| one.id()).collect();
    Ok(Seen { adapter: fast.adapter, result: fast.result.id(), arguments, bigint: fast.bigint })
}

fn seen_by_wasm(target: &Target, listed: &Listed, adapter: Result<Adapter, Ineligible>) -> Result<Seen, Ineligible> {
    let (arguments, result) = wasm::types(target, &listed.signature)?;
    /// The binary format's empty block type.
    const NOTHING: u32 = 0x40;
    let arguments = arguments.into_iter().map(wasm::Type::code).collect();
    Ok(Seen { adapter: adapter?, result: result.map_or(NOTHING, wasm::Type::code), arguments, bigint: false })
}

/// One list.
fn items(
    target: &Target,
    functions: &[Listed],
    assembly: &mut Assembly,
    (name, about): (&str, &str),
    make: &Maker<'_>,
    (archive, runtime): (&str, &str),
) -> TokenStream {
    let (runtime, name) = (format_ident!("{runtime}"), format_ident!("{name}"));
    let (mut externs, mut entries) = (Vec::new(), Vec::new());
    for (index, listed) in functions.iter().enumerate() {
        let symbol = listed.symbol.as_ref().unwrap_or(&listed.name);
        let function = &listed.name;
        let entry = match make(listed, Callee::Symbol(symbol.clone())).and_then(|seen| code(target, assembly, seen)) {
            Ok((link_name, size, Seen { result, arguments, bigint, .. })) => {
                let item = format_ident!("a{index}");
                externs.push(quote!(#[link_name = #link_name] fn #item();));
                quote!(Ok(::#runtime::engine::Adapter::new(#item, #size, #result, &[#(#arguments),*], #bigint)))
            }
            Err(why) => {
                let (reason, text) = (why.name(), why.to_string());
                quote!(Err(::#runtime::engine::Refused::new(#reason, #text)))
            }
        };
        entries.push(quote!(::#runtime::engine::Function::new(#function, #entry)));
    }
    let (link, count) = (link_archive(archive), entries.len());
    quote! {
        #[doc = #about]
        #[allow(unused, unreachable_pub)]
        pub static #name: [::#runtime::engine::Function; #count] = {
            #link
            unsafe extern "C" { #(#externs)* }
            [#(#entries),*]
        };
    }
}

/// Assembles an adapter: its symbol and its size.
fn code(target: &Target, assembly: &mut Assembly, seen: Seen) -> Result<(String, usize, Seen), Ineligible> {
    let function = il::adapter(target, &seen.adapter).map_err(|_| Ineligible::Target)?;
    let symbol = assembly.adapter(&seen.adapter).map_err(|_| Ineligible::Target)?;
    Ok((symbol, encode(&function).bytes.len(), seen))
}
