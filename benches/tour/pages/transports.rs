//! The transports: what an integer costs on its way.

use super::page::{Contestant, Page, Timed};
use crate::common::children::receiver;
use crate::common::unpinned;
use hotloop::races::transport::child::Child;
use hotloop::races::transport::{Transfer, Transport, transfer};
use hotloop::threads::Team;
use std::rc::Rc;

/// Tables for integers that go one by one, and one for integers that go in batches.
pub(super) fn pages<'t>(quick: bool, team: &Rc<Team>) -> Vec<Page<'t>> {
    let counts: &[usize] = if quick {
        &[100_000]
    } else {
        &[10_000, 100_000, 1_000_000]
    };
    let one_by_one = counts.iter().map(|&items| page(quick, team, items, 1));
    one_by_one
        .chain([page(quick, team, 1_000_000, 1_000)])
        .collect()
}

fn page<'t>(quick: bool, team: &Rc<Team>, items: usize, batch: usize) -> Page<'t> {
    let threads = Transport::ALL.map(|transport| to_a_thread(team, transport, items, batch));
    let contestants = threads.into_iter().chain([to_a_process(items, batch)]);
    Page {
        name: "races::transport",
        title: match batch {
            1 => format!("{items} integers, one by one"),
            _ => format!("{items} integers, in batches of {batch}"),
        },
        unit: "ns / integer",
        baseline: Transport::Reference.name(),
        // A pipe takes a third of a second for a million.
        rounds: if quick || items >= 1_000_000 { 3 } else { 7 },
        contestants: contestants.collect(),
    }
}

fn to_a_thread<'t>(
    team: &Rc<Team>,
    transport: Transport,
    items: usize,
    batch: usize,
) -> Box<dyn Contestant + 't> {
    let team = Rc::clone(team);
    let remark = match transport.copies(batch) {
        0 => "no copy".into(),
        1 => "1 copy".into(),
        copies => format!("{copies} copies"),
    };
    Timed::boxed(transport.name(), remark, move || {
        let transfer = transfer(&team, transport, items, batch);
        per_item(transfer.expect("the team has two members"))
    })
}

/// On the thread that is not pinned, because a child runs where its parent may.
fn to_a_process(items: usize, batch: usize) -> Box<dyn Contestant> {
    let mut child: Option<Child> = None;
    Timed::boxed("pipe to a process", "3 copies".into(), move || {
        let kept = child.take();
        let (kept, transfer) = unpinned::run(move || {
            let mut child = kept.unwrap_or_else(receiver);
            let transfer = child.transfer(items, batch).expect("the child lives");
            (child, transfer)
        });
        child = Some(kept);
        per_item(transfer)
    })
}

fn per_item(transfer: Transfer) -> f64 {
    assert!(transfer.is_complete(), "{transfer:?}");
    transfer.time.as_nanos() as f64 / transfer.items as f64
}
