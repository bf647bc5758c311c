//! What it takes to read, copy or write so many bytes and do nothing else, from whatever cache holds them.

use super::catalogue::Limit;
use super::common::aligned::{Aligned, USUAL};
use super::manner::Manner;
use hotloop::simd::{F64x8, Kernel, LANES, Level, Simd, Source, stream};
use std::hint::black_box;
use std::time::{Duration, Instant};

type Line = [f64; LANES];

/// Arrays of a case's size, and the ways to go through them.
pub(crate) struct Traffic {
    limit: Limit,
    from: Aligned<f64>,
    to: Aligned<f64>,
    pub(crate) ways: Vec<Way>,
}

/// A way to go through memory.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    level: Level,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// Lines are asked for ahead of the loop, or stores go past the caches.
    Special,
    /// What is written is what was read.
    InPlace,
}

impl Way {
    /// Whether a rung goes through memory like that.
    pub(crate) fn is(self, limit: Limit, manner: Manner) -> bool {
        let width = match self.level.name() {
            "avx512" => 512,
            "avx2" => 256,
            _ => 128,
        };
        let kind = match limit {
            Limit::Copy if manner.in_place => Kind::InPlace,
            Limit::Read if manner.ahead => Kind::Special,
            Limit::Copy | Limit::Write if manner.past => Kind::Special,
            _ => Kind::Plain,
        };
        width == manner.width.max(128) && self.kind == kind
    }
}

/// Where what is copied lies within a page, so that no load looks as if it hit a store under way.
const APART: usize = USUAL + 2048;

impl Traffic {
    pub(crate) fn new(limit: Limit, bytes: usize) -> Self {
        let elements = bytes / size_of::<f64>();
        let (read, written) = match limit {
            Limit::Copy => (elements / 2, elements / 2),
            Limit::Write => (0, elements),
            _ => (elements, 0),
        };
        let kinds = [Kind::Plain, Kind::Special, Kind::InPlace];
        let kinds = &kinds[..if limit == Limit::Copy { 3 } else { 2 }];
        let way = |level| kinds.iter().map(move |&kind| Way { level, kind });
        Self {
            limit,
            from: Aligned::new(USUAL, read, |i| i as f64),
            to: Aligned::touched(APART, written),
            ways: Level::supported().into_iter().flat_map(way).collect(),
        }
    }

    /// The time of so many runs.
    pub(crate) fn time(&mut self, way: usize, repeats: u64) -> Duration {
        let Way { level, kind } = self.ways[way];
        let special = kind == Kind::Special;
        let start = Instant::now();
        for _ in 0..repeats {
            let from = black_box(&*self.from).as_chunks().0;
            match self.limit {
                Limit::Read => {
                    black_box(level.run(Read {
                        from,
                        ahead: special,
                    }));
                }
                Limit::Copy if kind == Kind::InPlace => {
                    level.run(Rewrite(self.to.as_chunks_mut().0));
                }
                _ => {
                    let to = self.to.as_chunks_mut().0;
                    level.run(Write {
                        from,
                        to,
                        past: special,
                    });
                }
            }
        }
        start.elapsed()
    }
}

/// Adds up integers, which takes the least that a load can be used for.
struct Read<'a> {
    from: &'a [Line],
    ahead: bool,
}

const SUMS: usize = 8;
/// Lines ahead of the loop.
const AHEAD: usize = 16;

impl Kernel for Read<'_> {
    type Output = [f64; LANES];

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Output {
        let mut sums = [simd.splat(0.0); SUMS];
        for (i, block) in self.from.as_chunks::<SUMS>().0.iter().enumerate() {
            if self.ahead {
                for k in 0..SUMS {
                    if let Some(line) = self.from.get(SUMS * i + k + AHEAD) {
                        simd.prefetch(line);
                    }
                }
            }
            for (sum, line) in sums.iter_mut().zip(block) {
                *sum += simd.load(line);
            }
        }
        let mut sum = simd.splat(0.0);
        for one in sums {
            sum += one;
        }
        sum.to_array()
    }
}

/// Copies, or writes the same again and again where there is nothing to copy.
struct Write<'a> {
    from: &'a [Line],
    to: &'a mut [Line],
    past: bool,
}

impl Kernel for Write<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self { from, to, past } = self;
        let mut lines = Lines { simd, from };
        if past {
            return stream(simd, 0..to.len(), to, lines);
        }
        for (i, line) in to.iter_mut().enumerate() {
            lines.vector(i).store(line);
        }
    }
}

/// Writes what was read, and one more.
struct Rewrite<'a>(&'a mut [Line]);

impl Kernel for Rewrite<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        for line in self.0 {
            (simd.load(line) + simd.splat(1.0)).store(line);
        }
    }
}

struct Lines<'a, S> {
    simd: S,
    from: &'a [Line],
}

impl<S: Simd> Source<S, usize> for Lines<'_, S> {
    #[inline(always)]
    fn vector(&mut self, line: usize) -> S::F64x8 {
        match self.from.get(line) {
            Some(line) => self.simd.load(line),
            None => self.simd.splat(1.0),
        }
    }
}
