//! Upcall entries that make a `va_list` are assembled for every target, in its own object format, with what its unwinder is told.
//! What they do is judged by `tests/conformance`.

use ffi_abi::{Signature, Target, VariadicPart, lower};
use ffi_build::assembly::Assembly;
use object::{Object, ObjectSymbol};

#[test]
fn every_target_has_entries_of_bare_prototypes() {
    let texts = [
        "int(const char *, ...)",
        "double(double, int, ...)",
        "struct { long a, b, c; }(long, long, long, long, long, long, long, long, long, ...)",
        "void(struct { char bytes[70000]; }, ...)",
    ];
    for target in Target::ALL {
        let mut assembly = Assembly::new(&target).unwrap();
        let mut symbols = Vec::new();
        for text in texts {
            let signature = Signature::parse(text).unwrap();
            let plan = lower(&target, &signature).unwrap();
            let part = VariadicPart::of(&target, &signature).unwrap();
            symbols.push(target.decorated(&assembly.variadic_upcall(&plan, &part).unwrap()));
        }
        let object = assembly.finish();
        let file = object::File::parse(object.bytes()).unwrap();
        let found: Vec<_> = file.symbols().filter_map(|symbol| symbol.name().ok()).collect();
        for (text, symbol) in texts.iter().zip(&symbols) {
            assert!(found.contains(&symbol.as_str()), "{target}: {text}: {symbol}");
        }
    }
}
