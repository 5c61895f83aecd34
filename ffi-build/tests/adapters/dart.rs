//! Calls with unboxed values of two kinds.

use ffi_abi::engine::Callee;
use ffi_abi::engine::dart::Dart;
use ffi_abi::{CType, Signature, Target};

use crate::Case;
use crate::case::{RESULT, Random, SCALARS, Type, callee};

const DART: Dart = Dart { state: 8, native: 2, generated: 1, null: 16, mismatch: 24 };

pub(crate) fn case(target: &Target, number: usize, random: &mut Random, reached: Callee) -> Option<Case> {
    let result = if random.below(6) == 0 { None } else { Some(random.one_of(SCALARS)) };
    let count = random.count(20);
    let parameters: Vec<Type> = (0..count).map(|_| random.one_of(SCALARS)).collect();
    let types = parameters.iter().map(|ty| ty.ctype()).collect();
    let signature = Signature::new(result.map_or(CType::Void, Type::ctype), types);
    let adapter = DART.adapter(target, &signature, reached).ok()?.adapter;

    let mut values: Vec<String> = parameters.iter().enumerate().map(|(index, ty)| ty.value(index)).collect();
    let (mut types, mut passed) = (vec!["struct thread *".to_owned(), "uint32_t".to_owned()], Vec::new());
    for (index, ty) in parameters.iter().enumerate() {
        let (ty, value) = match ty {
            Type::Float | Type::Double => ("double", values[index].clone()),
            Type::Pointer if random.below(2) == 0 => {
                values[index] = "(void *)0".to_owned();
                ("int64_t", "0x5150515051505150".to_owned())
            }
            Type::Pointer => ("int64_t", format!("(int64_t){}", values[index])),
            ty => ("int64_t", ty.widened(index, 8)),
        };
        types.push(ty.to_owned());
        passed.push(value);
    }
    let returns_null = result == Some(Type::Pointer) && random.below(2) == 0;
    let held = match result {
        None => "void",
        Some(Type::Float | Type::Double) => "double",
        Some(_) => "int64_t",
    };
    let check = match result {
        None => String::new(),
        Some(_) if returns_null => "CHECK(100, r == 0x5150515051505150);".to_owned(),
        Some(ty) => format!("CHECK(100, r == ({held}){});", ty.value(RESULT)),
    };
    let mut text = "the_thread.state = 1; the_thread.null = 0x5150515051505150;\n".to_owned();
    let keeps = if held == "void" { "" } else { &format!("{held} r = ") };
    let call = |count: usize| {
        let all: Vec<String> = ["&the_thread".to_owned(), count.to_string()].into_iter().chain(passed.iter().cloned()).collect();
        format!("(({held} (CONV *)({}))adapter)({})", types.join(", "), all.join(", "))
    };
    text.push_str(&format!("{keeps}{}; {check} CHECK(101, the_thread.state == 1);\n", call(count)));
    // A wrong count is the other function's business, and everything is as it was.
    text.push_str(&format!("the_thread.mismatch = (void *)mismatch{number}; wrong{number} = 0; {}; ", call(count + 1)));
    text.push_str(&format!("CHECK(102, wrong{number} == {}); CHECK(103, the_thread.state == 1);\n", count + 1));
    let zero = if held == "void" { "" } else { "return 0;" };
    let list: Vec<String> = types.iter().enumerate().map(|(index, ty)| format!("{ty} p{index}")).collect();
    let last = list.len() - 1;
    let same = match passed.last() {
        Some(value) if last > 1 => format!("const int number = {number}; CHECK(104, p{last} == {value});"),
        _ => String::new(),
    };
    let mismatch =
        format!("int wrong{number}; {held} CONV mismatch{number}({}) {{ wrong{number} = p1; {same} {zero} }}\n", list.join(", "));
    let text = format!("extern int wrong{number}; extern void mismatch{number}();\n{text}");
    let body = callee(number, result, &parameters, &values, "CHECK(201, the_thread.state == 2);");
    let body = if returns_null { body.replace(&format!("return {}", Type::Pointer.value(RESULT)), "return 0") } else { body };
    Some(Case { adapter, callee: format!("{mismatch}{body}"), caller: text, words: false })
}
