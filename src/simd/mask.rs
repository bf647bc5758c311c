//! Truth values of comparisons.

use super::sealed::Sealed;
use std::ops::{BitAnd, BitOr, BitXor, Not};

/// The same of eight and of sixteen lanes.
macro_rules! masks {
    ($($name:ident, $lanes:literal, $bits:ty;)+) => {$(
        #[doc = concat!($lanes, " truth values.")]
        ///
        /// They come of comparisons and go into `select`; between the two, `&`, `|`, `^` and `!` work
        /// lane by lane.
        pub trait $name:
            Copy
            + BitAnd<Output = Self>
            + BitOr<Output = Self>
            + BitXor<Output = Self>
            + Not<Output = Self>
            + Sealed
        {
            /// One bit a lane, that of lane 0 the lowest.
            fn to_bits(self) -> $bits;
            /// Whether any is set.
            #[inline(always)]
            fn any(self) -> bool {
                self.to_bits() != 0
            }
            /// Whether all are set.
            #[inline(always)]
            fn all(self) -> bool {
                self.to_bits() == <$bits>::MAX
            }
            /// How many are set.
            #[inline(always)]
            fn count(self) -> u32 {
                self.to_bits().count_ones()
            }
        }
    )+};
}

masks! {
    Mask8, "Eight", u8;
    Mask16, "Sixteen", u16;
}
