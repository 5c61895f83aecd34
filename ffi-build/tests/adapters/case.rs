//! Types and values of C, at random.

use ffi_abi::{CType, FloatKind, IntKind};

/// A generator that is the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Mostly a few, now and then enough to exhaust every register.
    pub(crate) fn count(&mut self, most: usize) -> usize {
        let end = match self.below(10) {
            0..=3 => 5,
            4..=7 => 11,
            _ => most + 1,
        };
        self.below(end.min(most + 1))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Type {
    Bool,
    Int { size: u32, signed: bool },
    Float,
    Double,
    Pointer,
    Vector,
}

const fn int(size: u32, signed: bool) -> Type {
    Type::Int { size, signed }
}

/// What a C function may take, records and such left out.
pub(crate) const SCALARS: &[Type] = &[
    Type::Bool,
    int(1, true),
    int(1, false),
    int(2, true),
    int(2, false),
    int(4, true),
    int(4, false),
    int(8, true),
    int(8, false),
    Type::Float,
    Type::Float,
    Type::Double,
    Type::Double,
    Type::Pointer,
];

/// What code that an engine compiled takes.
pub(crate) const VALUES: &[Type] = &[int(4, true), int(8, true), Type::Float, Type::Double];

impl Type {
    pub(crate) fn c(self) -> String {
        match self {
            Type::Bool => "_Bool".to_owned(),
            Type::Int { size, signed } => format!("{}int{}_t", if signed { "" } else { "u" }, 8 * size),
            Type::Float => "float".to_owned(),
            Type::Double => "double".to_owned(),
            Type::Pointer => "void *".to_owned(),
            Type::Vector => "v128".to_owned(),
        }
    }

    pub(crate) fn ctype(self) -> CType {
        match self {
            Type::Bool => CType::Bool,
            Type::Int { size, signed } => CType::Int(match (size, signed) {
                (1, true) => IntKind::Int8,
                (1, false) => IntKind::UInt8,
                (2, true) => IntKind::Int16,
                (2, false) => IntKind::UInt16,
                (4, true) => IntKind::Int32,
                (4, false) => IntKind::UInt32,
                (_, true) => IntKind::Int64,
                (_, false) => IntKind::UInt64,
            }),
            Type::Float => CType::Float(FloatKind::Float),
            Type::Double => CType::Float(FloatKind::Double),
            Type::Pointer => CType::pointer(CType::Void),
            Type::Vector => CType::vector(CType::Int(IntKind::Int64), 2),
        }
    }

    /// Eight bytes that name the argument and the byte; every other argument is negative.
    fn graffiti(index: usize) -> u64 {
        let high = (index as u64 * 9 + 8) & 15;
        (0..8).fold(0, |bytes, byte| bytes | (high << 4 | byte) << (8 * byte))
    }

    /// The value of the argument of this number, in C.
    pub(crate) fn value(self, index: usize) -> String {
        let bytes = Type::graffiti(index);
        match self {
            Type::Bool => (index % 2).to_string(),
            Type::Int { .. } => format!("({})0x{bytes:x}ull", self.c()),
            Type::Float => format!("{}.25f", index * 3 + 1),
            Type::Double => format!("-{}.0625", index * 5 + 1),
            Type::Pointer => format!("(void *)0x{bytes:x}ull"),
            Type::Vector => format!("(v128){{ 0x{bytes:x}ll, 0x{:x}ll }}", bytes ^ 0x0f0f_0f0f),
        }
    }

    /// The same as an integer of `size` bytes that holds rubbish above it.
    pub(crate) fn widened(self, index: usize, size: u32) -> String {
        let bytes = Type::graffiti(index);
        let (own, signed) = match self {
            Type::Int { size, signed } => (size, signed),
            Type::Bool => return format!("(int{}_t)({})", 8 * size, index % 2),
            _ => (8, false),
        };
        let kept = if own >= 8 { u64::MAX } else { (1 << (8 * own)) - 1 };
        let bytes = bytes & kept | 0xeeee_eeee_eeee_eeee & !kept;
        format!("({}int{}_t)0x{bytes:x}ull", if signed || size == 8 { "" } else { "u" }, 8 * size)
    }

    /// A condition that two expressions of the type are the same.
    pub(crate) fn equal(self, a: &str, b: &str) -> String {
        match self {
            Type::Vector => format!("same(&{a}, &({{ v128 expected = {b}; expected; }}), 16)"),
            _ => format!("{a} == {b}"),
        }
    }
}

/// The definition of the function that is called: checks its arguments, and returns the value of `result`.
pub(crate) fn callee(number: usize, result: Option<Type>, parameters: &[Type], expected: &[String], more: &str) -> String {
    let list: Vec<String> = parameters.iter().enumerate().map(|(index, ty)| format!("{} a{index}", ty.c())).collect();
    let list = if list.is_empty() { "void".to_owned() } else { list.join(", ") };
    let mut text = format!(
        "{} CONV callee{number}({list}) {{ const int number = {number}; ALIGNED(); {more}\n",
        result.map_or("void".to_owned(), Type::c)
    );
    for (index, (ty, value)) in parameters.iter().zip(expected).enumerate() {
        let equal = match ty {
            Type::Vector => format!("({{ v128 expected = {value}; same(&a{index}, &expected, 16); }})"),
            _ => ty.equal(&format!("a{index}"), value),
        };
        text.push_str(&format!("CHECK({index}, {equal});\n"));
    }
    if let Some(ty) = result {
        text.push_str(&returned(ty, RESULT));
    }
    text.push_str("}\n");
    text
}

/// The number of the value that is returned.
pub(crate) const RESULT: usize = 7;

/// Returns a value from something wider, so that a compiler may leave the rest of it above.
fn returned(ty: Type, index: usize) -> String {
    match ty {
        Type::Int { size: 1 | 2, .. } => {
            format!("volatile int64_t wide = {}; return ({})wide;\n", ty.widened(index, 8), ty.c())
        }
        _ => format!("return {};\n", ty.value(index)),
    }
}
