//! What messages take here, and what they make of a fit on more ranks than there are.
//!
//! An iteration of EM over `p` ranks, with `B` blocks of `b` points and moments of `s` bytes, is
//!
//! ```text
//! points     ceil(B / p) (b t + c)                 who has the most blocks
//! messages   (3 ceil(log2 p) + 1) l                two agreements and a broadcast, in trees of latency `l`, and a way
//!                                                  to rank 0,
//!            2 l                                   more if that is of a message which Open MPI announces first,
//!            (p - 1) o + B s / w                   rank 0 takes `o` for each of p - 1 messages, and `w` bytes a second
//! merging    B m                                   rank 0 alone, in order
//! ```
//!
//! where `t`, `c`, `l`, `o`, `w` and `m` are measured by this program, between the ranks that it is given: in the
//! memory of one machine, or on a network if they are on two. `network.sh`, beside this file, makes one of those.

use crate::messages::{ANNOUNCED, EAGER, LARGE, SMALL, byte, latency, overhead};
use hotloop::Error;
use hotloop::kernels::mixture::{self, Mixture, Moments};
use hotloop::ranks::{Layout, Message, Points, Ranks};
use hotloop::threads::Team;
use mpi::topology::SimpleCommunicator;
use std::time::{Duration, Instant};

/// Seconds each.
#[derive(Debug)]
struct Measured {
    /// A small message, from one rank to the other.
    latency: f64,
    /// A small message among many, to the one that receives them.
    overhead: f64,
    /// A byte of a large message.
    byte: f64,
    /// A point in an expectation.
    point: f64,
    /// A block besides its points.
    block: f64,
    /// Moments that are unpacked and merged.
    merge: f64,
}

pub(crate) fn print(world: &SimpleCommunicator) -> Result<(), Error> {
    let ranks = Ranks::new(world);
    if ranks.size() < 2 {
        println!("the model needs two ranks, to measure messages between them: mpirun -n 2");
        return Ok(());
    }
    let start = start()?;
    let (merge, bytes) = merging(&ranks, &start)?;
    let (point, block) = arithmetic(&ranks, &start, merge)?;
    let measured = Measured {
        latency: latency(world),
        overhead: overhead(world),
        byte: byte(world),
        point,
        block,
        merge,
    };
    let layout = Points::layout(POINTS, &start);
    let fine = Layout {
        block: 2048,
        ..layout
    };
    let found = iteration(&ranks, layout, &start)?;
    let found_fine = iteration(&ranks, fine, &start)?;
    if ranks.rank() > 0 {
        return Ok(());
    }
    println!("between ranks 0 and 1:");
    println!(
        "  {:8.3} µs  a message of {SMALL} bytes",
        measured.latency * 1e6
    );
    println!(
        "  {:8.3} µs  each of many, to who receives them",
        measured.overhead * 1e6
    );
    println!(
        "  {:8.2} GB/s  in messages of {LARGE} bytes",
        1e-9 / measured.byte
    );
    println!("on one member:");
    println!("  {:8.3} ns  a point", measured.point * 1e9);
    println!(
        "  {:8.3} µs  a block besides its points",
        measured.block * 1e6
    );
    println!(
        "  {:8.3} µs  merging the moments of a block, of {bytes} bytes",
        measured.merge * 1e6
    );

    let model = Model { measured, bytes };
    println!();
    for (layout, found) in [(layout, found), (fine, found_fine)] {
        println!(
            "an iteration on {POINTS} points in {} blocks, {} ranks: {:.3} ms, by the model {:.3} ms",
            layout.blocks(),
            ranks.size(),
            found.as_secs_f64() * 1e3,
            model.iteration(layout, ranks.size()).total() * 1e3
        );
    }
    let large = Layout {
        len: 4_000_000_000,
        block: 4_000_000_000_usize.div_ceil(8 * MOST).next_multiple_of(256),
    };
    model.table("the blocks of one machine", layout);
    model.table("small blocks", fine);
    model.table("more points", large);
    Ok(())
}

const POINTS: usize = 4_000_000;
/// Ranks that the tables go to.
const MOST: usize = 1024;

/// Four components in the plane.
fn start() -> Result<Mixture, Error> {
    let means = [0.0, 0.0, 4.0, 4.0, 8.0, 8.0, 12.0, 12.0];
    Mixture::new(&[0.25; 4], &means, &[1.0, 0.0, 0.0, 1.0].repeat(4))
}

/// Coordinates that look like points of the mixture.
fn coordinates(points: usize) -> Vec<f64> {
    let fraction = |i: usize, ratio: f64| (i as f64 * ratio).fract() - 0.5;
    let coordinate =
        |i: usize| 4.0 * (i / 2 % 4) as f64 + 3.0 * fraction(i, 0.618_033_988_749_894_8);
    (0..2 * points).map(coordinate).collect()
}

/// Seconds of a merge, and bytes of moments.
fn merging(ranks: &Ranks<'_>, start: &Mixture) -> Result<(f64, usize), Error> {
    let measured = || {
        let mut moments = mixture::Points::new(&coordinates(1000), 2)?.moments(start)?;
        let sent = moments.to_bytes()?;
        let merges = 1000;
        let merge = least(20, || {
            (0..merges).try_for_each(|_| moments.merge(&Moments::unpack(&sent)?))
        })?;
        Ok((merge / f64::from(merges), sent.len()))
    };
    ranks.agree(measured())
}

/// Seconds of a point, and of a block besides its points: of few blocks, and of many, on each rank alone.
fn arithmetic(ranks: &Ranks<'_>, start: &Mixture, merge: f64) -> Result<(f64, f64), Error> {
    const SOME: usize = 1 << 19;
    let (few, many) = (8, 512);
    let itself = SimpleCommunicator::self_comm();
    let alone = |blocks| {
        let (len, block) = (SOME, SOME / blocks);
        let time = iteration(&Ranks::new(&itself), Layout { len, block }, start)?;
        Ok(time.as_secs_f64())
    };
    let (least, most) = ranks.agree(alone(few).and_then(|least| Ok((least, alone(many)?))))?;
    let each = (most - least).max(0.0) / (many - few) as f64;
    let point = (least - few as f64 * each) / SOME as f64;
    Ok((point, (each - merge).max(0.0)))
}

/// The least time of some.
fn least(times: usize, mut f: impl FnMut() -> Result<(), Error>) -> Result<f64, Error> {
    let mut least = f64::INFINITY;
    for _ in 0..times {
        let start = Instant::now();
        f()?;
        least = least.min(start.elapsed().as_secs_f64());
    }
    Ok(least)
}

/// An iteration on the ranks that there are, each alone.
fn iteration(ranks: &Ranks<'_>, layout: Layout, start: &Mixture) -> Result<Duration, Error> {
    let part = ranks.part(layout);
    let points = Points::new(ranks, layout, &coordinates(part.len()), 2)?;
    let team = Team::solo();
    let mut least = Duration::MAX;
    for _ in 0..50 {
        ranks.agree(Ok(()))?;
        let begin = Instant::now();
        points.moments(&team, start)?;
        least = least.min(begin.elapsed());
    }
    Ok(least)
}

struct Model {
    measured: Measured,
    /// Of the moments of a block.
    bytes: usize,
}

/// Seconds of an iteration.
struct Iteration {
    points: f64,
    messages: f64,
    merging: f64,
}

impl Iteration {
    fn total(&self) -> f64 {
        self.points + self.messages + self.merging
    }

    /// The largest part.
    fn binds(&self) -> &'static str {
        let parts = [
            (self.points, "points"),
            (self.messages, "messages"),
            (self.merging, "merging"),
        ];
        let largest = parts.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
        largest.map_or("", |(_, name)| name)
    }
}

impl Model {
    fn iteration(&self, layout: Layout, ranks: usize) -> Iteration {
        let Measured {
            latency,
            overhead,
            byte,
            point,
            block,
            merge,
        } = self.measured;
        let blocks = layout.blocks() as f64;
        let most = layout.blocks().div_ceil(ranks);
        let points = (most * layout.block).min(layout.len);
        let depth = f64::from(usize::BITS - (ranks - 1).leading_zeros());
        let way = match most * self.bytes {
            _ if ranks == 1 => 0.0,
            ..=EAGER => 1.0,
            _ => ANNOUNCED,
        };
        let ways = 3.0 * depth + way;
        let sent = blocks * self.bytes as f64 * (1.0 - 1.0 / ranks as f64);
        Iteration {
            points: points as f64 * point + most as f64 * block,
            messages: ways * latency + (ranks - 1) as f64 * overhead + sent * byte,
            merging: blocks * merge,
        }
    }

    fn table(&self, name: &str, layout: Layout) {
        let (blocks, points) = (layout.blocks(), layout.len);
        println!(
            "\n{name}: {points} points in {blocks} blocks of {}",
            layout.block
        );
        println!("ranks  messages     bytes  points ms  messages ms  merging ms  speed-up");
        let one = self.iteration(layout, 1).total();
        let doubled = || std::iter::successors(Some(1), |n| Some(2 * n)).take_while(|n| *n <= MOST);
        for ranks in doubled() {
            let iteration = self.iteration(layout, ranks);
            // To rank 0 and back, twice for each agreement.
            let (messages, sent) = (6 * (ranks - 1), blocks * self.bytes);
            println!(
                "{ranks:5}  {messages:8}  {sent:8}  {:9.3}  {:11.3}  {:10.3}  {:8.1}",
                iteration.points * 1e3,
                iteration.messages * 1e3,
                iteration.merging * 1e3,
                one / iteration.total()
            );
        }
        let best = (1..=MOST).min_by(|a, b| {
            let total = |ranks| self.iteration(layout, ranks).total();
            total(*a).total_cmp(&total(*b))
        });
        let best = best.unwrap_or(1);
        let iteration = self.iteration(layout, best);
        println!(
            "fastest with {best} ranks, {:.1} times one: {} bind there",
            one / iteration.total(),
            iteration.binds()
        );
    }
}
