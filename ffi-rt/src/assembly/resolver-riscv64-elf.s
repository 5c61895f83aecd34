/* The resolver of lazily bound imports. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .section .text.ffi1_resolver, "axG", @progbits, ffi1_resolver, comdat
    .weak ffi1_resolver
    .hidden ffi1_resolver
    .type ffi1_resolver, @function
    .p2align 4
ffi1_resolver:
    .cfi_startproc
    .byte 0x75, 0x71 /* stack -144 */
    .cfi_def_cfa_offset 144
    .byte 0x06, 0xe5 /* store 8 [x2 + 136], x1 */
    .cfi_offset 1, -8
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x32, 0xe8 /* store 8 [x2 + 16], x12 */
    .byte 0x36, 0xec /* store 8 [x2 + 24], x13 */
    .byte 0x3a, 0xf0 /* store 8 [x2 + 32], x14 */
    .byte 0x3e, 0xf4 /* store 8 [x2 + 40], x15 */
    .byte 0x42, 0xf8 /* store 8 [x2 + 48], x16 */
    .byte 0x46, 0xfc /* store 8 [x2 + 56], x17 */
    .byte 0xaa, 0xa0 /* store 8 [x2 + 64], f10 */
    .byte 0xae, 0xa4 /* store 8 [x2 + 72], f11 */
    .byte 0xb2, 0xa8 /* store 8 [x2 + 80], f12 */
    .byte 0xb6, 0xac /* store 8 [x2 + 88], f13 */
    .byte 0xba, 0xb0 /* store 8 [x2 + 96], f14 */
    .byte 0xbe, 0xb4 /* store 8 [x2 + 104], f15 */
    .byte 0xc2, 0xb8 /* store 8 [x2 + 112], f16 */
    .byte 0xc6, 0xbc /* store 8 [x2 + 120], f17 */
    .byte 0x1a, 0x85 /* x10 = x6, 8 bytes */
    .byte 0x03, 0x3e, 0x83, 0x00 /* x28 = load 8 [x6 + 8] */
    .byte 0x03, 0x3e, 0x0e, 0x00 /* x28 = load 8 [x28] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x2a, 0x8e /* x28 = x10, 8 bytes */
    .byte 0x02, 0x65 /* x10 = load 8 [x2] */
    .byte 0xa2, 0x65 /* x11 = load 8 [x2 + 8] */
    .byte 0x42, 0x66 /* x12 = load 8 [x2 + 16] */
    .byte 0xe2, 0x66 /* x13 = load 8 [x2 + 24] */
    .byte 0x02, 0x77 /* x14 = load 8 [x2 + 32] */
    .byte 0xa2, 0x77 /* x15 = load 8 [x2 + 40] */
    .byte 0x42, 0x78 /* x16 = load 8 [x2 + 48] */
    .byte 0xe2, 0x78 /* x17 = load 8 [x2 + 56] */
    .byte 0x06, 0x25 /* f10 = load 8 [x2 + 64] */
    .byte 0xa6, 0x25 /* f11 = load 8 [x2 + 72] */
    .byte 0x46, 0x26 /* f12 = load 8 [x2 + 80] */
    .byte 0xe6, 0x26 /* f13 = load 8 [x2 + 88] */
    .byte 0x06, 0x37 /* f14 = load 8 [x2 + 96] */
    .byte 0xa6, 0x37 /* f15 = load 8 [x2 + 104] */
    .byte 0x46, 0x38 /* f16 = load 8 [x2 + 112] */
    .byte 0xe6, 0x38 /* f17 = load 8 [x2 + 120] */
    .byte 0xaa, 0x60 /* x1 = load 8 [x2 + 136] */
    .cfi_restore 1
    .byte 0x49, 0x61 /* stack +144 */
    .cfi_def_cfa_offset 0
    .byte 0x02, 0x8e /* jump x28 */
    .cfi_endproc
    .size ffi1_resolver, . - ffi1_resolver
    .text
