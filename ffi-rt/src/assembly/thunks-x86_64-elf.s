/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section .text.ffi_rt_0_1_thunks_rdi,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_rdi
    .hidden ffi_rt_0_1_thunks_rdi
    .type ffi_rt_0_1_thunks_rdi, %function
ffi_rt_0_1_thunks_rdi:
    .cfi_startproc
    .set ffi_rt_number_rdi, 0
    .rept 256
    .byte 0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8d, 0x3d
    .long ffi_rt_0_1_slots_rdi + 32*ffi_rt_number_rdi - . -4
    .byte 0xff, 0x27
    .fill 3, 1, 0xcc
    .set ffi_rt_number_rdi, ffi_rt_number_rdi + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_rdi, . - ffi_rt_0_1_thunks_rdi
    .section .bss.ffi_rt_0_1_slots_rdi,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_rdi
    .hidden ffi_rt_0_1_slots_rdi
    .type ffi_rt_0_1_slots_rdi, %object
ffi_rt_0_1_slots_rdi:
    .zero 8192
    .size ffi_rt_0_1_slots_rdi, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_rsi,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_rsi
    .hidden ffi_rt_0_1_thunks_rsi
    .type ffi_rt_0_1_thunks_rsi, %function
ffi_rt_0_1_thunks_rsi:
    .cfi_startproc
    .set ffi_rt_number_rsi, 0
    .rept 256
    .byte 0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8d, 0x35
    .long ffi_rt_0_1_slots_rsi + 32*ffi_rt_number_rsi - . -4
    .byte 0xff, 0x26
    .fill 3, 1, 0xcc
    .set ffi_rt_number_rsi, ffi_rt_number_rsi + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_rsi, . - ffi_rt_0_1_thunks_rsi
    .section .bss.ffi_rt_0_1_slots_rsi,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_rsi
    .hidden ffi_rt_0_1_slots_rsi
    .type ffi_rt_0_1_slots_rsi, %object
ffi_rt_0_1_slots_rsi:
    .zero 8192
    .size ffi_rt_0_1_slots_rsi, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_rdx,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_rdx
    .hidden ffi_rt_0_1_thunks_rdx
    .type ffi_rt_0_1_thunks_rdx, %function
ffi_rt_0_1_thunks_rdx:
    .cfi_startproc
    .set ffi_rt_number_rdx, 0
    .rept 256
    .byte 0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8d, 0x15
    .long ffi_rt_0_1_slots_rdx + 32*ffi_rt_number_rdx - . -4
    .byte 0xff, 0x22
    .fill 3, 1, 0xcc
    .set ffi_rt_number_rdx, ffi_rt_number_rdx + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_rdx, . - ffi_rt_0_1_thunks_rdx
    .section .bss.ffi_rt_0_1_slots_rdx,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_rdx
    .hidden ffi_rt_0_1_slots_rdx
    .type ffi_rt_0_1_slots_rdx, %object
ffi_rt_0_1_slots_rdx:
    .zero 8192
    .size ffi_rt_0_1_slots_rdx, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_rcx,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_rcx
    .hidden ffi_rt_0_1_thunks_rcx
    .type ffi_rt_0_1_thunks_rcx, %function
ffi_rt_0_1_thunks_rcx:
    .cfi_startproc
    .set ffi_rt_number_rcx, 0
    .rept 256
    .byte 0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8d, 0x0d
    .long ffi_rt_0_1_slots_rcx + 32*ffi_rt_number_rcx - . -4
    .byte 0xff, 0x21
    .fill 3, 1, 0xcc
    .set ffi_rt_number_rcx, ffi_rt_number_rcx + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_rcx, . - ffi_rt_0_1_thunks_rcx
    .section .bss.ffi_rt_0_1_slots_rcx,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_rcx
    .hidden ffi_rt_0_1_slots_rcx
    .type ffi_rt_0_1_slots_rcx, %object
ffi_rt_0_1_slots_rcx:
    .zero 8192
    .size ffi_rt_0_1_slots_rcx, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_r8,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_r8
    .hidden ffi_rt_0_1_thunks_r8
    .type ffi_rt_0_1_thunks_r8, %function
ffi_rt_0_1_thunks_r8:
    .cfi_startproc
    .set ffi_rt_number_r8, 0
    .rept 256
    .byte 0xf3, 0x0f, 0x1e, 0xfa, 0x4c, 0x8d, 0x05
    .long ffi_rt_0_1_slots_r8 + 32*ffi_rt_number_r8 - . -4
    .byte 0x41, 0xff, 0x20
    .fill 2, 1, 0xcc
    .set ffi_rt_number_r8, ffi_rt_number_r8 + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_r8, . - ffi_rt_0_1_thunks_r8
    .section .bss.ffi_rt_0_1_slots_r8,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_r8
    .hidden ffi_rt_0_1_slots_r8
    .type ffi_rt_0_1_slots_r8, %object
ffi_rt_0_1_slots_r8:
    .zero 8192
    .size ffi_rt_0_1_slots_r8, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_r9,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_r9
    .hidden ffi_rt_0_1_thunks_r9
    .type ffi_rt_0_1_thunks_r9, %function
ffi_rt_0_1_thunks_r9:
    .cfi_startproc
    .set ffi_rt_number_r9, 0
    .rept 256
    .byte 0xf3, 0x0f, 0x1e, 0xfa, 0x4c, 0x8d, 0x0d
    .long ffi_rt_0_1_slots_r9 + 32*ffi_rt_number_r9 - . -4
    .byte 0x41, 0xff, 0x21
    .fill 2, 1, 0xcc
    .set ffi_rt_number_r9, ffi_rt_number_r9 + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_r9, . - ffi_rt_0_1_thunks_r9
    .section .bss.ffi_rt_0_1_slots_r9,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_r9
    .hidden ffi_rt_0_1_slots_r9
    .type ffi_rt_0_1_slots_r9, %object
ffi_rt_0_1_slots_r9:
    .zero 8192
    .size ffi_rt_0_1_slots_r9, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_r10,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_r10
    .hidden ffi_rt_0_1_thunks_r10
    .type ffi_rt_0_1_thunks_r10, %function
ffi_rt_0_1_thunks_r10:
    .cfi_startproc
    .set ffi_rt_number_r10, 0
    .rept 256
    .byte 0xf3, 0x0f, 0x1e, 0xfa, 0x4c, 0x8d, 0x15
    .long ffi_rt_0_1_slots_r10 + 32*ffi_rt_number_r10 - . -4
    .byte 0x41, 0xff, 0x22
    .fill 2, 1, 0xcc
    .set ffi_rt_number_r10, ffi_rt_number_r10 + 1
    .endr
    .cfi_endproc
    .size ffi_rt_0_1_thunks_r10, . - ffi_rt_0_1_thunks_r10
    .section .bss.ffi_rt_0_1_slots_r10,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_r10
    .hidden ffi_rt_0_1_slots_r10
    .type ffi_rt_0_1_slots_r10, %object
ffi_rt_0_1_slots_r10:
    .zero 8192
    .size ffi_rt_0_1_slots_r10, 8192
    .text
