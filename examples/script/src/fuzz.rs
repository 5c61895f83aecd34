//! Bad calls: names, counts and values of every kind, as a script in error would make them. Nothing may come of it but exceptions.

use std::collections::VecDeque;

use rquickjs::{ArrayBuffer, Ctx, Function, TypedArray, Value};

use crate::engine::Engine;
use crate::fault::Fault;

/// What came of the calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Calls made.
    pub calls: u64,
    /// Those that were refused, or whose callback threw.
    pub exceptions: u64,
    /// Those that were right by chance.
    pub returned: u64,
}

/// The same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// Texts that are SQL, names, numbers, nonsense.
const TEXTS: [&str; 14] = [
    ":memory:",
    "",
    "SELECT 1",
    "SELECT f(1), f('a')",
    "CREATE TABLE t(a, b)",
    "INSERT INTO t VALUES (1, 'x'), (2, NULL)",
    "SELECT a, b, f(a) FROM t WHERE a > ?1",
    "DELETE FROM t",
    "SELECT",
    "f",
    "12",
    "PATH",
    "é∀",
    "a\0b",
];

const NUMBERS: [f64; 16] = [
    0.0,
    1.0,
    -1.0,
    2.0,
    3.0,
    7.0,
    16.0,
    255.0,
    65536.0,
    2147483647.0,
    -2147483648.0,
    4294967296.0,
    9007199254740991.0,
    1e300,
    f64::NAN,
    0.5,
];

/// Functions that a call may be given; some throw, some detach or free what the call was given.
const FUNCTIONS: [&str; 6] = [
    "(a, b) => 0",
    "(a, b) => new Uint8Array(a)[0] - new Uint8Array(b)[0]",
    "() => { throw new Error('no') }",
    "() => 'text'",
    "(context, values) => { sqlite3.sqlite3_result_int(context, values.length) }",
    "(context, values) => { sqlite3.sqlite3_result_text(context, String(sqlite3.sqlite3_value_text(values[0]))); kept.push(context) }",
];

/// Records that scripts make: members of every kind, pointers among them, and names that are none.
const RECORDS: [(&str, &str); 7] = [
    ("zlib", "z_stream"),
    ("zlib", "gz_header_s"),
    ("libc", "struct tm"),
    ("libc", "div_t"),
    ("sqlite3", "sqlite3_vfs"),
    ("libc", "struct tn"),
    ("nowhere", ""),
];

/// Members that a record is made with.
const MEMBERS: [&str; 8] = [
    "undefined",
    "({})",
    "({ tm_year: 125, tm_mon: 3 })",
    "({ avail_in: 4, avail_out: 64, next_in: buffer(16), next_out: buffer(64) })",
    "({ tm_year: 1e99 })",
    "({ zalloc: buffer(1) })",
    "({ get tm_year() { throw 1 } })",
    "({ pNext: null, nothing: 1 })",
];

/// The names of a record's members.
fn members(engine: &Engine, library: &str, name: &str) -> Vec<&'static str> {
    let record = engine.host().library(library).ok().and_then(|library| library.table.record(name));
    record.map(|record| record.fields().map(ffi::table::Field::name).collect()).unwrap_or_default()
}

/// Makes calls.
///
/// # Errors
/// Only what has nothing to do with the calls: no memory.
pub fn run(engine: &Engine, seed: u64, calls: u64, progress: impl Fn(u64)) -> Result<Outcome, Fault> {
    engine.with(|ctx| {
        let mut fuzz = Fuzz::new(engine, ctx, seed).map_err(|why| Fault::new(why.to_string()))?;
        for number in 0..calls {
            fuzz.step();
            if number % 10_000 == 0 {
                progress(number);
            }
        }
        Ok(fuzz.outcome)
    })
}

/// Handles that are remembered; the oldest are forgotten, freed or not.
const REMEMBERED: usize = 48;

struct Fuzz<'a, 'js> {
    engine: &'a Engine,
    ctx: Ctx<'js>,
    random: Random,
    names: Vec<(&'static str, &'static str)>,
    /// What scripts may call, which is called most often.
    callable: Vec<(&'static str, &'static str)>,
    functions: Vec<Value<'js>>,
    handles: VecDeque<Value<'js>>,
    /// Records, each with its library, and all their members.
    records: Vec<(&'static str, &'static str)>,
    members: Vec<&'static str>,
    outcome: Outcome,
}

impl<'a, 'js> Fuzz<'a, 'js> {
    fn new(engine: &'a Engine, ctx: &Ctx<'js>, seed: u64) -> rquickjs::Result<Fuzz<'a, 'js>> {
        ctx.eval::<(), _>("globalThis.kept = [];")?;
        let functions = FUNCTIONS.iter().map(|text| ctx.eval::<Function<'js>, _>(*text).map(Function::into_value));
        let libraries: Vec<_> = engine.host().libraries().collect();
        let names: Vec<_> = libraries.iter().flat_map(|one| one.table.iter().map(|entry| (one.name, entry.name()))).collect();
        let mut callable: Vec<_> =
            libraries.iter().flat_map(|library| library.rules.functions().map(|name| (library.name, name))).collect();
        callable.sort_unstable();
        Ok(Fuzz {
            engine,
            ctx: ctx.clone(),
            random: Random(seed),
            names,
            callable,
            functions: functions.collect::<rquickjs::Result<_>>()?,
            handles: VecDeque::new(),
            records: RECORDS.to_vec(),
            members: RECORDS.iter().flat_map(|(library, name)| members(engine, library, name)).collect(),
            outcome: Outcome::default(),
        })
    }

    fn step(&mut self) {
        if self.random.below(5) == 0 {
            return self.memory();
        }
        let (library, name) = match self.random.below(16) {
            0 => ("sqlite3", ["sqlite3_opne", "", "strcpy", "__proto__"][self.random.below(4)]),
            1 => (["nowhere", "zlib", ""][self.random.below(3)], "compress"),
            2 | 3 => self.names[self.random.below(self.names.len())],
            _ => self.callable[self.random.below(self.callable.len())],
        };
        let host = self.engine.host().clone();
        let wanted = host.library(library).ok().and_then(|library| library.rules.get(name)).map(|rule| rule.roles.clone());
        let passed: Vec<_> = wanted.unwrap_or_default().into_iter().filter(|role| role.is_passed()).collect();
        let count = match self.random.below(8) {
            0 => self.random.below(9),
            _ => passed.len(),
        };
        let mut given = Vec::with_capacity(count);
        for index in 0..count {
            // Mostly of the right kind, or nothing but the count would ever be refused.
            let right = passed.get(index).filter(|_| self.random.below(4) > 0).copied();
            match self.value(right) {
                // Another name would be that of a file, which it makes.
                Ok(value) if name == "sqlite3_open" && value.is_string() => {
                    given.extend(rquickjs::String::from_str(self.ctx.clone(), ":memory:").map(rquickjs::String::into_value));
                }
                Ok(value) => given.push(value),
                Err(_) => return,
            }
        }
        let result = host.call(&self.ctx, library, name, &given);
        self.count(result);
        if self.outcome.calls.is_multiple_of(512) {
            let _ = self
                .ctx
                .eval::<(), _>("for (const one of kept) { try { sqlite3.sqlite3_result_null(one) } catch {} } kept = [];");
            self.tidy();
        }
    }

    /// What came of a call.
    fn count<E>(&mut self, result: Result<Value<'js>, E>) {
        self.outcome.calls += 1;
        match result {
            Ok(value) => {
                self.outcome.returned += 1;
                self.remember(&value);
            }
            Err(_) => {
                self.outcome.exceptions += 1;
                // Taken out of the engine, as a script's `catch` does.
                let _ = self.ctx.catch();
            }
        }
    }

    /// Something with memory: a record or a buffer made, read, freed, a member read or set; alive, freed, of another record.
    fn memory(&mut self) {
        let (host, ctx) = (self.engine.host().clone(), self.ctx.clone());
        let (library, name) = self.records[self.random.below(self.records.len())];
        let Ok(value) = self.value(None) else { return };
        let handle = match self.random.below(8) {
            0 => value.clone(),
            _ if self.handles.is_empty() => value.clone(),
            _ => self.handles[self.random.below(self.handles.len())].clone(),
        };
        let member = self.members[self.random.below(self.members.len())];
        match self.random.below(8) {
            0 => {
                let members = MEMBERS[self.random.below(MEMBERS.len())];
                let made =
                    ctx.eval(members).map_err(drop).and_then(|members| host.make(&ctx, library, name, &members).map_err(drop));
                self.count(made);
            }
            1 => {
                let from = if self.random.below(2) == 0 { Ok(value) } else { self.buffer() };
                self.count(from.map_err(drop).and_then(|from| host.buffer(&ctx, &from).map_err(drop)));
            }
            2 => self.count(host.bytes(&ctx, &handle, Some(&value))),
            3 if self.random.below(4) == 0 => self.count(host.release(&handle).map(|()| Value::new_undefined(ctx))),
            3 | 4 => {
                let got = handle.as_object().map_or(Err(rquickjs::Error::Unknown), |object| object.get::<_, Value<'js>>(member));
                self.count(got);
            }
            _ => {
                let value = match self.random.below(3) {
                    0 => self.handles.front().cloned().unwrap_or(value),
                    1 => Value::new_number(ctx.clone(), NUMBERS[self.random.below(NUMBERS.len())]),
                    _ => value,
                };
                let set = match crate::arguments::handle(&handle).and(handle.as_object()) {
                    Some(object) => object.set(member, value).map(|()| Value::new_undefined(ctx)),
                    None => Err(rquickjs::Error::Unknown),
                };
                self.count(set);
            }
        }
    }

    /// Keeps what a result holds of handles.
    fn remember(&mut self, value: &Value<'js>) {
        let Some(object) = value.as_object() else { return };
        if crate::arguments::handle(value).is_some() {
            self.handles.push_back(value.clone());
        }
        for key in ["ppDb", "ppStmt"] {
            let handle = object.get::<_, Value<'js>>(key);
            self.handles.extend(handle.ok().filter(Value::is_object));
        }
        while self.handles.len() > REMEMBERED {
            let oldest = self.handles.pop_front();
            oldest.iter().for_each(|handle| self.free(handle));
        }
    }

    /// Frees what is alive, so that a million calls do not fill the memory; freed handles stay, to be passed again.
    fn tidy(&mut self) {
        for handle in self.handles.clone() {
            self.free(&handle);
        }
    }

    fn free(&self, handle: &Value<'js>) {
        let host = self.engine.host();
        let frees =
            [("sqlite3", "sqlite3_finalize"), ("sqlite3", "sqlite3_close"), ("zlib", "deflateEnd"), ("zlib", "inflateEnd")];
        for (library, name) in frees {
            if host.call(&self.ctx, library, name, std::slice::from_ref(handle)).is_err() {
                let _ = self.ctx.catch();
            }
        }
        let _ = host.release(handle);
    }

    fn value(&mut self, right: Option<crate::rules::Role>) -> rquickjs::Result<Value<'js>> {
        use crate::rules::Role;
        let kind = match right {
            Some(Role::Number { .. } | Role::Size { .. } | Role::Count { .. } | Role::ByAddress) => 0,
            Some(Role::Text { .. }) => 1,
            Some(Role::Buffer { .. }) => 2,
            Some(Role::Handle | Role::Frees { .. } | Role::Struct { .. }) => 3,
            Some(Role::Function { .. } | Role::Comparator { .. }) => 4,
            Some(Role::Record) => 5,
            _ => self.random.below(12),
        };
        let ctx = self.ctx.clone();
        Ok(match kind {
            0 => Value::new_number(ctx, NUMBERS[self.random.below(NUMBERS.len())]),
            1 => rquickjs::String::from_str(ctx, TEXTS[self.random.below(TEXTS.len())])?.into_value(),
            2 => self.buffer()?,
            3 if !self.handles.is_empty() => self.handles[self.random.below(self.handles.len())].clone(),
            4 => self.functions[self.random.below(self.functions.len())].clone(),
            5 => ctx.eval(["({ s_addr: 16777343 })", "({ s_addr: -1.5 })", "({ s_add: 1 })", "[1, 2]"][self.random.below(4)])?,
            6 => Value::new_undefined(ctx),
            7 | 3 => Value::new_null(ctx),
            8 => Value::new_bool(ctx, true),
            9 => ctx.eval(["12345678901234567890n", "-1n", "({})", "Symbol('s')"][self.random.below(4)])?,
            10 => ctx.eval(
                ["new Proxy({}, {})", "new Float64Array(4)", "new Error('e')", "({ toString() { throw 1 } })"]
                    [self.random.below(4)],
            )?,
            _ => ctx.globals().into_value(),
        })
    }

    /// A buffer; some are empty, some detached, some part of another.
    fn buffer(&mut self) -> rquickjs::Result<Value<'js>> {
        let size = [0, 1, 7, 16, 64, 1000][self.random.below(6)];
        let mut buffer = ArrayBuffer::new_copy(self.ctx.clone(), vec![0x5a_u8; size])?;
        Ok(match self.random.below(5) {
            0 => {
                buffer.detach();
                buffer.into_value()
            }
            1 => {
                let array = TypedArray::<u8>::from_arraybuffer(buffer.clone())?;
                buffer.detach();
                array.into_value()
            }
            2 => TypedArray::<u8>::from_arraybuffer(buffer)?.into_value(),
            _ => buffer.into_value(),
        })
    }
}
