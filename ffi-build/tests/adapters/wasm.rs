//! Calls of engines of WebAssembly.

use ffi_abi::engine::wasm::{Exit, Function, Wasm};
use ffi_abi::engine::{Adapter, Callee};
use ffi_abi::{Arch, CType, Os, Signature, Target};

use crate::Case;
use crate::case::{RESULT, Random, SCALARS, Type, VALUES, callee};

const MAGIC: u32 = 0x766d_6378;

fn wasm(random: &mut Random) -> Wasm {
    let exit = Exit { state: 24, frame_pointer: 8, return_address: 16, stack_pointer: 32 };
    Wasm { callee: 16, exit: (random.below(4) > 0).then_some(exit), checks: (random.below(2) == 0).then_some((4, MAGIC)) }
}

const CONTEXTS: &str = "struct state state; fill(&state, 0xee, sizeof state); struct caller caller; caller.magic = 0x766d6378; \
                        caller.state = &state; struct callee callee;\n";

/// Where engine code ended: in this function.
const LEFT: &str = "CHECK(110, state.frame_pointer == __builtin_frame_address(0)); \
                    CHECK(111, (char *)state.return_address > (char *)self && (char *)state.return_address < (char *)self + 0x10000);\n";

/// Where it began.
const ENTERED: &str = "CHECK(112, ((size_t)state.stack_pointer & 15) == 0 && \
                       (size_t)state.stack_pointer <= (size_t)__builtin_frame_address(0) && \
                       (size_t)state.stack_pointer + 0x8000 > (size_t)__builtin_frame_address(0));\n";

/// The value of an engine for a C type, with rubbish above a narrow one: its C type and the expression.
fn engine(ty: Type, index: usize) -> (&'static str, String) {
    match ty {
        Type::Bool | Type::Int { size: 1 | 2 | 4, .. } => ("int32_t", ty.widened(index, 4)),
        Type::Int { .. } => ("int64_t", ty.widened(index, 8)),
        Type::Pointer => ("int64_t", format!("(int64_t){}", ty.value(index))),
        Type::Float => ("float", ty.value(index)),
        Type::Double => ("double", ty.value(index)),
        Type::Vector => ("v128", ty.value(index)),
    }
}

/// The C type of a result as engines take it, and what it has to be.
fn answer(ty: Type, index: usize) -> (&'static str, String) {
    match ty {
        Type::Bool | Type::Int { size: 1 | 2 | 4, .. } => ("int32_t", format!("(int32_t){}", ty.value(index))),
        Type::Int { .. } | Type::Pointer => ("int64_t", format!("(int64_t){}", ty.value(index))),
        Type::Float => ("float", ty.value(index)),
        Type::Double => ("double", ty.value(index)),
        Type::Vector => ("v128", ty.value(index)),
    }
}

fn write_value(at: usize, ty: &str, value: &str) -> String {
    format!("{{ {ty} v = {value}; put(&values[{at}], &v, sizeof v); }}\n")
}

fn read_value(at: usize, ty: &str, value: &str) -> String {
    format!("{{ {ty} v = {value}; CHECK({}, same(&values[{at}], &v, sizeof v)); }}\n", 100 + at)
}

struct Sides {
    parameters: Vec<Type>,
    result: Option<Type>,
    more: Vec<Type>,
    function: Function,
}

impl Sides {
    fn of(random: &mut Random, types: &[Type], results: bool) -> Sides {
        let parameters: Vec<Type> = (0..random.count(24)).map(|_| random.one_of(types)).collect();
        let result = if random.below(6) == 0 { None } else { Some(random.one_of(types)) };
        let more: Vec<Type> = match result {
            Some(_) if results => (0..random.below(4)).map(|_| random.one_of(types)).collect(),
            _ => Vec::new(),
        };
        let list = parameters.iter().map(|ty| ty.ctype()).collect();
        let signature = Signature::new(result.map_or(CType::Void, Type::ctype), list);
        let function = Function { signature, more: more.iter().map(|ty| ty.ctype()).collect() };
        Sides { parameters, result, more, function }
    }

    fn expected(&self) -> Vec<String> {
        self.parameters.iter().enumerate().map(|(index, ty)| ty.value(index)).collect()
    }

    fn capacity(&self) -> usize {
        self.parameters.len().max(usize::from(self.result.is_some()) + self.more.len())
    }

    /// `struct { … } more` of the results behind the first.
    fn structure(&self) -> String {
        let members: Vec<String> = self.more.iter().enumerate().map(|(index, ty)| format!("{} m{index};", ty.c())).collect();
        format!("struct {{ {} }}", members.join(" "))
    }

    /// Native code of the engine: prototype's types.
    fn native(&self) -> Vec<String> {
        let mut list = vec!["void *".to_owned(), "void *".to_owned()];
        list.extend(self.parameters.iter().map(|ty| engine(*ty, 0).0.to_owned()));
        if !self.more.is_empty() {
            list.push("void *".to_owned());
        }
        list
    }

    fn array(&self) -> String {
        let mut text = format!("value values[{}]; fill(values, 0xee, sizeof values);\n", self.capacity() + 1);
        for (index, ty) in self.parameters.iter().enumerate() {
            let (c, value) = engine(*ty, index);
            text.push_str(&write_value(index, c, &value));
        }
        text
    }

    fn call_array(&self) -> String {
        format!("((void (CONV *)(void *, void *, value *, size_t))adapter)(&callee, &caller, values, {});\n", self.capacity())
    }
}

fn values(target: &Target) -> Vec<Type> {
    let whole = target.arch() == Arch::Aarch64 || target.arch() == Arch::X86_64 && target.os() != Os::Windows;
    VALUES.iter().copied().chain(whole.then_some(Type::Vector)).collect()
}

fn made(adapter: Adapter, callee: String, caller: String) -> Option<Case> {
    Some(Case { adapter, callee, caller, words: false })
}

pub(crate) fn enter(target: &Target, number: usize, random: &mut Random, _: Callee) -> Option<Case> {
    let wasm = wasm(random);
    let sides = Sides::of(random, &values(target), true);
    let adapter = wasm.enter(target, &sides.function).ok()?;
    let mut parameters = vec![Type::Pointer, Type::Pointer];
    parameters.extend(&sides.parameters);
    let context = |index: usize| format!("contexts[{index}]");
    let mut expected = vec![context(0), context(1)];
    expected.extend(sides.expected());
    let mut stores = "extern void *contexts[2];".to_owned();
    if !sides.more.is_empty() {
        parameters.push(Type::Pointer);
        let last = parameters.len() - 1;
        expected.push(format!("a{last}"));
        stores.push_str(&format!("{} *more = a{last};", sides.structure()));
        for (index, ty) in sides.more.iter().enumerate() {
            stores.push_str(&format!("more->m{index} = {};", ty.value(index + 20)));
        }
    }
    let callee = callee(number, sides.result, &parameters, &expected, &stores);
    let mut text = format!("{CONTEXTS}extern void callee{number}(); callee.function = (void *)callee{number};\n");
    text.push_str("extern void *contexts[2]; contexts[0] = &callee; contexts[1] = &caller;\n");
    text.push_str(&sides.array());
    text.push_str(&sides.call_array());
    if let Some(ty) = sides.result {
        text.push_str(&read_value(0, &ty.c(), &ty.value(RESULT)));
    }
    for (index, ty) in sides.more.iter().enumerate() {
        text.push_str(&read_value(index + 1, &ty.c(), &ty.value(index + 20)));
    }
    if wasm.exit.is_some() {
        text.push_str(ENTERED);
    }
    made(adapter, callee, text)
}

pub(crate) fn leave(target: &Target, number: usize, random: &mut Random, _: Callee) -> Option<Case> {
    let wasm = wasm(random);
    let sides = Sides::of(random, &values(target), true);
    let adapter = wasm.leave(target, &sides.function).ok()?;
    let mut callee = format!(
        "void CONV callee{number}(struct callee *callee, struct caller *caller, value *values, size_t capacity) {{\n\
         const int number = {number}; ALIGNED(); extern void *contexts[2]; \
         CHECK(113, callee == contexts[0] && caller == contexts[1] && capacity == {} && ((size_t)values & 15) == 0);\n",
        sides.capacity()
    );
    for (index, ty) in sides.parameters.iter().enumerate() {
        callee.push_str(&format!(
            "{{ {} v = {}; CHECK({index}, same(&values[{index}], &v, sizeof v)); }}\n",
            ty.c(),
            ty.value(index)
        ));
    }
    callee.push_str("fill(values, 0xee, capacity * 16);\n");
    let results = sides.result.iter().map(|ty| (*ty, RESULT));
    for (at, (ty, index)) in results.chain(sides.more.iter().enumerate().map(|(index, ty)| (*ty, index + 20))).enumerate() {
        callee.push_str(&write_value(at, &ty.c(), &ty.value(index)));
    }
    callee.push_str("}\n");

    let mut text = format!("{CONTEXTS}extern void callee{number}(); callee.function = (void *)callee{number};\n");
    text.push_str("extern void *contexts[2]; contexts[0] = &callee; contexts[1] = &caller;\n");
    let mut passed = vec!["&callee".to_owned(), "&caller".to_owned()];
    passed.extend(sides.expected());
    if !sides.more.is_empty() {
        text.push_str(&format!("{} more; fill(&more, 0xee, sizeof more);\n", sides.structure()));
        passed.push("&more".to_owned());
    }
    let result = sides.result.map_or("void".to_owned(), Type::c);
    let keeps = if sides.result.is_some() { format!("{result} r = ") } else { String::new() };
    text.push_str(&format!("{keeps}(({result} (CONV *)({}))adapter)({});\n", sides.native().join(", "), passed.join(", ")));
    if let Some(ty) = sides.result {
        text.push_str(&format!("{{ {} v = {}; CHECK(100, same(&r, &v, sizeof v)); }}\n", ty.c(), ty.value(RESULT)));
    }
    for (index, ty) in sides.more.iter().enumerate() {
        text.push_str(&format!(
            "{{ {} v = {}; CHECK(101, same(&more.m{index}, &v, sizeof v)); }}\n",
            ty.c(),
            ty.value(index + 20)
        ));
    }
    if wasm.exit.is_some() {
        text.push_str(LEFT);
    }
    made(adapter, callee, text)
}

pub(crate) fn call(target: &Target, number: usize, random: &mut Random, reached: Callee) -> Option<Case> {
    let wasm = wasm(random);
    let sides = Sides::of(random, SCALARS, false);
    let adapter = wasm.call(target, &sides.function.signature, reached).ok()?;
    let callee = callee(number, sides.result, &sides.parameters, &sides.expected(), "");
    let mut text = CONTEXTS.to_owned();
    text.push_str(&sides.array());
    text.push_str(&sides.call_array());
    if let Some(ty) = sides.result {
        let (c, value) = answer(ty, RESULT);
        text.push_str(&read_value(0, c, &value));
    }
    if wasm.exit.is_some() {
        text.push_str(LEFT);
    }
    made(adapter, callee, text)
}

pub(crate) fn import(target: &Target, number: usize, random: &mut Random, reached: Callee) -> Option<Case> {
    let wasm = wasm(random);
    let sides = Sides::of(random, SCALARS, false);
    let adapter = wasm.import(target, &sides.function.signature, reached).ok()?;
    let callee = callee(number, sides.result, &sides.parameters, &sides.expected(), "");
    let mut passed = vec!["&callee".to_owned(), "&caller".to_owned()];
    passed.extend(sides.parameters.iter().enumerate().map(|(index, ty)| engine(*ty, index).1));
    let (result, check) = match sides.result {
        None => ("void", String::new()),
        Some(ty) => {
            let (c, value) = answer(ty, RESULT);
            (c, format!("CHECK(100, r == {value});"))
        }
    };
    let keeps = if result == "void" { String::new() } else { format!("{result} r = ") };
    let mut text = CONTEXTS.to_owned();
    text.push_str(&format!(
        "{keeps}(({result} (CONV *)({}))adapter)({}); {check}\n",
        sides.native().join(", "),
        passed.join(", ")
    ));
    if wasm.exit.is_some() {
        text.push_str(LEFT);
    }
    made(adapter, callee, text)
}
