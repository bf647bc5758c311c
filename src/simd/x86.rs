//! What the two x86-64 levels share: a token whose feature list is written once, and lookups.

use std::arch::x86_64::{__m128d, _mm_load_sd, _mm_loadh_pd};
use std::ptr;

/// Defines a level's token, its detection, and the function through which kernels enter it.
///
/// The features are written once and used twice, for detection and for the attribute, so that the
/// two cannot drift apart.
macro_rules! x86_level {
    ($(#[$doc:meta])* $token:ident = $($feature:tt),+) => {
        $(#[$doc])*
        ///
        /// A token of no size that only detection makes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $token(());

        impl Sealed for $token {}

        impl $token {
            /// The token, where the processor (and the operating system) has all of the level's
            /// features.
            pub(super) fn detect() -> Option<Self> {
                let all = $(std::arch::is_x86_feature_detected!($feature))&&+;
                all.then_some(Self(()))
            }

            /// Runs `kernel` in a function that is compiled with the level's features.
            #[inline(always)]
            pub(super) fn enter<K: Kernel>(self, kernel: K) -> K::Output {
                #[target_feature($(enable = $feature),+)]
                fn entry<K: Kernel>(simd: $token, kernel: K) -> K::Output {
                    kernel.run(simd)
                }
                // SAFETY: a token is made by `detect` alone, which has seen every feature of the
                // list.
                unsafe { entry(self, kernel) }
            }
        }
    };
}

/// `table[a % N]` and `table[b % N]`.
///
/// A lookup is eight loads, not a gather of eight: on Zen 5 a gather takes more micro-operations,
/// and on many Intel processors a mended flaw has made it slow. The volatile reads keep the
/// compiler from taking the indices out of a vector, where it has them in one: they go through the
/// few ports that move lanes, and a load does not.
#[inline(always)]
pub(super) fn entries<const N: usize>(table: &[f64; N], a: &u64, b: &u64) -> __m128d {
    const { assert!(N.is_power_of_two() && N <= 1 << 16) };
    // SAFETY: references may be read; the low half word of a `u64` comes first.
    let (a, b) = unsafe {
        let low = |index: &u64| ptr::from_ref(index).cast::<u16>().read_volatile();
        (low(a), low(b))
    };
    let (a, b) = (&table[a as usize % N], &table[b as usize % N]);
    // SAFETY: SSE2 is part of x86-64, and references may be read.
    unsafe { _mm_loadh_pd(_mm_load_sd(a), b) }
}
