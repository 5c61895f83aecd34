//! A header's table: built in memory as `ffi-build` would write it.

use std::sync::Mutex;

use ffi::contract::{
    FIELD_ARRAY, Kind, RECORD_UNION, SIGNATURE_MAGIC, SignatureData, TABLE_MAGIC, TableData, hash, place, places,
};
use ffi::{Function, Pointer, Table, Value};

/// The memory of all tables.
static KEPT: Mutex<Vec<&[u32]>> = Mutex::new(Vec::new());

/// A block of table memory, put together front to back.
struct Writer(Vec<u8>);

impl Writer {
    fn word(&mut self, word: u32) -> usize {
        let at = self.0.len();
        self.0.extend(word.to_ne_bytes());
        at
    }

    fn text(&mut self, text: &str) -> usize {
        let at = self.0.len();
        self.0.extend(text.bytes());
        self.0.push(0);
        at
    }

    fn align(&mut self) -> usize {
        self.0.resize(self.0.len().next_multiple_of(4), 0);
        self.0.len()
    }

    /// Makes the reference at `field` name `target`.
    fn refer(&mut self, field: usize, target: usize) {
        let distance = i32::try_from(target as isize - field as isize).expect("a small table");
        self.0[field..field + 4].copy_from_slice(&distance.to_ne_bytes());
    }

    /// `void(void)`, without trampolines.
    fn signature(&mut self) -> usize {
        let text = self.text("void(void)");
        let start = self.align();
        self.word(SIGNATURE_MAGIC);
        self.word(size_of::<SignatureData>() as u32);
        // No trampolines; the text; sizes; alignment, flags, counts; the result.
        let rest = [0, 0, 0, 0, 0, 16, 0, 0x0001_0000 | u32::from(Kind::Void.code()), 0, 0, 0];
        let fields = rest.map(|word| self.word(word));
        self.refer(fields[2], text);
        start
    }

    /// A list of entries: name, and the words behind that. Gives the place of each.
    fn list(&mut self, head: usize, entries: &[(&str, Vec<u32>)]) -> Vec<usize> {
        let count = entries.len() as u32;
        let starts: Vec<usize> = {
            self.align();
            let word = |writer: &mut Self, words: &[u32]| {
                let start = writer.word(0);
                for word in words {
                    writer.word(*word);
                }
                start
            };
            entries.iter().map(|(_, words)| word(self, words)).collect()
        };
        let mut index = vec![0; places(count) as usize];
        for (number, (name, _)) in entries.iter().enumerate() {
            let all = (0..places(count)).map(|step| place(hash(name.as_bytes()), step, places(count)) as usize);
            let at = all.into_iter().find(|at| index[*at] == 0).expect("an empty place");
            index[at] = number as u32 + 1;
        }
        let index_at = self.0.len();
        for place in index {
            self.word(place);
        }
        self.0[head..head + 4].copy_from_slice(&count.to_ne_bytes());
        self.0[head + 4..head + 8].copy_from_slice(&places(count).to_ne_bytes());
        if let Some(first) = starts.first() {
            self.refer(head + 8, *first);
        }
        self.refer(head + 12, index_at);
        for (start, (name, _)) in starts.iter().zip(entries) {
            self.name(*start, name);
        }
        starts
    }

    /// Makes the reference at `field` name this text, unless it is empty.
    fn name(&mut self, field: usize, text: &str) {
        if !text.is_empty() {
            let at = self.text(text);
            self.refer(field, at);
        }
        self.align();
    }

    /// The head of a table; the places of its lists.
    fn head(&mut self) -> (usize, [usize; 6]) {
        let start = self.align();
        self.0.resize(start + size_of::<TableData>(), 0);
        self.0[start..start + 4].copy_from_slice(&TABLE_MAGIC.to_ne_bytes());
        self.name(start + 8, "demo.h");
        (start, std::array::from_fn(|list| start + 12 + 16 * list))
    }

    /// The table, whose lists were filled in or are empty.
    fn finish(mut self, start: usize, lists: [usize; 6]) -> Table {
        for list in lists {
            if self.0[list..list + 16].iter().all(|byte| *byte == 0) {
                self.list(list, &[]);
            }
        }
        let words: Vec<u32> = self.0.chunks_exact(4).map(|b| u32::from_ne_bytes([b[0], b[1], b[2], b[3]])).collect();
        let words: &'static [u32] = Box::leak(words.into_boxed_slice());
        // Nobody frees it, as Miri is to know.
        KEPT.lock().expect("no panic").push(words);
        // SAFETY: the block is a table, 4-byte aligned, and leaked.
        unsafe { Table::from_data(words.as_ptr().byte_add(start).cast::<TableData>()) }
    }

    /// A table of functions: name, symbol, documentation. All have one signature.
    fn table(mut self, functions: &[(&str, &str, &str)]) -> Table {
        let signature = self.signature();
        let (start, lists) = self.head();
        let next = |number: usize| if number + 1 < functions.len() { number as u32 + 2 } else { 0 };
        let rows: Vec<_> = functions.iter().enumerate().map(|(at, (name, ..))| (*name, vec![0, 0, 0, 0, next(at)])).collect();
        let places = self.list(lists[0], &rows);
        for (at, (_, symbol, doc)) in places.iter().zip(functions) {
            self.name(at + 4, symbol);
            self.refer(at + 8, signature);
            self.name(at + 16, doc);
        }
        if !functions.is_empty() {
            let listed = self.list(lists[1], &[("void(void)", vec![0, 0])]);
            self.refer(listed[0] + 4, signature);
        }
        self.finish(start, lists)
    }
}

/// The first word of a `TypeData`: kind, element, alignment.
fn kind(kind: Kind, align: u32) -> u32 {
    u32::from(kind.code()) | align << 16
}

#[test]
fn functions_are_found_by_name_and_walked_in_order() {
    // Miri is slow.
    let count = if cfg!(miri) { 40 } else { 300 };
    let names: Vec<String> = (0..count).map(|number| format!("function_{number}")).collect();
    let functions: Vec<_> = names.iter().map(|name| (name.as_str(), "", "")).collect();
    let table = Writer(Vec::new()).table(&functions);
    assert_eq!((table.name(), table.len()), ("demo.h", count));
    for name in &names {
        let entry = table.find(name).expect("every function");
        assert_eq!(entry.name(), name);
        assert_eq!(entry.symbol().to_str(), Ok(name.as_str()));
    }
    assert!(table.iter().map(ffi::Entry::name).eq(names.iter().map(String::as_str)));
    assert!(table.find("function_300").is_none() && table.find("").is_none());
    assert!(table.get(count).is_none());
}

#[test]
fn an_empty_table_has_nothing() {
    let table = Writer(Vec::new()).table(&[]);
    assert!(table.is_empty() && table.find("anything").is_none() && table.iter().next().is_none());
}

#[test]
fn entries_describe_functions() {
    let table = Writer(Vec::new()).table(&[("stat", "stat64", "Tells about a file."), ("sync", "", "")]);
    let stat = table.find("stat").expect("stat");
    assert_eq!(stat.symbol(), c"stat64");
    assert_eq!(stat.doc(), Some("Tells about a file."));
    assert_eq!(stat.signature().text(), "void(void)");
    assert_eq!(stat.parameter_names().count(), 0);
    assert_eq!(table.find("sync").and_then(ffi::Entry::doc), None);
}

#[test]
fn no_trampoline_no_function() {
    let table = Writer(Vec::new()).table(&[("sync", "", "")]);
    let entry = table.get(0).expect("sync");
    let mut somewhere = 0_u8;
    let address = Pointer::from_mut(&mut somewhere).cast();
    // SAFETY: nothing is called.
    let made: Result<Function, _> = unsafe { entry.at(address) };
    let error = made.expect_err("there is no trampoline");
    assert_eq!(error.to_string(), "no trampoline was assembled for `void(void)` on this target");
}

#[test]
fn signatures_lead_to_functions() {
    let table = Writer(Vec::new()).table(&[("sync", "", ""), ("abort", "", ""), ("tzset", "", "")]);
    assert_eq!(table.signatures().len(), 1);
    let signature = table.signature("void(void)").expect("it is the functions'");
    assert_eq!(Some(signature), table.find("abort").map(ffi::Entry::signature));
    assert!(table.functions_of("void(void)").map(ffi::Entry::name).eq(["sync", "abort", "tzset"]));
    assert!(table.signature("void(int)").is_none() && table.functions_of("void(int)").next().is_none());
}

#[test]
fn constants_have_values_and_enumerations() {
    let mut writer = Writer(Vec::new());
    let (start, lists) = writer.head();
    let constant = |ty, size, low, high, owner| vec![0, ty, size, 0, 0, low, high, owner];
    let all = writer.list(
        lists[2],
        &[
            ("RED", constant(kind(Kind::I32, 4), 4, u32::MAX, u32::MAX, 1)),
            ("GREEN", constant(kind(Kind::I32, 4), 4, 5, 0, 1)),
            ("ALL", constant(kind(Kind::U64, 8), 8, u32::MAX, u32::MAX, 0)),
            ("HALF", constant(kind(Kind::F64, 8), 8, 0, 0x3fe0_0000, 0)),
            ("NAME", constant(kind(Kind::Record, 1), 6, 0, 0, 0)),
            ("TRUTH", constant(kind(Kind::Bool, 1), 1, 1, 0, 0)),
            ("NOWHERE", constant(kind(Kind::Pointer, 4), 4, 16, 0, 0)),
        ],
    );
    writer.name(all[4] + 24, "shape");
    writer.name(all[1] + 4, "As grass.");
    writer.list(lists[3], &[("enum color", vec![0, kind(Kind::I32, 4), 4, 0, 0, 0, 2])]);
    let aliases = writer.list(lists[5], &[("color", vec![0, kind(Kind::I32, 4), 4, 0, 0, 0, 1])]);
    writer.name(aliases[0] + 4, "A typedef.");
    let table = writer.finish(start, lists);
    let integer = |name: &str| table.constant(name).expect("a constant").integer();
    assert_eq!((integer("RED"), integer("ALL"), integer("HALF")), (Some(-1), Some(u64::MAX.into()), None));
    assert_eq!((integer("TRUTH"), integer("NAME")), (Some(1), None));
    let value = |name: &str| table.constant(name).expect("a constant").value();
    assert!(matches!((value("RED"), value("HALF"), value("TRUTH")), (Value::I32(-1), Value::F64(0.5), Value::Bool(true))));
    assert!(matches!((value("ALL"), value("NOWHERE")), (Value::U64(u64::MAX), Value::Pointer(at)) if at.addr() == 16));
    assert_eq!(table.constant("NAME").and_then(ffi::table::Constant::text), Some(c"shape"));
    assert!(table.constant("BLUE").is_none());
    let color = table.enumeration("enum color").expect("it is listed");
    assert!(color.constants().map(ffi::table::Constant::name).eq(["RED", "GREEN"]));
    assert_eq!(color.constant_of(5).and_then(ffi::table::Constant::doc), Some("As grass."));
    assert!(color.constant_of(6).is_none());
    assert_eq!(table.enumeration("color").map(ffi::table::Enumeration::name), Some("enum color"));
    assert_eq!(
        table.constant("GREEN").and_then(ffi::table::Constant::owner).map(ffi::table::Enumeration::name),
        Some("enum color")
    );
    assert_eq!(table.alias("color").and_then(ffi::table::Alias::doc), Some("A typedef."));
}

#[test]
fn records_have_members() {
    let mut writer = Writer(Vec::new());
    let (start, lists) = writer.head();
    let record = |size, align, flags| vec![0, size, align, flags, 0, 0, 0, 0];
    let records = writer.list(lists[4], &[("struct shape", record(24, 8, 0)), ("union empty", record(0, 1, RECORD_UNION))]);
    let field = |ty, size, offset, count, flags, record| vec![0, ty, size, offset, 0, count, flags, record, 0];
    let members = writer.list(
        records[0] + 20,
        &[
            ("kind", field(kind(Kind::U32, 4), 4, 1, 1, 2 << 16 | 3 << 24, 0)),
            ("next", field(kind(Kind::Pointer, 8), 8, 8, 1, 0, 1)),
            ("letters", field(kind(Kind::I8, 1), 1, 16, 8, FIELD_ARRAY.into(), 0)),
        ],
    );
    writer.name(members[2] + 4, "Its letters.");
    writer.name(members[2] + 20, "char[8]");
    writer.list(records[1] + 20, &[]);
    writer.list(
        lists[5],
        &[
            ("shape_t", vec![0, kind(Kind::Record, 8), 24, 0, 0, 1, 0]),
            ("shape_p", vec![0, kind(Kind::Pointer, 8), 8, 0, 0, 1, 0]),
        ],
    );
    let table = writer.finish(start, lists);
    let shape = table.record("struct shape").expect("it is listed");
    assert_eq!((shape.size(), shape.align(), shape.is_union()), (24, 8, false));
    let kind = shape.field("kind").expect("it is a member");
    assert_eq!((kind.offset(), kind.bits(), kind.elements(), kind.record()), (1, Some((2, 3)), None, None));
    assert_eq!(shape.field("next").and_then(ffi::table::Field::record), Some(shape));
    let letters = shape.field("letters").expect("it is a member");
    assert_eq!((letters.elements(), letters.ty().kind(), letters.ty().text()), (Some(8), Kind::I8, "char[8]"));
    assert_eq!((letters.doc(), kind.doc()), (Some("Its letters."), None));
    assert!(shape.field("color").is_none());
    assert!(shape.fields().map(ffi::table::Field::name).eq(["kind", "next", "letters"]));
    assert!(table.record("union empty").is_some_and(|empty| empty.is_union() && empty.fields().len() == 0));
    // A typedef of a record is the record, one of a pointer to it is not.
    assert_eq!((table.record("shape_t"), table.record("shape_p")), (Some(shape), None));
    for pointer in ["struct shape *", "const struct shape *", "shape_t *", "const shape_t *", "shape_p"] {
        assert_eq!(table.pointee(pointer), Some(shape), "{pointer}");
    }
    assert!(table.pointee("shape_t").is_none() && table.pointee("char *").is_none());
}
