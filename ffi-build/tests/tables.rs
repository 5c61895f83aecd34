//! A header's table on every target: goldens of what it lists, and clang's own word for each size, offset and value.
//!
//! `FFI_BLESS=1` rewrites the goldens.
#![cfg(feature = "headers")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi::contract::Kind;
use ffi_abi::Target;
use ffi_build::declarations::Declarations;
use ffi_build::descriptor::{TableConstant, TableContents, TableField, TableRecord, TableType, TableValue};
use ffi_build::headers::{Headers, Input, bind};
use ffi_build::tables::contents;

/// Headers: that of the goldens, and those of `tests/headers` that every target takes.
const HEADERS: [&str; 5] = [
    "tests/tables/sample.h",
    "tests/headers/records.h",
    "tests/headers/bit_fields.h",
    "tests/headers/macros.h",
    "tests/headers/packed.h",
];

fn listed(target: Target, header: &str) -> TableContents {
    let mut input = Input::new(target, vec![header.into()], vec![]);
    input.choices.documented = true;
    let Headers { declarations, .. } = bind(&input).unwrap_or_else(|faults| panic!("{}", faults[0]));
    // As the cache and snapshots keep them.
    assert_eq!(Declarations::parse(&declarations.to_text()).as_ref(), Ok(&declarations));
    contents(&target, &declarations)
}

fn ty(ty: &TableType) -> String {
    let element = ty.element.map_or_else(String::new, |element| format!("/{element:?}"));
    format!("{:?}{element} {}:{} `{}`", ty.kind, ty.size, ty.align, ty.text)
}

fn doc(doc: Option<&String>) -> String {
    doc.map_or_else(String::new, |doc| format!(" \"{doc}\""))
}

/// A table as text, a line each.
fn text(contents: &TableContents) -> String {
    let mut text = String::new();
    let mut say = |line: String| writeln!(text, "{line}").unwrap();
    let record = |at: Option<usize>| at.map_or_else(String::new, |at| format!(", record {}", contents.records[at].name));
    let enumeration = |at: Option<usize>| at.map_or_else(String::new, |at| format!(", of {}", contents.enums[at].name));
    for constant in &contents.constants {
        let value = match &constant.value {
            TableValue::Bits(bits) => format!("{bits:#x}"),
            TableValue::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
        };
        say(format!(
            "{} = {value}: {}{}{}",
            constant.name,
            ty(&constant.ty),
            enumeration(constant.owner),
            doc(constant.doc.as_ref())
        ));
    }
    for one in &contents.enums {
        say(format!("{}: {}, {}+{}{}", one.name, ty(&one.ty), one.first, one.count, doc(one.doc.as_ref())));
    }
    for one in &contents.records {
        let union = if one.union { " union" } else { "" };
        say(format!("{}: {}:{}{union}{}", one.name, one.size, one.align, doc(one.doc.as_ref())));
        for field in &one.fields {
            let bits = field.bits.map_or_else(String::new, |(bit, width)| format!(", bits {bit}+{width}"));
            let elements = field.elements.map_or_else(String::new, |count| format!(", {count} elements"));
            let more = format!("{bits}{elements}{}{}", record(field.record), enumeration(field.enumeration));
            say(format!("  {} @{}: {}{more}{}", field.name, field.offset, ty(&field.ty), doc(field.doc.as_ref())));
        }
    }
    for one in &contents.aliases {
        say(format!("typedef {}: {}{}{}", one.name, ty(&one.ty), record(one.record), enumeration(one.enumeration)));
    }
    text
}

#[test]
fn goldens() {
    let bless = std::env::var_os("FFI_BLESS").is_some_and(|value| value == "1");
    let folder = Path::new("tests/tables/golden");
    fs::create_dir_all(folder).unwrap();
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::new();
    for target in Target::ALL {
        let path = folder.join(format!("{}.txt", target.triple()));
        let text = text(&listed(target, HEADERS[0]));
        if fs::read_to_string(&path).ok().as_deref() != Some(&text) {
            if bless {
                fs::write(&path, &text).unwrap();
            } else {
                wrong.push(path.display().to_string());
            }
        }
        expected.insert(path);
    }
    let there: BTreeSet<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    wrong.extend(there.difference(&expected).map(|path| format!("{} has no target", path.display())));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn clang() -> String {
    let names = std::env::var("FFI_CLANG").into_iter().chain((14..40).rev().map(|version| format!("clang-{version}")));
    let works = |name: &String| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    names.chain(["clang".to_owned()]).find(works).expect("clang is installed")
}

/// The type of a record in C: of one without a name, that of the member that it is the type of.
fn in_c(name: &str) -> String {
    match name.split_once('.') {
        Some((around, member)) => {
            // An array's elements have it.
            let member = format!("(({} *)0)->{member}", in_c(around));
            format!("__typeof__(*(__typeof__(&{member}))0)")
        }
        None => name.to_owned(),
    }
}

fn constant(constant: &TableConstant) -> Option<String> {
    let TableValue::Bits(bits) = constant.value else { return None };
    let value = match constant.ty.kind {
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 => format!("(long long){bits:#x}ull"),
        Kind::Bool | Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => format!("{bits:#x}ull"),
        _ => return None,
    };
    Some(format!("_Static_assert(({}) == {value}, \"{}\");\n", constant.name, constant.name))
}

fn field(record: &TableRecord, field: &TableField) -> String {
    let (c, name) = (in_c(&record.name), &field.name);
    if field.bits.is_some() {
        return String::new();
    }
    let mut asserts = format!("_Static_assert(__builtin_offsetof({c}, {name}) == {}, \"{name}\");\n", field.offset);
    let count = field.elements.unwrap_or(1);
    if count > 0 {
        let size = u64::from(count) * u64::from(field.ty.size);
        writeln!(asserts, "_Static_assert(sizeof((({c} *)0)->{name}) == {size}, \"size of {name}\");").unwrap();
    }
    asserts
}

/// Every number of a table as an assertion; places of bit-fields, of which C has no expression, are clang's own in the declarations.
#[test]
fn clang_says_the_same_on_every_target() {
    let clang = clang();
    let mut asserted = 0;
    for target in Target::ALL {
        for header in HEADERS {
            let contents = listed(target, header);
            let mut source = format!("#include \"{}\"\n", Path::new(header).canonicalize().unwrap().display());
            source.extend(contents.constants.iter().filter_map(constant));
            for record in contents.records.iter().filter(|record| !record.name.contains("corners")) {
                let c = in_c(&record.name);
                writeln!(source, "_Static_assert(sizeof({c}) == {}, \"{c}\");", record.size).unwrap();
                writeln!(source, "_Static_assert(_Alignof({c}) == {}, \"{c}\");", record.align).unwrap();
                source.extend(record.fields.iter().map(|member| field(record, member)));
            }
            for alias in contents.aliases.iter().filter(|alias| alias.ty.kind != Kind::Void) {
                writeln!(source, "_Static_assert(sizeof({}) == {}, \"{}\");", alias.name, alias.ty.size, alias.name).unwrap();
            }
            asserted += source.matches("_Static_assert").count();
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("table.c");
            fs::write(&path, source).unwrap();
            let triple = target.triple().replace("riscv64gc", "riscv64");
            let output = Command::new(&clang)
                .args(["-std=gnu11", "-w", "-fsyntax-only", &format!("--target={triple}")])
                .arg(&path)
                .output()
                .unwrap();
            assert!(output.status.success(), "{triple}, {header}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    assert!(asserted > 2_000, "{asserted} assertions");
}
