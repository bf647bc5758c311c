//! The slots, and which half they belong to: the proof for the ring's `unsafe`, all of which is
//! here, in `producer.rs` and in `consumer.rs`.
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
//! 1. There is one `Producer` and one `Consumer` a ring, neither can be cloned, and what they
//!    do takes `&mut self`. So each side is one thread at a time, and whatever moves a half to
//!    another thread orders what the one has done before what the other does.
//! 2. `tail` is written by the producer alone. It stores `tail + n` with release after it has
//!    filled the `n` slots from `tail` on: that gives them to the consumer, which reads a slot only
//!    below a `tail` that it has acquired.
//! 3. `head` is written by the consumer alone. It stores `head + n` with release after it has moved
//!    the items out of the `n` slots from `head` on: that gives them back to the producer, which
//!    writes a slot `i` only when it has acquired a `head` with `i - head < capacity`.
//! 4. A half that looks at an old index of the other sees fewer slots of its own than there are,
//!    and never more. Hence `0 <= tail - head <= capacity <= slots` always holds, two items of
//!    `head..tail` never share a slot, and no slot belongs to both.
//! 5. The last half to go frees the ring, and the count of the [`Arc`] orders all that both have
//!    done before that. It drops the items of `head..tail`, which are those that nobody has moved
//!    out.
//!
//! 6. A consumer that has said that it is gone touches the slots no more. The producer, once it has
//!    acquired that word, may take back what is in them.
//!
//! # Items without a size
//!
//! They are the exception to 4: all share one slot, which both sides may use at the same time.
//! (There may be `usize::MAX` of them in the ring, and no vector has slots for them.) What needs
//! proof is that nobody reads what was not written, and that two accesses at a time do not meet.
//!
//! * The slot has no bytes. A read and a write of it touch no memory, so no two of them conflict:
//!   the language asks of a pointer to a type without size that it is aligned and not null, and of
//!   two threads that they do not meet at a byte. `UnsafeCell::with` and `with_mut` hand out raw
//!   pointers, and no reference to an item is made from them.
//! * To read an item without a size is to make one from nothing, which is sound as often as one was
//!   forgotten in exchange. The indices still count: an item is made for each that was put in, by
//!   points 2 and 3, once. So a type of which there may be only so many (a token, a permit) has as
//!   many values after its way through the ring as before, and each is dropped once.
//! * The mask is 0, so `i & mask` is that slot for every `i`.

use super::wait_state::WaitState;
use crate::threads::discard::{discard, drop_or_discard};
use crate::threads::primitive::{Arc, AtomicUsize, UnsafeCell};
use crate::{Error, memory};
use crossbeam_utils::CachePadded;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ptr::NonNull;
use std::sync::atomic::Ordering::Relaxed;

pub(super) type Slot<T> = UnsafeCell<MaybeUninit<T>>;

/// What the halves share. What one writes again and again has cache lines of its own.
pub(super) struct Ring<T> {
    /// How many items have been put in, modulo `usize`. The producer's.
    pub(super) tail: CachePadded<AtomicUsize>,
    /// How many items have been taken out, modulo `usize`. The consumer's.
    pub(super) head: CachePadded<AtomicUsize>,
    /// Where the sender is: hardly ever written, so looking at it costs nothing.
    pub(super) sender: CachePadded<WaitState>,
    /// Where the receiver is.
    pub(super) receiver: CachePadded<WaitState>,
    pub(super) slots: Vec<Slot<T>>,
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
pub(super) struct Half<T> {
    pub(super) ring: ManuallyDrop<Arc<Ring<T>>>,
    slots: NonNull<Slot<T>>,
    mask: usize,
    pub(super) capacity: usize,
}

// SAFETY: the pointer is to the slots of the ring beside it, which may be sent.
unsafe impl<T: Send> Send for Half<T> {}
// SAFETY: a shared half tells its capacity, and nothing else.
unsafe impl<T: Send> Sync for Half<T> {}

/// A ring whose first item has the index `start`, for its two halves.
pub(super) fn ring<T: Send>(capacity: usize, start: usize) -> Result<(Half<T>, Half<T>), Error> {
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
    let mut slots = memory::room(ARGUMENT, len)?;
    slots.resize_with(len, || Slot::new(MaybeUninit::uninit()));
    let ring = Arc::new(Ring {
        tail: CachePadded::new(AtomicUsize::new(start)),
        head: CachePadded::new(AtomicUsize::new(start)),
        sender: CachePadded::new(WaitState::new()),
        receiver: CachePadded::new(WaitState::new()),
        slots,
    });
    let half = |ring: Arc<Ring<T>>| Half {
        slots: NonNull::from(ring.slots.as_slice()).cast(),
        mask: len - 1,
        capacity,
        ring: ManuallyDrop::new(ring),
    };
    Ok((half(Arc::clone(&ring)), half(ring)))
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
    pub(super) fn slot(&self, index: usize) -> &Slot<T> {
        // SAFETY: there are `mask + 1` slots, and they live and stay where they are as long as the
        // ring, which this half keeps alive. A reference to a slot is no access to the item.
        unsafe { self.slots.add(index & self.mask).as_ref() }
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        let mut left = Left(self);
        while let Some(item) = left.next() {
            // If this panics, `left` drops the others.
            drop_or_discard(item);
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
            discard(item);
        }
    }
}
