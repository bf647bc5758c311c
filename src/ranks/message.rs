//! What a value is while it is on its way.

use crate::Error;
use crate::kernels::mixture::Moments;
use crate::kernels::sum::Exact;
use crate::kernels::summary::Summary;
use crate::memory::gathered;

/// A value that [`Ranks::map_reduce`](super::Ranks::map_reduce) sends from rank to rank, as bytes.
///
/// Those of one reduction have to take as many bytes each, and so has what they are merged into.
///
/// ```
/// use hotloop::Error;
/// use hotloop::ranks::Message;
///
/// /// How many, and the largest.
/// struct Most(u64, f64);
///
/// impl Message for Most {
///     fn bytes(&self) -> usize {
///         16
///     }
///
///     fn pack(&self, bytes: &mut [u8]) {
///         self.0.pack(&mut bytes[..8]);
///         self.1.pack(&mut bytes[8..]);
///     }
///
///     fn unpack(bytes: &[u8]) -> Result<Self, Error> {
///         Ok(Self(u64::unpack(&bytes[..8])?, f64::unpack(&bytes[8..])?))
///     }
/// }
/// ```
pub trait Message: Sized {
    /// How many bytes it takes: one at least.
    fn bytes(&self) -> usize;

    /// Writes it to as many.
    fn pack(&self, bytes: &mut [u8]);

    /// What such bytes stand for.
    ///
    /// # Errors
    ///
    /// One that says what is wrong where they stand for nothing, or where there is no memory for it: all ranks have it.
    fn unpack(bytes: &[u8]) -> Result<Self, Error>;
}

/// As many bytes as a type has: all others are another type's.
fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Error> {
    bytes.try_into().map_err(|_| Error::LengthMismatch {
        argument: "bytes",
        found: bytes.len(),
        model: "type",
        expected: N,
    })
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Message for $number {
            fn bytes(&self) -> usize {
                size_of::<Self>()
            }

            fn pack(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_le_bytes());
            }

            fn unpack(bytes: &[u8]) -> Result<Self, Error> {
                Ok(Self::from_le_bytes(exactly(bytes)?))
            }
        }
    )*};
}

numbers!(u32, u64, u128, usize, i32, i64, i128, isize, f32, f64);

/// What has bytes of its own.
macro_rules! merging {
    ($($value:ty),*) => {$(
        impl Message for $value {
            fn bytes(&self) -> usize {
                Self::BYTES
            }

            fn pack(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_bytes());
            }

            fn unpack(bytes: &[u8]) -> Result<Self, Error> {
                Self::from_bytes(&exactly(bytes)?)
            }
        }
    )*};
}

merging!(Summary, Exact);

/// Summaries of as many columns, say.
impl Message for Vec<Summary> {
    fn bytes(&self) -> usize {
        self.len() * Summary::BYTES
    }

    fn pack(&self, bytes: &mut [u8]) {
        for (summary, bytes) in self.iter().zip(bytes.chunks_mut(Summary::BYTES)) {
            summary.pack(bytes);
        }
    }

    fn unpack(bytes: &[u8]) -> Result<Self, Error> {
        gathered("bytes", bytes.chunks(Summary::BYTES).map(Summary::unpack))
    }
}

impl Message for Moments {
    fn bytes(&self) -> usize {
        self.bytes()
    }

    fn pack(&self, bytes: &mut [u8]) {
        self.write(bytes);
    }

    fn unpack(bytes: &[u8]) -> Result<Self, Error> {
        Self::from_bytes(bytes)
    }
}
