//! What came out, for people: tables in 80 columns.

use super::annotate::Annotated;
use super::cases::Followed;
use super::count::Counts;
use super::lines::say;
use super::predict::Prediction;
use super::rates::Rates;

pub(crate) fn rates(rates: &Rates) {
    say!(
        "{:.2} cycles a nanosecond, {:.1} instructions a cycle, {:.0} cycles for a branch that was\n\
         not foreseen, {} vector instructions that wait at a time; all counts and cycles\n\
         are those of an element",
        rates.clock,
        rates.slots(),
        rates.unforeseen(),
        rates.waiting
    );
}

pub(crate) fn case(annotated: &Annotated) {
    let case = &annotated.selected.case;
    say!("\n{}: {}", case.ladder, case.name);
    match annotated.selected.followed {
        Followed::Whole => say!("  followed from its beginning to its end"),
        Followed::Beginning(enough) => say!("  followed through its first {enough} instructions"),
        Followed::Lengths([short, long]) => say!("  followed through inputs of {short} and {long}"),
    }
    say!(
        "  {:<17}{:>4}{:>7}{:>6}{:>6}{:>7}{:>12}{:>6}{:>6}{:>6}",
        "rung",
        "loop",
        "instr",
        "check",
        "call",
        "scalar",
        "packed",
        "load",
        "store",
        "spill"
    );
    for rung in &annotated.rungs {
        counts(&rung.name, &rung.counts);
    }
    if annotated.rungs.iter().all(|rung| rung.prediction.is_none()) {
        return;
    }
    say!(
        "  {:<17}{:>10}{:>10}{:>7}  {}",
        "rung",
        "predicted",
        "measured",
        "ratio",
        "what binds"
    );
    for rung in &annotated.rungs {
        if let Some(prediction) = &rung.prediction {
            predicted(&rung.name, prediction);
        }
    }
}

fn counts(name: &str, counts: &Counts) {
    let packed = counts.packed.iter().zip([128, 256, 512]).rev();
    let packed = packed.filter(|(often, _)| **often >= 0.005);
    let packed = packed
        .map(|(often, bits)| format!("{}x{bits}", digits(*often)))
        .next();
    say!(
        "  {:<17}{:>4}{:>7}{:>6}{:>6}{:>7}{:>12}{:>6}{:>6}{:>6}",
        name,
        counts.hot,
        digits(counts.instructions),
        digits(counts.checks),
        digits(counts.calls),
        digits(counts.scalar),
        packed.unwrap_or("-".into()),
        digits(counts.loads),
        digits(counts.stores),
        digits(counts.spills),
    );
}

fn predicted(name: &str, prediction: &Prediction) {
    let off = if prediction.holds() { "" } else { ", OFF" };
    let alone = cycles(prediction.alone);
    say!(
        "  {:<17}{:>10}{:>10}{:>7.2}  {} ({alone}){off}",
        name,
        cycles(prediction.predicted),
        cycles(prediction.measured),
        prediction.ratio(),
        prediction.binds,
    );
}

/// Three digits that matter, and `-` for what is next to nothing.
pub(crate) fn digits(often: f64) -> String {
    match often {
        100.0.. => format!("{often:.0}"),
        10.0.. => format!("{often:.1}"),
        0.005.. => format!("{often:.2}"),
        _ => "-".into(),
    }
}

fn cycles(cycles: f64) -> String {
    match cycles {
        10.0.. => format!("{cycles:.1}"),
        1.0.. => format!("{cycles:.2}"),
        _ => format!("{cycles:.3}"),
    }
}

pub(crate) fn total(holds: usize, all: usize) {
    say!("\nwithin a quarter of what was measured: {holds} of {all} rungs");
}
