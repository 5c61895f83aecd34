/* The routines of universal calls. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .section .text.ffi1_universal_general, "axG", @progbits, ffi1_universal_general, comdat
    .weak ffi1_universal_general
    .hidden ffi1_universal_general
    .type ffi1_universal_general, @function
    .p2align 4
ffi1_universal_general:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x23, 0x30, 0xc4, 0xfe /* store 8 [x8 - 32], x12 */
    .byte 0x03, 0xbe, 0x86, 0x01 /* x28 = load 8 [x13 + 24] */
    .byte 0x85, 0x6e, 0x63, 0xf8, 0xce, 0x01, 0x33, 0x01, 0xd1, 0x41, 0x02, 0xe0, 0x33, 0x0e, 0xde, 0x41 /* stack -x28 */
    .byte 0xcd, 0xbf, 0x33, 0x01, 0xc1, 0x41
    .byte 0x0a, 0x86 /* x12 = x2, 8 bytes */
    .byte 0x03, 0xbe, 0x06, 0x00 /* x28 = load 8 [x13] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x02, 0x65 /* x10 = load 8 [x2] */
    .byte 0xa2, 0x65 /* x11 = load 8 [x2 + 8] */
    .byte 0x42, 0x66 /* x12 = load 8 [x2 + 16] */
    .byte 0xe2, 0x66 /* x13 = load 8 [x2 + 24] */
    .byte 0x02, 0x77 /* x14 = load 8 [x2 + 32] */
    .byte 0xa2, 0x77 /* x15 = load 8 [x2 + 40] */
    .byte 0x42, 0x78 /* x16 = load 8 [x2 + 48] */
    .byte 0xe2, 0x78 /* x17 = load 8 [x2 + 56] */
    .byte 0x21, 0x61 /* stack +64 */
    .byte 0x03, 0x3e, 0x04, 0xfe /* x28 = load 8 [x8 - 32] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x41, 0x11 /* stack -16 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_general, . - ffi1_universal_general
    .section .text.ffi1_universal_general_straight0, "axG", @progbits, ffi1_universal_general_straight0, comdat
    .weak ffi1_universal_general_straight0
    .hidden ffi1_universal_general_straight0
    .type ffi1_universal_general_straight0, @function
    .p2align 4
ffi1_universal_general_straight0:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x41, 0x11 /* stack -16 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight0, . - ffi1_universal_general_straight0
    .section .text.ffi1_universal_general_straight1, "axG", @progbits, ffi1_universal_general_straight1, comdat
    .weak ffi1_universal_general_straight1
    .hidden ffi1_universal_general_straight1
    .type ffi1_universal_general_straight1, @function
    .p2align 4
ffi1_universal_general_straight1:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x08, 0x61 /* x10 = load 8 [x10] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x41, 0x11 /* stack -16 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight1, . - ffi1_universal_general_straight1
    .section .text.ffi1_universal_general_straight2, "axG", @progbits, ffi1_universal_general_straight2, comdat
    .weak ffi1_universal_general_straight2
    .hidden ffi1_universal_general_straight2
    .type ffi1_universal_general_straight2, @function
    .p2align 4
ffi1_universal_general_straight2:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x0c, 0x65 /* x11 = load 8 [x10 + 8] */
    .byte 0x08, 0x61 /* x10 = load 8 [x10] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x41, 0x11 /* stack -16 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight2, . - ffi1_universal_general_straight2
    .section .text.ffi1_universal_general_straight3, "axG", @progbits, ffi1_universal_general_straight3, comdat
    .weak ffi1_universal_general_straight3
    .hidden ffi1_universal_general_straight3
    .type ffi1_universal_general_straight3, @function
    .p2align 4
ffi1_universal_general_straight3:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x0c, 0x65 /* x11 = load 8 [x10 + 8] */
    .byte 0x10, 0x69 /* x12 = load 8 [x10 + 16] */
    .byte 0x08, 0x61 /* x10 = load 8 [x10] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x41, 0x11 /* stack -16 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight3, . - ffi1_universal_general_straight3
    .section .text.ffi1_universal_general_straight4, "axG", @progbits, ffi1_universal_general_straight4, comdat
    .weak ffi1_universal_general_straight4
    .hidden ffi1_universal_general_straight4
    .type ffi1_universal_general_straight4, @function
    .p2align 4
ffi1_universal_general_straight4:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x0c, 0x65 /* x11 = load 8 [x10 + 8] */
    .byte 0x10, 0x69 /* x12 = load 8 [x10 + 16] */
    .byte 0x14, 0x6d /* x13 = load 8 [x10 + 24] */
    .byte 0x08, 0x61 /* x10 = load 8 [x10] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x41, 0x11 /* stack -16 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight4, . - ffi1_universal_general_straight4
    .section .text.ffi1_universal_float, "axG", @progbits, ffi1_universal_float, comdat
    .weak ffi1_universal_float
    .hidden ffi1_universal_float
    .type ffi1_universal_float, @function
    .p2align 4
ffi1_universal_float:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x23, 0x30, 0xc4, 0xfe /* store 8 [x8 - 32], x12 */
    .byte 0x03, 0xbe, 0x86, 0x01 /* x28 = load 8 [x13 + 24] */
    .byte 0x85, 0x6e, 0x63, 0xf8, 0xce, 0x01, 0x33, 0x01, 0xd1, 0x41, 0x02, 0xe0, 0x33, 0x0e, 0xde, 0x41 /* stack -x28 */
    .byte 0xcd, 0xbf, 0x33, 0x01, 0xc1, 0x41
    .byte 0x0a, 0x86 /* x12 = x2, 8 bytes */
    .byte 0x03, 0xbe, 0x06, 0x00 /* x28 = load 8 [x13] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x06, 0x25 /* f10 = load 8 [x2 + 64] */
    .byte 0xa6, 0x25 /* f11 = load 8 [x2 + 72] */
    .byte 0x46, 0x26 /* f12 = load 8 [x2 + 80] */
    .byte 0xe6, 0x26 /* f13 = load 8 [x2 + 88] */
    .byte 0x06, 0x37 /* f14 = load 8 [x2 + 96] */
    .byte 0xa6, 0x37 /* f15 = load 8 [x2 + 104] */
    .byte 0x46, 0x38 /* f16 = load 8 [x2 + 112] */
    .byte 0xe6, 0x38 /* f17 = load 8 [x2 + 120] */
    .byte 0x02, 0x65 /* x10 = load 8 [x2] */
    .byte 0xa2, 0x65 /* x11 = load 8 [x2 + 8] */
    .byte 0x42, 0x66 /* x12 = load 8 [x2 + 16] */
    .byte 0xe2, 0x66 /* x13 = load 8 [x2 + 24] */
    .byte 0x02, 0x77 /* x14 = load 8 [x2 + 32] */
    .byte 0xa2, 0x77 /* x15 = load 8 [x2 + 40] */
    .byte 0x42, 0x78 /* x16 = load 8 [x2 + 48] */
    .byte 0xe2, 0x78 /* x17 = load 8 [x2 + 56] */
    .byte 0x09, 0x61 /* stack +128 */
    .byte 0x03, 0x3e, 0x04, 0xfe /* x28 = load 8 [x8 - 32] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x01, 0x11 /* stack -32 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x2a, 0xa8 /* store 8 [x2 + 16], f10 */
    .byte 0x2e, 0xac /* store 8 [x2 + 24], f11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_float, . - ffi1_universal_float
    .section .text.ffi1_universal_float_straight1, "axG", @progbits, ffi1_universal_float_straight1, comdat
    .weak ffi1_universal_float_straight1
    .hidden ffi1_universal_float_straight1
    .type ffi1_universal_float_straight1, @function
    .p2align 4
ffi1_universal_float_straight1:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x08, 0x21 /* f10 = load 8 [x10] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x01, 0x11 /* stack -32 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x2a, 0xa8 /* store 8 [x2 + 16], f10 */
    .byte 0x2e, 0xac /* store 8 [x2 + 24], f11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight1, . - ffi1_universal_float_straight1
    .section .text.ffi1_universal_float_straight2, "axG", @progbits, ffi1_universal_float_straight2, comdat
    .weak ffi1_universal_float_straight2
    .hidden ffi1_universal_float_straight2
    .type ffi1_universal_float_straight2, @function
    .p2align 4
ffi1_universal_float_straight2:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x08, 0x21 /* f10 = load 8 [x10] */
    .byte 0x0c, 0x25 /* f11 = load 8 [x10 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x01, 0x11 /* stack -32 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x2a, 0xa8 /* store 8 [x2 + 16], f10 */
    .byte 0x2e, 0xac /* store 8 [x2 + 24], f11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight2, . - ffi1_universal_float_straight2
    .section .text.ffi1_universal_float_straight3, "axG", @progbits, ffi1_universal_float_straight3, comdat
    .weak ffi1_universal_float_straight3
    .hidden ffi1_universal_float_straight3
    .type ffi1_universal_float_straight3, @function
    .p2align 4
ffi1_universal_float_straight3:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x08, 0x21 /* f10 = load 8 [x10] */
    .byte 0x0c, 0x25 /* f11 = load 8 [x10 + 8] */
    .byte 0x10, 0x29 /* f12 = load 8 [x10 + 16] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x01, 0x11 /* stack -32 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x2a, 0xa8 /* store 8 [x2 + 16], f10 */
    .byte 0x2e, 0xac /* store 8 [x2 + 24], f11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight3, . - ffi1_universal_float_straight3
    .section .text.ffi1_universal_float_straight4, "axG", @progbits, ffi1_universal_float_straight4, comdat
    .weak ffi1_universal_float_straight4
    .hidden ffi1_universal_float_straight4
    .type ffi1_universal_float_straight4, @function
    .p2align 4
ffi1_universal_float_straight4:
    .cfi_startproc
    .byte 0x79, 0x71 /* stack -48 */
    .cfi_def_cfa_offset 48
    .byte 0x06, 0xf4 /* store 8 [x2 + 40], x1 */
    .cfi_offset 1, -8
    .byte 0x22, 0xf0 /* store 8 [x2 + 32], x8 */
    .cfi_offset 8, -16
    .byte 0x00, 0x18 /* x8 = address [x2 + 48] */
    .cfi_def_cfa 8, 0
    .byte 0x23, 0x38, 0xb4, 0xfc /* store 8 [x8 - 48], x11 */
    .byte 0x23, 0x3c, 0xd4, 0xfc /* store 8 [x8 - 40], x13 */
    .byte 0x32, 0x8e /* x28 = x12, 8 bytes */
    .byte 0x08, 0x21 /* f10 = load 8 [x10] */
    .byte 0x0c, 0x25 /* f11 = load 8 [x10 + 8] */
    .byte 0x10, 0x29 /* f12 = load 8 [x10 + 16] */
    .byte 0x14, 0x2d /* f13 = load 8 [x10 + 24] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x01, 0x11 /* stack -32 */
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x2a, 0xa8 /* store 8 [x2 + 16], f10 */
    .byte 0x2e, 0xac /* store 8 [x2 + 24], f11 */
    .byte 0x03, 0x35, 0x04, 0xfd /* x10 = load 8 [x8 - 48] */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x03, 0x36, 0x84, 0xfd /* x12 = load 8 [x8 - 40] */
    .byte 0x03, 0x3e, 0x86, 0x00 /* x28 = load 8 [x12 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x13, 0x01, 0x04, 0xfd /* x2 = address [x8 - 48] */
    .cfi_def_cfa 2, 48
    .byte 0xa2, 0x70 /* x1 = load 8 [x2 + 40] */
    .cfi_restore 1
    .byte 0x02, 0x74 /* x8 = load 8 [x2 + 32] */
    .cfi_restore 8
    .byte 0x45, 0x61 /* stack +48 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight4, . - ffi1_universal_float_straight4
    .section .text.ffi1_universal_upcall_general, "axG", @progbits, ffi1_universal_upcall_general, comdat
    .weak ffi1_universal_upcall_general
    .hidden ffi1_universal_upcall_general
    .type ffi1_universal_upcall_general, @function
    .p2align 4
ffi1_universal_upcall_general:
    .cfi_startproc
    .byte 0x35, 0x71 /* stack -160 */
    .cfi_def_cfa_offset 160
    .byte 0x86, 0xec /* store 8 [x2 + 88], x1 */
    .cfi_offset 1, -72
    .byte 0x2a, 0xe0 /* store 8 [x2], x10 */
    .byte 0x2e, 0xe4 /* store 8 [x2 + 8], x11 */
    .byte 0x32, 0xe8 /* store 8 [x2 + 16], x12 */
    .byte 0x36, 0xec /* store 8 [x2 + 24], x13 */
    .byte 0x3a, 0xf0 /* store 8 [x2 + 32], x14 */
    .byte 0x3e, 0xf4 /* store 8 [x2 + 40], x15 */
    .byte 0x42, 0xf8 /* store 8 [x2 + 48], x16 */
    .byte 0x46, 0xfc /* store 8 [x2 + 56], x17 */
    .byte 0x1e, 0x85 /* x10 = x7, 8 bytes */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x90, 0x00 /* x12 = address [x2 + 64] */
    .byte 0x03, 0xbe, 0x83, 0x00 /* x28 = load 8 [x7 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x06, 0x65 /* x10 = load 8 [x2 + 64] */
    .byte 0xa6, 0x65 /* x11 = load 8 [x2 + 72] */
    .byte 0xe6, 0x60 /* x1 = load 8 [x2 + 88] */
    .cfi_restore 1
    .byte 0x0d, 0x61 /* stack +160 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_general, . - ffi1_universal_upcall_general
    .section .text.ffi1_universal_upcall_float, "axG", @progbits, ffi1_universal_upcall_float, comdat
    .weak ffi1_universal_upcall_float
    .hidden ffi1_universal_upcall_float
    .type ffi1_universal_upcall_float, @function
    .p2align 4
ffi1_universal_upcall_float:
    .cfi_startproc
    .byte 0x51, 0x71 /* stack -240 */
    .cfi_def_cfa_offset 240
    .byte 0x06, 0xf5 /* store 8 [x2 + 168], x1 */
    .cfi_offset 1, -72
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
    .byte 0x1e, 0x85 /* x10 = x7, 8 bytes */
    .byte 0x8a, 0x85 /* x11 = x2, 8 bytes */
    .byte 0x10, 0x01 /* x12 = address [x2 + 128] */
    .byte 0x03, 0xbe, 0x83, 0x00 /* x28 = load 8 [x7 + 8] */
    .byte 0x02, 0x9e /* call x28 */
    .byte 0x0a, 0x65 /* x10 = load 8 [x2 + 128] */
    .byte 0xaa, 0x65 /* x11 = load 8 [x2 + 136] */
    .byte 0x4a, 0x25 /* f10 = load 8 [x2 + 144] */
    .byte 0xea, 0x25 /* f11 = load 8 [x2 + 152] */
    .byte 0xaa, 0x70 /* x1 = load 8 [x2 + 168] */
    .cfi_restore 1
    .byte 0x6d, 0x61 /* stack +240 */
    .cfi_def_cfa_offset 0
    .byte 0x82, 0x80 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_float, . - ffi1_universal_upcall_float
    .section .text.ffi1_universal_chained, "axG", @progbits, ffi1_universal_chained, comdat
    .weak ffi1_universal_chained
    .hidden ffi1_universal_chained
    .type ffi1_universal_chained, @function
    .p2align 4
ffi1_universal_chained:
    .cfi_startproc
    .byte 0x03, 0x3e, 0x84, 0xfd /* x28 = load 8 [x8 - 40] */
    .byte 0x83, 0x33, 0x8e, 0xff /* x7 = load 8 [x28 - 8] */
    .byte 0x03, 0x3e, 0x0e, 0xff /* x28 = load 8 [x28 - 16] */
    .byte 0x02, 0x8e /* jump x28 */
    .cfi_endproc
    .size ffi1_universal_chained, . - ffi1_universal_chained
    .text
