
/// Callbacks that are functions, as the crate's own declarations have them.
fn main() {
    original();
    ffi_build::Builder::new("curl")
        .header("curl/include/curl/curl.h")
        .allow("curl_.*|CURL.*")
        .never_null("curl_.*_callback|curl_(un)?lock_function")
        .build();
}
