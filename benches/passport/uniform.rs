//! `kernels::uniform`.

use super::{Answer, Rows};
use hotloop::kernels::uniform::{self, Uniform};
use hotloop::random::{Float, Generator};

const LENGTHS: [usize; 5] = [0, 1, 7, 1000, 70_001];

pub(super) fn rows(rows: &mut Rows<'_>) {
    let range = |low, high| Uniform::new(low, high).expect("a range");
    of_type::<f64>(
        rows,
        "f64",
        &[
            ("unit", Uniform::unit()),
            ("-3..5", range(-3.0, 5.0)),
            ("widest", range(-f64::MAX / 2.0, f64::from_bits(1))),
            ("narrow", range(1.0, 1.0_f64.next_up().next_up())),
        ],
    );
    let range = |low, high| Uniform::new(low, high).expect("a range");
    of_type::<f32>(
        rows,
        "f32",
        &[
            ("unit", Uniform::unit()),
            ("-3..5", range(-3.0, 5.0)),
            ("widest", range(-f32::MAX, f32::MAX)),
        ],
    );
}

fn of_type<T: Float + Answer>(rows: &mut Rows<'_>, name: &str, ranges: &[(&str, Uniform<T>)]) {
    for (range, uniform) in ranges {
        let lengths = if *range == "-3..5" {
            &LENGTHS[..]
        } else {
            &LENGTHS[3..]
        };
        for &len in lengths {
            every(rows, &format!("{name}/{len}/{range}"), *uniform, len);
        }
    }
}

fn every<T: Float + Answer>(rows: &mut Rows<'_>, input: &str, uniform: Uniform<T>, len: usize) {
    rows.on("uniform", input)
        .solo("checked", || {
            drawn(len, |generator, out| {
                uniform::checked(generator, uniform, out);
            })
        })
        .solo("unchecked", || {
            drawn(len, |generator, out| {
                uniform::unchecked(generator, uniform, out);
            })
        })
        .levels("simd", |level| {
            drawn(len, |generator, out| {
                uniform::simd_at(level, generator, uniform, out);
            })
        })
        .team("threaded", |level, team| {
            drawn(len, |generator, out| {
                uniform::threaded_at(level, team, generator, uniform, out);
            })
        });
}

/// The numbers, and the word after them.
pub(super) fn drawn<T: Float>(
    len: usize,
    draw: impl FnOnce(&mut Generator, &mut [T]),
) -> (Vec<T>, u64) {
    let (mut generator, mut out) = (Generator::new(10, 3), vec![T::default(); len]);
    // Not at the beginning of a row of words.
    generator.next_u64();
    draw(&mut generator, &mut out);
    (out, generator.next_u64())
}
