//! The method that everybody else uses.

use super::Normal;
use super::bell::{checksum, exp, numbers, symmetric, tail};
use crate::random::{Float, Generator};
use crate::simd::{Family, compiled};

/// A power of two, so that the lowest bits of a word choose one.
const LAYERS: usize = 256;

/// Half the widths of the layers, from the base upwards, and 0.
static WIDTHS: [f64; LAYERS + 1] = numbers(&WIDTH_BITS);

const WIDTH_BITS: [u64; LAYERS + 1] = include!(concat!(env!("OUT_DIR"), "/ziggurat.rs"));

const _: () = assert!(
    checksum(&WIDTH_BITS) == 0x168e_ab61_853a_5d93,
    "the build script made another table than it should"
);

compiled! {
    /// The ziggurat of Marsaglia and Tsang (2000) with 256 layers, one number after the other: other
    /// numbers than the four rungs draw, and as many words as it takes.
    ///
    /// Its layers reach beyond the curve, each as far as the one below it reaches inside it. So a point
    /// of a layer is accepted at once if it is above the next layer too, in 99 cases of 100, and
    /// compared with the curve otherwise. The layer comes from the lowest bits of a word and the place
    /// in it from the highest: with bits in common, as in the paper's program, neighbouring numbers are
    /// not independent (Doornik 2005).
    ///
    /// ```
    /// use hotloop::kernels::normal::{self, Normal};
    /// use hotloop::random::Generator;
    ///
    /// let mut x = vec![0.0; 100_000];
    /// normal::ziggurat(&mut Generator::new(10, 0), Normal::STANDARD, &mut x);
    /// let variance = x.iter().map(|x| x * x).sum::<f64>() / 1e5;
    /// assert!((variance - 1.0).abs() < 0.02);
    /// ```
    pub fn ziggurat<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T])
        = one_by_one, for f64 f32
}

fn one_by_one<T: Float>(generator: &mut Generator, normal: Normal, out: &mut [T]) {
    for x in out {
        *x = T::nearest(normal.scale(standard(generator)));
    }
}

fn standard(generator: &mut Generator) -> f64 {
    loop {
        let word = generator.next_u64();
        let layer = word as usize % LAYERS;
        let (width, above) = (WIDTHS[layer], WIDTHS[layer + 1]);
        let x = symmetric(word) * width;
        if x.abs() < above {
            return x;
        }
        if layer == 0 {
            return tail(above, || generator.next_u64()).copysign(x);
        }
        let (floor, top) = (exp(-0.5 * width * width), exp(-0.5 * above * above));
        if floor + f64::unit(generator.next_u64()) * (top - floor) < exp(-0.5 * x * x) {
            return x;
        }
    }
}
