//! What the compiler made of every rung, instruction by instruction: to this crate what `cython -a` is to Cython.
//!
//! ```sh
//! cargo bench --bench annotate -- sum::             # the rungs of the sum
//! cargo bench --bench annotate -- sum:: --html sum.html
//! cargo bench --bench annotate -- --all             # all ladders, which takes many minutes
//! ```
//!
//! `cython -a` shows a source whose lines are the yellower the more they call Python. In Rust nothing calls an
//! interpreter; what is left to look for is checks of bounds, calls, numbers that are handled one by one, and
//! registers that are put on the stack for want of room. This prints how often an element meets each of them, and
//! `--html` shows the lines: yellow where a check is left, green where they became vector code, and the assembly
//! behind a click.
//!
//! # How it counts
//!
//! A child of this program runs the rung, and the system stops it after every instruction (`ptrace`). So nothing is
//! guessed: how often a loop runs, which way a branch goes and which addresses are loaded is what it was. An
//! instruction takes some microseconds then, so long calls are not followed to their end. Of a call whose arrays come
//! from memory it is the beginning, of which the second half counts, and the elements are as many as the bytes of its
//! arrays that it comes by. Of another, two short inputs are followed in its place, and the difference is divided by
//! the elements that one has more than the other: what a call takes once is in both, and cancels.
//!
//! # How to read it
//!
//! ```text
//! sum: f64, 4,096
//!   followed from its beginning to its end
//!   rung             loop  instr check  call scalar      packed  load store spill
//!   checked            11   1.40     -     -   1.00           -  1.00     -     -
//!   simd at portable  109   1.80     -     -      -    0.52x128  0.80  0.29  0.58
//!   simd at avx2       19   0.38     -     -      -    0.26x256  0.26  0.01  0.01
//!   simd at avx512     11   0.24     -     -      -    0.13x512  0.13     -     -
//!   rung              predicted  measured  ratio  what binds
//!   checked                3.01      2.96   1.02  waiting for results (3.01)
//!   simd at portable      0.410     0.420   0.98  loads (0.399)
//!   simd at avx2          0.147     0.145   1.02  additions (0.133)
//!   simd at avx512        0.147     0.140   1.05  additions (0.132)
//! ```
//!
//! *The counts.* `loop` is the length of the hot loops, as code; all other columns are executions for an element.
//! `checked` takes 11 instructions for eight elements: eight scalar additions, each with its load in it, and three
//! that count. There is no check in it: the compiler has seen that the index stays below the length, so `unchecked`
//! is the same code, and as fast. `simd at avx512` has one addition of 512 bits for eight elements: 0.13 of them for
//! one. `simd at portable` has vectors of 128 bits and too many sums for its registers: more than half a spill an
//! element.
//!
//! *The cycles.* `checked` is predicted to take 3 cycles an element, though its loads take but half a cycle and its
//! additions, too. What binds is *waiting for results*: each addition needs the sum before it, and an addition takes
//! 3 cycles. That is what vectors of sums, side by side, do away with: `simd at avx512` waits for nobody, and is
//! bound by its additions and its loads, of which a cycle has one each of 512 bits. So nothing more is to be had in
//! the first-level cache, and a next rung would have to begin elsewhere.
//!
//! | what binds | what helps |
//! |---|---|
//! | waiting for results | several sums, or a recurrence that looks ahead |
//! | branches | a mask in place of the branch |
//! | instructions a cycle | wider vectors; a longer loop for the same counter |
//! | loads, stores | keeping values in registers; stores that are whole lines |
//! | lines from L2 | pieces that the first-level cache holds |
//! | additions, multiplications, vector places | another formula |
//! | integers, integer shifts, shuffles | another layout, from which vectors are loaded as they are |
//! | bytes | touching memory once; narrower numbers |
//!
//! # How it predicts
//!
//! Small loops in assembly measure the processor first: the time until a result is there, and how many start in a
//! cycle, for 20 kinds of instructions at every width; which kinds share pipes; how many may wait; loads and stores,
//! within a line, across two, and of lines that the first-level cache has not; a store that is loaded again; a branch
//! that was not foreseen. Then the very instructions that were followed go through a model
//! of a processor (`pipeline.rs`): it takes so many in a cycle, starts each when what it reads is there and its pipe is
//! free, and stops after branches that a model of a predictor (`branches.rs`) got wrong. Of what memory binds, a
//! plain loop over as many bytes is measured beside the rungs, at the same width, and with stores past the caches if
//! the rung has them; the larger of the two counts. Nothing is fitted to a kernel.
//!
//! On a quiet 2-vCPU EPYC (Zen 4), `--all` predicted 214 of 271 rungs within a quarter of what was measured (79 %). A
//! rung that is further off says so. Of `map`, `uniform`, `sum` and `pairwise` 76 of 81 were within; most of those that
//! were not are in `histogram` (15 of 18), `comb` (9 of 72), `ou` (8 of 38), `summary` (8 of 20), `mixture` (5 of 16)
//! and `normal` (5 of 14), and take longer than was predicted.
//!
//! # What it does not know
//!
//! - Memory beside work: where both take about as long, they take more than the larger together, as in `summary`. (Work
//!   as such hardly keeps memory waiting: a loop that does as many additions beside each line takes 1.18 times the
//!   larger at most. But `summary` goes over each part twice, and memory has little to do the second time.)
//! - Counters that are loaded, added to and stored in no order, as those of `histogram`: what a processor makes of
//!   a load while the addresses of stores before it are not known.
//! - A load that looks as if it met a store under way, because both addresses end alike
//!   ([`memory`](../../src/memory/mod.rs) has figures).
//! - What a length changes, where two short inputs are followed.
//! - Threads: a `threaded` rung is followed and measured on a team of one.
//! - What it leaves out: `heavy`, which is `uniform` and `histogram`, and pictures; of a mixture in 16 dimensions the
//!   portable rung, which takes too many instructions; and the libraries of others.
//!
//! | file of `program/` | what is in it |
//! |---|---|
//! | `cases.rs`, `arguments.rs` | what is annotated, and what was asked for |
//! | `child.rs`, `process.rs`, `trace.rs`, `calls.rs` | the child, how it is stopped, and what it executes |
//! | `image.rs`, `source.rs`, `checks.rs` | the executable: its code, its lines, and branches that lead to a panic |
//! | `kind.rs`, `operation.rs`, `count.rs` | what an instruction does, and how often that is done |
//! | `loops.rs`, `waiting.rs`, `pipes.rs`, `rates.rs` | what the processor takes |
//! | `traffic.rs`, `measure.rs` | what its memory and the rungs take |
//! | `branches.rs`, `cache.rs`, `bookings.rs`, `pipeline.rs` | a model of it |
//! | `manner.rs`, `predict.rs` | what the rungs should take |
//! | `annotate.rs` | all of it, for a case |
//! | `report.rs`, `html.rs`, `json.rs` | what came out |
//!
//! `tests/annotate.rs` holds the loops of `unchecked` and `simd` rungs to having no check but those it lists, of the
//! ladders that it is told (`cargo test --profile bench --test annotate -- sum map`), or of all, which takes many
//! minutes.

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
mod program;

// `say!` finds it here.
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
use program::lines;
use std::process::ExitCode;

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn main() -> ExitCode {
    program::run()
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux")))]
fn main() -> ExitCode {
    println!(
        "annotate: it decodes the instructions of x86-64 and follows programs under Linux, and this is neither"
    );
    ExitCode::SUCCESS
}
