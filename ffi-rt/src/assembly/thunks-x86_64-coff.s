/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section .text$ffi_rt_0_1_thunks_rdi,"xr"
    .p2align 12
    .globl ffi_rt_0_1_thunks_rdi
ffi_rt_0_1_thunks_rdi:
    .set ffi_rt_number_rdi, 0
    .rept 256
    .byte 0x48, 0x8d, 0x3d
    .long ffi_rt_0_1_slots_rdi + 32*ffi_rt_number_rdi - . -4
    .byte 0xff, 0x27
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rdi, ffi_rt_number_rdi + 1
    .endr
    .section .bss$ffi_rt_0_1_slots_rdi,"bw"
    .p2align 12
    .globl ffi_rt_0_1_slots_rdi
ffi_rt_0_1_slots_rdi:
    .zero 8192
    .text

    .section .text$ffi_rt_0_1_thunks_rsi,"xr"
    .p2align 12
    .globl ffi_rt_0_1_thunks_rsi
ffi_rt_0_1_thunks_rsi:
    .set ffi_rt_number_rsi, 0
    .rept 256
    .byte 0x48, 0x8d, 0x35
    .long ffi_rt_0_1_slots_rsi + 32*ffi_rt_number_rsi - . -4
    .byte 0xff, 0x26
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rsi, ffi_rt_number_rsi + 1
    .endr
    .section .bss$ffi_rt_0_1_slots_rsi,"bw"
    .p2align 12
    .globl ffi_rt_0_1_slots_rsi
ffi_rt_0_1_slots_rsi:
    .zero 8192
    .text

    .section .text$ffi_rt_0_1_thunks_rdx,"xr"
    .p2align 12
    .globl ffi_rt_0_1_thunks_rdx
ffi_rt_0_1_thunks_rdx:
    .set ffi_rt_number_rdx, 0
    .rept 256
    .byte 0x48, 0x8d, 0x15
    .long ffi_rt_0_1_slots_rdx + 32*ffi_rt_number_rdx - . -4
    .byte 0xff, 0x22
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rdx, ffi_rt_number_rdx + 1
    .endr
    .section .bss$ffi_rt_0_1_slots_rdx,"bw"
    .p2align 12
    .globl ffi_rt_0_1_slots_rdx
ffi_rt_0_1_slots_rdx:
    .zero 8192
    .text

    .section .text$ffi_rt_0_1_thunks_rcx,"xr"
    .p2align 12
    .globl ffi_rt_0_1_thunks_rcx
ffi_rt_0_1_thunks_rcx:
    .set ffi_rt_number_rcx, 0
    .rept 256
    .byte 0x48, 0x8d, 0x0d
    .long ffi_rt_0_1_slots_rcx + 32*ffi_rt_number_rcx - . -4
    .byte 0xff, 0x21
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rcx, ffi_rt_number_rcx + 1
    .endr
    .section .bss$ffi_rt_0_1_slots_rcx,"bw"
    .p2align 12
    .globl ffi_rt_0_1_slots_rcx
ffi_rt_0_1_slots_rcx:
    .zero 8192
    .text

    .section .text$ffi_rt_0_1_thunks_r8,"xr"
    .p2align 12
    .globl ffi_rt_0_1_thunks_r8
ffi_rt_0_1_thunks_r8:
    .set ffi_rt_number_r8, 0
    .rept 256
    .byte 0x4c, 0x8d, 0x05
    .long ffi_rt_0_1_slots_r8 + 32*ffi_rt_number_r8 - . -4
    .byte 0x41, 0xff, 0x20
    .fill 6, 1, 0xcc
    .set ffi_rt_number_r8, ffi_rt_number_r8 + 1
    .endr
    .section .bss$ffi_rt_0_1_slots_r8,"bw"
    .p2align 12
    .globl ffi_rt_0_1_slots_r8
ffi_rt_0_1_slots_r8:
    .zero 8192
    .text

    .section .text$ffi_rt_0_1_thunks_r9,"xr"
    .p2align 12
    .globl ffi_rt_0_1_thunks_r9
ffi_rt_0_1_thunks_r9:
    .set ffi_rt_number_r9, 0
    .rept 256
    .byte 0x4c, 0x8d, 0x0d
    .long ffi_rt_0_1_slots_r9 + 32*ffi_rt_number_r9 - . -4
    .byte 0x41, 0xff, 0x21
    .fill 6, 1, 0xcc
    .set ffi_rt_number_r9, ffi_rt_number_r9 + 1
    .endr
    .section .bss$ffi_rt_0_1_slots_r9,"bw"
    .p2align 12
    .globl ffi_rt_0_1_slots_r9
ffi_rt_0_1_slots_r9:
    .zero 8192
    .text

    .section .text$ffi_rt_0_1_thunks_r10,"xr"
    .p2align 12
    .globl ffi_rt_0_1_thunks_r10
ffi_rt_0_1_thunks_r10:
    .set ffi_rt_number_r10, 0
    .rept 256
    .byte 0x4c, 0x8d, 0x15
    .long ffi_rt_0_1_slots_r10 + 32*ffi_rt_number_r10 - . -4
    .byte 0x41, 0xff, 0x22
    .fill 6, 1, 0xcc
    .set ffi_rt_number_r10, ffi_rt_number_r10 + 1
    .endr
    .section .bss$ffi_rt_0_1_slots_r10,"bw"
    .p2align 12
    .globl ffi_rt_0_1_slots_r10
ffi_rt_0_1_slots_r10:
    .zero 8192
    .text
