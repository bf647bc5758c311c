//! What is hashed of an answer, and how.

use hotloop::Error;
use hotloop::kernels::heavy::Picture;

/// The hash of all bits of an answer.
pub(crate) fn bits(answer: &impl Answer) -> u64 {
    let mut bits = Bits(0xcbf2_9ce4_8422_2325);
    answer.hash(&mut bits);
    bits.0
}

/// FNV-1a (Fowler, Noll and Vo 1991), a word at a time in place of a byte, and what a multiplication
/// leaves in the upper half of the state brought down to the lower. For a given state different words
/// lead to different states, so that a single wrong bit is never overlooked.
pub(crate) struct Bits(u64);

impl Bits {
    pub(super) fn word(&mut self, word: u64) {
        let state = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = state ^ state >> 32;
    }
}

/// What has bits.
pub(crate) trait Answer {
    fn hash(&self, bits: &mut Bits);
}

impl Answer for f64 {
    /// With one NaN for all: nothing is promised of the bits of a NaN.
    fn hash(&self, bits: &mut Bits) {
        bits.word(if self.is_nan() { Self::NAN } else { *self }.to_bits());
    }
}

impl Answer for f32 {
    fn hash(&self, bits: &mut Bits) {
        let one = if self.is_nan() { Self::NAN } else { *self };
        bits.word(u64::from(one.to_bits()));
    }
}

/// Integers, as 64 bits.
macro_rules! words {
    ($($integer:ty)+) => {$(
        impl Answer for $integer {
            fn hash(&self, bits: &mut Bits) {
                bits.word(*self as u64);
            }
        }
    )+};
}

words! { u64 i64 usize bool }

impl Answer for u128 {
    fn hash(&self, bits: &mut Bits) {
        ((*self >> 64) as u64, *self as u64).hash(bits);
    }
}

impl<A: Answer> Answer for [A] {
    fn hash(&self, bits: &mut Bits) {
        self.len().hash(bits);
        self.iter().for_each(|answer| answer.hash(bits));
    }
}

impl<A: Answer> Answer for Vec<A> {
    fn hash(&self, bits: &mut Bits) {
        self[..].hash(bits);
    }
}

impl Answer for [u8] {
    fn hash(&self, bits: &mut Bits) {
        self.len().hash(bits);
        for bytes in self.chunks(8) {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            bits.word(u64::from_le_bytes(word));
        }
    }
}

impl Answer for Picture {
    fn hash(&self, bits: &mut Bits) {
        self.pixels().hash(bits);
    }
}

impl Answer for () {
    fn hash(&self, _: &mut Bits) {}
}

impl<A: Answer> Answer for Option<A> {
    fn hash(&self, bits: &mut Bits) {
        self.is_some().hash(bits);
        self.iter().for_each(|answer| answer.hash(bits));
    }
}

/// What is refused, and in which words, is an answer too.
impl<A: Answer> Answer for Result<A, Error> {
    fn hash(&self, bits: &mut Bits) {
        self.is_ok().hash(bits);
        match self {
            Ok(answer) => answer.hash(bits),
            Err(error) => error.to_string().as_bytes().hash(bits),
        }
    }
}

impl<A: Answer, B: Answer> Answer for (A, B) {
    fn hash(&self, bits: &mut Bits) {
        self.0.hash(bits);
        self.1.hash(bits);
    }
}

impl<A: Answer, B: Answer, C: Answer> Answer for (A, B, C) {
    fn hash(&self, bits: &mut Bits) {
        self.0.hash(bits);
        self.1.hash(bits);
        self.2.hash(bits);
    }
}
