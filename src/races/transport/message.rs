//! What channels and queues carry: plain integers, or whole batches.

use std::iter::once;
use std::slice::from_ref;

/// What is put into a channel or a queue at one time.
pub(super) trait Message: Send + Sized + 'static {
    /// The messages that carry a batch.
    fn pack(batch: &[u64]) -> impl Iterator<Item = Self>;

    /// The integers in a message, where they are.
    fn items(&self) -> &[u64];
}

/// One by one: every integer is a message, and nothing is allocated for it.
impl Message for u64 {
    #[inline]
    fn pack(batch: &[u64]) -> impl Iterator<Item = Self> {
        batch.iter().copied()
    }

    #[inline]
    fn items(&self) -> &[u64] {
        from_ref(self)
    }
}

/// In batches: the integers are copied once, by the sender, and it is their address that travels.
/// The receiver reads them where they are and frees them.
impl Message for Vec<u64> {
    #[inline]
    fn pack(batch: &[u64]) -> impl Iterator<Item = Self> {
        once(batch.to_vec())
    }

    #[inline]
    fn items(&self) -> &[u64] {
        self
    }
}
