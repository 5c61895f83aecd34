//! The host, by scripts.

use example_script::{Engine, complete, fuzz, help};

fn engine() -> Engine {
    Engine::new().unwrap_or_else(|why| panic!("{why}"))
}

/// What a script throws.
fn thrown(engine: &Engine, source: &str) -> String {
    let caught = format!("(() => {{ try {{ {source}; return 'nothing'; }} catch (why) {{ return why.message; }} }})()");
    engine.run(&caught).unwrap_or_else(|why| panic!("{source}: {why}"))
}

#[test]
fn the_demonstration_runs() {
    engine().run(include_str!("../demo.js")).unwrap();
}

#[test]
fn buffers_records_and_comparators() {
    let engine = engine();
    let packed = "const from = Uint8Array.from([1, 1, 1, 1, 2]); const to = new Uint8Array(64); \
                  const packed = zlib.compress(to, from, 5); const back = new Uint8Array(5); \
                  const size = zlib.uncompress(back, to, packed.destLen); [packed.result, size.destLen, Array.from(back)]";
    assert_eq!(engine.run(packed).unwrap(), "[0,5,[1,1,1,1,2]]");
    let sorted = "const list = Float64Array.from([2.5, -1, 9]); \
                  libc.qsort(list.buffer, 3, 8, (a, b) => new Float64Array(b)[0] - new Float64Array(a)[0]); Array.from(list)";
    assert_eq!(engine.run(sorted).unwrap(), "[9,2.5,-1]");
    assert_eq!(engine.run("libc.ldiv(-17, 5)").unwrap(), r#"{"quot":-3,"rem":-2}"#);
    assert_eq!(engine.run("libc.inet_ntoa({ s_addr: libc.htonl(0x0a000102) })").unwrap(), "10.0.1.2");
    assert_eq!(engine.run("libc.getenv('no such variable')").unwrap(), "null");
}

#[test]
fn misuse_is_an_exception() {
    let engine = engine();
    engine.run("const { ppDb: db } = sqlite3.sqlite3_open(':memory:')").unwrap();
    engine.run("const { ppStmt: one } = sqlite3.sqlite3_prepare_v2(db, 'SELECT 1')").unwrap();
    for (source, expected) in [
        ("sqlite3.sqlite3_step()", "sqlite3.sqlite3_step: 1 arguments are wanted, 0 were given"),
        ("sqlite3.sqlite3_step(db)", "sqlite3.sqlite3_step: parameter 1: a `sqlite3 *` is no `sqlite3_stmt *`"),
        (
            "sqlite3.sqlite3_step({ number: 1 })",
            "sqlite3.sqlite3_step: parameter 1: object was given, a handle of type `sqlite3_stmt *` is wanted",
        ),
        (
            "sqlite3.sqlite3_exec(null, '', null)",
            "sqlite3.sqlite3_exec: parameter 1: null was given, a handle of type `sqlite3 *` is wanted",
        ),
        (
            "sqlite3.sqlite3_exec(db, 'a\\0b', null)",
            "sqlite3.sqlite3_exec: parameter 2: the text has a zero in it, where C would end it",
        ),
        ("sqlite3.sqlite3_exec(db, null, null)", "sqlite3.sqlite3_exec: parameter 2: null was given, text is wanted"),
        ("sqlite3.sqlite3_exec(db, '', 7)", "sqlite3.sqlite3_exec: parameter 3: 7 was given, a function is wanted"),
        ("zlib.crc32(0, new ArrayBuffer(4), 5)", "zlib.crc32: parameter 3: 5 times 1 bytes are not in a buffer of 4"),
        ("zlib.crc32(0, new ArrayBuffer(4), -1)", "zlib.crc32: parameter 3: -1 times 1 bytes are not in a buffer of 4"),
        ("zlib.crc32(0.5, new ArrayBuffer(4), 4)", "zlib.crc32: parameter 1: 0.5 was given, a whole number is wanted"),
        (
            "zlib.crc32(0, new ArrayBuffer(8).transfer && (b => { b.transfer(); return b })(new ArrayBuffer(8)), 0)",
            "zlib.crc32: parameter 2: object was given, an `ArrayBuffer` or a `Uint8Array` that is not detached is wanted",
        ),
        ("zlib.zError(7)", "zlib.zError: parameter 1: 7 is not between -6 and 2"),
        ("zlib.call('comprss')", "zlib.comprss: zlib declares no such function; there is `compress`"),
        ("libc.free(db)", "libc.free: no rule of this host says how scripts may call it"),
        (
            "libc.inet_ntoa({ s_add: 1 })",
            "libc.inet_ntoa: parameter 1: `struct in_addr` has no member `s_add`; there is `s_addr`",
        ),
        ("open('nowhere')", "no library `nowhere`; there are: libc, sqlite3, zlib"),
        ("libc.qsort(new ArrayBuffer(8), 2, 4, () => { throw new Error('own') })", "own"),
    ] {
        let message = thrown(&engine, source);
        assert_eq!(message, expected, "{source}");
    }
    assert_eq!(engine.run("sqlite3.sqlite3_close(db)").unwrap(), "5", "a statement is open");
    engine.run("sqlite3.sqlite3_finalize(one)").unwrap();
    assert!(thrown(&engine, "sqlite3.sqlite3_step(one)").contains("has been freed"));
    assert_eq!(engine.run("sqlite3.sqlite3_close(db)").unwrap(), "0");
    assert!(thrown(&engine, "sqlite3.sqlite3_changes(db)").contains("has been freed"));
}

#[test]
fn constants_and_enumerations_come_from_the_tables() {
    let engine = engine();
    for (source, expected) in [
        ("zlib.Z_STREAM_END", "1"),
        ("zlib.Z_DATA_ERROR", "-3"),
        ("sqlite3.SQLITE_DONE", "101"),
        ("sqlite3.SQLITE_IOERR_READ", "266"),
        ("libc.RAND_MAX", "2147483647"),
        ("libc.P_PID", "1"),
        ("typeof zlib.ZLIB_VERSION", "string"),
        ("zlib.ZLIB_VERSION === zlib.zlibVersion()", "true"),
        // An address is nothing that a script could hold.
        ("typeof sqlite3.SQLITE_TRANSIENT", "undefined"),
    ] {
        assert_eq!(engine.run(source).unwrap(), expected, "{source}");
    }
}

#[test]
fn records_are_built_and_read_by_the_names_of_members() {
    let engine = engine();
    let built = "const tm = libc.make('struct tm', { tm_year: 124, tm_mon: 1, tm_mday: 30 }); \
                 const seconds = libc.timegm(tm); [seconds, tm.tm_mon, tm.tm_mday, tm.tm_wday, tm.tm_zone]";
    assert_eq!(engine.run(built).unwrap(), r#"[1709251200,2,1,5,"GMT"]"#, "normalised by C");
    assert_eq!(engine.run("tm.tm_hour = 7; libc.timegm(tm) - seconds").unwrap(), "25200");
    assert_eq!(
        engine.run("const back = libc.gmtime(0); [back.tm_year, back === libc.gmtime(1), back.tm_sec]").unwrap(),
        "[70,false,1]"
    );
    assert_eq!(engine.run("libc.gmtime(9223372036854775807n)").unwrap(), "null", "no such year");
    assert_eq!(
        engine.run("const vfs = sqlite3.sqlite3_vfs_find('unix'); [vfs.zName, vfs.mxPathname > 100]").unwrap(),
        r#"["unix",true]"#
    );
    // Members that are pointers: to a text, to the next one until null; what no rule speaks of is nothing.
    let walked = "let names = []; for (let one = sqlite3.sqlite3_vfs_find(null); one; one = one.pNext) names.push(one.zName); names.includes('unix-none')";
    assert_eq!(engine.run(walked).unwrap(), "true");
    assert_eq!(engine.run("typeof vfs.xOpen").unwrap(), "undefined");
    // A stream of zlib's, in pieces of three bytes.
    let streamed = "const input = Uint8Array.from({ length: 1000 }, (_, at) => at % 7); \
        const out = buffer(100); const stream = zlib.make('z_stream', { next_out: out, avail_out: 100 }); \
        zlib.deflateInit_(stream, 9); \
        for (let at = 0; at < 1000; at += 3) { const piece = input.slice(at, at + 3); const held = buffer(piece); \
            stream.next_in = held; stream.avail_in = piece.length; release(held); \
            zlib.deflate(stream, at + 3 < 1000 ? zlib.Z_NO_FLUSH : zlib.Z_FINISH); } \
        const packed = bytes(out, stream.total_out); zlib.deflateEnd(stream); \
        const whole = new Uint8Array(1000); const { result } = zlib.uncompress(whole, packed, packed.length); \
        [result, whole.every((one, at) => one === at % 7), packed.length < 100]";
    assert_eq!(engine.run(streamed).unwrap(), "[0,true,true]");
}

#[test]
fn misuse_of_records_is_an_exception() {
    let engine = engine();
    engine.run("const tm = libc.make('struct tm'), stream = zlib.make('z_stream'), small = buffer(8)").unwrap();
    for (source, expected) in [
        ("libc.make('struct tn')", "libc declares no record `struct tn`; there is `struct tm`"),
        ("libc.make('struct tm', 7)", "7 was given, an object with members of `struct tm` is wanted"),
        ("libc.make('struct tm', { tm_yaer: 1 })", "`struct tm` has no member `tm_yaer`; there is `tm_year`"),
        ("tm.tm_yaer = 1", "`struct tm` has no member `tm_yaer`; there is `tm_year`"),
        ("tm.tm_yaer", "`struct tm` has no member `tm_yaer`; there is `tm_year`"),
        ("tm.tm_year = 2 ** 31", "member `tm_year` of type `int`: 2147483648 does not fit"),
        ("tm.tm_year = 0.5", "member `tm_year` of type `int`: 0.5 was given, a whole number is wanted"),
        ("tm.tm_year = 'x'", "member `tm_year` of type `int`: string was given, a whole number is wanted"),
        ("tm.tm_zone = small", "member `tm_zone` of type `const char *` is a pointer that scripts do not set"),
        ("stream.state = small", "member `state` of type `struct internal_state *` is a pointer that scripts do not set"),
        ("stream.next_in = 16", "16 was given, a buffer of the host's, by `buffer(…)`, or null is wanted"),
        ("stream.next_in = tm", "a `struct tm *` is no buffer"),
        ("buffer(-1)", "-1 is no number of bytes"),
        ("buffer(2 ** 40)", "1099511627776 bytes are more than the 16777216 that this host gives at once"),
        ("buffer('x')", "string was given, a buffer is wanted"),
        (
            "const gone = new ArrayBuffer(8); gone.transfer(); buffer(gone)",
            "object was given, an `ArrayBuffer` or a `Uint8Array` that is not detached is wanted",
        ),
        ("bytes(small, 9)", "9 was given, a number of at most 8 bytes is wanted"),
        ("bytes(tm)", "a `struct tm *` is no buffer"),
        ("zlib.deflate(tm, 0)", "zlib.deflate: parameter 1: a `struct tm *` is no `z_stream *`"),
        ("zlib.deflate(small, 0)", "zlib.deflate: parameter 1: of a `buffer` no members are known"),
        (
            "stream.next_in = small; stream.avail_in = 9; zlib.deflate(stream, 0)",
            "zlib.deflate: parameter 1: `avail_in` is more than what is left of the buffer at `next_in`",
        ),
        (
            "stream.avail_in = 0; zlib.deflateInit_(stream, 1); zlib.inflateInit_(stream)",
            "zlib.inflateInit_: parameter 1: this `struct z_stream_s` is in use: its `state` is not null",
        ),
        ("release(stream)", "this `struct z_stream_s` is in use: its `state` is not null"),
        ("sqlite3.sqlite3_vfs_find(null).iVersion = 1", "this `struct sqlite3_vfs` is C's own, which scripts only read"),
        ("release(sqlite3.sqlite3_vfs_find(null))", "a `struct sqlite3_vfs *` is not the host's to free"),
        ("release(tm); tm.tm_year", "tm_year: this handle has been freed; a record that is alive is wanted"),
        ("release(tm)", "this handle has been freed"),
        ("libc.timegm(tm)", "libc.timegm: parameter 1: this handle has been freed; a record that is alive is wanted"),
        (
            "Object.getOwnPropertyDescriptor(Object.getPrototypeOf(stream), 'avail_in').get.call(libc.make('struct tm'))",
            "avail_in: `struct tm` has no member `avail_in`",
        ),
        (
            "Object.getOwnPropertyDescriptor(Object.getPrototypeOf(stream), 'avail_in').get.call({})",
            "avail_in: this is no handle of a record",
        ),
        ("'use strict'; zlib.Z_OK = 7", "'Z_OK' is read-only"),
        ("libc.div({}, 1)", "libc.div: parameter 1: object was given, a whole number is wanted"),
    ] {
        assert_eq!(thrown(&engine, source), expected, "{source}");
    }
    assert_eq!(engine.run("zlib.deflateEnd(stream); release(stream); release(small)").unwrap(), "undefined");
}

/// A function that frees what it is called from, that calls it again, or keeps what was lent to it.
#[test]
fn callbacks_cannot_pull_the_ground_away() {
    let engine = engine();
    engine
        .run("const { ppDb: db } = sqlite3.sqlite3_open(':memory:'); globalThis.kept = null; globalThis.what = () => {}")
        .unwrap();
    engine
        .run("sqlite3.sqlite3_create_function(db, 'f', -1, (context, values) => { kept = context; what(); sqlite3.sqlite3_result_int(context, 1) })")
        .unwrap();
    engine.run("const { ppStmt: one } = sqlite3.sqlite3_prepare_v2(db, 'SELECT f(1)')").unwrap();
    for what in ["sqlite3.sqlite3_finalize(one)", "sqlite3.sqlite3_step(one)", "sqlite3.sqlite3_reset(one)"] {
        let message = thrown(&engine, &format!("what = () => {what}; sqlite3.sqlite3_step(one)"));
        assert!(message.contains("in use by a call that has not returned"), "{what}: {message}");
        engine.run("sqlite3.sqlite3_reset(one)").unwrap();
    }
    // A function may run SQL that calls it: once more, not for ever.
    engine.run("let depth = 0; what = () => { if (depth++ < 3) sqlite3.sqlite3_exec(db, 'SELECT f()', null) }; sqlite3.sqlite3_step(one)").unwrap();
    assert_eq!(engine.run("depth").unwrap(), "4");
    let endless = thrown(
        &engine,
        "what = () => sqlite3.sqlite3_exec(db, 'SELECT f()', null); sqlite3.sqlite3_reset(one); sqlite3.sqlite3_step(one)",
    );
    assert!(endless.contains("stack"), "{endless}");
    assert!(thrown(&engine, "sqlite3.sqlite3_result_int(kept, 1)").contains("has been freed"));
}

#[test]
fn names_complete_and_are_explained() {
    let engine = engine();
    let (start, names) = complete(&engine, "print(zlib.compr");
    assert_eq!((start, names), (11, ["compress", "compress2", "compressBound"].map(str::to_owned).to_vec()));
    let (_, names) = complete(&engine, "sqlite3.sqlite3_prep");
    assert_eq!(names.first().map(String::as_str), Some("sqlite3_prepare_v2"), "{names:?}");
    let (_, names) = complete(&engine, "x = zlib.Z_BEST_C");
    assert_eq!(names, ["Z_BEST_COMPRESSION"]);
    let (start, names) = complete(&engine, "const t = libc.make(\"struct t");
    assert_eq!((start, names), (21, vec!["struct tm".to_owned()]));
    engine.run("const tm = libc.make('struct tm'); globalThis.other = 7").unwrap();
    let (start, names) = complete(&engine, "tm.tm_m");
    assert_eq!((start, names), (3, ["tm_min", "tm_mday", "tm_mon"].map(str::to_owned).to_vec()));
    for nothing in ["other.", "absent.tm", "(tm).tm", "tm.tm_x"] {
        assert!(complete(&engine, nothing).1.is_empty(), "{nothing}");
    }
    let text = help(engine.host(), "z_stream");
    assert!(text.contains("    avail_in: unsigned int") || text.contains("    avail_in: uInt"), "{text}");
    assert!(help(engine.host(), "SQLITE_ROW").starts_with("SQLITE_ROW = 100, of type "));
    // What the headers say of members, constants and macros.
    assert!(text.contains("next_in: Bytef *                 next input byte\n"), "{text}");
    let text = help(engine.host(), "idtype_t");
    assert!(text.contains("    P_ALL = 0,                       Wait for any child.\n    P_PID = 1,"), "{text}");
    assert!(
        help(engine.host(), "SQLITE_BUSY").ends_with("\n\nThe database file is locked\n"),
        "{}",
        help(engine.host(), "SQLITE_BUSY")
    );
    let text = help(engine.host(), "sqlite3_open");
    assert!(
        text.starts_with(
            "int sqlite3_open(const char *filename, sqlite3 **ppDb)    [sqlite3]\nfrom a script: sqlite3.sqlite3_open(filename)\n"
        ),
        "{text}"
    );
    assert!(text.contains("Opening A New Database Connection"), "{text}");
    assert!(engine.run("help('no_such')").unwrap().contains("no library declares `no_such`"));
}

/// `cargo run --release -p example-script -- --fuzz 1000000` is the long run.
#[test]
fn bad_calls_crash_nothing() {
    let outcome = fuzz::run(&engine(), 7, 20_000, |_| {}).unwrap();
    assert_eq!(outcome.calls, 20_000);
    assert!(outcome.exceptions > 10_000 && outcome.returned > 1_000, "{outcome:?}");
}
