//! Which pass it is, by the number of dimensions.

/// `$body` with the `$pass` for points of so many dimensions, unless there is no memory for it.
macro_rules! with_pass {
    ($dimensions:expr, $plan:expr, $pass:ident => $body:expr) => {{
        use $crate::kernels::mixture::simd::{few::Few, many::Many};
        match $dimensions {
            1 => with_pass!(@ Few::<1>::new($plan)?, $pass, $body),
            2 => with_pass!(@ Few::<2>::new($plan)?, $pass, $body),
            3 => with_pass!(@ Few::<3>::new($plan)?, $pass, $body),
            4 => with_pass!(@ Few::<4>::new($plan)?, $pass, $body),
            more => with_pass!(@ Many::new(more)?, $pass, $body),
        }
    }};
    (@ $new:expr, $pass:ident, $body:expr) => {{
        let $pass = $new;
        $body
    }};
}
pub(super) use with_pass;
