//! Bytes, read as arguments. All bytes are an input, and when there are no more, they go on as zeros: so every
//! prefix of one is an input, too.

use super::check::Number;
use hotloop::simd::Level;
use hotloop::threads::{Binding, Schedule, Team};
use std::sync::OnceLock;

/// What is left of the bytes.
pub(crate) struct Input<'a>(&'a [u8]);

/// Numbers at which something ends.
const ENDS: [f64; 24] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::MAX,
    f64::MIN,
    f64::MIN_POSITIVE,
    -5e-324,
    5e-324,
    2.225_073_858_507_201e-308,
    f64::EPSILON,
    0.5,
    0.9999999999999999,
    4503599627370496.0,
    9007199254740993.0,
    -1e300,
    1e300,
    1e154,
    1e-160,
    3.4028234663852886e38,
    1e-45,
];

impl<'a> Input<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// All that is left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.one_in(2)
    }

    /// Whether it is one byte of so many, which is none of the zeros at the end.
    pub(crate) fn one_in(&mut self, n: u8) -> bool {
        self.byte() % n == n - 1
    }

    pub(crate) fn word(&mut self) -> u64 {
        u64::from_le_bytes([(); 8].map(|()| self.byte()))
    }

    /// A number below `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = if n > 256 { self.byte() } else { 0 };
        usize::from(u16::from_le_bytes([self.byte(), wide])) % n
    }

    /// One of some things.
    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// A length: as a rule of a few vectors, at times of a few thousand, and seldom up to the most.
    pub(crate) fn len(&mut self, most: usize) -> usize {
        match self.byte() {
            small @ ..200 => usize::from(small) % 73 % (most + 1),
            200..252 => self.below(2100) % (most + 1),
            252.. => self.below(65_536) % (most + 1),
        }
    }

    /// A count as people have them, or one that they have not.
    pub(crate) fn count(&mut self) -> usize {
        match self.byte() {
            few @ ..240 => usize::from(few) % 16,
            240..250 => self.below(5000),
            250.. => usize::MAX >> self.below(64),
        }
    }

    /// Any bits, or a number that is more to the point.
    pub(crate) fn number(&mut self) -> f64 {
        match self.byte() % 4 {
            0 => f64::from(self.byte() as i8) / 16.0,
            1 => self.pick(&ENDS),
            2 => f64::from_bits(self.word()),
            _ => {
                let exponent = self.below(64) as i32 - 32;
                f64::from(self.byte() as i8) * 2.0_f64.powi(exponent)
            }
        }
    }

    /// A number above zero, and not by much: what a scale may be.
    pub(crate) fn scale(&mut self) -> f64 {
        f64::from(self.byte() % 64 + 1) * 2.0_f64.powi(self.below(16) as i32 - 8)
    }

    /// So many numbers, of one of several sorts, with a few that are of none.
    pub(crate) fn numbers<T: Number>(&mut self, len: usize) -> Vec<T> {
        let (sort, seed) = (self.byte() % 6, u64::from(self.byte()));
        let exponent = self.byte();
        let mut state = seed;
        let number = |i: usize| {
            state = mixed(state.wrapping_add(i as u64));
            // What is here is taken, and then what is made of it.
            let word = if self.0.len() >= 8 {
                self.word()
            } else {
                state
            };
            let unit = (word >> 11) as f64 / 2.0_f64.powi(53) - 0.5;
            T::of_f64(match sort {
                0 => f64::from_bits(word),
                1 => ENDS[(word % 24) as usize],
                2 => unit * 2.0_f64.powi((word % 41) as i32 - 20),
                3 => f64::from(word as i8),
                // Of much the same size, whatever that is.
                4 => f64::from_bits(word >> 12 | u64::from(exponent) << 55 | (word & 1) << 63),
                _ => 3.0 + unit,
            })
        };
        let mut numbers: Vec<T> = (0..len).map(number).collect();
        for _ in 0..self.byte() % 4 {
            if len > 0 {
                numbers[self.below(len)] = T::of_f64(self.number());
            }
        }
        numbers
    }

    /// So many integers.
    pub(crate) fn words(&mut self, len: usize) -> Vec<u64> {
        let mut state = self.word();
        let shift = self.below(64);
        (0..len)
            .map(|_| {
                state = mixed(state);
                let word = if self.0.len() >= 8 {
                    self.word()
                } else {
                    state
                };
                word >> shift
            })
            .collect()
    }

    /// Text, most of it of the letters that parsers look for.
    pub(crate) fn text(&mut self, most: usize) -> String {
        let len = self.below(most + 1);
        let bytes: Vec<u8> = (0..len).map(|_| self.byte()).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// One of the levels of this machine.
    pub(crate) fn level(&mut self) -> Level {
        self.pick(levels())
    }

    /// A schedule, which may deal out nothing at a time.
    pub(crate) fn schedule(&mut self) -> Schedule {
        match self.byte() % 6 {
            0 => Schedule::Static,
            1 => Schedule::Cyclic,
            2 | 3 => Schedule::Dynamic {
                chunk: self.count(),
            },
            _ => Schedule::Guided {
                min_chunk: self.count(),
            },
        }
    }

    /// One of the teams, which stay from input to input.
    pub(crate) fn team(&mut self) -> &'static Team {
        static TEAMS: OnceLock<[Team; 4]> = OnceLock::new();
        let spawn = |members| Team::spawn(members, Binding::None).expect("a team");
        let teams = TEAMS.get_or_init(|| [1, 2, 3, 5].map(spawn));
        &teams[self.below(4)]
    }
}

/// All levels of this machine.
pub(crate) fn levels() -> &'static [Level] {
    static LEVELS: OnceLock<Vec<Level>> = OnceLock::new();
    LEVELS.get_or_init(Level::supported)
}

/// The finaliser of SplitMix64.
fn mixed(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}
