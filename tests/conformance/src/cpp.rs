//! Empty records in C++, where they have a size: cases that are compiled as C++.

use ffi_abi::{CType, Field, FloatKind, IntKind, Record, RecordKind, Signature};

use crate::case::Case;

fn record(kind: RecordKind, types: &[CType]) -> CType {
    let fields = types.iter().enumerate().map(|(i, ty)| Field::new(&format!("f{i}"), ty.clone())).collect();
    CType::record(Record { kind, cpp: true, ..Record::structure(fields) })
}

/// Each alone, behind used-up registers, in the variadic part, and as the result.
pub(crate) fn cases() -> Vec<Case> {
    let structure = |types: &[CType]| record(RecordKind::Struct, types);
    let (float, double) = (CType::Float(FloatKind::Float), CType::Float(FloatKind::Double));
    let (int, long) = (CType::INT, CType::Int(IntKind::LongLong));
    let empty = structure(&[]);
    let list = [
        ("empty", empty.clone()),
        ("empty_union", record(RecordKind::Union, &[])),
        ("of_an_empty", structure(std::slice::from_ref(&empty))),
        ("two_empties", structure(&[empty.clone(), empty.clone()])),
        ("three_empties", structure(&[CType::array(empty.clone(), 3)])),
        ("empty_and_float", structure(&[empty.clone(), float.clone()])),
        ("float_and_empty", structure(&[float.clone(), empty.clone()])),
        ("empty_and_double", structure(&[empty.clone(), double.clone()])),
        ("double_and_empty", structure(&[double.clone(), empty.clone()])),
        ("double_empty_double", structure(&[double.clone(), empty.clone(), double.clone()])),
        ("float_empties_int", structure(&[float, CType::array(empty.clone(), 2), int.clone()])),
        ("empty_and_long", structure(&[empty.clone(), long.clone()])),
        ("long_and_empty", structure(&[long.clone(), empty.clone()])),
        ("empty_or_double", record(RecordKind::Union, &[empty, double.clone()])),
    ];
    let mut cases = Vec::new();
    for (name, ty) in list {
        for (used, kind) in [(0, &long), (4, &long), (8, &long), (8, &double)] {
            let mut parameters = vec![kind.clone(); used];
            parameters.extend([ty.clone(), int.clone(), double.clone(), ty.clone()]);
            let place = if *kind == double { "doubles" } else { "integers" };
            let name = format!("cpp_{name}_after_{used}_{place}");
            cases.push(Case::new(name, Signature::new(ty.clone(), parameters)));
        }
        let variadic = vec![ty.clone(), int.clone(), double.clone(), ty];
        cases.push(Case::new(
            format!("cpp_{name}_variadic"),
            Signature::new(CType::Void, vec![int.clone()]).with_variadic(variadic),
        ));
    }
    cases
}
