//! Instances of generic functions that are compiled here, and not where they are called.

/// Writes a generic function as a choice between instances that this crate compiles.
///
/// An instance of a generic function is compiled in the crate that asks for it, with the optimisation of
/// that crate: in a debug build none, whatever `[profile.dev.package.hotloop]` says. So
///
/// ```text
/// compiled! { pub fn simd_at<T: Float>(level: Level, x: &[T]) -> f64 = at, for f64 f32 }
/// ```
///
/// writes a function for each of the types, which calls `at` and is not generic itself, and a generic
/// one that picks its own, which costs nothing where the type is known. For that the trait that bounds `T`
/// has a method `pick`, which takes a function for each of its types, in that order, and its `Family` is
/// to be in scope. Types for which an instance would be compiled in vain, more often than not, are left to
/// the caller's crate: by `for f64 f32, others generic`, where the trait says by `IS_COMPILED` which those are.
macro_rules! compiled {
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident<$T:ident: $bound:ident> $arguments:tt
        = $($rest:tt)*) => {
        $crate::simd::compiled! {
            @function { $(#[$attribute])* $visibility } $name $T $bound $arguments { () } $($rest)*
        }
    };
    ($(#[$attribute:meta])* $visibility:vis fn $name:ident<$T:ident: $bound:ident> $arguments:tt
        -> $output:ty = $($rest:tt)*) => {
        $crate::simd::compiled! {
            @function { $(#[$attribute])* $visibility } $name $T $bound $arguments { $output } $($rest)*
        }
    };
    (@function $front:tt $name:ident $T:ident $bound:ident $arguments:tt $output:tt
        $generic:ident, for $($instance:ident)+ $(, others $as_generic:ident)?) => {
        $crate::simd::compiled! {
            @pick $front $name $T $bound $arguments $output [$($generic $as_generic)?]
            $($crate::simd::compiled! { @instance $instance $T $arguments $output $generic }),+
        }
    };
    (@pick { $($front:tt)* } $name:ident $T:ident $bound:ident
        ( $($argument:ident: $type:ty),* $(,)? ) { $output:ty } [$($others:ident generic)?]
        $($instance:expr),+) => {
        $($front)* fn $name<$T: $bound>($($argument: $type),*) -> $output {
            struct Signature;
            impl Family for Signature {
                type Of<$T: $bound> = fn($($type),*) -> $output;
            }
            $crate::simd::compiled! { @others $T [$($others)?] ($($argument),*) }
            $T::pick::<Signature>(($($instance),+))($($argument),*)
        }
    };
    (@others $T:ident [] $arguments:tt) => {};
    (@others $T:ident [$generic:ident] $arguments:tt) => {
        // A constant, so that types that have an instance do not get another one here.
        if !$T::IS_COMPILED {
            return $generic $arguments;
        }
    };
    (@instance $instance:ident $T:ident ( $($argument:ident: $type:ty),* $(,)? ) { $output:ty }
        $generic:ident) => {{
        type $T = $instance;
        fn instance($($argument: $type),*) -> $output {
            $generic($($argument),*)
        }
        instance
    }};
}

pub(crate) use compiled;
