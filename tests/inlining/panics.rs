//! Where vector code can panic, and how often it asks.
//!
//! A check of bounds is a comparison and a branch that is never taken: it costs little, but in a loop of a
//! few instructions it is not nothing, and it keeps the compiler from turning the loop into vectors. So the
//! kernels slice before their loops. Whatever is left is listed here, by file, with the reason.
//!
//! A call of a panic is given the place in the source, which lies in the executable as data: address and
//! length of the file's name, line and column. So the places that the code of the levels refers to are
//! those from which it can panic, inlined or not. This finds `lea`, relative to the next instruction, at
//! whatever byte: what looks like one by chance would have to hit such a place.

use hotloop::build_info::RUSTC;
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget, SymbolKind};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The files that have such places, on how many lines at most, how often they are passed at worst, and why
/// they are left. Seldom is once a call, or for every block of many vectors; a group is a few vectors.
const LEFT: &str = "\
src/kernels/comb/forward/in_place/mod.rs 4 each: from its end on, every vector is read before it is written
src/kernels/comb/forward/simd.rs 4 seldom: slices of one length are split at the line
src/kernels/histogram/bins.rs 4 each: a value that is not on the grid of its bins, by itself
src/kernels/histogram/finder.rs 1 each: the next edge of a search depends on the one before
src/kernels/histogram/tables.rs 3 each: the slot of a value
src/kernels/histogram/unchecked.rs 1 seldom: the check before the loop of few values
src/kernels/histogram/weighted/simd.rs 2 each: the slot of a value
src/kernels/map/simd.rs 2 seldom: slices of one length are split at the line
src/kernels/mixture/nearest.rs 3 group: eight points, and weights that need not be there
src/kernels/mixture/scores.rs 4 seldom: what is written is as long as the block
src/kernels/mixture/simd/block.rs 3 seldom: a block is as long as there are points
src/kernels/mixture/simd/few.rs 18 each: as many shares as points; few checks beside an exponential
src/kernels/mixture/simd/many.rs 19 each: rows of a triangle, of unequal length; few beside their products
src/kernels/mixture/simd/pass.rs 1 seldom: a strip for every component
src/kernels/mixture/simd/shares.rs 1 seldom: the last points of a tile
src/kernels/mixture/simd/steps.rs 4 seldom: a tile is as long as there are points
src/kernels/mixture/terms.rs 4 each: rows of a triangle, of unequal length
src/kernels/pairwise/simd.rs 2 seldom: a block has as many rows as there are
src/kernels/primes/counting/divisor.rs 1 seldom: a divisor of 0, of which there is none
src/kernels/primes/counting/members.rs 1 each: the bit of a number
src/kernels/primes/counting/mod.rs 10 each: the place of a number, which a division finds
src/kernels/primes/sieve/pattern.rs 2 group: where in its period a pattern goes on
src/kernels/sum/exact/accumulator.rs 1 each: the exponent of an element that is far from the others'
src/kernels/sum/simd.rs 2 group: four blocks in turns; of arrays, which need no check, more registers are moved about
src/kernels/summary/columns/simd.rs 8 group: a row is as long as there are columns
src/numerics/axpy.rs 1 seldom: slices of one length begin at the line
src/numerics/recurrence/columns.rs 8 group: a row is as long as the delay
src/numerics/recurrence/delay_line.rs 6 group: a stretch is as long as the delay, and one vector after it is made sample by sample
src/numerics/recurrence/lookahead.rs 1 seldom: the outputs that are kept at the end
src/numerics/recurrence/pieces.rs 4 seldom: slices of one length are split at the line
src/numerics/recurrence/response.rs 2 seldom: slices of one length are split at the line
src/numerics/recurrence/ring.rs 7 each: the slot, which goes round; one check beside a chain of additions
src/numerics/recurrence/short.rs 2 seldom: slices of one length are split at the line
library/core/src/slice/iter.rs 2 seldom: chunks of no elements, of which there are none
library/std/src/sys/sync/once/futex.rs 1 seldom: bins whose sums of counts are made when they are asked for";

/// The compiler of the list: another sees through more, or less.
const COMPILER: &str = "rustc 1.95.";

/// Compares the places in an executable with the list.
pub(crate) fn check(executable: &object::File<'_>) {
    let entries = [
        "8Portable5enter5entry",
        "4Avx25enter5entry",
        "6Avx5125enter5entry",
    ];
    let found =
        Code::of(executable).places(|name| entries.iter().any(|entry| name.contains(entry)));
    let listed: BTreeMap<&str, usize> = LEFT.lines().map(listed).collect();
    println!(
        "vector code can panic on {} lines of {} files",
        found.values().map(BTreeSet::len).sum::<usize>(),
        found.len()
    );
    let mut wrong = String::new();
    for (file, lines) in &found {
        let most = *listed.get(file.as_str()).unwrap_or(&0);
        if lines.len() > most {
            writeln!(
                wrong,
                "{file}: {} lines and not {most}: {lines:?}",
                lines.len()
            )
            .unwrap();
        }
    }
    // How much the compiler sees differs with the pieces that it is given: fewer are no fault.
    for file in listed.keys().filter(|file| !found.contains_key(**file)) {
        println!("{file} is listed and has none");
    }
    if !wrong.is_empty() {
        let wrong = format!(
            "vector code panics elsewhere than is listed. Slice before the loop; where a check has to stay, put it \
             into LEFT with its reason.\n{wrong}"
        );
        assert!(!RUSTC.starts_with(COMPILER), "{wrong}");
        println!("{wrong}(The list is of {COMPILER}, and this is {RUSTC}.)");
    }

    // One on purpose, to show that it is found.
    std::hint::black_box(checked as fn(&[u8], usize) -> u8)(&[1], 0);
    let found = Code::of(executable).places(|name| name.contains("6panics7checked"));
    let lines: Vec<_> = found.values().flatten().collect();
    assert!(matches!(lines[..], [_]), "{found:?}");
}

/// The file of a line of the list, and how many of its lines there may be.
fn listed(line: &'static str) -> (&'static str, usize) {
    let mut words = line.split(' ');
    let file = words.next().unwrap_or("");
    let most = words.next().and_then(|word| word.parse().ok());
    (file, most.expect("a number follows the file"))
}

#[inline(never)]
fn checked(x: &[u8], i: usize) -> u8 {
    x[i]
}

/// An executable as a processor sees it.
struct Code<'a> {
    file: &'a object::File<'a>,
    /// Begin, size and name of every function.
    functions: BTreeMap<u64, (u64, &'a str)>,
    /// Addresses that are added up when the program starts.
    pointers: BTreeMap<u64, u64>,
}

impl<'a> Code<'a> {
    fn of(file: &'a object::File<'a>) -> Self {
        let functions = file
            .symbols()
            .filter(|symbol| symbol.kind() == SymbolKind::Text);
        let functions =
            functions.filter_map(|it| Some((it.address(), (it.size(), it.name().ok()?))));
        let relocations = file.dynamic_relocations().into_iter().flatten();
        let pointers = relocations.filter(|(_, it)| it.target() == RelocationTarget::Absolute);
        let pointers = pointers.map(|(at, it)| (at, it.addend() as u64));
        Self {
            file,
            functions: functions.collect(),
            pointers: pointers.collect(),
        }
    }

    /// The files and lines from which the functions panic, and those of this crate that they call.
    fn places(&self, functions: impl Fn(&str) -> bool) -> BTreeMap<String, BTreeSet<u32>> {
        let own = self
            .functions
            .iter()
            .filter(|(_, (_, name))| functions(name));
        let mut ahead: Vec<u64> = own.map(|(&at, _)| at).collect();
        let (mut seen, mut places) = (BTreeSet::new(), BTreeMap::<_, BTreeSet<_>>::new());
        while let Some(at) = ahead.pop() {
            if !seen.insert(at) {
                continue;
            }
            let code = self
                .bytes(at, self.functions[&at].0)
                .expect("a function has code");
            for (end, distance) in code.windows(4).enumerate().skip(3) {
                let distance = i32::from_le_bytes(distance.try_into().expect("four bytes"));
                let target = (at + end as u64 + 4).wrapping_add_signed(distance.into());
                match code[end - 3..end] {
                    // A call or a jump.
                    [.., 0xe8 | 0xe9] => ahead.extend(self.called(target)),
                    // `lea`, into a register of 64 bits.
                    [0x48 | 0x4c, 0x8d, register] if register & 0xc7 == 0x05 => {
                        if let Some((file, line)) = self.place(target) {
                            places.entry(file).or_default().insert(line);
                        }
                    }
                    _ => {}
                }
            }
        }
        places
    }

    /// The address, if a function of this crate begins there.
    fn called(&self, address: u64) -> Option<u64> {
        let (_, name) = self.functions.get(&address)?;
        name.contains("7hotloop").then_some(address)
    }

    /// The place in the source that is described there, if one is.
    fn place(&self, address: u64) -> Option<(String, u32)> {
        let [len, rest] = *self.bytes(address + 8, 16)?.as_chunks::<8>().0 else {
            return None;
        };
        let name = *self.pointers.get(&address)?;
        let name = self.bytes(name, u64::from_le_bytes(len).min(4096))?;
        let name = std::str::from_utf8(name)
            .ok()
            .filter(|name| name.ends_with(".rs"))?;
        // The standard library has another folder with every compiler.
        let name = name.find("library/").map_or(name, |start| &name[start..]);
        Some((name.to_owned(), u64::from_le_bytes(rest) as u32))
    }

    fn bytes(&self, address: u64, len: u64) -> Option<&'a [u8]> {
        self.file
            .sections()
            .find_map(|section| section.data_range(address, len).ok().flatten())
    }
}
