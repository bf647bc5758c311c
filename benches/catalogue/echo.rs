//! `kernels::comb::Echo`: a signal in blocks, beside one call over the whole of it, and beside the ring
//! that one writes by hand.

use super::case::Case;
use super::common::aligned::Aligned;
use super::common::{scattered, thousands};
use super::rungs::Rungs;
use super::{Entry, Extent, Limit};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward};

/// A quarter of a second at 48 kHz, and what is left of it.
const DELAY: usize = 12_000;
const GAIN: f64 = 0.5;
/// Ten seconds, left and right.
const SECONDS: usize = 960_000;

type Outcome = Result<(), Error>;

pub(super) fn ladder() -> Entry {
    Entry::new("comb::Echo")
        .at_least(2)
        .on(|extent| in_place(256, extent), &[SECONDS], &[])
        .on(|extent| in_place(4_096, extent), &[SECONDS], &[])
        .on(|extent| apart(4_096, extent), &[], &[SECONDS])
        .on(|extent| in_place(2, extent), &[], &[SECONDS])
}

fn comb() -> Comb {
    let comb = Comb::new(DELAY, GAIN).and_then(|comb| comb.interleaved(2));
    comb.expect("there is a delay, and there are channels")
}

/// A signal, its outputs, and what filters it.
struct Stream {
    x: Aligned<f64>,
    y: Aligned<f64>,
    echo: Echo,
    ring: Ring,
}

impl Stream {
    fn new(extent: Extent) -> Self {
        Self {
            x: extent.input(scattered),
            y: extent.output(extent.len),
            echo: Echo::backward(comb()).expect("there is memory for a delay"),
            ring: Ring {
                kept: vec![0.0; 2 * DELAY],
                place: 0,
            },
        }
    }
}

/// What one writes by hand.
struct Ring {
    kept: Vec<f64>,
    place: usize,
}

impl Ring {
    fn process(&mut self, block: &mut [f64]) {
        for sample in block {
            let kept = &mut self.kept[self.place];
            *sample += GAIN * *kept;
            *kept = *sample;
            self.place += 1;
            if self.place == self.kept.len() {
                self.place = 0;
            }
        }
    }
}

fn case(block: usize, extent: Extent, what: &str) -> Case {
    // Whole frames.
    let len = thousands(extent.len / 2 * 2);
    let (delay, block) = (thousands(DELAY), thousands(block));
    let name = format!("f64, {len}, stereo, delay {delay}, blocks of {block}{what}");
    Case::new("comb::Echo", name, extent.len)
        .bytes(16)
        .operations(2.0)
        .bound(Limit::Copy)
}

/// Over a copy of `x`, as in the ladders of the filters.
fn in_place(block: usize, extent: Extent) -> Rungs<Stream, Outcome> {
    case(block, extent, "")
        .on(move || Stream::new(extent), check)
        .refreshed(|Stream { x, y, .. }| y.copy_from_slice(x))
        .solo("by hand", move |Stream { y, ring, .. }| {
            ring.kept.fill(0.0);
            for block in whole(y).chunks_mut(block) {
                ring.process(block);
            }
            Ok(())
        })
        .aside()
        .solo("one call", |Stream { y, .. }| {
            backward::in_place::simd(whole(y), comb())
        })
        .aside()
        .solo("process", move |Stream { y, echo, .. }| {
            echo.reset();
            for block in whole(y).chunks_mut(block) {
                echo.process(block)?;
            }
            Ok(())
        })
}

fn apart(block: usize, extent: Extent) -> Rungs<Stream, Outcome> {
    case(block, extent, " elsewhere")
        .on(move || Stream::new(extent), check)
        .solo("one call", |Stream { x, y, .. }| {
            let y = whole(y);
            backward::simd(&x[..y.len()], comb(), y)
        })
        .aside()
        .solo("process_to", move |Stream { x, y, echo, .. }| {
            echo.reset();
            for (x, y) in x.chunks(block).zip(whole(y).chunks_mut(block)) {
                echo.process_to(&x[..y.len()], y)?;
            }
            Ok(())
        })
}

/// The whole frames.
fn whole(y: &mut [f64]) -> &mut [f64] {
    let len = y.len() / 2 * 2;
    &mut y[..len]
}

fn check(Stream { x, y, ring, .. }: &mut Stream, outcome: Outcome) {
    outcome.expect("the frames are whole");
    let y = whole(y);
    ring.kept.fill(0.0);
    for (x, y) in x.iter().zip(y.iter()) {
        let mut expected = [*x];
        ring.process(&mut expected);
        assert_eq!(expected, [*y], "another output than by hand");
    }
    ring.place = 0;
    // The next rung has to write it all again.
    y.fill(f64::NAN);
}
