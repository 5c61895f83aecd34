//! Everything that goes into one object file: trampolines, descriptors and tables, each once.

use std::collections::BTreeSet;

use ffi_abi::engine::Adapter;
use ffi_abi::{Abi, Arch, CallPlan, ObjectFormat, SymbolKind, Target, VariadicPart};

use crate::encode::{self, Code, Relocation};
use crate::il::{self, Function, NoCode};
use crate::object::ObjectFile;

/// Collects trampolines and read-only data, and writes them to an object file.
///
/// What is added twice is there once. The bytes of the file depend on what was added, in which order, and on nothing else.
///
/// ```
/// use ffi_abi::{CType, Signature, Target, lower};
/// use ffi_build::{archive::archive, assembly::Assembly};
///
/// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
/// let plan = lower(&target, &Signature::new(CType::INT, vec![CType::INT, CType::INT])).unwrap();
/// let mut assembly = Assembly::new(&target).unwrap();
/// let symbol = assembly.downcall(&plan).unwrap();
/// assert!(symbol.starts_with("ffi1_d_"));
/// let library = archive(&[("trampolines.o", &assembly.finish())]).unwrap();
/// assert!(library.starts_with(b"!<arch>\n"));
/// ```
#[derive(Debug)]
pub struct Assembly {
    target: Target,
    symbols: BTreeSet<String>,
    functions: Vec<(String, Code)>,
    data: Vec<Data>,
}

/// Read-only data under a symbol.
#[derive(Debug)]
pub(crate) struct Data {
    /// Its symbol.
    pub(crate) symbol: String,
    /// Bytes, with zeros where the linker puts something.
    pub(crate) bytes: Vec<u8>,
    /// Alignment in bytes.
    pub(crate) align: u64,
    /// What the linker puts where.
    pub(crate) relocations: Vec<Relocation>,
    /// Whether other objects may hold the same data under the same symbol; the program then has it once.
    pub(crate) shared: bool,
}

impl Assembly {
    /// An empty object file for a target.
    ///
    /// # Errors
    /// [`NoCode::Format`] where no object files of the target's format are written.
    pub fn new(target: &Target) -> Result<Assembly, NoCode> {
        match (target.object_format(), target.arch()) {
            (ObjectFormat::Elf | ObjectFormat::MachO, _) | (ObjectFormat::Coff, Arch::X86_64 | Arch::X86 | Arch::Aarch64) => {
                Ok(Assembly { target: *target, symbols: BTreeSet::new(), functions: Vec::new(), data: Vec::new() })
            }
            (format @ ObjectFormat::Coff, Arch::Riscv64) => Err(NoCode::Format(format)),
        }
    }

    /// The target that it was made for.
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// Adds the downcall trampoline of a plan; gives its symbol.
    ///
    /// # Errors
    /// [`NoCode`] as [`il::downcall`].
    pub fn downcall(&mut self, plan: &CallPlan) -> Result<String, NoCode> {
        let target = self.target;
        self.function(plan.symbol(SymbolKind::Downcall), || il::downcall(&target, plan))
    }

    /// Adds the upcall entry of a plan; gives its symbol.
    ///
    /// # Errors
    /// [`NoCode`] as [`il::upcall`].
    pub fn upcall(&mut self, plan: &CallPlan) -> Result<String, NoCode> {
        let target = self.target;
        self.function(plan.symbol(SymbolKind::Upcall), || il::upcall(&target, plan))
    }

    /// Adds the upcall entry that makes a `va_list`, of the plan of a bare prototype with `...`; gives its symbol.
    ///
    /// # Errors
    /// [`NoCode`] as [`il::variadic_upcall`].
    pub fn variadic_upcall(&mut self, plan: &CallPlan, part: &VariadicPart) -> Result<String, NoCode> {
        let target = self.target;
        self.function(part.symbol(plan), || il::variadic_upcall(&target, plan, part))
    }

    /// Adds an engine adapter; gives its symbol.
    ///
    /// # Errors
    /// [`NoCode`] as [`il::adapter`].
    pub fn adapter(&mut self, adapter: &Adapter) -> Result<String, NoCode> {
        let target = self.target;
        self.function(adapter.symbol(), || il::adapter(&target, adapter))
    }

    /// Adds a C function of the name `symbol` that enters the upcall slot whose symbol is `slot`. For a convention that decorates names
    /// the name is what [`CallPlan::link_name`] makes of it.
    ///
    /// # Errors
    /// [`NoCode`] as [`il::thunk`].
    pub fn thunk(&mut self, symbol: &str, abi: Abi, slot: &str) -> Result<String, NoCode> {
        let target = self.target;
        self.function(symbol.to_owned(), || il::thunk(&target, abi, slot))
    }

    fn function(&mut self, symbol: String, build: impl FnOnce() -> Result<Function, NoCode>) -> Result<String, NoCode> {
        if !self.symbols.contains(&symbol) {
            let code = encode::encode(&build()?);
            self.symbols.insert(symbol.clone());
            self.functions.push((symbol.clone(), code));
        }
        Ok(symbol)
    }

    /// Adds data unless its symbol is there already.
    pub(crate) fn data(&mut self, data: Data) {
        if self.symbols.insert(data.symbol.clone()) {
            self.data.push(data);
        }
    }

    /// Writes everything to one object file.
    ///
    /// # Panics
    /// Where the format cannot hold it: COFF, from 20,000 functions on. [`Assembly::objects`] has no limit.
    pub fn finish(&self) -> ObjectFile {
        let object = crate::object::write(&self.target, &self.functions, &self.data);
        object.unwrap_or_else(|| panic!("{} functions are too many for one object file", self.functions.len()))
    }

    /// Writes the object files of a static library: as many as the format and its linkers ask for.
    pub fn objects(&self) -> Vec<ObjectFile> {
        crate::object::write_parts(&self.target, &self.functions, &self.data)
    }
}
