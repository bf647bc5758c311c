//! `heavy`: eight seeds, each a picture of a million numbers in 1,024 bins, as the tutorial has
//! them.

mod common;

use common::harness::{group, run};
use hotloop::kernels::heavy::{self, Picture};
use hotloop::simd::Level;

const SEEDS: [u64; 8] = [0, 1, 2, 3, 4, 5, 6, 7];
const SIZE: usize = 1024;
const BINS: usize = 1024;

fn main() {
    run(|criterion, team| {
        let truth = heavy::checked(&SEEDS, SIZE, BINS).expect("there are bins");
        let numbers = SEEDS.len() * SIZE * SIZE;
        // Nothing of the input is read, and of the output there is a picture for a million numbers.
        let mut group = group(criterion, "heavy/8 seeds", numbers, 0);
        let mut rung = |name: &str, rung: &dyn Fn() -> Result<Vec<Picture>, hotloop::Error>| {
            assert!(rung().as_ref() == Ok(&truth), "{name}");
            group.bench_function(name, |bencher| bencher.iter(rung));
        };
        rung("checked", &|| heavy::checked(&SEEDS, SIZE, BINS));
        rung("unchecked", &|| heavy::unchecked(&SEEDS, SIZE, BINS));
        for level in Level::supported() {
            rung(&format!("simd at {level}"), &|| {
                heavy::simd_at(level, &SEEDS, SIZE, BINS)
            });
        }
        rung("simd", &|| heavy::simd(&SEEDS, SIZE, BINS));
        rung("threaded", &|| heavy::threaded(team, &SEEDS, SIZE, BINS));
        group.finish();

        let counts: Vec<u64> = (0..BINS as u64).map(|i| 900 + i * 37 % 227).collect();
        criterion.bench_function("heavy/picture alone", |bencher| {
            bencher.iter(|| Picture::of_counts(&counts, 0.0, 1.0));
        });
    });
}
