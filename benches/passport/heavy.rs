//! `kernels::heavy`.

use super::Rows;
use hotloop::kernels::heavy::{self, Picture};

pub(super) fn rows(rows: &mut Rows<'_>) {
    let inputs: [(&[u64], usize, usize); 5] = [
        (&[], 10, 10),
        (&[0, 1, u64::MAX], 64, 10),
        (&[10], 1, 1),
        (&[10], 200, 1000),
        // Refused.
        (&[10], 10, 0),
    ];
    for (seeds, size, bins) in inputs {
        let count = seeds.len();
        rows.on("heavy", format!("seeds={count}/size={size}/bins={bins}"))
            .solo("checked", || heavy::checked(seeds, size, bins))
            .solo("unchecked", || heavy::unchecked(seeds, size, bins))
            .levels("simd", |level| heavy::simd_at(level, seeds, size, bins))
            .team("threaded", |level, team| {
                heavy::threaded_at(level, team, seeds, size, bins)
            });
    }
    rows.on("heavy", "seed=10/size=200/bins=1000")
        .solo("difficult_function", || {
            heavy::difficult_function(10, 200, 1000)
        });
    for (low, high) in [(0.0, 1.0), (-1e308, 7e307), (1.0, 1.0_f64.next_up())] {
        let counts: Vec<_> = (0..37).map(|i| i * i % 101).collect();
        rows.on("heavy", format!("{low:?}..{high:?}"))
            .solo("of_counts", || Picture::of_counts(&counts, low, high));
    }
}
