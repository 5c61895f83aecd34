//! A batch of cases as one C file: for each a callee, a caller, and the row that tells the runtime about both.

use std::fmt::Write;

use ffi_abi::{Abi, Arch, CType, CallPlan, Layout, Location, SymbolKind, Target};

use crate::c_types::Types;
use crate::case::{Case, Direction};
use crate::{closure, emit, universal};

/// A case with its plan, and the number by which a program reports it.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) id: usize,
    pub(crate) case: Case,
    pub(crate) plan: CallPlan,
    /// Whether it goes through closures, too.
    pub(crate) closure: bool,
}

impl Planned {
    /// Whether it is judged in a direction.
    pub(crate) fn goes(&self, direction: Direction) -> bool {
        direction != Direction::Closure || self.closure
    }
}

/// The C source of a batch. What is called by the runtime comes behind what is judged: where the two have different conventions, gcc
/// sets up its registers anew, in each of its passes, wherever one follows the other.
pub(crate) fn source(target: &Target, host: &Target, batch: &[&Planned]) -> Result<String, String> {
    let mut types = Types::new(target);
    let mut functions = String::new();
    let mut callers = String::new();
    let mut rows = String::new();
    for planned in batch {
        let listed = emit::listed(target, &planned.case.signature);
        functions.push_str(&universal::program(host, planned.id, &planned.plan, listed.as_ref())?);
        function((target, host), &mut types, planned, [&mut functions, &mut callers, &mut rows]);
    }
    let by_address = batch.iter().any(|planned| matches!(planned.plan.abi(), Abi::SysV64 | Abi::Aapcs64));
    let by_address = if by_address { "#define LIST_BY_ADDRESS\n" } else { "" };
    Ok(format!(
        "{by_address}#include \"conformance.h\"\n\n{}\n{functions}\n{callers}\nconst struct test tests[] = {{\n{rows}}};\n\
         const unsigned test_count = sizeof tests / sizeof *tests, stack_align = STACK_ALIGN;\n",
        types.source()
    ))
}

fn function(
    (target, host): (&Target, &Target),
    types: &mut Types,
    planned: &Planned,
    [functions, callers, rows]: [&mut String; 3],
) {
    let id = planned.id;
    let signature = &planned.case.signature;
    let plan = &planned.plan;
    let numbers: Vec<usize> = signature.parameters().iter().map(|ty| types.number(ty)).collect();
    let fixed = signature.fixed().len();
    let result = types.number(signature.result());
    let is_void = matches!(signature.result(), CType::Void);

    let mut prototype: Vec<String> = numbers[..fixed].iter().map(|number| format!("T{number}")).collect();
    let mut named: Vec<String> = numbers[..fixed].iter().enumerate().map(|(i, number)| format!("T{number} a{i}")).collect();
    if signature.is_variadic() {
        prototype.push("...".into());
        named.push("...".into());
    }
    let list = |items: &[String]| if items.is_empty() { "void".to_string() } else { items.join(", ") };

    // The callee. A narrow integer is first looked at widened, while it is still where it arrived: a compiler may rely on the caller
    // for that. Then all are looked at through their addresses, so that padding and alignment can be, too.
    let mut body = String::new();
    // C17 §7.16.1.1: the type is that of the argument, which has been promoted: `wchar_t` may be narrower than `int`.
    let next = |i: usize, number: usize, ty: &CType| {
        let next = if is_narrow(target, ty) && argument_size(target, ty) < 4 { "int".into() } else { format!("T{number}") };
        format!(" T{number} a{i} = NEXT(list, {next});")
    };
    for (i, (number, ty)) in numbers.iter().zip(signature.parameters()).enumerate() {
        if i >= fixed {
            body.push_str(&next(i, *number, ty));
        }
        if is_narrow(target, ty) {
            let _ = write!(body, " rt_widened({i}, a{i});");
        }
    }
    for i in 0..numbers.len() {
        let _ = write!(body, " rt_arrived({i}, &a{i});");
    }
    if signature.is_variadic() {
        body = format!(" LIST list; START(list, a{});{body} END(list);", fixed - 1);
    }
    let end = if is_void { " rt_return();".into() } else { format!(" T{result} r; rt_make(RESULT, &r); rt_return(); return r;") };
    let convention = if signature.is_variadic() { "VARIADIC" } else { "CONVENTION" };
    let _ = writeln!(functions, "static T{result} {convention} callee_{id}({}) {{{body}{end} }}", list(&named));

    // The same as the function that a closure's thunk leads to, which gets the slot besides.
    let typed = planned.closure.then(|| closure::typed(target, host, signature, plan)).flatten();
    let typed = typed.map_or("0, 0".into(), |typed| {
        let parameters: Vec<&str> =
            typed.front.iter().copied().chain(named.iter().map(String::as_str)).chain(typed.behind.iter().copied()).collect();
        let convention = typed.attribute.unwrap_or(convention);
        let parameters = parameters.join(", ");
        let _ = writeln!(functions, "static T{result} {convention} typed_{id}({parameters}) {{{body} rt_entered(slot);{end} }}");
        format!("(void (*)(void))(void *)typed_{id}, {}", typed.page)
    });

    // The caller.
    let mut body = String::new();
    for (i, number) in numbers.iter().enumerate() {
        let _ = write!(body, " T{number} a{i}; rt_make({i}, &a{i});");
    }
    let arguments: Vec<String> = (0..numbers.len()).map(|i| format!("a{i}")).collect();
    let call = format!("((T{result} ({convention} *)({}))shim_call)({})", list(&prototype), arguments.join(", "));
    if is_void {
        let _ = write!(body, " {call};");
    } else {
        let _ = write!(body, " T{result} r = {call};");
        if is_narrow(target, signature.result()) {
            body.push_str(" rt_widened(RESULT, r);");
        }
        body.push_str(" rt_arrived(RESULT, &r);");
    }
    let _ = writeln!(callers, "static RUNTIME ALONE void caller_{id}(void) {{{body} }}");

    // What reads a `va_list`: a function of the compiler's own convention, called by one of the runtime's.
    let listed = emit::listed(target, signature).map(|(plan, part)| {
        let mut body = String::new();
        for (i, (number, ty)) in numbers.iter().zip(signature.parameters()).enumerate().skip(fixed) {
            let _ = write!(body, "{} rt_arrived({i}, &a{i});", next(i, *number, ty));
        }
        let _ = writeln!(
            functions,
            "static ALONE void read_{id}(LIST list) {{{body} }}\n\
             extern RUNTIME void list_{id}(void) __asm__(\"{}\");",
            part.symbol(&plan)
        );
        let _ = writeln!(
            callers,
            "static RUNTIME ALONE void reader_{id}(void *from) {{ LIST list; TAKE(list, from); read_{id}(list); }}"
        );
        format!("(void (*)(void))(void *)list_{id}, {}, {fixed}, reader_{id}", plan.record().size)
    });
    let listed = listed.unwrap_or_else(|| "0, 0, 0, 0".into());

    let places: Vec<String> = numbers
        .iter()
        .zip(plan.arguments())
        .zip(signature.parameters())
        .map(|((number, argument), ty)| format!("{{&Y{number}, {}, {}, {}}}", argument.size, align_of(target, ty), argument.slot))
        .collect();
    let _ = writeln!(
        functions,
        "extern RUNTIME void down_{id}(void) __asm__(\"{}\");\nextern RUNTIME void up_{id}(void) __asm__(\"{}\");\n\
         static const struct place P{id}[] = {{{}}};",
        plan.symbol(SymbolKind::Downcall),
        plan.symbol(SymbolKind::Upcall),
        if places.is_empty() { "{0, 0, 0, 0}".to_string() } else { places.join(", ") },
    );
    let result_place = if is_void {
        "0".to_string()
    } else {
        let align = align_of(target, signature.result());
        let _ = writeln!(functions, "static const struct place R{id} = {{&Y{result}, {}, {align}, 0}};\n", plan.result().size);
        format!("&R{id}")
    };
    // x86: "On return %rax will contain the address that has been passed in by the caller". Arm and RISC-V ask for no such thing.
    let returns_pointer =
        matches!(target.arch(), Arch::X86_64 | Arch::X86) && matches!(plan.result().location, Location::Indirect { .. });
    let _ = writeln!(
        rows,
        "    {{{id}, P{id}, {}, {result_place}, {}, {}, {}, {}, {}, {}, (void (*)(void))(void *)down_{id}, \
         (void (*)(void))(void *)up_{id}, (void (*)(void))(void *)callee_{id}, caller_{id}, {listed}, &U{id}, {}, {typed}}},",
        numbers.len(),
        plan.record().size,
        plan.record().align,
        plan.stack_align(),
        plan.vector_count().map_or(-1, i32::from),
        plan.callee_pops(),
        i32::from(returns_pointer),
        i32::from(planned.closure),
    );
}

/// An integer that somebody has to extend before it fills a register.
fn is_narrow(target: &Target, ty: &CType) -> bool {
    match ty {
        CType::Bool | CType::Int(_) | CType::Enum(_) => Layout::of(target, ty).is_ok_and(|layout| layout.size < 8),
        _ => false,
    }
}

/// Our layout's size.
fn argument_size(target: &Target, ty: &CType) -> u64 {
    Layout::of(target, ty).map_or(0, |layout| layout.size)
}

/// Our layout's alignment. (The plan's is that of the value's place.)
fn align_of(target: &Target, ty: &CType) -> u64 {
    Layout::of(target, ty).map_or(0, |layout| layout.align)
}
