//! Calls what a snapshot of `math.h` binds: directly, through trampolines for `long double`, and by name.

mod sys {
    ffi::bindings!("m");
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // SAFETY: the functions of C's mathematics, called as the header declares them.
    let (half, gamma) = unsafe { (sys::sin(sys::M_PI / 6.0), sys::tgammal(ffi::LongDouble::from(20.5))) };
    println!("sin(pi / 6) = {half}");
    // Twenty digits on x86-64, thirty-four on AArch64 and RISC-V.
    println!("gamma(20.5) = {gamma}");

    // SAFETY: the C library's mathematics may be loaded anywhere; what is called has the type that the table says.
    unsafe {
        let libm = ffi::DynamicLibrary::open("m")?;
        let entry = sys::TABLE.find("hypot").ok_or("the snapshot has no hypot")?;
        let hypot = libm.function(c"hypot", entry.signature())?;
        println!("{}: hypot(3, 4) = {:?}", entry.signature().text(), hypot.call(&[3.0.into(), 4.0.into()])?);
    }
    println!("{} functions of math.h, from one file for all targets", sys::TABLE.len());
    Ok(())
}
