//! The side that empties slots. The proof of its `unsafe` is at the top of `slots.rs`.

use super::slots::{Half, Ring};
use crate::threads::discard::drop_or_discard;
use std::sync::atomic::Ordering::{Acquire, Release};

/// The side that empties slots.
#[repr(align(64))]
pub(super) struct Consumer<T> {
    half: Half<T>,
    head: usize,
    /// The last `tail` that was acquired.
    tail_seen: usize,
}

impl<T> Consumer<T> {
    /// That of a ring whose first item has the index `start`.
    pub(super) fn new(half: Half<T>, start: usize) -> Self {
        Self {
            half,
            head: start,
            tail_seen: start,
        }
    }

    /// The ring.
    #[inline]
    pub(super) fn ring(&self) -> &Ring<T> {
        &self.half.ring
    }

    /// How many items the ring holds at most.
    #[inline]
    pub(super) fn capacity(&self) -> usize {
        self.half.capacity
    }

    /// How many items are there now.
    #[inline]
    pub(super) fn len(&self) -> usize {
        let tail = self.half.ring.tail.load(Acquire);
        tail.wrapping_sub(self.head)
    }

    /// How many items have been taken out, modulo `usize`.
    #[inline]
    pub(super) fn index(&self) -> usize {
        self.head
    }

    /// The next item, if there is one. It looks at the producer's index only if there is none
    /// otherwise.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<T> {
        if self.head == self.tail_seen {
            self.tail_seen = self.half.ring.tail.load(Acquire);
            if self.head == self.tail_seen {
                return None;
            }
        }
        let slot = self.half.slot(self.head);
        // SAFETY: by point 2 of the proof the slot is filled and belongs to this side. The item is
        // not read again, since `head` moves on.
        let item = slot.with(|slot| unsafe { (*slot).assume_init_read() });
        self.release(1);
        Some(item)
    }

    /// Appends every item that is there to `into`, or as many as it has or can find room for.
    /// Nothing says that the ring is empty.
    pub(super) fn pop_batch(&mut self, into: &mut Vec<T>) -> Option<usize> {
        self.tail_seen = self.half.ring.tail.load(Acquire);
        let there = self.tail_seen.wrapping_sub(self.head);
        if there == 0 {
            return None;
        }
        // If it is refused, the room that is there already is used.
        let _ = into.try_reserve(there);
        let len = into.len();
        let mut count = 0;
        for room in into.spare_capacity_mut().iter_mut().take(there) {
            let slot = self.half.slot(self.head.wrapping_add(count));
            // SAFETY: as in `pop`: `count` is less than `there`, and `head` moves on below; nothing
            // between here and there can panic.
            room.write(slot.with(|slot| unsafe { (*slot).assume_init_read() }));
            count += 1;
        }
        // SAFETY: the `count` places after `len` have just been filled.
        unsafe { into.set_len(len + count) };
        self.release(count);
        Some(count)
    }

    /// Drops what is there now, and then says that the consumer is gone, even if dropping an item
    /// panics. What comes in between is dropped with the ring.
    pub(super) fn leave(&mut self) {
        let end = self.half.ring.tail.load(Acquire);
        let leaving = Leaving(self);
        while leaving.0.head != end {
            drop_or_discard(leaving.0.pop());
        }
    }

    /// Gives the next `count` slots, which are empty, back to the producer.
    #[inline]
    fn release(&mut self, count: usize) {
        self.head = self.head.wrapping_add(count);
        self.half.ring.head.store(self.head, Release);
    }
}

/// A consumer that says that it is gone when this is dropped, by a panic too.
struct Leaving<'a, T>(&'a mut Consumer<T>);

impl<T> Drop for Leaving<'_, T> {
    fn drop(&mut self) {
        let ring = self.0.ring();
        ring.receiver.leave(&ring.sender);
    }
}
