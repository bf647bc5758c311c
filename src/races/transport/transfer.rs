//! One member sends, another receives, and the clock runs.

use super::{Receiver, Sender, Tally, Transport, Unsent};
use crate::races::barrier::Barrier;
use crate::threads::Team;
use crate::{Error, memory};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What came of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transfer {
    /// How many integers were to be sent.
    pub items: usize,
    /// What the receiver saw.
    pub tally: Tally,
    /// From the moment at which both sides were ready, until both were through: the receiver has
    /// seen the last integer, and the sender's last call has returned. The joinable queue's last
    /// call is `join`.
    pub time: Duration,
    /// Bytes of integers that were written to memory between the sender's slice and the receiver's
    /// eyes: [`Transport::copies`] times 8 for each integer received.
    pub copied: u64,
}

impl Transfer {
    /// Whether every integer came, at its place, and nothing else did.
    pub fn is_complete(&self) -> bool {
        let sent = self.items as u64;
        (self.tally.received(), self.tally.in_order()) == (sent, sent)
    }
}

/// Sends the integers 0, 1, 2, … up to `items` from member 0 of `team` to member 1, in batches of
/// `batch`, and looks at each when it comes. Other members do nothing.
///
/// One by one is a `batch` of 1. The last batch may be shorter. The integers are made before the
/// clock starts.
///
/// ```
/// use hotloop::races::transport::{Transport, transfer};
/// use hotloop::threads::{Binding, Team};
///
/// let team = Team::spawn(2, Binding::Close)?;
/// for transport in Transport::ALL {
///     let one_by_one = transfer(&team, transport, 1000, 1)?;
///     let in_batches = transfer(&team, transport, 1000, 100)?;
///     assert!(one_by_one.is_complete() && in_batches.is_complete(), "{transport}");
/// }
/// # Ok::<(), hotloop::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Zero`] for a `batch` of nothing, [`Error::OutOfMemory`] if there is no memory for the
/// integers, or for one of their batches on its way, [`Error::TooSmall`] if the team has one member, or is in a region already and so runs
/// this one on one member: a side that waits would wait for itself. [`Error::Pipe`] if the
/// operating system refuses a pipe.
pub fn transfer(
    team: &Team,
    transport: Transport,
    items: usize,
    batch: usize,
) -> Result<Transfer, Error> {
    if batch == 0 {
        return Err(Error::Zero { argument: "batch" });
    }
    let batch = batch.min(items.max(1));
    let sent = integers(items)?;
    let (sender, receiver) = transport.open(&sent, batch)?;
    // Each side is taken by one member, who drops it: that is how the other learns of its end.
    let (sender, receiver) = (Mutex::new(Some(sender)), Mutex::new(Some(receiver)));
    let (sending, receiving) = (Mutex::new(None), Mutex::new(None));
    let barrier = Barrier::new(2);
    team.parallel(|member| match member.index {
        _ if member.members < 2 => {}
        0 => put(
            &sending,
            take(&sender).map(|side| send(side, &barrier, &sent, batch)),
        ),
        1 => put(
            &receiving,
            take(&receiver).map(|side| receive(side, &barrier, items)),
        ),
        _ => {}
    });
    let (Some((sending, sent)), Some((receiving, tally))) = (take(&sending), take(&receiving))
    else {
        return Err(Error::TooSmall {
            argument: "team",
            found: 1,
            least: 2,
        });
    };
    if sent == Err(Unsent::OutOfMemory) {
        return Err(Error::OutOfMemory {
            argument: "batch",
            results: batch,
        });
    }
    let (start, end) = (
        sending.start.min(receiving.start),
        sending.end.max(receiving.end),
    );
    Ok(Transfer {
        items,
        tally,
        time: end - start,
        copied: 8 * transport.copies(batch) * tally.received(),
    })
}

/// When a side started, and when it was through.
struct Span {
    start: Instant,
    end: Instant,
}

/// The sender's part.
fn send(
    mut side: Box<dyn Sender + '_>,
    barrier: &Barrier,
    items: &[u64],
    batch: usize,
) -> (Span, Result<(), Unsent>) {
    barrier.wait();
    let start = Instant::now();
    // A receiver that is gone shows in the tally, too.
    let outcome = side.send_all(items, batch);
    let outcome = outcome.and_then(|()| Ok(side.join()?));
    let end = Instant::now();
    (Span { start, end }, outcome)
}

/// The receiver's part.
fn receive(mut side: Box<dyn Receiver + '_>, barrier: &Barrier, items: usize) -> (Span, Tally) {
    let mut tally = Tally::default();
    barrier.wait();
    let start = Instant::now();
    let outcome = side.receive_all(items as u64, &mut tally);
    let end = Instant::now();
    // Nothing else may come before the sender closes.
    if outcome.is_ok() {
        while side.receive(&mut tally).is_ok() {}
    }
    (Span { start, end }, tally)
}

/// The integers 0, 1, 2, ….
pub(super) fn integers(items: usize) -> Result<Vec<u64>, Error> {
    memory::collected("items", (0..items).map(|item| item as u64))
}

fn take<T>(place: &Mutex<Option<T>>) -> Option<T> {
    place.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn put<T>(place: &Mutex<Option<T>>, value: Option<T>) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = value;
}
