//! Adapters of the headers' functions, for the engines that a build script names.
//!
//! They are in object files of their own: what they call has to be linked only by a program that uses their list.

use ffi_abi::engine::dart::{Dart, Representation};
use ffi_abi::engine::v8::{self, V8};
use ffi_abi::engine::wasm::{self, Wasm};
use ffi_abi::engine::{Adapter, Callee, Ineligible};
use ffi_abi::{CType, Signature, Target};
use ffi_grammar::wrapper::link_archive;
use ffi_grammar::{Code, Diagnostic};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::assembly::Assembly;
use crate::builder::Builder;
use crate::declarations::{Declarations, Resolver};
use crate::encode::encode;
use crate::front::{Front, Listed};
use crate::il::{self, NoCode};

/// An engine, and what of it differs between releases and embedders.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Engine {
    /// Fast API calls: the lists `V8_FUNCTIONS`, `V8_SIGNATURES`.
    V8(V8),
    /// Arrays of 16-byte values, and native calls with two contexts: the lists `WASM_CALLS` and `WASM_IMPORTS`, `WASM_CALL_SIGNATURES` and
    /// `WASM_IMPORT_SIGNATURES`.
    Wasm(Wasm),
    /// Unboxed values: the lists `DART_FUNCTIONS`, `DART_SIGNATURES`.
    Dart(Dart),
}

impl Engine {
    /// Its name, as the lists have it.
    const fn name(self) -> &'static str {
        match self {
            Engine::V8(_) => "V8",
            Engine::Wasm(_) => "Wasm",
            Engine::Dart(_) => "Dart",
        }
    }
}

/// What is wrong with the engines that a builder names.
pub(crate) fn check(builder: &Builder) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    for (index, engine) in builder.engines.iter().enumerate() {
        let name = engine.name();
        if builder.engines[..index].iter().any(|other| other.name() == name) {
            faults.push(Diagnostic::new(Code::EngineTwice, [name, builder.name.as_str()]));
        }
        if !builder.binds() && builder.signatures.is_empty() {
            faults.push(Diagnostic::new(Code::EngineIdle, [name, builder.name.as_str()]));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
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

/// What adapters are made for.
struct Listings {
    /// Functions that are linked.
    functions: Option<Vec<Listed>>,
    /// Types of functions that are found at run time, named by their texts.
    signatures: Vec<Listed>,
}

impl Listings {
    fn of(builder: &Builder, declarations: &Declarations) -> Listings {
        let names = Resolver::new(declarations);
        let mut signatures: Vec<Listed> = Vec::new();
        for text in &builder.signatures {
            // One that does not parse or has no plan is told of as any other signature is.
            let Ok(signature) = Signature::parse(text) else { continue };
            let name = signature.to_string();
            let resolved = names.signature(&signature).unwrap_or(signature);
            if !signatures.iter().any(|other| other.name == name) {
                signatures.push(Listed { name, symbol: None, signature: resolved, parameters: Vec::new(), doc: None });
            }
        }
        Listings { functions: builder.binds().then(|| Front::functions(declarations)), signatures }
    }
}

/// Makes the adapters; gives the Rust items that list them. The assembly holds nothing else.
pub(crate) fn make(
    target: &Target,
    builder: &Builder,
    declarations: &Declarations,
    archive: &str,
    runtime: &str,
) -> Result<(String, Assembly), NoCode> {
    let listings = Listings::of(builder, declarations);
    let mut assembly = Assembly::new(target)?;
    let mut text = String::new();
    let mut lists = |names: [&str; 2], about: &str, make: &Maker<'_>| {
        let [functions, signatures] = names;
        let mut add = |item: TokenStream| text.push_str(&format!("{item}\n"));
        if let Some(listed) = &listings.functions {
            let about = format!("The functions of the headers {about}.");
            add(items(target, listed, List::Functions, &mut assembly, (functions, &about), make, (archive, runtime)));
        }
        if !listings.signatures.is_empty() {
            let about = format!("Signatures of functions that are found at run time, {about}.");
            let listed = &listings.signatures;
            add(items(target, listed, List::Signatures, &mut assembly, (signatures, &about), make, (archive, runtime)));
        }
    };
    for engine in &builder.engines {
        match engine {
            Engine::V8(v8) => {
                lists(["V8_FUNCTIONS", "V8_SIGNATURES"], "as V8's fast API calls take them", &|listed, callee| {
                    seen_by_v8(v8, target, declarations, listed, callee)
                });
            }
            Engine::Wasm(wasm) => {
                let about = "for hosts of WebAssembly that call by an array of values";
                lists(["WASM_CALLS", "WASM_CALL_SIGNATURES"], about, &|listed, callee| {
                    seen_by_wasm(target, listed, wasm.call(target, &listed.signature, callee))
                });
                let about = "for compiled WebAssembly that calls them";
                lists(["WASM_IMPORTS", "WASM_IMPORT_SIGNATURES"], about, &|listed, callee| {
                    seen_by_wasm(target, listed, wasm.import(target, &listed.signature, callee))
                });
            }
            Engine::Dart(dart) => {
                lists(["DART_FUNCTIONS", "DART_SIGNATURES"], "for engines that call with unboxed values", &|listed, callee| {
                    let unboxed = dart.adapter(target, &listed.signature, callee)?;
                    let number = |one: &Representation| *one as u32;
                    let arguments = unboxed.arguments.iter().map(number).collect();
                    Ok(Seen { adapter: unboxed.adapter, result: number(&unboxed.result), arguments, bigint: false })
                });
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

/// What a list is of, and so how its adapters find what they call.
#[derive(Clone, Copy)]
enum List {
    Functions,
    Signatures,
}

/// One list.
fn items(
    target: &Target,
    listed: &[Listed],
    of: List,
    assembly: &mut Assembly,
    (name, about): (&str, &str),
    make: &Maker<'_>,
    (archive, runtime): (&str, &str),
) -> TokenStream {
    let (runtime, name) = (format_ident!("{runtime}"), format_ident!("{name}"));
    let (mut externs, mut entries) = (Vec::new(), Vec::new());
    let element = match of {
        List::Functions => quote!(Function),
        List::Signatures => quote!(Signature),
    };
    for (index, listed) in listed.iter().enumerate() {
        let callee = match of {
            List::Functions => Callee::Symbol(listed.symbol.as_ref().unwrap_or(&listed.name).clone()),
            List::Signatures => Callee::Slot,
        };
        let function = &listed.name;
        let entry = match make(listed, callee).and_then(|seen| code(target, assembly, seen)) {
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
        entries.push(quote!(::#runtime::engine::#element::new(#function, #entry)));
    }
    let (link, count) = (link_archive(archive), entries.len());
    quote! {
        #[doc = #about]
        #[allow(unused, unreachable_pub)]
        pub static #name: [::#runtime::engine::#element; #count] = {
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
