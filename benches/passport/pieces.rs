//! `comb::Echo` and `ou::Path`: what comes in pieces.

use super::inputs::{kinds, narrowed, usual, written};
use super::{Answer, Rows};
use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo};
use hotloop::kernels::ou::{Path, Process};
use hotloop::simd::{Float, Level};

/// Of a sample or a frame, next to a vector, and of a thousand and something.
const PIECES: [usize; 3] = [2, 18, 1_026];

pub(super) fn rows(rows: &mut Rows<'_>) {
    let long = usual(5_000);
    for piece in PIECES {
        all(rows, ("usual", &long), piece);
    }
    let mut wide = vec![("f32/usual".to_owned(), long)];
    for (kind, x) in kinds(500) {
        all(rows, (kind, &x), PIECES[1]);
        wide.push((format!("f32/{kind}"), x));
    }
    for (kind, x) in narrowed(&wide) {
        all(rows, (&kind, &x), PIECES[1]);
    }
}

fn all<T: Float + Answer>(rows: &mut Rows<'_>, x: (&str, &[T]), piece: usize) {
    for delay in [1, 7, 64, 2_000] {
        echoes(rows, x, piece, Comb::new(delay, -0.75));
    }
    let stereo = Comb::new(100, 0.5).and_then(|comb| comb.interleaved(2));
    echoes(rows, x, piece, stereo);
    path(rows, x, piece);
}

/// How a filter is made.
type Make = fn(Comb) -> Result<Echo, Error>;

fn echoes<T: Float + Answer>(
    rows: &mut Rows<'_>,
    (kind, x): (&str, &[T]),
    piece: usize,
    comb: Result<Comb, Error>,
) {
    let comb = comb.expect("a delay, a finite gain and channels");
    let (len, delay, channels) = (x.len(), comb.delay(), comb.channels());
    let filters: [(&str, Make); 2] = [("forward", Echo::forward), ("backward", Echo::backward)];
    for (name, make) in filters {
        let make = || make(comb).expect("there is memory for a delay");
        let input = format!("{len}/{kind}/{name}/delay={delay}x{channels}/by={piece}");
        rows.on("comb::Echo", input)
            .levels("process", |level| in_place(level, make(), piece, x))
            .levels("process_to", |level| {
                let mut echo = make();
                written(len, |y| {
                    for (x, y) in x.chunks(piece).zip(y.chunks_mut(piece)) {
                        echo.process_to_at(level, x, y)?;
                    }
                    Ok(())
                })
            });
    }
}

/// The signal, and what the filter remembers of it.
fn in_place<T: Float>(
    level: Level,
    mut echo: Echo,
    piece: usize,
    x: &[T],
) -> (Result<(), Error>, Vec<T>, Vec<f64>) {
    let mut y = x.to_vec();
    let mut blocks = y.chunks_mut(piece);
    let outcome = blocks.try_for_each(|block| echo.process_at(level, block));
    let state = echo.state().collect();
    (outcome, y, state)
}

fn path<T: Float + Answer>(rows: &mut Rows<'_>, (kind, noise): (&str, &[T]), piece: usize) {
    let process = Process::new(0.1, 1.0, 2.0).expect("steps above zero");
    let input = format!("{}/{kind}/by={piece}", noise.len());
    rows.on("ou::Path", input).levels("advance", |level| {
        let mut path = Path::new(process, 1.5).expect("the start is finite");
        written(noise.len(), |out| {
            for (noise, out) in noise.chunks(piece).zip(out.chunks_mut(piece)) {
                path.advance_at(level, noise, out)?;
            }
            Ok(())
        })
    });
}
