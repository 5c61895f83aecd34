//! What `ffi-rt` fills the frames of universal calls with, and reads those of universal closures with, for the machine that a test
//! program runs on. Compiled by `src/universal.rs`,
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

#[unsafe(no_mangle)]
unsafe extern "C" fn ffi_arrive(image: *mut u8, record: *mut u8, room: *mut u8, arriving: &universal::Arriving) -> *mut u8 {
    // SAFETY: by the caller.
    unsafe { place::arrive(image, record, room, arriving) }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ffi_depart(result: *mut u8, block: *mut u8, arriving: &universal::Arriving) {
    // SAFETY: by the caller.
    unsafe { place::depart(result, block, arriving) }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
