//! The machine that code is made for, as a value: architecture, system, environment and CPU features.
//!
//! Everything that changes a C ABI besides the triple is here too: a 256-bit vector travels in memory or in a register by
//! whether AVX is enabled, so [`Features`] are part of a target.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use crate::ctype::IntKind;

/// Instruction set architecture.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Arch {
    /// AMD64 / Intel 64.
    X86_64,
    /// 32-bit x86 (i686: SSE2 present, not used by the C conventions).
    X86,
    /// 64-bit Arm, little-endian.
    Aarch64,
    /// 64-bit RISC-V.
    Riscv64,
}

impl Arch {
    /// Bytes of a register that holds a pointer.
    pub const fn pointer_size(self) -> u32 {
        match self {
            Arch::X86 => 4,
            Arch::X86_64 | Arch::Aarch64 | Arch::Riscv64 => 8,
        }
    }
}

/// Operating system.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Os {
    /// Linux with any C library but Android's.
    Linux,
    /// Android (Linux with Bionic).
    Android,
    /// macOS.
    MacOs,
    /// iOS.
    Ios,
    /// FreeBSD.
    FreeBsd,
    /// Windows.
    Windows,
}

/// The environment part of the triple: which C library or compiler the ABI follows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Env {
    /// No environment is named (Apple's systems, FreeBSD, Android).
    None,
    /// GNU (glibc on Linux, MinGW-w64 on Windows).
    Gnu,
    /// musl.
    Musl,
    /// Microsoft Visual C++.
    Msvc,
}

/// CPU features that move arguments. A set.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Features(u32);

impl Features {
    /// No feature beyond the target's baseline.
    pub const NONE: Features = Features(0);
    /// x86: 256-bit vectors travel in `ymm` registers.
    pub const AVX: Features = Features(1);
    /// x86: 512-bit vectors travel in `zmm` registers. Implies AVX.
    pub const AVX512F: Features = Features(2 | 1);
    /// RISC-V: `float` and `double` do not travel in floating-point registers (the LP64 ABI).
    pub const SOFT_FLOAT: Features = Features(4);

    const NAMES: [(&'static str, Features); 3] =
        [("avx", Features::AVX), ("avx512f", Features::AVX512F), ("soft-float", Features::SOFT_FLOAT)];

    /// Whether every feature of `other` is in this set.
    pub const fn contains(self, other: Features) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[must_use]
    pub const fn union(self, other: Features) -> Features {
        Features(self.0 | other.0)
    }

    /// Reads a comma-separated list as cargo gives it in `CARGO_CFG_TARGET_FEATURE`. Names that move no argument (`sse4.2`,
    /// `crc`…) are passed over; everything above AVX implies it.
    ///
    /// ```
    /// use ffi_abi::Features;
    /// assert!(Features::parse("fxsr,avx2,sse2").contains(Features::AVX));
    /// ```
    pub fn parse(list: &str) -> Features {
        let mut set = Features::NONE;
        for name in list.split(',').map(str::trim) {
            set = set.union(match name.trim_start_matches('+') {
                "avx" | "avx2" | "fma" | "f16c" => Features::AVX,
                "soft-float" => Features::SOFT_FLOAT,
                other if other.starts_with("avx512") => Features::AVX512F,
                _ => Features::NONE,
            });
        }
        set
    }
}

/// Printed as a comma-separated list of the strongest names; empty for [`Features::NONE`].
impl fmt::Display for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (name, feature) in Self::NAMES {
            let shadowed = name == "avx" && self.contains(Features::AVX512F);
            if self.contains(feature) && !shadowed {
                if !first {
                    f.write_str(",")?;
                }
                f.write_str(name)?;
                first = false;
            }
        }
        Ok(())
    }
}

/// How a binary floating-point type is stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum FloatFormat {
    /// IEEE 754 binary16.
    Binary16,
    /// IEEE 754 binary32.
    Binary32,
    /// IEEE 754 binary64.
    Binary64,
    /// x87 double extended: 80 bits with an explicit integer bit, padded to its size.
    X87Extended,
    /// IEEE 754 binary128.
    Binary128,
}

/// Which rules place bit-fields in records.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BitFieldRules {
    /// System V: a bit-field goes in the next bits where it does not cross a boundary of its declared type.
    SystemV,
    /// Microsoft: a run of bit-fields of equal declared size shares units of that size.
    Microsoft,
}

/// The kind of object file that the target's linker takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ObjectFormat {
    /// ELF.
    Elf,
    /// Mach-O.
    MachO,
    /// PE/COFF.
    Coff,
}

/// Sizes and alignments, in bytes, of the C types that vary between targets.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DataModel {
    /// Size and alignment of pointers, `size_t`, `ptrdiff_t` and `intptr_t`.
    pub pointer: u64,
    /// Size and alignment of `long`.
    pub long: u64,
    /// Alignment of 64-bit integers and `double` as members of records: 4 on i686 Linux, 8 elsewhere.
    pub align64: u64,
    /// Alignment of `__int128`.
    pub align128: u64,
    /// Size of `long double`.
    pub long_double_size: u64,
    /// Alignment of `long double`.
    pub long_double_align: u64,
    /// Format of `long double`.
    pub long_double: FloatFormat,
    /// Whether plain `char` is signed.
    pub char_signed: bool,
    /// What `wchar_t` is.
    pub wchar: IntKind,
    /// Bit-field rules.
    pub bit_fields: BitFieldRules,
}

/// The machine that code is made for.
///
/// ```
/// use ffi_abi::{Arch, Features, Target};
/// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap().with_features(Features::AVX);
/// assert_eq!(target.arch(), Arch::X86_64);
/// assert_eq!(target.to_string(), "x86_64-unknown-linux-gnu+avx");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    arch: Arch,
    os: Os,
    env: Env,
    features: Features,
}

/// The text is no Rust target triple, or names a machine that this crate has no rules for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseTargetError {
    triple: String,
}

impl fmt::Display for ParseTargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no rules for the target `{}`; known are: ", self.triple)?;
        for (i, target) in Target::ALL.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            f.write_str(&target.triple())?;
        }
        Ok(())
    }
}

impl core::error::Error for ParseTargetError {}

impl Target {
    /// Every target that the model has rules for, with its baseline features.
    pub const ALL: [Target; 15] = [
        Target::new(Arch::X86_64, Os::Linux, Env::Gnu),
        Target::new(Arch::X86_64, Os::Linux, Env::Musl),
        Target::new(Arch::X86_64, Os::MacOs, Env::None),
        Target::new(Arch::X86_64, Os::FreeBsd, Env::None),
        Target::new(Arch::X86_64, Os::Windows, Env::Msvc),
        Target::new(Arch::X86_64, Os::Windows, Env::Gnu),
        Target::new(Arch::X86, Os::Linux, Env::Gnu),
        Target::new(Arch::X86, Os::Windows, Env::Msvc),
        Target::new(Arch::X86, Os::Windows, Env::Gnu),
        Target::new(Arch::Aarch64, Os::Linux, Env::Gnu),
        Target::new(Arch::Aarch64, Os::Android, Env::None),
        Target::new(Arch::Aarch64, Os::MacOs, Env::None),
        Target::new(Arch::Aarch64, Os::Ios, Env::None),
        Target::new(Arch::Aarch64, Os::Windows, Env::Msvc),
        Target::new(Arch::Riscv64, Os::Linux, Env::Gnu),
    ];

    const fn new(arch: Arch, os: Os, env: Env) -> Target {
        Target { arch, os, env, features: Features::NONE }
    }

    /// Reads a Rust target triple.
    ///
    /// # Errors
    /// When the text is no triple, or names a machine, system or environment without rules here.
    pub fn parse(triple: &str) -> Result<Target, ParseTargetError> {
        let unknown = || ParseTargetError { triple: triple.to_string() };
        let mut parts = triple.split('-');
        let arch = match parts.next().unwrap_or_default() {
            "x86_64" => Arch::X86_64,
            "i386" | "i586" | "i686" => Arch::X86,
            "aarch64" | "arm64" => Arch::Aarch64,
            name if name.starts_with("riscv64") => Arch::Riscv64,
            _ => return Err(unknown()),
        };
        let mut os = None;
        let mut env = Env::None;
        for part in parts {
            match part {
                "linux" => os = Some(Os::Linux),
                "android" | "androideabi" => os = Some(Os::Android),
                "darwin" | "macos" => os = Some(Os::MacOs),
                "ios" => os = Some(Os::Ios),
                "freebsd" => os = Some(Os::FreeBsd),
                "windows" => os = Some(Os::Windows),
                "gnu" | "gnullvm" => env = Env::Gnu,
                "musl" => env = Env::Musl,
                "msvc" => env = Env::Msvc,
                "unknown" | "pc" | "apple" | "alpine" => {}
                _ => return Err(unknown()),
            }
        }
        let target = Target::new(arch, os.ok_or_else(unknown)?, env);
        if Target::ALL.contains(&target) || (os == Some(Os::Linux) && env == Env::Musl) { Ok(target) } else { Err(unknown()) }
    }

    /// The same target with these features enabled as well.
    #[must_use]
    pub const fn with_features(mut self, features: Features) -> Target {
        self.features = self.features.union(features);
        self
    }

    /// Architecture.
    pub const fn arch(&self) -> Arch {
        self.arch
    }

    /// Operating system.
    pub const fn os(&self) -> Os {
        self.os
    }

    /// Environment.
    pub const fn env(&self) -> Env {
        self.env
    }

    /// CPU features beyond the baseline.
    pub const fn features(&self) -> Features {
        self.features
    }

    /// Whether the system is one of Apple's.
    pub const fn is_apple(&self) -> bool {
        matches!(self.os, Os::MacOs | Os::Ios)
    }

    /// The Rust target triple, without features.
    pub fn triple(&self) -> String {
        let arch = match (self.arch, self.os) {
            (Arch::X86_64, _) => "x86_64",
            (Arch::X86, _) => "i686",
            (Arch::Aarch64, _) => "aarch64",
            (Arch::Riscv64, _) => "riscv64gc",
        };
        let system = match self.os {
            Os::Linux => "unknown-linux",
            Os::Android => "linux-android",
            Os::MacOs => "apple-darwin",
            Os::Ios => "apple-ios",
            Os::FreeBsd => "unknown-freebsd",
            Os::Windows => "pc-windows",
        };
        let env = match self.env {
            Env::None => "",
            Env::Gnu => "-gnu",
            Env::Musl => "-musl",
            Env::Msvc => "-msvc",
        };
        format!("{arch}-{system}{env}")
    }

    /// Object file format.
    pub const fn object_format(&self) -> ObjectFormat {
        match self.os {
            Os::Linux | Os::Android | Os::FreeBsd => ObjectFormat::Elf,
            Os::MacOs | Os::Ios => ObjectFormat::MachO,
            Os::Windows => ObjectFormat::Coff,
        }
    }

    /// Sizes, alignments and signedness of C's types.
    ///
    /// Sources: System V ABI, AMD64 supplement 1.0, figure 3.1; i386 supplement, table 2.1; AAPCS64 (2024Q3) §5.1 and table 3;
    /// Apple's "Writing ARM64 code"; RISC-V psABI 1.0, "C/C++ type details"; Microsoft C language reference, "Storage of basic types".
    pub const fn data_model(&self) -> DataModel {
        let wide = !matches!(self.arch, Arch::X86);
        let windows = matches!(self.os, Os::Windows);
        let msvc = matches!(self.env, Env::Msvc);
        let (long_double, long_double_size, long_double_align) = match (self.arch, self.os) {
            _ if msvc => (FloatFormat::Binary64, 8, 8),
            (Arch::X86_64, _) => (FloatFormat::X87Extended, 16, 16),
            (Arch::X86, _) => (FloatFormat::X87Extended, 12, 4),
            (Arch::Aarch64, Os::MacOs | Os::Ios | Os::Windows) => (FloatFormat::Binary64, 8, 8),
            (Arch::Aarch64 | Arch::Riscv64, _) => (FloatFormat::Binary128, 16, 16),
        };
        DataModel {
            pointer: if wide { 8 } else { 4 },
            long: if wide && !windows { 8 } else { 4 },
            align64: if wide || windows { 8 } else { 4 },
            align128: 16,
            long_double_size,
            long_double_align,
            long_double,
            char_signed: matches!(self.arch, Arch::X86_64 | Arch::X86) || windows || self.is_apple(),
            wchar: match (self.os, self.arch) {
                (Os::Windows, _) => IntKind::UShort,
                (Os::Linux | Os::Android, Arch::Aarch64) => IntKind::UInt,
                _ => IntKind::Int,
            },
            bit_fields: if windows { BitFieldRules::Microsoft } else { BitFieldRules::SystemV },
        }
    }
}

/// The triple, then `+` and the features if any are enabled.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.triple())?;
        if self.features != Features::NONE {
            write!(f, "+{}", self.features)?;
        }
        Ok(())
    }
}
