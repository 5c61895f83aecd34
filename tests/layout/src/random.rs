//! Seeded random types.

use std::sync::Arc;

use ffi_abi::{CType, Convention, Enum, Field, FloatKind, IntKind, Layout, Record, RecordKind, Signature, Target};

/// A pseudo-random sequence (SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.bits() % limit as u64).expect("smaller than `limit`")
    }

    /// Whether something of this many percent happens.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

/// Random records that C accepts on a target, for comparing layouts.
pub struct Records<'a> {
    /// Where randomness comes from.
    pub random: Random,
    /// The target.
    pub target: &'a Target,
    /// Whether they are declared in C++.
    pub cpp: bool,
    /// Whether Clang has a type on this target; our own answer decides the rest.
    pub accepts: fn(&Target, &CType) -> bool,
}

impl Records<'_> {
    /// One record.
    pub fn record(&mut self) -> Record {
        self.record_at(0)
    }

    fn record_at(&mut self, depth: usize) -> Record {
        let kind = if self.random.percent(25) { RecordKind::Union } else { RecordKind::Struct };
        let count = self.random.below(if depth == 0 { 9 } else { 5 });
        let mut record = Record { kind, cpp: self.cpp, ..Record::structure(vec![]) };
        record.packed = self.random.percent(15);
        record.pack = self.random.percent(20).then(|| self.random.pick(&[1, 2, 4, 8, 16]));
        record.align = self.align(12);
        // Many bit-fields or few: both kinds of records have their own corners.
        let bit_fields = self.random.pick(&[0, 30, 70, 100]);
        for index in 0..count {
            let field = if self.random.percent(bit_fields) { self.bit_field(index) } else { self.member(index, depth) };
            record.fields.push(field);
        }
        if kind == RecordKind::Struct
            && record.fields.iter().any(|field| field.name.is_some())
            && depth == 0
            && self.random.percent(4)
        {
            let flexible = CType::Array { element: Arc::new(self.scalar()), length: None };
            record.fields.push(Field { align: self.align(20), ..Field::new("flexible", flexible) });
        }
        record
    }

    fn align(&mut self, percent: usize) -> Option<u64> {
        self.random.percent(percent).then(|| self.random.pick(&[1, 2, 4, 8, 16, 32, 64]))
    }

    fn bit_field(&mut self, index: usize) -> Field {
        let ty = self.integer();
        let most = if ty == CType::Bool { 1 } else { 8 * Layout::of(self.target, &ty).expect("an integer of the target").size };
        let width = match self.random.below(10) {
            0 => 0,
            1 => most,
            2..=5 => 1 + self.random.below(usize::try_from(most.min(8)).expect("small")) as u64,
            _ => 1 + self.random.below(usize::try_from(most).expect("small")) as u64,
        };
        let unnamed = width == 0 || self.random.percent(12);
        Field {
            name: (!unnamed).then(|| format!("f{index}")),
            ty,
            bits: Some(u32::try_from(width).expect("small")),
            packed: self.random.percent(8),
            align: self.align(8),
        }
    }

    fn member(&mut self, index: usize, depth: usize) -> Field {
        let ty = match self.random.below(10) {
            0 | 1 if depth < 2 => CType::record(self.record_at(depth + 1)),
            2 if depth < 2 => {
                let element = CType::record(self.record_at(depth + 1));
                let whole = Layout::of(self.target, &element).is_ok_and(|layout| layout.size % layout.align == 0);
                // MSVC has records that C refuses arrays of.
                if whole { CType::array(element, self.random.below(4) as u64) } else { element }
            }
            3 | 4 => CType::array(self.scalar(), self.random.below(6) as u64),
            5 => self.vector(),
            _ => self.scalar(),
        };
        Field { packed: self.random.percent(10), align: self.align(10), ..Field::new(&format!("f{index}"), ty) }
    }

    fn integer(&mut self) -> CType {
        loop {
            let kind = self.random.pick(&IntKind::ALL);
            let ty = match self.random.below(6) {
                0 => CType::Bool,
                1 => CType::Enum(Arc::new(Enum { name: None, underlying: kind })),
                _ => CType::Int(kind),
            };
            // C compilers have no enumerations of these.
            let wide = matches!(kind, IntKind::Int128 | IntKind::UInt128) && matches!(ty, CType::Enum(_));
            if !wide && self.exists(&ty) {
                return ty;
            }
        }
    }

    fn scalar(&mut self) -> CType {
        loop {
            let ty = match self.random.below(8) {
                0 => CType::pointer(CType::Void),
                1 | 2 => CType::Float(self.random.pick(&FloatKind::ALL)),
                3 => CType::Complex(self.random.pick(&FloatKind::ALL)),
                _ => self.integer(),
            };
            if self.exists(&ty) {
                return ty;
            }
        }
    }

    fn vector(&mut self) -> CType {
        loop {
            let element = match self.scalar() {
                element @ (CType::Int(_) | CType::Float(FloatKind::Half | FloatKind::Float | FloatKind::Double)) => element,
                _ => continue,
            };
            let ty = CType::vector(element, self.random.pick(&[1, 2, 3, 4, 5, 8, 16]));
            if self.exists(&ty) {
                return ty;
            }
        }
    }

    fn exists(&self, ty: &CType) -> bool {
        (self.accepts)(self.target, ty) && Layout::of(self.target, ty).is_ok()
    }
}

/// Random types of every kind that has a text, for printing and parsing.
pub struct Types {
    /// Where randomness comes from.
    pub random: Random,
}

impl Types {
    /// A type of a value.
    pub fn value(&mut self, depth: usize) -> CType {
        match self.random.below(if depth == 0 { 6 } else { 12 }) {
            0 => CType::Bool,
            1 | 2 => CType::Int(self.random.pick(&IntKind::ALL)),
            3 => CType::Float(self.random.pick(&FloatKind::ALL)),
            4 => CType::Complex(self.random.pick(&FloatKind::ALL)),
            5 => match self.random.below(3) {
                0 => CType::Named(self.random.pick(&["struct tag", "union u", "enum e", "sqlite3", "FILE", "va_list"]).into()),
                1 => CType::Enum(Arc::new(Enum { name: self.tag(), underlying: self.random.pick(&IntKind::ALL) })),
                _ => {
                    let element = if self.random.percent(50) {
                        CType::Int(self.random.pick(&IntKind::ALL))
                    } else {
                        CType::Float(self.random.pick(&FloatKind::ALL))
                    };
                    CType::vector(element, 1 + u32::try_from(self.random.below(16)).expect("small"))
                }
            },
            6..=8 => self.pointer(depth - 1),
            9 => CType::Array { element: Arc::new(self.value(depth - 1)), length: Some(self.random.below(9) as u64) },
            _ => CType::record(self.record(depth - 1)),
        }
    }

    fn tag(&mut self) -> Option<String> {
        self.random.percent(50).then(|| self.random.pick(&["tag", "point", "_x1", "size_t", "größe"]).into())
    }

    fn pointer(&mut self, depth: usize) -> CType {
        let (pointee, may_be_constant) = match self.random.below(4) {
            0 => (CType::Void, true),
            1 => (CType::Function(Arc::new(self.signature(depth))), false),
            _ => (self.value(depth), true),
        };
        CType::Pointer { pointee: Arc::new(pointee), constant: may_be_constant && self.random.percent(40) }
    }

    fn record(&mut self, depth: usize) -> Record {
        let mut fields = Vec::new();
        for index in 0..self.random.below(5) {
            let field = match self.random.below(8) {
                0 => {
                    let width = u32::try_from(self.random.below(9)).expect("small");
                    let ty = CType::Int(self.random.pick(&IntKind::ALL));
                    let name = (width > 0 && self.random.percent(70)).then(|| format!("f{index}"));
                    Field { name, bits: Some(width), ..Field::new("", ty) }
                }
                1 => Field { name: None, ..Field::new("", CType::record(self.record(depth.saturating_sub(1)))) },
                2 => Field::new("flexible", CType::Array { element: Arc::new(self.value(0)), length: None }),
                _ => Field::new(&format!("f{index}"), self.value(depth)),
            };
            let packed = self.random.percent(20);
            let align = self.random.percent(20).then(|| 1 << self.random.below(8));
            fields.push(Field { packed, align, ..field });
        }
        Record {
            kind: if self.random.percent(30) { RecordKind::Union } else { RecordKind::Struct },
            name: self.tag(),
            fields,
            packed: self.random.percent(20),
            pack: self.random.percent(20).then(|| self.random.pick(&[1, 2, 4, 8, 16])),
            align: self.random.percent(20).then(|| 1 << self.random.below(8)),
            cpp: self.random.percent(10),
        }
    }

    /// A function type.
    pub fn signature(&mut self, depth: usize) -> Signature {
        let result = loop {
            match if self.random.percent(20) { CType::Void } else { self.value(depth) } {
                CType::Array { .. } => {}
                result => break result,
            }
        };
        let parameters = (0..self.random.below(4)).map(|_| self.value(depth)).collect();
        let mut signature = Signature::new(result, parameters);
        if self.random.percent(25) {
            let arguments = (0..self.random.below(3)).map(|_| self.value(depth)).collect();
            signature = signature.with_variadic(arguments);
        }
        let convention = if self.random.percent(25) { self.random.pick(&Convention::ALL) } else { Convention::C };
        signature.with_convention(convention)
    }
}
