//! Exponentials and logarithms, sines and cosines, hyperbolic tangents and whole powers, for eight
//! numbers at once.
//!
//! ```
//! use hotloop::dispatch;
//! use hotloop::simd::{F64x8, Simd, math};
//!
//! #[inline(always)]
//! fn logistic_of<S: Simd>(simd: S, x: S::F64x8) -> S::F64x8 {
//!     let one = simd.splat(1.0);
//!     one / (one + math::exp(simd, -x))
//! }
//!
//! #[inline(always)]
//! fn kernel<S: Simd>(simd: S, x: &mut [f64]) {
//!     let (vectors, rest) = x.as_chunks_mut();
//!     for lanes in vectors {
//!         logistic_of(simd, simd.load(lanes)).store(lanes);
//!     }
//!     let lanes = logistic_of(simd, simd.load_partial(rest, 0.0));
//!     lanes.store_partial(rest);
//! }
//!
//! dispatch! {
//!     /// The logistic function of each number, `1 / (1 + e^-x)`.
//!     pub fn logistic(x: &mut [f64]) = kernel, at logistic_at
//! }
//!
//! let mut x = [-1e9, -3.0, -1.0, 0.0, 1.0, 3.0, 1e9, f64::NAN, 0.0];
//! logistic(&mut x);
//! assert_eq!((x[0], x[3], x[6], x[8]), (0.0, 0.5, 1.0, 0.5));
//! assert!((x[2] - 0.268_941_421_369_995_1).abs() < 1e-15);
//! assert!(x[7].is_nan());
//! ```
//!
//! A library's `exp` takes one number, so a loop that calls it leaves its lanes. These are plain
//! code over a [`Simd`](super::Simd) token and inlined into the loop: several vectors are on the
//! way at once, and what does not change stands in registers.
//!
//! Numbers that are `f32` are computed as `f64`, too: [`Float`](super::Float) loads and stores them.
//!
//! # A polynomial is good for a short interval
//!
//! No polynomial follows `e^x` from -745 to 710. So these functions have two halves: one that
//! moves the argument into a short interval about zero, which is called the reduction, and has to
//! be exact; and a polynomial there.
//!
//! **Powers.** The representation of an `f64` has an exponent, so powers of two with whole numbers
//! are free. Sixteen more, the sixteenths, stand in a table:
//!
//! ```text
//! 2^x = 2^n * 2^(j/16) * 2^f        n whole, j from 0 to 15, f within 1/32 of zero
//! ```
//!
//! 1. *Round.* Where `f64` has steps of 1/16, which is from 2^48 on, an addition rounds to a
//!    sixteenth: `x + 1.5 * 2^48`. The lowest bits of the sum are `16 n + j`, an integer that
//!    nothing had to convert. Subtract the constant again, and there it is as an `f64`; `x` less
//!    that is `f`, without any error.
//! 2. *Look up.* `lookup_16` takes the lowest four bits.
//! 3. *Continue.* `2^f = 1 + f * q(f)`. With `t` for what the table gave, the result is
//!    `t + (t * f) * q(f)`: what is added to `t` is 1/46 of it at most, and so are the errors that
//!    were made on its way.
//! 4. *Scale.* AVX-512 has an instruction that multiplies by `2^n`, [`scale`](super::F64x8::scale).
//!    It takes the number of sixteenths as it is and rounds it down itself, and it is right for
//!    every `n`, so that `2^x` needs no clamp. Elsewhere this is done before step 3: the table has
//!    `j` subtracted from the exponents of its entries, so that one addition of integers multiplies
//!    `t` by `2^n`. Near the ends of the range, where `2^n` may be no normal number though the
//!    result is one, it is another power, and a multiplication at the end makes up for that.
//!
//! For `e^x` the sixteenth is that of `x / ln(2)`, and `f = x - n * ln(2)` cancels nearly all of
//! `x`. So ln(2) is cut in two (Cody and Waite, Software manual for the elementary functions,
//! 1980): the first part has so few bits that its product with `n` is exact, and with it the
//! difference; the second is the rest.
//!
//! **Logarithms.** `x = 2^k * m` with `m` from `sqrt(1/2)` to `sqrt(2)`, read off the
//! representation, so that `ln(x) = k * ln(2) + ln(m)`, and where `x` is near 1, `k` is 0 and
//! nothing cancels. With `f = m - 1`, which is exact, and `s = f / (2 + f)`, there is the series of
//! odd powers
//!
//! ```text
//! ln(1 + f) = ln((1 + s) / (1 - s)) = 2 s + s R(s^2) = f - (f^2/2 - s (f^2/2 + R(s^2)))
//! ```
//!
//! It needs half as many terms as one in `f`, for a division, which has a unit of its own. The last
//! form is that of `log` in fdlibm (Sun Microsystems, 1993): it starts with `f`, which has no
//! error, and the division's weighs little in what is taken off.
//!
//! **Hyperbolic tangents.** With `E = e^(2 |x|) - 1` it is `E / (E + 2)`, and nothing cancels where `x`
//! is near zero. Each operation of that would add its rounding to the result, so numerator and
//! denominator are sums of two numbers each, and the quotient is mended once by what is left of it. No
//! table here: `2^n` is exact, an entry would not be.
//!
//! **Whole powers** are squares and products, in the order of the bits of the exponent, the highest
//! first. In plain products the error would double with each square. So each product is kept in two
//! parts, as a rounded one and what that lost, which a fused operation gives for nothing (Dekker, A
//! floating-point technique for extending the available precision, 1971). Where a power leaves the range
//! or comes near its end, it is worked out in integers of 128 bits and an exponent, lane by lane.
//!
//! # How angles are reduced
//!
//! An angle is `n * pi/2 + r`, with `r` within `pi/4` of zero. Sine and cosine of `r` have a polynomial
//! each, and `n` modulo four says which of the two it is, and its sign. As `r` may be next to nothing,
//! it is kept in two parts, and the first has to be right to its last place.
//!
//! *Up to 2^21* that is done in lanes (Cody and Waite, 1980): `pi/2` is cut into 53, 32 and 53 bits. The
//! first product is fused with the difference, which is exact; the second has 53 bits at most and is
//! exact; what its difference rounds away is found again, and the third part is taken off that.
//!
//! *Above*, `x = m * 2^e` with a whole `m`, and whole turns are most of it (Payne and Hanek, Radian
//! reduction for trigonometric functions, 1983; Muller, Elementary functions, 3rd edition 2016, 11.4). The
//! bits of `2/pi` that make nothing but multiples of four with `2^e` are passed over; 192 bits from there
//! on, times `m`, are the quarter turns modulo four and 190 bits behind the point, of which 137 are right.
//! No `f64` is nearer to a multiple of `pi/2` than `2^-61` (Muller, 11.3.2), so that 75 bits are left at
//! least. These are integers and plain code, one lane after the other, and a table of 160 bytes.
//!
//! One such lane does not change the others: what is small is reduced the one way, what is large the
//! other, and lanes have the bits that they would have alone.
//!
//! # Why sixteen, and why degree 6
//!
//! Each multiplication of the polynomial takes a place in one of two pipes, for every vector, and
//! that is what binds on a processor of two such pipes. Each doubling of the table takes `f` to
//! half its size and so saves a term or so:
//!
//! | table | degree | multiplications |
//! |---|---|---|
//! | none | 11 | 11 |
//! | 8 | 7 | 8 |
//! | 16 | 6 | 7 |
//! | 32 | 5, and an error of half a unit more | 6 |
//!
//! Sixteen entries are two registers of AVX-512, and choosing eight of sixteen is one instruction.
//! The other levels read the table from memory. They need two, four or eight instructions where
//! AVX-512 needs one, so that four multiplications fewer pay for the loads.
//!
//! Tables and polynomials together are from Tang (Table-driven implementation of the exponential
//! function in IEEE floating-point arithmetic, 1989). The polynomials are the best that have
//! coefficients of an `f64` (Brisebarre and Chevillard, Efficient polynomial L-infinity
//! approximations, 2007), and each says how to make it again.
//!
//! # How good they are
//!
//! An error of 1/2 in units in the last place (ULP) is that of the nearest `f64`, and cannot be
//! undercut. A power has that of the table's entry as well, up to 0.48 of a unit. The largest that
//! were found in 10^8 arguments of each function (10^7 of sines, cosines and
//! tangents, 2 * 10^5 powers), from everywhere and from where a reduction or the
//! range ends:
//!
//! | | found | at most |
//! |---|---|---|
//! | [`exp`] | 1.089 | 1.15 |
//! | [`exp2`] | 1.077 | 1.15 |
//! | [`ln`] | 0.829 | 1 |
//! | [`sin`], [`cos`], [`sin_cos`] | 0.840 | 0.9 |
//! | [`tanh`] | 0.930 | 1 |
//! | [`powi`] | below 0.501 | 0.501 |
//!
//! Exact values come from arithmetic of about 100 bits, which is itself compared with known digits.
//! The last column is what the tests hold every level to. The figures are those of
//!
//! ```text
//! cargo test --release --test math -- --ignored --nocapture
//! ```
//!
//! All levels give the same bits.
//!
//! # Special values
//!
//! | | `-inf` | below zero | `-0`, `+0` | `+inf` | NaN |
//! |---|---|---|---|---|---|
//! | [`exp`], [`exp2`] | 0 | | 1 | `inf` | NaN |
//! | [`ln`] | NaN | NaN | `-inf` | `inf` | NaN |
//! | [`sin`] | NaN | | the same zero | NaN | NaN |
//! | [`cos`] | NaN | | 1 | NaN | NaN |
//! | [`tanh`] | -1 | | the same zero | 1 | NaN |
//!
//! [`powi`] has those of its own. `sin` and `tanh` are odd and `cos` is even, to the bit.
//!
//! Results too large are infinite, results too small subnormal and then 0, each from where the
//! exact result says so. `exp2` of a whole number is exact, and `ln(1)` is `+0`. Subnormal
//! arguments are numbers like others.

mod exp;
#[cfg(test)]
mod levels;
mod ln;
pub(crate) mod plain;
mod powi;
mod reduce;
mod tanh;
mod trig;

pub(crate) use exp::exp2_or_zero;
pub use exp::{exp, exp2};
pub use ln::ln;
pub use powi::powi;
pub use tanh::tanh;
pub use trig::{cos, sin, sin_cos};

/// The first 32 bits of ln 2. Times a number of sixteenths, which has 15 at most, or an exponent,
/// which has 11, it is exact.
const LN_2_HIGH: f64 = 0.6931471803691238;
/// The rest of ln 2.
const LN_2_LOW: f64 = 1.9082149292705877e-10;
