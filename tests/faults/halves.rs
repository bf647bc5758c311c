//! Panics in the two halves of a ring, each run by a member of a team.

use super::pieces::{Pieces, Place};
use super::watchdog::Watchdog;
use hotloop::threads::ring::{Receiver, Sender, channel};
use hotloop::threads::{Binding, Team};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

/// How many items there are.
const ITEMS: usize = 7;

/// What goes through the ring: a number, and something that is counted.
type Item = (usize, super::pieces::Owned);

/// What a half is made of, and which of its pieces throws.
struct Half<'a> {
    pieces: &'a Pieces,
    /// A piece comes before every item, and one after the last.
    first: usize,
    batch: bool,
}

impl Half<'_> {
    /// Sends all items, and returns how many went.
    fn send(&self, mut sender: Sender<Item>) -> usize {
        for number in 0..ITEMS {
            drop(self.pieces.run(self.first + number));
            let item = (number, self.pieces.owned());
            let sent = if self.batch {
                sender.send_batch(&mut vec![item]).is_ok()
            } else {
                sender.send(item).is_ok()
            };
            if !sent {
                return number;
            }
        }
        drop(self.pieces.run(self.first + ITEMS));
        ITEMS
    }

    /// Receives until nothing comes, and returns how many came, which are the first.
    fn receive(&self, mut receiver: Receiver<Item>) -> usize {
        let mut items = vec![];
        loop {
            drop(self.pieces.run(self.first + items.len()));
            let received = if self.batch {
                receiver.recv_batch(&mut items).is_ok()
            } else {
                receiver.recv().map(|item| items.push(item)).is_ok()
            };
            if !received {
                assert!(items.iter().map(|item| item.0).eq(0..items.len()));
                return items.len();
            }
        }
    }
}

/// One exchange, of whose pieces `bad` throws. Returns how many items each half saw, if it came to its end.
fn exchange(team: &Team, capacity: usize, batch: bool, pieces: &Pieces) -> [Option<usize>; 2] {
    let (sender, receiver) = channel(capacity).unwrap();
    let (sender, receiver) = (Mutex::new(Some(sender)), Mutex::new(Some(receiver)));
    let seen = [Mutex::new(None), Mutex::new(None)];
    let region = AssertUnwindSafe(|| {
        team.parallel(|member| {
            let first = member.index * (ITEMS + 1);
            let half = Half {
                pieces,
                first,
                batch,
            };
            let count = match member.index {
                0 => half.send(sender.lock().unwrap().take().unwrap()),
                _ => half.receive(receiver.lock().unwrap().take().unwrap()),
            };
            *seen[member.index].lock().unwrap() = Some(count);
        });
    });
    if let Err(payload) = catch_unwind(region) {
        let piece = pieces.piece_of(payload, "a half of a ring");
        assert_eq!(pieces.begun(piece), 1);
    }
    seen.map(|seen| seen.into_inner().unwrap())
}

#[test]
fn a_member_that_panics_ends_the_exchange_and_loses_nothing() {
    let _watchdog = Watchdog::over("panics in rings");
    let team = Team::spawn(2, Binding::None).unwrap();
    for (capacity, batch) in [(1, false), (3, false), (10, false), (3, true), (10, true)] {
        let what = format!("{capacity}, in batches: {batch}");
        let pieces = |bad: &[usize]| Pieces::new(2 * (ITEMS + 1), bad, Place::Body);
        for item in 0..=ITEMS {
            // The sender, before an item and after the last: what it has sent comes.
            let seen = exchange(&team, capacity, batch, &pieces(&[item]));
            assert_eq!(seen, [None, Some(item)], "{what}");
            if batch {
                // How many come at once is not known.
                continue;
            }
            // The receiver: the sender is told, once the ring is full or before.
            let [sent, received] = exchange(&team, capacity, batch, &pieces(&[ITEMS + 1 + item]));
            assert_eq!(received, None, "{what}");
            // Those in the ring, and as many that found room when these were dropped.
            let most = ITEMS.min(item + 2 * capacity);
            assert!(
                sent.is_some_and(|sent| (item..=most).contains(&sent)),
                "{what}: {sent:?}"
            );
        }
        let fine = pieces(&[]);
        let seen = exchange(&team, capacity, batch, &fine);
        assert_eq!(seen, [Some(ITEMS); 2], "{what}");
        fine.nothing_lives(&what);
    }
}
