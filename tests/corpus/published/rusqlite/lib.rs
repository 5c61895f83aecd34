ffi::bindings!("sqlite3");

    unsafe extern "C" {
        pub fn sqlite3_auto_extension(entry: Option<Extension>) -> core::ffi::c_int;
        pub fn sqlite3_cancel_auto_extension(entry: Option<Extension>) -> core::ffi::c_int;
    }
    pub type Extension =
        unsafe extern "C" fn(*mut sqlite3, *mut *mut core::ffi::c_char, *const sqlite3_api_routines) -> core::ffi::c_int;
