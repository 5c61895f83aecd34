//! Calls as V8's optimised code makes them.

use ffi_abi::engine::Callee;
use ffi_abi::engine::v8::{AppleStack, Function, Type as Info, V8, Wide};
use ffi_abi::{Signature, Target};

use crate::Case;
use crate::case::{RESULT, Random, SCALARS, Type, callee};

pub(crate) fn case(target: &Target, number: usize, random: &mut Random, reached: Callee) -> Option<Case> {
    let v8 = V8 {
        elements: Some(random.one_of(&[0, 8, 24])),
        wide: random.one_of(&[Wide::BigInt, Wide::Number, Wide::OutArray]),
        apple_stack: random.one_of(&[AppleStack::Words, AppleStack::Packed]),
        most_arguments: 8,
        options: random.below(3) == 0,
    };
    let result = if random.below(6) == 0 { None } else { Some(random.one_of(SCALARS)) };
    let out = v8.wide == Wide::OutArray && matches!(result, Some(Type::Int { size: 8, .. }));
    let count = random.below(if out { 8 } else { 9 });
    let parameters: Vec<Type> = (0..count).map(|_| random.one_of(SCALARS)).collect();
    let buffers = (0..count).filter(|index| parameters[*index] == Type::Pointer && random.below(2) == 0).collect();
    let function = Function { buffers, calls_back: false };
    let types = parameters.iter().map(|ty| ty.ctype()).collect();
    let signature = Signature::new(result.map_or(ffi_abi::CType::Void, Type::ctype), types);
    let fast = v8.adapter(target, &signature, &function, reached).ok()?;

    let values: Vec<String> = parameters.iter().enumerate().map(|(index, ty)| ty.value(index)).collect();
    let elements = v8.elements.unwrap();
    let mut text = String::new();
    let (mut types, mut passed) = (vec!["void *".to_owned()], vec!["(void *)0xbad".to_owned()]);
    for (index, ty) in parameters.iter().enumerate() {
        let info = fast.arguments[index + 1];
        let (ty, value) = match (info.ty, ty) {
            _ if info.typed_array => {
                text.push_str(&format!(
                    "char d{index}[40]; fill(d{index}, 0xee, 40); {{ void *p = {}; put(d{index} + {elements}, &p, 8); }}\n",
                    values[index]
                ));
                ("void *".to_owned(), format!("d{index}"))
            }
            (Info::Int32, ty) => ("int32_t".to_owned(), ty.widened(index, 4)),
            (Info::Uint32, ty) => ("uint32_t".to_owned(), ty.widened(index, 4)),
            (_, ty) => (ty.c(), values[index].clone()),
        };
        types.push(ty);
        passed.push(value);
    }
    if out {
        text.push_str(&format!(
            "uint64_t out[2] = {{ 0x1111111111111111, 0x2222222222222222 }}; char od[40]; fill(od, 0xee, 40); \
             {{ void *p = out; put(od + {elements}, &p, 8); }}\n"
        ));
        types.push("void *".to_owned());
        passed.push("od".to_owned());
    }
    if v8.options {
        types.push("void *".to_owned());
        passed.push("(void *)0xdead".to_owned());
    }
    let (engine, check) = match (fast.result.ty, result) {
        (_, None) => ("void".to_owned(), None),
        (Info::Void, Some(ty)) => {
            let expected = ty.value(RESULT);
            (
                "void".to_owned(),
                Some(format!("CHECK(100, ({})out[0] == {expected}); CHECK(101, out[1] == 0x2222222222222222);", ty.c())),
            )
        }
        (Info::Int32, Some(ty)) => ("int32_t".to_owned(), Some(format!("CHECK(100, r == (int32_t){});", ty.value(RESULT)))),
        (Info::Uint32, Some(ty)) => ("uint32_t".to_owned(), Some(format!("CHECK(100, r == (uint32_t){});", ty.value(RESULT)))),
        (_, Some(ty)) => (ty.c(), Some(format!("CHECK(100, r == {});", ty.value(RESULT)))),
    };
    let keeps = if engine == "void" { String::new() } else { format!("{engine} r = ") };
    text.push_str(&format!(
        "{keeps}(({engine} (CONV *)({}))adapter)({});\n{}\n",
        types.join(", "),
        passed.join(", "),
        check.unwrap_or_default()
    ));
    let words = target.is_apple() && v8.apple_stack == AppleStack::Words;
    Some(Case { adapter: fast.adapter, callee: callee(number, result, &parameters, &values, ""), caller: text, words })
}
