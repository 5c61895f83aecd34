/* The routines of universal calls. Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */
    .section .text.ffi1_universal_general, "axG", @progbits, ffi1_universal_general, comdat
    .weak ffi1_universal_general
    .hidden ffi1_universal_general
    .type ffi1_universal_general, @function
    .p2align 4
ffi1_universal_general:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x8b, 0x45, 0x14 /* eax = load 4 [ebp + 20] */
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x23, 0x48, 0x08 /* ecx &= [eax + 8] */
    .byte 0x03, 0x48, 0x0c /* ecx += [eax + 12] */
    .byte 0x81, 0xf9, 0x00, 0x10, 0x00, 0x00, 0x76, 0x12, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00, 0x83, 0x0c /* stack -ecx */
    .byte 0x24, 0x00, 0x81, 0xe9, 0x00, 0x10, 0x00, 0x00, 0xeb, 0xe6, 0x29, 0xcc
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x50 /* push eax */
    .byte 0x51 /* push ecx */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x75, 0x08 /* push [ebp + 8] */
    .byte 0xff, 0x10 /* call [eax] */
    .byte 0x83, 0xc4, 0x10 /* stack +16 */
    .byte 0x8b, 0x0c, 0x24 /* ecx = load 4 [esp] */
    .byte 0x8b, 0x54, 0x24, 0x04 /* edx = load 4 [esp + 4] */
    .byte 0x83, 0xc4, 0x10 /* stack +16 */
    .byte 0xff, 0x55, 0x10 /* call [ebp + 16] */
    .byte 0x83, 0xe4, 0xf0 /* stack align 16 */
    .byte 0x83, 0xec, 0x10 /* stack -16 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x89, 0x54, 0x24, 0x04 /* store 4 [esp + 4], edx */
    .byte 0x89, 0xe0 /* eax = esp, 4 bytes */
    .byte 0x8b, 0x4d, 0x14 /* ecx = load 4 [ebp + 20] */
    .byte 0x83, 0xec, 0x04 /* stack -4 */
    .byte 0x51 /* push ecx */
    .byte 0x50 /* push eax */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x51, 0x04 /* call [ecx + 4] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_general, . - ffi1_universal_general
    .section .text.ffi1_universal_float, "axG", @progbits, ffi1_universal_float, comdat
    .weak ffi1_universal_float
    .hidden ffi1_universal_float
    .type ffi1_universal_float, @function
    .p2align 4
ffi1_universal_float:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x8b, 0x45, 0x14 /* eax = load 4 [ebp + 20] */
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x23, 0x48, 0x08 /* ecx &= [eax + 8] */
    .byte 0x03, 0x48, 0x0c /* ecx += [eax + 12] */
    .byte 0x81, 0xf9, 0x00, 0x10, 0x00, 0x00, 0x76, 0x12, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00, 0x83, 0x0c /* stack -ecx */
    .byte 0x24, 0x00, 0x81, 0xe9, 0x00, 0x10, 0x00, 0x00, 0xeb, 0xe6, 0x29, 0xcc
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x50 /* push eax */
    .byte 0x51 /* push ecx */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x75, 0x08 /* push [ebp + 8] */
    .byte 0xff, 0x10 /* call [eax] */
    .byte 0x83, 0xc4, 0x10 /* stack +16 */
    .byte 0x0f, 0x10, 0x44, 0x24, 0x10 /* xmm0 = load 16 [esp + 16] */
    .byte 0x0f, 0x10, 0x4c, 0x24, 0x20 /* xmm1 = load 16 [esp + 32] */
    .byte 0x0f, 0x10, 0x54, 0x24, 0x30 /* xmm2 = load 16 [esp + 48] */
    .byte 0x8b, 0x0c, 0x24 /* ecx = load 4 [esp] */
    .byte 0x8b, 0x54, 0x24, 0x04 /* edx = load 4 [esp + 4] */
    .byte 0x83, 0xc4, 0x40 /* stack +64 */
    .byte 0xff, 0x55, 0x10 /* call [ebp + 16] */
    .byte 0x83, 0xe4, 0xf0 /* stack align 16 */
    .byte 0x83, 0xec, 0x20 /* stack -32 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x89, 0x54, 0x24, 0x04 /* store 4 [esp + 4], edx */
    .byte 0x0f, 0x11, 0x44, 0x24, 0x10 /* store 16 [esp + 16], xmm0 */
    .byte 0x89, 0xe0 /* eax = esp, 4 bytes */
    .byte 0x8b, 0x4d, 0x14 /* ecx = load 4 [ebp + 20] */
    .byte 0x83, 0xec, 0x04 /* stack -4 */
    .byte 0x51 /* push ecx */
    .byte 0x50 /* push eax */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x51, 0x04 /* call [ecx + 4] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_float, . - ffi1_universal_float
    .section .text.ffi1_universal_wide, "axG", @progbits, ffi1_universal_wide, comdat
    .weak ffi1_universal_wide
    .hidden ffi1_universal_wide
    .type ffi1_universal_wide, @function
    .p2align 4
ffi1_universal_wide:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x8b, 0x45, 0x14 /* eax = load 4 [ebp + 20] */
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x23, 0x48, 0x08 /* ecx &= [eax + 8] */
    .byte 0x03, 0x48, 0x0c /* ecx += [eax + 12] */
    .byte 0x81, 0xf9, 0x00, 0x10, 0x00, 0x00, 0x76, 0x12, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00, 0x83, 0x0c /* stack -ecx */
    .byte 0x24, 0x00, 0x81, 0xe9, 0x00, 0x10, 0x00, 0x00, 0xeb, 0xe6, 0x29, 0xcc
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x50 /* push eax */
    .byte 0x51 /* push ecx */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x75, 0x08 /* push [ebp + 8] */
    .byte 0xff, 0x10 /* call [eax] */
    .byte 0x83, 0xc4, 0x10 /* stack +16 */
    .byte 0xc5, 0xfc, 0x10, 0x44, 0x24, 0x10 /* xmm0 = load 32 [esp + 16] */
    .byte 0xc5, 0xfc, 0x10, 0x4c, 0x24, 0x30 /* xmm1 = load 32 [esp + 48] */
    .byte 0xc5, 0xfc, 0x10, 0x54, 0x24, 0x50 /* xmm2 = load 32 [esp + 80] */
    .byte 0x8b, 0x0c, 0x24 /* ecx = load 4 [esp] */
    .byte 0x8b, 0x54, 0x24, 0x04 /* edx = load 4 [esp + 4] */
    .byte 0x83, 0xc4, 0x70 /* stack +112 */
    .byte 0xff, 0x55, 0x10 /* call [ebp + 16] */
    .byte 0x83, 0xe4, 0xf0 /* stack align 16 */
    .byte 0x81, 0xec, 0x90, 0x00, 0x00, 0x00 /* stack -144 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x89, 0x54, 0x24, 0x04 /* store 4 [esp + 4], edx */
    .byte 0xc5, 0xfc, 0x11, 0x44, 0x24, 0x10 /* store 32 [esp + 16], xmm0 */
    .byte 0xc5, 0xfc, 0x11, 0x4c, 0x24, 0x30 /* store 32 [esp + 48], xmm1 */
    .byte 0xc5, 0xfc, 0x11, 0x54, 0x24, 0x50 /* store 32 [esp + 80], xmm2 */
    .byte 0xc5, 0xfc, 0x11, 0x5c, 0x24, 0x70 /* store 32 [esp + 112], xmm3 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0xe0 /* eax = esp, 4 bytes */
    .byte 0x8b, 0x4d, 0x14 /* ecx = load 4 [ebp + 20] */
    .byte 0x83, 0xec, 0x04 /* stack -4 */
    .byte 0x51 /* push ecx */
    .byte 0x50 /* push eax */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x51, 0x04 /* call [ecx + 4] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_wide, . - ffi1_universal_wide
    .section .text.ffi1_universal_widest, "axG", @progbits, ffi1_universal_widest, comdat
    .weak ffi1_universal_widest
    .hidden ffi1_universal_widest
    .type ffi1_universal_widest, @function
    .p2align 4
ffi1_universal_widest:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x8b, 0x45, 0x14 /* eax = load 4 [ebp + 20] */
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x23, 0x48, 0x08 /* ecx &= [eax + 8] */
    .byte 0x03, 0x48, 0x0c /* ecx += [eax + 12] */
    .byte 0x81, 0xf9, 0x00, 0x10, 0x00, 0x00, 0x76, 0x12, 0x81, 0xec, 0x00, 0x10, 0x00, 0x00, 0x83, 0x0c /* stack -ecx */
    .byte 0x24, 0x00, 0x81, 0xe9, 0x00, 0x10, 0x00, 0x00, 0xeb, 0xe6, 0x29, 0xcc
    .byte 0x89, 0xe1 /* ecx = esp, 4 bytes */
    .byte 0x50 /* push eax */
    .byte 0x51 /* push ecx */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x75, 0x08 /* push [ebp + 8] */
    .byte 0xff, 0x10 /* call [eax] */
    .byte 0x83, 0xc4, 0x10 /* stack +16 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x84, 0x24, 0x10, 0x00, 0x00, 0x00 /* xmm0 = load 64 [esp + 16] */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x8c, 0x24, 0x50, 0x00, 0x00, 0x00 /* xmm1 = load 64 [esp + 80] */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x94, 0x24, 0x90, 0x00, 0x00, 0x00 /* xmm2 = load 64 [esp + 144] */
    .byte 0x8b, 0x0c, 0x24 /* ecx = load 4 [esp] */
    .byte 0x8b, 0x54, 0x24, 0x04 /* edx = load 4 [esp + 4] */
    .byte 0x81, 0xc4, 0xd0, 0x00, 0x00, 0x00 /* stack +208 */
    .byte 0xff, 0x55, 0x10 /* call [ebp + 16] */
    .byte 0x83, 0xe4, 0xf0 /* stack align 16 */
    .byte 0x81, 0xec, 0x10, 0x01, 0x00, 0x00 /* stack -272 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x89, 0x54, 0x24, 0x04 /* store 4 [esp + 4], edx */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x84, 0x24, 0x10, 0x00, 0x00, 0x00 /* store 64 [esp + 16], xmm0 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x8c, 0x24, 0x50, 0x00, 0x00, 0x00 /* store 64 [esp + 80], xmm1 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x94, 0x24, 0x90, 0x00, 0x00, 0x00 /* store 64 [esp + 144], xmm2 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x9c, 0x24, 0xd0, 0x00, 0x00, 0x00 /* store 64 [esp + 208], xmm3 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0xe0 /* eax = esp, 4 bytes */
    .byte 0x8b, 0x4d, 0x14 /* ecx = load 4 [ebp + 20] */
    .byte 0x83, 0xec, 0x04 /* stack -4 */
    .byte 0x51 /* push ecx */
    .byte 0x50 /* push eax */
    .byte 0xff, 0x75, 0x0c /* push [ebp + 12] */
    .byte 0xff, 0x51, 0x04 /* call [ecx + 4] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_widest, . - ffi1_universal_widest
    .section .text.ffi1_universal_upcall_general, "axG", @progbits, ffi1_universal_upcall_general, comdat
    .weak ffi1_universal_upcall_general
    .hidden ffi1_universal_upcall_general
    .type ffi1_universal_upcall_general, @function
    .p2align 4
ffi1_universal_upcall_general:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x38 /* stack -56 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x20 /* ecx = address [esp + 32] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x30 /* ecx = load 4 [esp + 48] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0x8b, 0x44, 0x24, 0x20 /* eax = load 4 [esp + 32] */
    .byte 0x8b, 0x54, 0x24, 0x24 /* edx = load 4 [esp + 36] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_general, . - ffi1_universal_upcall_general
    .section .text.ffi1_universal_upcall_general_x87, "axG", @progbits, ffi1_universal_upcall_general_x87, comdat
    .weak ffi1_universal_upcall_general_x87
    .hidden ffi1_universal_upcall_general_x87
    .type ffi1_universal_upcall_general_x87, @function
    .p2align 4
ffi1_universal_upcall_general_x87:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x38 /* stack -56 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x20 /* ecx = address [esp + 32] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x30 /* ecx = load 4 [esp + 48] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdb, 0x6c, 0x24, 0x20 /* x87 push [esp + 32] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_general_x87, . - ffi1_universal_upcall_general_x87
    .section .text.ffi1_universal_upcall_general_single, "axG", @progbits, ffi1_universal_upcall_general_single, comdat
    .weak ffi1_universal_upcall_general_single
    .hidden ffi1_universal_upcall_general_single
    .type ffi1_universal_upcall_general_single, @function
    .p2align 4
ffi1_universal_upcall_general_single:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x38 /* stack -56 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x20 /* ecx = address [esp + 32] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x30 /* ecx = load 4 [esp + 48] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xd9, 0x44, 0x24, 0x20 /* st0 = load 4 [esp + 32] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_general_single, . - ffi1_universal_upcall_general_single
    .section .text.ffi1_universal_upcall_general_double, "axG", @progbits, ffi1_universal_upcall_general_double, comdat
    .weak ffi1_universal_upcall_general_double
    .hidden ffi1_universal_upcall_general_double
    .type ffi1_universal_upcall_general_double, @function
    .p2align 4
ffi1_universal_upcall_general_double:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x38 /* stack -56 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x20 /* ecx = address [esp + 32] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x30 /* ecx = load 4 [esp + 48] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdd, 0x44, 0x24, 0x20 /* st0 = load 8 [esp + 32] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_general_double, . - ffi1_universal_upcall_general_double
    .section .text.ffi1_universal_upcall_float, "axG", @progbits, ffi1_universal_upcall_float, comdat
    .weak ffi1_universal_upcall_float
    .hidden ffi1_universal_upcall_float
    .type ffi1_universal_upcall_float, @function
    .p2align 4
ffi1_universal_upcall_float:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x78 /* stack -120 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x0f, 0x11, 0x44, 0x24, 0x20 /* store 16 [esp + 32], xmm0 */
    .byte 0x0f, 0x11, 0x4c, 0x24, 0x30 /* store 16 [esp + 48], xmm1 */
    .byte 0x0f, 0x11, 0x54, 0x24, 0x40 /* store 16 [esp + 64], xmm2 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x50 /* ecx = address [esp + 80] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x70 /* ecx = load 4 [esp + 112] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0x8b, 0x44, 0x24, 0x50 /* eax = load 4 [esp + 80] */
    .byte 0x8b, 0x54, 0x24, 0x54 /* edx = load 4 [esp + 84] */
    .byte 0x0f, 0x10, 0x44, 0x24, 0x60 /* xmm0 = load 16 [esp + 96] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_float, . - ffi1_universal_upcall_float
    .section .text.ffi1_universal_upcall_float_x87, "axG", @progbits, ffi1_universal_upcall_float_x87, comdat
    .weak ffi1_universal_upcall_float_x87
    .hidden ffi1_universal_upcall_float_x87
    .type ffi1_universal_upcall_float_x87, @function
    .p2align 4
ffi1_universal_upcall_float_x87:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x78 /* stack -120 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x0f, 0x11, 0x44, 0x24, 0x20 /* store 16 [esp + 32], xmm0 */
    .byte 0x0f, 0x11, 0x4c, 0x24, 0x30 /* store 16 [esp + 48], xmm1 */
    .byte 0x0f, 0x11, 0x54, 0x24, 0x40 /* store 16 [esp + 64], xmm2 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x50 /* ecx = address [esp + 80] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x70 /* ecx = load 4 [esp + 112] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdb, 0x6c, 0x24, 0x50 /* x87 push [esp + 80] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_float_x87, . - ffi1_universal_upcall_float_x87
    .section .text.ffi1_universal_upcall_float_single, "axG", @progbits, ffi1_universal_upcall_float_single, comdat
    .weak ffi1_universal_upcall_float_single
    .hidden ffi1_universal_upcall_float_single
    .type ffi1_universal_upcall_float_single, @function
    .p2align 4
ffi1_universal_upcall_float_single:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x78 /* stack -120 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x0f, 0x11, 0x44, 0x24, 0x20 /* store 16 [esp + 32], xmm0 */
    .byte 0x0f, 0x11, 0x4c, 0x24, 0x30 /* store 16 [esp + 48], xmm1 */
    .byte 0x0f, 0x11, 0x54, 0x24, 0x40 /* store 16 [esp + 64], xmm2 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x50 /* ecx = address [esp + 80] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x70 /* ecx = load 4 [esp + 112] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xd9, 0x44, 0x24, 0x50 /* st0 = load 4 [esp + 80] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_float_single, . - ffi1_universal_upcall_float_single
    .section .text.ffi1_universal_upcall_float_double, "axG", @progbits, ffi1_universal_upcall_float_double, comdat
    .weak ffi1_universal_upcall_float_double
    .hidden ffi1_universal_upcall_float_double
    .type ffi1_universal_upcall_float_double, @function
    .p2align 4
ffi1_universal_upcall_float_double:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x83, 0xec, 0x78 /* stack -120 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x0f, 0x11, 0x44, 0x24, 0x20 /* store 16 [esp + 32], xmm0 */
    .byte 0x0f, 0x11, 0x4c, 0x24, 0x30 /* store 16 [esp + 48], xmm1 */
    .byte 0x0f, 0x11, 0x54, 0x24, 0x40 /* store 16 [esp + 64], xmm2 */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x4c, 0x24, 0x50 /* ecx = address [esp + 80] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x4c, 0x24, 0x70 /* ecx = load 4 [esp + 112] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdd, 0x44, 0x24, 0x50 /* st0 = load 8 [esp + 80] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_float_double, . - ffi1_universal_upcall_float_double
    .section .text.ffi1_universal_upcall_wide, "axG", @progbits, ffi1_universal_upcall_wide, comdat
    .weak ffi1_universal_upcall_wide
    .hidden ffi1_universal_upcall_wide
    .type ffi1_universal_upcall_wide, @function
    .p2align 4
ffi1_universal_upcall_wide:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0x18, 0x01, 0x00, 0x00 /* stack -280 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0xc5, 0xfc, 0x11, 0x44, 0x24, 0x20 /* store 32 [esp + 32], xmm0 */
    .byte 0xc5, 0xfc, 0x11, 0x4c, 0x24, 0x40 /* store 32 [esp + 64], xmm1 */
    .byte 0xc5, 0xfc, 0x11, 0x54, 0x24, 0x60 /* store 32 [esp + 96], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0x80, 0x00, 0x00, 0x00 /* ecx = address [esp + 128] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0x10, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 272] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0x8b, 0x84, 0x24, 0x80, 0x00, 0x00, 0x00 /* eax = load 4 [esp + 128] */
    .byte 0x8b, 0x94, 0x24, 0x84, 0x00, 0x00, 0x00 /* edx = load 4 [esp + 132] */
    .byte 0xc5, 0xfc, 0x10, 0x84, 0x24, 0x90, 0x00, 0x00, 0x00 /* xmm0 = load 32 [esp + 144] */
    .byte 0xc5, 0xfc, 0x10, 0x8c, 0x24, 0xb0, 0x00, 0x00, 0x00 /* xmm1 = load 32 [esp + 176] */
    .byte 0xc5, 0xfc, 0x10, 0x94, 0x24, 0xd0, 0x00, 0x00, 0x00 /* xmm2 = load 32 [esp + 208] */
    .byte 0xc5, 0xfc, 0x10, 0x9c, 0x24, 0xf0, 0x00, 0x00, 0x00 /* xmm3 = load 32 [esp + 240] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_wide, . - ffi1_universal_upcall_wide
    .section .text.ffi1_universal_upcall_wide_x87, "axG", @progbits, ffi1_universal_upcall_wide_x87, comdat
    .weak ffi1_universal_upcall_wide_x87
    .hidden ffi1_universal_upcall_wide_x87
    .type ffi1_universal_upcall_wide_x87, @function
    .p2align 4
ffi1_universal_upcall_wide_x87:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0x18, 0x01, 0x00, 0x00 /* stack -280 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0xc5, 0xfc, 0x11, 0x44, 0x24, 0x20 /* store 32 [esp + 32], xmm0 */
    .byte 0xc5, 0xfc, 0x11, 0x4c, 0x24, 0x40 /* store 32 [esp + 64], xmm1 */
    .byte 0xc5, 0xfc, 0x11, 0x54, 0x24, 0x60 /* store 32 [esp + 96], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0x80, 0x00, 0x00, 0x00 /* ecx = address [esp + 128] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0x10, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 272] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdb, 0xac, 0x24, 0x80, 0x00, 0x00, 0x00 /* x87 push [esp + 128] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_wide_x87, . - ffi1_universal_upcall_wide_x87
    .section .text.ffi1_universal_upcall_wide_single, "axG", @progbits, ffi1_universal_upcall_wide_single, comdat
    .weak ffi1_universal_upcall_wide_single
    .hidden ffi1_universal_upcall_wide_single
    .type ffi1_universal_upcall_wide_single, @function
    .p2align 4
ffi1_universal_upcall_wide_single:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0x18, 0x01, 0x00, 0x00 /* stack -280 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0xc5, 0xfc, 0x11, 0x44, 0x24, 0x20 /* store 32 [esp + 32], xmm0 */
    .byte 0xc5, 0xfc, 0x11, 0x4c, 0x24, 0x40 /* store 32 [esp + 64], xmm1 */
    .byte 0xc5, 0xfc, 0x11, 0x54, 0x24, 0x60 /* store 32 [esp + 96], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0x80, 0x00, 0x00, 0x00 /* ecx = address [esp + 128] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0x10, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 272] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xd9, 0x84, 0x24, 0x80, 0x00, 0x00, 0x00 /* st0 = load 4 [esp + 128] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_wide_single, . - ffi1_universal_upcall_wide_single
    .section .text.ffi1_universal_upcall_wide_double, "axG", @progbits, ffi1_universal_upcall_wide_double, comdat
    .weak ffi1_universal_upcall_wide_double
    .hidden ffi1_universal_upcall_wide_double
    .type ffi1_universal_upcall_wide_double, @function
    .p2align 4
ffi1_universal_upcall_wide_double:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0x18, 0x01, 0x00, 0x00 /* stack -280 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0xc5, 0xfc, 0x11, 0x44, 0x24, 0x20 /* store 32 [esp + 32], xmm0 */
    .byte 0xc5, 0xfc, 0x11, 0x4c, 0x24, 0x40 /* store 32 [esp + 64], xmm1 */
    .byte 0xc5, 0xfc, 0x11, 0x54, 0x24, 0x60 /* store 32 [esp + 96], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0x80, 0x00, 0x00, 0x00 /* ecx = address [esp + 128] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0x10, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 272] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdd, 0x84, 0x24, 0x80, 0x00, 0x00, 0x00 /* st0 = load 8 [esp + 128] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_wide_double, . - ffi1_universal_upcall_wide_double
    .section .text.ffi1_universal_upcall_widest, "axG", @progbits, ffi1_universal_upcall_widest, comdat
    .weak ffi1_universal_upcall_widest
    .hidden ffi1_universal_upcall_widest
    .type ffi1_universal_upcall_widest, @function
    .p2align 4
ffi1_universal_upcall_widest:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0xf8, 0x01, 0x00, 0x00 /* stack -504 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x84, 0x24, 0x20, 0x00, 0x00, 0x00 /* store 64 [esp + 32], xmm0 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x8c, 0x24, 0x60, 0x00, 0x00, 0x00 /* store 64 [esp + 96], xmm1 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x94, 0x24, 0xa0, 0x00, 0x00, 0x00 /* store 64 [esp + 160], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0xe0, 0x00, 0x00, 0x00 /* ecx = address [esp + 224] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0xf0, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 496] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0x8b, 0x84, 0x24, 0xe0, 0x00, 0x00, 0x00 /* eax = load 4 [esp + 224] */
    .byte 0x8b, 0x94, 0x24, 0xe4, 0x00, 0x00, 0x00 /* edx = load 4 [esp + 228] */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x84, 0x24, 0xf0, 0x00, 0x00, 0x00 /* xmm0 = load 64 [esp + 240] */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x8c, 0x24, 0x30, 0x01, 0x00, 0x00 /* xmm1 = load 64 [esp + 304] */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x94, 0x24, 0x70, 0x01, 0x00, 0x00 /* xmm2 = load 64 [esp + 368] */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x10, 0x9c, 0x24, 0xb0, 0x01, 0x00, 0x00 /* xmm3 = load 64 [esp + 432] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_widest, . - ffi1_universal_upcall_widest
    .section .text.ffi1_universal_upcall_widest_x87, "axG", @progbits, ffi1_universal_upcall_widest_x87, comdat
    .weak ffi1_universal_upcall_widest_x87
    .hidden ffi1_universal_upcall_widest_x87
    .type ffi1_universal_upcall_widest_x87, @function
    .p2align 4
ffi1_universal_upcall_widest_x87:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0xf8, 0x01, 0x00, 0x00 /* stack -504 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x84, 0x24, 0x20, 0x00, 0x00, 0x00 /* store 64 [esp + 32], xmm0 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x8c, 0x24, 0x60, 0x00, 0x00, 0x00 /* store 64 [esp + 96], xmm1 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x94, 0x24, 0xa0, 0x00, 0x00, 0x00 /* store 64 [esp + 160], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0xe0, 0x00, 0x00, 0x00 /* ecx = address [esp + 224] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0xf0, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 496] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdb, 0xac, 0x24, 0xe0, 0x00, 0x00, 0x00 /* x87 push [esp + 224] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_widest_x87, . - ffi1_universal_upcall_widest_x87
    .section .text.ffi1_universal_upcall_widest_single, "axG", @progbits, ffi1_universal_upcall_widest_single, comdat
    .weak ffi1_universal_upcall_widest_single
    .hidden ffi1_universal_upcall_widest_single
    .type ffi1_universal_upcall_widest_single, @function
    .p2align 4
ffi1_universal_upcall_widest_single:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0xf8, 0x01, 0x00, 0x00 /* stack -504 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x84, 0x24, 0x20, 0x00, 0x00, 0x00 /* store 64 [esp + 32], xmm0 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x8c, 0x24, 0x60, 0x00, 0x00, 0x00 /* store 64 [esp + 96], xmm1 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x94, 0x24, 0xa0, 0x00, 0x00, 0x00 /* store 64 [esp + 160], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0xe0, 0x00, 0x00, 0x00 /* ecx = address [esp + 224] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0xf0, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 496] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xd9, 0x84, 0x24, 0xe0, 0x00, 0x00, 0x00 /* st0 = load 4 [esp + 224] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_widest_single, . - ffi1_universal_upcall_widest_single
    .section .text.ffi1_universal_upcall_widest_double, "axG", @progbits, ffi1_universal_upcall_widest_double, comdat
    .weak ffi1_universal_upcall_widest_double
    .hidden ffi1_universal_upcall_widest_double
    .type ffi1_universal_upcall_widest_double, @function
    .p2align 4
ffi1_universal_upcall_widest_double:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x55 /* push ebp */
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    .byte 0x89, 0xe5 /* frame enter */
    .cfi_def_cfa_register 5
    .byte 0x81, 0xec, 0xf8, 0x01, 0x00, 0x00 /* stack -504 */
    .byte 0x89, 0x4c, 0x24, 0x10 /* store 4 [esp + 16], ecx */
    .byte 0x89, 0x54, 0x24, 0x14 /* store 4 [esp + 20], edx */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x84, 0x24, 0x20, 0x00, 0x00, 0x00 /* store 64 [esp + 32], xmm0 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x8c, 0x24, 0x60, 0x00, 0x00, 0x00 /* store 64 [esp + 96], xmm1 */
    .byte 0x62, 0xf1, 0x7c, 0x48, 0x11, 0x94, 0x24, 0xa0, 0x00, 0x00, 0x00 /* store 64 [esp + 160], xmm2 */
    .byte 0xc5, 0xf8, 0x77 /* clear upper */
    .byte 0x89, 0x04, 0x24 /* store 4 [esp], eax */
    .byte 0x8d, 0x4c, 0x24, 0x10 /* ecx = address [esp + 16] */
    .byte 0x89, 0x4c, 0x24, 0x04 /* store 4 [esp + 4], ecx */
    .byte 0x8d, 0x8c, 0x24, 0xe0, 0x00, 0x00, 0x00 /* ecx = address [esp + 224] */
    .byte 0x89, 0x4c, 0x24, 0x08 /* store 4 [esp + 8], ecx */
    .byte 0xff, 0x50, 0x04 /* call [eax + 4] */
    .byte 0x8b, 0x8c, 0x24, 0xf0, 0x01, 0x00, 0x00 /* ecx = load 4 [esp + 496] */
    .byte 0x8b, 0x55, 0x04 /* edx = load 4 [ebp + 4] */
    .byte 0x8b, 0x45, 0x00 /* eax = load 4 [ebp] */
    .byte 0x89, 0x51, 0x04 /* store 4 [ecx + 4], edx */
    .byte 0x89, 0x01 /* store 4 [ecx], eax */
    .byte 0x89, 0xcd /* ebp = ecx, 4 bytes */
    .byte 0xdd, 0x84, 0x24, 0xe0, 0x00, 0x00, 0x00 /* st0 = load 8 [esp + 224] */
    .byte 0xc9 /* frame leave */
    .cfi_def_cfa 4, 4
    .cfi_restore 5
    .byte 0xc3 /* return */
    .cfi_endproc
    .size ffi1_universal_upcall_widest_double, . - ffi1_universal_upcall_widest_double
    .section .text.ffi1_universal_chained, "axG", @progbits, ffi1_universal_chained, comdat
    .weak ffi1_universal_chained
    .hidden ffi1_universal_chained
    .type ffi1_universal_chained, @function
    .p2align 4
ffi1_universal_chained:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x8b, 0x45, 0x14 /* eax = load 4 [ebp + 20] */
    .byte 0x8b, 0x48, 0xfc /* ecx = load 4 [eax - 4] */
    .byte 0xff, 0x60, 0xf8 /* jump [eax - 8] */
    .cfi_endproc
    .size ffi1_universal_chained, . - ffi1_universal_chained
    .section .text.ffi1_universal_chained_eax, "axG", @progbits, ffi1_universal_chained_eax, comdat
    .weak ffi1_universal_chained_eax
    .hidden ffi1_universal_chained_eax
    .type ffi1_universal_chained_eax, @function
    .p2align 4
ffi1_universal_chained_eax:
    .cfi_startproc
    .byte 0xf3, 0x0f, 0x1e, 0xfb /* landing */
    .byte 0x8b, 0x45, 0x14 /* eax = load 4 [ebp + 20] */
    .byte 0x8b, 0x40, 0xf8 /* eax = load 4 [eax - 8] */
    .byte 0x89, 0x45, 0x10 /* store 4 [ebp + 16], eax */
    .byte 0x8b, 0x45, 0x14 /* eax = load 4 [ebp + 20] */
    .byte 0x8b, 0x40, 0xfc /* eax = load 4 [eax - 4] */
    .byte 0xff, 0x65, 0x10 /* jump [ebp + 16] */
    .cfi_endproc
    .size ffi1_universal_chained_eax, . - ffi1_universal_chained_eax
    .text
