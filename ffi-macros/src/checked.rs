//! What the build script found when it compared the items of a block with headers, at the tokens concerned.

use ffi_grammar::declared::{At, Declared, in_words};
use ffi_grammar::import::Import;
use ffi_grammar::wrapper::layout_proof;
use ffi_grammar::{Code, Diagnostic, Manifest, Spanned};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::import::conditions;
use crate::lookup;

/// Errors, and assertions on what the build script could not see; nothing where it compared nothing.
pub(crate) fn compared(import: &Import) -> TokenStream {
    let manifest = match lookup::present() {
        Ok(Some(manifest)) if manifest.sections.iter().any(|section| section.compares) => manifest,
        Ok(_) => return TokenStream::new(),
        Err(fault) => return Spanned::from_diagnostic(&import.written, fault).to_compile_error(),
    };
    let block = import.written.to_token_stream();
    let functions = import.functions.iter().map(|function| {
        let convention = function.written.as_ref().map_or_else(|| block.clone(), ToTokens::to_token_stream);
        (&function.item.attrs, Declared::function(function), convention)
    });
    let statics = import.statics.iter().map(|item| (&item.item.attrs, Declared::variable(item), block.clone()));
    let mut out = TokenStream::new();
    for (attributes, declared, convention) in functions.chain(statics).filter(|(_, declared, _)| declared.unchecked.is_none()) {
        let conditions: TokenStream = [conditions(&import.attributes), conditions(attributes)].into_iter().collect();
        out.extend(findings(&manifest, &convention, &declared, &conditions));
    }
    out
}

/// What the build script collected no declaration of.
fn unseen(name: &str) -> Diagnostic {
    let hint = "the build script sees what is written in the sources of the package, not the output of other macros; ";
    Diagnostic::new(Code::NotCompared, [name, "it did not see the declaration", hint])
}

/// `convention`: the tokens that say by what it is called.
fn findings(manifest: &Manifest, convention: &TokenStream, declared: &Declared, conditions: &TokenStream) -> TokenStream {
    let name = declared.name.to_string();
    let mut out = TokenStream::new();
    let mut faults = Vec::new();
    let mut layouts = Vec::new();
    let mut seen = false;
    // Two builders may have been given the same header.
    for checked in manifest.checked(&declared.key()) {
        seen = true;
        let new = checked.faults.iter().map(|fault| (fault, &checked.side)).filter(|fault| !faults.contains(fault));
        faults.extend(new.collect::<Vec<_>>());
        let new = checked.layouts.iter().map(|layout| (layout, &checked.c, &checked.side));
        layouts.extend(new.filter(|layout| !layouts.contains(layout)).collect::<Vec<_>>());
    }
    let error = |fault: Spanned| {
        let error = fault.to_compile_error();
        quote!(#conditions #error)
    };
    if !seen {
        out.extend(error(Spanned::from_diagnostic(&declared.name, unseen(&name))));
    }
    let mut told: Vec<At> = faults.iter().map(|(fault, _)| fault.at.clone()).collect();
    for (fault, side) in faults {
        out.extend(error(Spanned::from_diagnostic(&declared.tokens(&fault.at, convention), fault.diagnostic(side))));
    }
    for (target, checked) in manifest.checked_elsewhere(&declared.key()) {
        for fault in &checked.faults {
            if !told.contains(&fault.at) {
                told.push(fault.at.clone());
                let diagnostic = fault.diagnostic(&format!("on {target}, {}", checked.side));
                out.extend(error(Spanned::from_diagnostic(&declared.tokens(&fault.at, convention), diagnostic)));
            }
        }
    }
    for ((at, layout), c, side) in layouts {
        let At::Type(root, steps) = at else { continue };
        let Ok(ty) = syn::parse2(declared.tokens(at, convention)) else { continue };
        let proof = layout_proof(&in_words(&name, *root, steps), c, Some(side), &ty, *layout);
        out.extend(quote!(#conditions const _: () = { #proof };));
    }
    out
}
