//! The corpora of the fuzz targets, once more: inputs that together take a target to nearly every place where
//! fuzzing has been, and those that have found something.
//!
//! The targets themselves are a package of their own, `tests/fuzz`. What they run is in `bodies`, and is
//! run here on what they have kept: a file a target, an input a line, in hexadecimal digits.

#![cfg(feature = "races")]

mod bodies;

use bodies::{TARGETS, Target};
use std::path::Path;

/// Says which input it was.
struct Named(String);

impl Drop for Named {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input was {}", self.0);
        }
    }
}

/// The bytes of a line.
fn bytes(line: &str) -> Vec<u8> {
    let (pairs, rest) = line.as_bytes().as_chunks::<2>();
    assert!(rest.is_empty(), "half a byte in {line:?}");
    let byte = |pair: &[u8; 2]| {
        let digits = std::str::from_utf8(pair).expect("digits");
        u8::from_str_radix(digits, 16).expect("digits")
    };
    pairs.iter().map(byte).collect()
}

#[track_caller]
fn replay(name: &str) {
    let (_, run): Target = *TARGETS.iter().find(|it| it.0 == name).expect("a target");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/inputs");
    let text = std::fs::read_to_string(folder.join(name)).expect("a corpus");
    assert!(
        text.lines().count() >= 20,
        "hardly anything in the corpus of {name}"
    );
    // Nothing is an input, too.
    for (number, line) in std::iter::once("").chain(text.lines()).enumerate() {
        let named = Named(format!("line {number} of {name}: {line}"));
        run(&bytes(line));
        drop(named);
    }
}

macro_rules! corpora {
    ($($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                replay(stringify!($name));
            }
        )+

        #[test]
        fn every_target_is_here() {
            assert_eq!(TARGETS.map(|it| it.0), [$(stringify!($name)),+]);
        }
    };
}

corpora! { draws histograms machines mixtures recurrences sums teams vectors }
