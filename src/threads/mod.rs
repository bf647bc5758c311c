//! A team of threads in the OpenMP sense: started once, pinned to cores, and used for any number of
//! regions.
//!
//! ```
//! use hotloop::threads::{Binding, Schedule, Team};
//!
//! // Python: with Parallel(n_jobs=2) as parallel: ...
//! let sums = Team::scope(2, Binding::Close, |team| {
//!     let items: Vec<u64> = (1..=10).collect();
//!     team.map(&items, Schedule::Guided { min_chunk: 1 }, |n| (1..=*n).sum::<u64>())
//! })??;
//! assert_eq!(sums, [1, 3, 6, 10, 15, 21, 28, 36, 45, 55]);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! A [team](crate::glossary#team) is what OpenMP calls by that name, and joblib a pool of workers. Each of its
//! threads is a [member](crate::glossary#member), and a loop that they share is a [region](crate::glossary#region).
//!
//! * [Three teams](#three-teams), [Regions](#regions), [Schedules](#schedules): what there is
//! * [How many, and where](#how-many-and-where), and a [guide](crate::guide::threads) that helps to choose
//! * [From one thread to another](#from-one-thread-to-another): a queue
//! * [What a region costs, and why](#what-a-region-costs-and-why)
//! * [What is promised](#what-is-promised) and [what is asked for](#what-is-asked-for): panics, nested regions, locks,
//!   forks
//!
//! # Three teams
//!
//! * [`Team::scope`] starts `n` threads, all pinned, and runs a closure on the first of them. It is for programs whose
//!   work has a beginning and an end, and for measurements.
//! * [`Team::spawn`] starts `n - 1` threads, pinned, beside the calling one, which is not pinned. The team is kept in a
//!   value.
//! * [`Team::solo`] starts none: it is `n_jobs=1`, without a second code path.
//!
//! A team of all cores (`n_jobs=-1`) is `Team::builder().spawn()`, or `scope`.
//!
//! [`scope`](Team::scope) and [`spawn`](Team::spawn) are short forms of [`Team::builder`], which also
//! says how large the members' stacks are, how long they spin before they sleep, and what they are
//! called.
//!
//! # Regions
//!
//! * [`parallel`](Team::parallel) shares out nothing: every member runs the body once, at the same time.
//! * [`for_each`](Team::for_each) shares out a range.
//! * [`for_each_block`](Team::for_each_block) shares out blocks of a slice, each written by one member, and
//!   [`for_each_blocks`](Team::for_each_blocks) blocks of several slices of one length, cut alike.
//! * [`map`](Team::map) and [`map_with_progress`](Team::map_with_progress) share out items. The results are in the order
//!   of the items.
//! * [`map_reduce`](Team::map_reduce) shares out blocks of a range. The results are reduced in the order of the blocks:
//!   the same bits for every team.
//! * [`map_reduce_block`](Team::map_reduce_block) shares out blocks of a slice, or of several, which are written, and
//!   reduces results as `map_reduce` does.
//! * [`invoke`](Team::invoke) runs different closures. The results are a tuple.
//! * [`trace`](Team::trace) shares out a range, as `for_each` does, and returns who ran which chunk, and when: a
//!   [`Trace`].
//!
//! # Schedules
//!
//! Who runs what, and when, of a loop of twelve iterations on two members, where iteration `i` takes `i` units of time:
//!
#![doc = include_str!("schedules.svg")]
//!
//! A [`Schedule`] cuts the loop into chunks. The first two are decided before the loop, the others as it runs:
//!
//! * `Static`: each member has one part, for even work.
//! * `Cyclic`: each of `m` members has every `m`-th iteration, for work that grows or shrinks along the loop.
//! * `Dynamic`: chunks of a length that you choose, for uneven work of known cost.
//! * `Guided`: each chunk is a part of what is left, for uneven work whose long iterations, if it has some, come last.
//! * `Adaptive`: chunks as long as is worth fetching, by the clock, for work of unknown cost.
//!
//! (`Adaptive` is not in the picture, because its chunks depend on the clock.) On the tutorial's loop, whose
//! iterations get longer, too, two members under `Static` take 1.6 times the ideal, which is half of one member's
//! time. Under each of the others they take the ideal, to a few hundredths: [`Schedule`] says why, and shows the
//! figures.
//!
//! # How many, and where
//!
//! [`available`] says how many members make sense: one a physical core, no more than a quota allows.
//! [`Binding`] says where they run: near each other, far from each other, or where a list says. Both
//! ask [`machine`](crate::machine), which knows hardware threads, kinds of cores, caches, nodes and
//! packages. A team keeps to the processors that `taskset`, a container or a job scheduler has left to the thread that
//! makes it: the affinity mask of that thread is read when the team is made. A team that is made by a member of another
//! may use what that other team's maker may.
//!
//! # From one thread to another
//!
//! The members of a region share what is there when it begins. For items that one thread makes while another uses
//! them, there is the [`ring`]: a queue of fixed length.
//!
//! # What a region costs, and why
//!
//! To start a region of [`parallel`](Team::parallel), the caller writes once to a [cache
//! line](crate::glossary#cache-line) that the member is watching; to end it, the member writes once to the same line.
//! The lower limit is therefore the time of a cache line to another core and back, a round trip. (In regions that share
//! out work, the member first takes the offer, and the caller, when it has done its own part, tries to take it back:
//! two more journeys of the line, or fewer if the caller is first.) On a warm team a region takes two to three round
//! trips: on a 2-core EPYC (Zen 5) 97 ns, where a round trip takes 47, and a region of GCC's OpenMP 493. Three rules
//! keep it there.
//!
//! 1. **One line carries everything**: the word that calls, the address of the body, and the
//!    answer. Whatever else a member has to fetch from the caller's stack costs another journey.
//! 2. **Members spin before they sleep**: they look again and again whether there is work, for about as long as waking
//!    them would take (100 µs), and yield to other threads meanwhile. With more members than processors they sleep at
//!    once, because a member that spins would keep the one it waits for from running; and so they do with more members
//!    than the quota of a container allows, because spinning would use up the time of those that work.
//! 3. **Nobody waits for sleepers without need.** In the regions that share out work, the caller does the part of a
//!    member that is still waking up when the rest is done.
//!    [`parallel`](Team::parallel) promises that all run at once, and waits.
//!
//! `cargo bench --bench team` measures it beside GCC's OpenMP; `cargo bench --bench tour -- team`
//! beside the round trip of a line.
//!
//! # What is promised
//!
//! * A panic in a member reaches the caller when all members have stopped, and the team can be used again. If several
//!   members panic, the caller gets the panic of the first of them in the order of members. The other panics and all
//!   results so far are dropped; if dropping one of them panics in turn, that is not reported. (A body that owns
//!   something whose `drop` panics is dropped while the panic unwinds, as any argument is, and then the process ends.)
//! * A nested region runs on the member that asks for it, alone: that is, a region of any team that is asked for
//!   inside a region which two or more members share, or in a scope or a progress hook there. (It is not nested inside
//!   a team of one or a loop of one iteration, which share nothing, nor on a thread that a body starts by other means:
//!   there it has all members of its team.)
//! * More members than cores are allowed. If the system refuses to pin a member to its core, that is no error, and
//!   [`Team::placement`] reports it.
//! * If a thread is [unparked](std::thread::Thread::unpark) while it is in a region, its next
//!   [`park`](std::thread::park) after the region returns at once: the token is not lost. It may also return at once
//!   without a token, as `park` always may.
//! * A result that does not fit in memory is [`Error::OutOfMemory`](crate::Error::OutOfMemory), before
//!   anything is run.
//!
//! # What is asked for
//!
//! **A body must not wait for anyone who asks the same team for a region.** A team runs one region at
//! a time, and whoever asks for the next waits until it is over. So if a body waits for somebody who
//! waits for the team, both wait for ever (a deadlock). Here each of two threads has what the other wants:
//!
//! ```text
//! one thread                       another
//! locks a mutex
//!                                  asks the team for a region
//! asks the team for a region         whose body locks the mutex
//! ```
//!
//! The remedy: do not hold a lock while you ask for a region, if a body on that team takes the lock; or use two teams.
//! The same is true of a body that joins threads of its own which use the team, and of a body that waits for another
//! pool (such as rayon's) whose threads use it: give [`Team::solo`] to the work in there. A debug build prints a
//! warning to standard error, once, when a thread has waited for a team for ten seconds. (It cannot be certain,
//! because it does not see who waits for whom outside of the team.)
//!
//! **A team belongs to the process that made it.** When a process forks (on Unix; Python's `multiprocessing` does it
//! unless it is told to `spawn`), the child has none of the team's threads. There a region runs on the thread that
//! asks for it, alone, and gives the same results; dropping the team does nothing; [`members`](Team::members) returns
//! the same number as before. A team that is made in the child has all of its members. A child that was forked
//! *inside* a region or a scope must not return from it: it has to execute another program or end.
//!
//! The files to read, in order: `schedule.rs`, `deal.rs`, `batch.rs`, `binding.rs`, `placement.rs`, `builder.rs`,
//! `team.rs`, `regions.rs`, `blocks.rs`, `results.rs`, `slices.rs`, `first_touch.rs`, `wait.rs`, `watch.rs`,
//! `fork.rs`, and `handshake.rs`, which holds the one lifetime that is erased, and its proof. The ring is in a folder
//! of its own, `ring/`.

mod batch;
mod binding;
mod blocks;
mod builder;
mod deal;
mod discard;
mod first_touch;
mod fork;
mod handshake;
mod invoke;
mod placement;
mod primitive;
mod progress;
mod regions;
mod results;
pub mod ring;
mod schedule;
mod slices;
mod team;
mod trace;
mod wait;
mod watch;

pub use binding::Binding;
pub use builder::Builder;
#[cfg(feature = "races")]
pub(crate) use deal::Deal;
pub use handshake::Member;
pub use invoke::Tasks;
pub use placement::{Placement, available};
pub use schedule::Schedule;
pub use slices::Slices;
pub use team::Team;
pub use trace::{Chunk, Trace};
