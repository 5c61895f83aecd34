//! Trampolines that Cranelift compiles while the program runs: from an argument record as ours to a call.

use cranelift_codegen::ir::{AbiParam, ArgumentPurpose, InstBuilder, MemFlagsData, Signature, UserFuncName, types};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{FuncId, Module};

/// A part of an argument, or a result, as the convention passes it.
#[derive(Clone, Copy)]
pub enum Piece {
    /// `int`.
    Int,
    /// 8 bytes of integers or of a pointer.
    Long,
    /// `double`.
    Double,
    /// A narrower integer: its bytes, and whether it is signed.
    Narrow(u32, bool),
    /// `float`.
    Float,
    /// A record that is passed in memory: its bytes.
    Memory(u32),
    /// No result.
    Nothing,
}

impl Piece {
    fn ty(self) -> types::Type {
        match self {
            Piece::Int => types::I32,
            Piece::Long | Piece::Memory(_) => types::I64,
            Piece::Double => types::F64,
            Piece::Float => types::F32,
            Piece::Narrow(1, _) => types::I8,
            Piece::Narrow(..) => types::I16,
            Piece::Nothing => unreachable!("nothing is not passed"),
        }
    }

    fn parameter(self) -> AbiParam {
        match self {
            Piece::Memory(size) => AbiParam::special(types::I64, ArgumentPurpose::StructArgument(size)),
            Piece::Narrow(_, true) => AbiParam::new(self.ty()).sext(),
            Piece::Narrow(_, false) => AbiParam::new(self.ty()).uext(),
            _ => AbiParam::new(self.ty()),
        }
    }

    /// Bytes in an argument record.
    fn size(self) -> i32 {
        match self {
            Piece::Memory(size) => size.next_multiple_of(8).cast_signed(),
            _ => 8,
        }
    }
}

/// Compiles trampolines; they stay for as long as this does.
pub struct Compiler {
    module: JITModule,
    frames: FunctionBuilderContext,
}

impl Compiler {
    pub fn new() -> Compiler {
        let mut flags = settings::builder();
        for (name, value) in [("use_colocated_libcalls", "false"), ("is_pic", "false"), ("opt_level", "speed")] {
            flags.set(name, value).expect("a setting");
        }
        let isa =
            cranelift_native::builder().expect("a known machine").finish(settings::Flags::new(flags)).expect("its settings");
        let module = JITModule::new(JITBuilder::with_isa(isa, cranelift_module::default_libcall_names()));
        Compiler { module, frames: FunctionBuilderContext::new() }
    }

    /// `void(args, ret, callee)`.
    pub fn trampoline(&mut self, parameters: &[Piece], result: Piece) -> FuncId {
        let module = &mut self.module;
        let mut entry = module.make_signature();
        entry.params.extend([AbiParam::new(types::I64); 3]);
        let mut called = Signature::new(entry.call_conv);
        called.params.extend(parameters.iter().map(|piece| piece.parameter()));
        if !matches!(result, Piece::Nothing) {
            called.returns.push(AbiParam::new(result.ty()));
        }
        let id = module.declare_anonymous_function(&entry).expect("a function");
        let mut context = module.make_context();
        context.func.signature = entry;
        context.func.name = UserFuncName::user(0, id.as_u32());
        let mut b = FunctionBuilder::new(&mut context.func, &mut self.frames);
        let block = b.create_block();
        b.switch_to_block(block);
        b.append_block_params_for_function_params(block);
        let [args, ret, callee] = *b.block_params(block) else { unreachable!("three parameters") };
        let mut at = 0;
        let mut values = Vec::new();
        for piece in parameters {
            values.push(match piece {
                Piece::Memory(_) => b.ins().iadd_imm_s(args, i64::from(at)),
                _ => b.ins().load(piece.ty(), MemFlagsData::trusted(), args, at),
            });
            at += piece.size();
        }
        let called = b.import_signature(called);
        let call = b.ins().call_indirect(called, callee, &values);
        if let [value] = *b.inst_results(call) {
            b.ins().store(MemFlagsData::trusted(), value, ret, 0);
        }
        b.ins().return_(&[]);
        b.seal_all_blocks();
        b.finalize(module.target_config());
        module.define_function(id, &mut context).expect("it compiles");
        id
    }

    /// Makes everything executable.
    pub fn finish(&mut self) {
        self.module.finalize_definitions().expect("memory that is executable");
    }

    pub fn address(&self, id: FuncId) -> *const u8 {
        self.module.get_finalized_function(id)
    }
}
