//! The slots, and which half they belong to: all of the ring's `unsafe`, with the proof.
//!
//! Two indices count the items that have ever gone in and come out: `tail` and `head`. They only
//! grow, and wrap around at the end of `usize`. Item `i` lies in slot `i & mask`, where `mask` is
//! the number of slots less one, and the number of slots is a power of two.
//!
//! ```text
//!              head              tail               head + capacity
//!               │                 │                        │
//!   … taken … ▐███████ sent ███████░░░░░░░░ free ░░░░░░░░░░▌
//!               the receiver's      the sender's
//! ```
//!
//! # Why two threads may use the slots
//!
//! The slots of `head..tail` belong to the receiver and are filled. All others belong to the sender
//! and are empty.
//!
//! 1. There is one [`Producer`] and one [`Consumer`] a ring, neither can be cloned, and what they
//!    do takes `&mut self`. So each side is one thread at a time, and whatever moves a half to
//!    another thread orders what the one has done before what the other does.
//! 2. `tail` is written by the producer alone. It stores `tail + n` with release after it has filled
//!    the `n` slots from `tail` on: that gives them to the consumer, which reads a slot only below a
//!    `tail` that it has acquired.
//! 3. `head` is written by the consumer alone. It stores `head + n` with release after it has moved
//!    the items out of the `n` slots from `head` on: that gives them back to the producer, which
//!    writes a slot `i` only when it has acquired a `head` with `i - head < capacity`.
//! 4. A half that looks at an old index of the other sees fewer slots of its own than there are, and
//!    never more. Hence `0 <= tail - head <= capacity <= slots` always holds, two items of
//!    `head..tail` never share a slot, and no slot belongs to both.
//! 5. The last half to go frees the ring, and the count of the [`Arc`] orders all that both have done
//!    before that. It drops the items of `head..tail`, which are those that nobody has moved out.
//!
//! 6. A consumer that has said that it is gone touches the slots no more. The producer, once it has
//!    acquired that word, may take back what is in them.
//!
//! Items without a size are the exception to 4: they share one slot of no bytes, and reading and
//! writing no bytes is no access.

use super::place::Place;
use crate::Error;
use crate::threads::primitive::{Arc, AtomicUsize, UnsafeCell};
use crossbeam_utils::CachePadded;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr::NonNull;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

type Slot<T> = UnsafeCell<MaybeUninit<T>>;

/// What the halves share. What one writes again and again has cache lines of its own.
pub(super) struct Ring<T> {
    /// How many items have been put in, modulo `usize`. The producer's.
    tail: CachePadded<AtomicUsize>,
    /// How many items have been taken out, modulo `usize`. The consumer's.
    head: CachePadded<AtomicUsize>,
    /// Where the sender is: hardly ever written, so looking at it costs nothing.
    pub(super) sender: CachePadded<Place>,
    /// Where the receiver is.
    pub(super) receiver: CachePadded<Place>,
    slots: Vec<Slot<T>>,
}

// SAFETY: items move from one thread to another, which `T: Send` allows, and no two threads ever
// refer to one item. Who may use which slot is proved at the top of this file.
unsafe impl<T: Send> Sync for Ring<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Ring<T> {}

impl<T> Ring<T> {
    /// Whether the producer, which is at `tail`, has to wait. It takes nothing.
    pub(super) fn is_full(&self, tail: usize, capacity: usize) -> bool {
        tail.wrapping_sub(self.head.load(Relaxed)) >= capacity
    }

    /// Whether the consumer, which is at `head`, has to wait. It takes nothing.
    pub(super) fn is_empty(&self, head: usize) -> bool {
        self.tail.load(Relaxed) == head
    }
}

/// What is the same for both halves: the ring, and the way to its slots without a detour.
struct Half<T> {
    ring: ManuallyDrop<Arc<Ring<T>>>,
    slots: NonNull<Slot<T>>,
    mask: usize,
    capacity: usize,
}

// SAFETY: the pointer is to the slots of the ring beside it, which may be sent.
unsafe impl<T: Send> Send for Half<T> {}
// SAFETY: a shared half tells its capacity, and nothing else.
unsafe impl<T: Send> Sync for Half<T> {}

/// The side that fills slots. On a cache line of its own, wherever its owner keeps it.
#[repr(align(64))]
pub(super) struct Producer<T> {
    half: Half<T>,
    tail: usize,
    /// The last `head` that was acquired, plus the capacity: what `tail` may grow to.
    limit: usize,
}

/// The side that empties slots.
#[repr(align(64))]
pub(super) struct Consumer<T> {
    half: Half<T>,
    head: usize,
    /// The last `tail` that was acquired.
    tail_seen: usize,
}

/// A ring whose first item has the index `start`: 0, but in tests.
pub(super) fn ring<T: Send>(
    capacity: usize,
    start: usize,
) -> Result<(Producer<T>, Consumer<T>), Error> {
    const ARGUMENT: &str = "capacity";
    if capacity == 0 {
        return Err(Error::Zero { argument: ARGUMENT });
    }
    // The largest power of two whose slots are not too large for an allocation.
    let most = 1 << (isize::MAX as usize / size_of::<T>().max(1)).max(1).ilog2();
    if capacity > most {
        return Err(Error::TooLarge {
            argument: ARGUMENT,
            found: capacity,
            most,
        });
    }
    let len = match size_of::<T>() {
        0 => 1,
        _ => capacity.next_power_of_two(),
    };
    let mut slots = Vec::new();
    let reserved = slots.try_reserve_exact(len);
    reserved.map_err(|_| Error::OutOfMemory {
        argument: ARGUMENT,
        results: capacity,
    })?;
    slots.resize_with(len, || Slot::new(MaybeUninit::uninit()));
    let ring = Arc::new(Ring {
        tail: CachePadded::new(AtomicUsize::new(start)),
        head: CachePadded::new(AtomicUsize::new(start)),
        sender: CachePadded::new(Place::new()),
        receiver: CachePadded::new(Place::new()),
        slots,
    });
    let half = |ring: Arc<Ring<T>>| Half {
        slots: NonNull::from(ring.slots.as_slice()).cast(),
        mask: len - 1,
        capacity,
        ring: ManuallyDrop::new(ring),
    };
    let producer = Producer {
        half: half(Arc::clone(&ring)),
        tail: start,
        limit: start.wrapping_add(capacity),
    };
    let consumer = Consumer {
        half: half(ring),
        head: start,
        tail_seen: start,
    };
    Ok((producer, consumer))
}

impl<T> Drop for Half<T> {
    #[inline]
    fn drop(&mut self) {
        // By value. Dropping the field where it is would tell other functions its address, and that
        // keeps the compiler from holding a half in registers, which costs a sixth of the speed.
        // SAFETY: nothing uses the field after this.
        let_go(unsafe { ManuallyDrop::take(&mut self.ring) });
    }
}

#[cold]
#[inline(never)]
fn let_go<T>(ring: Arc<Ring<T>>) {
    drop(ring);
}

impl<T> Half<T> {
    /// The slot of item `index`.
    #[inline]
    fn slot(&self, index: usize) -> &Slot<T> {
        // SAFETY: there are `mask + 1` slots, and they live and stay where they are as long as the
        // ring, which this half keeps alive. A reference to a slot is no access to the item.
        unsafe { self.slots.add(index & self.mask).as_ref() }
    }
}

impl<T> Producer<T> {
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

/// [`Producer::tell`], out of the way. It is not told where the producer is: see [`Half`]'s `drop`.
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
    // SAFETY: by point 6 of the proof. The item is not read again, since `tail` is lower now, and the
    // producer, which alone calls this, moves its own to the same place.
    Some(slot.with(|slot| unsafe { (*slot).assume_init_read() }))
}

impl<T> Consumer<T> {
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
            drop(leaving.0.pop());
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

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        let mut left = Left(self);
        while let Some(item) = left.next() {
            // If this panics, `left` drops the others, as a vector would.
            drop(item);
        }
    }
}

/// The items that nobody has taken, when both halves are gone.
struct Left<'a, T>(&'a mut Ring<T>);

impl<T> Left<'_, T> {
    fn next(&mut self) -> Option<T> {
        let (head, tail) = (self.0.head.load(Relaxed), self.0.tail.load(Relaxed));
        if head == tail {
            return None;
        }
        let slot = &self.0.slots[head & (self.0.slots.len() - 1)];
        self.0.head.store(head.wrapping_add(1), Relaxed);
        // SAFETY: by point 5 of the proof; `head` has moved on, so it is not read again.
        Some(slot.with(|slot| unsafe { (*slot).assume_init_read() }))
    }
}

impl<T> Drop for Left<'_, T> {
    fn drop(&mut self) {
        while let Some(item) = self.next() {
            drop(item);
        }
    }
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
        // SAFETY: the items from `moved` on are still there; they are moved to the front, over those
        // that are in the ring, and belong to the vector again.
        unsafe {
            let items = self.vec.as_mut_ptr();
            items.copy_from(items.add(self.moved), left);
            self.vec.set_len(left);
        }
    }
}
