//! A case with all that is found out about its rungs.

use super::cases::{Selected, indices};
use super::child::Place;
use super::count::{Counts, Profile};
use super::image::Image;
use super::manner::Manner;
use super::measure::measure;
use super::pipeline::{self, Cycles, PARTS};
use super::predict::Prediction;
use super::rates::Rates;
use super::source::{Lines, lines};
use super::trace::{Trace, follow};

pub(crate) struct Annotated {
    pub(crate) selected: Selected,
    pub(crate) rungs: Vec<Annotation>,
}

pub(crate) struct Annotation {
    pub(crate) name: String,
    pub(crate) counts: Counts,
    pub(crate) prediction: Option<Prediction>,
    pub(crate) lines: Lines,
}

/// The calls of a rung that were followed: that of the whole input, or a longer and a shorter one.
pub(crate) struct Calls {
    pub(crate) long: Trace,
    pub(crate) short: Option<Trace>,
    /// Elements of the call, or those that one has more than the other.
    pub(crate) elements: f64,
}

/// Follows the rungs of a case.
pub(crate) fn calls(selected: &Selected) -> Result<Vec<Calls>, String> {
    let mut followed = vec![];
    for &len in &selected.followed {
        let place = Place {
            len,
            ..selected.place
        };
        let rungs = indices(place, &selected.rungs).ok_or("a rung that shorter inputs have not")?;
        let elements = selected.elements(len).ok_or("no case of that length")?;
        followed.push((follow(place, &rungs)?, elements as f64));
    }
    let (long, elements) = followed.pop().ok_or("nothing to follow")?;
    let (short, fewer) = followed.pop().unwrap_or_default();
    let mut short = short.into_iter();
    let calls = long.into_iter().map(|long| Calls {
        long,
        short: short.next(),
        elements: elements - fewer,
    });
    Ok(calls.collect())
}

/// Follows the rungs of a case, and predicts and measures them if the processor's rates are known.
pub(crate) fn annotate(
    image: &Image<'_>,
    rates: Option<&Rates>,
    selected: Selected,
) -> Result<Annotated, String> {
    let calls = calls(&selected)?;
    let measured = rates.and_then(|_| measure(&selected));
    let rungs = selected.rungs.iter().zip(&calls).enumerate();
    let rungs = rungs.map(|(i, (name, calls))| {
        let profile = Profile::new(image, &calls.long, calls.short.as_ref(), calls.elements);
        let prediction = rates.zip(measured.as_ref()).map(|(rates, measured)| {
            let per_element = rates.clock / selected.case.elements as f64;
            let bytes = measured.bytes(Manner::of(image, &profile)).unwrap_or(0.0);
            let cycles = cycles(&profile, calls, rates);
            Prediction::new(
                &cycles,
                bytes * per_element,
                measured.rungs[i] * per_element,
            )
        });
        Annotation {
            name: name.clone(),
            counts: profile.counts(),
            prediction,
            lines: lines(image, &profile),
        }
    });
    Ok(Annotated {
        rungs: rungs.collect(),
        selected,
    })
}

/// The cycles of an element in the caches.
fn cycles(profile: &Profile, calls: &Calls, rates: &Rates) -> Cycles {
    let cycles = |trace| pipeline::cycles(trace, &profile.operations, rates, calls.short.is_none());
    let long = cycles(&calls.long);
    let short = calls.short.as_ref().map(cycles).unwrap_or_default();
    let an_element = |long: f64, short: f64| (long - short) / calls.elements;
    let mut parts = [0.0; PARTS.len()];
    for (i, part) in parts.iter_mut().enumerate() {
        *part = an_element(long.parts[i], short.parts[i]);
    }
    Cycles {
        all: an_element(long.all, short.all),
        parts,
        chain: an_element(long.chain, short.chain),
        branches: an_element(long.branches, short.branches),
        wrong: an_element(long.wrong, short.wrong),
    }
}
