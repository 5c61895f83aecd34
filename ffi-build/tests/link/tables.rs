//! Descriptors and tables as a C program reads them: the binary contract, written down a second time.

use std::process::Command;

use ffi_abi::{Signature, lower};
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::{Parts, TableEntry};

use crate::support::{Folder, LINKERS, target, text};

/// The contract in C, and a program that prints a table.
const PROGRAM: &str = r#"
#include <stdint.h>
#include <stdio.h>
#include <string.h>
struct type { uint8_t kind, element; uint16_t align; uint32_t size, offset; int32_t name; };
struct signature {
    uint32_t magic, size; int32_t downcall, upcall, text; uint32_t args_size, ret_size;
    uint16_t args_align, flags, params, fixed; struct type result, types[];
};
struct table { uint32_t magic, size, count, index_len; int32_t entries, index, name; };
struct function { int32_t name, symbol, signature, params, doc; };
#define AT(field) ((field) ? (const void *)((const char *)&(field) + (field)) : 0)
#define TEXT(field) ((field) ? (const char *)AT(field) : "-")
extern const struct table the_table;

static uint32_t hash(const char *name) {
    uint32_t hash = 0x811c9dc5;
    while (*name) hash = (hash ^ (unsigned char)*name++) * 0x01000193;
    return hash;
}
static const struct function *find(const char *name) {
    const struct function *entries = AT(the_table.entries);
    const uint32_t *index = AT(the_table.index);
    for (uint32_t at = hash(name);; at++) {
        uint32_t place = index[at & (the_table.index_len - 1)];
        if (!place) return 0;
        if (!strcmp(TEXT(entries[place - 1].name), name)) return &entries[place - 1];
    }
}
static void type(const char *what, const struct type *t) {
    printf("  %s %d/%d %u:%u @%u %s\n", what, t->kind, t->element, t->size, t->align, t->offset, TEXT(t->name));
}
int main(void) {
    printf("%.4s %s, %u functions\n", (const char *)&the_table.magic, TEXT(the_table.name), the_table.count);
    if (the_table.size != sizeof the_table + the_table.count * 20 + the_table.index_len * 4) return 1;
    if (find("missing")) return 2;
    const struct function *entries = AT(the_table.entries);
    for (uint32_t i = 0; i < the_table.count; i++) {
        const struct function *f = &entries[i];
        if (find(TEXT(f->name)) != f) return 3;
        const struct signature *s = AT(f->signature);
        if (s->size != sizeof *s + s->params * sizeof *s->types) return 4;
        printf("%s %s \"%s\": %.4s %s, args %u:%u, ret %u, flags %u, %u of %u fixed, %s %s\n", TEXT(f->name), TEXT(f->symbol),
            TEXT(f->doc), (const char *)&s->magic, TEXT(s->text), s->args_size, s->args_align, s->ret_size, s->flags, s->fixed,
            s->params, s->downcall ? "downcall" : "-", s->upcall ? "upcall" : "-");
        type("result", &s->result);
        const char *name = f->params ? AT(f->params) : 0;
        for (int n = 0; n < s->params; n++) {
            type(name ? name : "?", &s->types[n]);
            if (name) name += strlen(name) + 1;
        }
    }
    const struct signature *s = AT(find("add")->signature);
    int64_t args[2] = { 40, 2 };
    int32_t ret;
    int add(int a, int b);
    void (*downcall)(void *, void *, void *) = AT(s->downcall);
    downcall(args, &ret, add);
    printf("%d\n", ret);
    return 0;
}
int add(int a, int b) { return a + b; }
"#;

const EXPECTED: &str = "\
FFT1 sample.h, 4 functions
add - \"Adds.\": FFI1 int(int, int), args 16:16, ret 4, flags 0, 2 of 2 fixed, downcall upcall
  result 6/0 4:4 @0 int
  a 6/0 4:4 @0 int
  b 6/0 4:4 @8 int
log __log \"-\": FFI1 void(const char *, ..., double), args 16:16, ret 0, flags 3, 1 of 2 fixed, downcall -
  result 0/0 0:1 @0 void
  format 23/0 8:8 @0 const char *
   14/0 8:8 @8 double
mix - \"-\": FFI1 long double(struct { short a; float b; }, float __attribute__((vector_size(16))), __int128, _Bool), \
args 56:16, ret 16, flags 0, 4 of 4 fixed, - -
  result 15/0 16:16 @0 long double
  ? 24/0 8:4 @0 struct { short a; float b; }
  ? 22/13 16:16 @16 float __attribute__((vector_size(16)))
  ? 10/0 16:16 @32 __int128
  ? 1/0 1:1 @48 _Bool
sum - \"-\": FFI1 int(int, int), args 16:16, ret 4, flags 0, 2 of 2 fixed, downcall upcall
  result 6/0 4:4 @0 int
  ? 6/0 4:4 @0 int
  ? 6/0 4:4 @8 int
42
";

#[test]
fn a_table_reads_back() {
    let folder = Folder::new("tables");
    let mut assembly = Assembly::new(&target()).unwrap();
    let mut descriptor = |text: &str, downcall, upcall, unwind| {
        let signature = Signature::parse(text).unwrap();
        let plan = lower(&target(), &signature).unwrap();
        assembly.descriptor(&signature, &plan, Parts { downcall, upcall, unwind }).unwrap()
    };
    let add = descriptor("int(int, int)", true, true, false);
    let log = descriptor("void(const char *, ..., double)", true, false, true);
    let mix = "long double(struct { short a; float b; }, float __attribute__((vector_size(16))), __int128, _Bool)";
    let mix = descriptor(mix, false, false, false);
    assert_ne!(add, descriptor("int(int, int)", true, false, false), "another descriptor has another symbol");
    assert_eq!(add, descriptor("int(int, int)", true, true, false));
    let entry = |name: &str, signature: &str| TableEntry {
        name: name.to_owned(),
        signature: signature.to_owned(),
        ..TableEntry::default()
    };
    let entries = [
        TableEntry { parameters: vec!["a".into(), "b".into()], doc: Some("Adds.".into()), ..entry("add", &add) },
        TableEntry { parameters: vec!["format".into(), String::new()], symbol: Some("__log".into()), ..entry("log", &log) },
        entry("mix", &mix),
        entry("sum", &add),
    ];
    assembly.table("the_table", "sample.h", &entries);
    let library = folder.archive("libt.a", &assembly);
    let source = folder.write("main.c", PROGRAM);
    for linker in LINKERS {
        let program = folder.link(linker, "main", &[&source, &library], &["-pie", "-fPIE"]);
        assert_eq!(text(&mut Command::new(&program)), EXPECTED, "{linker}");
    }
}

#[test]
fn an_empty_table_finds_nothing() {
    let folder = Folder::new("empty_table");
    let mut assembly = Assembly::new(&target()).unwrap();
    assembly.table("the_table", "empty.h", &[]);
    let library = folder.archive("libt.a", &assembly);
    let main = PROGRAM.find("    const struct signature *s = AT(find").unwrap();
    let source = folder.write("main.c", format!("{}    return 0;\n}}\n", &PROGRAM[..main]));
    let program = folder.link("bfd", "main", &[&source, &library], &[]);
    assert_eq!(text(&mut Command::new(&program)), "FFT1 empty.h, 0 functions\n");
}
