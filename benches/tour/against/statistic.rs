//! What pairs of turns say of two builds.
//!
//! The two turns of a pair follow each other at once, so whatever slows the machine for longer slows
//! both, and the ratio of a pair does not know of it. Of the ratios the median counts, and around it an
//! interval that needs no assumption about how they are distributed: each lies above or below the true
//! median like a coin that falls, so that of `n` sorted ratios the `k`-th from either end enclose it but
//! for twice the chance of fewer than `k` heads in `n` (Thompson 1936).
//!
//! Two processes differ even where their code does not: their arrays lie on other pages, and their loops
//! at other places. Therefore both are started anew several times, and a build is slower only if it is
//! in every one of these sittings, and by more than [`FLOOR`]. If it is, it has to be in as many sittings again:
//! some rungs take half as long again in one process out of two, and three out of three are no rarity then.

use serde::Serialize;

/// The chance that an interval does not enclose the true median, at most: of hundreds of rungs none is to be
/// called slower that is not.
const CHANCE: f64 = 1e-4;

/// Differences up to this are those of one build from itself. On a quiet 2-vCPU EPYC (Zen 4) the medians of half of
/// all 204 rungs of the tour were within 0.2 % of 1, of nine in ten within 1.7 %, of 95 in 100 within 4.5 %; the
/// intervals of the rest were wide.
pub(crate) const FLOOR: f64 = 0.03;

/// What has come of a rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Verdict {
    #[serde(rename = "slower")]
    Slower,
    #[serde(rename = "faster")]
    Faster,
    #[serde(rename = "cannot tell")]
    CannotTell,
}

impl Verdict {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Slower => "slower",
            Self::Faster => "faster",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// Times of the new build over those of the old.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Ratio {
    /// Their median.
    pub(crate) median: f64,
    /// The interval around it.
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) verdict: Verdict,
}

impl Ratio {
    /// Of the pairs of each sitting, one at least.
    pub(crate) fn of(sittings: &[Vec<f64>]) -> Self {
        let sorted = |mut ratios: Vec<f64>| {
            ratios.sort_by(f64::total_cmp);
            ratios
        };
        let all = sorted(sittings.concat());
        let k = enclosing(all.len());
        let (low, high) = (all[k], all[all.len() - 1 - k]);
        let medians = sittings.iter().cloned().map(sorted);
        let medians: Vec<_> = medians.map(|ratios| middle(&ratios)).collect();
        let every = |holds: &dyn Fn(f64) -> bool| medians.iter().copied().all(holds);
        let (above, below) = (1.0 + FLOOR, 1.0 / (1.0 + FLOOR));
        let known = all.len() >= least_pairs();
        let verdict = match known {
            true if low > above && every(&|median| median > above) => Verdict::Slower,
            true if high < below && every(&|median| median < below) => Verdict::Faster,
            _ => Verdict::CannotTell,
        };
        Self {
            median: middle(&all),
            low,
            high,
            verdict,
        }
    }
}

/// The median of sorted ratios: of two in the middle, the mean.
fn middle(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    0.5 * (sorted[(n - 1) / 2] + sorted[n / 2])
}

/// As few pairs as say anything.
pub(crate) fn least_pairs() -> usize {
    (1..).find(|&n| outside(n, 0) <= CHANCE).unwrap_or(1)
}

/// How many of so many sorted ratios may be left away at either end, so that the rest encloses the
/// median.
fn enclosing(n: usize) -> usize {
    let most = (n - 1) / 2;
    (0..=most)
        .rev()
        .find(|&k| outside(n, k) <= CHANCE)
        .unwrap_or(0)
}

/// The chance that the true median lies outside of `n` sorted ratios without `k` at either end: twice
/// that of at most `k` heads in `n`.
fn outside(n: usize, k: usize) -> f64 {
    let mut ways = 1.0;
    let mut sum = 0.0;
    for heads in 0..=k {
        sum += ways;
        ways *= (n - heads) as f64 / (heads + 1) as f64;
    }
    2.0 * sum / 2_f64.powi(i32::try_from(n).unwrap_or(i32::MAX))
}
