
/// What the crate's own build script asks of bindgen where it is told to run it, asked of ours: the builder is handed over.
fn main() {
    use ffi_build::bindgen::callbacks::{DeriveInfo, ParseCallbacks};

    #[derive(Debug)]
    struct Handles;

    impl ParseCallbacks for Handles {
        fn add_derives(&self, info: &DeriveInfo<'_>) -> Vec<String> {
            let handle = info.name.starts_with("ZSTD_") && info.name.ends_with("_s") || info.name == "POOL_ctx_s";
            if handle { vec!["Copy".into(), "Clone".into()] } else { Vec::new() }
        }
    }

    original();
    let options = ffi_build::bindgen::builder()
        .header("zstd.h")
        .header("zdict.h")
        .parse_callbacks(Box::new(Handles))
        .layout_tests(false)
        .blocklist_type("max_align_t")
        .size_t_is_usize(true)
        .use_core()
        // Where the wrapper names the type and its constants, the style that the crate has; a Rust enumeration that C fills is
        // ours only behind a check, so what the wrapper casts with `as` has to be an integer.
        .rustified_enum("ZSTD_(EndDirective|ResetDirective|frameType_e)")
        .constified_enum_module("ZSTD_([cd]Parameter|format_e|dictAttachPref_e|ParamSwitch_e|ErrorCode)")
        .clang_args(["-Izstd/lib", "-DZSTD_STATIC_LINKING_ONLY", "-DZDICT_STATIC_LINKING_ONLY"])
        .clang_arg("-DZSTD_RUST_BINDINGS_EXPERIMENTAL");
    ffi_build::Builder::new("zstd").bindgen(options).build();
}
