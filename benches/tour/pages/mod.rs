//! What `races`, the schedules and a whole fit have to tell: tables of what has no rungs and no
//! limit.
//!
//! Everything in a table takes turns, round by round, as the rungs of a ladder do.

mod counters;
mod locks;
mod mixture;
mod page;
mod pools;
pub(crate) mod schedules;
mod transports;

pub(crate) use page::Page;

use hotloop::threads::{Binding, Team};
use indicatif::ProgressBar;
use std::rc::Rc;

/// Every table, in the order of the report. `bar` shows how far the tour has come.
pub(crate) fn all<'t>(quick: bool, cores: usize, bar: &ProgressBar) -> Vec<Page<'t>> {
    // This thread is member 0. One core has two members as well, which take turns.
    let team = Team::spawn(cores.max(2), Binding::Close).expect("threads can be started");
    let team = Rc::new(team);
    let mut pages = vec![mixture::page(quick, &team, bar)];
    pages.extend(schedules::pages(quick, cores, &team));
    pages.push(counters::page(quick, cores, &team));
    pages.push(locks::page(quick));
    pages.extend(transports::pages(quick, &team));
    pages.extend(pools::pages(quick));
    pages
}
