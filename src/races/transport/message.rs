//! What channels and queues carry: plain integers, or whole batches.

use super::Unsent;
use crate::memory;
use std::slice::from_ref;

/// What is put into a channel or a queue at one time.
pub(super) trait Message: Send + Sized + 'static {
    /// Has `post` send the messages that carry a batch.
    fn pack<E>(batch: &[u64], post: impl FnMut(Self) -> Result<(), E>) -> Result<(), Unsent>
    where
        Unsent: From<E>;

    /// The integers in a message, where they are.
    fn items(&self) -> &[u64];
}

/// One by one: every integer is a message, and nothing is allocated for it.
impl Message for u64 {
    #[inline]
    fn pack<E>(batch: &[u64], post: impl FnMut(Self) -> Result<(), E>) -> Result<(), Unsent>
    where
        Unsent: From<E>,
    {
        Ok(batch.iter().copied().try_for_each(post)?)
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
    fn pack<E>(batch: &[u64], mut post: impl FnMut(Self) -> Result<(), E>) -> Result<(), Unsent>
    where
        Unsent: From<E>,
    {
        let message = memory::copied("batch", batch).map_err(|_| Unsent::OutOfMemory)?;
        Ok(post(message)?)
    }

    #[inline]
    fn items(&self) -> &[u64] {
        self
    }
}
