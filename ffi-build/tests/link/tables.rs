//! Descriptors and tables as a C program reads them: the binary contract, written down a second time.

use std::process::Command;

use ffi::contract::Kind;
use ffi_abi::{Signature, lower};
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::{
    Parts, TableAlias, TableConstant, TableContents, TableEntry, TableEnum, TableField, TableRecord, TableType, TableValue,
};

use crate::support::{Folder, LINKERS, run, target, text};

/// A program that prints a table.
const PROGRAM: &str = concat!(
    include_str!("../contract.h"),
    r#"
#include <stdio.h>
#include <string.h>
static void type(const char *what, const struct type *t) {
    printf("  %s %d/%d %u:%u @%u %s\n", what, t->kind, t->element, t->size, t->align, t->offset, TEXT(t->name));
}
int main(void) {
    const struct table *t = &the_table;
    printf("%.4s %s, %u functions\n", (const char *)&t->magic, TEXT(t->name), t->functions.count);
    if (FIND(t->functions, function, "missing") || FIND(t->constants, constant, "missing")) return 2;
    for (uint32_t i = 0; i < t->functions.count; i++) {
        const struct function *f = GET(t->functions, function, i);
        if (!f) return 3;
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
    for (uint32_t i = 0; i < t->signatures.count; i++) {
        const struct listed *l = GET(t->signatures, listed, i);
        if (!l) return 5;
        printf("of %s:", TEXT(l->text));
        for (uint32_t at = l->first + 1; at;) {
            const struct function *f = GET(t->functions, function, at - 1);
            if (AT(f->signature) != AT(l->signature)) return 6;
            printf(" %s", TEXT(f->name));
            at = f->next;
        }
        printf("\n");
    }
    for (uint32_t i = 0; i < t->constants.count; i++) {
        const struct constant *c = GET(t->constants, constant, i);
        if (!c) return 7;
        if (c->type.kind == 24) printf("constant %s = \"%s\"", TEXT(c->name), TEXT(c->value[0]));
        else printf("constant %s = %lld", TEXT(c->name), (long long)(c->value[0] | (uint64_t)c->value[1] << 32));
        printf(" of %u\n", c->owner);
        type("type", &c->type);
    }
    for (uint32_t i = 0; i < t->enums.count; i++) {
        const struct enumeration *e = GET(t->enums, enumeration, i);
        if (!e) return 8;
        printf("enum %s %u+%u\n", TEXT(e->name), e->first, e->count);
    }
    for (uint32_t i = 0; i < t->records.count; i++) {
        const struct record *r = GET(t->records, record, i);
        if (!r) return 9;
        printf("%s %u:%u flags %u \"%s\"\n", TEXT(r->name), r->size, r->align, r->flags, TEXT(r->doc));
        for (uint32_t n = 0; n < r->fields.count; n++) {
            const struct field *f = GET(r->fields, field, n);
            if (!f) return 10;
            printf("  %u elements, flags %u, bits %u+%u, record %u, enum %u \"%s\"", f->count, f->flags, f->bit, f->bits, f->record, f->enumeration, TEXT(f->doc));
            type(TEXT(f->name), &f->type);
        }
    }
    const struct alias *alias = FIND(t->aliases, alias, "shape_t");
    if (alias) printf("alias of %s, record %u\n", TEXT(alias->type.name), alias->record);
    if (!t->functions.count) return 0;
    const struct signature *s = AT(FIND(t->functions, function, "add")->signature);
    int64_t args[2] = { 40, 2 };
    int32_t ret;
    int add(int a, int b);
    void (*downcall)(void *, void *, void *) = AT(s->downcall);
    downcall(args, &ret, add);
    printf("%d\n", ret);
    return 0;
}
int add(int a, int b) { return a + b; }
"#
);

const EXPECTED: &str = "\
FFT3 sample.h, 4 functions
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
of int(int, int): add sum
of void(const char *, ..., double): log
of long double(struct { short a; float b; }, float __attribute__((vector_size(16))), __int128, _Bool): mix
constant RED = -1 of 1
  type 6/0 4:4 @0 enum color
constant NAME = \"shape\" of 0
  type 24/0 6:1 @0 char[6]
constant BIG = -2 of 0
  type 9/0 8:8 @0 uint64_t
enum enum color 0+1
struct shape 24:8 flags 0 \"A shape.\"
  1 elements, flags 0, bits 2+3, record 0, enum 1 \"Its color.\"  kind 6/0 4:4 @1 enum color
  4 elements, flags 1, bits 0+0, record 1, enum 0 \"-\"  corners 24/0 24:8 @8 struct shape[4]
union empty 0:1 flags 1 \"-\"
alias of struct shape *, record 1
42
";

/// Besides functions: what a header would hardly have, each field once.
fn contents(functions: Vec<TableEntry>) -> TableContents {
    let ty = |kind, align, size, text: &str| TableType { kind, element: None, align, size, text: text.to_owned() };
    let int = || ty(Kind::I32, 4, 4, "enum color");
    let constant = |name: &str, ty, value, owner| TableConstant { name: name.to_owned(), doc: None, ty, value, owner };
    let field = |name: &str, ty| TableField {
        name: name.to_owned(),
        doc: None,
        ty,
        offset: 0,
        elements: None,
        bits: None,
        record: None,
        enumeration: None,
    };
    let kind = TableField {
        doc: Some("Its color.".into()),
        offset: 1,
        bits: Some((2, 3)),
        enumeration: Some(0),
        ..field("kind", int())
    };
    let corners = ty(Kind::Record, 8, 24, "struct shape[4]");
    let corners = TableField { offset: 8, elements: Some(4), record: Some(0), ..field("corners", corners) };
    let record =
        |name: &str, size, align| TableRecord { name: name.to_owned(), doc: None, size, align, union: false, fields: Vec::new() };
    TableContents {
        functions,
        constants: vec![
            constant("RED", int(), TableValue::Bits(-1_i64 as u64), Some(0)),
            constant("NAME", ty(Kind::Record, 1, 6, "char[6]"), TableValue::Text(b"shape".to_vec()), None),
            constant("BIG", ty(Kind::U64, 8, 8, "uint64_t"), TableValue::Bits(-2_i64 as u64), None),
        ],
        enums: vec![TableEnum { name: "enum color".into(), doc: None, ty: int(), first: 0, count: 1 }],
        records: vec![
            TableRecord { doc: Some("A shape.".into()), fields: vec![kind, corners], ..record("struct shape", 24, 8) },
            TableRecord { union: true, ..record("union empty", 0, 1) },
        ],
        aliases: vec![TableAlias {
            name: "shape_t".into(),
            doc: None,
            ty: ty(Kind::Pointer, 8, 8, "struct shape *"),
            record: Some(0),
            enumeration: None,
        }],
    }
}

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
    let text_of_mix = "long double(struct { short a; float b; }, float __attribute__((vector_size(16))), __int128, _Bool)";
    let mix = descriptor(text_of_mix, false, false, false);
    assert_ne!(add, descriptor("int(int, int)", true, false, false), "another descriptor has another symbol");
    assert_eq!(add, descriptor("int(int, int)", true, true, false));
    let entry = |name: &str, signature: &str, text: &str| TableEntry {
        name: name.to_owned(),
        signature: signature.to_owned(),
        text: text.to_owned(),
        ..TableEntry::default()
    };
    let (log, sum) = (entry("log", &log, "void(const char *, ..., double)"), entry("sum", &add, "int(int, int)"));
    let functions = vec![
        TableEntry { name: "add".into(), parameters: vec!["a".into(), "b".into()], doc: Some("Adds.".into()), ..sum.clone() },
        TableEntry { parameters: vec!["format".into(), String::new()], symbol: Some("__log".into()), ..log },
        entry("mix", &mix, text_of_mix),
        sum,
    ];
    assembly.table("the_table", "sample.h", &contents(functions));
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
    assembly.table("the_table", "empty.h", &TableContents::default());
    let library = folder.archive("libt.a", &assembly);
    let main = PROGRAM.find("    const struct signature *s = AT(FIND").unwrap();
    let source = folder.write("main.c", format!("{}    return 0;\n}}\n", &PROGRAM[..main]));
    let program = folder.link("bfd", "main", &[&source, &library], &[]);
    assert_eq!(text(&mut Command::new(&program)), "FFT3 empty.h, 0 functions\n");
}

/// Two functions of one signature, and one of everything else; what the program says of them.
pub(crate) fn portable(assembly: &mut Assembly) -> String {
    let signature = Signature::parse("int(int, int)").unwrap();
    let plan = lower(assembly.target(), &signature).unwrap();
    let symbol = assembly.descriptor(&signature, &plan, Parts { downcall: true, upcall: true, unwind: false }).unwrap();
    let sum = TableEntry { name: "sum".into(), signature: symbol, text: signature.to_string(), ..TableEntry::default() };
    let add =
        TableEntry { name: "add".into(), parameters: vec!["a".into(), "b".into()], doc: Some("Adds.".into()), ..sum.clone() };
    assembly.table("the_table", "sample.h", &contents(vec![add, sum]));
    let (first, rest) = EXPECTED.split_at(EXPECTED.find("log __log").unwrap());
    let rest = &rest[rest.find("sum - ").unwrap()..];
    let lines = rest.lines().filter(|line| !line.ends_with(": log") && !line.ends_with(": mix"));
    lines.fold(first.replace("4 functions", "2 functions"), |text, line| text + line + "\n")
}

/// The program that reads it.
pub(crate) const READER: &str = PROGRAM;

/// Five hundred functions of as many signatures: nothing is left for load time or done before `main`, all of it is read-only, and a table
/// that nothing mentions is not in the program.
#[test]
fn a_large_table_costs_nothing_at_load_time_and_nothing_unused() {
    let folder = Folder::new("large_table");
    let mut assembly = Assembly::new(&target()).unwrap();
    let mut functions = Vec::new();
    for number in 0_u32..500 {
        let ty = |digit: u32| ["int", "double", "char *", "long", "float"][digit as usize % 5];
        let text = format!("{}({}, {}, {})", ty(number / 125), ty(number / 25), ty(number / 5), ty(number));
        let signature = Signature::parse(&text).unwrap();
        let plan = lower(&target(), &signature).unwrap();
        let symbol = assembly.descriptor(&signature, &plan, Parts { downcall: true, ..Parts::default() }).unwrap();
        let name = format!("function_{number}");
        functions.push(TableEntry { name, signature: symbol, text, doc: Some("Says.".into()), ..TableEntry::default() });
    }
    assembly.table("the_table", "large.h", &contents(functions));
    let library = folder.archive("libt.a", &assembly);
    let body = "__attribute__((noinline)) const void *table(void) { return TABLE; }\nint main(void) { return !table(); }\n";
    let with =
        format!("extern const char the_table[] __attribute__((visibility(\"hidden\")));\n{body}").replace("TABLE", "the_table");
    let with = folder.write("with.c", with);
    let without = folder.write("without.c", format!("static const char some[4] = \"abc\";\n{body}").replace("TABLE", "some"));
    let parts = |program: &std::path::Path, tool: &str, option: &str| text(Command::new(tool).arg(option).arg(program));
    for linker in LINKERS {
        // One has the library at hand and mentions none of it.
        let with = folder.link(linker, "with", &[&with, &library], &["-pie", "-fPIE"]);
        let without = folder.link(linker, "without", &[&without, &library], &["-pie", "-fPIE"]);
        run(&mut Command::new(&with));
        let relocations = |program: &std::path::Path| parts(program, "readelf", "-rW").lines().count();
        assert_eq!(relocations(&with), relocations(&without), "{linker}");
        // What runs before `main` is listed there.
        let initialisers = |program: &std::path::Path| {
            let sections = parts(program, "readelf", "-SW");
            let lines = sections.lines().filter(|line| line.contains("init") || line.contains(".ctors"));
            // Name, type and, behind address and offset, the size.
            let columns = |line: &str| {
                let words: Vec<&str> = line.split(']').next_back().unwrap_or_default().split_whitespace().collect();
                [0, 1, 4].map(|at| words[at].to_owned())
            };
            lines.map(columns).collect::<Vec<_>>()
        };
        assert_eq!(initialisers(&with), initialisers(&without), "{linker}");
        let table = parts(&with, "nm", "-n").lines().find(|line| line.ends_with(" the_table")).map(str::to_owned);
        assert!(table.as_deref().is_some_and(|line| line.to_lowercase().contains(" r ")), "{linker}: read-only data: {table:?}");
        let names = parts(&without, "nm", "-n");
        assert!(!names.contains("ffi1_") && !names.contains("the_table"), "{linker}: {names}");
    }
}
