//! The ladder `heavy`: the same pictures from every rung, level and team. (What is in them is the
//! matter of `picture.rs`.)

mod common;

use common::levels;
use hotloop::Error;
use hotloop::kernels::heavy::{self, Picture};
use hotloop::kernels::histogram::Bins;
use hotloop::random::Generator;

/// The counts by plain arithmetic, pictured.
fn oracle(seed: u64, size: usize, bins: usize) -> Picture {
    let mut generator = Generator::new(seed, 0);
    let mut counts = vec![0; bins];
    let edges = Bins::uniform(bins, 0.0, 1.0).unwrap();
    for _ in 0..size * size {
        let x = (generator.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0;
        let bin = edges.edges().partition_point(|edge| *edge <= x) - 1;
        counts[bin.min(bins - 1)] += 1;
    }
    Picture::of_counts(&counts, 0.0, 1.0).unwrap()
}

#[test]
fn every_rung_pictures_the_same() {
    let seeds = [10, 0, u64::MAX, 10];
    for (size, bins) in [(0, 3), (1, 1), (33, 10), (100, 1024), (100, 20_000)] {
        let truth: Vec<_> = seeds.map(|seed| oracle(seed, size, bins)).into();
        assert_eq!(heavy::checked(&seeds, size, bins).unwrap(), truth);
        assert_eq!(heavy::unchecked(&seeds, size, bins).unwrap(), truth);
        assert_eq!(heavy::simd(&seeds, size, bins).unwrap(), truth);
        assert_eq!(heavy::difficult_function(10, size, bins).unwrap(), truth[0]);
        for level in levels() {
            let found = heavy::simd_at(level, &seeds, size, bins).unwrap();
            assert_eq!(found, truth, "{level}");
        }
        #[cfg(feature = "threads")]
        for team in common::teams() {
            let found = heavy::threaded(&team, &seeds, size, bins).unwrap();
            assert_eq!(found, truth, "{} members", team.members());
        }
        assert_eq!(truth[0], truth[3]);
    }
    assert_ne!(heavy::simd(&[1], 100, 10), heavy::simd(&[2], 100, 10));
    assert_eq!(heavy::simd(&[], 100, 10).unwrap(), []);
}

#[test]
fn bad_input_is_refused() {
    type Rung = fn(&[u64], usize, usize) -> Result<Vec<Picture>, Error>;
    let rungs: &[Rung] = &[
        heavy::checked,
        heavy::unchecked,
        heavy::simd,
        |seeds, size, bins| Ok(vec![heavy::difficult_function(seeds[0], size, bins)?]),
        #[cfg(feature = "threads")]
        |seeds, size, bins| {
            let team = hotloop::threads::Team::solo();
            heavy::threaded(&team, seeds, size, bins)
        },
    ];
    for rung in rungs {
        let refused = |size, bins| rung(&[1], size, bins).unwrap_err();
        assert_eq!(refused(10, 0), Error::Zero { argument: "bins" });
        let most = usize::MAX.isqrt();
        assert_eq!(
            refused(most + 1, 10),
            Error::TooLarge {
                argument: "size",
                found: most + 1,
                most
            }
        );
        assert_eq!(
            refused(10, Bins::MAX + 1),
            Error::TooLarge {
                argument: "bins",
                found: Bins::MAX + 1,
                most: Bins::MAX
            }
        );
    }
    // More than there is memory, for those that keep the numbers.
    let refused = heavy::checked(&[1], usize::MAX.isqrt(), 10).unwrap_err();
    assert!(matches!(
        refused,
        Error::OutOfMemory {
            argument: "size",
            ..
        }
    ));
}
