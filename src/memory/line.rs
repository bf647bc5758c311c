//! A cache line of numbers.

use bytemuck::Zeroable;
use std::any::TypeId;

/// Eight numbers on a cache line of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(crate) struct Line(pub(crate) [f64; 8]);

// SAFETY: it is eight numbers and nothing else, and all zeros is a number.
unsafe impl Zeroable for Line {}

/// The numbers of `x`, 64 bytes at a time, as what a level takes that is asked to
/// [fetch](crate::simd::Simd::prefetch) them. Bytes before the first that an `f64` may begin at, and
/// after the last whole 64, are left out, and so is everything that is no number.
#[inline(always)]
pub(crate) fn lines<T: 'static>(x: &[T]) -> &[[f64; 8]] {
    if !is_number::<T>() {
        return &[];
    }
    // SAFETY: `T` is one of the types of numbers, which have no padding, and any bytes are an `f64`.
    let (_, lines, _) = unsafe { x.align_to() };
    lines
}

#[inline(always)]
fn is_number<T: 'static>() -> bool {
    let own = TypeId::of::<T>();
    own == TypeId::of::<f64>()
        || own == TypeId::of::<f32>()
        || own == TypeId::of::<i8>()
        || own == TypeId::of::<i16>()
        || own == TypeId::of::<i32>()
        || own == TypeId::of::<i64>()
        || own == TypeId::of::<u8>()
        || own == TypeId::of::<u16>()
        || own == TypeId::of::<u32>()
        || own == TypeId::of::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_bytes_of_numbers() {
        let x: Vec<f64> = (0..40).map(f64::from).collect();
        assert_eq!(lines(&x).as_flattened(), x);
        assert_eq!(lines(&x[1..]).as_flattened(), &x[1..33]);
        let x = [1.5_f32; 64];
        let pair = f64::from_bits(u64::from(1.5_f32.to_bits()) * ((1 << 32) + 1));
        for start in 0..3 {
            // One that is left out before them, or none, leaves three whole lines.
            assert_eq!(lines(&x[start..][..50]).as_flattened(), [pair; 24]);
        }
        assert!(lines(&[7_u8; 200]).len() >= 2);
        assert!(lines(&[Some(1.0); 100]).is_empty());
    }
}
