//! What the fuzz targets run, a file a target: bytes become arguments, and what comes of them is held to
//! what the docs promise.

pub(crate) mod check;
pub(crate) mod input;

mod draws;
mod histograms;
mod machines;
mod mixtures;
mod recurrences;
mod sums;
mod teams;
mod vectors;

/// A target, and what it makes of an input.
pub(crate) type Target = (&'static str, fn(&[u8]));

pub(crate) const TARGETS: [Target; 8] = [
    ("draws", draws::run),
    ("histograms", histograms::run),
    ("machines", machines::run),
    ("mixtures", mixtures::run),
    ("recurrences", recurrences::run),
    ("sums", sums::run),
    ("teams", teams::run),
    ("vectors", vectors::run),
];
