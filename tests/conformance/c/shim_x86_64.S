/* x86-64, System V: calls something and checks what it has to preserve; notes how a callee was entered.
 * Nothing here touches a register that carries an argument or a result. */
    .intel_syntax noprefix
    .text

#define RESTORE(reg, at) mov reg, [rip + saved + at]
#define SAVE(reg, at) mov [rip + saved + at], reg
#define SENTINEL(reg, at) mov reg, [rip + sentinels + at]
#define CHECK(reg, at, bit) cmp reg, [rip + sentinels + at]; je 1f; or qword ptr [rip + shim_bad], bit; 1:

    .globl shim_downcall
    .type shim_downcall, @function
shim_downcall:
    xor eax, eax                      /* nothing happens to be in al that the trampoline should have put there */
    jmp shim_call
    .size shim_downcall, . - shim_downcall

    .globl shim_call
    .type shim_call, @function
shim_call:
    pop [rip + return_address]        /* the call below puts another in its place: stack arguments stay where they are */
    SAVE(rbx, 0)
    SAVE(rbp, 8)
    SAVE(r12, 16)
    SAVE(r13, 24)
    SAVE(r14, 32)
    SAVE(r15, 40)
    SAVE(rsp, 48)
    stmxcsr [rip + saved + 56]
    SENTINEL(rbx, 0)
    SENTINEL(rbp, 8)
    SENTINEL(r12, 16)
    SENTINEL(r13, 24)
    SENTINEL(r14, 32)
    SENTINEL(r15, 40)
    mov r11, [rip + sentinels + 48]
    mov r10, [rip + shim_context]
    call [rip + shim_target]
    mov [rip + shim_return], rax
    CHECK(rbx, 0, 1)
    CHECK(rbp, 8, 2)
    CHECK(r12, 16, 4)
    CHECK(r13, 24, 8)
    CHECK(r14, 32, 16)
    CHECK(r15, 40, 32)
    cmp rsp, [rip + saved + 48]
    je 1f
    or qword ptr [rip + shim_bad], 64
1:  RESTORE(rsp, 48)
    stmxcsr [rip + saved + 60]
    mov r11d, [rip + saved + 60]
    xor r11d, [rip + saved + 56]
    test r11d, 0xffc0                 /* control bits; the status bits are free */
    jz 1f
    or qword ptr [rip + shim_bad], 128
1:  pushfq
    pop r11
    test r11d, 0x400                  /* the direction flag is clear on return */
    jz 1f
    or qword ptr [rip + shim_bad], 256
    cld
1:  fnstsw [rip + shim_x87]
    RESTORE(rbx, 0)
    RESTORE(rbp, 8)
    RESTORE(r12, 16)
    RESTORE(r13, 24)
    RESTORE(r14, 32)
    RESTORE(r15, 40)
    push [rip + return_address]
    ret
    .size shim_call, . - shim_call

    .globl shim_callee
    .type shim_callee, @function
shim_callee:
    lea r11, [rsp + 8]
    mov [rip + shim_entry_sp], r11
    mov [rip + shim_entry_count], rax
    mov r11, [rip + sentinels + 56]
    mov r10, r11
    jmp [rip + shim_next]
    .size shim_callee, . - shim_callee

    .globl shim_trash
    .type shim_trash, @function
shim_trash:
    mov rax, [rip + sentinels + 64]
    mov rcx, rax
    mov rdx, rax
    mov rsi, rax
    mov rdi, rax
    mov r8, rax
    mov r9, rax
    mov r10, rax
    mov r11, rax
    movq xmm0, rax
    movlhps xmm0, xmm0
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    movaps xmm\n, xmm0
    .endr
    ret
    .size shim_trash, . - shim_trash

    .section .rodata
    .balign 8
sentinels:
    .quad 0x8b1b1b1b00000001, 0x8b2b2b2b00000002, 0x8b3b3b3b00000003, 0x8b4b4b4b00000004, 0x8b5b5b5b00000005
    .quad 0x8b6b6b6b00000006, 0x8b7b7b7b00000007, 0x8b8b8b8b00000008, 0x8b9b9b9b00000009

    .local saved
    .comm saved, 64, 8
    .local return_address
    .comm return_address, 8, 8

    .section .note.GNU-stack, "", @progbits
