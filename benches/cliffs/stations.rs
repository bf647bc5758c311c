//! Where ladders are measured: at which lengths, and at which places.

use crate::catalogue::{Entry, Extent, Kind, Ladder, Limit};
use crate::common::aligned::USUAL;
use crate::common::timing::Effort;
use hotloop::memory::PageSize;
use std::time::Duration;

/// What differs from one station of a field to the next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sweep {
    Lengths,
    Places,
    /// A length, on some parameter.
    Parameters,
}

/// One input of a ladder.
pub(crate) struct Station {
    pub(crate) ladder: Box<dyn Ladder>,
    pub(crate) extent: Extent,
}

impl Station {
    fn new(kind: &Kind, extent: Extent) -> Self {
        Self {
            ladder: kind.at(extent),
            extent,
        }
    }

    /// Bytes of the input and the output.
    pub(crate) fn bytes(&self) -> usize {
        let case = self.ladder.case();
        case.bytes.saturating_mul(case.elements)
    }

    /// Where it lies, if that is no usual place.
    pub(crate) fn place(&self) -> String {
        let Extent {
            input,
            output,
            pages,
            ..
        } = self.extent;
        match pages {
            PageSize::Base => "small pages".into(),
            PageSize::Huge if (input, output) == (USUAL, USUAL) => String::new(),
            PageSize::Huge => {
                let [input, output] = [input, output].map(|at| at / size_of::<f64>());
                format!("input at {input}, output at {output}")
            }
        }
    }
}

/// How far the search goes.
#[derive(Clone, Copy)]
pub(crate) struct Breadth {
    pub(crate) long: bool,
}

/// Doubles to a line, and places within it.
const LINE: usize = 8;
/// Doubles that one of input and output lies past a line in addition: nothing, one, a line, and half a
/// page.
const FURTHER: [usize; 4] = [0, 1, 8, 256];

impl Breadth {
    /// Inputs that are measured side by side.
    pub(crate) fn stations(self, sweep: Sweep, entry: &Entry, kind: &Kind) -> Vec<Vec<Station>> {
        let fields = match sweep {
            Sweep::Lengths => self
                .pages()
                .map(|pages| self.lengths(entry, kind, pages))
                .collect(),
            Sweep::Places => self.places(kind),
            Sweep::Parameters => vec![self.parameters(kind)],
        };
        fields
            .into_iter()
            .filter(|field| !field.is_empty())
            .collect()
    }

    /// Bytes of an input, at most.
    pub(crate) fn most_bytes(self) -> usize {
        if self.long { 640 << 20 } else { 48 << 20 }
    }

    /// What each contestant is given at first.
    pub(crate) fn effort(self) -> Effort {
        let milliseconds = if self.long { 4 } else { 1 };
        Effort {
            budget: Duration::from_millis(milliseconds),
            turn: Duration::from_micros(if self.long { 100 } else { 50 }),
            least_turns: 3,
        }
    }

    fn pages(self) -> impl Iterator<Item = PageSize> {
        [PageSize::Huge, PageSize::Base]
            .into_iter()
            .take(if self.long { 2 } else { 1 })
    }

    fn longest(self, kind: &Kind) -> usize {
        let most = if self.long { 10_000_000 } else { 1 << 21 };
        kind.lengths().into_iter().max().unwrap_or(0).min(most)
    }

    /// Every power of two and its neighbours, with which the crate's own thresholds are met, and
    /// something in between.
    fn lengths(self, entry: &Entry, kind: &Kind, pages: PageSize) -> Vec<Station> {
        // Small pages differ where there are many of them.
        let least = match pages {
            PageSize::Base => 1 << 16,
            PageSize::Huge => entry.shortest(),
        };
        let around = |bits: u32| {
            let power = 1_usize << bits;
            match (self.long, bits.is_multiple_of(2)) {
                (true, _) => vec![power - 1, power, power + 1, power + power / 2],
                (false, true) => vec![power, power + 1],
                (false, false) => vec![power],
            }
        };
        let mut lengths: Vec<usize> = (0..usize::BITS - 1).flat_map(around).collect();
        let longest = self.longest(kind);
        lengths.push(longest);
        lengths.sort_unstable();
        lengths.dedup();
        lengths.retain(|len| (least..=longest).contains(len));
        let extents = lengths.into_iter().map(|len| Extent {
            pages,
            ..Extent::of(len)
        });
        self.within(kind, extents)
    }

    /// The parameter is the kind's own.
    fn parameters(self, kind: &Kind) -> Vec<Station> {
        let mut lengths = kind.lengths();
        if !self.long {
            lengths.retain(|len| *len <= 1 << 20);
        }
        self.within(kind, lengths.into_iter().map(Extent::of))
    }

    /// Inputs that are not too large, up to the first that is.
    fn within(self, kind: &Kind, extents: impl Iterator<Item = Extent>) -> Vec<Station> {
        let stations = extents.map(|extent| Station::new(kind, extent));
        stations
            .take_while(|station| station.bytes() <= self.most_bytes())
            .collect()
    }

    /// Every place of the output within a line, beside some of the input, and the other way round: at
    /// lengths that the first two caches hold, and at one that none does. In between, where a cache is
    /// shared, a buffer's time depends on which lines of it others have taken, and not on its place.
    fn places(self, kind: &Kind) -> Vec<Vec<Station>> {
        let lengths: &[usize] = if self.long {
            &[1_000, 10_000, 4_000_000]
        } else {
            &[10_000]
        };
        let field = |&len: &usize| {
            let usual = Station::new(kind, Extent::of(len));
            let (bytes, most) = (usual.bytes(), self.longest(kind));
            if bytes == 0 || bytes > 64 << 20 || len > most {
                return vec![];
            }
            let places = (0..LINE).flat_map(|place| FURTHER.map(|further| (place, further)));
            let mut places: Vec<_> = places.flat_map(|(a, b)| [(a, b), (b, a)]).collect();
            if !self.long || len > 1 << 20 {
                places.retain(|(input, output)| *input == 0 || *output == 0);
            }
            // What is only read has no output, and what is only written no input.
            match usual.ladder.case().memory {
                Some(Limit::Copy) => (),
                Some(Limit::Write) => places.iter_mut().for_each(|(input, _)| *input = 0),
                _ => places.iter_mut().for_each(|(_, output)| *output = 0),
            }
            places.sort_unstable();
            places.dedup();
            let extents = places.into_iter().map(|(input, output)| Extent {
                input: input * size_of::<f64>(),
                output: output * size_of::<f64>(),
                ..Extent::of(len)
            });
            extents.map(|extent| Station::new(kind, extent)).collect()
        };
        lengths.iter().map(field).collect()
    }
}
