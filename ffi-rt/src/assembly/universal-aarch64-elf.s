/* The routines of universal calls. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .section .text.ffi1_universal_general, "axG", @progbits, ffi1_universal_general, comdat
    .weak ffi1_universal_general
    .hidden ffi1_universal_general
    .type ffi1_universal_general, @function
    .p2align 4
ffi1_universal_general:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xa2, 0x13, 0x00, 0xf9 /* store 8 [x29 + 32], x2 */
    .byte 0x69, 0x0c, 0x40, 0xf9 /* x9 = load 8 [x3 + 24] */
    .byte 0x3f, 0x05, 0x40, 0xf1, 0xa9, 0x00, 0x00, 0x54, 0xff, 0x07, 0x40, 0xd1, 0xff, 0x03, 0x00, 0xf9 /* stack -x9 */
    .byte 0x29, 0x05, 0x40, 0xd1, 0xfb, 0xff, 0xff, 0x17, 0xff, 0x63, 0x29, 0xcb
    .byte 0xe2, 0x03, 0x00, 0x91 /* x2 = sp, 8 bytes */
    .byte 0x69, 0x00, 0x40, 0xf9 /* x9 = load 8 [x3] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xe0, 0x07, 0x40, 0xa9 /* x0, x1 = load 8 [sp] */
    .byte 0xe2, 0x0f, 0x41, 0xa9 /* x2, x3 = load 8 [sp + 16] */
    .byte 0xe4, 0x17, 0x42, 0xa9 /* x4, x5 = load 8 [sp + 32] */
    .byte 0xe6, 0x1f, 0x43, 0xa9 /* x6, x7 = load 8 [sp + 48] */
    .byte 0xe8, 0x23, 0x40, 0xf9 /* x8 = load 8 [sp + 64] */
    .byte 0xff, 0x43, 0x01, 0x91 /* stack +80 */
    .byte 0xa9, 0x13, 0x40, 0xf9 /* x9 = load 8 [x29 + 32] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x00, 0xd1 /* stack -16 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_general, . - ffi1_universal_general
    .section .text.ffi1_universal_general_straight0, "axG", @progbits, ffi1_universal_general_straight0, comdat
    .weak ffi1_universal_general_straight0
    .hidden ffi1_universal_general_straight0
    .type ffi1_universal_general_straight0, @function
    .p2align 4
ffi1_universal_general_straight0:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x00, 0xd1 /* stack -16 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight0, . - ffi1_universal_general_straight0
    .section .text.ffi1_universal_general_straight1, "axG", @progbits, ffi1_universal_general_straight1, comdat
    .weak ffi1_universal_general_straight1
    .hidden ffi1_universal_general_straight1
    .type ffi1_universal_general_straight1, @function
    .p2align 4
ffi1_universal_general_straight1:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x00, 0x00, 0x40, 0xf9 /* x0 = load 8 [x0] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x00, 0xd1 /* stack -16 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight1, . - ffi1_universal_general_straight1
    .section .text.ffi1_universal_general_straight2, "axG", @progbits, ffi1_universal_general_straight2, comdat
    .weak ffi1_universal_general_straight2
    .hidden ffi1_universal_general_straight2
    .type ffi1_universal_general_straight2, @function
    .p2align 4
ffi1_universal_general_straight2:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x01, 0x04, 0x40, 0xf9 /* x1 = load 8 [x0 + 8] */
    .byte 0x00, 0x00, 0x40, 0xf9 /* x0 = load 8 [x0] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x00, 0xd1 /* stack -16 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight2, . - ffi1_universal_general_straight2
    .section .text.ffi1_universal_general_straight3, "axG", @progbits, ffi1_universal_general_straight3, comdat
    .weak ffi1_universal_general_straight3
    .hidden ffi1_universal_general_straight3
    .type ffi1_universal_general_straight3, @function
    .p2align 4
ffi1_universal_general_straight3:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x01, 0x04, 0x40, 0xf9 /* x1 = load 8 [x0 + 8] */
    .byte 0x02, 0x08, 0x40, 0xf9 /* x2 = load 8 [x0 + 16] */
    .byte 0x00, 0x00, 0x40, 0xf9 /* x0 = load 8 [x0] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x00, 0xd1 /* stack -16 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight3, . - ffi1_universal_general_straight3
    .section .text.ffi1_universal_general_straight4, "axG", @progbits, ffi1_universal_general_straight4, comdat
    .weak ffi1_universal_general_straight4
    .hidden ffi1_universal_general_straight4
    .type ffi1_universal_general_straight4, @function
    .p2align 4
ffi1_universal_general_straight4:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x01, 0x04, 0x40, 0xf9 /* x1 = load 8 [x0 + 8] */
    .byte 0x02, 0x08, 0x40, 0xf9 /* x2 = load 8 [x0 + 16] */
    .byte 0x03, 0x0c, 0x40, 0xf9 /* x3 = load 8 [x0 + 24] */
    .byte 0x00, 0x00, 0x40, 0xf9 /* x0 = load 8 [x0] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x00, 0xd1 /* stack -16 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_general_straight4, . - ffi1_universal_general_straight4
    .section .text.ffi1_universal_float, "axG", @progbits, ffi1_universal_float, comdat
    .weak ffi1_universal_float
    .hidden ffi1_universal_float
    .type ffi1_universal_float, @function
    .p2align 4
ffi1_universal_float:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xa2, 0x13, 0x00, 0xf9 /* store 8 [x29 + 32], x2 */
    .byte 0x69, 0x0c, 0x40, 0xf9 /* x9 = load 8 [x3 + 24] */
    .byte 0x3f, 0x05, 0x40, 0xf1, 0xa9, 0x00, 0x00, 0x54, 0xff, 0x07, 0x40, 0xd1, 0xff, 0x03, 0x00, 0xf9 /* stack -x9 */
    .byte 0x29, 0x05, 0x40, 0xd1, 0xfb, 0xff, 0xff, 0x17, 0xff, 0x63, 0x29, 0xcb
    .byte 0xe2, 0x03, 0x00, 0x91 /* x2 = sp, 8 bytes */
    .byte 0x69, 0x00, 0x40, 0xf9 /* x9 = load 8 [x3] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xe0, 0x87, 0x42, 0xad /* v0, v1 = load 16 [sp + 80] */
    .byte 0xe2, 0x8f, 0x43, 0xad /* v2, v3 = load 16 [sp + 112] */
    .byte 0xe4, 0x97, 0x44, 0xad /* v4, v5 = load 16 [sp + 144] */
    .byte 0xe6, 0x9f, 0x45, 0xad /* v6, v7 = load 16 [sp + 176] */
    .byte 0xe0, 0x07, 0x40, 0xa9 /* x0, x1 = load 8 [sp] */
    .byte 0xe2, 0x0f, 0x41, 0xa9 /* x2, x3 = load 8 [sp + 16] */
    .byte 0xe4, 0x17, 0x42, 0xa9 /* x4, x5 = load 8 [sp + 32] */
    .byte 0xe6, 0x1f, 0x43, 0xa9 /* x6, x7 = load 8 [sp + 48] */
    .byte 0xe8, 0x23, 0x40, 0xf9 /* x8 = load 8 [sp + 64] */
    .byte 0xff, 0x43, 0x03, 0x91 /* stack +208 */
    .byte 0xa9, 0x13, 0x40, 0xf9 /* x9 = load 8 [x29 + 32] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x01, 0xd1 /* stack -80 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xe0, 0x87, 0x00, 0xad /* store 16 [sp + 16], v0, v1 */
    .byte 0xe2, 0x8f, 0x01, 0xad /* store 16 [sp + 48], v2, v3 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_float, . - ffi1_universal_float
    .section .text.ffi1_universal_float_straight1, "axG", @progbits, ffi1_universal_float_straight1, comdat
    .weak ffi1_universal_float_straight1
    .hidden ffi1_universal_float_straight1
    .type ffi1_universal_float_straight1, @function
    .p2align 4
ffi1_universal_float_straight1:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x00, 0x00, 0x40, 0xfd /* v0 = load 8 [x0] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x01, 0xd1 /* stack -80 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xe0, 0x87, 0x00, 0xad /* store 16 [sp + 16], v0, v1 */
    .byte 0xe2, 0x8f, 0x01, 0xad /* store 16 [sp + 48], v2, v3 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight1, . - ffi1_universal_float_straight1
    .section .text.ffi1_universal_float_straight2, "axG", @progbits, ffi1_universal_float_straight2, comdat
    .weak ffi1_universal_float_straight2
    .hidden ffi1_universal_float_straight2
    .type ffi1_universal_float_straight2, @function
    .p2align 4
ffi1_universal_float_straight2:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x00, 0x00, 0x40, 0xfd /* v0 = load 8 [x0] */
    .byte 0x01, 0x04, 0x40, 0xfd /* v1 = load 8 [x0 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x01, 0xd1 /* stack -80 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xe0, 0x87, 0x00, 0xad /* store 16 [sp + 16], v0, v1 */
    .byte 0xe2, 0x8f, 0x01, 0xad /* store 16 [sp + 48], v2, v3 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight2, . - ffi1_universal_float_straight2
    .section .text.ffi1_universal_float_straight3, "axG", @progbits, ffi1_universal_float_straight3, comdat
    .weak ffi1_universal_float_straight3
    .hidden ffi1_universal_float_straight3
    .type ffi1_universal_float_straight3, @function
    .p2align 4
ffi1_universal_float_straight3:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x00, 0x00, 0x40, 0xfd /* v0 = load 8 [x0] */
    .byte 0x01, 0x04, 0x40, 0xfd /* v1 = load 8 [x0 + 8] */
    .byte 0x02, 0x08, 0x40, 0xfd /* v2 = load 8 [x0 + 16] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x01, 0xd1 /* stack -80 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xe0, 0x87, 0x00, 0xad /* store 16 [sp + 16], v0, v1 */
    .byte 0xe2, 0x8f, 0x01, 0xad /* store 16 [sp + 48], v2, v3 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight3, . - ffi1_universal_float_straight3
    .section .text.ffi1_universal_float_straight4, "axG", @progbits, ffi1_universal_float_straight4, comdat
    .weak ffi1_universal_float_straight4
    .hidden ffi1_universal_float_straight4
    .type ffi1_universal_float_straight4, @function
    .p2align 4
ffi1_universal_float_straight4:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbd, 0xa9 /* push x29, x30, 48 bytes */
    .cfi_def_cfa_offset 48
    .cfi_offset 29, -48
    .cfi_offset 30, -40
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xa1, 0x0f, 0x01, 0xa9 /* store 8 [x29 + 16], x1, x3 */
    .byte 0xe9, 0x03, 0x02, 0xaa /* x9 = x2, 8 bytes */
    .byte 0x00, 0x00, 0x40, 0xfd /* v0 = load 8 [x0] */
    .byte 0x01, 0x04, 0x40, 0xfd /* v1 = load 8 [x0 + 8] */
    .byte 0x02, 0x08, 0x40, 0xfd /* v2 = load 8 [x0 + 16] */
    .byte 0x03, 0x0c, 0x40, 0xfd /* v3 = load 8 [x0 + 24] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xff, 0x43, 0x01, 0xd1 /* stack -80 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xe0, 0x87, 0x00, 0xad /* store 16 [sp + 16], v0, v1 */
    .byte 0xe2, 0x8f, 0x01, 0xad /* store 16 [sp + 48], v2, v3 */
    .byte 0xa0, 0x0b, 0x40, 0xf9 /* x0 = load 8 [x29 + 16] */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xa2, 0x0f, 0x40, 0xf9 /* x2 = load 8 [x29 + 24] */
    .byte 0x49, 0x04, 0x40, 0xf9 /* x9 = load 8 [x2 + 8] */
    .byte 0x20, 0x01, 0x3f, 0xd6 /* call x9 */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc3, 0xa8 /* pop x29, x30, 48 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_float_straight4, . - ffi1_universal_float_straight4
    .section .text.ffi1_universal_upcall_general, "axG", @progbits, ffi1_universal_upcall_general, comdat
    .weak ffi1_universal_upcall_general
    .hidden ffi1_universal_upcall_general
    .type ffi1_universal_upcall_general, @function
    .p2align 4
ffi1_universal_upcall_general:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbb, 0xa9 /* push x29, x30, 80 bytes */
    .cfi_def_cfa_offset 80
    .cfi_offset 29, -80
    .cfi_offset 30, -72
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xff, 0x83, 0x01, 0xd1 /* stack -96 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xe2, 0x0f, 0x01, 0xa9 /* store 8 [sp + 16], x2, x3 */
    .byte 0xe4, 0x17, 0x02, 0xa9 /* store 8 [sp + 32], x4, x5 */
    .byte 0xe6, 0x1f, 0x03, 0xa9 /* store 8 [sp + 48], x6, x7 */
    .byte 0xe8, 0x23, 0x00, 0xf9 /* store 8 [sp + 64], x8 */
    .byte 0xe0, 0x03, 0x09, 0xaa /* x0 = x9, 8 bytes */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xe2, 0x43, 0x01, 0x91 /* x2 = address [sp + 80] */
    .byte 0x2a, 0x05, 0x40, 0xf9 /* x10 = load 8 [x9 + 8] */
    .byte 0x40, 0x01, 0x3f, 0xd6 /* call x10 */
    .byte 0xe0, 0x07, 0x45, 0xa9 /* x0, x1 = load 8 [sp + 80] */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc5, 0xa8 /* pop x29, x30, 80 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_general, . - ffi1_universal_upcall_general
    .section .text.ffi1_universal_upcall_float, "axG", @progbits, ffi1_universal_upcall_float, comdat
    .weak ffi1_universal_upcall_float
    .hidden ffi1_universal_upcall_float
    .type ffi1_universal_upcall_float, @function
    .p2align 4
ffi1_universal_upcall_float:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xfd, 0x7b, 0xbb, 0xa9 /* push x29, x30, 80 bytes */
    .cfi_def_cfa_offset 80
    .cfi_offset 29, -80
    .cfi_offset 30, -72
    .byte 0xfd, 0x03, 0x00, 0x91 /* frame enter */
    .cfi_def_cfa_register 29
    .byte 0xff, 0x83, 0x04, 0xd1 /* stack -288 */
    .byte 0xe0, 0x07, 0x00, 0xa9 /* store 8 [sp], x0, x1 */
    .byte 0xe2, 0x0f, 0x01, 0xa9 /* store 8 [sp + 16], x2, x3 */
    .byte 0xe4, 0x17, 0x02, 0xa9 /* store 8 [sp + 32], x4, x5 */
    .byte 0xe6, 0x1f, 0x03, 0xa9 /* store 8 [sp + 48], x6, x7 */
    .byte 0xe8, 0x23, 0x00, 0xf9 /* store 8 [sp + 64], x8 */
    .byte 0xe0, 0x87, 0x02, 0xad /* store 16 [sp + 80], v0, v1 */
    .byte 0xe2, 0x8f, 0x03, 0xad /* store 16 [sp + 112], v2, v3 */
    .byte 0xe4, 0x97, 0x04, 0xad /* store 16 [sp + 144], v4, v5 */
    .byte 0xe6, 0x9f, 0x05, 0xad /* store 16 [sp + 176], v6, v7 */
    .byte 0xe0, 0x03, 0x09, 0xaa /* x0 = x9, 8 bytes */
    .byte 0xe1, 0x03, 0x00, 0x91 /* x1 = sp, 8 bytes */
    .byte 0xe2, 0x43, 0x03, 0x91 /* x2 = address [sp + 208] */
    .byte 0x2a, 0x05, 0x40, 0xf9 /* x10 = load 8 [x9 + 8] */
    .byte 0x40, 0x01, 0x3f, 0xd6 /* call x10 */
    .byte 0xe0, 0x07, 0x4d, 0xa9 /* x0, x1 = load 8 [sp + 208] */
    .byte 0xe0, 0x07, 0x47, 0xad /* v0, v1 = load 16 [sp + 224] */
    .byte 0xe2, 0x0f, 0x48, 0xad /* v2, v3 = load 16 [sp + 256] */
    .byte 0xbf, 0x03, 0x00, 0x91 /* stack from frame */
    .cfi_def_cfa_register 31
    .byte 0xfd, 0x7b, 0xc5, 0xa8 /* pop x29, x30, 80 bytes */
    .cfi_def_cfa_offset 0
    .cfi_restore 29
    .cfi_restore 30
    .byte 0xc0, 0x03, 0x5f, 0xd6 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_float, . - ffi1_universal_upcall_float
    .section .text.ffi1_universal_chained, "axG", @progbits, ffi1_universal_chained, comdat
    .weak ffi1_universal_chained
    .hidden ffi1_universal_chained
    .type ffi1_universal_chained, @function
    .p2align 4
ffi1_universal_chained:
    .cfi_startproc
    .byte 0x5f, 0x24, 0x03, 0xd5 /* landing */
    .byte 0xb0, 0x0f, 0x40, 0xf9 /* x16 = load 8 [x29 + 24] */
    .byte 0x12, 0x82, 0x5f, 0xf8 /* x18 = load 8 [x16 - 8] */
    .byte 0x10, 0x02, 0x5f, 0xf8 /* x16 = load 8 [x16 - 16] */
    .byte 0x00, 0x02, 0x1f, 0xd6 /* jump x16 */
    .cfi_endproc
    .size ffi1_universal_chained, . - ffi1_universal_chained
    .text
