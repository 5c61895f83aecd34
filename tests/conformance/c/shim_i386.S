/* i386: calls something and checks what it has to preserve; notes how a callee was entered.
 * Nothing here touches a register that carries an argument or a result: eax carries none on the way in, neither do ebx, esi, edi, ebp. */
    .intel_syntax noprefix
    .text

#define RESTORE(reg, at) mov reg, [saved + at]
#define SAVE(reg, at) mov [saved + at], reg
#define SENTINEL(reg, at) mov reg, [sentinels + at]
#define CHECK(reg, at, bit) cmp reg, [sentinels + at]; je 1f; or dword ptr [shim_bad], bit; 1:

    .globl shim_downcall
    .type shim_downcall, @function
shim_downcall:
    mov dword ptr [popped], 0         /* what the trampoline is called with is its caller's to remove */
    jmp 1f
    .size shim_downcall, . - shim_downcall

    .globl shim_call
    .type shim_call, @function
shim_call:
    mov eax, [shim_pops]
    mov [popped], eax
1:  pop dword ptr [return_address]    /* the call below puts another in its place: stack arguments stay where they are */
    SAVE(ebx, 0)
    SAVE(ebp, 4)
    SAVE(esi, 8)
    SAVE(edi, 12)
    mov eax, esp
    add eax, [popped]
    SAVE(eax, 16)
    stmxcsr [saved + 20]
    fnstcw [saved + 28]
    SENTINEL(ebx, 0)
    SENTINEL(ebp, 4)
    SENTINEL(esi, 8)
    SENTINEL(edi, 12)
    mov eax, [shim_context]
    call [shim_target]
    mov [shim_return], eax
    CHECK(ebx, 0, 1)
    CHECK(ebp, 4, 2)
    CHECK(esi, 8, 4)
    CHECK(edi, 12, 8)
    cmp esp, [saved + 16]
    je 1f
    or dword ptr [shim_bad], 64
1:  RESTORE(esp, 16)
    stmxcsr [saved + 24]
    mov ecx, [saved + 24]
    xor ecx, [saved + 20]
    test ecx, 0xffc0                  /* control bits; the status bits are free */
    jz 1f
    or dword ptr [shim_bad], 128
1:  pushfd
    pop ecx
    test ecx, 0x400                   /* the direction flag is clear on return */
    jz 1f
    or dword ptr [shim_bad], 256
    cld
1:  fnstcw [saved + 30]
    mov cx, [saved + 30]
    cmp cx, [saved + 28]
    je 1f
    or dword ptr [shim_bad], 512
1:  fnstsw [shim_x87]
    RESTORE(ebx, 0)
    RESTORE(ebp, 4)
    RESTORE(esi, 8)
    RESTORE(edi, 12)
    push dword ptr [return_address]
    ret
    .size shim_call, . - shim_call

    .globl shim_callee
    .type shim_callee, @function
shim_callee:
    lea eax, [esp + 4]
    mov [shim_entry_sp], eax
    mov eax, [sentinels + 16]
    jmp [shim_next]
    .size shim_callee, . - shim_callee

    .globl shim_trash
    .type shim_trash, @function
shim_trash:
    mov eax, [sentinels + 20]
    mov ecx, eax
    mov edx, eax
    movd xmm0, eax
    pshufd xmm0, xmm0, 0
    .irp n, 1, 2, 3, 4, 5, 6, 7
    movaps xmm\n, xmm0
    .endr
    ret
    .size shim_trash, . - shim_trash

    .section .rodata
    .balign 4
sentinels:
    .long 0x8b100001, 0x8b200002, 0x8b300003, 0x8b400004, 0x8b500005, 0x8b600006

    .local saved
    .comm saved, 32, 8
    .local return_address
    .comm return_address, 4, 4
    .local popped
    .comm popped, 4, 4

    .section .note.GNU-stack, "", @progbits
