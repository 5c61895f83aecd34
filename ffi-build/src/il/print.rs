//! The printed form: one operation a line, registers by their names in full.

use std::fmt;

use ffi_abi::{Arch, Extend, Register, RegisterClass};

use super::{Address, Branch, Condition, Function, Kind, Op};

impl Kind {
    /// Name in goldens and listings.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Downcall => "downcall",
            Kind::UpcallEntry => "upcall",
            Kind::StaticThunk => "thunk",
            Kind::Typed => "typed",
            Kind::Adapter => "adapter",
            Kind::Resolver => "resolver",
            Kind::Universal => "universal",
            Kind::UniversalEntry => "universal upcall",
        }
    }
}

/// Name of a register on an instruction set, the whole register.
pub fn register_name(arch: Arch, register: Register) -> String {
    const X86: [&str; 8] = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];
    let number = register.number;
    match (arch, register.class) {
        (Arch::X86_64, RegisterClass::General) => match X86.get(usize::from(number)) {
            Some(name) => format!("r{name}"),
            None => format!("r{number}"),
        },
        (Arch::X86, RegisterClass::General) => match X86.get(usize::from(number)) {
            Some(name) => format!("e{name}"),
            None => "eip".to_owned(),
        },
        (Arch::X86_64 | Arch::X86, RegisterClass::Float) => format!("xmm{number}"),
        (Arch::Aarch64, RegisterClass::General) if number == 31 => "sp".to_owned(),
        (Arch::Aarch64 | Arch::Riscv64, RegisterClass::General) => format!("x{number}"),
        (Arch::Aarch64, RegisterClass::Float) => format!("v{number}"),
        (Arch::Riscv64, RegisterClass::Float) => format!("f{number}"),
        (_, RegisterClass::X87) => format!("st{number}"),
    }
}

struct Shown<'a, T>(Arch, &'a T);

impl fmt::Display for Shown<'_, Register> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&register_name(self.0, *self.1))
    }
}

impl fmt::Display for Shown<'_, Address> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Address { base, displacement } = self.1;
        write!(f, "[{}", Shown(self.0, base))?;
        match displacement.signum() {
            0 => {}
            -1 => write!(f, " - {}", displacement.unsigned_abs())?,
            _ => write!(f, " + {displacement}")?,
        }
        f.write_str("]")
    }
}

impl fmt::Display for Shown<'_, Branch> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Branch::Register(register) => Shown(self.0, register).fmt(f),
            Branch::Memory(address) => Shown(self.0, address).fmt(f),
            Branch::Symbol => f.write_str("symbol"),
        }
    }
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for op in &self.ops {
            self.line(op, f)?;
            f.write_str("\n")?;
        }
        Ok(())
    }
}

/// One operation of a function.
pub(crate) struct Line<'a>(pub(crate) &'a Function, pub(crate) &'a Op);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.line(self.1, f)
    }
}

impl Function {
    fn line(&self, op: &Op, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arch = self.arch;
        let r = |register: &Register| register_name(arch, *register);
        let a = |address: &Address| Shown(arch, address).to_string();
        match op {
            Op::Landing => f.write_str("landing"),
            Op::Push(register) => write!(f, "push {}", r(register)),
            Op::PushMemory(address) => write!(f, "push {}", a(address)),
            Op::Pop(register) => write!(f, "pop {}", r(register)),
            Op::PushPair { first, second, bytes } => write!(f, "push {}, {}, {bytes} bytes", r(first), r(second)),
            Op::PopPair { first, second, bytes } => write!(f, "pop {}, {}, {bytes} bytes", r(first), r(second)),
            Op::MoveStack(by) => write!(f, "stack {by:+}"),
            Op::AlignStack(to) => write!(f, "stack align {to}"),
            Op::Mask { register, by } => write!(f, "{} &= {}", r(register), a(by)),
            Op::AddMemory { to, from } => write!(f, "{} += {}", r(to), a(from)),
            Op::ReserveBytes { bytes, .. } => write!(f, "stack -{}", r(bytes)),
            Op::RoundDown { to, from, multiple } => write!(f, "{} = {} align {multiple}", r(to), r(from)),
            Op::EnterFrame => f.write_str("frame enter"),
            Op::RestoreStack => f.write_str("stack from frame"),
            Op::StackAboveFrame(bytes) => write!(f, "stack from frame +{bytes}"),
            Op::Save { register, to } => write!(f, "save {}, {}", a(to), r(register)),
            Op::LeaveFrame => f.write_str("frame leave"),
            Op::Probe => f.write_str("probe"),
            Op::Move { to, from, size } => write!(f, "{} = {}, {size} bytes", r(to), r(from)),
            Op::Extend { to, from, size, extend, container } => {
                let how = if *extend == Extend::Sign { "sign" } else { "zero" };
                write!(f, "{} = {}, {size} bytes, {how} to {container}", r(to), r(from))
            }
            Op::Convert { to, from, size } => write!(f, "{} = {}, float of {size} bytes", r(to), r(from)),
            Op::TrapUnless { register, condition, value, size, .. } => {
                let sign = if *condition == Condition::Equal { "=" } else { ">=" };
                write!(f, "trap unless {} {sign} {value:#x}, {size} bytes", r(register))
            }
            Op::JumpUnless { register, value, to, .. } => write!(f, "unless {} = {value}: jump {}", r(register), a(to)),
            Op::ZeroIf { register, equals, .. } => write!(f, "if {} = {}: {} = 0", r(register), a(equals), r(register)),
            Op::LoadIfZero { register, from, .. } => write!(f, "if {} = 0: {} = load 8 {}", r(register), r(register), a(from)),
            Op::Call { to: Branch::Symbol, .. } => write!(f, "call {}", self.symbol.as_deref().unwrap_or_default()),
            Op::Jump(Branch::Symbol) => write!(f, "jump {}", self.symbol.as_deref().unwrap_or_default()),
            Op::Add { to, first, second } => write!(f, "{} = {} + {}", r(to), r(first), r(second)),
            Op::Exchange(first, second) => write!(f, "exchange {}, {}", r(first), r(second)),
            Op::Load { to, from, size, extend, container } => {
                write!(f, "{} = load {size} {}", r(to), a(from))?;
                match extend {
                    Extend::None => Ok(()),
                    Extend::Sign => write!(f, ", sign to {container}"),
                    Extend::Zero => write!(f, ", zero to {container}"),
                }
            }
            Op::Store { from, to, size } => write!(f, "store {size} {}, {}", a(to), r(from)),
            Op::LoadPair { first, second, from, size } => {
                write!(f, "{}, {} = load {size} {}", r(first), r(second), a(from))
            }
            Op::StorePair { first, second, to, size } => write!(f, "store {size} {}, {}, {}", a(to), r(first), r(second)),
            Op::PushX87(from) => write!(f, "x87 push {}", a(from)),
            Op::PopX87(to) => write!(f, "x87 pop {}", a(to)),
            Op::ShiftRight { register, bits, size } => write!(f, "{} >>= {bits}, {size} bytes", r(register)),
            Op::AddressOf { to, of } => write!(f, "{} = address {}", r(to), a(of)),
            Op::AddressOfSymbol(to) => {
                write!(f, "{} = address {}", r(to), self.symbol.as_deref().unwrap_or_default())
            }
            Op::Set { to, value, size } => write!(f, "{} = {value}, {size} bytes", r(to)),
            Op::CopyPairs { count, source, destination, through: [first, second] } => {
                write!(f, "copy {} pairs [{}] = [{}] by {}, {}", r(count), r(destination), r(source), r(first), r(second))
            }
            Op::CopyWords => f.write_str("copy words"),
            Op::ClearUpper => f.write_str("clear upper"),
            Op::SaveExtended { mask } => write!(f, "save extended, mask {}", a(mask)),
            Op::RestoreExtended { mask } => write!(f, "restore extended, mask {}", a(mask)),
            Op::Call { to, pops: 0 } => write!(f, "call {}", Shown(arch, to)),
            Op::Call { to, pops } => write!(f, "call {}, pops {pops}", Shown(arch, to)),
            Op::Jump(to) => write!(f, "jump {}", Shown(arch, to)),
            Op::Return(0) => f.write_str("return"),
            Op::Return(pops) => write!(f, "return, pops {pops}"),
        }
    }
}
