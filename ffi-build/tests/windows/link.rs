//! Calls in both directions, in programs; what is unused is dropped, what comes twice is there once.

use ffi_abi::{Arch, SymbolKind};
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::Parts;

use crate::support::{Folder, Linker, PLATFORMS, Platform, plan};

/// Calls through a downcall, a thunk and an entry.
fn calls(down: &str, up: &str) -> String {
    format!(
        r#"
        void {down}(void *args, void *ret, void *callee);
        extern char {up}[];
        int thunk(int, int);
        struct slot {{ void *entry; void (*handler)(struct slot *, void *, void *); void *data; }};
        static void handler(struct slot *slot, void *args, void *ret) {{
            *(int *)ret = *(int *)slot->data * *(int *)args - *(int *)((char *)args + 8);
        }}
        static int three = 3;
        struct slot slot = {{ {up}, handler, &three }};
        static int subtract(int a, int b) {{ return a - b; }}
        static void test(void) {{
            long long args[2] = {{ 0x1234567800000032, 8 }};
            int ret[2] = {{ 0, 77 }};
            {down}(args, ret, subtract);
            say(ret[0] == 42 && ret[1] == 77 && thunk(20, 18) == 42 ? "right" : "wrong");
        }}"#
    )
}

fn sample(platform: Platform, count: usize) -> (Assembly, String, String) {
    let target = platform.target();
    let mut assembly = Assembly::new(&target).unwrap();
    let both = Parts { downcall: true, upcall: true, unwind: false };
    for number in 0..count {
        let text = format!("struct {{ char bytes[{}]; }}(double, int, long long, short)", number + 9);
        let signature = ffi_abi::Signature::parse(&text).unwrap();
        assembly.descriptor(&signature, &plan(&target, &text), both).unwrap();
    }
    let call = plan(&target, "int(int, int)");
    let (down, up) = (assembly.downcall(&call).unwrap(), assembly.upcall(&call).unwrap());
    assembly.thunk("thunk", call.abi(), "slot").unwrap();
    (assembly, down, up)
}

#[test]
fn calls_go_both_ways_and_what_is_unused_is_dropped() {
    for platform in PLATFORMS {
        let folder = Folder::new("calls", platform);
        let (assembly, down, up) = sample(platform, 300);
        let library = folder.archive("libt.a", &assembly);
        let main = folder.compile("main", &calls(&down, &up));
        let program = folder.link("main", &[&main, &library]);
        // i386 has no tables in Microsoft's environment; a downcall that has nothing to do after the call would have none either.
        let tables = platform.triple != "i686-pc-windows-msvc";
        assert_eq!([&down, &up].map(|symbol| folder.unwinds(&program, symbol)), [tables; 2], "{platform:?}");
        assert_eq!(folder.trampolines(&program), [down, up, "thunk".to_owned()], "{platform:?}");
        assert_eq!(folder.prints(&program), "right", "{platform:?}");
    }
}

#[test]
fn conventions_of_i386_go_both_ways_under_their_decorated_names() {
    for platform in PLATFORMS.into_iter().filter(|platform| platform.target().arch() == Arch::X86) {
        let folder = Folder::new("conventions", platform);
        let target = platform.target();
        let mut assembly = Assembly::new(&target).unwrap();
        let mut source =
            String::from("struct slot { void *entry; void (*handler)(struct slot *, void *, void *); void *data; };");
        let mut checks = String::new();
        for convention in ["cdecl", "stdcall", "fastcall", "thiscall"] {
            let plan = plan(&target, &format!("extern \"{convention}\" int(int, short, int)"));
            let (down, up) = (assembly.downcall(&plan).unwrap(), assembly.upcall(&plan).unwrap());
            let name = format!("thunk_{convention}");
            assembly.thunk(&plan.link_name(&target, &name), plan.abi(), &format!("slot_{convention}")).unwrap();
            source += &format!(
                r#"
                void {down}(void *args, void *ret, void *callee);
                extern char {up}[];
                int __attribute__(({convention})) {name}(int, short, int);
                static void handle_{convention}(struct slot *slot, void *args, void *ret) {{
                    *(int *)ret = *(int *)args - 10 * *(short *)((char *)args + 8) - *(int *)((char *)args + 16);
                }}
                struct slot slot_{convention} = {{ {up}, handle_{convention}, 0 }};
                static int __attribute__(({convention})) callee_{convention}(int a, short b, int c) {{ return a - 10 * b - c; }}
                static int calls_{convention}(void) {{
                    long long args[3] = {{ 0x1234567800000057, 0x1122334455660003, 15 }};
                    int ret[2] = {{ 0, 77 }};
                    {down}(args, ret, callee_{convention});
                    return ret[0] == 42 && ret[1] == 77 && {name}(87, 3, 15) == 42;
                }}"#
            );
            checks += &format!("say(calls_{convention}() ? \"right \" : \"{convention} is wrong \");");
        }
        let library = folder.archive("libt.a", &assembly);
        let main = folder.compile("main", &format!("{source} static void test(void) {{ {checks} }}"));
        let program = folder.link("main", &[&main, &library]);
        assert_eq!(folder.prints(&program), "right right right right ", "{platform:?}");
    }
}

#[test]
fn two_objects_with_the_same_trampolines_link_into_one_copy() {
    for platform in PLATFORMS {
        let folder = Folder::new("merged", platform);
        let (assembly, down, up) = sample(platform, 3);
        let one = folder.write("one.obj", assembly.finish().bytes());
        let mut other = Assembly::new(&platform.target()).unwrap();
        let other_plan = plan(&platform.target(), "double(float, double)");
        other.downcall(&other_plan).unwrap();
        let call = plan(&platform.target(), "int(int, int)");
        other.upcall(&call).unwrap();
        assert_eq!(other.downcall(&call).unwrap(), call.symbol(SymbolKind::Downcall));
        let two = folder.write("two.obj", other.finish().bytes());
        let main = folder.compile("main", &calls(&down, &up));
        let program = folder.link("main", &[&main, &one, &two]);
        let found = folder.trampolines(&program);
        for symbol in [&down, &up] {
            assert_eq!(found.iter().filter(|name| *name == symbol).count(), 1, "{platform:?}");
        }
        let dropped = other_plan.symbol(SymbolKind::Downcall);
        // In an object that is named, GNU's linker keeps every function that has unwind information.
        let kept = platform.linker == Linker::Bfd;
        assert_eq!(found.contains(&dropped), kept, "{platform:?}: {found:?}");
        assert_eq!(folder.prints(&program), "right", "{platform:?}");
    }
}

#[test]
fn seventy_thousand_trampolines() {
    // One archive for all linkers of a target.
    for platforms in PLATFORMS.chunk_by(|one, next| one.triple == next.triple) {
        let target = platforms[0].target();
        let mut assembly = Assembly::new(&target).unwrap();
        let mut last = String::new();
        for number in 0..70_000 {
            let size = number + 9;
            last = assembly.downcall(&plan(&target, &format!("int(struct {{ char bytes[{size}]; }})"))).unwrap();
        }
        let library = Folder::new("many", platforms[0]).archive("libt.a", &assembly);
        let bytes = std::fs::read(&library).unwrap();
        for platform in platforms {
            let folder = Folder::new("many", *platform);
            let library = folder.write("libt.a", &bytes);
            let source = format!(
                r#"
                void {last}(void *args, void *ret, void *callee);
                struct large {{ char bytes[70008]; }};
                static int first(struct large large) {{ return large.bytes[70007]; }}
                static _Alignas(16) char record[70016];
                static void test(void) {{
                    int ret = 0;
                    record[70007] = 42;
                    {last}(record, &ret, first);
                    say(ret == 42 ? "right" : "wrong");
                }}"#
            );
            let program = folder.link("main", &[&folder.compile("main", &source), &library]);
            assert_eq!(folder.trampolines(&program), std::slice::from_ref(&last), "{platform:?}");
            assert_eq!(folder.prints(&program), "right", "{platform:?}");
        }
    }
}

#[test]
fn equal_assemblies_make_equal_archives() {
    for platform in PLATFORMS {
        let folder = Folder::new("equal", platform);
        let [one, other] = ["one.a", "other.a"].map(|name| folder.archive(name, &sample(platform, 300).0));
        assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap(), "{platform:?}");
    }
}
