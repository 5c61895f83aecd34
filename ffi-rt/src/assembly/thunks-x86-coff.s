/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section .text$_ffi_rt_0_1_thunks_eax,"xr"
    .p2align 12
    .globl _ffi_rt_0_1_thunks_eax
_ffi_rt_0_1_thunks_eax:
    .set ffi_rt_number_eax, 0
    .rept 128
    .byte 0xe8, 0x00, 0x00, 0x00, 0x00, 0x58, 0x05
    .long _ffi_rt_0_1_slots_eax + 32*ffi_rt_number_eax - . +2
    .byte 0xff, 0x20
    .fill 19, 1, 0xcc
    .set ffi_rt_number_eax, ffi_rt_number_eax + 1
    .endr
    .section .bss$_ffi_rt_0_1_slots_eax,"bw"
    .p2align 12
    .globl _ffi_rt_0_1_slots_eax
_ffi_rt_0_1_slots_eax:
    .zero 4096
    .text
