//! What `ffi-rt` fills the frames of universal calls with, for the machine that a test program runs on. Compiled by `src/universal.rs`,
//! which says where the two files are.
#![no_std]
#![allow(missing_docs, unused)]

#[path = "(place)"]
mod place;
#[path = "(universal)"]
pub mod universal;

/// The functions by their numbers: what a test program's rows name.
#[unsafe(no_mangle)]
static ffi_places: &[universal::Place; universal::PLACINGS] = &place::PLACES;
#[unsafe(no_mangle)]
static ffi_finishes: &[universal::Finish; 14] = &place::FINISHES;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
