//! ELF of every machine: linked by two linkers, run by the machine or an emulator, unwound at run time; few thunks and many.

use std::path::Path;
use std::process::Command;

use ffi_abi::{Signature, Target, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;

use crate::support::{Folder, LINKERS, run, text};

/// A target, and the tools that make programs of it.
struct Other {
    triple: &'static str,
    gcc: &'static str,
    emulator: Option<&'static str>,
    /// Ways to link: i386 has relocations of its own for each.
    kinds: &'static [&'static [&'static str]],
}

const I386: Other = Other {
    triple: "i686-unknown-linux-gnu",
    gcc: "i686-linux-gnu-gcc",
    emulator: None,
    kinds: &[&["-static", "-no-pie", "-fno-pie"], &["-static", "-no-pie", "-fPIE"]],
};

/// Debian has no start files for static position-independent programs of this target.
const RISCV64: Other = Other {
    triple: "riscv64gc-unknown-linux-gnu",
    gcc: "riscv64-linux-gnu-gcc",
    emulator: Some("qemu-riscv64"),
    kinds: &[&["-static", "-no-pie", "-fPIE"], &["-static", "-no-pie", "-fPIE", "-Wl,--no-relax"]],
};

const AARCH64: Other = Other {
    triple: "aarch64-unknown-linux-gnu",
    gcc: "aarch64-linux-gnu-gcc",
    emulator: Some("qemu-aarch64"),
    kinds: &[&["-static-pie", "-fPIE"], &["-static", "-no-pie", "-fno-pie"]],
};

const X86_64: Other = Other {
    triple: "x86_64-unknown-linux-gnu",
    gcc: "gcc",
    emulator: None,
    kinds: &[&["-pie", "-fPIE"], &["-no-pie", "-fno-pie"], &["-static-pie", "-fPIE"]],
};

/// Its objects in a program of Linux: the format and the machine are the same.
const FREEBSD: Other = Other { triple: "x86_64-unknown-freebsd", ..X86_64 };

impl Other {
    fn assembly(&self) -> Assembly {
        Assembly::new(&Target::parse(self.triple).unwrap()).unwrap()
    }

    fn link(&self, folder: &Folder, linker: &str, options: &[&str], inputs: &[&Path]) -> std::path::PathBuf {
        let program = folder.path("program");
        let mut gcc = Command::new(self.gcc);
        gcc.arg("-B").arg(folder.path("linkers")).arg(format!("-fuse-ld={linker}"));
        gcc.args(["-O1", "-funwind-tables", "-Wl,--gc-sections,-z,text,--fatal-warnings"]);
        run(gcc.args(options).args(inputs).arg("-o").arg(&program));
        program
    }

    fn run(&self, program: &Path) -> String {
        match self.emulator {
            Some(emulator) => text(Command::new(emulator).arg(program)),
            None => text(&mut Command::new(program)),
        }
    }

    fn thunks(program: &Path) -> usize {
        // The format is the same for every machine.
        text(Command::new("nm").arg(program)).lines().filter(|line| line.contains(" thunk")).count()
    }
}

/// C calls a downcall, which calls a thunk, whose entry calls a handler, which looks at who called it.
fn unwound(machine: &Other, conventions: &[&str], signatures: &[(&str, &str)]) {
    for convention in conventions {
        let folder = Folder::new(&format!("unwound_{}_{convention}", machine.gcc));
        for (parameters, record) in signatures {
            let mut assembly = machine.assembly();
            let signature = Signature::parse(&format!("extern \"{convention}\" int({parameters})")).unwrap();
            let plan = lower(assembly.target(), &signature).unwrap();
            let (down, up) = (assembly.downcall(&plan).unwrap(), assembly.upcall(&plan).unwrap());
            assembly.thunk("thunk", plan.abi(), "slot").unwrap();
            let library = folder.archive("libt.a", &assembly);
            let (record_size, record_align) = (plan.record().size, plan.record().align);
            let main = folder.write(
                "main.c",
                format!(
                    r#"
                    #include <stdio.h>
                    #include <string.h>
                    #include <unwind.h>
                    void {down}(void *, void *, void (*)(void)), {up}(void), thunk(void);
                    static int seen;
                    struct slot {{ void (*entry)(void); void (*handler)(const struct slot *, char *, int *); int *data; }};
                    static const void *begins[] = {{ 0, {up}, {down}, 0 }};
                    int main(void);
                    static _Unwind_Reason_Code frame(struct _Unwind_Context *context, void *handler) {{
                        const void *function = (const void *)_Unwind_GetRegionStart(context);
                        const void *want = seen == 0 ? handler : seen == 3 ? (const void *)main : begins[seen];
                        if (seen < 4 && function == want) seen++;
                        return _Unwind_GetCFA(context) % 4 ? _URC_FATAL_PHASE1_ERROR : _URC_NO_REASON;
                    }}
                    static void handler(const struct slot *slot, char *args, int *ret) {{
                        int first, last;
                        memcpy(&first, args, 4);
                        memcpy(&last, args + {record}, 4);
                        *ret = first + last + *slot->data;
                        _Unwind_Backtrace(frame, (void *)handler);
                        __asm__ volatile("" ::: "memory"); /* no tail call */
                    }}
                    static int number = 300;
                    struct slot slot = {{ {up}, handler, &number }};
                    int main(void) {{
                        static _Alignas({record_align}) char args[{record_size}];
                        int first = 1, last = 20, result = 0;
                        memcpy(args, &first, 4);
                        memcpy(args + {record}, &last, 4);
                        {down}(args, &result, thunk);
                        printf("%d, %d frames\n", result, seen);
                        return 0;
                    }}"#
                ),
            );
            for linker in LINKERS {
                for options in machine.kinds {
                    let program = machine.link(&folder, linker, options, &[&main, &library]);
                    assert_eq!(machine.run(&program), "321, 4 frames\n", "{signature}, {linker}, {options:?}");
                }
            }
        }
    }
}

/// A first `int`, and where in the record the last one is.
const FRAMES: [(&str, &str); 3] = [
    // Without and with outgoing stack, and with a frame that is aligned.
    ("int, int", "8"),
    ("int, int, int, int, int, int, int, int, int, int, int", "80"),
    ("int, struct __attribute__((aligned(64))) { long a; }, int __attribute__((vector_size(64))), int", "192"),
];

#[test]
fn every_frame_is_unwound_on_i386() {
    unwound(&I386, &["C", "stdcall", "fastcall", "thiscall"], &FRAMES);
}

#[test]
fn every_frame_is_unwound_on_riscv() {
    unwound(&RISCV64, &["C"], &FRAMES[..2]);
    unwound(&RISCV64, &["C"], &[("int, struct __attribute__((aligned(64))) { long a; }, int", "128")]);
}

/// Links so many thunks, each of which returns what its slot's word says; those that nobody calls are not in the program.
fn linked(machine: &Other, count: usize) {
    let folder = Folder::new(&format!("thunks_{}_{count}", machine.triple));
    let mut assembly = machine.assembly();
    let plan = lower(assembly.target(), &Signature::parse("int(int)").unwrap()).unwrap();
    let up = assembly.upcall(&plan).unwrap();
    for number in 0..count {
        assembly.thunk(&format!("thunk{number}"), plan.abi(), &format!("slot{}", number % 3)).unwrap();
    }
    let object = assembly.finish();
    let library = folder.write("libt.a", archive(&[("one.o", &object), ("two.o", &object)]).unwrap());
    let again = folder.write("again.o", object.bytes());
    let last = count - 1;
    let main = folder.write(
        "main.c",
        format!(
            r#"
            #include <stdio.h>
            void {up}(void);
            int thunk0(int), thunk1(int), thunk{last}(int);
            struct slot {{ void (*entry)(void); void (*handler)(const struct slot *, char *, int *); const char *data; }};
            static void handler(const struct slot *slot, char *args, int *ret) {{ *ret = *(int *)args + slot->data[0]; }}
            struct slot slot0 = {{ {up}, handler, "a" }}, slot1 = {{ {up}, handler, "b" }}, slot2 = {{ {up}, handler, "c" }};
            int main(void) {{
                printf("%c%c%c\n", thunk0(1), thunk1(1), thunk{last}(1));
                return 0;
            }}"#
        ),
    );
    let expected = format!("bc{}\n", ['b', 'c', 'd'][last % 3]);
    for linker in LINKERS {
        for options in if count > 1000 { &machine.kinds[..1] } else { machine.kinds } {
            // From the archive, and the same functions once more from an object file.
            let program = machine.link(&folder, linker, options, &[&main, &again, &library]);
            assert_eq!(machine.run(&program), expected, "{linker}, {options:?}");
            assert_eq!(Other::thunks(&program), 3, "{linker}, {options:?}");
        }
    }
    // In a shared library, where nothing is left for load time.
    let used = folder.write("use.c", format!("void *slot0[3] __attribute__((visibility(\"hidden\"))), *slot1[3] __attribute__((visibility(\"hidden\"))), *slot2[3] __attribute__((visibility(\"hidden\"))); int thunk0(int), thunk{last}(int); int use(void) {{ return thunk0(1) + thunk{last}(1); }}"));
    for linker in LINKERS {
        let shared = machine.link(&folder, linker, &["-shared", "-fPIC", "-nostdlib"], &[&used, &library]);
        let relocations = text(Command::new("readelf").arg("-rW").arg(&shared));
        assert!(relocations.contains("There are no relocations"), "{linker}: {relocations}");
        assert_eq!(Other::thunks(&shared), 2, "{linker}");
    }
}

#[test]
fn a_few_thunks_are_linked_on_i386() {
    linked(&I386, 300);
}

#[test]
fn many_thunks_are_linked_on_i386() {
    linked(&I386, 70_000);
}

#[test]
fn a_few_thunks_are_linked_on_riscv() {
    linked(&RISCV64, 300);
}

#[test]
fn many_thunks_are_linked_on_riscv() {
    linked(&RISCV64, 70_000);
}

#[test]
fn a_few_thunks_are_linked_on_aarch64() {
    linked(&AARCH64, 300);
}

#[test]
fn many_thunks_are_linked_on_aarch64() {
    linked(&AARCH64, 70_000);
}

#[test]
fn a_few_thunks_are_linked_on_x86_64() {
    linked(&X86_64, 300);
    linked(&FREEBSD, 300);
}

#[test]
fn many_thunks_are_linked_on_x86_64() {
    linked(&X86_64, 70_000);
}

#[test]
fn musl_has_the_objects_of_gnu() {
    let object = |triple: &str| {
        let mut assembly = Assembly::new(&Target::parse(triple).unwrap()).unwrap();
        for text in
            ["int(int)", "long double(struct { float a[3]; }, ..., double, long double _Complex)", "void(struct { long a[9]; })"]
        {
            let plan = lower(assembly.target(), &Signature::parse(text).unwrap()).unwrap();
            assembly.downcall(&plan).unwrap();
            assembly.upcall(&plan).unwrap();
        }
        assembly.thunk("thunk", ffi_abi::Abi::SysV64, "slot").unwrap();
        assembly.finish().bytes().to_vec()
    };
    assert_eq!(object("x86_64-unknown-linux-musl"), object("x86_64-unknown-linux-gnu"));
}

/// A header's table, read by a program of C that has the contract written down a second time, and a call through it.
#[test]
fn tables_read_back_on_every_machine() {
    for machine in [I386, RISCV64, AARCH64, X86_64, FREEBSD] {
        let folder = Folder::new(&format!("tables_{}", machine.triple));
        let mut assembly = machine.assembly();
        let expected = crate::tables::portable(&mut assembly);
        let library = folder.archive("libt.a", &assembly);
        let main = folder.write("main.c", crate::tables::READER);
        let program = machine.link(&folder, "lld", machine.kinds[0], &[&main, &library]);
        assert_eq!(machine.run(&program), expected, "{}", machine.triple);
    }
}
