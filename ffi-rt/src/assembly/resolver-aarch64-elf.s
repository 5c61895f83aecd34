/* The resolver of lazily bound imports. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .section .text.ffi1_resolver, "axG", @progbits, ffi1_resolver, comdat
    .weak ffi1_resolver
    .hidden ffi1_resolver
    .type ffi1_resolver, @function
    .p2align 4
ffi1_resolver:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xb2, 0xa9 /* push x29, x30, 224 bytes */
    .cfi_def_cfa_offset 224
    .cfi_offset 29, -224
    .cfi_offset 30, -216
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xe0, 0x07, 0x01, 0xa9 /* store 8 [sp + 16], x0, x1 */
    .byte 0xe2, 0x0f, 0x02, 0xa9 /* store 8 [sp + 32], x2, x3 */
    .byte 0xe4, 0x17, 0x03, 0xa9 /* store 8 [sp + 48], x4, x5 */
    .byte 0xe6, 0x1f, 0x04, 0xa9 /* store 8 [sp + 64], x6, x7 */
    .byte 0xe8, 0x2b, 0x00, 0xf9 /* store 8 [sp + 80], x8 */
    .byte 0xe0, 0x07, 0x03, 0xad /* store 16 [sp + 96], v0, v1 */
    .byte 0xe2, 0x0f, 0x04, 0xad /* store 16 [sp + 128], v2, v3 */
    .byte 0xe4, 0x17, 0x05, 0xad /* store 16 [sp + 160], v4, v5 */
    .byte 0xe6, 0x1f, 0x06, 0xad /* store 16 [sp + 192], v6, v7 */
    .byte 0xe0, 0x03, 0x09, 0xaa /* x0 = x9, 8 bytes */
    .byte 0x30, 0x05, 0x40, 0xf9 /* x16 = load 8 [x9 + 8] */
    .byte 0x10, 0x02, 0x40, 0xf9 /* x16 = load 8 [x16] */
    .byte 0x00, 0x02, 0x3f, 0xd6 /* call x16 */
    .byte 0xf0, 0x03, 0x00, 0xaa /* x16 = x0, 8 bytes */
    .byte 0xe0, 0x07, 0x41, 0xa9 /* x0, x1 = load 8 [sp + 16] */
    .byte 0xe2, 0x0f, 0x42, 0xa9 /* x2, x3 = load 8 [sp + 32] */
    .byte 0xe4, 0x17, 0x43, 0xa9 /* x4, x5 = load 8 [sp + 48] */
    .byte 0xe6, 0x1f, 0x44, 0xa9 /* x6, x7 = load 8 [sp + 64] */
    .byte 0xe8, 0x2b, 0x40, 0xf9 /* x8 = load 8 [sp + 80] */
    .byte 0xe0, 0x07, 0x43, 0xad /* v0, v1 = load 16 [sp + 96] */
    .byte 0xe2, 0x0f, 0x44, 0xad /* v2, v3 = load 16 [sp + 128] */
    .byte 0xe4, 0x17, 0x45, 0xad /* v4, v5 = load 16 [sp + 160] */
    .byte 0xe6, 0x1f, 0x46, 0xad /* v6, v7 = load 16 [sp + 192] */
    .byte 0xfd, 0x7b, 0xce, 0xa8 /* pop x29, x30, 224 bytes */
    .cfi_def_cfa 31, 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0x00, 0x02, 0x1f, 0xd6 /* jump x16 */
    .cfi_endproc
    .size ffi1_resolver, . - ffi1_resolver
    .text
