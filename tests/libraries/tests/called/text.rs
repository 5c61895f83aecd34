//! Databases, parsers, languages, the network: variadic functions, callbacks, unions.

use std::ffi::{CStr, c_char, c_int, c_void};

called! {
    curl, "libcurl4-openssl-dev is not installed": fn curl_takes_options_of_every_kind() {
        use library_tests::curl as sys;
        unsafe extern "C" fn written(data: *mut c_char, size: usize, count: usize, into: *mut c_void) -> usize {
            // SAFETY: curl hands over the pointer that it was given, and so many bytes.
            unsafe {
                let bytes = std::slice::from_raw_parts(data.cast::<u8>(), size * count);
                (*into.cast::<Vec<u8>>()).extend_from_slice(bytes);
            }
            size * count
        }
        let folder = std::env::temp_dir().join(format!("ffi-libraries-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("file.txt");
        std::fs::write(&path, "what curl fetched").expect("a file");
        let url = std::ffi::CString::new(format!("file://{}", path.display())).expect("no NUL");
        let mut body: Vec<u8> = Vec::new();
        let mut size: i64 = 0;
        let write: unsafe extern "C" fn(*mut c_char, usize, usize, *mut c_void) -> usize = written;
        // SAFETY: each option gets what the documentation says; all of it outlives the transfer.
        unsafe {
            let handle = sys::curl_easy_init();
            assert!(!handle.is_null());
            assert_eq!(sys::curl_easy_setopt(handle, sys::CURLOPT_URL, url.as_ptr()), 0);
            assert_eq!(sys::curl_easy_setopt(handle, sys::CURLOPT_NOPROGRESS, 1_i64), 0);
            assert_eq!(sys::curl_easy_setopt(handle, sys::CURLOPT_RESUME_FROM_LARGE, 5_i64), 0);
            assert_eq!(sys::curl_easy_setopt(handle, sys::CURLOPT_WRITEFUNCTION, write), 0);
            assert_eq!(sys::curl_easy_setopt(handle, sys::CURLOPT_WRITEDATA, &raw mut body), 0);
            assert_eq!(sys::curl_easy_perform(handle), 0);
            assert_eq!(sys::curl_easy_getinfo(handle, sys::CURLINFO_SIZE_DOWNLOAD_T, &raw mut size), 0);
            sys::curl_easy_cleanup(handle);
        }
        std::fs::remove_dir_all(folder).expect("the folder is removed");
        assert_eq!(body, b"curl fetched");
        assert_eq!(size, 12);
    }

    sqlite, "libsqlite3-dev is not installed": fn sqlite_answers() {
        use std::ptr::null_mut;
        use library_tests::sqlite as sys;
        unsafe extern "C" fn row(sum: *mut c_void, columns: c_int, texts: *mut *mut c_char, _: *mut *mut c_char) -> c_int {
            // SAFETY: SQLite hands over the pointer that it was given, and a text for each column.
            unsafe {
                let text = CStr::from_ptr(*texts).to_str().unwrap_or_default();
                *sum.cast::<i64>() += i64::from(columns) * text.parse::<i64>().unwrap_or_default();
            }
            0
        }
        let (mut sum, mut base, mut statement) = (0_i64, null_mut(), null_mut());
        // SAFETY: handles are closed once; texts are alive for the calls.
        unsafe {
            assert_eq!(sys::sqlite3_open(c":memory:".as_ptr(), &raw mut base), 0);
            let query = c"create table t(x); insert into t values (1), (20), (300); select x from t";
            assert_eq!(sys::sqlite3_exec(base, query.as_ptr(), Some(row), (&raw mut sum).cast(), null_mut()), 0);
            let query = c"select ? * 2";
            assert_eq!(sys::sqlite3_prepare_v2(base, query.as_ptr(), -1, &raw mut statement, null_mut()), 0);
            assert_eq!(sys::sqlite3_bind_double(statement, 1, 1.25), 0);
            assert_eq!(sys::sqlite3_step(statement), sys::SQLITE_ROW as i32);
            assert_eq!(sys::sqlite3_column_double(statement, 0), 2.5);
            sys::sqlite3_finalize(statement);
            sys::sqlite3_close(base);
        }
        assert_eq!(sum, 321);
    }

    expat, "libexpat1-dev is not installed": fn expat_calls_back() {
        use library_tests::expat as sys;
        unsafe extern "C" fn start(names: *mut c_void, name: *const c_char, _: *mut *const c_char) {
            // SAFETY: expat hands over the pointer that it was given, and a name.
            unsafe { (*names.cast::<Vec<String>>()).push(CStr::from_ptr(name).to_string_lossy().into_owned()) };
        }
        let mut names: Vec<String> = Vec::new();
        let text = "<a><b/><c x='1'/></a>";
        // SAFETY: the parser is freed last; the names outlive it.
        unsafe {
            let parser = sys::XML_ParserCreate(std::ptr::null());
            sys::XML_SetUserData(parser, (&raw mut names).cast());
            sys::XML_SetElementHandler(parser, Some(start), None);
            assert_eq!(sys::XML_Parse(parser, text.as_ptr().cast(), text.len() as c_int, 1), sys::XML_STATUS_OK);
            sys::XML_ParserFree(parser);
        }
        assert_eq!(names, ["a", "b", "c"]);
    }

    openssl, "libssl-dev is not installed": fn openssl_digests() {
        use library_tests::openssl as sys;
        let (mut digest, mut size) = ([0_u8; 64], 0);
        // SAFETY: the buffer is as large as the largest digest.
        unsafe {
            let to = digest.as_mut_ptr();
            assert_eq!(sys::EVP_Digest(c"abc".as_ptr().cast(), 3, to, &raw mut size, sys::EVP_sha256(), std::ptr::null_mut()), 1);
        }
        assert_eq!(size, 32);
        assert_eq!(digest[..4], [0xba, 0x78, 0x16, 0xbf]);
    }

    pcre2, "libpcre2-dev is not installed": fn pcre2_matches() {
        use std::ptr::null_mut;
        use library_tests::pcre2 as sys;
        let (mut error, mut at) = (0, 0);
        // SAFETY: pattern and subject have the lengths that are passed; what is made is freed.
        unsafe {
            let code = sys::pcre2_compile_8(b"b(c+)".as_ptr(), 5, 0, &raw mut error, &raw mut at, null_mut());
            assert!(!code.is_null());
            let data = sys::pcre2_match_data_create_from_pattern_8(code, null_mut());
            assert_eq!(sys::pcre2_match_8(code, b"abccd".as_ptr(), 5, 0, 0, data, null_mut()), 2);
            let places = std::slice::from_raw_parts(sys::pcre2_get_ovector_pointer_8(data), 4);
            assert_eq!(places, [1, 4, 2, 4]);
            sys::pcre2_match_data_free_8(data);
            sys::pcre2_code_free_8(code);
        }
    }

    jansson, "libjansson-dev is not installed": fn jansson_packs_what_it_is_given() {
        use library_tests::jansson as sys;
        let (mut number, mut real) = (0_i32, 0.0_f64);
        // SAFETY: the formats take what follows them.
        unsafe {
            let value = sys::json_pack(c"{s:i, s:f, s:[b,n]}".as_ptr(), c"n".as_ptr(), 42, c"r".as_ptr(), 0.5, c"l".as_ptr(), 1);
            assert!(!value.is_null());
            let unpacked = sys::json_unpack(value, c"{s:i, s:f}".as_ptr(), c"n".as_ptr(), &raw mut number, c"r".as_ptr(), &raw mut real);
            assert_eq!(unpacked, 0);
            sys::json_delete(value);
        }
        assert_eq!((number, real), (42, 0.5));
    }

    yaml, "libyaml-dev is not installed": fn yaml_fills_unions() {
        use library_tests::yaml as sys;
        let text = "key: value\n";
        let mut scalars = Vec::new();
        // SAFETY: the parser is initialised first and deleted last; the member of the union is the one that the event's type names.
        unsafe {
            let mut parser: sys::yaml_parser_t = std::mem::zeroed();
            assert_eq!(sys::yaml_parser_initialize(&raw mut parser), 1);
            sys::yaml_parser_set_input_string(&raw mut parser, text.as_ptr(), text.len());
            loop {
                let mut event: sys::yaml_event_t = std::mem::zeroed();
                assert_eq!(sys::yaml_parser_parse(&raw mut parser, &raw mut event), 1);
                let kind = event.type_;
                if kind == sys::YAML_SCALAR_EVENT {
                    let scalar = event.data.scalar;
                    scalars.push(String::from_utf8_lossy(std::slice::from_raw_parts(scalar.value, scalar.length)).into_owned());
                }
                sys::yaml_event_delete(&raw mut event);
                if kind == sys::YAML_STREAM_END_EVENT {
                    break;
                }
            }
            sys::yaml_parser_delete(&raw mut parser);
        }
        assert_eq!(scalars, ["key", "value"]);
    }

    lua, "liblua5.4-dev is not installed": fn lua_calls_back() {
        use library_tests::lua as sys;
        unsafe extern "C" fn twice(state: *mut sys::lua_State) -> c_int {
            // SAFETY: Lua hands over its state, with one number on the stack, and has room for another.
            unsafe {
                let number = sys::lua_tonumberx(state, 1, std::ptr::null_mut());
                sys::lua_pushnumber(state, 2.0 * number);
            }
            1
        }
        // SAFETY: the state is closed last; the stack holds what was pushed.
        unsafe {
            let state = sys::luaL_newstate();
            sys::lua_pushcclosure(state, Some(twice), 0);
            sys::lua_setglobal(state, c"twice".as_ptr());
            assert_eq!(sys::luaL_loadstring(state, c"return twice(20.25) + 1.5".as_ptr()), 0);
            assert_eq!(sys::lua_pcallk(state, 0, 1, 0, 0, None), 0);
            assert_eq!(sys::lua_tonumberx(state, -1, std::ptr::null_mut()), 42.0);
            sys::lua_close(state);
        }
    }

    libuv, "libuv1-dev is not installed": fn libuv_runs_a_timer() {
        use std::mem::MaybeUninit;
        use library_tests::libuv as sys;
        unsafe extern "C" fn rung(timer: *mut sys::uv_timer_t) {
            // SAFETY: libuv hands over the timer, whose `data` is the number below.
            unsafe { *(*timer).data.cast::<i32>() += 1 };
        }
        let mut count = 0_i32;
        // SAFETY: loop and timer have the sizes that libuv says, and stay where they are.
        unsafe {
            assert_eq!(sys::uv_loop_size(), size_of::<sys::uv_loop_t>());
            let (mut uv, mut timer) = (MaybeUninit::<sys::uv_loop_t>::uninit(), MaybeUninit::<sys::uv_timer_t>::uninit());
            assert_eq!(sys::uv_loop_init(uv.as_mut_ptr()), 0);
            assert_eq!(sys::uv_timer_init(uv.as_mut_ptr(), timer.as_mut_ptr()), 0);
            (*timer.as_mut_ptr()).data = (&raw mut count).cast();
            assert_eq!(sys::uv_timer_start(timer.as_mut_ptr(), Some(rung), 0, 0), 0);
            assert_eq!(sys::uv_run(uv.as_mut_ptr(), sys::UV_RUN_DEFAULT), 0);
            sys::uv_close(timer.as_mut_ptr().cast(), None);
            sys::uv_run(uv.as_mut_ptr(), sys::UV_RUN_DEFAULT);
            assert_eq!(sys::uv_loop_close(uv.as_mut_ptr()), 0);
        }
        assert_eq!(count, 1);
    }
}
