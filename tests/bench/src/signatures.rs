//! Seeded random signatures of scalars.

use ffi_abi::{CType, FloatKind, IntKind, Signature};

/// The types drawn from, and how often: what C headers pass.
const TYPES: [(CType, &str); 12] = [
    (CType::INT, "int"),
    (CType::INT, "int"),
    (CType::Int(IntKind::UInt), "unsigned"),
    (CType::Int(IntKind::Long), "long"),
    (CType::Int(IntKind::ULong), "unsigned long"),
    (CType::Int(IntKind::Short), "short"),
    (CType::Int(IntKind::UShort), "unsigned short"),
    (CType::Int(IntKind::SChar), "signed char"),
    (CType::Int(IntKind::UChar), "unsigned char"),
    (CType::Float(FloatKind::Float), "float"),
    (CType::Float(FloatKind::Double), "double"),
    (CType::Float(FloatKind::Double), "double"),
];

/// A signature and the C names of its result and parameters.
pub(crate) struct Drawn {
    pub(crate) signature: Signature,
    /// Result in C.
    pub(crate) result: &'static str,
    /// Parameters in C.
    pub(crate) parameters: Vec<&'static str>,
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

/// `count` signatures of up to `most` parameters, one result in six `void`.
pub(crate) fn random(seed: u64, count: usize, most: u64) -> Vec<Drawn> {
    let mut random = Random(seed);
    let draw = |random: &mut Random| TYPES[random.below(TYPES.len() as u64) as usize].clone();
    (0..count)
        .map(|_| {
            let (result, result_name) = if random.below(6) == 0 { (CType::Void, "void") } else { draw(&mut random) };
            let number = random.below(most + 1);
            let (types, names) = (0..number).map(|_| draw(&mut random)).unzip();
            Drawn { signature: Signature::new(result, types), result: result_name, parameters: names }
        })
        .collect()
}
