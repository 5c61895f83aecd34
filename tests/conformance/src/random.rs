//! Seeded random signatures.

use std::sync::Arc;

use ffi_abi::{Arch, CType, Enum, Features, Field, FloatKind, IntKind, Layout, Record, RecordKind, Signature, Target};

use crate::case::{Case, Random};
use crate::judge;

/// The case of a number in the series of a seed. Each has a generator of its own, so that one can be made again without those before it.
pub(crate) fn case(target: &Target, seed: u64, number: usize) -> Case {
    let mut random = Random::new(seed.wrapping_mul(0x0100_0000_01b3) ^ (number as u64).wrapping_mul(0x9e37_79b9));
    random.next();
    // A type without a layout (an odd bit-field, a record too wide) is thrown away, here and not later: the series has no gaps.
    let case = loop {
        let signature = signature(&mut random);
        let parts = signature.parameters().iter().chain([signature.result()]);
        let sized = |ty: &CType| matches!(ty, CType::Void) || Layout::of(target, ty).is_ok_and(|layout| layout.size <= 512);
        let case = Case::new(format!("random_{seed}_{number}"), signature.clone());
        if parts.into_iter().all(sized) && judge::is_of(target, &case) {
            break case;
        }
    };
    let features = match random.below(10) {
        0 => Features::AVX,
        1 => Features::AVX512F,
        _ => Features::NONE,
    };
    // Elsewhere there are no such features, and the signature is as good without.
    let x86 = matches!(target.arch(), Arch::X86_64 | Arch::X86);
    Case { features: if x86 { features } else { Features::NONE }, ..case }
}

fn signature(random: &mut Random) -> Signature {
    // Mostly a few parameters, now and then enough to exhaust every register.
    let count = match random.below(10) {
        0..=4 => random.below(5),
        5..=8 => random.below(11),
        _ => random.below(20),
    };
    let result = if random.chance(15) { CType::Void } else { value(random) };
    let parameters: Vec<CType> = (0..count).map(|_| value(random)).collect();
    if count > 0 && random.chance(20) {
        let fixed = 1 + random.below(count);
        let mut parameters = parameters;
        let variadic = parameters.split_off(fixed);
        return Signature::new(result, parameters).with_variadic(variadic);
    }
    Signature::new(result, parameters)
}

fn value(random: &mut Random) -> CType {
    match random.below(100) {
        0..=59 => scalar(random),
        60..=64 => vector(random),
        _ => record(random, 0),
    }
}

fn scalar(random: &mut Random) -> CType {
    match random.below(20) {
        0 => CType::Bool,
        1 => CType::pointer(CType::Void),
        2..=10 => CType::Int(*random.pick(&IntKind::ALL)),
        11 => {
            let underlying = if random.chance(50) { IntKind::UInt } else { IntKind::Int };
            CType::Enum(Arc::new(Enum { name: None, underlying }))
        }
        12 | 13 => CType::Float(FloatKind::Float),
        14 | 15 => CType::Float(FloatKind::Double),
        16 => CType::Float(FloatKind::LongDouble),
        17 => CType::Complex(*random.pick(&FloatKind::ALL)),
        18 => CType::Float(*random.pick(&FloatKind::ALL)),
        _ => CType::INT,
    }
}

fn vector(random: &mut Random) -> CType {
    let bytes: u32 = *random.pick(&[8, 16, 16, 32, 64]);
    let (element, size) = random
        .pick(&[
            (CType::Int(IntKind::SChar), 1),
            (CType::Int(IntKind::Short), 2),
            (CType::INT, 4),
            (CType::Int(IntKind::LongLong), 8),
            (CType::Float(FloatKind::Float), 4),
            (CType::Float(FloatKind::Double), 8),
        ])
        .clone();
    CType::vector(element, bytes / size)
}

fn record(random: &mut Random, depth: usize) -> CType {
    let kind = if random.chance(20) { RecordKind::Union } else { RecordKind::Struct };
    let count = if random.chance(3) { 0 } else { 1 + random.below(if depth == 0 { 6 } else { 3 }) };
    // Many records of one kind of scalar: homogeneous ones have rules of their own on some machines.
    let same = random.chance(25).then(|| scalar(random));
    let fields = (0..count).map(|number| field(random, depth, number, same.as_ref())).collect();
    let packed = random.chance(7);
    let pack = if random.chance(4) { Some(*random.pick(&[1, 2, 4])) } else { None };
    let align = if random.chance(6) { Some(*random.pick(&[8, 16, 32])) } else { None };
    CType::record(Record { kind, name: None, fields, packed, pack, align, cpp: false })
}

fn field(random: &mut Random, depth: usize, number: usize, same: Option<&CType>) -> Field {
    let name = format!("f{number}");
    if let Some(ty) = same {
        return Field::new(&name, ty.clone());
    }
    match random.below(100) {
        0..=14 => bit_field(random, name),
        15..=24 if depth < 2 => Field::new(&name, record(random, depth + 1)),
        25..=34 => {
            let element = if depth < 2 && random.chance(20) { record(random, depth + 2) } else { scalar(random) };
            Field::new(&name, CType::array(element, 1 + random.below(4) as u64))
        }
        35..=37 => Field { packed: true, ..Field::new(&name, scalar(random)) },
        38..=40 => Field { align: Some(*random.pick(&[4, 8, 16])), ..Field::new(&name, scalar(random)) },
        41 | 42 => Field::new(&name, vector(random)),
        _ => Field::new(&name, scalar(random)),
    }
}

fn bit_field(random: &mut Random, name: String) -> Field {
    let (ty, most) = random
        .pick(&[
            (CType::Bool, 1),
            (CType::Int(IntKind::SChar), 8),
            (CType::Int(IntKind::UChar), 8),
            (CType::Int(IntKind::UShort), 16),
            (CType::INT, 32),
            (CType::Int(IntKind::UInt), 32),
            (CType::Int(IntKind::Long), 64),
            (CType::Int(IntKind::ULongLong), 64),
        ])
        .clone();
    let unnamed = random.chance(8);
    let bits = if unnamed && random.chance(50) { 0 } else { 1 + random.below(most) as u32 };
    let name = if unnamed { None } else { Some(name) };
    Field { name, ty, bits: Some(bits), packed: false, align: None }
}
