//! Uniform variates: their distribution, their pairs, and which numbers they are.

use crate::tools::{assert_plausible, chi_square, counts, kolmogorov_smirnov};
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::Generator;

/// Cells of the unit interval, and of either side of the unit square.
const CELLS: usize = 1000;
const SIDE: usize = 64;

/// `len` numbers of each seed have the distribution, and so have their pairs: each number with
/// the one after it, and with the one that the same lane draws next.
fn distribution(seeds: u64, len: usize) {
    let edges: Vec<f64> = (1..CELLS).map(|i| i as f64 / CELLS as f64).collect();
    let [mut cells, mut kolmogorov, mut neighbours, mut steps] = [const { vec![] }; 4];
    let mut numbers = vec![0.0; len];
    for seed in 1..=seeds {
        uniform::simd(&mut Generator::new(seed, 1), Uniform::unit(), &mut numbers);
        let place = |x: f64| (x * SIDE as f64) as usize;
        let [mut beside, mut after] = [const { vec![] }; 2].map(|mut counts: Vec<u64>| {
            counts.resize(SIDE * SIDE, 0);
            counts
        });
        // No number is in two pairs of a kind: the counts are independent.
        for rows in numbers.as_chunks::<16>().0 {
            for i in 0..8 {
                beside[place(rows[2 * i]) * SIDE + place(rows[2 * i + 1])] += 1;
                after[place(rows[i]) * SIDE + place(rows[i + 8])] += 1;
            }
        }
        let square = [1.0 / (SIDE * SIDE) as f64; SIDE * SIDE];
        neighbours.push(chi_square(&beside, &square));
        steps.push(chi_square(&after, &square));
        numbers.sort_unstable_by(f64::total_cmp);
        cells.push(chi_square(
            &counts(&numbers, &edges),
            &[1.0 / CELLS as f64; CELLS],
        ));
        kolmogorov.push(kolmogorov_smirnov(&numbers, 1, |x| x));
    }
    assert_plausible("chi-square of equal cells", cells);
    assert_plausible("Kolmogorov and Smirnov", kolmogorov);
    assert_plausible("chi-square of pairs of neighbours", neighbours);
    assert_plausible("chi-square of pairs in a lane", steps);
}

#[test]
fn numbers_have_the_distribution() {
    distribution(10, 100_000);
}

#[test]
#[ignore = "draws 10^7 numbers of each of 100 seeds; run it in a release build"]
fn numbers_of_100_seeds_have_the_distribution() {
    distribution(100, 10_000_000);
}

/// Numbers are whole multiples of the precision, below 1, and all their digits are uniform: as many
/// as have `bits` bits, eight at a time.
fn digits(bits: u32, numbers: impl Iterator<Item = f64>) {
    let mut counts = vec![[0; 256]; bits.div_ceil(8) as usize];
    for x in numbers {
        assert!((0.0..1.0).contains(&x), "{x}");
        let multiple = x * (1_u64 << bits) as f64;
        assert_eq!(multiple.fract(), 0.0, "{x:e} is no multiple of 2^-{bits}");
        for (k, counts) in counts.iter_mut().enumerate() {
            // The last ones overlap with those before.
            let shift = (8 * k as u32).min(bits - 8);
            counts[(multiple as u64 >> shift) as usize % 256] += 1;
        }
    }
    let p_values = counts.iter().map(|c| chi_square(c, &[1.0 / 256.0; 256]));
    assert_plausible(&format!("{bits} bits"), p_values.collect());
}

/// The digits of `len` numbers of either type.
fn all_digits(seed: u64, len: usize) {
    let mut numbers = vec![0.0_f64; len];
    uniform::simd(&mut Generator::new(seed, 0), Uniform::unit(), &mut numbers);
    digits(53, numbers.into_iter());
    let mut numbers = vec![0.0_f32; len];
    uniform::simd(&mut Generator::new(seed, 1), Uniform::unit(), &mut numbers);
    digits(24, numbers.into_iter().map(f64::from));
}

#[test]
fn numbers_are_multiples_of_the_precision() {
    all_digits(41, 200_000);
}

#[test]
#[ignore = "draws 10^8 numbers; run it in a release build"]
fn numbers_of_1e8_are_multiples_of_the_precision() {
    all_digits(41, 100_000_000);
}
