//! Run-time dispatch: from a generic kernel to a function that anyone can call.

use super::Simd;

/// A kernel together with its arguments, waiting to be told which instructions it may use.
///
/// [`dispatch!`](crate::dispatch) implements it; [`Level::run`](super::Level::run) consumes it. Implement it by hand
/// only for what the macro does not express, and mark [`run`](Kernel::run) `#[inline(always)]`.
pub trait Kernel {
    /// What the kernel returns.
    type Output;
    /// Runs the kernel with the instructions that `simd` proves to be there.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Writes the public entries of a generic kernel.
///
/// ```
/// use hotloop::simd::{F64x8, Simd};
///
/// /// Doubles the whole vectors of `x`.
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, x: &mut [f64]) {
///     for lanes in x.as_chunks_mut::<8>().0 {
///         let v = simd.load(lanes);
///         (v + v).store(lanes);
///     }
/// }
///
/// hotloop::dispatch! {
///     /// Doubles the whole vectors of `x`.
///     pub fn double(x: &mut [f64]) = kernel, at double_at
/// }
///
/// let mut x = [1.0; 16];
/// double(&mut x);
/// assert_eq!(x, [2.0; 16]);
/// ```
///
/// `kernel` is an `#[inline(always)] fn kernel<S: Simd>(simd: S, …)` that takes the same arguments
/// after the token. The macro writes
///
/// * `double(…)`, which runs the kernel at [`Level::current`](crate::simd::Level::current), and
/// * `double_at(level, …)`, which runs it at the level given: for tests and benches, and for a
///   caller that has read the level already.
///
/// The form `fn double_at(level, x: &mut [f64]) = kernel` writes the second alone. Where both are
/// written, attributes go to the first, so a `#[cfg]` belongs on the macro and not inside it.
///
/// One type parameter may be given, `fn total<T: Summand>(x: &[T]) -> T::Sum = …`; the kernel is
/// then `fn kernel<S: Simd, T: Summand>(…)`. The return type must not borrow from the arguments.
/// The expansion contains no `unsafe`.
#[macro_export]
macro_rules! dispatch {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident $(<$parameter:ident: $bound:path>)? (
            $($argument:ident: $type:ty),* $(,)?
        ) $(-> $output:ty)? = $kernel:path, at $name_at:ident
    ) => {
        $(#[$attribute])*
        #[inline]
        $visibility fn $name $(<$parameter: $bound>)? ($($argument: $type),*) $(-> $output)? {
            $name_at($crate::simd::Level::current(), $($argument),*)
        }

        $crate::dispatch! {
            #[doc = concat!("[`", stringify!($name), "`] at the given level.")]
            $visibility fn $name_at $(<$parameter: $bound>)? (level, $($argument: $type),*)
            $(-> $output)? = $kernel
        }
    };
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name_at:ident $(<$parameter:ident: $bound:path>)? (
            level, $($argument:ident: $type:ty),* $(,)?
        ) $(-> $output:ty)? = $kernel:path
    ) => {
        $(#[$attribute])*
        #[inline]
        $visibility fn $name_at $(<$parameter: $bound>)? (
            level: $crate::simd::Level,
            $($argument: $type),*
        ) $(-> $output)? {
            // A type of its own, because only then may another crate implement the trait, and one
            // crate twice. Its names are odd because those of types are not hygienic: the caller
            // may have an `S` or a `Call` already.
            struct __HotloopCall<__A>(__A);

            impl $(<$parameter: $bound>)? $crate::simd::Kernel for __HotloopCall<($($type,)*)> {
                type Output = $crate::dispatch!(@output $($output)?);

                #[inline(always)]
                fn run<__S: $crate::simd::Simd>(self, simd: __S) -> Self::Output {
                    let Self(($($argument,)*)) = self;
                    $kernel(simd, $($argument),*)
                }
            }

            level.run(__HotloopCall(($($argument,)*)))
        }
    };
    (@output) => {
        ()
    };
    (@output $output:ty) => {
        $output
    };
}
