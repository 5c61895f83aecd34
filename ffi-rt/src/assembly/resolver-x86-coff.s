/* The resolver of lazily bound imports. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .def _ffi1_resolver
    .scl 2
    .type 32
    .endef
    .section .text$_ffi1_resolver, "xr", discard, _ffi1_resolver
    .globl _ffi1_resolver
    .p2align 4
_ffi1_resolver:
    .byte 0x55 /* push ebp */
    .byte 0x89, 0xe5 /* frame enter */
    .byte 0x51 /* push ecx */
    .byte 0x52 /* push edx */
    .byte 0x83, 0xec, 0x40 /* stack -64 */
    .byte 0x83, 0xe4, 0xf0 /* stack align 16 */
    .byte 0x0f, 0x11, 0x45, 0xe8 /* store 16 [ebp - 24], xmm0 */
    .byte 0x0f, 0x11, 0x4d, 0xd8 /* store 16 [ebp - 40], xmm1 */
    .byte 0x0f, 0x11, 0x55, 0xc8 /* store 16 [ebp - 56], xmm2 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8b, 0x40, 0x04 /* eax = load 4 [eax + 4] */
    .byte 0xff, 0x10 /* call [eax] */
    .byte 0x0f, 0x10, 0x45, 0xe8 /* xmm0 = load 16 [ebp - 24] */
    .byte 0x0f, 0x10, 0x4d, 0xd8 /* xmm1 = load 16 [ebp - 40] */
    .byte 0x0f, 0x10, 0x55, 0xc8 /* xmm2 = load 16 [ebp - 56] */
    .byte 0x8b, 0x4d, 0xfc /* ecx = load 4 [ebp - 4] */
    .byte 0x8b, 0x55, 0xf8 /* edx = load 4 [ebp - 8] */
    .byte 0xc9 /* frame leave */
    .byte 0xff, 0xe0 /* jump eax */
    .text
