//! `kernels::normal`.

use super::uniform::drawn;
use super::{Answer, Rows};
use hotloop::kernels::normal::{self, Normal};
use hotloop::random::Float;

/// So many numbers that there are some of every kind of layer, and of the tail.
const LENGTHS: [usize; 5] = [0, 1, 7, 1000, 70_001];

pub(super) fn rows(rows: &mut Rows<'_>) {
    for len in LENGTHS {
        every::<f64>(rows, "f64/standard", Normal::STANDARD, len);
        every::<f32>(rows, "f32/standard", Normal::STANDARD, len);
    }
    let others = [
        ("far", -1e300, 1e306),
        ("tiny", 1e-310, 1e-308),
        ("none", 3.5, 0.0),
    ];
    for (name, mean, deviation) in others {
        let normal = Normal::new(mean, deviation).expect("a mean and a deviation");
        every::<f64>(rows, &format!("f64/{name}"), normal, 10_001);
        every::<f32>(rows, &format!("f32/{name}"), normal, 1000);
    }
}

fn every<T: Float + Answer>(rows: &mut Rows<'_>, name: &str, normal: Normal, len: usize) {
    rows.on("normal", format!("{name}/{len}"))
        .solo("checked", || {
            drawn::<T>(len, |generator, out| {
                normal::checked(generator, normal, out);
            })
        })
        .solo("unchecked", || {
            drawn::<T>(len, |generator, out| {
                normal::unchecked(generator, normal, out);
            })
        })
        .levels("simd", |level| {
            drawn::<T>(len, |generator, out| {
                normal::simd_at(level, generator, normal, out);
            })
        })
        .team("threaded", |level, team| {
            drawn::<T>(len, |generator, out| {
                normal::threaded_at(level, team, generator, normal, out);
            })
        })
        .solo("ziggurat", || {
            drawn::<T>(len, |generator, out| {
                normal::ziggurat(generator, normal, out);
            })
        });
}
