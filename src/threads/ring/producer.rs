//! The side that fills slots. The proof of its `unsafe` is at the top of `slots.rs`.

use super::slots::{Half, Ring};
use std::sync::atomic::Ordering::{Acquire, Release};

/// The side that fills slots. On a cache line of its own, wherever its owner keeps it.
#[repr(align(64))]
pub(super) struct Producer<T> {
    half: Half<T>,
    tail: usize,
    /// The last `head` that was acquired, plus the capacity: what `tail` may grow to.
    limit: usize,
}

impl<T> Producer<T> {
    /// That of a ring whose first item has the index `start`.
    pub(super) fn new(half: Half<T>, start: usize) -> Self {
        let limit = start.wrapping_add(half.capacity);
        Self {
            half,
            tail: start,
            limit,
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
        let head = self.half.ring.head.load(Acquire);
        self.tail.wrapping_sub(head)
    }

    /// How many items have been put in, modulo `usize`.
    #[inline]
    pub(super) fn index(&self) -> usize {
        self.tail
    }

    /// How many free slots there are, for certain. It looks at the consumer's index only if there
    /// would be fewer than `wanted` otherwise.
    #[inline]
    fn room(&mut self, wanted: usize) -> usize {
        let room = self.limit.wrapping_sub(self.tail);
        if room >= wanted {
            return room;
        }
        let head = self.half.ring.head.load(Acquire);
        self.limit = head.wrapping_add(self.half.capacity);
        self.limit.wrapping_sub(self.tail)
    }

    /// A free slot, if there is one.
    #[inline]
    pub(super) fn vacancy(&mut self) -> Option<Vacancy<'_, T>> {
        (self.room(1) > 0).then_some(Vacancy(self))
    }

    /// Moves as many items as there is room for.
    pub(super) fn push_batch(&mut self, batch: &mut Batch<'_, T>) -> usize {
        let count = self.room(batch.left()).min(batch.left());
        let items = batch.vec.as_ptr();
        for i in 0..count {
            // SAFETY: `count` items are left in the batch, and this one is not read again:
            // `moved` is raised below, and nothing between here and there can panic.
            let item = unsafe { items.add(batch.moved + i).read() };
            let slot = self.half.slot(self.tail.wrapping_add(i));
            // SAFETY: by point 3 of the proof, since `i` is less than the room.
            slot.with_mut(|slot| unsafe { (*slot).write(item) });
        }
        batch.moved += count;
        self.publish(count);
        count
    }

    /// Wakes the consumer if it sleeps, after an item has been put in. If the consumer is gone, the
    /// item comes back. (To ask before would be a second look at the same word for every item.)
    #[inline]
    pub(super) fn tell(&mut self) -> Option<T> {
        if self.half.ring.receiver.is_awake() {
            return None;
        }
        let item = wake_or_take_back(&self.half.ring, self.tail);
        if item.is_some() {
            self.tail = self.tail.wrapping_sub(1);
        }
        item
    }

    /// Gives the next `count` slots, which are filled, to the consumer.
    #[inline]
    fn publish(&mut self, count: usize) {
        self.tail = self.tail.wrapping_add(count);
        self.half.ring.tail.store(self.tail, Release);
    }
}

/// The slot at the tail of a ring that is not full.
pub(super) struct Vacancy<'a, T>(&'a mut Producer<T>);

impl<T> Vacancy<'_, T> {
    /// Puts an item there.
    #[inline]
    pub(super) fn fill(self, item: T) {
        let slot = self.0.half.slot(self.0.tail);
        // SAFETY: by point 3 of the proof: the ring was not full when this vacancy was made, and
        // it borrows the only half that fills slots.
        slot.with_mut(|slot| unsafe { (*slot).write(item) });
        self.0.publish(1);
    }
}

/// The cold path of [`Producer::tell`]. It takes the ring and not the producer, so that the
/// compiler keeps a producer in registers: see the `drop` of [`Half`].
#[cold]
#[inline(never)]
fn wake_or_take_back<T>(ring: &Ring<T>, tail: usize) -> Option<T> {
    if !ring.receiver.is_gone() {
        ring.receiver.wake();
        return None;
    }
    if ring.head.load(Acquire) == tail {
        // The consumer has dropped it.
        return None;
    }
    let last = tail.wrapping_sub(1);
    ring.tail.store(last, Release);
    let slot = &ring.slots[last & (ring.slots.len() - 1)];
    // SAFETY: by point 6 of the proof. The item is not read again, since `tail` is lower now, and
    // the producer, which alone calls this, moves its own to the same place.
    Some(slot.with(|slot| unsafe { (*slot).assume_init_read() }))
}

/// The items of a vector while they move into a ring, from the front. When it goes, the vector has
/// what was not moved.
pub(super) struct Batch<'a, T> {
    /// Its length is 0 meanwhile: even if this batch were leaked, nothing would be dropped twice.
    vec: &'a mut Vec<T>,
    len: usize,
    moved: usize,
}

impl<'a, T> Batch<'a, T> {
    pub(super) fn new(vec: &'a mut Vec<T>) -> Self {
        let len = vec.len();
        // SAFETY: 0 is within the capacity. The items are the batch's from here on.
        unsafe { vec.set_len(0) };
        Self { vec, len, moved: 0 }
    }

    /// How many have not been moved.
    #[inline]
    pub(super) fn left(&self) -> usize {
        self.len - self.moved
    }
}

impl<T> Drop for Batch<'_, T> {
    fn drop(&mut self) {
        let left = self.left();
        // SAFETY: the items from `moved` on are still there; they are moved to the front, over
        // those that are in the ring, and belong to the vector again.
        unsafe {
            let items = self.vec.as_mut_ptr();
            items.copy_from(items.add(self.moved), left);
            self.vec.set_len(left);
        }
    }
}
