//! How many vector instructions may wait for what they read before those after them are not seen.
//!
//! ```text
//! a chain of multiplications           72 cycles
//! so many additions that need its end
//! a chain of additions                 72 cycles, and nothing of it needs the first
//! ```
//!
//! (Cycles where an addition takes three, as on a Zen 4.) Both chains run at once while the processor sees the second
//! behind all that waits, and one after the other if it does not: then the loop takes twice as long.

use std::arch::asm;
use std::time::{Duration, Instant};

const TURNS: usize = 9;
const TIMES: u64 = 200;

/// Longer than what goes on at once would be, and shorter than one after the other.
const LONGER: f64 = 1.5;
/// Cycles that one of those that wait takes by itself, of a cycle in which the chain could have gone on.
const OWN: f64 = 0.5;

/// As many as may wait, where a nanosecond has so many cycles.
pub(crate) fn vectors(clock: f64) -> usize {
    let counted: [(usize, fn(u64)); 14] = [
        (16, with::<16>),
        (24, with::<24>),
        (32, with::<32>),
        (48, with::<48>),
        (60, with::<60>),
        (72, with::<72>),
        (80, with::<80>),
        (96, with::<96>),
        (112, with::<112>),
        (128, with::<128>),
        (160, with::<160>),
        (192, with::<192>),
        (224, with::<224>),
        (256, with::<256>),
    ];
    let alone = cycles(with::<0>, clock);
    let seen = |(count, run): &(usize, fn(u64))| {
        cycles(*run, clock) - OWN * *count as f64 <= LONGER * alone
    };
    // It is the last of those that are seen, or a little more.
    let seen = counted.iter().take_while(|it| seen(it)).last();
    seen.map_or(counted[0].0, |(count, _)| *count)
}

/// Cycles of the loop, once.
fn cycles(run: fn(u64), clock: f64) -> f64 {
    let turn = |_| {
        let start = Instant::now();
        run(TIMES);
        start.elapsed()
    };
    let least = (0..TURNS).map(turn).min().unwrap_or(Duration::ZERO);
    least.as_nanos() as f64 * clock / TIMES as f64
}

fn with<const COUNT: usize>(times: u64) {
    // SAFETY: The registers that the text changes are those of the ABI, it touches no memory, and the processor has
    // AVX2, which is asked before anything is measured.
    unsafe {
        asm!(
            "mov ecx, 1",
            "xor eax, eax",
            "vxorpd xmm1, xmm1, xmm1",
            "vxorpd xmm4, xmm4, xmm4",
            "2:",
            ".rept 24",
            "imul rax, rcx",
            ".endr",
            "vmovq xmm0, rax",
            ".rept {count}",
            "vaddpd xmm3, xmm4, xmm0",
            ".endr",
            ".rept 24",
            "vaddpd xmm1, xmm1, xmm4",
            ".endr",
            // The next turn waits for the second chain, too.
            "vmovq rdx, xmm1",
            "and edx, 0",
            "add rax, rdx",
            "dec r12",
            "jnz 2b",
            "vzeroupper",
            count = const COUNT,
            inout("r12") times => _,
            clobber_abi("C"),
        );
    }
}
