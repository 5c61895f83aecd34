/* From the thunks of closures to typed functions. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .def _ffi_rt_0_1_typed_cdecl
    .scl 2
    .type 32
    .endef
    .section .text$_ffi_rt_0_1_typed_cdecl, "xr", discard, _ffi_rt_0_1_typed_cdecl
    .globl _ffi_rt_0_1_typed_cdecl
    .p2align 4
_ffi_rt_0_1_typed_cdecl:
    .byte 0x83, 0xec, 0x08 /* stack -8 */
    .byte 0x50 /* push eax */
    .byte 0xff, 0x50, 0x14 /* call [eax + 20] */
    .byte 0x83, 0xc4, 0x0c /* stack +12 */
    .byte 0xc3 /* return */
    .def _ffi_rt_0_1_typed_stdcall
    .scl 2
    .type 32
    .endef
    .section .text$_ffi_rt_0_1_typed_stdcall, "xr", discard, _ffi_rt_0_1_typed_stdcall
    .globl _ffi_rt_0_1_typed_stdcall
    .p2align 4
_ffi_rt_0_1_typed_stdcall:
    .byte 0x89, 0xc1 /* ecx = eax, 4 bytes */
    .byte 0xff, 0x61, 0x14 /* jump [ecx + 20] */
    .text
