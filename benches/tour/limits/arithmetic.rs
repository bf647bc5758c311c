//! Loads from the first-level cache, and arithmetic in registers.

use super::arena::SMALL;
use super::attempt::Attempt;
use super::pattern::{name, width};
use crate::catalogue::Limit;
use hotloop::simd::{F64x8, I64x8, Kernel, LANES, Level, Simd};
use hotloop::threads::{Member, Team};
use std::hint::black_box;

/// Times that the small array is read in a run, so that calling the kernel and adding up its
/// columns count for nothing.
const PASSES: usize = 32;
/// Steps of the arithmetic kernel in a run.
const STEPS: usize = 4_096;

pub(super) fn attempts(team: &Team) -> Vec<Attempt<'_>> {
    let mut attempts = vec![];
    for level in Level::supported() {
        // Whatever else is in use pushes a line or two of an array out that fills the cache.
        for elements in [SMALL, SMALL / 2] {
            attempts.extend([
                loading::<4>(team, level, elements),
                loading::<8>(team, level, elements),
                loading::<16>(team, level, elements),
            ]);
        }
        attempts.extend([
            computing::<3>(team, level),
            computing::<6>(team, level),
            computing::<12>(team, level),
        ]);
    }
    attempts
}

fn loading<const COLUMNS: usize>(team: &Team, level: Level, elements: usize) -> Attempt<'_> {
    let bytes = elements * size_of::<i64>();
    let work = (team.members() * PASSES * bytes) as f64;
    let pattern = name(&[
        width(level),
        &format!("{COLUMNS} sums"),
        &format!("{} KiB", bytes >> 10),
    ]);
    Attempt::new(Limit::Load, pattern, team, work, move |team, arena| {
        let small = &arena.small;
        team.parallel(|member: Member| {
            let small = &small[member.index][..elements];
            black_box(level.run(Load::<COLUMNS>(small)));
        });
    })
}

fn computing<const CHAINS: usize>(team: &Team, level: Level) -> Attempt<'_> {
    let operations = (team.members() * 2 * STEPS * CHAINS * LANES) as f64;
    let pattern = name(&[width(level), &format!("{CHAINS} chains")]);
    Attempt::new(Limit::Fma, pattern, team, operations, move |team, _| {
        team.parallel(|_| {
            black_box(level.run(MulAdd::<CHAINS>));
        });
    })
}

/// Loads a small array again and again. An addition of integers is the least that makes a load
/// matter: it takes one cycle, and more of them start in a cycle than loads do.
struct Load<'a, const COLUMNS: usize>(&'a [i64]);

impl<const COLUMNS: usize> Kernel for Load<'_, COLUMNS> {
    type Output = i64;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> i64 {
        let mut columns = [simd.splat_i64(0); COLUMNS];
        for _ in 0..PASSES {
            // The compiler must not notice that it is the same array.
            let vectors = black_box(self.0).as_chunks::<LANES>().0;
            for row in vectors.as_chunks::<COLUMNS>().0 {
                for (column, x) in columns.iter_mut().zip(row) {
                    *column = *column + simd.load_i64(x);
                }
            }
        }
        let mut sum = simd.splat_i64(0);
        for column in columns {
            sum = sum + column;
        }
        sum.to_array().iter().sum()
    }
}

/// Chains of fused multiplications and additions that never leave their registers: enough of them
/// to hide the latency, and no more than there are registers for, which differs from level to
/// level.
struct MulAdd<const CHAINS: usize>;

impl<const CHAINS: usize> Kernel for MulAdd<CHAINS> {
    type Output = f64;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> f64 {
        let (factor, addend) = (simd.splat(black_box(0.5)), simd.splat(black_box(1.0)));
        let mut chains = [addend; CHAINS];
        for (i, chain) in chains.iter_mut().enumerate() {
            // Chains that start alike would be computed once.
            *chain = simd.splat(i as f64);
        }
        for _ in 0..STEPS {
            for chain in &mut chains {
                *chain = chain.mul_add(factor, addend);
            }
        }
        let mut sum = simd.splat(0.0);
        for chain in chains {
            sum += chain;
        }
        sum.to_array().iter().sum()
    }
}
