//! Reading, copying and writing memory that no cache holds, on all members of a team.

use super::arena::{Arena, LARGE, Large, WRITTEN};
use super::attempt::Attempt;
use super::pattern::Line;
use super::reading::{self, Reading};
use super::writing::{self, Writing};
use crate::catalogue::Limit;
use crate::machine::called;
use hotloop::memory::PageSize;
use hotloop::threads::{Schedule, Team};
use std::hint::black_box;

/// Every pattern on pages of both kinds.
pub(super) fn attempts(team: &Team) -> Vec<Attempt<'_>> {
    let mut attempts = vec![];
    for pages in [PageSize::Huge, PageSize::Base] {
        let attempt = |limit, pattern, elements, run: Run| {
            let bytes = (elements * size_of::<f64>()) as f64;
            let pattern = format!("{pattern}, {} pages", called(pages));
            let run = move |team: &Team, arena: &mut Arena<'_>| run(team, arena.large(pages));
            Attempt::new(limit, pattern, team, bytes, run)
        };
        for (pattern, read) in reading::patterns() {
            let run: Run = Box::new(move |team, large| read_all(team, &large.from, &read));
            attempts.push(attempt(Limit::Read, pattern, LARGE, run));
        }
        for (pattern, copy) in writing::copies() {
            let run: Run = Box::new(move |team, large| copy_all(team, large, &copy));
            // Those that are read, and those that are written.
            attempts.push(attempt(Limit::Copy, pattern, 2 * LARGE, run));
        }
        for (pattern, fill) in writing::fills() {
            let run: Run = Box::new(move |team, large| fill_all(team, &mut large.to, &fill));
            attempts.push(attempt(Limit::Write, pattern, WRITTEN, run));
        }
    }
    attempts
}

type Run = Box<dyn Fn(&Team, &mut Large)>;

/// Every member reads its part.
fn read_all(team: &Team, from: &[f64], read: &Reading) {
    let lines = from.as_chunks().0;
    let parts: Vec<_> = lines.chunks(part(team, lines)).collect();
    team.parallel(|member| {
        if let Some(part) = parts.get(member.index) {
            black_box(read(part));
        }
    });
}

/// Every member copies its part to the beginning of the other array.
fn copy_all(team: &Team, large: &mut Large, copy: &Writing) {
    let from = large.from.as_chunks().0;
    let copy = |start: usize, to: &mut [Line]| copy(&from[start..start + to.len()], to);
    write_all(team, &mut large.to[..LARGE], copy);
}

/// Every member fills its part.
fn fill_all(team: &Team, to: &mut [f64], fill: &Writing) {
    write_all(team, to, |_, to| fill(&[], to));
}

fn write_all(team: &Team, to: &mut [f64], write: impl Fn(usize, &mut [Line]) + Sync) {
    let lines = to.as_chunks_mut().0;
    let part = part(team, lines);
    team.for_each_block(lines, part, Schedule::Static, write)
        .expect("the block is not zero");
    black_box(to);
}

/// Lines of a member's part: a multiple of what any pattern does in a step.
fn part(team: &Team, lines: &[Line]) -> usize {
    const STEP: usize = 8;
    lines.len().div_ceil(team.members()).next_multiple_of(STEP)
}
