//! The calls of a rung that are followed, and how many elements they see to.

use super::cases::{ENOUGH, Followed, Selected, indices};
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
            let calls = at(selected, selected.place.len, Until::End(MOST))?;
            Ok(calls
                .into_iter()
                .map(|long| whole(long, selected))
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
            let more = (elements(long)? - elements(short)?) as f64;
            let longer = selected.place.len > long;
            let own = longer.then(|| at(selected, selected.place.len, Until::Enough(ENOUGH)));
            let mut own = own.transpose()?.into_iter().flatten();
            let long = at(selected, long, Until::End(MOST))?;
            let short = at(selected, short, Until::End(MOST))?;
            let both = iter::zip(long, short);
            let calls = both.map(|(long, short)| match own.next().filter(|own| own.ended) {
                Some(own) => whole(own, selected),
                None => Calls {
                    long,
                    short: Some(short),
                    elements: more,
                },
            });
            Ok(calls.collect())
        }
    }
}

fn whole(long: Trace, selected: &Selected) -> Calls {
    Calls {
        long,
        short: None,
        elements: selected.case.elements as f64,
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
    let of_array =
        |trace: &Trace| touched(trace, |at| trace.arrays.iter().any(|it| it.contains(&at)));
    let touched = of_array(&long) - of_array(&short);
    if touched == 0 {
        return Err("what is followed comes by no memory".into());
    }
    Ok(Calls {
        elements: f64::from(touched) / bytes as f64,
        long,
        short: Some(short),
    })
}

impl Calls {
    /// Bytes that are read or written, for an element: fewer than those of input and output, if these are the same.
    pub(crate) fn touched(&self) -> f64 {
        let all = |trace| f64::from(touched(trace, |_| true));
        (all(&self.long) - self.short.as_ref().map_or(0.0, all)) / self.elements
    }
}

/// Bytes at such addresses that are read or written.
fn touched(trace: &Trace, counts: impl Fn(u64) -> bool) -> u32 {
    let mut factory = InstructionInfoFactory::new();
    let mut operations = HashMap::new();
    // By their addresses without the last six bits, each a bit.
    let mut touched = HashMap::<u64, u64>::new();
    let counts = |step: &&Step| step.memory > 0 && counts(step.memory);
    for step in trace.steps.iter().filter(counts) {
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
