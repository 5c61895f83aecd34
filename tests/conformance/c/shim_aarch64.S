/* AArch64: calls something and checks what it has to preserve; notes how a callee was entered.
 * Nothing here touches a register that carries an argument or a result: x9 to x17 are free. */
    .text

    .macro address register, symbol
    adrp \register, \symbol
    add \register, \register, :lo12:\symbol
    .endm

    .macro each_pair instruction
    \instruction x19, x20, [x16]
    \instruction x21, x22, [x16, 16]
    \instruction x23, x24, [x16, 32]
    \instruction x25, x26, [x16, 48]
    \instruction x27, x28, [x16, 64]
    \instruction d8, d9, [x16, 80]
    \instruction d10, d11, [x16, 96]
    \instruction d12, d13, [x16, 112]
    \instruction d14, d15, [x16, 128]
    .endm

    .macro check register, bit
    ldr x10, [x16], 8
    cmp \register, x10
    cset x11, ne
    orr x17, x17, x11, lsl \bit
    .endm

    .macro check_vector register, bit
    fmov x12, \register
    check x12, \bit
    .endm

    .globl shim_downcall
    .type shim_downcall, %function
shim_downcall:                        /* no register but those of the arguments is read */
    .globl shim_call
    .type shim_call, %function
shim_call:
    address x16, saved
    each_pair stp
    stp x29, x30, [x16, 144]
    mov x17, sp
    mrs x10, fpcr
    stp x17, x10, [x16, 160]
    address x16, sentinels
    each_pair ldp
    ldr x29, [x16, 144]
    address x9, shim_context
    ldr x9, [x9]
    address x16, shim_target
    ldr x16, [x16]
    ldr x10, =0x8ccccccc0000000c
    mov x11, x10
    mov x12, x10
    mov x13, x10
    mov x14, x10
    mov x15, x10
    blr x16
    address x16, shim_return
    str x0, [x16]
    address x16, sentinels
    mov x17, 0
    check x19, 0
    check x20, 1
    check x21, 2
    check x22, 3
    check x23, 4
    check x24, 5
    check x25, 6
    check x26, 7
    check x27, 8
    check x28, 9
    check_vector d8, 10
    check_vector d9, 11
    check_vector d10, 12
    check_vector d11, 13
    check_vector d12, 14
    check_vector d13, 15
    check_vector d14, 16
    check_vector d15, 17
    check x29, 18
    address x16, saved
    ldp x10, x12, [x16, 160]
    mov x11, sp
    cmp x10, x11
    cset x11, ne
    orr x17, x17, x11, lsl 19
    mov sp, x10
    mrs x10, fpcr
    cmp x10, x12
    cset x11, ne
    orr x17, x17, x11, lsl 20
    address x10, shim_bad
    ldr x11, [x10]
    orr x11, x11, x17
    str x11, [x10]
    each_pair ldp
    ldp x29, x30, [x16, 144]
    ret
    .size shim_call, . - shim_call

    .globl shim_callee
    .type shim_callee, %function
shim_callee:
    mov x17, sp
    address x16, shim_entry_sp
    str x17, [x16]
    ldr x9, =0x8ddddddd0000000d
    mov x10, x9
    mov x11, x9
    mov x12, x9
    mov x13, x9
    mov x14, x9
    mov x15, x9
    mov x17, x9
    address x16, shim_next
    ldr x16, [x16]
    br x16
    .size shim_callee, . - shim_callee

    /* What compilers of Windows call before a large frame: this system's stack grows by itself. */
    .globl __chkstk
    .type __chkstk, %function
__chkstk:
    ret
    .size __chkstk, . - __chkstk

    .globl shim_trash
    .type shim_trash, %function
shim_trash:
    ldr x0, =0x8eeeeeee0000000e
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    mov x\n, x0
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
    dup v\n\().2d, x0
    .endr
    ret
    .size shim_trash, . - shim_trash
    .ltorg

    .section .rodata
    .balign 8
sentinels:
    .quad 0x8b1b1b1b00000001, 0x8b2b2b2b00000002, 0x8b3b3b3b00000003, 0x8b4b4b4b00000004, 0x8b5b5b5b00000005
    .quad 0x8b6b6b6b00000006, 0x8b7b7b7b00000007, 0x8b8b8b8b00000008, 0x8b9b9b9b00000009, 0x8babababa000000a
    .quad 0x0b1b1b1b00000011, 0x0b2b2b2b00000012, 0x0b3b3b3b00000013, 0x0b4b4b4b00000014, 0x0b5b5b5b00000015
    .quad 0x0b6b6b6b00000016, 0x0b7b7b7b00000017, 0x0b8b8b8b00000018, 0x8bcbcbcb00000019

    .local saved
    .comm saved, 176, 16

    .section .note.GNU-stack, "", %progbits
