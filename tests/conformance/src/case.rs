//! A case: a named signature for some set of CPU features.

use ffi_abi::{CType, Features, FloatKind, IntKind, Signature};

/// One signature that is judged.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// What it probes: `record_13_one_short_variadic`, `random_1_204`.
    pub(crate) name: String,
    pub(crate) signature: Signature,
    pub(crate) features: Features,
}

impl Case {
    pub(crate) fn new(name: impl Into<String>, signature: Signature) -> Case {
        Case { name: name.into(), signature, features: Features::NONE }
    }

    /// Whether it is one of a series of random ones.
    pub(crate) fn is_random(&self) -> bool {
        self.name.starts_with("random_")
    }

    /// Every type of the signature, parts included.
    pub(crate) fn any_type(&self, test: &dyn Fn(&CType) -> bool) -> bool {
        let parts = self.signature.parameters().iter().chain([self.signature.result()]);
        parts.into_iter().any(|ty| any_part(ty, test))
    }

    /// Types that not every compiler has.
    pub(crate) fn wants(&self, extension: Extension) -> bool {
        if extension == Extension::Variadic {
            return self.signature.is_variadic();
        }
        self.any_type(&|ty| match (extension, ty) {
            (Extension::Half, CType::Float(kind) | CType::Complex(kind)) => *kind == FloatKind::Half,
            (Extension::Float128, CType::Float(kind) | CType::Complex(kind)) => *kind == FloatKind::Float128,
            (Extension::Cpp, CType::Record(record)) => record.cpp,
            (Extension::Int128, CType::Int(kind)) => matches!(kind, IntKind::Int128 | IntKind::UInt128),
            _ => false,
        })
    }
}

/// A type and what it is made of; what it points to is not.
pub(crate) fn any_part(ty: &CType, test: &dyn Fn(&CType) -> bool) -> bool {
    test(ty)
        || match ty {
            CType::Array { element, .. } | CType::Vector { element, .. } => any_part(element, test),
            CType::Record(record) => record.fields.iter().any(|field| any_part(&field.ty, test)),
            CType::Void
            | CType::Bool
            | CType::Int(_)
            | CType::Float(_)
            | CType::Complex(_)
            | CType::Pointer { .. }
            | CType::Function(_)
            | CType::Enum(_)
            | CType::Named(_) => false,
        }
}

/// What not every compiler has: types beyond the C standard, and a convention's `va_list`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Extension {
    /// `_Float16`.
    Half,
    /// `__float128`.
    Float128,
    /// `__int128`.
    Int128,
    /// Variadic callees of the convention that is judged.
    Variadic,
    /// C++.
    Cpp,
}

impl Extension {
    pub(crate) const ALL: [Extension; 5] =
        [Extension::Half, Extension::Float128, Extension::Int128, Extension::Variadic, Extension::Cpp];

    /// What makes a compiler of C one of C++.
    pub(crate) const CPP_FLAGS: [&'static str; 3] = ["-std=gnu++17", "-x", "c++"];

    /// A program that a compiler with the type accepts.
    pub(crate) const fn probe(self) -> &'static str {
        match self {
            Extension::Half => "_Float16 f(_Float16 x) { return x; }",
            Extension::Float128 => "__float128 f(__float128 x) { return x; }",
            Extension::Cpp => "namespace n { int f(int x) { return x; } }",
            Extension::Int128 => "__int128 f(__int128 x) { return x; }",
            // clang knows this list only where it is the system's own.
            Extension::Variadic => {
                "#ifdef JUDGE_SYSTEM_V\n\
                 __attribute__((sysv_abi)) void f(int n, ...) { __builtin_sysv_va_list list; __builtin_sysv_va_start(list, n); }\n\
                 #endif"
            }
        }
    }
}

/// Which side the project plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Direction {
    /// A downcall trampoline calls a callee made by the compiler.
    Down,
    /// A caller made by the compiler calls an upcall entry.
    Up,
    /// The universal routine calls a callee made by the compiler.
    Universal,
    /// A caller made by the compiler calls a universal upcall entry.
    UniversalUp,
    /// A caller made by the compiler calls a thunk, as closures have them.
    Closure,
}

impl Direction {
    pub(crate) const ALL: [Direction; 5] =
        [Direction::Down, Direction::Up, Direction::Universal, Direction::UniversalUp, Direction::Closure];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Direction::Down => "down",
            Direction::Up => "up",
            Direction::Universal => "universal",
            Direction::UniversalUp => "universal-up",
            Direction::Closure => "closure",
        }
    }
}

/// The generator of everything that is random here: SplitMix64 (Steele, Lea, Flood 2014), the same on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % end
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
