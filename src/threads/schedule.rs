//! Which member gets which iterations of a loop, and when.

use super::binding::digits;
use crate::Error;
use std::fmt;
use std::str::FromStr;

/// How a loop's iterations are dealt out, with OpenMP's meanings, and one that OpenMP leaves to the
/// compiler.
///
/// The first two are settled before the loop starts and cost nothing while it runs. The others are
/// settled as it runs: whoever is done fetches more, through one shared counter. All deal out every
/// iteration exactly once.
///
/// # What they make of an uneven loop
///
/// The tutorial's is `[sum_primes(n) for n in xrange(10000)]`: the sums of the primes below `n`, by
/// trial division ([`primes::checked`](crate::kernels::primes::checked)). Two members on the two
/// cores of an EPYC (Zen 5), a virtual machine; the best of three rounds of
/// `cargo bench --bench schedules`:
///
/// | schedule | ms | × the ideal | shares of the work, in % | chunks |
/// |---|---|---|---|---|
/// | one member's time, over 2: the ideal | 442 | 1.00 | | |
/// | `Static` | 714 | 1.61 | 19.3, 80.7 | 2 |
/// | `Cyclic` | 441 | 1.00 | 49.8, 50.2 | 10,000 |
/// | `Dynamic { chunk: 1 }` | 443 | 1.00 | 50.0, 50.0 | 10,000 |
/// | `Dynamic { chunk: 16 }` | 451 | 1.02 | 50.0, 50.0 | 625 |
/// | `Guided { min_chunk: 1 }` | 446 | 1.01 | 50.0, 50.0 | 15 |
/// | `Adaptive` | 445 | 1.01 | 50.0, 50.0 | 7,514 |
///
/// (The last five differ by as much as the machine does from round to round: two hundredths.)
/// [`Team::trace`](super::Team::trace) finds out the same of any loop, and
/// `cargo bench --bench tour -- schedules` draws it.
///
/// **`Static` takes 1.62 times the ideal, which the cost of an iteration predicts.** A prime `x`
/// takes `√x` divisions, one number `x` in `ln x` is prime, and the others are found out sooner; so
/// iteration `n` costs about `c(n) = n^1.5 / ln n`, and the iterations below `N` together about
/// `N^2.5 / ln N`. The first half of them is `2^-2.5 · ln N / ln (N/2)` of the work, which is 19.1
/// % of `N` = 10,000. The member with the second half has 80.9 %, and takes 2 × 0.809 = 1.62 times
/// the ideal. The last of `m` members takes `m · (1 - ((m-1)/m)^2.5 · ln N / ln (N (m-1)/m))` times
/// the ideal: 1.99 of four, and with more and more of them `2.5 - 1 / ln N`, which is 2.39.
///
/// **`Cyclic` is even**, because its members go up the same slope side by side. Where the cost
/// never falls, the last member has more work than the first by `Σ c(i m + m - 1) - c(i m)`, which
/// is at most the cost of the last iteration. (Two members differ by less still: `c(2i + 1)` is
/// more than `c(2i)` by what it takes to see that `2i` is even.) A loop whose every second
/// iteration is dear would be shared out as badly as can be by an even number of members.
///
/// **The others need no slope**: whoever is done first fetches more, so that at the end nobody
/// waits longer than one chunk lasts. Small chunks are even and large ones cheap to hand out;
/// `Guided` begins with large ones, which is right unless one of them is more than a member's part
/// of the work.
///
/// # Nothing to choose
///
/// `Adaptive` is for work of unknown cost: where one iteration costs a nanosecond, where one costs
/// a millisecond, and where that changes along the loop. Of the same machine, by
/// `cargo bench --bench tour -- schedules`: even loops, which one member runs in 3 to 23 ms, and
/// the least times as multiples of the ideal.
///
/// | an iteration | `Static` | `Dynamic { chunk: 1 }` | `Adaptive` | its chunks | between them |
/// |---|---|---|---|---|---|
/// | 0.7 ns | 1.02 | 59 | 1.00 | 129 | 0.59 % |
/// | 0.1 µs | 1.03 | 1.27 | 0.97 | 178 | 0.40 % |
/// | 11 µs | 1.07 | 1.03 | 1.02 | 151 | 0.33 % |
/// | 1.1 ms | 1.02 | 1.02 | 1.03 | 20 | 0.09 % |
///
/// The last column is the time from a chunk's end to the start of the member's next, as a fraction
/// of the time in chunks: handing out, and the 75 ns of the trace that measured it.
///
/// It is joblib's idea (the class `AutoBatchingMixin`), with other numbers: there a batch goes to
/// another process and is to last 0.2 to 2 s, here a chunk costs 0.1 µs. A team of one runs the
/// whole loop as one chunk.
///
/// **Where chunks begin depends on the clock**, and differs from run to run. So a body whose result
/// depends on that, like a sum of `f64` over each chunk, has another result each time. (Under the
/// other schedules only who runs what differs.) What is done item by item or block by block, in
/// [`map`](super::Team::map), [`map_reduce`](super::Team::map_reduce) and
/// [`for_each_block`](super::Team::for_each_block), is the same always.
///
/// # As text
///
/// Schedules are written and read in the words of OpenMP's `OMP_SCHEDULE`, in lower case and without
/// blanks: `static`, `dynamic,16`, `guided,4`, and besides `cyclic` and `adaptive`. (`static,4`, `auto` and
/// modifiers are not read.)
///
/// ```
/// use hotloop::threads::Schedule;
///
/// let schedule: Schedule = "dynamic,16".parse()?;
/// assert_eq!(schedule, Schedule::Dynamic { chunk: 16 });
/// assert_eq!(schedule.to_string(), "dynamic,16");
/// assert_eq!(Schedule::default(), Schedule::Static);
/// # Ok::<(), hotloop::Error>(())
/// ```
#[doc(alias("OMP_SCHEDULE", "chunksize", "batch_size"))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Schedule {
    /// Member `i` of `m` gets the `i`-th of `m` contiguous parts, equal to within one iteration, the
    /// longer ones last. Right for even work: a member meets the same data in every loop.
    ///
    /// The default, as of most compilers' OpenMP: there is nothing to choose, it costs nothing, and
    /// chunks do not depend on the clock.
    #[default]
    Static,
    /// Member `i` of `m` gets iterations `i`, `i + m`, `i + 2 m`, …: Python's `X[i::m]`. Evens out
    /// work that grows or shrinks steadily along the loop.
    Cyclic,
    /// Members fetch `chunk` iterations at a time. Right for uneven work whose iterations are long
    /// beside the fetch, tens of nanoseconds.
    Dynamic {
        /// Iterations to a fetch, at least 1.
        chunk: usize,
    },
    /// Members fetch what is left divided by the number of members, and at least `min_chunk`: large
    /// chunks first, small ones to even out the end (Polychronopoulos and Kuck 1987).
    Guided {
        /// The fewest iterations to a fetch, at least 1 (but for the last).
        min_chunk: usize,
    },
    /// Members time what they run, and fetch so many iterations as last a hundred times as long as
    /// fetching them, and at least 50 µs: one at first, at most twice as many as the last time, and
    /// never more than half of a member's part of what is left. Right where nothing is known of the
    /// iterations: there is nothing to choose.
    Adaptive,
}

impl Schedule {
    /// Refuses a chunk of zero.
    pub(crate) fn check(self) -> Result<Self, Error> {
        match self {
            Self::Dynamic { chunk: 0 } => Err(Error::Zero { argument: "chunk" }),
            Self::Guided { min_chunk: 0 } => Err(Error::Zero {
                argument: "min_chunk",
            }),
            _ => Ok(self),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Static => f.pad("static"),
            Self::Cyclic => f.pad("cyclic"),
            Self::Dynamic { chunk } => f.pad(&format!("dynamic,{chunk}")),
            Self::Guided { min_chunk } => f.pad(&format!("guided,{min_chunk}")),
            Self::Adaptive => f.pad("adaptive"),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes; and `dynamic` and `guided` alone, whose chunk is then
/// 1, as in OpenMP.
impl FromStr for Schedule {
    type Err = Error;

    /// # Errors
    ///
    /// [`Error::Unreadable`] for anything else, and [`Error::Zero`] for a chunk of zero.
    fn from_str(text: &str) -> Result<Self, Error> {
        let expected = "static, cyclic, dynamic,CHUNK, guided,CHUNK or adaptive";
        let unreadable = || Error::unreadable("schedule", text, expected);
        let (name, chunk) = match text.split_once(',') {
            Some((name, chunk)) => (name, Some(digits(chunk).ok_or_else(unreadable)?)),
            None => (text, None),
        };
        let schedule = match (name, chunk) {
            ("static", None) => Self::Static,
            ("cyclic", None) => Self::Cyclic,
            ("dynamic", chunk) => Self::Dynamic {
                chunk: chunk.unwrap_or(1),
            },
            ("guided", min_chunk) => Self::Guided {
                min_chunk: min_chunk.unwrap_or(1),
            },
            ("adaptive", None) => Self::Adaptive,
            _ => return Err(unreadable()),
        };
        schedule.check()
    }
}
