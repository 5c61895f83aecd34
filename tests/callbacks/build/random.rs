//! Random signatures: for each the C that calls a function pointer of that type, and closures of every kind that it is called with.

use std::fmt::Write as _;

use ffi_abi::{Location, Place, Signature, Target, lower};

/// Signatures of each convention.
const CASES: usize = 100;

/// A type: in C, where it stands in a signature, in Rust if it is a scalar there, and what makes a value of a number.
struct Type {
    c: &'static str,
    text: &'static str,
    rust: Option<&'static str>,
    value: fn(u32) -> String,
}

const fn scalar(c: &'static str, rust: &'static str, value: fn(u32) -> String) -> Type {
    Type { c, text: c, rust: Some(rust), value }
}

const fn record(c: &'static str, text: &'static str, value: fn(u32) -> String) -> Type {
    Type { c, text, rust: None, value }
}

fn signed(n: u32) -> String {
    format!("{}", i64::from(n % 251) - 125)
}

fn unsigned(n: u32) -> String {
    format!("{}", n % 251)
}

fn long_long(n: u32) -> String {
    format!("{}ll", i64::from(n) * -0x1234_5677)
}

fn float(n: u32) -> String {
    format!("{}.25", i64::from(n % 1000) - 500)
}

const TYPES: [Type; 18] = [
    scalar("signed char", "c_schar", signed),
    scalar("unsigned char", "c_uchar", unsigned),
    scalar("short", "c_short", |n| format!("{}", i64::from(n % 60000) - 30000)),
    scalar("unsigned short", "c_ushort", |n| format!("{}", n % 60000)),
    scalar("int", "c_int", |n| format!("{}", n as i32 / 2)),
    scalar("unsigned int", "c_uint", |n| format!("{n}u")),
    scalar("long", "c_long", |n| format!("{}", n as i32 / 3)),
    scalar("unsigned long long", "c_ulonglong", |n| format!("{}ull", u64::from(n) * 0x1_0001_0003)),
    scalar("long long", "c_longlong", long_long),
    scalar("_Bool", "bool", |n| format!("{}", n % 2)),
    scalar("float", "f32", |n| format!("{}f", float(n))),
    scalar("double", "f64", float),
    scalar("long double", "LongDouble", |n| format!("{}L", float(n))),
    scalar("void *", "*mut c_void", |n| format!("rows_end + {}", n % 4096)),
    record("struct p2", "struct p2 { double x; double y; }", |n| format!("{{{}, {}}}", float(n), float(n / 3))),
    record("struct i3", "struct i3 { int a; int b; int c; }", |n| format!("{{{}, {}, {}}}", n / 7, n / 5, signed(n))),
    record("struct m2", "struct m2 { double x; long long n; }", |n| format!("{{{}, {}}}", float(n), long_long(n))),
    record("struct l3", "struct l3 { long long a; long long b; long long c; }", |n| {
        format!("{{{}, {}, {}}}", long_long(n), long_long(n / 2), long_long(n / 9))
    }),
];

/// One signature.
pub(crate) struct Case {
    convention: Convention,
    result: Option<usize>,
    parameters: Vec<usize>,
    seed: u32,
    /// Whether a register is left for a closure without an entry.
    is_free: bool,
}

/// By C's attribute, by the word of a signature and of Rust's `extern`.
#[derive(Clone, Copy)]
struct Convention {
    attribute: &'static str,
    text: &'static str,
    rust: &'static str,
}

const C: Convention = Convention { attribute: "", text: "", rust: "C" };

/// Those of the target.
fn conventions(target: &Target) -> Vec<Convention> {
    let of = |attribute, text, rust| Convention { attribute, text, rust };
    match target.triple().split('-').next() {
        Some("i686") => vec![
            C,
            of("__attribute__((stdcall))", "__stdcall ", "stdcall"),
            of("__attribute__((fastcall))", "__fastcall ", "fastcall"),
            of("__attribute__((thiscall))", "__thiscall ", "thiscall"),
        ],
        Some("x86_64") if target.triple().contains("windows") => {
            vec![C, of("__attribute__((sysv_abi))", "__attribute__((sysv_abi)) ", "sysv64")]
        }
        Some("x86_64") => vec![C, of("__attribute__((ms_abi))", "__attribute__((ms_abi)) ", "win64")],
        _ => vec![C],
    }
}

impl Case {
    /// Its C type.
    pub(crate) fn signature(&self) -> String {
        let result = self.result.map_or("void", |ty| TYPES[ty].text);
        let parameters: Vec<_> = self.parameters.iter().map(|ty| TYPES[*ty].text).collect();
        let parameters = if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
        format!("{}{result}({parameters})", self.convention.text)
    }

    /// The types of a Rust function, if it has only such.
    fn rust(&self) -> Option<(Vec<&'static str>, &'static str)> {
        let parameters = self.parameters.iter().map(|ty| TYPES[*ty].rust).collect::<Option<Vec<_>>>()?;
        Some((parameters, self.result.map_or(Some("()"), |ty| TYPES[ty].rust)?))
    }
}

/// The same in every build.
pub(crate) fn cases() -> Vec<Case> {
    let target = Target::parse(&std::env::var("TARGET").expect("cargo says it")).expect("a target of this crate");
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u32
    };
    let mut cases = Vec::new();
    for convention in conventions(&target) {
        let end = cases.len() + CASES;
        while cases.len() < end {
            let mut number = |below: usize| next() as usize % below;
            // As often as any other type, none.
            let result = Some(number(TYPES.len() + 1)).filter(|ty| *ty < TYPES.len());
            let parameters: Vec<usize> = (0..number(13)).map(|_| number(TYPES.len())).collect();
            let mut case = Case { convention, result, parameters, seed: next(), is_free: false };
            // Some conventions leave some types to the compiler.
            if lower(&target, &Signature::parse(&case.signature()).expect("a signature")).is_err() {
                continue;
            }
            case.is_free = case.convention.rust == "C" && is_free(&target, &case);
            cases.push(case);
        }
    }
    cases
}

/// Whether one more parameter would be in a register; on i386 closures need none.
fn is_free(target: &Target, case: &Case) -> bool {
    // No plain call passes these, and their sizes say that a result is in memory.
    let is_plain = |ty: &usize| TYPES[*ty].rust.is_some_and(|rust| rust != "LongDouble");
    if !case.parameters.iter().chain(&case.result).all(is_plain) {
        return false;
    }
    let signature = Signature::parse(&case.signature()).expect("a signature");
    let parameters = signature.parameters().iter().cloned().chain([ffi_abi::CType::pointer(ffi_abi::CType::Void)]).collect();
    let plan = lower(target, &Signature::new(signature.result().clone(), parameters)).expect("a plan");
    let last = plan.arguments().last().map(|argument| &argument.location);
    let in_register = matches!(last, Some(Location::Direct(pieces)) if matches!(pieces[0].place, Place::Register(_)));
    in_register || target.triple().starts_with("i686")
}

/// The callers.
pub(crate) fn c_source(cases: &[Case]) -> String {
    let mut text = String::from(
        "/* Written by build.rs. */\n#include <float.h>\n#include <string.h>\n\n\
         struct p2 { double x, y; };\nstruct i3 { int a, b, c; };\nstruct m2 { double x; long long n; };\n\
         struct l3 { long long a, b, c; };\nstatic char rows_end[4096];\n\
         #define LD (LDBL_MANT_DIG == 64 ? 10 : sizeof(long double))\n\
         struct value { const void *at; unsigned size; };\n\
         struct row { const struct value *arguments; unsigned count; struct value result; void (*call)(void *, void *); };\n\n",
    );
    let mut rows = String::new();
    for (number, case) in cases.iter().enumerate() {
        let mut values = String::new();
        for (at, ty) in case.parameters.iter().enumerate() {
            let Type { c, value, .. } = &TYPES[*ty];
            let made = value(case.seed.wrapping_mul(at as u32 * 2 + 3).rotate_left(at as u32));
            let _ = writeln!(text, "static {c} a{number}_{at} = {made};");
            let _ = write!(values, "{{&a{number}_{at}, {}}}, ", size(c));
        }
        let arguments: Vec<_> = (0..case.parameters.len()).map(|at| format!("a{number}_{at}")).collect();
        let types: Vec<_> = case.parameters.iter().map(|ty| TYPES[*ty].c).collect();
        let types = if types.is_empty() { "void".to_owned() } else { types.join(", ") };
        let result = case.result.map_or("void", |ty| TYPES[ty].c);
        let call = format!("(({result} ({} *)({types}))f)({})", case.convention.attribute, arguments.join(", "));
        let body = match case.result {
            Some(_) => format!("{result} r = {call}; memcpy(out, &r, sizeof r);"),
            None => format!("(void)out; {call};"),
        };
        let _ = writeln!(text, "static void call{number}(void *f, void *out) {{ {body} }}");
        let _ = writeln!(text, "static const struct value v{number}[] = {{{values}{{0, 0}}}};");
        let result = match case.result {
            Some(ty) => {
                let made = (TYPES[ty].value)(case.seed);
                let _ = writeln!(text, "static {} r{number} = {made};", TYPES[ty].c);
                format!("{{&r{number}, {}}}", size(TYPES[ty].c))
            }
            None => "{0, 0}".to_owned(),
        };
        let _ = writeln!(rows, "    {{v{number}, {}, {result}, call{number}}},", case.parameters.len());
    }
    let _ = writeln!(text, "\nconst struct row callback_rows[] = {{\n{rows}}};");
    text
}

/// Bytes that have a meaning.
fn size(c: &str) -> String {
    if c == "long double" { "LD".to_owned() } else { format!("sizeof({c})") }
}

/// Signatures as data, and a function for each that makes typed closures and has them called.
pub(crate) fn rust_source(cases: &[Case]) -> String {
    let mut text = format!("/// In the order of C's rows.\npub const SIGNATURES: [ffi::Signature; {}] = [\n", cases.len());
    for case in cases {
        let _ = writeln!(text, "    ffi::signature!({:?}),", case.signature());
    }
    text.push_str(
        "];\n\n/// Typed closures: through an entry, and without one where a register is free. How many there are of each.\n",
    );
    text.push_str("pub fn typed() -> [usize; 2] {\n");
    let (mut entries, mut thunks) = (0, 0);
    for (number, case) in cases.iter().enumerate() {
        let Some((parameters, result)) = case.rust() else { continue };
        let named: Vec<_> = parameters.iter().enumerate().map(|(at, ty)| format!("a{at}: {ty}")).collect();
        let bytes: Vec<_> = (0..parameters.len()).map(|at| format!("bytes(&a{at})")).collect();
        let closure =
            format!("move |{}| -> {result} {{ check({number}, &[{}]); result({number}) }}", named.join(", "), bytes.join(", "));
        let arrow = if result == "()" { String::new() } else { format!(" -> {result}") };
        let types = format!("extern {:?} fn({}){arrow}", case.convention.rust, parameters.join(", "));
        let _ = writeln!(text, "    call({number}, ffi::closure!({types}).owned({closure}).expect(\"a thunk\").as_ptr());");
        entries += 1;
        if case.is_free {
            let _ = writeln!(text, "    call({number}, ffi::Closure::new({closure}).expect(\"a thunk\").as_ptr());");
            thunks += 1;
        }
    }
    let _ = writeln!(text, "    [{entries}, {thunks}]\n}}");
    text
}
