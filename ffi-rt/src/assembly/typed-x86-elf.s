/* From the thunks of closures to typed functions. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .section .text.ffi_rt_0_1_typed_cdecl, "axG", @progbits, ffi_rt_0_1_typed_cdecl, comdat
    .weak ffi_rt_0_1_typed_cdecl
    .hidden ffi_rt_0_1_typed_cdecl
    .type ffi_rt_0_1_typed_cdecl, @function
    .p2align 4
ffi_rt_0_1_typed_cdecl:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x83, 0xec, 0x08 /* stack -8 */
    .cfi_def_cfa_offset 12
    .byte 0x50 /* push eax */
    .cfi_def_cfa_offset 16
    .byte 0xff, 0x50, 0x14 /* call [eax + 20] */
    .byte 0x83, 0xc4, 0x0c /* stack +12 */
    .cfi_def_cfa_offset 4
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi_rt_0_1_typed_cdecl, . - ffi_rt_0_1_typed_cdecl
    .section .text.ffi_rt_0_1_typed_stdcall, "axG", @progbits, ffi_rt_0_1_typed_stdcall, comdat
    .weak ffi_rt_0_1_typed_stdcall
    .hidden ffi_rt_0_1_typed_stdcall
    .type ffi_rt_0_1_typed_stdcall, @function
    .p2align 4
ffi_rt_0_1_typed_stdcall:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x89, 0xc1 /* ecx = eax, 4 bytes */
    .byte 0xff, 0x61, 0x14 /* jump [ecx + 20] */
    .cfi_endproc
    .size ffi_rt_0_1_typed_stdcall, . - ffi_rt_0_1_typed_stdcall
    .text
