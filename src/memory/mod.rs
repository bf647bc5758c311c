//! Memory that is as fast as the machine has it: buffers that begin where kernels are fastest, on pages
//! that suit their size.
//!
//! ```
//! use hotloop::kernels::sum;
//! use hotloop::memory::Buffer;
//!
//! let mut x = Buffer::zeroed(1_000_000)?;
//! x.fill(0.5);
//! assert_eq!(sum::simd(&x), 500_000.0);
//! # Ok::<(), hotloop::Error>(())
//! ```
//!
//! * [A page at a time](#a-page-at-a-time): first touch, the table of pages, NUMA nodes, arrays that lie alike
//! * [Loads that look as if they collided with stores](#loads-that-look-as-if-they-collided-with-stores)
//! * [Figures](#figures)
//! * [When it does not help](#when-it-does-not-help)
//!
//! # A page at a time
//!
//! A program sees one row of addresses. The machine has memory in [pages](crate::glossary#page), and a table that says
//! where each page is. Both show in the time of a loop.
//!
//! 1. **The first touch makes the page.** `vec![0.0; n]` asks the system for addresses and gets no memory. The first
//!    write to a page stops there: the system finds a free page, clears it, and enters it in the table ([first
//!    touch](crate::glossary#first-touch)). With pages of 4 KiB that happens once every 512 `f64`, and takes longer
//!    than almost every kernel does for them. A huge page has 2 MiB, so it happens a 512th as often, and what is
//!    left is the clearing.
//! 2. **Every address is looked up.** The processor keeps the entries of the table that it used last, in the
//!    translation look-aside buffer (TLB): 64 entries at the first level and 1,500 to 3,000 at the second, on most.
//!    2,000 pages of 4 KiB are 8 MB, so a loop over more waits for the table again and again; 2,000 of 2 MiB are 4 GB.
//! 3. **A page is near the thread that touched it first.** On a machine with several [NUMA
//!    nodes](crate::glossary#numa-node) it is put on that thread's node. An array that one thread has filled is far
//!    away for the members of a team on other nodes. `Buffer::touched_by` lets each member make the part that it will
//!    use.
//! 4. **Arrays that begin at the same place in a page get in each other's way.** If the address of a load has its low
//!    twelve bits in common with that of a store under way, the load looks as if it had to wait, and on many
//!    processors it does. Allocators put large arrays at the beginning of a page, or a fixed number of bytes past it,
//!    so `x[i]` and `y[i]` of two large vectors have those bits in common for every `i`. Large buffers begin at eight
//!    places in turn, and two that are made one after the other are a quarter to half of a page apart. (On an EPYC of
//!    the Zen 4 generation a streamed copy takes 0.39 ns an `f64` between arrays that lie alike, and 0.31 half a page
//!    apart; on a Zen 3 as long either way.)
//!
//! # Loads that look as if they collided with stores
//!
//! The fourth of these (*4K aliasing*) is worth a look, because nothing in a program shows it. A load must not overtake
//! an older store to the same place. The processor compares addresses early, and at first only their low
//! twelve bits, which are those within a page. Where these are the same the load waits until the store
//! is done, although the two lie megabytes apart. Whether a kernel meets that depends on where its input
//! begins relative to its output, modulo 4,096:
//!
//! | on a 2-core EPYC (Zen 3), ns an `f64` | 8 bytes past | 64 bytes past | elsewhere |
//! |---|---|---|---|
//! | 1,200,000 doubled and streamed, without a remedy | 0.46 to 0.64 | 0.42 to 0.54 | 0.39 to 0.46 |
//! | as many mapped, in bursts there | 0.42 | 0.40 | 0.39 to 0.41 |
//! | 4,096 copied at once | 3.0 | 0.17 | 0.17 |
//! | the same in pieces of 1 KiB | 0.18 | 0.17 | 0.17 |
//!
//! (The output past the input, by `cargo bench --bench memory`: `-- places` and `-- copies`, ranges of
//! three runs. The more a kernel does between its loads and its stores, the more it may lose: a path of
//! [`ou`](crate::kernels::ou) took up to twice as long.)
//!
//! * An ordinary store into a cache is soon done, so kernels lose little as long as they stay in a cache. A [streaming
//!   store](crate::glossary#streaming-store) waits for memory, and all loads that look like it wait, too. So where the
//!   output begins up to three lines past the input, kernels stream in bursts: 32 vectors are made in the first-level
//!   cache, at a place whose low bits are those of neither array, and go out together. Only the loads at the beginning
//!   of a burst can meet the stores of the last one. (The crate's own kernels know where their inputs are;
//!   [`simd::stream`](crate::simd::stream) does not.)
//! * The C library's `memcpy`, and so `copy_from_slice`, is one instruction for more than some two KiB
//!   (`rep movsb`), which on Zen 3 and 4 is slow where the output begins a few bytes past the input: in the table it
//!   takes 18 times as long. Kernels copy in pieces of 1 KiB, which are loads and stores.
//! * A [`histogram`](crate::kernels::histogram) counts in four tables in turn. They are not a multiple of
//!   a page apart: where they were, sorted values took up to twice as long.
//!
//! `cargo bench --bench cliffs` goes through the places of inputs and outputs of every ladder.
//!
//! # Figures
//!
//! | on a 2-core EPYC (Zen 3) | `vec!` | [`Buffer`] |
//! |---|---|---|
//! | first touch of 320 MB, one thread, ns an `f64` | 6.1 | 1.09 |
//! | the same, two members | | 0.66 |
//! | `sum::simd` of 10,000,000 afterwards | 0.61 | 0.48 |
//! | `sum::threaded`, two members | 0.36 | 0.35 |
//!
//! `cargo bench --bench memory` measures it, and `benches/peers/memory.py` what NumPy does. NumPy
//! advises the system to use huge pages for every large array, and so does [`Buffer`]. A `Vec` does
//! not, but works with every kernel here all the same: kernels take slices.
//!
//! # When it does not help
//!
//! Small buffers (below 4 MiB, with huge pages of 2 MiB) are aligned to a cache line, and that is all. On Linux, large
//! ones come straight from the system (`mmap`), so their pages are new ones. The system may have no huge page left, or
//! be told to make none (`/sys/kernel/mm/transparent_hugepage/enabled`; [`Machine`](crate::machine::Machine) tells):
//! then pages are ordinary ones, and everything works, but slower. A program that touches a few places of a large
//! buffer should ask for ordinary pages, [`PageSize::Base`], because a huge one is made and cleared as a whole. On
//! other systems than Linux, buffers are aligned, and that is all.

mod block;
mod buffer;
mod copy;
mod fallible;
mod line;
mod page_size;

pub use buffer::Buffer;
pub use bytemuck::Zeroable;
pub(crate) use copy::copy;
pub(crate) use fallible::{collected, copied, filled, gathered, on_lines, one_more, room};
pub(crate) use line::{Line, lines};
pub use page_size::PageSize;
