//! Bit-fields: bits of a record in memory. For generated code, through [`__private`](crate::__private).

/// The number in `width` bits from bit `bit` on, counted from the least significant bit of the first byte (the order of the
/// little-endian targets, all that there are).
///
/// # Safety
///
/// The bytes that hold these bits, counted from `base`, are readable. `width` is 1 to 64.
#[inline]
#[must_use]
pub unsafe fn get(base: *const u8, bit: usize, width: usize) -> u64 {
    let (first, shift) = (bit / 8, bit % 8);
    let mut value = 0_u128;
    let mut byte = 0;
    while byte * 8 < shift + width {
        // SAFETY: the byte holds one of the bits.
        value |= u128::from(unsafe { base.add(first + byte).read() }) << (8 * byte);
        byte += 1;
    }
    ((value >> shift) as u64) & mask(width)
}

/// Writes the low `width` bits of `value` from bit `bit` on and leaves every other bit.
///
/// # Safety
///
/// As for [`get`], and the bytes are writable.
#[inline]
pub unsafe fn set(base: *mut u8, bit: usize, width: usize, value: u64) {
    let (first, shift) = (bit / 8, bit % 8);
    let (mask, value) = (u128::from(mask(width)) << shift, u128::from(value & mask(width)) << shift);
    let mut byte = 0;
    while byte * 8 < shift + width {
        // SAFETY: the byte holds one of the bits.
        unsafe {
            let at = base.add(first + byte);
            at.write(at.read() & !((mask >> (8 * byte)) as u8) | (value >> (8 * byte)) as u8);
        }
        byte += 1;
    }
}

/// The number that `width` bits are in two's complement.
#[inline]
#[must_use]
pub const fn signed(bits: u64, width: usize) -> i64 {
    let unused = 64 - width as u32;
    ((bits << unused) as i64) >> unused
}

const fn mask(width: usize) -> u64 {
    u64::MAX >> (64 - width as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_and_width_reads_back_and_leaves_the_rest() {
        for width in 1..=64 {
            for bit in 0..=(96 - width) {
                for fill in [0_u8, 0xff] {
                    let mut bytes = [fill; 12];
                    let value = 0x9e37_79b9_7f4a_7c15_u64 & mask(width);
                    // SAFETY: 96 bits are there.
                    let read = unsafe {
                        set(bytes.as_mut_ptr(), bit, width, value);
                        get(bytes.as_ptr(), bit, width)
                    };
                    assert_eq!(read, value, "{width} bits at {bit}");
                    for other in (0..96).filter(|other| !(bit..bit + width).contains(other)) {
                        assert_eq!(bytes[other / 8] >> (other % 8) & 1, fill & 1, "bit {other}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_highest_bit_is_the_sign() {
        assert_eq!(signed(0b101, 3), -3);
        assert_eq!(signed(0b011, 3), 3);
        assert_eq!(signed(u64::MAX, 64), -1);
    }
}
