//! `random`: the words that all numbers are made of. Which instructions make them is up to
//! [`Level::current`](hotloop::simd::Level::current).

use super::Rows;
use hotloop::random::{Generator, SplitMix64};

pub(super) fn rows(rows: &mut Rows<'_>) {
    for (seed, stream) in [(0, 0), (10, 1), (u64::MAX, 1 << 40)] {
        let input = format!("seed={seed:x}/stream={stream:x}");
        let generator = || Generator::new(seed, stream);
        rows.on("random", &*input).solo("next_u64", || {
            let mut generator = generator();
            (0..1000).map(|_| generator.next_u64()).collect::<Vec<_>>()
        });
        for len in [0, 1, 7, 1000, 70_001] {
            rows.on("random", format!("{input}/{len}"))
                .solo("fill_u64", || {
                    let (mut generator, mut words) = (generator(), vec![0; len]);
                    generator.fill_u64(&mut words);
                    (words, generator.next_u64())
                });
        }
        for by in [0, 1, 7, 8, 1 << 20, 0x1234_5678_9abc_def1] {
            rows.on("random", format!("{input}/by={by:x}"))
                .solo("advance", || {
                    let mut generator = generator();
                    generator.advance(by);
                    [(); 9].map(|()| generator.next_u64()).to_vec()
                });
        }
        for n in [0, 1, 6, 1 << 32, (1 << 63) + 1, u64::MAX] {
            integers(rows, &input, n, &generator());
        }
        for len in [0, 1, 2, 52, 1000] {
            rows.on("random", format!("{input}/{len}"))
                .solo("shuffle", || {
                    let (mut generator, mut x) = (generator(), (0..len).collect::<Vec<usize>>());
                    generator.shuffle(&mut x);
                    (x, generator.next_u64())
                })
                .solo("choose", || {
                    let (mut generator, x) = (generator(), (0..len).collect::<Vec<usize>>());
                    let chosen = [(); 9].map(|()| generator.choose(&x).copied());
                    (chosen.to_vec(), generator.next_u64())
                });
        }
        rows.on("random", &*input).solo("streams", || {
            let streams = Generator::streams(seed, stream).take(5);
            let first = streams.map(|mut generator| generator.next_u64());
            first.collect::<Vec<_>>()
        });
    }
    for seed in [0, u64::MAX] {
        rows.on("random", format!("seed={seed}"))
            .solo("SplitMix64", || {
                let mut words = SplitMix64::new(seed);
                [(); 100].map(|()| words.next_u64()).to_vec()
            });
    }
}

/// Below `n`, one by one and many at once, and the word after them.
fn integers(rows: &mut Rows<'_>, input: &str, n: u64, generator: &Generator) {
    rows.on("random", format!("{input}/below={n:x}"))
        .solo("below", || {
            let mut generator = generator.clone();
            let x: Result<Vec<_>, _> = (0..1000).map(|_| generator.below(n)).collect();
            (x, generator.next_u64())
        })
        .solo("fill_below", || {
            let (mut generator, mut x) = (generator.clone(), vec![7; 5000]);
            let outcome = generator.fill_below(n, &mut x);
            (outcome, x, generator.next_u64())
        });
}
