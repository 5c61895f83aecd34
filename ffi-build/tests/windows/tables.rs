//! A header's table in programs for Windows: something of each list found by name, and a call.

use ffi::contract::Kind;
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::{Parts, TableConstant, TableContents, TableEntry, TableField, TableRecord, TableType, TableValue};

use crate::support::{Folder, PLATFORMS, plan};

const READER: &str = concat!(
    include_str!("../contract.h"),
    r#"
static int add(int a, int b) { return a + b; }
static void test(void) {
    const struct table *t = &the_table;
    const struct function *f = FIND(t->functions, function, "add");
    const struct listed *l = FIND(t->signatures, listed, "int(int, int)");
    const struct constant *c = FIND(t->constants, constant, "ANSWER");
    const struct record *r = FIND(t->records, record, "struct pair");
    const struct field *y = r ? FIND(r->fields, field, "y") : 0;
    if (!f || !l || !c || !y || FIND(t->functions, function, "ad") || FIND(t->constants, constant, "add")) { say("missing"); return; }
    const struct signature *s = AT(f->signature);
    long long args[2] = { 40, 2 };
    int ret = 0;
    void (*downcall)(void *, void *, void *) = (void (*)(void *, void *, void *))AT(s->downcall);
    downcall(args, &ret, add);
    say(ret == 42 && AT(l->signature) == s && c->value[0] == 42 && r->size == 8 && y->type.offset == 4 ? "right" : "wrong");
}
"#
);

#[test]
fn what_a_table_lists_is_found_by_name() {
    for platform in PLATFORMS {
        let target = platform.target();
        let mut assembly = Assembly::new(&target).unwrap();
        let text = "int(int, int)";
        let parts = Parts { downcall: true, ..Parts::default() };
        let signature = assembly.descriptor(&ffi_abi::Signature::parse(text).unwrap(), &plan(&target, text), parts).unwrap();
        let ty = TableType { kind: Kind::I32, element: None, align: 4, size: 4, text: "int".into() };
        let field = |name: &str, offset| TableField {
            name: name.to_owned(),
            doc: None,
            ty: ty.clone(),
            offset,
            elements: None,
            bits: None,
            record: None,
            enumeration: None,
        };
        let (fields, name) = (vec![field("x", 0), field("y", 4)], "struct pair".to_owned());
        let contents = TableContents {
            functions: vec![TableEntry { name: "add".into(), signature, text: text.into(), ..TableEntry::default() }],
            constants: vec![TableConstant {
                name: "ANSWER".into(),
                doc: None,
                ty: ty.clone(),
                value: TableValue::Bits(42),
                owner: None,
            }],
            records: vec![TableRecord { name, doc: None, size: 8, align: 4, union: false, fields }],
            ..TableContents::default()
        };
        assembly.table("the_table", "sample.h", &contents);
        let folder = Folder::new("tables", platform);
        let library = folder.archive("libt.a", &assembly);
        let program = folder.link("main", &[&folder.compile("main", READER), &library]);
        assert_eq!(folder.prints(&program), "right", "{platform:?}");
    }
}
