//! What the two x86-64 levels share: a token whose feature list is written once.

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
