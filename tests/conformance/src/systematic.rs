//! Cases by system: sizes × registers left × variadic, every scalar everywhere, records of every shape, vectors by feature.

use std::sync::Arc;

use ffi_abi::{Arch, CType, Enum, Features, Field, FloatKind, IntKind, Record, RecordKind, Signature};

use crate::case::Case;

const CHAR: CType = CType::Int(IntKind::SChar);
const SHORT: CType = CType::Int(IntKind::Short);
const INT: CType = CType::INT;
const LONG: CType = CType::Int(IntKind::Long);
const FLOAT: CType = CType::Float(FloatKind::Float);
const DOUBLE: CType = CType::Float(FloatKind::Double);
const LONG_DOUBLE: CType = CType::Float(FloatKind::LongDouble);

/// Every systematic case for the conventions of an architecture.
pub(crate) fn cases(arch: Arch) -> Vec<Case> {
    let mut list = Cases { used: if arch == Arch::X86 { &FEW } else { &MANY }, cases: Vec::new() };
    record_sizes(&mut list);
    scalars(&mut list.cases);
    shapes(&mut list);
    vectors(&mut list.cases);
    regressions(&mut list.cases);
    // 32-bit systems have no C++ here.
    if arch != Arch::X86 {
        list.cases.extend(crate::cpp::cases());
    }
    list.cases
}

/// The cases so far.
struct Cases {
    used: &'static Used,
    cases: Vec<Case>,
}

/// How many registers are used up when the probed value comes: so many integers and doubles are before it.
type Used = [(usize, usize)];

/// The counts are those of the convention with most registers (eight of each kind), so that every convention is seen with some left, one
/// short, and none.
const MANY: [(usize, usize); 9] = [(0, 0), (3, 0), (4, 0), (5, 0), (6, 0), (8, 0), (0, 7), (0, 8), (5, 7)];

/// On i386 integers have two registers at most, and doubles none.
const FEW: [(usize, usize); 4] = [(0, 0), (1, 0), (2, 0), (1, 1)];

fn structure(types: &[CType]) -> CType {
    let fields = types.iter().enumerate().map(|(i, ty)| Field::new(&format!("f{i}"), ty.clone())).collect();
    CType::record(Record::structure(fields))
}

fn union(types: &[CType]) -> CType {
    let fields = types.iter().enumerate().map(|(i, ty)| Field::new(&format!("f{i}"), ty.clone())).collect();
    CType::record(Record::union(fields))
}

/// `value` after so many integers and doubles, then one of each, and as the result.
fn probe(cases: &mut Vec<Case>, name: &str, value: &CType, general: usize, float: usize) {
    let mut parameters = vec![LONG; general];
    parameters.extend(vec![DOUBLE; float]);
    let mut behind = parameters.clone();
    behind.extend([value.clone(), INT, FLOAT, value.clone()]);
    let name = format!("{name}_after_{general}_integers_{float}_doubles");
    cases.push(Case::new(name.clone(), Signature::new(value.clone(), behind)));
    let mut fixed = parameters;
    fixed.insert(0, INT);
    let variadic = vec![value.clone(), INT, DOUBLE, value.clone()];
    cases.push(Case::new(format!("{name}_variadic"), Signature::new(CType::Void, fixed).with_variadic(variadic)));
}

/// With each count of registers left.
fn probe_everywhere(list: &mut Cases, name: &str, value: &CType) {
    for (general, float) in list.used {
        probe(&mut list.cases, name, value, *general, *float);
    }
}

fn record_sizes(cases: &mut Cases) {
    for size in (0..=17).chain([24, 32, 64]) {
        probe_everywhere(cases, &format!("bytes_{size}"), &structure(&[CType::array(CHAR, size)]));
    }
    probe_everywhere(cases, "empty", &structure(&[]));
    // The same sizes out of larger members, which is other classes and other alignments.
    for (name, members) in [
        ("int_3", vec![INT; 3]),
        ("long_char", vec![LONG, CHAR]),
        ("long_2", vec![LONG; 2]),
        ("long_3", vec![LONG; 3]),
        ("float_double", vec![FLOAT, DOUBLE]),
        ("long_double_mixed", vec![LONG, DOUBLE]),
        ("double_long_mixed", vec![DOUBLE, LONG]),
        ("float_int", vec![FLOAT, INT]),
        ("float_int_float", vec![FLOAT, INT, FLOAT]),
        ("float_float_int", vec![FLOAT, FLOAT, INT]),
        ("char_float", vec![CHAR, FLOAT]),
        ("int_double", vec![INT, DOUBLE]),
        ("short_float_char", vec![SHORT, FLOAT, CHAR]),
    ] {
        probe_everywhere(cases, name, &structure(&members));
    }
    // Homogeneous aggregates of one to five members.
    for (name, element) in
        [("float", FLOAT), ("double", DOUBLE), ("half", CType::Float(FloatKind::Half)), ("long_double", LONG_DOUBLE)]
    {
        for count in 1..=5 {
            probe_everywhere(cases, &format!("homogeneous_{name}_{count}"), &structure(&vec![element.clone(); count]));
        }
    }
    // Nested, in arrays, in unions.
    let pair = structure(&[DOUBLE, DOUBLE]);
    for (name, ty) in [
        ("nested", structure(&[structure(&[FLOAT, FLOAT]), FLOAT])),
        ("array_of_2_pairs", structure(&[CType::array(pair.clone(), 2)])),
        ("array_of_3_pairs", structure(&[CType::array(pair.clone(), 3)])),
        ("pair_and_array", structure(&[pair, CType::array(structure(&[DOUBLE]), 2)])),
        ("complex_pair", structure(&[CType::Complex(FloatKind::Double), CType::Complex(FloatKind::Double)])),
        ("union_of_2_and_3", union(&[structure(&[FLOAT, FLOAT]), CType::array(FLOAT, 3)])),
        ("union_inside", structure(&[union(&[DOUBLE, structure(&[DOUBLE])]), DOUBLE])),
    ] {
        probe_everywhere(cases, &format!("homogeneous_{name}"), &ty);
    }
    // Short vectors.
    for (bytes, lanes) in [(8, 2), (16, 4)] {
        let vector = CType::vector(INT, lanes);
        for count in 1..=5 {
            for float in [0, 4, 5, 8] {
                let name = format!("homogeneous_vector_{bytes}_{count}");
                probe(&mut cases.cases, &name, &structure(&vec![vector.clone(); count]), 0, float);
            }
        }
        let inner = structure(&[CType::array(vector.clone(), 2)]);
        probe(&mut cases.cases, &format!("homogeneous_vector_{bytes}_nested"), &structure(&[vector, inner]), 0, 5);
    }
}

/// Every scalar there is, arrays' elements and enumerations included.
fn all_scalars() -> Vec<(String, CType)> {
    let mut scalars = vec![("bool".to_string(), CType::Bool), ("pointer".to_string(), CType::pointer(CType::Void))];
    let word = |text: &str| text.replace(' ', "_").trim_start_matches('_').to_string();
    scalars.extend(IntKind::ALL.map(|kind| (word(kind.name()), CType::Int(kind))));
    scalars.extend(FloatKind::ALL.map(|kind| (word(kind.name()), CType::Float(kind))));
    scalars.extend(FloatKind::ALL.map(|kind| (format!("complex_{}", word(kind.name())), CType::Complex(kind))));
    for underlying in [IntKind::Int, IntKind::UInt] {
        scalars.push((format!("enum_{}", word(underlying.name())), CType::Enum(Arc::new(Enum { name: None, underlying }))));
    }
    scalars
}

fn scalars(cases: &mut Vec<Case>) {
    for (name, scalar) in all_scalars() {
        // Alone: as result, and in each position among integers and doubles.
        cases.push(Case::new(format!("{name}_result"), Signature::new(scalar.clone(), vec![])));
        for position in 0..12 {
            let mut parameters: Vec<CType> = (0..position).map(|i| if i % 3 == 2 { DOUBLE } else { INT }).collect();
            parameters.push(scalar.clone());
            parameters.push(CHAR);
            cases.push(Case::new(format!("{name}_at_{position}"), Signature::new(scalar.clone(), parameters)));
        }
        // Many of one kind: the registers run out, the rest goes on the stack side by side.
        cases.push(Case::new(format!("{name}_times_19"), Signature::new(CType::Void, vec![scalar.clone(); 19])));
        let variadic = Signature::new(scalar.clone(), vec![INT, scalar.clone()]).with_variadic(vec![scalar.clone(); 11]);
        cases.push(Case::new(format!("{name}_variadic"), variadic));
        // The only member, an array of two, and beside a `char`, so that the record's class and padding show.
        probe(cases, &format!("{name}_wrapped"), &structure(std::slice::from_ref(&scalar)), 5, 0);
        probe(cases, &format!("{name}_pair"), &structure(&[CType::array(scalar.clone(), 2)]), 5, 7);
        probe(cases, &format!("{name}_beside_char"), &structure(&[scalar.clone(), CHAR]), 4, 0);
        probe(cases, &format!("char_beside_{name}"), &structure(&[CHAR, scalar.clone()]), 6, 0);
        probe(cases, &format!("{name}_or_int"), &union(&[scalar.clone(), INT]), 5, 8);
        probe(cases, &format!("{name}_or_double"), &union(&[DOUBLE, scalar]), 0, 7);
    }
}

fn bits(ty: CType, width: u32) -> Field {
    Field { bits: Some(width), ..Field::new("b", ty) }
}

fn unnamed_bits(ty: CType, width: u32) -> Field {
    Field { name: None, ..bits(ty, width) }
}

fn with(kind: RecordKind, fields: Vec<Field>, pack: Option<u64>, align: Option<u64>) -> CType {
    let packed = pack == Some(1);
    let pack = if packed { None } else { pack };
    CType::record(Record { kind, name: None, fields, packed, pack, align, cpp: false })
}

fn shapes(cases: &mut Cases) {
    let plain = |types: &[CType]| -> Vec<Field> { types.iter().map(|ty| Field::new("f", ty.clone())).collect() };
    let unsigned = CType::Int(IntKind::UInt);
    let long_long = CType::Int(IntKind::LongLong);
    let inner = structure(&[FLOAT, CHAR]);
    let list: Vec<(&str, CType)> = vec![
        // Unions.
        ("union_int_float", union(&[INT, FLOAT])),
        ("union_double_long", union(&[DOUBLE, LONG])),
        ("union_double_chars_9", union(&[DOUBLE, CType::array(CHAR, 9)])),
        ("union_long_double_char", union(&[LONG_DOUBLE, CHAR])),
        ("union_long_double_alone", union(&[LONG_DOUBLE])),
        ("union_float_2_double", union(&[CType::array(FLOAT, 2), DOUBLE])),
        ("union_of_records", union(&[structure(&[FLOAT, FLOAT, FLOAT]), structure(&[DOUBLE, INT])])),
        ("union_empty", union(&[])),
        // Packed: members off their alignment go in memory on some machines.
        ("packed_char_int", with(RecordKind::Struct, plain(&[CHAR, INT]), Some(1), None)),
        ("packed_char_double", with(RecordKind::Struct, plain(&[CHAR, DOUBLE]), Some(1), None)),
        ("packed_double_char", with(RecordKind::Struct, plain(&[DOUBLE, CHAR]), Some(1), None)),
        ("packed_float_short_float", with(RecordKind::Struct, plain(&[FLOAT, SHORT, FLOAT]), Some(1), None)),
        ("packed_long_long", with(RecordKind::Struct, plain(&[LONG, LONG]), Some(1), None)),
        ("packed_chars", with(RecordKind::Struct, plain(&[CHAR, CHAR, CHAR]), Some(1), None)),
        ("pack_2_int_double", with(RecordKind::Struct, plain(&[SHORT, INT, DOUBLE]), Some(2), None)),
        ("pack_4_int_double", with(RecordKind::Struct, plain(&[INT, DOUBLE]), Some(4), None)),
        ("packed_member", {
            let fields = vec![Field::new("a", CHAR), Field { packed: true, ..Field::new("b", INT) }, Field::new("c", FLOAT)];
            with(RecordKind::Struct, fields, None, None)
        }),
        ("packed_long_double", with(RecordKind::Struct, plain(&[LONG_DOUBLE]), Some(1), None)),
        ("packed_and_aligned", with(RecordKind::Struct, plain(&[CHAR, INT]), Some(1), Some(4))),
        // Over-aligned.
        ("aligned_16_int", with(RecordKind::Struct, plain(&[INT]), None, Some(16))),
        ("aligned_16_long", with(RecordKind::Struct, plain(&[LONG]), None, Some(16))),
        ("aligned_16_long_long", with(RecordKind::Struct, plain(&[LONG, LONG]), None, Some(16))),
        ("aligned_16_doubles", with(RecordKind::Struct, plain(&[DOUBLE, DOUBLE]), None, Some(16))),
        ("aligned_16_float", with(RecordKind::Struct, plain(&[FLOAT]), None, Some(16))),
        ("aligned_16_three_longs", with(RecordKind::Struct, plain(&[LONG, LONG, LONG]), None, Some(16))),
        ("aligned_32_int", with(RecordKind::Struct, plain(&[INT]), None, Some(32))),
        ("aligned_32_longs", with(RecordKind::Struct, plain(&[LONG, LONG, LONG, LONG]), None, Some(32))),
        ("aligned_64_double", with(RecordKind::Struct, plain(&[DOUBLE]), None, Some(64))),
        ("aligned_member", {
            let fields = vec![Field::new("a", CHAR), Field { align: Some(8), ..Field::new("b", CHAR) }];
            with(RecordKind::Struct, fields, None, None)
        }),
        ("aligned_member_16", {
            let fields = vec![Field { align: Some(16), ..Field::new("b", INT) }];
            with(RecordKind::Struct, fields, None, None)
        }),
        // Bit-fields.
        ("bits_3_5", with(RecordKind::Struct, vec![bits(INT, 3), bits(INT, 5)], None, None)),
        ("bits_31_2", with(RecordKind::Struct, vec![bits(unsigned.clone(), 31), bits(unsigned.clone(), 2)], None, None)),
        ("bits_40_30", with(RecordKind::Struct, vec![bits(long_long.clone(), 40), bits(long_long.clone(), 30)], None, None)),
        ("bits_60_60_8", with(RecordKind::Struct, vec![bits(LONG, 60), bits(LONG, 60), bits(CHAR, 8)], None, None)),
        ("bits_beside_float", with(RecordKind::Struct, vec![bits(INT, 7), Field::new("f", FLOAT)], None, None)),
        ("bits_behind_float", with(RecordKind::Struct, vec![Field::new("f", FLOAT), bits(INT, 7)], None, None)),
        ("bits_and_double", with(RecordKind::Struct, vec![bits(INT, 7), Field::new("f", DOUBLE)], None, None)),
        ("bits_bool", with(RecordKind::Struct, vec![bits(CType::Bool, 1), bits(CType::Bool, 1)], None, None)),
        ("bits_zero_width", with(RecordKind::Struct, vec![bits(INT, 3), unnamed_bits(INT, 0), bits(INT, 5)], None, None)),
        ("bits_unnamed_first", with(RecordKind::Struct, vec![unnamed_bits(INT, 32), Field::new("f", FLOAT)], None, None)),
        ("bits_unnamed_behind", with(RecordKind::Struct, vec![Field::new("f", DOUBLE), unnamed_bits(INT, 7)], None, None)),
        ("bits_unnamed_alone", with(RecordKind::Struct, vec![unnamed_bits(INT, 9)], None, None)),
        ("bits_union", with(RecordKind::Union, vec![bits(INT, 9), Field::new("f", FLOAT)], None, None)),
        ("bits_packed", with(RecordKind::Struct, vec![bits(INT, 9), bits(INT, 30), bits(INT, 20)], Some(1), None)),
        ("bits_char_short", with(RecordKind::Struct, vec![bits(CHAR, 5), bits(SHORT, 11), bits(INT, 20)], None, None)),
        // Nested, and arrays inside.
        ("nested", structure(&[inner.clone(), FLOAT])),
        ("nested_array", structure(&[CType::array(inner.clone(), 2)])),
        ("nested_array_3", structure(&[CType::array(inner, 3)])),
        ("nested_empty_first", structure(&[structure(&[]), DOUBLE])),
        ("nested_empty_last", structure(&[LONG, structure(&[])])),
        ("array_of_empty", structure(&[CType::array(structure(&[]), 3), FLOAT])),
        ("array_float_3", structure(&[CType::array(FLOAT, 3)])),
        ("array_float_4", structure(&[CType::array(FLOAT, 4)])),
        ("array_int_2_double", structure(&[CType::array(INT, 2), DOUBLE])),
        ("array_of_arrays", structure(&[CType::array(CType::array(SHORT, 3), 2)])),
        ("array_of_none", structure(&[INT, CType::array(DOUBLE, 0)])),
        ("pointer_and_float", structure(&[CType::pointer(CType::Void), FLOAT])),
        ("complex_and_float", structure(&[CType::Complex(FloatKind::Float), FLOAT])),
        ("float_and_complex", structure(&[FLOAT, CType::Complex(FloatKind::Float)])),
        ("two_long_doubles", structure(&[LONG_DOUBLE, LONG_DOUBLE])),
        ("int_long_double", structure(&[INT, LONG_DOUBLE])),
        ("flexible", {
            let tail = CType::Array { element: Arc::new(CHAR), length: None };
            structure(&[INT, tail])
        }),
        ("flexible_double", {
            let tail = CType::Array { element: Arc::new(DOUBLE), length: None };
            structure(&[FLOAT, tail])
        }),
    ];
    for (name, ty) in list {
        probe_everywhere(cases, name, &ty);
    }
}

fn vectors(cases: &mut Vec<Case>) {
    for features in [Features::NONE, Features::AVX, Features::AVX512F] {
        let suffix = if features == Features::NONE { "plain".to_string() } else { features.to_string() };
        let first = cases.len();
        for bytes in [8_u32, 16, 32, 64] {
            for (name, element, size) in [
                ("char", CHAR, 1),
                ("short", SHORT, 2),
                ("int", INT, 4),
                ("long_long", CType::Int(IntKind::LongLong), 8),
                ("float", FLOAT, 4),
                ("double", DOUBLE, 8),
            ] {
                let vector = CType::vector(element, bytes / size);
                let name = format!("vector_{bytes}_{name}_{suffix}");
                for float in [0, 7, 8] {
                    probe(cases, &name, &vector, 0, float);
                }
                probe(cases, &format!("{name}_wrapped"), &structure(std::slice::from_ref(&vector)), 0, 7);
                probe(cases, &format!("{name}_beside_char"), &structure(&[vector.clone(), CHAR]), 5, 7);
                probe(cases, &format!("{name}_pair"), &structure(&[vector.clone(), vector.clone()]), 0, 7);
                probe(cases, &format!("{name}_or_int"), &union(&[vector.clone(), INT]), 0, 8);
                if name.contains("double") {
                    // A `va_list` behind registers that are wider than its save area's.
                    let mixed = [vec![LONG; 7], vec![DOUBLE; 9]].concat();
                    let signature = Signature::new(vector.clone(), vec![vector.clone(), INT]).with_variadic(mixed);
                    cases.push(Case::new(format!("{name}_before_variadic"), signature));
                }
                cases.push(Case::new(format!("{name}_times_10"), Signature::new(vector.clone(), vec![vector; 10])));
            }
        }
        for case in &mut cases[first..] {
            case.features = features;
        }
    }
}

/// Records aligned to 16 in two general registers, in the variadic part: gcc's optimised `va_arg` reads them as if the place where the
/// registers were saved were aligned, too (rule `va_arg_of_wide_union_in_integers`), and only in every second position it is not.
fn aligned_in_two_registers(cases: &mut Vec<Case>) {
    let chars = vec![Field::new("a", CType::array(CHAR, 13))];
    for (name, ty) in [
        ("int128_or_ints", union(&[CType::Int(IntKind::Int128), CType::array(INT, 3)])),
        ("aligned_16_chars_13", with(RecordKind::Struct, chars, None, Some(16))),
    ] {
        for before in 0..2 {
            let variadic = [vec![LONG; before], vec![ty.clone()]].concat();
            let signature = Signature::new(CType::Void, vec![FLOAT]).with_variadic(variadic);
            cases.push(Case::new(format!("regress_{name}_behind_{before}_variadic_integers"), signature));
        }
    }
}

/// Faults that were found once: each as small as it could be made, named for what went wrong.
fn regressions(cases: &mut Vec<Case>) {
    aligned_in_two_registers(cases);
    // gcc gives a record of bit-fields without names no place on the stack: what came behind it was read 8 bytes too far.
    let nameless = with(RecordKind::Struct, vec![unnamed_bits(INT, 9)], None, None);
    let parameters = [vec![LONG; 6], vec![nameless.clone(), INT]].concat();
    cases.push(Case::new("regress_unnamed_bits_on_the_stack", Signature::new(CType::Void, parameters)));
    // On Apple's systems it does not travel, and the handler of an upcall got no place to write it to.
    cases.push(Case::new("regress_what_does_not_travel_has_room", Signature::new(nameless, vec![LONG; 3])));
    // The stack pointer went down to a multiple of it past pages that nobody had touched.
    let aligned = with(RecordKind::Struct, vec![Field::new("a", INT)], None, Some(8192));
    cases.push(Case::new("regress_aligned_beyond_a_page", Signature::new(INT, vec![aligned, INT])));
    let mut alone = |name: &str, ty: CType| {
        cases.push(Case::new(format!("regress_{name}"), Signature::new(ty.clone(), vec![ty, INT])));
    };
    // The inner union is in memory by itself (X87UP behind INTEGER), and that makes the outer one so.
    let inner = union(&[CType::Bool, LONG_DOUBLE]);
    alone("record_of_class_memory_inside", union(&[CType::vector(INT, 2), inner, CType::Int(IntKind::Int128)]));
    // To gcc a bit-field of a union is all of its type, even without a width.
    let fields = vec![Field::new("f", DOUBLE), unnamed_bits(CType::Int(IntKind::UShort), 0)];
    alone("zero_width_bits_in_a_union", with(RecordKind::Union, fields, None, None));
    // As wide as an integer, a bit-field is one: off its alignment in a packed record it goes in memory.
    let word = with(RecordKind::Struct, vec![bits(CType::Int(IntKind::UInt), 32)], None, None);
    let fields = vec![Field::new("a", INT), Field::new("b", SHORT), Field::new("c", word)];
    alone("full_width_bits_in_a_packed_record", with(RecordKind::Struct, fields, Some(1), None));
    // What is aligned is aligned in the whole value, not in the record that it is in.
    let fields = vec![bits(CType::Int(IntKind::UShort), 15), Field { packed: true, ..Field::new("f", FLOAT) }];
    let loose = with(RecordKind::Struct, fields, None, None);
    alone(
        "aligned_in_the_whole_value",
        with(RecordKind::Struct, vec![Field::new("a", SHORT), Field::new("b", loose)], None, None),
    );
    // INTEGER takes SSE in before the inner record meets X87, which alone would make the union one of class MEMORY.
    let inner = structure(&[CType::Float(FloatKind::Half), INT, LONG]);
    alone("eightbytes_merged_inside_out", union(&[LONG_DOUBLE, inner]));
    // To clang a union of a float and of nothing is homogeneous, even where nothing has a size: in Microsoft's C, and of bits without names.
    alone("homogeneous_union_with_an_empty_record", union(&[structure(&[]), FLOAT]));
    let nameless = with(RecordKind::Struct, vec![unnamed_bits(INT, 5)], None, None);
    alone("homogeneous_union_with_unnamed_bits", union(&[DOUBLE, nameless]));
    // To gcc a bit-field of a union is the narrowest integer that holds it, not all of its type.
    for width in [8, 9] {
        let inner = with(RecordKind::Union, vec![bits(CType::Int(IntKind::ULongLong), width)], None, None);
        let fields = vec![Field::new("a", CHAR), Field::new("b", inner)];
        alone(&format!("bits_{width}_of_a_union_in_a_packed_record"), with(RecordKind::Struct, fields, Some(1), None));
    }
    // One of no width is at no place that could be wrong.
    let inner = with(RecordKind::Union, vec![unnamed_bits(CType::Int(IntKind::UInt), 0)], None, None);
    let fields = vec![bits(INT, 1), Field::new("u", inner), bits(CType::Int(IntKind::UInt), 20)];
    alone("zero_width_bits_off_their_alignment", with(RecordKind::Struct, fields, None, None));
    // Of an array of packed unions gcc looks at the first, which is aligned.
    let fields = vec![bits(CType::Int(IntKind::UInt), 18), unnamed_bits(CType::Int(IntKind::UShort), 15)];
    alone("bits_in_an_array_of_unions", structure(&[CType::array(with(RecordKind::Union, fields, Some(1), None), 4)]));
    // Bits without names are padding to clang: what is left is 3 bytes in a vector register.
    let fields = vec![Field::new("h", CType::Float(FloatKind::Half)), unnamed_bits(INT, 8)];
    alone("three_bytes_in_a_vector_register", with(RecordKind::Struct, fields, Some(1), None));
    // By Microsoft's convention gcc returns nothing of it, whatever its size.
    let nameless = with(RecordKind::Struct, vec![unnamed_bits(CType::Int(IntKind::ULongLong), 50)], None, None);
    alone("result_of_unnamed_bits", nameless);
    // Two eightbytes of class SSE to gcc; clang's back end has the first in a general register, since it holds no float.
    alone("quad_and_floats_in_a_union", union(&[CType::Float(FloatKind::Float128), CType::array(FLOAT, 4)]));
    // On i386 a vector of 8 bytes does not make the stack aligned, however much the record is.
    let vector = with(RecordKind::Struct, vec![Field::new("a", CType::vector(INT, 2))], None, Some(16));
    alone("small_vector_in_an_aligned_record", vector);
}
