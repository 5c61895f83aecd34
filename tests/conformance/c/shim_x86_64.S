/* x86-64: calls something and checks what it has to preserve; notes how a callee was entered.
 * Nothing here touches a register that carries an argument or a result.
 *
 * The program is one of System V. With MICROSOFT the compiler's side is not: what that calls has to preserve more. */
#ifndef MICROSOFT
#define MICROSOFT 0
#endif
/* A program for Windows is Microsoft's throughout. */
#ifdef _WIN32
#define CALLER 1
#define FUNCTION(name)
#define END(name)
#else
#define CALLER 0
#define FUNCTION(name) .type name, @function
#define END(name) .size name, . - name
#endif
    .intel_syntax noprefix
    .text

#define RESTORE(reg, at) mov reg, [rip + saved + at]
#define SAVE(reg, at) mov [rip + saved + at], reg
#define SENTINEL(reg, at) mov reg, [rip + sentinels + at]
#define CHECK(reg, at, bit) cmp reg, [rip + sentinels + at]; je 1f; or qword ptr [rip + shim_bad], bit; 1:

    .macro call_and_check microsoft
    pop [rip + return_address]        /* the call below puts another in its place: stack arguments stay where they are */
    SAVE(rbx, 0)
    SAVE(rbp, 8)
    SAVE(r12, 16)
    SAVE(r13, 24)
    SAVE(r14, 32)
    SAVE(r15, 40)
    SAVE(rsp, 48)
    stmxcsr [rip + saved + 56]
    .if \microsoft
    SAVE(rdi, 64)
    SAVE(rsi, 72)
    .irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    movups [rip + saved_vectors + 16 * (\n - 6)], xmm\n
    movups xmm\n, [rip + sentinel_vectors + 16 * (\n - 6)]
    .endr
    SENTINEL(rdi, 72)
    SENTINEL(rsi, 80)
    .endif
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
    .if \microsoft
    CHECK(rdi, 72, 512)
    CHECK(rsi, 80, 1024)
    .irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    movups [rip + vector], xmm\n
    mov r11, [rip + vector]
    cmp r11, [rip + sentinel_vectors + 16 * (\n - 6)]
    jne 1f
    mov r11, [rip + vector + 8]
    cmp r11, [rip + sentinel_vectors + 16 * (\n - 6) + 8]
    je 2f
1:  or qword ptr [rip + shim_bad], 2048
2:  movups xmm\n, [rip + saved_vectors + 16 * (\n - 6)]
    .endr
    RESTORE(rdi, 64)
    RESTORE(rsi, 72)
    .endif
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
    .endm

    .globl shim_downcall
    FUNCTION(shim_downcall)
shim_downcall:
    xor eax, eax                      /* nothing happens to be in al that the trampoline should have put there */
    call_and_check CALLER
    END(shim_downcall)

    .globl shim_call
    FUNCTION(shim_call)
shim_call:
    call_and_check MICROSOFT
    END(shim_call)

    .globl shim_callee
    FUNCTION(shim_callee)
shim_callee:
    lea r11, [rsp + 8]
    mov [rip + shim_entry_sp], r11
    mov [rip + shim_entry_count], rax
    mov r11, [rip + sentinels + 56]
    mov r10, r11
    jmp [rip + shim_next]
    END(shim_callee)

    .globl shim_trash
    FUNCTION(shim_trash)
shim_trash:
    mov rax, [rip + sentinels + 64]
    mov rcx, rax
    mov rdx, rax
#ifndef _WIN32
    mov rsi, rax
    mov rdi, rax
#endif
    mov r8, rax
    mov r9, rax
    mov r10, rax
    mov r11, rax
    movq xmm0, rax
    movlhps xmm0, xmm0
#ifdef _WIN32
    .irp n, 1, 2, 3, 4, 5
#else
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
#endif
    movaps xmm\n, xmm0
    .endr
    ret
    END(shim_trash)

#if MICROSOFT && !defined(_WIN32)
    /* What compilers call for large values: by the convention of the code that they make. */
    .globl ms_memcpy
    FUNCTION(ms_memcpy)
ms_memcpy:
    mov rax, rcx
    mov r10, rdi
    mov r11, rsi
    mov rdi, rcx
    mov rsi, rdx
    mov rcx, r8
    rep movsb
    mov rdi, r10
    mov rsi, r11
    ret
    END(ms_memcpy)

    .globl ms_memset
    FUNCTION(ms_memset)
ms_memset:
    mov r11, rcx
    mov r10, rdi
    mov rdi, rcx
    mov eax, edx
    mov rcx, r8
    rep stosb
    mov rdi, r10
    mov rax, r11
    ret
    END(ms_memset)

    /* Microsoft's mark of code that uses floating-point numbers. */
    .globl _fltused
    .set _fltused, 0
#endif

#ifdef _WIN32
    .section .rdata, "dr"
#else
    .section .rodata
#endif
    .balign 8
sentinels:
    .quad 0x8b1b1b1b00000001, 0x8b2b2b2b00000002, 0x8b3b3b3b00000003, 0x8b4b4b4b00000004, 0x8b5b5b5b00000005
    .quad 0x8b6b6b6b00000006, 0x8b7b7b7b00000007, 0x8b8b8b8b00000008, 0x8b9b9b9b00000009
    .quad 0x8babababa000000a, 0x8bbbbbbb0000000b
sentinel_vectors:
    .irp n, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    .quad 0x0c1c1c1c00000010 + \n, 0x0c2c2c2c00000020 + \n
    .endr

    .lcomm saved, 80
    .lcomm saved_vectors, 160
    .lcomm vector, 16
    .lcomm return_address, 8

#ifndef _WIN32
    .section .note.GNU-stack, "", @progbits
#endif
