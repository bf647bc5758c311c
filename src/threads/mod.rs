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
//! # Three teams
//!
//! | team | threads | for |
//! |---|---|---|
//! | [`Team::scope`] | `n` new ones, all pinned; the closure runs on the first | programs whose work has a beginning and an end, and measurements |
//! | [`Team::spawn`] | the caller, not pinned, and `n - 1` new ones, pinned | a team that is kept in a value |
//! | [`Team::solo`] | none | `n_jobs=1`, without a second code path |
//!
//! A team of all cores (`n_jobs=-1`) is `Team::builder().spawn()`, or `scope`.
//!
//! [`scope`](Team::scope) and [`spawn`](Team::spawn) are short forms of [`Team::builder`], which also
//! says how large the members' stacks are, how long they spin before they sleep, and what they are
//! called.
//!
//! # Regions
//!
//! | region | shares out | results |
//! |---|---|---|
//! | [`parallel`](Team::parallel) | nothing: every member runs the body once, at the same time | |
//! | [`for_each`](Team::for_each) | a range | |
//! | [`for_each_block`](Team::for_each_block) | blocks of a slice, each written by one member | in the slice |
//! | [`for_each_blocks`](Team::for_each_blocks) | blocks of several slices of one length, cut alike | in the slices |
//! | [`map`](Team::map), [`map_with_progress`](Team::map_with_progress) | items | in the order of the items |
//! | [`map_reduce`](Team::map_reduce) | blocks of a range | reduced in the order of the blocks: the same bits for every team |
//! | [`map_reduce_block`](Team::map_reduce_block) | blocks of a slice, or of several, which are written | in the slices, and reduced as by `map_reduce` |
//! | [`invoke`](Team::invoke) | different closures | a tuple |
//! | [`trace`](Team::trace) | a range, as `for_each` | who ran which chunk, and when: a [`Trace`] |
//!
//! # Schedules
//!
//! | [`Schedule`] | a chunk is | settled | for |
//! |---|---|---|---|
//! | `Static` | a member's part, all of it | before the loop | even work |
//! | `Cyclic` | one iteration in so many | before the loop | work that grows or shrinks along the loop |
//! | `Dynamic` | so many iterations | as it runs | uneven work of known cost |
//! | `Guided` | a part of what is left | as it runs | uneven work, dear at the end if anywhere |
//! | `Adaptive` | as long as is worth fetching | as it runs, by the clock | work of unknown cost |
//!
//! On a loop whose iterations get longer, two members under `Static` take 1.6 times as long as they
//! need, and under the others as long as they need, to a few hundredths: [`Schedule`] says why, and
//! shows the figures.
//!
//! # How many, and where
//!
//! [`available`] says how many members make sense: one a physical core, no more than a quota allows.
//! [`Binding`] says where they are: near each other, far from each other, or where a list says. Both
//! ask [`machine`](crate::machine), which knows hardware threads, kinds of cores, caches, nodes and
//! packages. The mask of the thread that makes a team is read when it is made, so a team keeps to what
//! `taskset`, a container or a job scheduler left to that thread; a team that a member makes may use
//! what its own team's maker may.
//!
//! # From one thread to another
//!
//! A region begins and ends, and its members share what is there. For a stream of items that one
//! thread makes and another uses, there is the [`ring`]: a queue of fixed length.
//!
//! # What a region costs, and why
//!
//! To start a region, the caller writes once to a cache line that the member is watching; to end
//! it, the member writes once to the same line. The lower limit is therefore the round trip of a
//! cache line. On a warm team a region takes two to three round trips, which is a fifth of the time
//! of a region of GCC's OpenMP. Three rules keep it there.
//!
//! 1. **One line carries everything**: the word that calls, the address of the body, and the
//!    answer. Whatever else a member has to fetch from the caller's stack costs another journey.
//! 2. **Members spin before they sleep**, for about as long as waking them would take (100 µs),
//!    yielding to other threads meanwhile. With more members than processors they sleep at once:
//!    whoever spins then keeps the one it waits for from running. So they do with more members than
//!    the quota of a container allows: whoever spins then uses up the time of the one it waits for.
//! 3. **Nobody waits for sleepers without need.** In the regions that share out work, a member that
//!    is still waking up when the work is done is let off, and the caller does its part.
//!    [`parallel`](Team::parallel) promises that all run at once, and waits.
//!
//! `cargo bench --bench team` measures it beside GCC's OpenMP; `cargo bench --bench tour -- team`
//! beside the round trip of a line.
//!
//! # What is promised
//!
//! * A panic in a member reaches the caller when all members have stopped, and the team works on. Of
//!   several, it is the one of the first member. What else was thrown and what had been computed by
//!   then is dropped; if that panics in turn, nobody is told. (The body itself is not among it: one
//!   that owns something whose `drop` panics is dropped in unwinding, as any argument is, and ends the
//!   process.)
//! * Inside a region that two or more members share, whichever team's, a region runs on the member
//!   that asks for it, and so it does in a scope or a progress hook there. (A team of one shares
//!   nothing, nor does a loop of one iteration: in there, another team's region has all its members.
//!   So it has on a thread that a body starts by other means.)
//! * More members than cores is allowed. A core that is refused is reported by [`Team::placement`],
//!   and is not an error.
//! * A token that somebody has given to a thread by [`unpark`](std::thread::Thread::unpark) while it
//!   was in a region is there afterwards. It may be there although nobody gave one, as
//!   [`park`](std::thread::park) says of all tokens.
//! * A result that does not fit in memory is [`Error::OutOfMemory`](crate::Error::OutOfMemory), before
//!   anything is run.
//!
//! # What is asked for
//!
//! **A body must not wait for anyone who asks the same team for a region.** A team runs one region at
//! a time, and whoever asks for the next waits until it is over. So if a body waits for somebody who
//! waits for the team, both wait for ever. It is a lock that one does not see: of these two threads,
//! each has what the other wants.
//!
//! ```text
//! one thread                       another
//! locks a mutex
//!                                  asks the team for a region
//! asks the team for a region         whose body locks the mutex
//! ```
//!
//! The remedy is that whoever asks for a region holds no lock that a body on that team takes; or two
//! teams. The same holds of a body that joins threads of its own which use the team, and of one that
//! waits for another pool, as rayon's, whose threads use it: give [`Team::solo`] to the work in there.
//! A debug build says so on standard error, once, when a thread has waited for a team for ten seconds.
//! (No build can be certain of it: who waits for whom outside of the team is not to be seen.)
//!
//! **A team belongs to the process that made it.** A process that forks (on Unix; Python's
//! `multiprocessing` does it unless it is told to `spawn`) has a child in which the team's threads are
//! not there. In the child its regions run on whoever asks, alone, and give the same results;
//! dropping it does nothing; [`members`](Team::members) says what it said. A team that is made in the
//! child has all of its members. The child of a fork *inside* a region or a scope must not return from
//! it: it is to execute another program or end.
//!
//! The files to read, in order: `schedule.rs`, `deal.rs`, `batch.rs`, `binding.rs`, `placement.rs`,
//! `builder.rs`, `team.rs`, `regions.rs`, `blocks.rs`, `results.rs`, `slices.rs`, `first_touch.rs`,
//! `wait.rs`, `watch.rs`, `fork.rs`, and `handshake.rs`, which holds the one lifetime that is erased, and its proof. The ring
//! is a room of its own.

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
