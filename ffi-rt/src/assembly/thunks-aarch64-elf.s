/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section .text.ffi_rt_0_1_thunks_x0,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x0
    .hidden ffi_rt_0_1_thunks_x0
    .type ffi_rt_0_1_thunks_x0, %function
ffi_rt_0_1_thunks_x0:
    .cfi_startproc
    .set ffi_rt_number_x0, 0
    .rept 819
    .inst 0xd503245f
    adrp x0, ffi_rt_0_1_slots_x0 + 32*ffi_rt_number_x0
    add x0, x0, :lo12:(ffi_rt_0_1_slots_x0 + 32*ffi_rt_number_x0)
    .inst 0xf9400010
    .inst 0xd61f0200
    .set ffi_rt_number_x0, ffi_rt_number_x0 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x0, . - ffi_rt_0_1_thunks_x0
    .section .bss.ffi_rt_0_1_slots_x0,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x0
    .hidden ffi_rt_0_1_slots_x0
    .type ffi_rt_0_1_slots_x0, %object
ffi_rt_0_1_slots_x0:
    .zero 26208
    .size ffi_rt_0_1_slots_x0, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x1,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x1
    .hidden ffi_rt_0_1_thunks_x1
    .type ffi_rt_0_1_thunks_x1, %function
ffi_rt_0_1_thunks_x1:
    .cfi_startproc
    .set ffi_rt_number_x1, 0
    .rept 819
    .inst 0xd503245f
    adrp x1, ffi_rt_0_1_slots_x1 + 32*ffi_rt_number_x1
    add x1, x1, :lo12:(ffi_rt_0_1_slots_x1 + 32*ffi_rt_number_x1)
    .inst 0xf9400030
    .inst 0xd61f0200
    .set ffi_rt_number_x1, ffi_rt_number_x1 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x1, . - ffi_rt_0_1_thunks_x1
    .section .bss.ffi_rt_0_1_slots_x1,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x1
    .hidden ffi_rt_0_1_slots_x1
    .type ffi_rt_0_1_slots_x1, %object
ffi_rt_0_1_slots_x1:
    .zero 26208
    .size ffi_rt_0_1_slots_x1, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x2,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x2
    .hidden ffi_rt_0_1_thunks_x2
    .type ffi_rt_0_1_thunks_x2, %function
ffi_rt_0_1_thunks_x2:
    .cfi_startproc
    .set ffi_rt_number_x2, 0
    .rept 819
    .inst 0xd503245f
    adrp x2, ffi_rt_0_1_slots_x2 + 32*ffi_rt_number_x2
    add x2, x2, :lo12:(ffi_rt_0_1_slots_x2 + 32*ffi_rt_number_x2)
    .inst 0xf9400050
    .inst 0xd61f0200
    .set ffi_rt_number_x2, ffi_rt_number_x2 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x2, . - ffi_rt_0_1_thunks_x2
    .section .bss.ffi_rt_0_1_slots_x2,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x2
    .hidden ffi_rt_0_1_slots_x2
    .type ffi_rt_0_1_slots_x2, %object
ffi_rt_0_1_slots_x2:
    .zero 26208
    .size ffi_rt_0_1_slots_x2, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x3,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x3
    .hidden ffi_rt_0_1_thunks_x3
    .type ffi_rt_0_1_thunks_x3, %function
ffi_rt_0_1_thunks_x3:
    .cfi_startproc
    .set ffi_rt_number_x3, 0
    .rept 819
    .inst 0xd503245f
    adrp x3, ffi_rt_0_1_slots_x3 + 32*ffi_rt_number_x3
    add x3, x3, :lo12:(ffi_rt_0_1_slots_x3 + 32*ffi_rt_number_x3)
    .inst 0xf9400070
    .inst 0xd61f0200
    .set ffi_rt_number_x3, ffi_rt_number_x3 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x3, . - ffi_rt_0_1_thunks_x3
    .section .bss.ffi_rt_0_1_slots_x3,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x3
    .hidden ffi_rt_0_1_slots_x3
    .type ffi_rt_0_1_slots_x3, %object
ffi_rt_0_1_slots_x3:
    .zero 26208
    .size ffi_rt_0_1_slots_x3, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x4,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x4
    .hidden ffi_rt_0_1_thunks_x4
    .type ffi_rt_0_1_thunks_x4, %function
ffi_rt_0_1_thunks_x4:
    .cfi_startproc
    .set ffi_rt_number_x4, 0
    .rept 819
    .inst 0xd503245f
    adrp x4, ffi_rt_0_1_slots_x4 + 32*ffi_rt_number_x4
    add x4, x4, :lo12:(ffi_rt_0_1_slots_x4 + 32*ffi_rt_number_x4)
    .inst 0xf9400090
    .inst 0xd61f0200
    .set ffi_rt_number_x4, ffi_rt_number_x4 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x4, . - ffi_rt_0_1_thunks_x4
    .section .bss.ffi_rt_0_1_slots_x4,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x4
    .hidden ffi_rt_0_1_slots_x4
    .type ffi_rt_0_1_slots_x4, %object
ffi_rt_0_1_slots_x4:
    .zero 26208
    .size ffi_rt_0_1_slots_x4, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x5,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x5
    .hidden ffi_rt_0_1_thunks_x5
    .type ffi_rt_0_1_thunks_x5, %function
ffi_rt_0_1_thunks_x5:
    .cfi_startproc
    .set ffi_rt_number_x5, 0
    .rept 819
    .inst 0xd503245f
    adrp x5, ffi_rt_0_1_slots_x5 + 32*ffi_rt_number_x5
    add x5, x5, :lo12:(ffi_rt_0_1_slots_x5 + 32*ffi_rt_number_x5)
    .inst 0xf94000b0
    .inst 0xd61f0200
    .set ffi_rt_number_x5, ffi_rt_number_x5 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x5, . - ffi_rt_0_1_thunks_x5
    .section .bss.ffi_rt_0_1_slots_x5,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x5
    .hidden ffi_rt_0_1_slots_x5
    .type ffi_rt_0_1_slots_x5, %object
ffi_rt_0_1_slots_x5:
    .zero 26208
    .size ffi_rt_0_1_slots_x5, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x6,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x6
    .hidden ffi_rt_0_1_thunks_x6
    .type ffi_rt_0_1_thunks_x6, %function
ffi_rt_0_1_thunks_x6:
    .cfi_startproc
    .set ffi_rt_number_x6, 0
    .rept 819
    .inst 0xd503245f
    adrp x6, ffi_rt_0_1_slots_x6 + 32*ffi_rt_number_x6
    add x6, x6, :lo12:(ffi_rt_0_1_slots_x6 + 32*ffi_rt_number_x6)
    .inst 0xf94000d0
    .inst 0xd61f0200
    .set ffi_rt_number_x6, ffi_rt_number_x6 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x6, . - ffi_rt_0_1_thunks_x6
    .section .bss.ffi_rt_0_1_slots_x6,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x6
    .hidden ffi_rt_0_1_slots_x6
    .type ffi_rt_0_1_slots_x6, %object
ffi_rt_0_1_slots_x6:
    .zero 26208
    .size ffi_rt_0_1_slots_x6, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x7,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x7
    .hidden ffi_rt_0_1_thunks_x7
    .type ffi_rt_0_1_thunks_x7, %function
ffi_rt_0_1_thunks_x7:
    .cfi_startproc
    .set ffi_rt_number_x7, 0
    .rept 819
    .inst 0xd503245f
    adrp x7, ffi_rt_0_1_slots_x7 + 32*ffi_rt_number_x7
    add x7, x7, :lo12:(ffi_rt_0_1_slots_x7 + 32*ffi_rt_number_x7)
    .inst 0xf94000f0
    .inst 0xd61f0200
    .set ffi_rt_number_x7, ffi_rt_number_x7 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x7, . - ffi_rt_0_1_thunks_x7
    .section .bss.ffi_rt_0_1_slots_x7,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x7
    .hidden ffi_rt_0_1_slots_x7
    .type ffi_rt_0_1_slots_x7, %object
ffi_rt_0_1_slots_x7:
    .zero 26208
    .size ffi_rt_0_1_slots_x7, 26208
    .text

    .section .text.ffi_rt_0_1_thunks_x9,"ax",%progbits
    .p2align 16
    .globl ffi_rt_0_1_thunks_x9
    .hidden ffi_rt_0_1_thunks_x9
    .type ffi_rt_0_1_thunks_x9, %function
ffi_rt_0_1_thunks_x9:
    .cfi_startproc
    .set ffi_rt_number_x9, 0
    .rept 819
    .inst 0xd503245f
    adrp x9, ffi_rt_0_1_slots_x9 + 32*ffi_rt_number_x9
    add x9, x9, :lo12:(ffi_rt_0_1_slots_x9 + 32*ffi_rt_number_x9)
    .inst 0xf9400130
    .inst 0xd61f0200
    .set ffi_rt_number_x9, ffi_rt_number_x9 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .size ffi_rt_0_1_thunks_x9, . - ffi_rt_0_1_thunks_x9
    .section .bss.ffi_rt_0_1_slots_x9,"aw",%nobits
    .p2align 16
    .globl ffi_rt_0_1_slots_x9
    .hidden ffi_rt_0_1_slots_x9
    .type ffi_rt_0_1_slots_x9, %object
ffi_rt_0_1_slots_x9:
    .zero 26208
    .size ffi_rt_0_1_slots_x9, 26208
    .text
