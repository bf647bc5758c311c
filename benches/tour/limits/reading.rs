//! Reading memory.

use super::pattern::{Ahead, Line, name, width};
use hotloop::simd::{F64x8, Kernel, Level, Simd};

pub(super) type Reading = Box<dyn Fn(&[Line]) -> f64 + Sync>;

/// Lines from a load to what is asked for meanwhile.
const DISTANCES: [usize; 3] = [8, 32, 256];

/// What is tried.
pub(super) fn patterns() -> Vec<(String, Reading)> {
    let mut patterns: Vec<(String, Reading)> = vec![];
    for level in Level::supported() {
        for ahead in Ahead::all(level, &DISTANCES) {
            let name = |streams| name(&[width(level), streams, &ahead.to_string()]);
            let one = move |lines: &_| level.run(Read::<1> { lines, ahead });
            let four = move |lines: &_| level.run(Read::<4> { lines, ahead });
            patterns.push((name(""), Box::new(one)));
            patterns.push((name("4 streams"), Box::new(four)));
        }
    }
    patterns
}

/// Vectors that are added up beside each other.
const COLUMNS: usize = 8;

/// Reads an array, in so many parts at once, each from its first line to its last. Processors differ
/// in how far they look ahead themselves, and in how many places.
///
/// The additions are there to make the loads matter. There are far fewer of them than an adder
/// could do meanwhile.
struct Read<'a, const STREAMS: usize> {
    lines: &'a [Line],
    ahead: Ahead,
}

impl<const STREAMS: usize> Read<'_, STREAMS> {
    /// Lines of a stream in a step.
    const STEP: usize = COLUMNS / STREAMS;
}

impl<const STREAMS: usize> Kernel for Read<'_, STREAMS> {
    type Output = f64;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> f64 {
        let mut columns = [simd.splat(0.0); COLUMNS];
        let part = self.lines.len() / COLUMNS * Self::STEP;
        for i in (0..part).step_by(Self::STEP) {
            for (c, column) in columns.iter_mut().enumerate() {
                let line = c / Self::STEP * part + i + c % Self::STEP;
                self.ahead.ask(simd, self.lines, line);
                *column += simd.load(&self.lines[line]);
            }
        }
        let mut sum = simd.splat(0.0);
        for column in columns {
            sum += column;
        }
        sum.to_array().iter().sum()
    }
}
