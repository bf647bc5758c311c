//! The calls of a rung that are followed, and how many elements they see to.

use super::cases::{Followed, Selected, indices};
use super::child::Place;
use super::operation::Operation;
use super::trace::{Step, Trace, Until, follow};
use iced_x86::InstructionInfoFactory;
use std::collections::HashMap;
use std::iter;

/// What a longer call executes, and a shorter one: what a call takes once is in both, and cancels.
pub(crate) struct Calls {
    pub(crate) long: Trace,
    pub(crate) short: Option<Trace>,
    /// Elements of the call, or those that one has more than the other.
    pub(crate) elements: f64,
}

/// The most instructions of a whole call.
const MOST: usize = 6_000_000;

/// Follows the rungs of a case.
pub(crate) fn calls(selected: &Selected) -> Result<Vec<Calls>, String> {
    match selected.followed {
        Followed::Whole => {
            let elements = selected.case.elements as f64;
            let whole = at(selected, selected.place.len, Until::End(MOST))?.into_iter();
            Ok(whole
                .map(|long| Calls {
                    long,
                    short: None,
                    elements,
                })
                .collect())
        }
        Followed::Beginning(enough) => {
            let beginnings = at(selected, selected.place.len, Until::Enough(enough))?;
            let bytes = selected.case.bytes;
            beginnings
                .into_iter()
                .map(|long| beginning(long, bytes))
                .collect()
        }
        Followed::Lengths([short, long]) => {
            let elements = |len| selected.elements(len).ok_or("no case of that length");
            let elements = (elements(long)? - elements(short)?) as f64;
            let long = at(selected, long, Until::End(MOST))?;
            let short = at(selected, short, Until::End(MOST))?;
            let both = iter::zip(long, short);
            Ok(both
                .map(|(long, short)| Calls {
                    long,
                    short: Some(short),
                    elements,
                })
                .collect())
        }
    }
}

/// The calls where the case has that length.
fn at(selected: &Selected, len: usize, until: Until) -> Result<Vec<Trace>, String> {
    let place = Place {
        len,
        ..selected.place
    };
    let rungs = indices(place, &selected.rungs).ok_or("a rung that shorter inputs have not")?;
    follow(place, &rungs, until)
}

/// The second half of a beginning.
fn beginning(long: Trace, bytes: usize) -> Result<Calls, String> {
    let short = long.beginning(long.steps.len() / 2);
    let touched = touched(&long) - touched(&short);
    if touched == 0 {
        return Err("what is followed comes by no memory".into());
    }
    Ok(Calls {
        elements: f64::from(touched) / bytes as f64,
        long,
        short: Some(short),
    })
}

/// Bytes of its arrays that are read or written.
fn touched(trace: &Trace) -> u32 {
    let mut factory = InstructionInfoFactory::new();
    let mut operations = HashMap::new();
    // By their addresses without the last six bits, each a bit.
    let mut touched = HashMap::<u64, u64>::new();
    let of_array = |step: &&Step| trace.arrays.iter().any(|it| it.contains(&step.memory));
    for step in trace.steps.iter().filter(of_array) {
        let bytes = operations.entry(step.at).or_insert_with(|| {
            let operation = Operation::of(&trace.code[&step.at], &mut factory);
            operation.loads.max(operation.stores) as u64
        });
        let (mut from, end) = (step.memory, step.memory + *bytes * u64::from(step.repeats));
        while from < end {
            let next = (from / 64 + 1) * 64;
            let len = next.min(end) - from;
            *touched.entry(from / 64).or_default() |= u64::MAX >> (64 - len) << (from % 64);
            from = next;
        }
    }
    touched.values().map(|bytes| bytes.count_ones()).sum()
}
