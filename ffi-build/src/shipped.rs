//! The assembler text inside `ffi-rt`: code that does not depend on the user's signatures, so that no build script has to make it.
//!
//! `tests/shipped.rs` compares the files of `ffi-rt/src/assembly` with what is written here.

use std::collections::BTreeMap;

use ffi::contract::universal::{Returned, Routine};
use ffi_abi::{Arch, CONTRACT_VERSION, Features, Target};

use crate::listing::{Listing, class};
use crate::{il, thunks};

/// Symbol of the resolver.
fn resolver_symbol() -> String {
    format!("ffi{CONTRACT_VERSION}_resolver")
}

/// Every file: its name and its text. One for each class of targets.
pub fn files() -> BTreeMap<String, String> {
    let soft = Target::ALL.iter().filter(|target| target.arch() == Arch::Riscv64);
    let targets = Target::ALL.iter().copied().chain(soft.map(|target| target.with_features(Features::SOFT_FLOAT)));
    let mut files = BTreeMap::new();
    for target in targets {
        let mut file = |what: &str, text: String| {
            let name = format!("{what}-{}.s", class(&target));
            let text = files.entry(name.clone()).or_insert_with(|| text.clone()).clone() == text;
            assert!(text, "{name} is not the same for every target of its class");
        };
        file("resolver", resolver(&target));
        if target.arch() == Arch::X86 {
            file("typed", typed(&target));
        }
        file("universal", universal(&target));
        if !target.features().contains(Features::SOFT_FLOAT) {
            file("thunks", thunks::text(&target));
        }
    }
    files
}

/// Symbol of what a thunk of i386 leads to for a typed function of this kind, `cdecl` or `stdcall`.
pub fn typed_symbol(target: &Target, kind: &str) -> String {
    target.decorated(&typed_name(kind))
}

fn typed_name(kind: &str) -> String {
    format!("ffi_rt_{}_typed_{kind}", thunks::RELEASE)
}

/// What thunks of i386 lead to where no build script has made an entry.
fn typed(target: &Target) -> String {
    let mut listing = Listing::new(target, "From the thunks of closures to typed functions.");
    for (name, kind) in [("cdecl", il::Typed::Cdecl), ("stdcall", il::Typed::Stdcall)] {
        listing.function(&typed_name(name), 16, &il::typed(target, kind));
    }
    listing.finish()
}

/// Symbol of a routine of universal calls; `straight`: of that which loads so many registers from the record.
pub fn universal_symbol(family: &il::Family, routine: Routine, straight: Option<u8>) -> String {
    let straight = straight.map(|count| format!("_straight{count}")).unwrap_or_default();
    format!("ffi{CONTRACT_VERSION}_universal_{}{}{straight}", family.prefix, routine.name())
}

/// Symbol of an upcall entry of universal closures.
pub fn upcall_symbol(family: &il::Family, routine: Routine, returned: Returned) -> String {
    format!("ffi{CONTRACT_VERSION}_universal_upcall_{}{}{}", family.prefix, routine.name(), returned.suffix())
}

fn universal(target: &Target) -> String {
    let mut listing = Listing::new(target, "The routines of universal calls.");
    for family in il::families(target) {
        for routine in family.routines {
            let straight = family.shape.of(*routine).straight(*routine).map(Some);
            for straight in [None].into_iter().chain(straight) {
                let code = il::universal(target, &family, *routine, straight);
                listing.function(&universal_symbol(&family, *routine, straight), 16, &code);
            }
        }
        for routine in family.entries {
            for returned in Returned::of(&family.shape, *routine) {
                let entry = il::universal_upcall(target, &family, *routine, *returned);
                listing.function(&upcall_symbol(&family, *routine, *returned), 16, &entry);
            }
        }
    }
    listing.function(&format!("ffi{CONTRACT_VERSION}_universal_chained"), 16, &il::chained(target));
    if target.arch() == Arch::X86 {
        listing.function(&format!("ffi{CONTRACT_VERSION}_universal_chained_eax"), 16, &il::chained_eax(target));
    }
    listing.finish()
}

fn resolver(target: &Target) -> String {
    let mut listing = Listing::new(target, "The resolver of lazily bound imports.");
    listing.function(&resolver_symbol(), 16, &il::resolver(target));
    listing.finish()
}
