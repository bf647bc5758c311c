//! The layers of the normal variates, worked out from their definition, and the numbers that come
//! from each kind of layer.
//!
//! The half-bell `exp(-x^2 / 2)`, `x >= 0`, is cut into 2048 layers of equal area. As many as fit
//! are rectangles that lie on each other from the axis upwards, each as wide as the curve lets it
//! be; there are 2045. What is left over is the tail beyond the widest, what each step between two
//! of them leaves under the curve, and the cap, and has the area of three layers. The lowest
//! eleven bits of a word choose the layer.

use crate::tools::{
    assert_accepted, assert_within, chi_square, kolmogorov_smirnov, normal_above, normal_between,
    root,
};
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;
use std::f64::consts::PI;
use std::iter::Sum;

const LAYERS: u64 = 2048;
const RECTANGLES: usize = 2045;
/// Into how many places each overhang but the tail is cut.
const PLACES: usize = 64;

/// The rectangles: their widths, from the lowest, which is the widest, upwards, and where each
/// ends.
pub(crate) struct Bell {
    pub(crate) widths: Vec<f64>,
    heights: Vec<f64>,
}

fn bell(x: f64) -> f64 {
    (-0.5 * x * x).exp()
}

/// The area of a layer.
fn area() -> f64 {
    (PI / 2.0).sqrt() / LAYERS as f64
}

impl Bell {
    /// As many rectangles as fit.
    pub(crate) fn new() -> Self {
        let (mut widths, mut heights) = (vec![], vec![]);
        let (mut outer, mut floor) = (40.0, 0.0);
        loop {
            let excess = |x| x * (bell(x) - floor) - area();
            // The width of the largest rectangle on this floor: where the derivative is zero.
            let largest = root(|x| bell(x) * (1.0 - x * x) - floor, 0.0, 1.0);
            if excess(largest) < 0.0 {
                return Self { widths, heights };
            }
            outer = root(excess, largest, outer);
            floor = bell(outer);
            widths.push(outer);
            heights.push(floor);
        }
    }

    /// The probability of each place in the overhangs, given that a number is from one: a row of
    /// places for each step and for the cap, of which each is as wide as the others of its row. It
    /// leaves out the tail.
    fn overhangs(&self) -> Vec<[f64; PLACES]> {
        let row = |j: usize| {
            let (inner, width) = self.step(j);
            std::array::from_fn(|place| {
                let edge = |place: usize| inner + width * place as f64 / PLACES as f64;
                let (low, high) = (edge(place), edge(place + 1));
                let under = normal_between(low, high) * (2.0 * PI).sqrt();
                (under - self.heights[j] * (high - low)) / (3.0 * area())
            })
        };
        (0..RECTANGLES).map(row).collect()
    }

    /// Where the step on rectangle `j` begins, at the end of the one above it, and its width.
    fn step(&self, j: usize) -> (f64, f64) {
        let inner = self.widths.get(j + 1).copied().unwrap_or(0.0);
        (inner, self.widths[j] - inner)
    }
}

/// Calls `f` with `len` words of a stream, each with the normal variate that it stands for.
fn for_each_word(seed: u64, len: usize, mut f: impl FnMut(u64, f64)) {
    const BLOCK: usize = 1 << 16;
    let mut generator = Generator::new(seed, 0);
    let mut again = generator.clone();
    let (mut words, mut numbers) = (vec![0; BLOCK], vec![0.0; BLOCK]);
    for done in (0..len).step_by(BLOCK) {
        let block = BLOCK.min(len - done);
        generator.fill_u64(&mut words[..block]);
        normal::simd(&mut again, Normal::STANDARD, &mut numbers[..block]);
        for (&word, &x) in words[..block].iter().zip(&numbers) {
            f(word, x);
        }
    }
}

#[test]
fn words_that_choose_a_rectangle_are_uniform_over_it() {
    let bell = Bell::new();
    assert_eq!(bell.widths.len(), RECTANGLES);
    let mut drawn = vec![0; RECTANGLES];
    for_each_word(21, 1 << 16, |word, x| {
        if let Some(&width) = bell.widths.get((word % LAYERS) as usize) {
            // The upper 52 bits, from -1 to 1.
            let symmetric = (word >> 12) as f64 / (1_u64 << 51) as f64 - 1.0;
            let expected = symmetric * width;
            // Rounding errors of the heights grow where the curve is flat.
            assert!(
                (x - expected).abs() <= 1e-10 * width,
                "{x} for {word:#x}, expected {expected}"
            );
            drawn[(word % LAYERS) as usize] += 1;
        }
    });
    assert!(drawn.iter().all(|&n| n > 0), "each rectangle, {drawn:?}");
}

/// Numbers of overhangs: how many on either side of zero, in each step, at each place, and those of
/// the tail, without their signs.
fn draw_overhangs(bell: &Bell, seed: u64, len: usize) -> (Vec<[u64; PLACES]>, Vec<f64>) {
    let mut counts = vec![[0; PLACES]; 2 * RECTANGLES];
    let mut tail = vec![];
    for_each_word(seed, len, |word, x| {
        if word % LAYERS < RECTANGLES as u64 {
            return;
        }
        let (side, x) = (usize::from(x < 0.0), x.abs());
        if x > bell.widths[0] {
            tail.push(x);
            return;
        }
        let j = bell.widths.partition_point(|&width| width >= x) - 1;
        let (inner, width) = bell.step(j);
        let place = ((x - inner) / width * PLACES as f64) as usize;
        counts[side * RECTANGLES + j][place.min(PLACES - 1)] += 1;
    });
    (counts, tail)
}

/// The words that choose no rectangle have the distribution of what the rectangles leave over: they
/// are in the right steps, at the right places of them, and both at a time; and so has the tail.
fn overhangs(seed: u64, len: usize) {
    let bell = Bell::new();
    let (counts, mut tail) = draw_overhangs(&bell, seed, len);
    let half = bell.overhangs();
    let end = bell.widths[0];
    let in_steps: f64 = half.as_flattened().iter().sum();
    let in_tail = 2.0 * normal_above(end) * LAYERS as f64 / 3.0;
    assert!(
        (in_steps + in_tail - 1.0).abs() < 1e-9,
        "{in_steps} and {in_tail}"
    );

    let drawn = counts.as_flattened().iter().sum::<u64>() as f64 + tail.len() as f64;
    let binomial = |n: f64, p: f64, count: f64| (count - n * p) / (n * p * (1.0 - p)).sqrt();
    assert_within(
        "overhangs",
        binomial(len as f64, 3.0 / LAYERS as f64, drawn),
    );
    assert_within(
        "of them in the tail",
        binomial(drawn, in_tail, tail.len() as f64),
    );

    // Of numbers that are in a step, on either side of zero.
    let cells: Vec<[f64; PLACES]> = [&half[..], &half[..]]
        .concat()
        .iter()
        .map(|row| row.map(|cell| cell / (2.0 * in_steps)))
        .collect();
    let p = chi_square(counts.as_flattened(), cells.as_flattened());
    assert_accepted("steps and places in them", p);
    let p = chi_square(&totals(&counts), &totals(&cells));
    assert_accepted("steps", p);
    let p = chi_square(&by_place(&counts), &by_place(&cells));
    assert_accepted("places", p);

    tail.sort_unstable_by(f64::total_cmp);
    let below = |x| 1.0 - normal_above(x) / normal_above(end);
    assert_accepted("tail", kolmogorov_smirnov(&tail, 1, below));
}

/// The sum of each row.
fn totals<T: Copy + Sum>(rows: &[[T; PLACES]]) -> Vec<T> {
    rows.iter().map(|row| row.iter().copied().sum()).collect()
}

/// The sum over all rows at each place.
fn by_place<T: Copy + Sum>(rows: &[[T; PLACES]]) -> Vec<T> {
    let sum = |place| rows.iter().map(|row| row[place]).sum();
    (0..PLACES).map(sum).collect()
}

#[test]
fn words_that_choose_no_rectangle_have_the_rest() {
    overhangs(22, 3_000_000);
}

#[test]
#[ignore = "draws 10^10 numbers; run it in a release build"]
fn words_that_choose_no_rectangle_have_the_rest_of_1e10() {
    overhangs(22, 10_000_000_000);
}
