//! What is annotated: the tour's cases, and of ladders that the tour leaves out the first.

use super::catalogue::{self, Case, Ladder, Limit, Rung};
use super::child::Place;
use super::filters::Filters;
use serde::Serialize;

/// A case, and which of its rungs were asked for, by name.
pub(crate) struct Selected {
    pub(crate) place: Place,
    pub(crate) case: Case,
    pub(crate) rungs: Vec<String>,
    pub(crate) followed: Followed,
}

/// What is followed of a rung.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Followed {
    /// The call.
    Whole,
    /// So many instructions from its beginning, of which the second half counts. How many elements they see to is
    /// how much memory they come by.
    Beginning(usize),
    /// Calls of two other lengths, of which the difference counts; or the call, if that is short.
    Lengths([usize; 2]),
}

/// Instructions of a beginning: enough for some thousand elements, and followed in less than a second.
pub(crate) const ENOUGH: usize = 40_000;
/// Lengths that are followed in place of longer ones that memory does not bind: what makes instructions repeat,
/// and is followed in seconds.
const USUAL: [usize; 2] = [2_048, 4_096];
/// Where that is too many, or too few.
const LENGTHS: [(&str, [usize; 2]); 5] = [
    // Its noise is drawn in blocks, of which a beginning may have but one.
    ("ou::seeded", [512, 1_024]),
    // Each with each.
    ("pairwise", [256, 320]),
    ("pairwise::general", [256, 320]),
    // A tile, and two; of fewer points a component has too few.
    ("mixture", [256, 512]),
    ("primes", [32_768, 65_536]),
];
/// What is not followed: a ladder, a kind of its input, and the rungs whose names end so.
const LEFT_OUT: [(&str, usize, &str); 5] = [
    // It is `uniform` and `histogram`, which have ladders of their own, and eight pictures, each of 500,000
    // instructions.
    ("heavy", 0, ""),
    // A multiplication and an addition in one rounding, without the instruction: 20,000,000 for a tile.
    ("mixture", 1, "portable"),
    // Another's library, and threads of its own.
    ("primes", 0, "primesieve adds"),
    ("primes", 0, "primesieve counts"),
    ("primes", 0, "and on all cores"),
];

/// The rungs of a ladder: those of its levels, and those that a report names. `simd` is that of the best level.
pub(crate) fn rungs(ladder: &dyn Ladder) -> impl Iterator<Item = (usize, &Rung)> {
    let rungs = ladder.rungs();
    let levels = rungs.iter().any(|rung| rung.level.is_some());
    let wanted = move |rung: &Rung| match rung.level {
        Some(_) => true,
        None => !rung.aside && (!levels || rung.name != "simd"),
    };
    rungs
        .into_iter()
        .enumerate()
        .filter(move |(_, rung)| wanted(rung))
}

/// The index of each of the rungs where the input has another length: a long one has fewer rungs.
pub(crate) fn indices(place: Place, names: &[String]) -> Option<Vec<usize>> {
    let ladder = place.ladder()?;
    let rungs = ladder.rungs();
    let index = |name: &String| rungs.iter().position(|rung| rung.name == *name);
    names.iter().map(index).collect()
}

/// Whether a rung is followed.
pub(crate) fn is_followed(place: Place, rung: &str) -> bool {
    !LEFT_OUT
        .iter()
        .any(|&(path, kind, end)| path == place.path && kind == place.kind && rung.ends_with(end))
}

/// All cases.
pub(crate) fn all() -> Vec<Selected> {
    let mut selected = vec![];
    for entry in catalogue::all() {
        let kinds = || entry.kinds().iter().enumerate();
        let mut places: Vec<_> = kinds()
            .flat_map(|(kind, it)| it.tour().iter().map(move |&len| (kind, len)))
            .collect();
        if places.is_empty() {
            let lengths = kinds().map(|(kind, it)| (kind, it.lengths()));
            places.extend(
                lengths
                    .filter_map(|(kind, it)| Some((kind, *it.first()?)))
                    .take(1),
            );
        }
        let places = places.into_iter().map(|(kind, len)| Place {
            path: entry.path,
            kind,
            len,
        });
        selected.extend(places.filter_map(whole));
    }
    selected
}

/// The case with all its rungs, if there are any that are followed.
fn whole(place: Place) -> Option<Selected> {
    let ladder = place.ladder()?;
    let case = ladder.case().clone();
    let rungs = rungs(&*ladder).filter(|(_, rung)| is_followed(place, &rung.name));
    let selected = Selected {
        place,
        followed: followed(place, &case),
        case,
        rungs: rungs.map(|(_, rung)| rung.name.clone()).collect(),
    };
    (!selected.rungs.is_empty()).then_some(selected)
}

fn followed(place: Place, case: &Case) -> Followed {
    let other = LENGTHS.iter().find(|(path, _)| *path == place.path);
    let lengths = other.map_or(USUAL, |(_, lengths)| *lengths);
    let from_memory = case.limit.is_some_and(Limit::is_memory);
    match place.len <= lengths[1] {
        true => Followed::Whole,
        false if from_memory && other.is_none() => Followed::Beginning(ENOUGH),
        false => Followed::Lengths(lengths),
    }
}

impl Selected {
    /// What a filter knows a rung by.
    pub(crate) fn name(&self, rung: &str) -> String {
        format!("{}::{rung}", self.case.ladder)
    }

    /// Only the rungs that were asked for, if there are any.
    pub(crate) fn retain(mut self, filters: &Filters) -> Option<Self> {
        let ladder = self.case.ladder;
        self.rungs
            .retain(|rung| filters.take(&format!("{ladder}::{rung}")));
        (!self.rungs.is_empty()).then_some(self)
    }

    /// Elements of the case at another length.
    pub(crate) fn elements(&self, len: usize) -> Option<usize> {
        Some(Place { len, ..self.place }.ladder()?.case().elements)
    }
}
