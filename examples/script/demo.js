// What `cargo xtask demo` runs: C libraries by name. Nothing here was written for them; the host has their headers' tables.
"use strict";
const db_library = open("sqlite3"), z = open("zlib"), c = open("libc");
const ascii = text => Uint8Array.from(text, one => one.charCodeAt(0));

// zlib: buffers, a size that goes in and comes out.
print("zlib", z.zlibVersion());
const text = ascii("the quick brown fox ".repeat(50));
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

// Records by their members' names, constants of the headers: zlib's stream, whose pointers lead into buffers of the host's.
const squeeze = (init, step, end, input, room) => {
    const stream = z.make("z_stream", { next_in: buffer(input), avail_in: input.length, next_out: buffer(room), avail_out: room });
    if (init(stream) !== z.Z_OK || step(stream, z.Z_FINISH) !== z.Z_STREAM_END) throw new Error("zlib failed");
    const output = bytes(stream.next_out, stream.total_out);
    end(stream);
    release(stream);
    return output;
};
const small = squeeze(stream => z.deflateInit_(stream, z.Z_BEST_COMPRESSION), z.deflate, z.deflateEnd, text, 1000);
const large = squeeze(z.inflateInit_, z.inflate, z.inflateEnd, small, 2000);
print(`by stream: ${text.length} bytes are ${small.length}, and ${large.length} again`);
const moment = c.make("struct tm", { tm_year: 69, tm_mon: 6, tm_mday: 20, tm_hour: 20, tm_min: 17 });
const seconds = c.timegm(moment);
const when = new Uint8Array(64);
const length = c.strftime(when, when.length, "%A, %d %B %Y", moment);
print("moon landing:", seconds, "s, a", String.fromCharCode(...when.subarray(0, length)), "- again:", c.gmtime(seconds).tm_min, c.gmtime(seconds).tm_zone);

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
while (s.sqlite3_step(statement) === s.SQLITE_ROW) {
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
wrong(() => z.deflate(z.make("z_stream", { avail_in: 5 }), z.Z_FINISH));
wrong(() => { moment.tm_yaer = 1; });
wrong(() => { moment.tm_mon = 2 ** 40; });
wrong(() => { s.sqlite3_vfs_find(null).iVersion = 7; });
print("vfs:", s.sqlite3_vfs_find(null).zName, "then", s.sqlite3_vfs_find(null).pNext.zName);
print(help("SQLITE_ROW").trimEnd());
print(help("sqlite3_open").split("\n").slice(0, 8).join("\n"));
