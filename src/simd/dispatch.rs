//! Run-time dispatch: from a generic kernel to a function that anyone can call.

use super::Simd;

/// A kernel together with its arguments, waiting to be told which instructions it may use.
///
/// [`dispatch!`](crate::dispatch) implements it; [`Level::run`](super::Level::run) consumes it. Implement
/// it by hand only for what the macro does not express: methods, generic parameters that occur in no
/// argument, arguments that are patterns or `impl Trait`. Mark [`run`](Kernel::run) `#[inline(always)]`.
///
/// Here is one with a type, a constant and a lifetime, whose constant occurs in the result alone:
///
/// ```
/// use hotloop::simd::{F64x8, Float, Kernel, Level, Simd};
///
/// /// The sums of each of `PARTS` parts of `x`, as even as whole vectors allow.
/// struct Sums<'a, T, const PARTS: usize>(&'a [T]);
///
/// impl<T: Float, const PARTS: usize> Kernel for Sums<'_, T, PARTS> {
///     type Output = [f64; PARTS];
///
///     #[inline(always)]
///     fn run<S: Simd>(self, simd: S) -> [f64; PARTS] {
///         let (vectors, _) = self.0.as_chunks::<8>();
///         let mut sums = [0.0; PARTS];
///         for (k, sum) in sums.iter_mut().enumerate() {
///             let part = k * vectors.len() / PARTS..(k + 1) * vectors.len() / PARTS;
///             let mut lanes = simd.splat(0.0);
///             for x in &vectors[part] {
///                 lanes += T::load(simd, x);
///             }
///             *sum = lanes.reduce_sum();
///         }
///         sums
///     }
/// }
///
/// let sums: [f64; 2] = Level::current().run(Sums(&[1.5_f32; 32]));
/// assert_eq!(sums, [24.0; 2]);
/// ```
pub trait Kernel {
    /// What the kernel returns.
    type Output;
    /// Runs the kernel with the instructions that `simd` proves to be there.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Writes the public entries of a kernel.
///
/// ```
/// use hotloop::simd::{F64x8, Simd};
///
/// hotloop::dispatch! {
///     /// Doubles `x`.
///     pub fn double(simd: S, x: &mut [f64]), at double_at {
///         let (vectors, tail) = x.as_chunks_mut::<8>();
///         for lanes in vectors {
///             (simd.load(lanes) * 2.0).store(lanes);
///         }
///         let last = simd.load_partial(tail, 0.0) * 2.0;
///         last.store_partial(tail);
///     }
/// }
///
/// let mut x = [1.0; 20];
/// double(&mut x);
/// assert_eq!(x, [2.0; 20]);
/// ```
///
/// The first argument names the token, and the type of the token, which is any that is [`Simd`]: the body
/// is compiled once for every level. The macro writes
///
/// * `double(…)`, without the token, which runs the body at
///   [`Level::current`](crate::simd::Level::current), and
/// * `double_at(level, …)`, which runs it at the level given: for tests and benches, and for a
///   caller that has read the level already.
///
/// A body in the macro cannot lack the `#[inline(always)]` without which every operation would be a
/// call. Functions that it calls with vectors still want that mark, and so does a kernel that stands
/// elsewhere:
///
/// ```
/// use hotloop::simd::{F64x8, Simd};
///
/// /// The sum of the whole vectors of `x`.
/// #[inline(always)]
/// fn kernel<S: Simd>(simd: S, x: &[f64]) -> f64 {
///     let mut sum = simd.splat(0.0);
///     for lanes in x.as_chunks::<8>().0 {
///         sum += simd.load(lanes);
///     }
///     sum.reduce_sum()
/// }
///
/// hotloop::dispatch! {
///     /// The sum of the whole vectors of `x`.
///     pub fn total(x: &[f64]) -> f64 = kernel, at total_at
/// }
///
/// assert_eq!(total(&[1.0; 16]), 16.0);
/// ```
///
/// The forms `fn double_at(level, simd: S, x: &mut [f64]) { … }` and
/// `fn total_at(level, x: &[f64]) -> f64 = kernel` write the second function alone. Where both are
/// written, attributes go to the first, so a `#[cfg]` belongs on the macro and not inside it.
///
/// Lifetimes, types and constants may be parameters, with bounds and a `where` clause; a kernel that
/// stands elsewhere has them after the token's type. A result that borrows from an argument names the
/// lifetime.
///
/// ```
/// use hotloop::simd::{F64x8, Float, Simd};
///
/// hotloop::dispatch! {
///     /// The first whole vector in which a number is above `limits[K]`.
///     fn first_above<'a, T, const K: usize>(simd: S, x: &'a [T], limits: &[f64; K]) -> Option<&'a [T; 8]>
///     where
///         T: Float,
///     , at first_above_at {
///         let limit = simd.splat(limits[K - 1]);
///         x.as_chunks::<8>().0.iter().find(|x| above(simd, x, limit))
///     }
/// }
///
/// #[inline(always)]
/// fn above<S: Simd, T: Float>(simd: S, x: &[T; 8], limit: S::F64x8) -> bool {
///     use hotloop::simd::Mask8;
///     T::load(simd, x).gt(limit).any()
/// }
///
/// let x: Vec<f32> = (0..20_u8).map(f32::from).collect();
/// assert_eq!(first_above(&x, &[3.0, 9.5]).unwrap()[0], 8.0);
/// assert!(first_above(&x, &[16.0]).is_none());
/// ```
///
/// Every parameter has to occur in the type of an argument. What the macro cannot express it refuses, and
/// names [`Kernel`](crate::simd::Kernel), which can be implemented by hand.
///
/// ```compile_fail
/// hotloop::dispatch! { fn all(&self, x: &[f64]) -> f64 = kernel, at all_at }
/// ```
///
/// The expansion contains no `unsafe`.
///
/// # Is it inlined?
///
/// A helper without its `#[inline(always)]` compiles, gives the same answer, and takes forty times as
/// long. It leaves a trace in the executable: a function whose name has `simd::` and a level in it, and
/// which no level's entry is. On a release build,
///
/// ```text
/// nm --demangle=rust target/release/PROGRAM | grep -E 'hotloop::simd::(avx2|avx512|neon)'
/// ```
///
/// prints the entries, `Avx2>::enter::entry` and the like, and should print nothing else: an operation
/// (`Doubles as …Add>::add`) or a helper of yours in that list has not been inlined. The test
/// `tests/inlining.rs` of this crate's source does that for every kernel.
///
/// # Debug builds
///
/// Without optimisation what is marked is inlined, but every value goes through memory, and the functions of
/// the standard library are calls: a kernel takes some hundred times as long. What counts are the settings of the crate that compiles it: the one that the kernel stands in, or, where it has
/// types or constants as parameters, the one that calls it. So a kernel without parameters in a crate of its
/// own is as fast in a debug build as in a release build, where the program's `Cargo.toml` says
///
/// ```text
/// [profile.dev.package.NAME]
/// opt-level = 3
/// debug-assertions = false
/// overflow-checks = false
/// ```
///
/// The kernels of this crate are compiled in it for `f64` and `f32`, although they are generic, and so are sums
/// of integers of up to 32 bits and of `i64`. What is compiled where it is called, and stays slow there:
///
/// * the plain rungs, `checked` and `unchecked`, of generic kernels, to which some leave short slices;
/// * histograms of integers, sums of `u64`, [`neumaier`](crate::kernels::sum::neumaier) sums of all integers but
///   `i64`, summaries that are collected from an iterator;
/// * weights that are not `f64`;
/// * [`Mixture::sample`](crate::kernels::mixture::Mixture::sample) of `f32`;
/// * blocks of less than 16 samples of an [`Echo`](crate::kernels::comb::Echo), and the rounding of `f32` that a
///   team filters backward.
#[macro_export]
macro_rules! dispatch {
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident < $($rest:tt)*) => {
        $crate::__dispatch! {
            @parameters { { $(#[$attribute])* } { $visibility } { $name } } [] [] $($rest)*
        }
    };
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident ( $($arguments:tt)* ) $($rest:tt)*) => {
        $crate::__dispatch! {
            @output { { $(#[$attribute])* } { $visibility } { $name } } {}
            ( $($arguments)* ) $($rest)*
        }
    };
    ($($other:tt)*) => {
        $crate::__dispatch! { @refused }
    };
}

/// What [`dispatch!`](crate::dispatch) hands on: a function's parts, each in braces, in the order
/// `{ attributes, visibility, name } { parameters } ( arguments ) { output } { where }`, and what is left.
#[doc(hidden)]
#[macro_export]
macro_rules! __dispatch {
    // The parameters end at the first `>` that closes none of theirs: those are counted in the second
    // pair of brackets.
    (@parameters $head:tt [$($taken:tt)*] [] > $($rest:tt)*) => {
        $crate::__dispatch! { @output $head { $($taken)* } $($rest)* }
    };
    (@parameters $head:tt [$($taken:tt)*] [<] >> $($rest:tt)*) => {
        $crate::__dispatch! { @output $head { $($taken)* > } $($rest)* }
    };
    (@parameters $head:tt [$($taken:tt)*] [< $($open:tt)*] > $($rest:tt)*) => {
        $crate::__dispatch! { @parameters $head [$($taken)* >] [$($open)*] $($rest)* }
    };
    (@parameters $head:tt [$($taken:tt)*] [< < $($open:tt)*] >> $($rest:tt)*) => {
        $crate::__dispatch! { @parameters $head [$($taken)* >>] [$($open)*] $($rest)* }
    };
    (@parameters $head:tt [$($taken:tt)*] [$($open:tt)*] < $($rest:tt)*) => {
        $crate::__dispatch! { @parameters $head [$($taken)* <] [< $($open)*] $($rest)* }
    };
    (@parameters $head:tt [$($taken:tt)*] $open:tt $next:tt $($rest:tt)*) => {
        $crate::__dispatch! { @parameters $head [$($taken)* $next] $open $($rest)* }
    };

    // A type is followed by one of few tokens, and each is a case of its own.
    (@output $head:tt $parameters:tt $arguments:tt -> $output:ty where $($rest:tt)*) => {
        $crate::__dispatch! { @where { $head $parameters $arguments { $output } } [] [] $($rest)* }
    };
    (@output $head:tt $parameters:tt $arguments:tt -> $output:ty = $($rest:tt)*) => {
        $crate::__dispatch! { @end $head $parameters $arguments { $output } {} = $($rest)* }
    };
    (@output $head:tt $parameters:tt $arguments:tt -> $output:ty, $($rest:tt)*) => {
        $crate::__dispatch! { @end $head $parameters $arguments { $output } {} , $($rest)* }
    };
    (@output $head:tt $parameters:tt $arguments:tt -> $output:ty { $($body:tt)* }) => {
        $crate::__dispatch! { @end $head $parameters $arguments { $output } {} { $($body)* } }
    };
    (@output $head:tt $parameters:tt $arguments:tt where $($rest:tt)*) => {
        $crate::__dispatch! { @where { $head $parameters $arguments { () } } [] [] $($rest)* }
    };
    (@output $head:tt $parameters:tt $arguments:tt $($rest:tt)*) => {
        $crate::__dispatch! { @end $head $parameters $arguments { () } {} $($rest)* }
    };

    // The bounds end at `=`, at `, at name` and at a body, outside of all `<` and `>`.
    (@where { $($front:tt)* } [$($taken:tt)*] [] = $($rest:tt)*) => {
        $crate::__dispatch! { @end $($front)* { $($taken)* } = $($rest)* }
    };
    (@where { $($front:tt)* } [$($taken:tt)*] [] , at $name_at:ident $body:block) => {
        $crate::__dispatch! { @end $($front)* { $($taken)* } , at $name_at $body }
    };
    (@where { $($front:tt)* } [$($taken:tt)*] [] { $($body:tt)* }) => {
        $crate::__dispatch! { @end $($front)* { $($taken)* } { $($body)* } }
    };
    (@where $front:tt [$($taken:tt)*] [< $($open:tt)*] > $($rest:tt)*) => {
        $crate::__dispatch! { @where $front [$($taken)* >] [$($open)*] $($rest)* }
    };
    (@where $front:tt [$($taken:tt)*] [< < $($open:tt)*] >> $($rest:tt)*) => {
        $crate::__dispatch! { @where $front [$($taken)* >>] [$($open)*] $($rest)* }
    };
    (@where $front:tt [$($taken:tt)*] [$($open:tt)*] < $($rest:tt)*) => {
        $crate::__dispatch! { @where $front [$($taken)* <] [< $($open)*] $($rest)* }
    };
    (@where $front:tt [$($taken:tt)*] $open:tt $next:tt $($rest:tt)*) => {
        $crate::__dispatch! { @where $front [$($taken)* $next] $open $($rest)* }
    };

    // A kernel that stands elsewhere, or a body; both functions, or that with a level.
    (@end $head:tt $parameters:tt ( $($argument:ident: $type:ty),* $(,)? ) $output:tt $where:tt
        = $kernel:path, at $name_at:ident) => {
        $crate::__dispatch! {
            @both $head $parameters ( $($argument: $type),* ) $output $where $name_at
            (simd: __S) { $kernel(simd, $($argument),*) }
        }
    };
    (@end $head:tt $parameters:tt ( level $(, $argument:ident: $type:ty)* $(,)? ) $output:tt $where:tt
        = $kernel:path) => {
        $crate::__dispatch! {
            @at $head $parameters ( $($argument: $type),* ) $output $where
            (simd: __S) { $kernel(simd, $($argument),*) }
        }
    };
    (@end $head:tt $parameters:tt ( $simd:ident: $token:ident $(, $argument:ident: $type:ty)* $(,)? )
        $output:tt $where:tt , at $name_at:ident $body:block) => {
        $crate::__dispatch! {
            @both $head $parameters ( $($argument: $type),* ) $output $where $name_at
            ($simd: $token) $body
        }
    };
    (@end $head:tt $parameters:tt ( level, $simd:ident: $token:ident $(, $argument:ident: $type:ty)* $(,)? )
        $output:tt $where:tt { $($body:tt)* }) => {
        $crate::__dispatch! {
            @at $head $parameters ( $($argument: $type),* ) $output $where
            ($simd: $token) { $($body)* }
        }
    };

    (@both { { $($attribute:tt)* } { $visibility:vis } { $name:ident } } { $($parameters:tt)* }
        ( $($argument:ident: $type:ty),* ) { $output:ty } { $($where:tt)* } $name_at:ident
        ($simd:ident: $token:ident) $body:tt) => {
        $($attribute)*
        #[inline]
        $visibility fn $name<$($parameters)*>($($argument: $type),*) -> $output
        where
            $($where)*
        {
            $name_at($crate::simd::Level::current(), $($argument),*)
        }

        $crate::__dispatch! {
            @at { { #[doc = concat!("[`", stringify!($name), "`] at the given level.")] } { $visibility } { $name_at } }
            { $($parameters)* } ( $($argument: $type),* ) { $output } { $($where)* }
            ($simd: $token) $body
        }
    };

    (@at { { $($attribute:tt)* } { $visibility:vis } { $name_at:ident } } { $($parameters:tt)* }
        ( $($argument:ident: $type:ty),* ) { $output:ty } { $($where:tt)* }
        ($simd:ident: $token:ident) $body:tt) => {
        $($attribute)*
        $visibility fn $name_at<$($parameters)*>(
            level: $crate::simd::Level,
            $($argument: $type),*
        ) -> $output
        where
            $($where)*
        {
            // A type of its own, because only then may another crate implement the trait, and one
            // crate twice. Its names are odd because those of types are not hygienic: the caller
            // may have a `Call` already.
            struct __HotloopCall<__A>(__A);

            impl<$($parameters)*> $crate::simd::Kernel for __HotloopCall<($($type,)*)>
            where
                $($where)*
            {
                type Output = $output;

                #[inline(always)]
                fn run<$token: $crate::simd::Simd>(self, $simd: $token) -> Self::Output {
                    let Self(($($argument,)*)) = self;
                    $body
                }
            }

            level.run(__HotloopCall(($($argument,)*)))
        }
    };

    ($($other:tt)*) => {
        compile_error!(
            "dispatch! wants `fn name(arguments) -> output = kernel, at name_at` or \
             `fn name(simd: S, arguments) -> output, at name_at { body }`, with arguments that are \
             names and parameters that occur in the arguments' types; for anything else implement \
             `hotloop::simd::Kernel` by hand"
        );
    };
}
