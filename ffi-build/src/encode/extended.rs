//! Saving what vector and mask registers of x86-64 hold, as wide as the processor has them.
//!
//! Which registers there are and how many bytes they take is the running processor's to say, so these two operations are short
//! programs. Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter 13 ("Managing State Using the XSAVE
//! Feature Set"), volume 2, CPUID, XSAVE, XRSTOR, FXSAVE.

use super::x86_64::{general, memory, registers, set};
use crate::il::Address;
use ffi_abi::Register;

const RAX: u8 = 0;
const RCX: u8 = 1;
const RDX: u8 = 2;
const RBX: u8 = 3;
const R8: u8 = 8;
const R9: u8 = 9;

const STACK: Address = Address { base: Register::general(4), displacement: 0 };

/// State components: SSE (1), AVX (2), opmask (5), ZMM_Hi256 (6), Hi16_ZMM (7) (§13.1). What the processor has not, or the system has
/// not enabled, is left out by the instruction itself. No argument travels in any other component.
const COMPONENTS: u32 = 1 << 1 | 1 << 2 | 1 << 5 | 1 << 6 | 1 << 7;

/// Bytes that FXSAVE writes, and in front of the header of XSAVE; bytes of that header.
const LEGACY: i32 = 512;
const HEADER: i32 = 64;

/// A jump forward whose distance is filled in where it lands.
struct Forward(usize);

/// A short jump by an opcode (0xeb: always, 0x73: no carry, 0x74: zero, 0x76: below or equal).
fn forward(bytes: &mut Vec<u8>, opcode: u8) -> Forward {
    bytes.extend([opcode, 0]);
    Forward(bytes.len())
}

impl Forward {
    fn lands(self, bytes: &mut [u8]) {
        bytes[self.0 - 1] = i8::try_from(bytes.len() - self.0).expect("a short jump") as u8;
    }
}

pub(super) fn save(bytes: &mut Vec<u8>, mask: Address) {
    // CPUID writes rbx, which is the caller's.
    registers(bytes, None, true, &[0x89], RBX, R8);
    set(bytes, R9, 0, 4);
    set(bytes, RAX, 1, 4);
    cpuid(bytes);
    // bt ecx, 27: OSXSAVE, "the OS has set CR4.OSXSAVE to enable XSETBV/XGETBV instructions" and XSAVE
    registers(bytes, None, false, &[0x0f, 0xba], 4, RCX);
    bytes.push(27);
    let without = forward(bytes, 0x73);
    // Leaf 0DH, sub-leaf 0, EBX: "Maximum size (…) required by enabled features in XCR0".
    set(bytes, RAX, 0x0d, 4);
    set(bytes, RCX, 0, 4);
    cpuid(bytes);
    registers(bytes, None, false, &[0x89], RBX, RCX);
    set(bytes, R9, COMPONENTS, 4);
    let sized = forward(bytes, 0xeb);
    without.lands(bytes);
    set(bytes, RCX, LEGACY as u32, 4);
    sized.lands(bytes);
    registers(bytes, None, true, &[0x89], R8, RBX);
    memory(bytes, None, true, &[0x89], R9, mask);
    reserve(bytes, true, RCX);
    // and rsp, -64, as §13.4 asks for.
    registers(bytes, None, true, &[0x83], 4, general(STACK.base));
    bytes.push(-64_i8 as u8);
    // test r9d, r9d
    registers(bytes, None, false, &[0x85], R9, R9);
    let without = forward(bytes, 0x74);
    // §13.4.2, §13.8.2: XSAVE leaves the header's other bits, which XRSTOR requires to be zero.
    set(bytes, RAX, 0, 4);
    for word in (0..HEADER).step_by(8) {
        memory(bytes, None, true, &[0x89], RAX, Address { displacement: LEGACY + word, ..STACK });
    }
    mask_in_pair(bytes, mask);
    memory(bytes, None, true, &[0x0f, 0xae], 4, STACK);
    let done = forward(bytes, 0xeb);
    without.lands(bytes);
    memory(bytes, None, true, &[0x0f, 0xae], 0, STACK);
    done.lands(bytes);
}

pub(super) fn restore(bytes: &mut Vec<u8>, mask: Address) {
    mask_in_pair(bytes, mask);
    // test eax, eax
    registers(bytes, None, false, &[0x85], RAX, RAX);
    let without = forward(bytes, 0x74);
    memory(bytes, None, true, &[0x0f, 0xae], 5, STACK);
    let done = forward(bytes, 0xeb);
    without.lands(bytes);
    memory(bytes, None, true, &[0x0f, 0xae], 1, STACK);
    done.lands(bytes);
}

fn cpuid(bytes: &mut Vec<u8>) {
    bytes.extend([0x0f, 0xa2]);
}

/// `edx:eax` is the mask of state components.
fn mask_in_pair(bytes: &mut Vec<u8>, mask: Address) {
    memory(bytes, None, false, &[0x8b], RAX, mask);
    set(bytes, RDX, 0, 4);
}

/// Moves the stack pointer down by as many bytes as a register holds, page by page; the last of them is not touched.
pub(super) fn reserve(bytes: &mut Vec<u8>, wide: bool, count: u8) {
    let again = bytes.len();
    // cmp count, 4096
    compare_page(bytes, wide, count);
    let last = forward(bytes, 0x76);
    // sub rsp, 4096; or word [rsp], 0; sub count, 4096; jmp again
    for register in [general(STACK.base), count] {
        registers(bytes, None, wide, &[0x81], 5, register);
        bytes.extend(4096_i32.to_le_bytes());
        if register != count {
            memory(bytes, None, wide, &[0x83], 1, STACK);
            bytes.push(0);
        }
    }
    let back = again as i32 - (bytes.len() as i32 + 2);
    bytes.extend([0xeb, i8::try_from(back).expect("a short loop") as u8]);
    last.lands(bytes);
    // sub rsp, count
    registers(bytes, None, wide, &[0x29], count, general(STACK.base));
}

/// cmp count, 4096; in the form of `eax` a byte is saved.
fn compare_page(bytes: &mut Vec<u8>, wide: bool, count: u8) {
    if count == RAX {
        if wide {
            bytes.push(0x48);
        }
        bytes.push(0x3d);
    } else {
        registers(bytes, None, wide, &[0x81], 7, count);
    }
    bytes.extend(4096_i32.to_le_bytes());
}
