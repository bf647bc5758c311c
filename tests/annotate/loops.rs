//! Where loops still check.

use super::cases::{Selected, indices};
use super::catalogue::{self, Extent, Ladder};
use super::child::Place;
use super::count::Profile;
use super::image::Image;
use super::source::{Line, own};
use super::{checks, trace};
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
    for selected in every_kind() {
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

/// Every kind of input of every ladder, or of those that the command line names, with those rungs that are to check
/// nothing.
fn every_kind() -> Vec<Selected> {
    let mut selected = vec![];
    let words: Vec<String> = env::args()
        .skip(1)
        .filter(|it| !it.starts_with('-'))
        .collect();
    let named = |path: &str| words.is_empty() || words.iter().any(|word| word == path);
    for entry in catalogue::all()
        .into_iter()
        .filter(|entry| named(entry.path))
    {
        for kind in 0..entry.kinds().len() {
            let lengths = match entry.path {
                "pairwise" | "pairwise::general" => vec![32, 48],
                "heavy" => vec![16, 24],
                "mixture" => vec![1_000, 1_200],
                "primes" => vec![32_768, 49_152],
                _ => vec![512, 1_024],
            };
            let place = Place {
                path: entry.path,
                kind,
                len: lengths[1],
            };
            let ladder = entry.kinds()[kind].at(Extent::of(lengths[1]));
            let rungs = unchecked(&*ladder);
            if !rungs.is_empty() {
                selected.push(Selected {
                    place,
                    case: ladder.case().clone(),
                    rungs,
                    followed: lengths,
                });
            }
        }
    }
    selected
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
    let mut traces = vec![];
    for &len in &selected.followed {
        let place = Place {
            len,
            ..selected.place
        };
        let rungs = indices(place, &selected.rungs).expect("a rung is there at all lengths");
        let elements = selected.elements(len).expect("the case is there") as f64;
        traces.push((trace::follow(place, &rungs)?, elements));
    }
    let [(short, fewer), (long, elements)] = &traces[..] else {
        panic!("two lengths are followed");
    };
    let mut lines = BTreeSet::new();
    for ((rung, long), short) in selected.rungs.iter().zip(long).zip(short) {
        let profile = Profile::new(image, long, Some(short), elements - fewer);
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
