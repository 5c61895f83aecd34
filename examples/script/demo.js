// What `cargo xtask demo` runs: C libraries by name. Nothing here was written for them; the host has their headers' tables.
"use strict";
const db_library = open("sqlite3"), z = open("zlib"), c = open("libc");
const bytes = text => Uint8Array.from(text, one => one.charCodeAt(0));

// zlib: buffers, a size that goes in and comes out.
print("zlib", z.zlibVersion());
const text = bytes("the quick brown fox ".repeat(50));
const packed = new Uint8Array(z.compressBound(text.length));
const { result, destLen } = z.compress(packed, text, text.length);
const again = new Uint8Array(text.length);
const back = z.uncompress(again, packed, destLen);
print(`${text.length} bytes are ${destLen} packed, and ${back.destLen} again; crc ${z.crc32(0, again, again.length).toString(16)}`);
if (result !== 0 || again.some((one, at) => one !== text[at])) throw new Error("zlib lost something");

// The C library: a script function as comparator, a record by its members.
const numbers = Int32Array.from([42, -7, 19, 3, 1000000, 0]);
c.qsort(new Uint8Array(numbers.buffer), numbers.length, 4, (a, b) => new Int32Array(a)[0] - new Int32Array(b)[0]);
print("qsort:", Array.from(numbers).join(" "));
print("17 by 5:", JSON.stringify(c.div(17, 5)), " address:", c.inet_ntoa({ s_addr: c.htonl(0x7f000001) }));

// SQLite: handles, a script function as SQL function, another for each row.
const s = db_library;
const { result: opened, ppDb: db } = s.sqlite3_open(":memory:");
if (opened !== 0) throw new Error(s.sqlite3_errstr(opened));
s.sqlite3_create_function(db, "shout", 1, (context, [value]) => {
    s.sqlite3_result_text(context, s.sqlite3_value_text(value).toUpperCase() + "!");
});
s.sqlite3_exec(db, "CREATE TABLE animals(name TEXT, legs INT); INSERT INTO animals VALUES ('ant', 6), ('spider', 8), ('owl', 2)", null);
s.sqlite3_exec(db, "SELECT shout(name), legs FROM animals ORDER BY legs", (row, names) => print("row:", row.join(", "), `(${names.join(", ")})`));
const { ppStmt: statement } = s.sqlite3_prepare_v2(db, "SELECT sum(legs), avg(legs) FROM animals WHERE legs > ?1");
s.sqlite3_bind_int(statement, 1, 3);
while (s.sqlite3_step(statement) === 100) {
    print("sum", s.sqlite3_column_int(statement, 0), "mean", s.sqlite3_column_double(statement, 1));
}

// What is wrong is an exception.
const wrong = what => { try { what(); throw new Error("nothing was said"); } catch (why) { print("refused:", why.message); } };
wrong(() => s.sqlite3_step(db));
wrong(() => s.sqlite3_step(null));
wrong(() => s.sqlite3_step(1234));
wrong(() => s.sqlite3_bind_int(statement, 1));
wrong(() => s.sqlite3_bind_int(statement, 1, 2 ** 40));
wrong(() => z.uncompress(again, packed, 1e9));
wrong(() => s.call("sqlite3_opne", ":memory:"));
wrong(() => s.sqlite3_malloc(10));
wrong(() => s.sqlite3_exec(db, "SELECT shout(name) FROM animals", () => { throw new Error("the script's own"); }));
s.sqlite3_finalize(statement);
wrong(() => s.sqlite3_step(statement));
print("closed:", s.sqlite3_close(db));
wrong(() => s.sqlite3_changes(db));
print(help("sqlite3_open").split("\n").slice(0, 8).join("\n"));
