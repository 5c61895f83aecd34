//! Prints what a library has, whichever version of it is there.

#[ffi::import(
    library = ["demo", "demo.dll", "libdemo.so.1"],
    lazy = DEMO,
    version_function = "demo_version",
    minimum_version = "1.2"
)]
unsafe extern "C" {
    safe fn add(a: i32, b: i32) -> i32;
    #[ffi(optional)]
    safe fn multiply(a: i32, b: i32) -> i32;
    #[ffi(symbol = "scale_v2", fallback = "scale")]
    safe fn scale(x: f64) -> f64;
    static demo_count: ffi::Static<i32>;
}

fn main() {
    let sum = add(2, 3);
    // SAFETY: the library's variable, which nothing else uses.
    let count = unsafe {
        demo_count.set(demo_count.get() + 1);
        demo_count.get()
    };
    let product = multiply().map_or("none".to_owned(), |multiply| multiply(2, 3).to_string());
    let loaded = DEMO.load().is_ok() && DEMO.is_loaded();
    println!("add {sum}, multiply {product}, scale {}, count {count}, loaded {loaded}", scale(2.0));
}
