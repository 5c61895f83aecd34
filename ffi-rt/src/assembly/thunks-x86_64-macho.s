/* The thunks of closures. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 12
    .globl _ffi_rt_0_1_thunks_rdi
    .private_extern _ffi_rt_0_1_thunks_rdi
_ffi_rt_0_1_thunks_rdi:
    .cfi_startproc
    .set ffi_rt_number_rdi, 0
    .rept 256
    .byte 0x48, 0x8d, 0x3d
    .long _ffi_rt_0_1_slots_rdi + 32*ffi_rt_number_rdi - . -4
    .byte 0xff, 0x27
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rdi, ffi_rt_number_rdi + 1
    .endr
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_rdi
    .private_extern _ffi_rt_0_1_slots_rdi
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_rdi,8192,12
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 12
    .globl _ffi_rt_0_1_thunks_rsi
    .private_extern _ffi_rt_0_1_thunks_rsi
_ffi_rt_0_1_thunks_rsi:
    .cfi_startproc
    .set ffi_rt_number_rsi, 0
    .rept 256
    .byte 0x48, 0x8d, 0x35
    .long _ffi_rt_0_1_slots_rsi + 32*ffi_rt_number_rsi - . -4
    .byte 0xff, 0x26
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rsi, ffi_rt_number_rsi + 1
    .endr
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_rsi
    .private_extern _ffi_rt_0_1_slots_rsi
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_rsi,8192,12
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 12
    .globl _ffi_rt_0_1_thunks_rdx
    .private_extern _ffi_rt_0_1_thunks_rdx
_ffi_rt_0_1_thunks_rdx:
    .cfi_startproc
    .set ffi_rt_number_rdx, 0
    .rept 256
    .byte 0x48, 0x8d, 0x15
    .long _ffi_rt_0_1_slots_rdx + 32*ffi_rt_number_rdx - . -4
    .byte 0xff, 0x22
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rdx, ffi_rt_number_rdx + 1
    .endr
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_rdx
    .private_extern _ffi_rt_0_1_slots_rdx
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_rdx,8192,12
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 12
    .globl _ffi_rt_0_1_thunks_rcx
    .private_extern _ffi_rt_0_1_thunks_rcx
_ffi_rt_0_1_thunks_rcx:
    .cfi_startproc
    .set ffi_rt_number_rcx, 0
    .rept 256
    .byte 0x48, 0x8d, 0x0d
    .long _ffi_rt_0_1_slots_rcx + 32*ffi_rt_number_rcx - . -4
    .byte 0xff, 0x21
    .fill 7, 1, 0xcc
    .set ffi_rt_number_rcx, ffi_rt_number_rcx + 1
    .endr
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_rcx
    .private_extern _ffi_rt_0_1_slots_rcx
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_rcx,8192,12
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 12
    .globl _ffi_rt_0_1_thunks_r8
    .private_extern _ffi_rt_0_1_thunks_r8
_ffi_rt_0_1_thunks_r8:
    .cfi_startproc
    .set ffi_rt_number_r8, 0
    .rept 256
    .byte 0x4c, 0x8d, 0x05
    .long _ffi_rt_0_1_slots_r8 + 32*ffi_rt_number_r8 - . -4
    .byte 0x41, 0xff, 0x20
    .fill 6, 1, 0xcc
    .set ffi_rt_number_r8, ffi_rt_number_r8 + 1
    .endr
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_r8
    .private_extern _ffi_rt_0_1_slots_r8
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_r8,8192,12
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 12
    .globl _ffi_rt_0_1_thunks_r9
    .private_extern _ffi_rt_0_1_thunks_r9
_ffi_rt_0_1_thunks_r9:
    .cfi_startproc
    .set ffi_rt_number_r9, 0
    .rept 256
    .byte 0x4c, 0x8d, 0x0d
    .long _ffi_rt_0_1_slots_r9 + 32*ffi_rt_number_r9 - . -4
    .byte 0x41, 0xff, 0x21
    .fill 6, 1, 0xcc
    .set ffi_rt_number_r9, ffi_rt_number_r9 + 1
    .endr
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_r9
    .private_extern _ffi_rt_0_1_slots_r9
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_r9,8192,12
    .text

    .section __TEXT,__text,regular,pure_instructions
    .p2align 12
    .globl _ffi_rt_0_1_thunks_r10
    .private_extern _ffi_rt_0_1_thunks_r10
_ffi_rt_0_1_thunks_r10:
    .cfi_startproc
    .set ffi_rt_number_r10, 0
    .rept 256
    .byte 0x4c, 0x8d, 0x15
    .long _ffi_rt_0_1_slots_r10 + 32*ffi_rt_number_r10 - . -4
    .byte 0x41, 0xff, 0x22
    .fill 6, 1, 0xcc
    .set ffi_rt_number_r10, ffi_rt_number_r10 + 1
    .endr
    .cfi_endproc
    .globl _ffi_rt_0_1_slots_r10
    .private_extern _ffi_rt_0_1_slots_r10
    .zerofill __DATA,__bss,_ffi_rt_0_1_slots_r10,8192,12
    .text
