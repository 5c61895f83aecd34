//! AArch64 Linux: linked by two linkers, run by an emulator, unwound at run time.

use std::process::Command;

use ffi_abi::{Signature, Target, lower};
use ffi_build::assembly::Assembly;

use crate::support::{Folder, LINKERS, run, text};

fn gcc(folder: &Folder, linker: &str) -> Command {
    let mut gcc = Command::new("aarch64-linux-gnu-gcc");
    gcc.arg("-B").arg(folder.path("linkers")).arg(format!("-fuse-ld={linker}"));
    gcc
}

fn assembly() -> Assembly {
    Assembly::new(&Target::parse("aarch64-unknown-linux-gnu").unwrap()).unwrap()
}

/// Symbols of the downcall and of the upcall entry.
fn add(assembly: &mut Assembly, text: &str) -> (String, String) {
    let plan = lower(assembly.target(), &Signature::parse(text).unwrap()).unwrap();
    (assembly.downcall(&plan).unwrap(), assembly.upcall(&plan).unwrap())
}

/// C calls a downcall, which calls a thunk, whose entry calls a handler, which looks at who called it.
#[test]
fn a_thunk_is_entered_and_every_frame_is_unwound() {
    let folder = Folder::new("aarch64");
    for signature in [
        // Without and with outgoing stack, and with a frame that is aligned.
        "long(long, double)",
        "long(long, double, long, long, long, long, long, long, long, long, long)",
        "long(long, double, struct __attribute__((aligned(64))) { long a; })",
    ] {
        let mut assembly = assembly();
        let (down, up) = add(&mut assembly, signature);
        assembly.thunk("thunk", ffi_abi::Abi::Aapcs64, "slot").unwrap();
        folder.archive("libt.a", &assembly);
        folder.write(
            "main.c",
            format!(
                r#"
                #include <stdio.h>
                #include <stdint.h>
                #include <unwind.h>
                void {down}(void *, void *, void (*)(void)), {up}(void), thunk(void);
                static int seen;
                struct slot {{ void (*entry)(void); void (*handler)(const struct slot *, char *, long *); void *data; }};
                static const void *begins[] = {{ 0, {up}, {down}, 0 }};
                int main(void);
                static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *handler) {{
                    const void *function = (const void *)_Unwind_GetRegionStart(context);
                    const void *want = seen == 0 ? handler : seen == 3 ? (const void *)main : begins[seen];
                    if (function == want) seen++;
                    return _Unwind_GetCFA(context) % 16 ? _URC_FATAL_PHASE1_ERROR : _URC_NO_REASON;
                }}
                static void handler(const struct slot *slot, char *args, long *ret) {{
                    double second;
                    __builtin_memcpy(&second, args + 8, 8);
                    *ret = *(long *)args + (long)second + (long)slot->data;
                    _Unwind_Backtrace(frame, (void *)handler);
                    __asm__ volatile("" ::: "memory"); /* no tail call */
                }}
                struct slot slot = {{ {up}, handler, (void *)300 }};
                int main(void) {{
                    static _Alignas(64) union {{ long words[64]; double doubles[64]; }} args = {{ {{ 1 }} }};
                    args.doubles[1] = 20;
                    long result = 0;
                    {down}(&args, &result, thunk);
                    printf("%ld, %d frames\n", result, seen);
                    return 0;
                }}"#
            ),
        );
        for linker in LINKERS {
            let program = folder.path("program");
            let mut link = gcc(&folder, linker);
            link.args(["-O2", "-funwind-tables", "-static-pie", "-Wl,--gc-sections,-z,text,--fatal-warnings"]);
            run(link.arg(folder.path("main.c")).arg(folder.path("libt.a")).arg("-o").arg(&program));
            let printed = text(Command::new("qemu-aarch64").arg(&program));
            assert_eq!(printed, "321, 4 frames\n", "{signature}, {linker}");
        }
    }
}

/// The feature note survives a link with a compiler's objects, and what is not used does not.
#[test]
fn landing_pads_are_noted_and_unused_code_is_dropped() {
    let folder = Folder::new("aarch64_note");
    let mut assembly = assembly();
    let (used, _) = add(&mut assembly, "int(int)");
    let (unused, _) = add(&mut assembly, "double(double, double)");
    folder.archive("libt.a", &assembly);
    folder.write("main.c", format!("void {used}(void *, void *, void *);\nvoid _start(void) {{ {used}(0, 0, 0); }}"));
    for linker in LINKERS {
        let program = folder.path("program");
        let mut link = gcc(&folder, linker);
        link.args(["-O2", "-mbranch-protection=bti", "-nostdlib", "-static"])
            .arg("-Wl,--gc-sections,--fatal-warnings,-z,force-bti");
        run(link.arg(folder.path("main.c")).arg(folder.path("libt.a")).arg("-o").arg(&program));
        let notes = text(Command::new("aarch64-linux-gnu-readelf").arg("-nW").arg(&program));
        assert!(notes.contains("AArch64 feature: BTI"), "{linker}: {notes}");
        let symbols = text(Command::new("aarch64-linux-gnu-nm").arg(&program));
        assert!(symbols.contains(&used) && !symbols.contains(&unused), "{linker}: {symbols}");
    }
}
