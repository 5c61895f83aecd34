/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section .text.ffi_rt_0_1_thunks_eax,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_eax
    .hidden ffi_rt_0_1_thunks_eax
    .type ffi_rt_0_1_thunks_eax, %function
ffi_rt_0_1_thunks_eax:
    .cfi_startproc
    .set ffi_rt_number_eax, 0
    .rept 128
    .byte 0xf3, 0x0f, 0x1e, 0xfb, 0xe8, 0x00, 0x00, 0x00, 0x00, 0x58, 0x05
    .long ffi_rt_0_1_slots_eax + 32*ffi_rt_number_eax - . +2
    .byte 0xff, 0x20
    .fill 15, 1, 0xcc
    .set ffi_rt_number_eax, ffi_rt_number_eax + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_eax, . - ffi_rt_0_1_thunks_eax
    .section .bss.ffi_rt_0_1_slots_eax,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_eax
    .hidden ffi_rt_0_1_slots_eax
    .type ffi_rt_0_1_slots_eax, %object
ffi_rt_0_1_slots_eax:
    .zero 4096
    .size ffi_rt_0_1_slots_eax, 4096
    .text
