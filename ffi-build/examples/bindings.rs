//! Prints the Rust text of headers and what became of each declaration:
//! `cargo run -p ffi-build --example bindings -- sqlite3.h -I include --allow=sqlite3_.*`.

use ffi_abi::Target;
use ffi_build::headers::{Input, bind};
use ffi_build::report::Report;
use ffi_build::rust::{Options, generate};

fn main() {
    let (flags, headers): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with('-'));
    let (allow, arguments): (Vec<_>, Vec<_>) = flags.into_iter().partition(|flag| flag.starts_with("--allow="));
    let allow = allow.iter().map(|flag| flag["--allow=".len()..].to_owned()).collect();
    let target = Target::parse("x86_64-unknown-linux-gnu").expect("a known target");
    let bound = match bind(&Input { target, headers, arguments, allow, block: vec![] }) {
        Ok(bound) => bound,
        Err(failures) => return failures.iter().for_each(|failure| eprintln!("{failure}")),
    };
    let options = Options { target, runtime: syn::parse_quote!(::ffi), link: proc_macro2::TokenStream::new(), encoder: true };
    let generated = generate(&bound.declarations, bound.bindgen, &options);
    let text = generated.text("ffi_example");
    println!("{}", syn::parse_file(&text).map_or(text, |file| prettyplease::unparse(&file)));
    eprint!("{}", Report::new(&bound.declarations, &generated.rulings).to_text());
}
