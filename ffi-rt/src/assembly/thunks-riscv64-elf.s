/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section .text.ffi_rt_0_1_thunks_x10,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x10
    .hidden ffi_rt_0_1_thunks_x10
    .type ffi_rt_0_1_thunks_x10, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x10:
    .cfi_startproc
    .set ffi_rt_number_x10, 0
    .rept 256
1:
    auipc x10, %pcrel_hi(ffi_rt_0_1_slots_x10 + 32*ffi_rt_number_x10)
    addi x10, x10, %pcrel_lo(1b)
    .byte 0x03, 0x33, 0x05, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x10, ffi_rt_number_x10 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x10, . - ffi_rt_0_1_thunks_x10
    .section .bss.ffi_rt_0_1_slots_x10,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x10
    .hidden ffi_rt_0_1_slots_x10
    .type ffi_rt_0_1_slots_x10, %object
ffi_rt_0_1_slots_x10:
    .zero 8192
    .size ffi_rt_0_1_slots_x10, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x11,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x11
    .hidden ffi_rt_0_1_thunks_x11
    .type ffi_rt_0_1_thunks_x11, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x11:
    .cfi_startproc
    .set ffi_rt_number_x11, 0
    .rept 256
1:
    auipc x11, %pcrel_hi(ffi_rt_0_1_slots_x11 + 32*ffi_rt_number_x11)
    addi x11, x11, %pcrel_lo(1b)
    .byte 0x03, 0xb3, 0x05, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x11, ffi_rt_number_x11 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x11, . - ffi_rt_0_1_thunks_x11
    .section .bss.ffi_rt_0_1_slots_x11,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x11
    .hidden ffi_rt_0_1_slots_x11
    .type ffi_rt_0_1_slots_x11, %object
ffi_rt_0_1_slots_x11:
    .zero 8192
    .size ffi_rt_0_1_slots_x11, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x12,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x12
    .hidden ffi_rt_0_1_thunks_x12
    .type ffi_rt_0_1_thunks_x12, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x12:
    .cfi_startproc
    .set ffi_rt_number_x12, 0
    .rept 256
1:
    auipc x12, %pcrel_hi(ffi_rt_0_1_slots_x12 + 32*ffi_rt_number_x12)
    addi x12, x12, %pcrel_lo(1b)
    .byte 0x03, 0x33, 0x06, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x12, ffi_rt_number_x12 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x12, . - ffi_rt_0_1_thunks_x12
    .section .bss.ffi_rt_0_1_slots_x12,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x12
    .hidden ffi_rt_0_1_slots_x12
    .type ffi_rt_0_1_slots_x12, %object
ffi_rt_0_1_slots_x12:
    .zero 8192
    .size ffi_rt_0_1_slots_x12, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x13,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x13
    .hidden ffi_rt_0_1_thunks_x13
    .type ffi_rt_0_1_thunks_x13, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x13:
    .cfi_startproc
    .set ffi_rt_number_x13, 0
    .rept 256
1:
    auipc x13, %pcrel_hi(ffi_rt_0_1_slots_x13 + 32*ffi_rt_number_x13)
    addi x13, x13, %pcrel_lo(1b)
    .byte 0x03, 0xb3, 0x06, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x13, ffi_rt_number_x13 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x13, . - ffi_rt_0_1_thunks_x13
    .section .bss.ffi_rt_0_1_slots_x13,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x13
    .hidden ffi_rt_0_1_slots_x13
    .type ffi_rt_0_1_slots_x13, %object
ffi_rt_0_1_slots_x13:
    .zero 8192
    .size ffi_rt_0_1_slots_x13, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x14,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x14
    .hidden ffi_rt_0_1_thunks_x14
    .type ffi_rt_0_1_thunks_x14, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x14:
    .cfi_startproc
    .set ffi_rt_number_x14, 0
    .rept 256
1:
    auipc x14, %pcrel_hi(ffi_rt_0_1_slots_x14 + 32*ffi_rt_number_x14)
    addi x14, x14, %pcrel_lo(1b)
    .byte 0x03, 0x33, 0x07, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x14, ffi_rt_number_x14 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x14, . - ffi_rt_0_1_thunks_x14
    .section .bss.ffi_rt_0_1_slots_x14,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x14
    .hidden ffi_rt_0_1_slots_x14
    .type ffi_rt_0_1_slots_x14, %object
ffi_rt_0_1_slots_x14:
    .zero 8192
    .size ffi_rt_0_1_slots_x14, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x15,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x15
    .hidden ffi_rt_0_1_thunks_x15
    .type ffi_rt_0_1_thunks_x15, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x15:
    .cfi_startproc
    .set ffi_rt_number_x15, 0
    .rept 256
1:
    auipc x15, %pcrel_hi(ffi_rt_0_1_slots_x15 + 32*ffi_rt_number_x15)
    addi x15, x15, %pcrel_lo(1b)
    .byte 0x03, 0xb3, 0x07, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x15, ffi_rt_number_x15 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x15, . - ffi_rt_0_1_thunks_x15
    .section .bss.ffi_rt_0_1_slots_x15,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x15
    .hidden ffi_rt_0_1_slots_x15
    .type ffi_rt_0_1_slots_x15, %object
ffi_rt_0_1_slots_x15:
    .zero 8192
    .size ffi_rt_0_1_slots_x15, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x16,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x16
    .hidden ffi_rt_0_1_thunks_x16
    .type ffi_rt_0_1_thunks_x16, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x16:
    .cfi_startproc
    .set ffi_rt_number_x16, 0
    .rept 256
1:
    auipc x16, %pcrel_hi(ffi_rt_0_1_slots_x16 + 32*ffi_rt_number_x16)
    addi x16, x16, %pcrel_lo(1b)
    .byte 0x03, 0x33, 0x08, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x16, ffi_rt_number_x16 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x16, . - ffi_rt_0_1_thunks_x16
    .section .bss.ffi_rt_0_1_slots_x16,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x16
    .hidden ffi_rt_0_1_slots_x16
    .type ffi_rt_0_1_slots_x16, %object
ffi_rt_0_1_slots_x16:
    .zero 8192
    .size ffi_rt_0_1_slots_x16, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x17,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x17
    .hidden ffi_rt_0_1_thunks_x17
    .type ffi_rt_0_1_thunks_x17, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x17:
    .cfi_startproc
    .set ffi_rt_number_x17, 0
    .rept 256
1:
    auipc x17, %pcrel_hi(ffi_rt_0_1_slots_x17 + 32*ffi_rt_number_x17)
    addi x17, x17, %pcrel_lo(1b)
    .byte 0x03, 0xb3, 0x08, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x17, ffi_rt_number_x17 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x17, . - ffi_rt_0_1_thunks_x17
    .section .bss.ffi_rt_0_1_slots_x17,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x17
    .hidden ffi_rt_0_1_slots_x17
    .type ffi_rt_0_1_slots_x17, %object
ffi_rt_0_1_slots_x17:
    .zero 8192
    .size ffi_rt_0_1_slots_x17, 8192
    .text

    .section .text.ffi_rt_0_1_thunks_x7,"ax",%progbits
    .p2align 12
    .globl ffi_rt_0_1_thunks_x7
    .hidden ffi_rt_0_1_thunks_x7
    .type ffi_rt_0_1_thunks_x7, %function
    .option push
    .option norelax
    .option norvc
ffi_rt_0_1_thunks_x7:
    .cfi_startproc
    .set ffi_rt_number_x7, 0
    .rept 256
1:
    auipc x7, %pcrel_hi(ffi_rt_0_1_slots_x7 + 32*ffi_rt_number_x7)
    addi x7, x7, %pcrel_lo(1b)
    .byte 0x03, 0xb3, 0x03, 0x00, 0x02, 0x83
    .fill 2, 1, 0
    .set ffi_rt_number_x7, ffi_rt_number_x7 + 1
    .endr
    .option pop
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x7, . - ffi_rt_0_1_thunks_x7
    .section .bss.ffi_rt_0_1_slots_x7,"aw",%nobits
    .p2align 12
    .globl ffi_rt_0_1_slots_x7
    .hidden ffi_rt_0_1_slots_x7
    .type ffi_rt_0_1_slots_x7, %object
ffi_rt_0_1_slots_x7:
    .zero 8192
    .size ffi_rt_0_1_slots_x7, 8192
    .text
