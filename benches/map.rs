//! `map`: every rung, in the first-level cache, in the second, and in memory.

mod common;

use common::aligned::Aligned;
use common::harness::{group, run};
use common::{scattered, sizes};
use hotloop::Error;
use hotloop::kernels::map;
use hotloop::simd::Level;

/// Half of the elements are below it, in no order that a branch predictor could learn at these
/// lengths.
const THRESHOLD: f64 = 2.0;

fn main() {
    run(|criterion, team| {
        for (place, len) in sizes() {
            // Input and output share the cache.
            let len = len / 2;
            let x = Aligned::new(len, scattered);
            let expected = Aligned::new(len, |i| if x[i] < THRESHOLD { 0.0 } else { x[i] });
            // A first touch of its pages costs more than the kernel, so the output is made once.
            let mut y = Aligned::new(len, |_| f64::NAN);
            // Eight bytes read and eight written.
            let mut group = group(criterion, &format!("map/f64/{place}"), len, 16);
            let mut rung = |name: &str, rung: Rung<'_>| {
                y.fill(f64::NAN);
                rung(&x, &mut y).expect("the lengths are equal");
                assert!(*y == *expected, "{name}");
                group.bench_function(name, |bencher| bencher.iter(|| rung(&x, &mut y)));
            };
            rung("checked", &|x, y| map::checked(x, THRESHOLD, y));
            rung("unchecked", &|x, y| map::unchecked(x, THRESHOLD, y));
            for level in Level::supported() {
                rung(&format!("simd at {level}"), &|x, y| {
                    map::simd_at(level, x, THRESHOLD, y)
                });
            }
            rung("simd", &|x, y| map::simd(x, THRESHOLD, y));
            rung("threaded", &|x, y| map::threaded(team, x, THRESHOLD, y));
            group.finish();
        }
    });
}

type Rung<'a> = &'a dyn Fn(&[f64], &mut [f64]) -> Result<(), Error>;
