//! A case with all that is found out about its rungs.

use super::calls::{Calls, calls};
use super::cases::Selected;
use super::count::{Counts, Profile};
use super::image::Image;
use super::manner::Manner;
use super::measure::measure;
use super::pipeline::{self, Cycles, PARTS};
use super::predict::Prediction;
use super::rates::Rates;
use super::source::{Lines, lines};

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

/// A rung that comes by so little of the bytes of an input and an output has but one of them.
const MOST_IN_PLACE: f64 = 0.75;

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
            let in_place = calls.touched() < MOST_IN_PLACE * selected.case.bytes as f64;
            let manner = Manner::of(&profile, in_place);
            let bytes = measured.bytes(manner).unwrap_or(0.0);
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
