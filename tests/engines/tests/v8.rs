//! V8 itself calls adapters: Node.js loads an addon that registers them as fast API calls, by the description that comes with each, and
//! optimised script has to reach the C functions through them.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use ffi_abi::engine::Callee;
use ffi_abi::engine::v8::{Fast, Function, V8, Wide};
use ffi_abi::{Signature, Target};
use ffi_build::assembly::Assembly;

/// A function, which of its parameters are typed arrays, a call of it in script, and what that gives.
struct Case {
    name: &'static str,
    v8: V8,
    signature: &'static str,
    buffers: &'static [usize],
    call: &'static str,
    gives: &'static str,
}

/// What C does.
const CALLEES: &str = r#"
int add(int a, int b) { return a + b; }
signed char narrow(signed char a, unsigned short b) { return a + b + 300; }
double floats(float a, double b, bool c) { return c ? a * b : 0; }
double many(int a, int b, int c, int d, int e, int f, double g, signed char h) { return a + b + c + d + e + f + g * h; }
unsigned sum(const unsigned char *bytes, unsigned count) { unsigned sum = 0; while (count--) sum += *bytes++; return sum; }
uint64_t wide(unsigned a, double b) { return ((uint64_t)a << 32) | (uint64_t)b; }
void nothing(void) { called++; }
"#;

/// 64-bit results are in arrays: as numbers and BigInts, V8 11 does not take them.
fn cases() -> [Case; 7] {
    let usual = V8::default();
    let case = |name, v8, signature, buffers, call, gives| Case { name, v8, signature, buffers, call, gives };
    let array = V8 { wide: Wide::OutArray, ..usual };
    [
        case("add", usual, "int(int, int)", &[], "m.add(40, 2)", "42"),
        // 300 above what 8 bits hold; of the arguments the bits that C has room for.
        case("narrow", usual, "signed char(signed char, unsigned short)", &[], "m.narrow(0x7ffe, 0x10001)", "43"),
        case("floats", usual, "double(float, double, _Bool)", &[], "m.floats(1.5, 3, true)", "4.5"),
        case(
            "many",
            usual,
            "double(int, int, int, int, int, int, double, signed char)",
            &[],
            "m.many(1, 2, 3, 4, 5, 6, 0.5, -4)",
            "19",
        ),
        case("sum", usual, "unsigned(const unsigned char *, unsigned)", &[0], "m.sum(bytes, 4)", "1000"),
        case("wide", array, "uint64_t(unsigned, double)", &[], "(m.wide(0x80000001, 7, out), out[0])", "0x8000000100000007n"),
        case("nothing", usual, "void(void)", &[], "m.nothing()", "undefined"),
    ]
}

/// What of V8's headers is not installed, by its layout (`v8-fast-api-calls.h`, V8 11 to 13), and the addon.
const ADDON: &str = r#"
#include <node.h>
#include <stdint.h>
namespace v8 {
class CFunction { public: const void *address; const void *type; };
}
struct CType { uint8_t type, sequence, flags; };
struct CFunctionType { CType result; uint8_t int64_representation; uint32_t count; const CType *arguments; };
#define ID(id) { (uint8_t)((id) >> 16), (uint8_t)((id) >> 8), (uint8_t)(id) }
static int slow, called;
static void is_slow(const v8::FunctionCallbackInfo<v8::Value> &info) { slow++; }
static void how_slow(const v8::FunctionCallbackInfo<v8::Value> &info) { info.GetReturnValue().Set(slow); }
static void how_often(const v8::FunctionCallbackInfo<v8::Value> &info) { info.GetReturnValue().Set(called); }
extern "C" {
CALLEES
ADAPTERS
}
TYPES
static void add(v8::Isolate *isolate, v8::Local<v8::Object> exports, const char *name, v8::FunctionCallback callback,
                const v8::CFunction *fast) {
    auto context = isolate->GetCurrentContext();
    auto function = v8::FunctionTemplate::New(isolate, callback, v8::Local<v8::Value>(), v8::Local<v8::Signature>(), 0,
        v8::ConstructorBehavior::kThrow, v8::SideEffectType::kHasSideEffect, fast);
    auto key = v8::String::NewFromUtf8(isolate, name).ToLocalChecked();
    exports->Set(context, key, function->GetFunction(context).ToLocalChecked()).Check();
}
NODE_MODULE_INIT() {
    v8::Isolate *isolate = context->GetIsolate();
    add(isolate, exports, "slow", how_slow, nullptr);
    add(isolate, exports, "called", how_often, nullptr);
REGISTER
}
"#;

/// Calls each function until it is optimised, and once more: then nothing takes the slow way.
const SCRIPT: &str = r#"
const m = require('./addon.node');
const bytes = Uint8Array.of(250, 250, 250, 250), out = new BigUint64Array(1);
function run(name, f, want) {
    %PrepareFunctionForOptimization(f);
    f(); f();
    %OptimizeFunctionOnNextCall(f);
    f();
    const before = m.slow();
    let got;
    for (let i = 0; i < 100; i++) got = f();
    console.log(name, m.slow() === before ? 'fast' : 'slow', got === want ? 'right' : `gives ${got}, not ${want}`);
}
CALLS
console.log('called', m.called() >= 100);
"#;

fn description(index: usize, fast: &Fast, symbol: &str) -> String {
    let arguments: Vec<String> = fast.arguments.iter().map(|one| format!("ID({:#x})", one.id())).collect();
    format!(
        "static const CType arguments{index}[] = {{ {} }};\n\
         static const CFunctionType type{index} = {{ ID({:#x}), {}, {}, arguments{index} }};\n\
         static const v8::CFunction fast{index} = {{ (const void *){symbol}, &type{index} }};\n",
        arguments.join(", "),
        fast.result.id(),
        u8::from(fast.bigint),
        arguments.len(),
    )
}

fn text(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out.into_owned()
}

#[test]
fn optimised_script_calls_through_adapters() {
    let triple = if cfg!(target_arch = "aarch64") { "aarch64-unknown-linux-gnu" } else { "x86_64-unknown-linux-gnu" };
    let target = Target::parse(triple).unwrap();
    let mut assembly = Assembly::new(&target).unwrap();
    let (mut adapters, mut types, mut register, mut calls) = (String::new(), String::new(), String::new(), String::new());
    let mut expected = String::new();
    for (index, Case { name, v8, signature, buffers, call, gives }) in cases().into_iter().enumerate() {
        let function = Function { buffers: buffers.to_vec(), calls_back: false };
        let signature = Signature::parse(signature).unwrap();
        let fast = v8.adapter(&target, &signature, &function, Callee::Symbol(name.to_owned())).unwrap();
        let symbol = assembly.adapter(&fast.adapter).unwrap();
        let _ = writeln!(adapters, "void {symbol}(void);");
        types.push_str(&description(index, &fast, &symbol));
        let _ = writeln!(register, "    add(isolate, exports, \"{name}\", is_slow, &fast{index});");
        let _ = writeln!(calls, "run('{name}', () => {call}, {gives});");
        let _ = writeln!(expected, "{name} fast right");
    }
    expected.push_str("called true\n");

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("v8");
    std::fs::create_dir_all(&folder).unwrap();
    let addon = [("CALLEES", CALLEES), ("ADAPTERS", &adapters), ("TYPES", &types), ("REGISTER", &register)]
        .iter()
        .fold(ADDON.to_owned(), |text, (name, part)| text.replace(name, part));
    std::fs::write(folder.join("addon.cc"), addon).unwrap();
    std::fs::write(folder.join("adapters.o"), assembly.finish().bytes()).unwrap();
    std::fs::write(folder.join("script.js"), SCRIPT.replace("CALLS", &calls)).unwrap();
    let mut compiler = Command::new("g++");
    compiler.args([
        "-std=c++17",
        "-O1",
        "-w",
        "-shared",
        "-fPIC",
        "-I/usr/include/node",
        "-o",
        "addon.node",
        "addon.cc",
        "adapters.o",
    ]);
    text(compiler.current_dir(&folder));
    let printed = text(Command::new("node").args(["--allow-natives-syntax", "script.js"]).current_dir(&folder));
    assert_eq!(printed, expected);
}
