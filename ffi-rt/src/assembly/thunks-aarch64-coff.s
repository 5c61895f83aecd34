/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section .text$ffi_rt_0_1_thunks_x0,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x0
ffi_rt_0_1_thunks_x0:
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
    .section .bss$ffi_rt_0_1_slots_x0,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x0
ffi_rt_0_1_slots_x0:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x1,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x1
ffi_rt_0_1_thunks_x1:
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
    .section .bss$ffi_rt_0_1_slots_x1,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x1
ffi_rt_0_1_slots_x1:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x2,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x2
ffi_rt_0_1_thunks_x2:
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
    .section .bss$ffi_rt_0_1_slots_x2,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x2
ffi_rt_0_1_slots_x2:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x3,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x3
ffi_rt_0_1_thunks_x3:
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
    .section .bss$ffi_rt_0_1_slots_x3,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x3
ffi_rt_0_1_slots_x3:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x4,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x4
ffi_rt_0_1_thunks_x4:
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
    .section .bss$ffi_rt_0_1_slots_x4,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x4
ffi_rt_0_1_slots_x4:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x5,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x5
ffi_rt_0_1_thunks_x5:
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
    .section .bss$ffi_rt_0_1_slots_x5,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x5
ffi_rt_0_1_slots_x5:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x6,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x6
ffi_rt_0_1_thunks_x6:
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
    .section .bss$ffi_rt_0_1_slots_x6,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x6
ffi_rt_0_1_slots_x6:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x7,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x7
ffi_rt_0_1_thunks_x7:
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
    .section .bss$ffi_rt_0_1_slots_x7,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x7
ffi_rt_0_1_slots_x7:
    .zero 26208
    .text

    .section .text$ffi_rt_0_1_thunks_x9,"xr"
    .p2align 16
    .globl ffi_rt_0_1_thunks_x9
ffi_rt_0_1_thunks_x9:
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
    .section .bss$ffi_rt_0_1_slots_x9,"bw"
    .p2align 16
    .globl ffi_rt_0_1_slots_x9
ffi_rt_0_1_slots_x9:
    .zero 26208
    .text
