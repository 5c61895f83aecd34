//! What has no code, and why: errors, never a panic, and nothing left behind.

use ffi_abi::{Signature, Target, lower};
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::Parts;
use ffi_build::encode::encode;
use ffi_build::il::{self, NoCode};

fn target(triple: &str) -> Target {
    Target::parse(triple).unwrap()
}

#[test]
fn each_limit_is_an_error() {
    let linux = target("x86_64-unknown-linux-gnu");
    let both = Parts { downcall: true, upcall: true, unwind: false };
    let refused = |text: &str| {
        let signature = Signature::parse(text).unwrap();
        let plan = lower(&linux, &signature).unwrap();
        let mut assembly = Assembly::new(&linux).unwrap();
        let error = assembly.descriptor(&signature, &plan, both).unwrap_err();
        assert_eq!(assembly.finish().symbols().count(), 0, "{text}: something was left behind");
        error
    };
    assert_eq!(refused("void(struct { char bytes[1073741832]; })"), NoCode::TooLarge);
    assert_eq!(
        refused("void(struct __attribute__((aligned(65536))) { int i; } *, struct __attribute__((aligned(65536))) { int i; })"),
        NoCode::Alignment
    );
    let many = format!("void({})", vec!["int"; 65536].join(", "));
    assert_eq!(refused(&many), NoCode::TooManyParameters);
    // At the limits.
    let most = format!("void({})", vec!["int"; 65535].join(", "));
    for text in ["void(struct { char bytes[1073741824]; })", &most, "void(struct __attribute__((aligned(32768))) { int i; })"] {
        let signature = Signature::parse(text).unwrap();
        let plan = lower(&linux, &signature).unwrap();
        Assembly::new(&linux).unwrap().descriptor(&signature, &plan, both).unwrap();
    }
}

#[test]
fn every_target_has_objects_and_other_architectures_are_refused_by_name() {
    for target in Target::ALL {
        assert_eq!(*Assembly::new(&target).unwrap().target(), target);
    }
    // A plan of another architecture.
    let [first, second] = ["x86_64-unknown-linux-gnu", "i686-unknown-linux-gnu"].map(target);
    for (of, on, name) in [(&first, &second, "sysv64"), (&second, &first, "cdecl")] {
        let plan = lower(of, &Signature::parse("void(void)").unwrap()).unwrap();
        let error = il::downcall(on, &plan).unwrap_err();
        assert_eq!(error.to_string(), format!("no trampolines are assembled for the calling convention `{name}` yet"));
    }
}

#[test]
fn aarch64_has_a_lower_limit() {
    let linux = target("aarch64-unknown-linux-gnu");
    for (text, expected) in [
        ("void(struct { char bytes[16777000]; })", None),
        ("struct { char bytes[16777000]; }(void)", None),
        ("void(struct { char bytes[16777216]; })", Some(NoCode::TooLarge)),
        ("struct { char bytes[16777216]; }(int)", Some(NoCode::TooLarge)),
    ] {
        let plan = lower(&linux, &Signature::parse(text).unwrap()).unwrap();
        for build in [il::downcall, il::upcall] {
            // Whatever is not refused is encoded: every displacement is within reach.
            let refused = build(&linux, &plan).map(|function| encode(&function)).err();
            assert_eq!(refused, expected, "{text}");
        }
    }
}
