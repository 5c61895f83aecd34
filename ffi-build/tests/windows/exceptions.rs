//! C++ exceptions and `longjmp` through trampolines: libgcc's unwinder asks the system's (`RtlLookupFunctionEntry`, `RtlUnwindEx`).

use std::process::Command;

use ffi_build::assembly::Assembly;

use crate::support::{Folder, Linker, PLATFORMS, Platform, plan, run};

/// Signatures with different frames: none to speak of, one that is touched page by page, one that saves what System V does not.
const SIGNATURES: [(&str, &str); 3] = [
    ("small", "int(int, int)"),
    ("large", "int(struct { long long words[1000]; }, int)"),
    ("foreign", "extern \"sysv64\" int(int, int)"),
];

/// Downcalls, upcalls by a thunk, and one within the other, each left by an exception and by `longjmp`.
const PROGRAM: &str = r#"
#include <csetjmp>
#include <cstdio>

typedef void downcall(void *args, void *ret, void *callee);
struct slot { char *entry; void (*handler)(slot *, long long *, int *); int number; };
extern "C" {
void handler(slot *which, long long *args, int *ret);
KINDS
}

static int destroyed;
struct guard { ~guard() { destroyed++; } };
static jmp_buf there;
static bool jumps;

static int leave(int number) {
    guard here;
    if (jumps) longjmp(there, number);
    throw number;
}
struct large { long long words[1000]; };
static int small_callee(int a, int b) { guard here; return leave(a + b) + 1; }
static int large_callee(large a, int b) { guard here; return leave(a.words[0] + b) + 1; }
extern "C" void handler(slot *which, long long *args, int *ret) { guard here; *ret = leave(which->number + args[0]); }

/* Values that live in registers that a callee preserves are looked at afterwards. */
template <class Call> static int caught(Call call) {
    volatile int seed = 5;
    int one = seed, two = seed + 1, three = seed + 2;
    double x = seed, y = seed * 2.0, z = seed * 3.0;
    int number = 0;
    try {
        guard here;
        call();
    } catch (int thrown) {
        number = thrown;
    }
    return one == 5 && two == 6 && three == 7 && x == 5 && y == 10 && z == 15 ? number : -1;
}
template <class Call> static int jumped(Call call) {
    volatile int number = 0;
    if (int from = setjmp(there)) number = from;
    else call();
    return number;
}
template <class Call> static void both(const char *name, Call call) {
    destroyed = 0;
    jumps = false;
    int thrown = caught(call), guards = destroyed;
    jumps = true;
    std::printf("%s: thrown %d, %d destroyed, jumped %d\n", name, thrown, guards, jumped(call));
}

static long long args[1100] = { 40, 2 };
int main() {
    int ret = 0;
    args[1000] = 2;
BODY
    std::printf("end %d\n", ret);
    std::fflush(stdout);
}
"#;

fn leaves(platform: Platform) -> String {
    let folder = Folder::new("exceptions", platform);
    let target = platform.target();
    let mut assembly = Assembly::new(&target).unwrap();
    let (mut kinds, mut body) = (String::new(), String::new());
    for (number, (name, signature)) in SIGNATURES.into_iter().enumerate() {
        let plan = plan(&target, signature);
        let (down, up) = (assembly.downcall(&plan).unwrap(), assembly.upcall(&plan).unwrap());
        assembly.thunk(&format!("{name}_thunk"), plan.abi(), &format!("{name}_slot")).unwrap();
        kinds.push_str(&format!(
            "downcall {down};\nextern char {up}[];\nvoid {name}_thunk(void);\nextern slot {name}_slot;\n\
             slot {name}_slot = {{ {up}, handler, {number} }};\n"
        ));
        let call = |callee: &str| format!("[&] {{ {down}(args, &ret, (void *){callee}); }}");
        // Of System V's functions gcc describes none to the unwinder: ours alone can be in the middle.
        if name != "foreign" {
            body.push_str(&format!("    both(\"{name} downcall\", {});\n", call(&format!("{name}_callee"))));
        }
        body.push_str(&format!("    both(\"{name} downcall of a thunk\", {});\n", call(&format!("{name}_thunk"))));
    }
    // Called by C++ itself.
    body.push_str("    both(\"thunk\", [&] { ret = ((int (*)(int, int))small_thunk)(40, 2); });\n");
    let source = PROGRAM.replace("KINDS", &kinds).replace("BODY", &body);
    let (source, library) = (folder.write("main.cc", source), folder.archive("libt.a", &assembly));
    let program = folder.path("main.exe");
    let mut gxx = Command::new("x86_64-w64-mingw32-g++");
    run(gxx.args(["-O2", "-static", "-o"]).arg(&program).args([source, library]));
    folder.prints(&program)
}

#[test]
fn exceptions_and_jumps_cross_every_kind() {
    // What MinGW's g++ makes programs for, with its own linker.
    let gnu = |platform: &Platform| platform.triple == "x86_64-pc-windows-gnu" && platform.linker == Linker::Bfd;
    for platform in PLATFORMS.into_iter().filter(gnu) {
        let mut expected = String::new();
        for (number, (name, _)) in SIGNATURES.into_iter().enumerate() {
            let handled = 40 + number;
            if name != "foreign" {
                expected.push_str(&format!("{name} downcall: thrown 42, 3 destroyed, jumped 42\n"));
            }
            expected.push_str(&format!("{name} downcall of a thunk: thrown {handled}, 3 destroyed, jumped {handled}\n"));
        }
        expected.push_str("thunk: thrown 40, 3 destroyed, jumped 40\nend 0\n");
        assert_eq!(leaves(platform), expected, "{platform:?}");
    }
}
