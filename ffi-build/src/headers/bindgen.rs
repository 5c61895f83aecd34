//! bindgen: the Rust text of a header, as syntax trees. The only module that touches it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bindgen::{Builder, Formatter, RustEdition, RustTarget};

use ffi_grammar::{Code, Diagnostic};

use super::input::{Input, MAIN, arguments, main_file, own_files};
use super::{clang, no_libclang};

/// What bindgen makes of the headers, without the items that `without` matches, and with the records that `opaque` matches as bytes.
///
/// # Errors
/// bindgen's own words, where it fails or panics.
pub(super) fn run(input: &Input, without: &[String], opaque: &[String]) -> Result<syn::File, Vec<Diagnostic>> {
    let failure = |message: String| vec![Diagnostic::new(Code::Bindgen, [message])];
    clang::use_on_this_thread().map_err(|e| vec![no_libclang(&e)])?;
    let mut builder = Builder::default()
        .header_contents(MAIN, &main_file(&input.headers))
        .clang_args(arguments(input))
        // What the front end parses with, and nothing that a program found on the path adds.
        .detect_include_paths(false)
        .formatter(Formatter::None)
        .layout_tests(false)
        .use_core()
        .wrap_unsafe_ops(true)
        .merge_extern_blocks(false)
        // The names of C: its enumeration constants are not in the scope of their type.
        .prepend_enum_name(false)
        .rust_edition(RustEdition::Edition2024)
        .rust_target(RustTarget::stable(85, 0).map_err(|e| failure(e.to_string()))?);
    if input.allow.is_empty() {
        for pattern in own_files(input) {
            builder = builder.allowlist_file(pattern);
        }
    }
    for pattern in &input.allow {
        builder = builder.allowlist_item(pattern);
    }
    for pattern in input.block.iter().chain(without) {
        builder = builder.blocklist_item(pattern);
    }
    for pattern in opaque {
        builder = builder.opaque_type(pattern);
    }
    // It panics on some headers (an unknown calling convention, for one); its state dies with it.
    match catch_unwind(AssertUnwindSafe(|| builder.generate().map(|bindings| bindings.to_string()))) {
        Ok(Ok(text)) => syn::parse_file(&text).map_err(|e| failure(format!("its output does not parse: {e}"))),
        Ok(Err(error)) => Err(failure(error.to_string())),
        Err(panic) => {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|&words| words.to_owned()));
            Err(failure(words.unwrap_or_else(|| "it panicked".into())))
        }
    }
}
