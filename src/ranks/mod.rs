//! Beyond one machine: bitwise reproducible reductions over the ranks of MPI, with the bits of one machine. (The
//! feature `mpi`.)
//!
//! The [tutorials](crate::kernels#the-tutorials) end where one machine ends, and point to MPI for more: processes that
//! share no memory, called *ranks*, each with a part of the data, and messages between them. The engine here is the
//! system's MPI, by the crate [`mpi`](https://docs.rs/mpi). This module adds what users of `mpi4py` write themselves:
//! who has which part, in which order values merge, and what happens to the others if one rank fails.
//!
//! ```no_run
//! use hotloop::kernels::summary::{self, Summary};
//! use hotloop::ranks::{Layout, Npy, Ranks};
//! use hotloop::threads::{Binding, Schedule, Team, available};
//!
//! fn main() -> Result<(), hotloop::Error> {
//!     let (universe, _) = mpi::initialize_with_threading(mpi::Threading::Funneled).expect("it is the first");
//!     let world = universe.world();
//!     let ranks = Ranks::new(&world);
//!     let team = ranks.agree(Team::spawn(available(), Binding::Close))?;
//!
//!     let file = ranks.agree(Npy::<f64>::open("x.npy"))?;
//!     let layout = Layout { len: file.len(), block: summary::BLOCK };
//!     let block = |block| file.with(block, summary::simd); // read and summarised by a member of a rank that has it
//!     let merge = |a: Summary, b| Ok(a.merge(b));
//!     let summary = ranks.map_reduce(&team, layout, Schedule::Static, block, merge)?;
//!     if ranks.rank() == 0 {
//!         println!("{summary:?}");
//!     }
//!     Ok(())
//! }
//! ```
//!
//! * [How to build it, and to run it](#how-to-build-it-and-to-run-it)
//! * [The order, and the bits](#the-order-and-the-bits): why the result does not depend on the number of ranks
//! * [One outcome](#one-outcome): what happens if one rank fails
//! * [Ranks and teams](#ranks-and-teams): a rank a core, or a team a rank
//! * [How far it goes](#how-far-it-goes): a model of more machines
//! * [In mpi4py's words](#in-mpi4pys-words)
//!
//! # How to build it, and to run it
//!
//! It takes an MPI library (Open MPI or MPICH; tried with Open MPI 4.1.4) and libclang, which reads its headers. On
//! Debian:
//!
//! ```sh
//! apt-get install libopenmpi-dev openmpi-bin libclang-dev
//! cargo add hotloop --features mpi && cargo add mpi@0.8 --no-default-features
//! cargo build --release && mpirun -n 4 --bind-to core target/release/program
//! ```
//!
//! (The crate `mpi` is a part of this interface, and is here as `ranks::mpi`, too.)
//!
//! The feature is off unless asked for, and nothing of MPI is built without it. The program initialises MPI, once and
//! with [`Threading::Funneled`](mpi::Threading::Funneled), because a team has threads; passes a communicator, of all
//! ranks or of some; and leaves its error handler as it is, which ends the job where MPI itself fails. No state is
//! kept here. What is called is collective: all ranks of the communicator call the same functions in the same order,
//! from the thread that has the communicator. The compiler holds bodies of a team to that: a [`Ranks`] cannot get
//! there.
//!
//! # The order, and the bits
//!
//! MPI's own reduction of floating-point numbers, `MPI_Allreduce`, adds in an order that depends on the number of
//! ranks and on the network, and so the last bits depend on them, too. Here a [`Layout`] cuts the data into blocks.
//! [`Ranks::map_reduce`] has each block mapped where it is, sends the values to rank 0, merges them there *from left
//! to right*, and sends the result to all. It is what [`Team::map_reduce`](crate::threads::Team::map_reduce) does on
//! one machine, so with the same blocks the bits are the same: for any number of ranks, and of members on each.
//!
//! | what | blocks | to rank 0, a block | the bits of |
//! |---|---|---|---|
//! | [`Summary`](crate::kernels::summary::Summary) | [`summary::BLOCK`](crate::kernels::summary::BLOCK), 16,384 numbers | 48 bytes | [`summary::simd`](crate::kernels::summary::simd) |
//! | [`Moments`](crate::kernels::mixture::Moments) of [`Points`] | [`Points::layout`], at most 128 | `8 (5 + m (1 + d + d (d + 1) / 2))` bytes | [`mixture::simd`](crate::kernels::mixture::simd()) |
//!
//! A value of your own is a [`Message`].
//!
//! **What needs no order.** Integers add up to the same in any, and so does [`Exact`](crate::kernels::sum::Exact),
//! which is a number of 68 digits: [`Ranks::exact`] and [`Ranks::histogram`] are one `MPI_Allreduce` of each rank's
//! integers, whoever has whatever part of the data.
//!
//! **What the order costs.** Every rank sends a message to rank 0, where a tree of messages would take `log2 p` steps;
//! and rank 0 merges all blocks, alone. Two agreements come with it ([below](#one-outcome)). The
//! [model](#how-far-it-goes) has the figures: with 128 blocks the cost is not worth mentioning on a few dozen ranks;
//! with thousands of small ones it is the bottleneck. Larger blocks of your own make it cheaper. The answer is then
//! again the same for all numbers of ranks, but it is another one than that of smaller blocks.
//!
//! # One outcome
//!
//! If a rank returns an error while the others are in a collective call, they wait for ever. So no rank sends before
//! all have said that they can: [`Ranks::agree`] is an `MPI_Allreduce` of 56 bytes, and if a rank has failed, its
//! message goes to all, and all return [`Error::Rank`](crate::Error::Rank), the same. Pass through `agree` what a rank
//! does by itself, such as reading a file or allocating memory; the functions of this module do so themselves, before
//! and after.
//!
//! | what happens | what all ranks do |
//! |---|---|
//! | data that are refused, a file that is missing, foreign or short, no memory | return the error of the lowest rank that has one |
//! | a panic in a block, a merge or a [`Message`] | return an error that has its text; where it was, it goes on as a panic |
//! | other layouts, bins or dimensions on another rank | return [`Error::Invalid`](crate::Error::Invalid) |
//! | fewer blocks than ranks, or none | work: some have nothing to do, and the answer too |
//! | a rank is killed, or a machine is lost | `mpirun` ends the job, and says which |
//! | a panic elsewhere, or a `?` on an error that was not agreed on | **wait for ever**, if they go on: as with `mpi4py`, such a rank has to end the job. Call `world.abort(1)` in a panic hook, or build with `panic = "abort"` |
//!
//! # Ranks and teams
//!
//! A rank for each core, or a rank for each machine with a team on its cores? A team shares memory: there is one copy
//! of what all members read, and members take blocks as they come, so that none waits for the slowest. Ranks have the
//! messages, but each reads memory that is near. Where a machine has several memories (NUMA nodes), a rank for each
//! with a team on its cores is a good start.
//!
//! `mpirun` gives each rank a set of processors, and [`available`](crate::threads::available) and
//! [`Binding::Close`](crate::threads::Binding::Close) stay within it:
//!
//! ```sh
//! mpirun -n 4 --bind-to core program                       # four ranks, each on a core: teams of one
//! mpirun -n 2 --map-by numa --bind-to numa program         # a rank a NUMA node, a team on all its cores
//! mpirun -n 4 --map-by slot:PE=8 --bind-to core program    # a rank to every eight cores
//! mpirun -n 2 --bind-to none program                       # every rank may use all: their teams are pinned to
//!                                                          # the same cores, unless Binding::None is asked for
//! ```
//!
//! Say which: unless told otherwise, Open MPI binds one or two ranks to a *core* each, where a team has one member,
//! and more of them to a NUMA node each, which several ranks then share; MPICH binds none (its `-bind-to` takes
//! `core`, `numa` and `none`, too).
//!
//! # How far it goes
//!
//! `mpirun -n 2 ranks-… model` measures what messages, points and merging take between the ranks that it is given, and
//! works out what they make of a fit on more: an iteration takes what the rank with the most blocks takes for its
//! points, four messages of latency one after the other for two ranks (three more for each doubling), a message from
//! each rank to rank 0, and there the merging of all blocks, which is no longer shared out. Between two ranks in the
//! memory of a 2-core EPYC (Zen 4), where a message takes 0.4 µs, a point 3.3 ns and a merge 0.27 µs, and then by the
//! model (as if a network were as fast as memory):
//!
//! | speed-up of an iteration, four components in the plane | 2 | 16 | 128 | 1,024 ranks | most, and what binds |
//! |---|---|---|---|---|---|
//! | 4,000,000 points in the 128 blocks of one machine | 2.0 | 15 | 74 | 39 | 74 with 128 ranks: there are no more blocks |
//! | the same in 1,954 blocks of 2,048 | 1.9 | 9.7 | 19 | 18 | 20 with 280: rank 0 merges 0.5 ms |
//! | 4,000,000,000 points in 8,190 blocks | 2.0 | 16 | 125 | 830 | still gaining |
//!
//! So a fit that takes milliseconds is over on one machine; one of seconds gains from a thousand ranks, if its blocks
//! are as few as the ranks allow: eight for each. On a network a message takes longer. `benches/ranks/network.sh` puts
//! two ranks in two network namespaces: the model was within 8 % of what was measured at delays of 0.1, 1 and 10 ms in
//! most runs, and up to a half off where the machine had much else to do.
//!
//! Two ranks on the two cores of that machine took 0.51 to 0.57 of the time of one for ten iterations on 4,000,000
//! points, a team of two 0.57 to 0.61, because ranks lay out their points side by side, too (`… mixture --scaling`). A
//! program of mpi4py and NumPy that reduces the same sums takes 3.5 times as long, and 2.6 to 3 times for the summary
//! of 10,000,000 numbers (`benches/peers/ranks.py`).
//!
//! # In mpi4py's words
//!
//! | `mpi4py` | here |
//! |---|---|
//! | `comm = MPI.COMM_WORLD` | `let world = universe.world(); let ranks = Ranks::new(&world);` |
//! | `comm.rank`, `comm.size`, `comm.Abort()` | [`Ranks::rank`], [`Ranks::size`], `world.abort(1)` |
//! | `numpy.array_split(range(n), size)[rank]` | [`Ranks::part`], which ends where a block ends |
//! | `comm.allreduce(numpy.sum(x))` | [`Ranks::map_reduce`] of [`summary::simd`](crate::kernels::summary::simd), or [`Ranks::exact`] |
//! | `comm.Allreduce(counts, total)` | [`Ranks::histogram`] |
//! | `numpy.load(path, mmap_mode="r")[part]` | [`Npy`] |
//! | a `try` around it, and hope | [`Ranks::agree`] |
//!
//! Everything else that MPI does, as to send an array to a rank, is the crate `mpi`'s.
//!
//! The programs in `benches/ranks` are what uses look like: `cargo bench --features mpi --bench ranks --no-run`.

mod agree;
mod any_order;
mod communicator;
mod layout;
mod map_reduce;
mod message;
#[cfg(unix)]
mod npy;
mod points;

pub use ::mpi;
pub use communicator::Ranks;
pub use layout::Layout;
pub use message::Message;
#[cfg(unix)]
pub use npy::{Element, Npy};
pub use points::Points;
