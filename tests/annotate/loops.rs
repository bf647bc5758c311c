//! Where loops still check.

use super::calls::calls;
use super::cases::{self, Followed, Selected};
use super::catalogue::{self, Ladder};
use super::checks;
use super::child::Place;
use super::count::Profile;
use super::image::Image;
use super::source::{Line, own};
use hotloop::build_info::RUSTC;
use iced_x86::{Decoder, DecoderOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::{env, fs};

/// The files whose loops check, and why they are left. `tests/inlining/panics.rs` lists every place from which
/// vector code can panic at all; these are the few that are passed again and again.
const LEFT: &[(&str, &str)] = &[
    (
        "src/kernels/comb/forward/in_place/mod.rs",
        "from its end on, every vector is read before it is written: two checks for eight elements",
    ),
    (
        "src/kernels/histogram/bins.rs",
        "a value that is searched by itself: the table of bins is the caller's",
    ),
    (
        "src/kernels/histogram/finder.rs",
        "bins of any edges: the next edge of a search depends on the one before",
    ),
    (
        "src/kernels/histogram/weighted/simd.rs",
        "the slot of a value, beside a store that takes longer",
    ),
    (
        "src/kernels/mixture/simd/few.rs",
        "where the shares of a group of points begin, once for 32 points and all components, and how many they are",
    ),
    (
        "src/kernels/mixture/simd/many.rs",
        "rows of a triangle, of unequal length: some for all multiplications with a row or a tile of them",
    ),
    (
        "src/kernels/summary/columns/simd.rs",
        "a row is as long as there are columns: eight checks for eight rows, of few columns",
    ),
];

/// The compiler of the list: another sees through more, or less.
const COMPILER: &str = "rustc 1.95.";

/// What is passed at least once for so many elements, four vectors, is in a loop.
const ELEMENTS: f64 = 32.0;

pub(crate) fn no_check_is_in_a_loop() {
    let bytes = fs::read(env::current_exe().expect("this program has a path"));
    let bytes = bytes.expect("it can be read");
    let image = Image::read(&bytes).expect("it is an executable");
    let (mut found, mut rungs) = (BTreeMap::<String, BTreeSet<u32>>::new(), 0);
    for selected in every_input() {
        match checked_lines(&image, &selected) {
            Ok(lines) => {
                rungs += selected.rungs.len();
                for (rung, line) in lines {
                    println!("{rung} checks at {}:{}", line.file, line.number);
                    found.entry(line.file).or_default().insert(line.number);
                }
            }
            // Some systems let no child be followed. One that lets the first follows all.
            Err(refused) if rungs == 0 => {
                println!("SKIPPED: checks in loops are not looked for: {refused}");
                return;
            }
            Err(error) => panic!("{error}"),
        }
    }
    println!("{rungs} rungs");
    let unlisted: Vec<_> = found
        .iter()
        .filter(|(file, _)| !LEFT.iter().any(|(left, _)| left == file))
        .collect();
    let message = format!(
        "loops of `unchecked` or `simd` rungs check elsewhere than is listed. Slice before the loop; where a check \
         has to stay, put its file into LEFT with the reason.\n{unlisted:#?}"
    );
    assert!(
        unlisted.is_empty() || !RUSTC.starts_with(COMPILER),
        "{message}"
    );
    assert!(rungs > 0, "no ladder of that name");
}

/// Every kind of input of every ladder, or of those that the command line names, short ones and those that the tour
/// takes from memory, with the rungs that are to check nothing.
fn every_input() -> Vec<Selected> {
    let words: Vec<String> = env::args()
        .skip(1)
        .filter(|it| !it.starts_with('-'))
        .collect();
    let named = |path: &str| words.is_empty() || words.iter().any(|word| word == path);
    let short = catalogue::all().into_iter().flat_map(|entry| {
        let kinds = 0..entry.kinds().len();
        kinds.map(move |kind| short(entry.path, kind))
    });
    let long = cases::all().into_iter();
    let long = long.filter(|it| matches!(it.followed, Followed::Beginning(_)));
    let mut inputs: Vec<Selected> = short
        .chain(long)
        .filter(|it| named(it.place.path))
        .collect();
    for input in &mut inputs {
        let ladder = input.place.ladder().expect("the case is there");
        let rungs = unchecked(&*ladder).into_iter();
        input.rungs = rungs
            .filter(|rung| cases::is_followed(input.place, rung))
            .collect();
    }
    inputs.retain(|input| !input.rungs.is_empty());
    inputs
}

/// Two short inputs, of which the difference counts.
fn short(path: &'static str, kind: usize) -> Selected {
    let lengths = match path {
        "pairwise" | "pairwise::general" => [32, 48],
        "mixture" => [256, 512],
        "primes" => [32_768, 49_152],
        _ => [512, 1_024],
    };
    let len = match path {
        // Of few points in 16 dimensions the loops are rungs as well, which take too many instructions.
        "mixture" => 100_000,
        _ => lengths[1],
    };
    let place = Place { path, kind, len };
    let ladder = place.ladder().expect("the case is there");
    Selected {
        place,
        case: ladder.case().clone(),
        rungs: vec![],
        followed: Followed::Lengths(lengths),
    }
}

fn unchecked(ladder: &dyn Ladder) -> Vec<String> {
    let rungs = ladder.rungs().into_iter();
    let rungs = rungs.filter(|rung| rung.level.is_some() || rung.name == "unchecked");
    rungs.map(|rung| rung.name.clone()).collect()
}

/// The lines of the checks that are in a loop, with the rung.
fn checked_lines(
    image: &Image<'_>,
    selected: &Selected,
) -> Result<BTreeSet<(String, Line)>, String> {
    let mut lines = BTreeSet::new();
    for (rung, calls) in selected.rungs.iter().zip(calls(selected)?) {
        let profile = Profile::new(image, &calls.long, calls.short.as_ref(), calls.elements);
        for (&at, place) in &profile.places {
            if place.checks.is_some() && place.often * ELEMENTS >= 1.0 {
                let line = own(&image.lines(at)).unwrap_or_else(|| Line {
                    file: image.function(at).unwrap_or("nowhere").to_owned(),
                    number: 0,
                });
                lines.insert((selected.name(rung), line));
            }
        }
    }
    Ok(lines)
}

pub(crate) fn a_check_on_purpose_is_found() {
    assert_eq!(black_box(indexed as fn(&[u8], usize) -> u8)(&[1, 2], 1), 2);
    let bytes = fs::read(env::current_exe().expect("this program has a path"));
    let bytes = bytes.expect("it can be read");
    let image = Image::read(&bytes).expect("it is an executable");
    let functions = image.functions("5loops7indexed");
    let [(start, code)] = functions[..] else {
        panic!("{} functions of that name", functions.len());
    };
    let code = Decoder::with_ip(64, code, start, DecoderOptions::NONE);
    let found: Vec<_> = code
        .into_iter()
        .filter_map(|it| checks::check(&image, &it))
        .collect();
    assert_eq!(found, ["an index"]);
}

#[inline(never)]
fn indexed(x: &[u8], i: usize) -> u8 {
    x[i]
}
