//! A call in each direction, from the assembler to the running program.

use std::process::Command;

use ffi_build::assembly::Assembly;

use crate::support::{Folder, LINKERS, plan, run, target};

#[test]
fn both_directions_through_an_archive() {
    let folder = Folder::new("calls");
    let plan = plan("int(int, int)");
    let mut assembly = Assembly::new(&target()).unwrap();
    let down = assembly.downcall(&plan).unwrap();
    let up = assembly.upcall(&plan).unwrap();
    assembly.thunk("thunk", plan.abi(), "slot").unwrap();
    let library = folder.archive("libt.a", &assembly);
    let source = folder.write(
        "main.c",
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
            int main(void) {{
                long long args[2] = {{ 0x1234567800000032, 8 }};
                int ret[2] = {{ 0, 77 }};
                {down}(args, ret, subtract);
                return !(ret[0] == 42 && ret[1] == 77 && thunk(20, 18) == 42);
            }}"#
        ),
    );
    for linker in LINKERS {
        run(&mut Command::new(folder.link(linker, "main", &[&source, &library], &["-pie", "-fPIE"])));
        run(&mut Command::new(folder.link(linker, "static", &[&source, &library], &["-static"])));
    }
}
