//! What a rung should take, and why, beside what it takes.

use super::pipeline::{Cycles, PARTS, Part};
use serde::Serialize;

/// In cycles for an element.
#[derive(Clone, Serialize)]
pub(crate) struct Prediction {
    pub(crate) predicted: f64,
    pub(crate) measured: f64,
    /// If all that is needed were in the second-level cache, and if the bytes were all there is to do.
    pub(crate) core: f64,
    pub(crate) bytes: f64,
    /// What binds, and what it would take alone.
    pub(crate) binds: &'static str,
    pub(crate) alone: f64,
    /// Branches that are not foreseen.
    pub(crate) unforeseen: f64,
}

/// As much as a prediction may be off, either way.
pub(crate) const QUARTER: f64 = 1.25;

/// What binds takes this much of the prediction alone; if not, nothing does.
const MOST: f64 = 0.75;

impl Prediction {
    /// From the cycles of an element in the caches, and those that its bytes take.
    pub(crate) fn new(cycles: &Cycles, bytes: f64, measured: f64) -> Self {
        let predicted = cycles.all.max(bytes);
        let parts = PARTS.map(|part| (name(part), cycles.parts[part as usize]));
        let mut bounds = vec![("bytes", bytes), ("branches", cycles.branches)];
        bounds.extend(parts);
        let (binds, alone) = largest(&bounds);
        // Waiting is what is left where everything else is free, but for taking instructions and branches.
        let (binds, alone) = match cycles.chain > 1.1 * alone {
            true => ("waiting for results", cycles.chain),
            false => (binds, alone),
        };
        let binds = if alone < MOST * predicted {
            "several together"
        } else {
            binds
        };
        Self {
            predicted,
            measured,
            core: cycles.all,
            bytes,
            binds,
            alone,
            unforeseen: cycles.wrong,
        }
    }

    pub(crate) fn ratio(&self) -> f64 {
        self.predicted / self.measured
    }

    /// Whether it is within a quarter of what was measured.
    pub(crate) fn holds(&self) -> bool {
        (1.0 / QUARTER..=QUARTER).contains(&self.ratio())
    }
}

fn largest(bounds: &[(&'static str, f64)]) -> (&'static str, f64) {
    let largest = bounds.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    largest.copied().unwrap_or(("nothing", 0.0))
}

fn name(part: Part) -> &'static str {
    match part {
        Part::Slots => "instructions a cycle",
        Part::Loads => "loads",
        Part::Stores => "stores",
        Part::Lines => "lines from L2",
        Part::Integers => "integers",
        Part::IntegerShifts => "integer shifts",
        Part::Vectors => "vector places",
        Part::Adds => "additions",
        Part::Multiplies => "multiplications",
        Part::Shuffles => "shuffles",
    }
}
