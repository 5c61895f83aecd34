//! The drop-in's C API on every machine that programs can be made for and run here: a program that uses all of it, compiled with the drop-in's
//! header, prints what libffi itself made of it (`clients/expected`, written by `--suite`).

#[path = "../src/machine.rs"]
mod machine;

use std::path::Path;

use machine::{MACHINES, Machine, Outcome, succeed};

/// What the drop-in does otherwise than libffi, by the machine.
const ALONE: [(&str, &str); 1] = [(
    "i686",
    "Pascal: 369\nPascal's closure, called by a compiler: 369\nPascal's records as results: 2\nBorland's register: 2\nraw call: 369\n",
)];

/// Runs the probe of a machine.
fn probe(machine: &Machine) -> Outcome<()> {
    if let Some(lack) = machine.lacks() {
        return Err(lack.into());
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(machine.name);
    std::fs::create_dir_all(&folder)?;
    machine.library(&folder)?;
    let run = |name: &str, more: &[&str]| {
        let program = folder.join(name);
        let (include, libraries) = (format!("-I{}", package.join("include").display()), format!("-L{}", folder.display()));
        let options = ["-O1", &include, &libraries, "-lffi"].into_iter().chain(more.iter().copied());
        machine.compile(&package.join("clients/probe.c"), &program, options)?;
        succeed(&machine.run(&program, &folder)?)
    };
    let expected = std::fs::read_to_string(package.join(format!("clients/expected/{}.txt", machine.name)))?;
    assert_eq!(run("probe", &[])?, expected, "{}", machine.name);
    let alone = ALONE.iter().find(|(name, _)| *name == machine.name).map_or("", |(_, text)| text);
    assert_eq!(run("alone", &["-DALONE"])?, alone, "{}", machine.name);
    Ok(())
}

macro_rules! machines {
    ($($name:ident)*) => {$(
        #[test]
        #[cfg_attr(not(target_arch = "x86_64"), ignore = "from x86-64 alone there is a way to every machine")]
        fn $name() {
            let machine = MACHINES.iter().find(|machine| machine.name == stringify!($name)).expect("a machine");
            probe(machine).unwrap_or_else(|fault| panic!("{}: {fault}", machine.name));
        }
    )*};
}

machines! { x86_64 i686 aarch64 riscv64 }
