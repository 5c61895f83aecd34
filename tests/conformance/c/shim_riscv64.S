/* RISC-V 64: calls something and checks what it has to preserve; notes how a callee was entered.
 * Nothing here touches a register that carries an argument or a result: t0 to t6 are free. */
    .text

    .macro each instruction, float_instruction
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    \instruction s\n, 8 * \n(t0)
    \float_instruction fs\n, 96 + 8 * \n(t0)
    .endr
    .endm

    /* Sets a bit in t6 if t1 is not what is at the next place. */
    .macro check bit
    ld t2, 0(t0)
    addi t0, t0, 8
    xor t2, t2, t1
    snez t2, t2
    slli t2, t2, \bit
    or t6, t6, t2
    .endm

    .globl shim_downcall
    .type shim_downcall, @function
    .globl shim_call
    .type shim_call, @function
shim_downcall:
shim_call:
    la t0, saved
    each sd, fsd
    sd ra, 192(t0)
    sd sp, 200(t0)
    frcsr t1
    sd t1, 208(t0)
    sd tp, 216(t0)
    sd gp, 224(t0)
    la t0, sentinels
    each ld, fld
    ld t2, shim_context
    ld t1, shim_target
    li t0, 0x8ccccccc0000000c
    mv t3, t0
    mv t4, t0
    mv t5, t0
    mv t6, t0
    jalr t1
    sd a0, shim_return, t0
    la t0, sentinels
    li t6, 0
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    mv t1, s\n
    check \n
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    fmv.x.d t1, fs\n
    check 12 + \n
    .endr
    la t0, saved
    addi t0, t0, 200
    mv t1, sp
    check 24
    /* The rounding mode; the flags above it are free. */
    frcsr t1
    ld t2, 0(t0)
    addi t0, t0, 8
    xor t1, t1, t2
    srli t1, t1, 5
    snez t1, t1
    slli t1, t1, 25
    or t6, t6, t1
    mv t1, tp
    check 26
    mv t1, gp
    check 27
    ld t1, shim_bad
    or t1, t1, t6
    sd t1, shim_bad, t0
    la t0, saved
    each ld, fld
    ld ra, 192(t0)
    ld sp, 200(t0)
    ret
    .size shim_call, . - shim_call

    .globl shim_callee
    .type shim_callee, @function
shim_callee:
    sd sp, shim_entry_sp, t0
    ld t1, shim_next
    li t0, 0x8ddddddd0000000d
    mv t2, t0
    mv t3, t0
    mv t4, t0
    mv t5, t0
    mv t6, t0
    jr t1
    .size shim_callee, . - shim_callee

    .globl shim_trash
    .type shim_trash, @function
shim_trash:
    li a0, 0x8eeeeeee0000000e
    .irp n, 1, 2, 3, 4, 5, 6, 7
    mv a\n, a0
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6
    mv t\n, a0
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7
    fmv.d.x fa\n, a0
    .endr
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    fmv.d.x ft\n, a0
    .endr
    ret
    .size shim_trash, . - shim_trash

    .section .rodata
    .balign 8
sentinels:
    .quad 0x8b1b1b1b00000001, 0x8b2b2b2b00000002, 0x8b3b3b3b00000003, 0x8b4b4b4b00000004, 0x8b5b5b5b00000005
    .quad 0x8b6b6b6b00000006, 0x8b7b7b7b00000007, 0x8b8b8b8b00000008, 0x8b9b9b9b00000009, 0x8bababab0000000a
    .quad 0x8bbbbbbb0000000b, 0x8bcbcbcb0000000c
    .quad 0x0b1b1b1b00000011, 0x0b2b2b2b00000012, 0x0b3b3b3b00000013, 0x0b4b4b4b00000014, 0x0b5b5b5b00000015
    .quad 0x0b6b6b6b00000016, 0x0b7b7b7b00000017, 0x0b8b8b8b00000018, 0x0b9b9b9b00000019, 0x0bababab0000001a
    .quad 0x0bbbbbbb0000001b, 0x0bcbcbcb0000001c

    .local saved
    .comm saved, 232, 16

    .section .note.GNU-stack, "", %progbits
