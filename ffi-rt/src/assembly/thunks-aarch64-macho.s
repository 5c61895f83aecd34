/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x0
    .private_extern _ffi_rt_0_1_thunks_x0
_ffi_rt_0_1_thunks_x0:
    .cfi_startproc
    .set ffi_rt_number_x0, 0
    .rept 819
    .inst 0xd503245f
    adrp x0, (_ffi_rt_0_1_slots_x0 + 32*ffi_rt_number_x0)@PAGE
    add x0, x0, (_ffi_rt_0_1_slots_x0 + 32*ffi_rt_number_x0)@PAGEOFF
    .inst 0xf9400010
    .inst 0xd61f0200
    .set ffi_rt_number_x0, ffi_rt_number_x0 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x0
    .private_extern _ffi_rt_0_1_slots_x0
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x0,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x1
    .private_extern _ffi_rt_0_1_thunks_x1
_ffi_rt_0_1_thunks_x1:
    .cfi_startproc
    .set ffi_rt_number_x1, 0
    .rept 819
    .inst 0xd503245f
    adrp x1, (_ffi_rt_0_1_slots_x1 + 32*ffi_rt_number_x1)@PAGE
    add x1, x1, (_ffi_rt_0_1_slots_x1 + 32*ffi_rt_number_x1)@PAGEOFF
    .inst 0xf9400030
    .inst 0xd61f0200
    .set ffi_rt_number_x1, ffi_rt_number_x1 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x1
    .private_extern _ffi_rt_0_1_slots_x1
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x1,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x2
    .private_extern _ffi_rt_0_1_thunks_x2
_ffi_rt_0_1_thunks_x2:
    .cfi_startproc
    .set ffi_rt_number_x2, 0
    .rept 819
    .inst 0xd503245f
    adrp x2, (_ffi_rt_0_1_slots_x2 + 32*ffi_rt_number_x2)@PAGE
    add x2, x2, (_ffi_rt_0_1_slots_x2 + 32*ffi_rt_number_x2)@PAGEOFF
    .inst 0xf9400050
    .inst 0xd61f0200
    .set ffi_rt_number_x2, ffi_rt_number_x2 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x2
    .private_extern _ffi_rt_0_1_slots_x2
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x2,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x3
    .private_extern _ffi_rt_0_1_thunks_x3
_ffi_rt_0_1_thunks_x3:
    .cfi_startproc
    .set ffi_rt_number_x3, 0
    .rept 819
    .inst 0xd503245f
    adrp x3, (_ffi_rt_0_1_slots_x3 + 32*ffi_rt_number_x3)@PAGE
    add x3, x3, (_ffi_rt_0_1_slots_x3 + 32*ffi_rt_number_x3)@PAGEOFF
    .inst 0xf9400070
    .inst 0xd61f0200
    .set ffi_rt_number_x3, ffi_rt_number_x3 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x3
    .private_extern _ffi_rt_0_1_slots_x3
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x3,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x4
    .private_extern _ffi_rt_0_1_thunks_x4
_ffi_rt_0_1_thunks_x4:
    .cfi_startproc
    .set ffi_rt_number_x4, 0
    .rept 819
    .inst 0xd503245f
    adrp x4, (_ffi_rt_0_1_slots_x4 + 32*ffi_rt_number_x4)@PAGE
    add x4, x4, (_ffi_rt_0_1_slots_x4 + 32*ffi_rt_number_x4)@PAGEOFF
    .inst 0xf9400090
    .inst 0xd61f0200
    .set ffi_rt_number_x4, ffi_rt_number_x4 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x4
    .private_extern _ffi_rt_0_1_slots_x4
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x4,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x5
    .private_extern _ffi_rt_0_1_thunks_x5
_ffi_rt_0_1_thunks_x5:
    .cfi_startproc
    .set ffi_rt_number_x5, 0
    .rept 819
    .inst 0xd503245f
    adrp x5, (_ffi_rt_0_1_slots_x5 + 32*ffi_rt_number_x5)@PAGE
    add x5, x5, (_ffi_rt_0_1_slots_x5 + 32*ffi_rt_number_x5)@PAGEOFF
    .inst 0xf94000b0
    .inst 0xd61f0200
    .set ffi_rt_number_x5, ffi_rt_number_x5 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x5
    .private_extern _ffi_rt_0_1_slots_x5
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x5,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x6
    .private_extern _ffi_rt_0_1_thunks_x6
_ffi_rt_0_1_thunks_x6:
    .cfi_startproc
    .set ffi_rt_number_x6, 0
    .rept 819
    .inst 0xd503245f
    adrp x6, (_ffi_rt_0_1_slots_x6 + 32*ffi_rt_number_x6)@PAGE
    add x6, x6, (_ffi_rt_0_1_slots_x6 + 32*ffi_rt_number_x6)@PAGEOFF
    .inst 0xf94000d0
    .inst 0xd61f0200
    .set ffi_rt_number_x6, ffi_rt_number_x6 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x6
    .private_extern _ffi_rt_0_1_slots_x6
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x6,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x7
    .private_extern _ffi_rt_0_1_thunks_x7
_ffi_rt_0_1_thunks_x7:
    .cfi_startproc
    .set ffi_rt_number_x7, 0
    .rept 819
    .inst 0xd503245f
    adrp x7, (_ffi_rt_0_1_slots_x7 + 32*ffi_rt_number_x7)@PAGE
    add x7, x7, (_ffi_rt_0_1_slots_x7 + 32*ffi_rt_number_x7)@PAGEOFF
    .inst 0xf94000f0
    .inst 0xd61f0200
    .set ffi_rt_number_x7, ffi_rt_number_x7 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x7
    .private_extern _ffi_rt_0_1_slots_x7
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x7,26208,16
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 16
    .globl _ffi_rt_0_1_thunks_x9
    .private_extern _ffi_rt_0_1_thunks_x9
_ffi_rt_0_1_thunks_x9:
    .cfi_startproc
    .set ffi_rt_number_x9, 0
    .rept 819
    .inst 0xd503245f
    adrp x9, (_ffi_rt_0_1_slots_x9 + 32*ffi_rt_number_x9)@PAGE
    add x9, x9, (_ffi_rt_0_1_slots_x9 + 32*ffi_rt_number_x9)@PAGEOFF
    .inst 0xf9400130
    .inst 0xd61f0200
    .set ffi_rt_number_x9, ffi_rt_number_x9 + 1
    .endr
    .fill 4, 1, 0
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_x9
    .private_extern _ffi_rt_0_1_slots_x9
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_x9,26208,16
    .text
