//! `cargo ffi targets`: what is known of each.

use std::process::ExitCode;

use ffi_abi::{BitFieldRules, CType, Convention, DataModel, FloatFormat, ObjectFormat, Signature, Target, lower};

use crate::Outcome;
use crate::arguments::Targets;
use crate::output::{show, table};

/// How a target is proven; `docs/conformance.md` has the figures, and a test compares the two.
fn tier(triple: &str) -> &'static str {
    match triple {
        "x86_64-unknown-linux-musl" => "linked",
        _ => "executed",
    }
}

pub(crate) fn run(command: &Targets) -> Outcome {
    let mut rows = vec![words(["target", "convention", "besides", "objects", "model", "bit-fields", "tier"])];
    if command.types {
        rows[0].extend(words(["long", "char", "wchar_t", "long double"]));
    }
    for target in Target::ALL {
        let model = target.data_model();
        let convention = Convention::C.resolve(&target).map_or("none", ffi_abi::Abi::title);
        let besides: Vec<&str> = Convention::ALL
            .into_iter()
            .filter(|other| !matches!(other, Convention::C | Convention::System | Convention::Cdecl | Convention::Aapcs64))
            .filter(|other| other.resolve(&target) != Convention::C.resolve(&target))
            .filter(|other| lower(&target, &Signature::new(CType::Void, Vec::new()).with_convention(*other)).is_ok())
            .map(Convention::name)
            .collect();
        let triple = target.triple();
        let mut row = vec![
            triple.clone(),
            convention.to_owned(),
            besides.join(" "),
            objects(target.object_format()).to_owned(),
            name(&model).to_owned(),
            match model.bit_fields {
                BitFieldRules::SystemV => "System V".to_owned(),
                BitFieldRules::Microsoft => "Microsoft".to_owned(),
            },
            tier(&triple).to_owned(),
        ];
        if command.types {
            let sign = if model.char_signed { "signed" } else { "unsigned" };
            let long_double = match model.long_double {
                FloatFormat::X87Extended => format!("x87, {}", model.long_double_size),
                FloatFormat::Binary128 => format!("binary128, {}", model.long_double_size),
                _ => "binary64, 8".to_owned(),
            };
            row.extend([model.long.to_string(), sign.to_owned(), model.wchar.name().to_owned(), long_double]);
        }
        rows.push(row);
    }
    show(&table(&rows));
    show(
        "\nexecuted: programs run in the tests, judged by gcc and clang; linked: real linkers take the objects.\nFigures: docs/conformance.md\n",
    );
    Ok(ExitCode::SUCCESS)
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).into()
}

const fn objects(format: ObjectFormat) -> &'static str {
    match format {
        ObjectFormat::Elf => "ELF",
        ObjectFormat::MachO => "Mach-O",
        ObjectFormat::Coff => "COFF",
    }
}

/// The customary name of a data model: which of `int`, `long` and pointers have how many bits.
const fn name(model: &DataModel) -> &'static str {
    match (model.pointer, model.long) {
        (4, _) => "ILP32",
        (_, 4) => "LLP64",
        _ => "LP64",
    }
}
