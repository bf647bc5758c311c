//! Normal variates: their moments and their distribution.

use crate::bell::Bell;
use crate::tools::{
    assert_accepted, assert_plausible, assert_within, chi_square, counts, kolmogorov_smirnov,
    normal_above, normal_cells, root,
};
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Generator;

/// The averages of the powers of a stream's numbers.
///
/// The average of `n` values `z^k` has the variance `(E z^2k - (E z^k)^2) / n`, and of a standard
/// normal `z` the even moments are the odd factorials, `E z^2m = 1 * 3 * 5 * ... * (2m - 1)`, and
/// the odd moments are zero.
fn moments(seed: u64, len: usize) {
    let moment = |k: u32| -> f64 {
        match k % 2 {
            0 => (1..k).step_by(2).map(f64::from).product(),
            _ => 0.0,
        }
    };
    const BLOCK: usize = 8192;
    let mut generator = Generator::new(seed, 0);
    let mut numbers = [0.0; BLOCK];
    let mut sums = [0.0; 6];
    let blocks = len.div_ceil(BLOCK);
    for _ in 0..blocks {
        normal::simd(&mut generator, Normal::STANDARD, &mut numbers);
        let mut block = [0.0; 6];
        for z in numbers {
            let mut power = 1.0;
            for sum in &mut block {
                power *= z;
                *sum += power;
            }
        }
        for (sum, block) in sums.iter_mut().zip(block) {
            *sum += block;
        }
    }
    let n = (blocks * BLOCK) as f64;
    for (k, sum) in (1..).zip(sums) {
        let variance = moment(2 * k) - moment(k) * moment(k);
        let deviation = (sum / n - moment(k)) / (variance / n).sqrt();
        assert_within(&format!("moment {k}"), deviation);
    }
}

#[test]
fn moments_are_those_of_the_distribution() {
    moments(1, 2_000_000);
}

#[test]
#[ignore = "draws 10^10 numbers; run it in a release build"]
fn moments_of_1e10_are_those_of_the_distribution() {
    moments(1, 10_000_000_000);
}

/// Cells of equal probability, and some in the tails.
fn equal_cells() -> Vec<f64> {
    const CELLS: i32 = 256;
    let mut edges: Vec<f64> = (1..CELLS)
        .map(|i| f64::from(i) / f64::from(CELLS))
        .map(|share| root(|x| share - normal_above(-x), -40.0, 40.0))
        .collect();
    for tail in [3.0, 4.0, 4.5, 5.0, 5.5, 6.0] {
        edges.insert(0, -tail);
        edges.push(tail);
    }
    edges
}

/// Cells that end where rectangles end and in the middle between.
fn narrow_cells() -> Vec<f64> {
    let mut halves = vec![0.0];
    for outer in Bell::new().widths.into_iter().rev() {
        let inner = halves[halves.len() - 1];
        halves.extend([(inner + outer) / 2.0, outer]);
    }
    let negative = halves[1..].iter().rev().map(|x| -x);
    negative.chain(halves.iter().copied()).collect()
}

/// `len` numbers of each seed have the distribution; so have all together.
fn distribution(draw: Draw, seeds: u64, len: usize, step: usize) {
    let cells = [equal_cells(), narrow_cells()].map(|edges| (normal_cells(&edges), edges));
    let mut together = [0, 1].map(|i| vec![0; cells[i].0.len()]);
    let mut p_values = [vec![], vec![], vec![]];
    let mut numbers = vec![0.0; len];
    for seed in 1..=seeds {
        draw(&mut Generator::new(seed, 0), Normal::STANDARD, &mut numbers);
        numbers.sort_unstable_by(f64::total_cmp);
        p_values[2].push(kolmogorov_smirnov(&numbers, step, |x| normal_above(-x)));
        for (i, (cells, edges)) in cells.iter().enumerate() {
            let counts = counts(&numbers, edges);
            p_values[i].push(chi_square(&counts, cells));
            for (sum, count) in together[i].iter_mut().zip(counts) {
                *sum += count;
            }
        }
    }
    let [equal, narrow, kolmogorov] = p_values;
    assert_plausible("chi-square of equal cells", equal);
    assert_plausible("chi-square of narrow cells", narrow);
    assert_plausible("Kolmogorov and Smirnov", kolmogorov);
    for ((cells, _), counts) in cells.iter().zip(together) {
        assert_accepted("chi-square of all seeds", chi_square(&counts, cells));
    }
}

type Draw = fn(&mut Generator, Normal, &mut [f64]);

#[test]
fn numbers_have_the_distribution() {
    distribution(normal::simd, 10, 100_000, 10);
}

#[test]
fn numbers_of_the_ziggurat_have_the_distribution() {
    distribution(normal::ziggurat, 10, 100_000, 10);
}

#[test]
#[ignore = "draws 10^7 numbers of each of 100 seeds; run it in a release build"]
fn numbers_of_100_seeds_have_the_distribution() {
    distribution(normal::simd, 100, 10_000_000, 100);
}

#[test]
#[ignore = "draws 10^7 numbers of each of 100 seeds; run it in a release build"]
fn numbers_of_100_seeds_of_the_ziggurat_have_the_distribution() {
    distribution(normal::ziggurat, 100, 10_000_000, 100);
}
