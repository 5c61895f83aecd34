
/// What the crate's own build script asks of bindgen, asked of ours: the builder is handed over.
fn main() {
    use ffi_build::bindgen::callbacks::{IntKind, ParseCallbacks};

    #[derive(Debug)]
    struct Unsigned;

    impl ParseCallbacks for Unsigned {
        fn int_macro(&self, name: &str, _: i64) -> Option<IntKind> {
            let unsigned = ["SQLITE_DESERIALIZE_", "SQLITE_PREPARE_", "SQLITE_TRACE_"];
            (name == "SQLITE_SERIALIZE_NOCOPY" || unsigned.iter().any(|start| name.starts_with(start))).then_some(IntKind::UInt)
        }
    }

    original();
    let mut options = ffi_build::bindgen::builder()
        .header("sqlite3/sqlite3.h")
        .default_macro_constant_type(ffi_build::bindgen::MacroTypeVariation::Signed)
        .disable_nested_struct_naming()
        .generate_cstr(true)
        .trust_clang_mangling(false)
        .layout_tests(false)
        .parse_callbacks(Box::new(Unsigned));
    // Their C type is `void (*)(void)`; the wrapper declares them, as its own bindings do, with the type that SQLite calls.
    for name in ["sqlite3_auto_extension", "sqlite3_cancel_auto_extension"] {
        options = options.blocklist_function(name);
    }
    ffi_build::Builder::new("sqlite3").bindgen(options).build();
}
