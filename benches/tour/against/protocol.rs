//! What is said between the tour and the builds that it compares, a line a message.
//!
//! | request | answer |
//! |---|---|
//! | none, after the start | [`greeting`] |
//! | make the inputs of a case, and check answers | its rungs, or none where there are none |
//! | run one of these rungs so often | the nanoseconds that took |
//!
//! The first turn of a rung is a single run, which warms up.

use serde::{Deserialize, Serialize};

/// The option that has a tour take its turns from standard input.
pub(crate) const OPTION: &str = "take-turns";

/// Of what stands in this file.
const VERSION: u32 = 1;
const GREETING: &str = "hotloop tour, turns, version ";

#[derive(Debug, Deserialize, Serialize)]
pub(crate) enum Request {
    Case {
        ladder: String,
        name: String,
        /// Which rungs, in the words of the command line.
        filters: Vec<String>,
    },
    Turn {
        /// Its place among the rungs of the case.
        rung: usize,
        repeats: u64,
    },
}

#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(crate) enum Answer {
    Rungs(Vec<Rung>),
    Nanoseconds(f64),
}

/// A rung, as it is run by so many members.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Rung {
    pub(crate) name: String,
    pub(crate) members: usize,
}

/// What a build says first.
pub(crate) fn greeting() -> String {
    format!("{GREETING}{VERSION}")
}

/// Whether a build has said this first, or what is wrong with it.
pub(crate) fn greeted(line: &str) -> Result<(), String> {
    match line.strip_prefix(GREETING) {
        Some(version) if version == VERSION.to_string() => Ok(()),
        Some(version) => Err(format!("takes turns in version {version}, not {VERSION}")),
        None => Err("is no tour that takes turns".into()),
    }
}
