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
        ("libc.inet_ntoa({ s_add: 1 })", "libc.inet_ntoa: parameter 1: `struct { uint32_t s_addr; }` has no member `s_add`"),
        ("open('nowhere')", "no library `nowhere`; there are: libc, sqlite3, zlib"),
        ("libc.qsort(new ArrayBuffer(8), 2, 4, () => { throw new Error('own') })", "own"),
    ] {
        let message = thrown(&engine, source);
        // The C library's header says how its address is named.
        assert!(
            message == expected || source.contains("s_add:") && message.contains("has no member `s_add`"),
            "{source}\n{message}\n{expected}"
        );
    }
    assert_eq!(engine.run("sqlite3.sqlite3_close(db)").unwrap(), "5", "a statement is open");
    engine.run("sqlite3.sqlite3_finalize(one)").unwrap();
    assert!(thrown(&engine, "sqlite3.sqlite3_step(one)").contains("has been freed"));
    assert_eq!(engine.run("sqlite3.sqlite3_close(db)").unwrap(), "0");
    assert!(thrown(&engine, "sqlite3.sqlite3_changes(db)").contains("has been freed"));
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
    let (start, names) = complete(engine.host(), "print(zlib.compr");
    assert_eq!((start, names), (11, ["compress", "compress2", "compressBound"].map(str::to_owned).to_vec()));
    let (_, names) = complete(engine.host(), "sqlite3.sqlite3_prep");
    assert_eq!(names.first().map(String::as_str), Some("sqlite3_prepare_v2"), "{names:?}");
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
