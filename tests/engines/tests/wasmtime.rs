//! wasmtime itself calls adapters, by its C API: functions of the host that take an array of values (`wasmtime_linker_define_func_unchecked`),
//! and calls into a module with such an array (`wasmtime_func_call_unchecked`). Every value takes the whole way, and back:
//!
//! ```text
//!  C ─► leave (native → array) ─► wasmtime ─► compiled module ─► wasmtime ─► call (array → C) ────────► C function
//!                                                                       └──► enter (array → native) ─► function of several results
//! ```

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::engine::Callee;
use ffi_abi::engine::wasm::{Function, Wasm};
use ffi_abi::{CType, Signature, Target};
use ffi_build::assembly::Assembly;

/// A function of the host, its type in the module, and a call.
struct Case {
    name: &'static str,
    signature: &'static str,
    /// Results besides the first.
    more: &'static [&'static str],
    /// In the text format.
    parameters: &'static str,
    results: &'static str,
    arguments: &'static str,
}

/// What C does. Functions of several results get two contexts first, and a pointer to the other results last.
const CALLEES: &str = r#"
double mixed(int32_t a, int64_t b, float c, double d) { saw(&a, 4); saw(&b, 8); saw(&c, 4); saw(&d, 8); return a + b * 0.5 + c * d; }
signed char narrow(signed char a, unsigned short b) { saw(&a, 1); saw(&b, 2); return a + b; }
int64_t spilled(int64_t a, int32_t b, int64_t c, int32_t d, int64_t e, int32_t f, int64_t g, int32_t h, double i, float j, double k,
                float l, double m, float n, double o, float p, double q, float r) {
    int64_t integers[] = {a, b, c, d, e, f, g, h};
    double floats[] = {i, j, k, l, m, n, o, p, q, r};
    saw(integers, sizeof integers);
    saw(floats, sizeof floats);
    return INT64_MIN + h;
}
float bits(float a) { saw(&a, 4); return a; }
double wide_bits(double a) { saw(&a, 8); return a; }
void nothing(void) { saw("", 1); }
struct several { int32_t b; int64_t c; float d; double e; };
double several(void *callee, void *caller, int32_t a, float b, struct several *results) {
    (void)callee, (void)caller;
    saw(&a, 4);
    saw(&b, 4);
    *results = (struct several){a - 1, (int64_t)a << 32, b * 2, b / 3.0};
    return a / 7.0;
}
struct pair { double b; };
int64_t pair(void *callee, void *caller, int64_t a, struct pair *results) {
    (void)callee, (void)caller;
    saw(&a, 8);
    results->b = -0.0;
    return ~a;
}
"#;

const CASES: [Case; 8] = [
    Case {
        name: "mixed",
        signature: "double(int32_t, int64_t, float, double)",
        more: &[],
        parameters: "i32 i64 f32 f64",
        results: "f64",
        arguments: "INT32_MIN, INT64_MAX - 5, -1.5f, 1e300",
    },
    // Bits above those that C has.
    Case {
        name: "narrow",
        signature: "signed char(signed char, unsigned short)",
        more: &[],
        parameters: "i32 i32",
        results: "i32",
        arguments: "0x12345680, (int32_t)0xabcd0003",
    },
    Case {
        name: "spilled",
        signature: "int64_t(int64_t, int32_t, int64_t, int32_t, int64_t, int32_t, int64_t, int32_t, double, float, double, float, \
                    double, float, double, float, double, float)",
        more: &[],
        parameters: "i64 i32 i64 i32 i64 i32 i64 i32 f64 f32 f64 f32 f64 f32 f64 f32 f64 f32",
        results: "i64",
        arguments: "1, -2, INT64_MIN, 4, 5, -6, 7, INT32_MAX, 0.1, 0.2f, 0.3, 0.4f, 0.5, 0.6f, 0.7, 0.8f, -0.0, 1e-40f",
    },
    // A NaN with something in it stays what it is.
    Case {
        name: "bits",
        signature: "float(float)",
        more: &[],
        parameters: "f32",
        results: "f32",
        arguments: "__builtin_nanf(\"0x12345\")",
    },
    Case {
        name: "wide_bits",
        signature: "double(double)",
        more: &[],
        parameters: "f64",
        results: "f64",
        arguments: "-__builtin_nan(\"0x123456789\")",
    },
    Case { name: "nothing", signature: "void(void)", more: &[], parameters: "", results: "", arguments: "" },
    Case {
        name: "several",
        signature: "double(int32_t, float)",
        more: &["int32_t", "int64_t", "float", "double"],
        parameters: "i32 f32",
        results: "f64 i32 i64 f32 f64",
        arguments: "-77, 2.5f",
    },
    Case {
        name: "pair",
        signature: "int64_t(int64_t)",
        more: &["double"],
        parameters: "i64",
        results: "i64 f64",
        arguments: "0x0123456789abcdef",
    },
];

/// What of wasmtime's C API is used here, from its documentation (`wasm.h`; `wasmtime.h`, 50.0); and what all functions have in common.
const HOST: &str = r#"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef struct { size_t size; void *data; } vec;
typedef struct { uint64_t store; void *private; } func;
typedef struct { uint64_t store; size_t private; } instance;
typedef struct { uint8_t kind; union { func function; uint64_t other[4]; } of; } external;
typedef struct { _Alignas(16) unsigned char bytes[16]; } value;
typedef void *callback(void *environment, void *caller, value *values, size_t count);
void *wasm_engine_new(void), *wasm_valtype_new(uint8_t), *wasm_functype_new(vec *, vec *);
void wasm_valtype_vec_new(vec *, size_t, void **);
void *wasmtime_store_new(void *, void *, void *), *wasmtime_store_context(void *), *wasmtime_linker_new(void *);
void *wasmtime_wat2wasm(const char *, size_t, vec *), *wasmtime_module_new(void *, void *, size_t, void **);
void *wasmtime_linker_define_func_unchecked(void *, const char *, size_t, const char *, size_t, void *, callback *, void *, void *);
void *wasmtime_linker_instantiate(void *, void *, void *, instance *, void **);
_Bool wasmtime_instance_export_get(void *, instance *, const char *, size_t, external *);
void *wasmtime_func_call_unchecked(void *, func *, value *, size_t, void **);
void wasmtime_error_message(void *, vec *), wasm_trap_message(void *, vec *);

static void *engine, *context, *linker;

static void fine(void *error) {
    if (!error) return;
    vec message;
    wasmtime_error_message(error, &message);
    fprintf(stderr, "%.*s\n", (int)message.size, (char *)message.data);
    exit(1);
}

/* What functions got. */
static unsigned char seen[512];
static size_t length;
static void saw(const void *bytes, size_t size) { memcpy(seen + length, bytes, size); length += size; }

/* "i32 f64" as wasmtime's types. */
static vec types(const char *text) {
    void *all[32];
    size_t count = 0;
    for (; *text; text += text[3] ? 4 : 3) all[count++] = wasm_valtype_new((text[0] == 'f' ? 2 : 0) + (text[1] == '6'));
    vec types;
    wasm_valtype_vec_new(&types, count, all);
    return types;
}

static void define(const char *name, const char *parameters, const char *results, callback *function, void *environment) {
    vec given = types(parameters), got = types(results);
    void *type = wasm_functype_new(&given, &got);
    fine(wasmtime_linker_define_func_unchecked(linker, "host", 4, name, strlen(name), type, function, environment, 0));
}

/* A context whose second word is what the adapter calls, and what that needs. */
struct context { void *first, *callee; func function; };

static void into_module(struct context *callee, void *caller, value *values, size_t capacity) {
    void *trap = 0;
    fine(wasmtime_func_call_unchecked(context, &callee->function, values, capacity, &trap));
    if (trap) { fprintf(stderr, "a trap\n"); exit(1); }
}
"#;

/// Calls a function itself, and through everything, and compares what it got and what it gave.
fn driver(case: &Case) -> String {
    let Case { name, parameters, results, arguments, more, .. } = case;
    let comma = if arguments.is_empty() { "" } else { ", " };
    let ty = |text: &str| match text {
        "i32" => "int32_t",
        "i64" => "int64_t",
        "f32" => "float",
        _ => "double",
    };
    let result = results.split_whitespace().next().map_or("void", ty);
    let types: Vec<&str> = parameters.split_whitespace().map(ty).collect();
    let block = if more.is_empty() { String::new() } else { format!(", struct {name} *") };
    let (mut text, adapter) = (String::new(), if more.is_empty() { "call" } else { "enter" });
    let list = if types.is_empty() { String::new() } else { format!(", {}", types.join(", ")) };
    let _ = writeln!(
        text,
        "void {adapter}_{name}(void *, void *, value *, size_t);\n{result} leave_{name}(void *, void *{list}{block});"
    );
    let _ = writeln!(
        text,
        "static void *host_{name}(void *environment, void *caller, value *values, size_t count) {{\n    \
         {adapter}_{name}(environment, environment, values, count);\n    return 0;\n}}"
    );
    let (keep, one, two) = if result == "void" { ("", "", "") } else { ("r", "one.r = ", "two.r = ") };
    let keep = if keep.is_empty() { "char r;".to_owned() } else { format!("{result} r;") };
    let (keep, others) =
        if more.is_empty() { (keep, ["", ""]) } else { (format!("{keep} struct {name} more;"), [", &one.more", ", &two.more"]) };
    let direct = if more.is_empty() { format!("{name}({arguments})") } else { format!("{name}(0, 0, {arguments}{})", others[0]) };
    let _ = write!(
        text,
        "static void try_{name}(struct context *context) {{
    struct {{ {keep} }} one, two;
    unsigned char first[sizeof seen];
    memset(&one, 0, sizeof one), memset(&two, 0, sizeof two), memset(seen, 0, sizeof seen), length = 0;
    {one}{direct};
    memcpy(first, seen, sizeof seen), memset(seen, 0, sizeof seen), length = 0;
    {two}leave_{name}(context, context{comma}{arguments}{});
    printf(\"{name} %s %s\\n\", length && !memcmp(first, seen, sizeof seen) ? \"arrives\" : \"does not arrive\",
           memcmp(&one, &two, sizeof one) ? \"gives something else\" : \"returns\");
}}
",
        others[1]
    );
    text
}

/// A module that imports every function, and exports one that calls it with its own parameters.
fn module() -> String {
    let mut text = String::from("(module");
    for Case { name, parameters, results, .. } in &CASES {
        let _ = write!(text, " (import \"host\" \"{name}\" (func ${name} (param {parameters}) (result {results})))");
    }
    for Case { name, parameters, results, .. } in &CASES {
        let _ = write!(text, " (func (export \"{name}\") (param {parameters}) (result {results})");
        (0..parameters.split_whitespace().count()).for_each(|index| text.push_str(&format!(" local.get {index}")));
        let _ = write!(text, " call ${name})");
    }
    text + ")"
}

/// wasmtime's library: that of its Python package, which `cargo xtask setup` puts into the target folder.
fn library() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let arch = if cfg!(target_arch = "aarch64") { "aarch64" } else { "x86_64" };
    workspace.join(format!("target/wasmtime/wasmtime/linux-{arch}/_libwasmtime.so"))
}

#[test]
fn a_module_calls_c_and_is_called_by_it_through_adapters() {
    let triple = if cfg!(target_arch = "aarch64") { "aarch64-unknown-linux-gnu" } else { "x86_64-unknown-linux-gnu" };
    let target = Target::parse(triple).unwrap();
    let mut assembly = Assembly::new(&target).unwrap();
    let wasm = Wasm { callee: 8, ..Wasm::default() };
    let (mut text, mut names) = (format!("{HOST}{CALLEES}"), String::new());
    let (mut defined, mut tried, mut expected) = (String::new(), String::new(), String::new());
    for case in &CASES {
        let Case { name, parameters, results, more, .. } = case;
        let signature = Signature::parse(case.signature).unwrap();
        let others = more.iter().map(|ty| CType::parse(ty).unwrap()).collect();
        let function = Function { signature: signature.clone(), more: others };
        let (kind, inward) = match more {
            [] => ("call", wasm.call(&target, &signature, Callee::Symbol((*name).to_owned()))),
            _ => ("enter", wasm.enter(&target, &function)),
        };
        for (kind, adapter) in [(kind, inward), ("leave", wasm.leave(&target, &function))] {
            let symbol = assembly.adapter(&adapter.unwrap()).unwrap();
            let _ = writeln!(names, "-Wl,--defsym={kind}_{name}={symbol}");
        }
        text.push_str(&driver(case));
        let _ = writeln!(
            defined,
            "    static struct context to_{name} = {{.callee = {name}}};\n    \
             define(\"{name}\", \"{parameters}\", \"{results}\", host_{name}, &to_{name});"
        );
        let _ = writeln!(
            tried,
            "    struct context {name}_in_module = {{.callee = into_module}};\n    \
             if (!wasmtime_instance_export_get(context, &instance, \"{name}\", {}, &found) || found.kind) return 1;\n    \
             {name}_in_module.function = found.of.function;\n    try_{name}(&{name}_in_module);",
            name.len()
        );
        let _ = writeln!(expected, "{name} arrives returns");
    }
    let _ = write!(
        text,
        "int main(void) {{
    engine = wasm_engine_new();
    context = wasmtime_store_context(wasmtime_store_new(engine, 0, 0));
    linker = wasmtime_linker_new(engine);
{defined}    static const char text[] = {:?};
    vec binary;
    void *module, *trap = 0;
    instance instance;
    external found;
    fine(wasmtime_wat2wasm(text, sizeof text - 1, &binary));
    fine(wasmtime_module_new(engine, binary.data, binary.size, &module));
    fine(wasmtime_linker_instantiate(linker, context, module, &instance, &trap));
    if (trap) return 1;
{tried}    return 0;
}}
",
        module()
    );

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasmtime");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("host.c"), text).unwrap();
    std::fs::write(folder.join("adapters.o"), assembly.finish().bytes()).unwrap();
    let mut gcc = Command::new("gcc");
    gcc.args(["-O1", "-Wall", "-Wno-unused", "-Wno-overflow", "-Werror", "-no-pie", "-o", "host", "host.c", "adapters.o"])
        .args(names.lines());
    gcc.arg(library()).arg(format!("-Wl,-rpath,{}", library().parent().unwrap().display()));
    succeed(gcc.current_dir(&folder));
    assert_eq!(succeed(&mut Command::new(folder.join("host"))), expected);
}

fn succeed(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out.into_owned()
}
