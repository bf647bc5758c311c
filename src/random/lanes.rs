//! Eight generators side by side, and how they jump.

use super::SplitMix64;
use crate::simd::{Kernel, LANES, Level, Simd, U64x8};
use std::array::from_fn;

/// `POWERS[i]` is `x^(2^i)` modulo the characteristic polynomial of a step, the coefficient of
/// `x^k` in bit `k % 64` of word `k / 64`. The build script works it out.
static POWERS: [[u64; 4]; 256] = TABLE;
const TABLE: [[u64; 4]; 256] = include!(concat!(env!("OUT_DIR"), "/powers.rs"));

// The authors' own program has two of them, for its jumps.
const _: () = {
    assert!(matches!(
        TABLE[LANE as usize],
        [
            0x180e_c6d3_3cfd_0aba,
            0xd5a6_1266_f0c9_392c,
            0xa958_2618_e03f_c9aa,
            0x39ab_dc45_29b1_661c
        ]
    ));
    assert!(matches!(TABLE[0], [2, 0, 0, 0]));
    assert!(matches!(
        TABLE[STREAM as usize],
        [
            0x76e1_5d3e_fefd_cbbf,
            0xc500_4e44_1c52_2fb3,
            0x7771_0069_854e_e241,
            0x3910_9bb0_2acb_e635
        ]
    ));
};

/// Lane `l` begins `l * 2^LANE` words after lane 0.
const LANE: u32 = 128;
/// Stream `s` begins `s * 2^STREAM` words after stream 0.
const STREAM: u32 = 192;

/// The states of eight xoshiro256++ generators: word `k` of all of them in row `k`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct Lanes([[u64; LANES]; 4]);

impl Lanes {
    /// The lanes of a stream.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut words = SplitMix64::new(seed);
        Self::from_first(from_fn(|_| words.next_u64()), stream)
    }

    /// The lanes of a stream, where lane 0 of stream 0 has the state `first`: not all zeros.
    pub(super) fn from_first(first: [u64; 4], stream: u64) -> Self {
        let level = Level::current();
        let mut lanes = Self(first.map(|word| [word; LANES]));
        lanes.jump(level, stream, STREAM);
        // All lanes jump, and those whose number has the bit keep it.
        for bit in 0..LANES.ilog2() {
            let before = lanes.clone();
            lanes.jump(level, 1 << bit, LANE);
            for (row, before) in lanes.0.iter_mut().zip(before.0) {
                for (l, (word, before)) in row.iter_mut().zip(before).enumerate() {
                    if l >> bit & 1 == 0 {
                        *word = before;
                    }
                }
            }
        }
        lanes
    }

    /// The lanes from lane `by` on, and then those before it, as they are in `later`.
    pub(super) fn turned(&self, later: &Self, by: usize) -> Self {
        let lane = |row: usize, l: usize| match l + by {
            from @ 0..LANES => self.0[row][from],
            from => later.0[row][from - LANES],
        };
        Self(from_fn(|row| from_fn(|l| lane(row, l))))
    }

    /// The state of lane 0, from which [`from_first`](Self::from_first) makes the others: they take as
    /// many steps as it does.
    pub(super) fn first(&self) -> [u64; 4] {
        self.0.map(|row| row[0])
    }

    /// The state of lane 0 a step ago: the step, undone from its end.
    pub(super) fn first_before(&self) -> [u64; 4] {
        let [a, b, c, d] = self.first();
        let from_b = d.rotate_right(45);
        let old_a = a ^ from_b;
        // `x ^ x << 17`, of which `x` is the sum of all shifts.
        let shifted = b ^ c;
        let old_b = shifted ^ shifted << 17 ^ shifted << 34 ^ shifted << 51;
        [old_a, old_b, b ^ old_b ^ old_a, from_b ^ old_b]
    }

    /// The lanes of the stream after this one.
    pub(super) fn next_stream(&self) -> Self {
        let mut next = self.clone();
        next.jump(Level::current(), 1, STREAM);
        next
    }

    /// Skips `times * 2^exponent` words of every lane.
    pub(super) fn jump(&mut self, level: Level, times: u64, exponent: u32) {
        for bit in (0..u64::BITS).filter(|bit| times >> bit & 1 == 1) {
            level.run(Jump {
                lanes: self,
                power: &POWERS[(exponent + bit) as usize % POWERS.len()],
            });
        }
    }
}

/// Multiplies the state by a polynomial in the step: the sum of the states after `k` steps, over
/// the powers `x^k` that it has.
struct Jump<'a> {
    lanes: &'a mut Lanes,
    power: &'a [u64; 4],
}

impl Kernel for Jump<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let mut words = Words::load(simd, self.lanes);
        let mut sum = [simd.splat_u64(0); 4];
        for &coefficients in self.power {
            for k in 0..u64::BITS {
                // All ones or all zeros: no branch on what cannot be predicted.
                let keep = simd.splat_u64((coefficients >> k & 1).wrapping_neg());
                for (sum, state) in sum.iter_mut().zip(words.state) {
                    *sum = *sum ^ (state & keep);
                }
                words.next();
            }
        }
        words.state = sum;
        words.store(self.lanes);
    }
}

/// [`Lanes`] in vectors: what kernels draw from.
pub(crate) struct Words<S: Simd> {
    state: [S::U64x8; 4],
}

impl<S: Simd> Words<S> {
    #[inline(always)]
    pub(super) fn load(simd: S, lanes: &Lanes) -> Self {
        let [a, b, c, d] = &lanes.0;
        Self {
            state: [
                simd.load_u64(a),
                simd.load_u64(b),
                simd.load_u64(c),
                simd.load_u64(d),
            ],
        }
    }

    #[inline(always)]
    pub(super) fn store(&self, lanes: &mut Lanes) {
        for (vector, row) in self.state.iter().zip(&mut lanes.0) {
            vector.store(row);
        }
    }

    /// The next word of every lane.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> S::U64x8 {
        let [a, b, c, d] = self.state;
        let word = (a + d).rotate_left::<23>() + a;
        let (from_a, from_b) = (c ^ a, d ^ b);
        self.state = [
            a ^ from_b,
            b ^ from_a,
            from_a ^ b.shl::<17>(),
            from_b.rotate_left::<45>(),
        ];
        word
    }
}
