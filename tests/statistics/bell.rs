//! The layers of the normal variates, worked out from their definition, and the numbers that come
//! from each kind of layer.
//!
//! The half-bell `exp(-x^2 / 2)`, `x >= 0`, is cut into 1024 layers of equal area. As many as fit
//! are rectangles that lie on each other from the axis upwards, each as wide as the curve lets it
//! be; there are 1021. What is left over is the tail beyond the widest, what each step between two
//! of them leaves under the curve, and the cap, and has the area of three layers. The lowest ten
//! bits of a word choose the layer.

use crate::tools::{REJECTED, chi_square, normal_between, root};
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;
use std::f64::consts::PI;

const LAYERS: u64 = 1024;
const RECTANGLES: usize = 1021;

/// The rectangles: their widths, from the lowest, which is the widest, upwards, and where each ends.
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

    /// Edges of cells in the overhangs, outwards, and the probability of each cell: four for each
    /// overhang, and some in the tail.
    fn overhangs(&self) -> (Vec<f64>, Vec<f64>) {
        let mut edges = vec![0.0];
        let mut cells = vec![];
        // The area over `height` from the last edge to the next, in units of all overhangs.
        let mut cell = |low: f64, high: f64, height: f64| {
            let under = normal_between(low, high) * (2.0 * PI).sqrt();
            cells.push((under - height * (high - low)) / (3.0 * area()));
        };
        let mut inner = 0.0;
        for (&outer, &height) in self.widths.iter().zip(&self.heights).rev() {
            for k in 1..=4 {
                let next = inner + (outer - inner) * f64::from(k) / 4.0;
                cell(edges[edges.len() - 1], next, height);
                edges.push(next);
            }
            inner = outer;
        }
        for next in [4.1, 4.2, 4.35, 4.5, 4.75, 5.0, 5.25, 5.5, 5.75, 6.0, 40.0] {
            cell(edges[edges.len() - 1], next, 0.0);
            edges.push(next);
        }
        (edges, cells)
    }
}

/// Calls `f` with each word of a stream, as many as there are in `len`, and its normal variate.
fn for_each_word(seed: u64, len: usize, mut f: impl FnMut(u64, f64)) {
    const BLOCK: usize = 1 << 16;
    let mut generator = Generator::new(seed, 0);
    let mut again = generator.clone();
    let (mut words, mut numbers) = (vec![0; BLOCK], vec![0.0; BLOCK]);
    for _ in 0..len.div_ceil(BLOCK) {
        generator.fill(&mut words);
        normal::simd(&mut again, Normal::STANDARD, &mut numbers);
        for (&word, &x) in words.iter().zip(&numbers) {
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

/// The words that choose no rectangle have the distribution of what the rectangles leave over.
fn overhangs(seed: u64, len: usize) {
    let (edges, cells) = Bell::new().overhangs();
    let all: f64 = cells.iter().sum();
    assert!((all - 1.0).abs() < 1e-9, "the overhangs have {all}");
    // On either side of zero.
    let sides: Vec<f64> = cells.iter().chain(&cells).map(|cell| cell / 2.0).collect();
    let mut counts = vec![0; sides.len()];
    for_each_word(seed, len, |word, x| {
        if word % LAYERS >= RECTANGLES as u64 {
            let cell = edges.partition_point(|&edge| edge <= x.abs()) - 1;
            let side = usize::from(x.is_sign_negative()) * cells.len();
            counts[cell + side] += 1;
        }
    });
    let drawn: u64 = counts.iter().sum();
    let p = chi_square(&counts, &sides);
    println!("{drawn} overhangs of {len} numbers: chi-square p-value {p:.4}");
    // Each takes three words of 1024.
    let expected = len as f64 * 3.0 / LAYERS as f64;
    assert!((drawn as f64 - expected).abs() < 5.0 * expected.sqrt() + 200.0);
    assert!(p > REJECTED, "{drawn} overhangs: p-value {p:e}");
}

#[test]
fn words_that_choose_no_rectangle_have_the_rest() {
    overhangs(22, 3_000_000);
}

#[test]
#[ignore = "draws 10^9 numbers; run it in a release build"]
fn words_that_choose_no_rectangle_have_the_rest_of_1e9() {
    overhangs(22, 1_000_000_000);
}
