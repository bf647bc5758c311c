//! Room that may be refused: vectors whose length a caller chooses.
//!
//! `vec![…]`, `collect` and `clone` end the process where there is no memory. That will do for what
//! is small whatever the caller asks for. What grows with an argument is made here, and is an
//! [`Error::OutOfMemory`] where it does not fit.

use super::Buffer;
use crate::Error;
use bytemuck::Zeroable;

/// An empty vector with room for `len` elements, and no more than that.
pub(crate) fn room<T>(argument: &'static str, len: usize) -> Result<Vec<T>, Error> {
    let mut room = Vec::new();
    match room.try_reserve_exact(len) {
        Ok(()) => Ok(room),
        Err(_) => Err(Error::OutOfMemory {
            argument,
            results: len,
        }),
    }
}

/// `len` times `value`.
pub(crate) fn filled<T: Clone>(
    argument: &'static str,
    len: usize,
    value: T,
) -> Result<Vec<T>, Error> {
    let mut filled = room(argument, len)?;
    filled.resize(len, value);
    Ok(filled)
}

/// `len` zeros that begin a line of the cache, as vectors want them that come from there or go there: an allocator
/// begins what is long 16 bytes past one, where every vector of 64 bytes is in two.
pub(crate) fn on_lines<T: Copy + Zeroable>(
    argument: &'static str,
    len: usize,
) -> Result<Buffer<T>, Error> {
    Buffer::zeroed(len).map_err(|error| error.naming(argument))
}

/// The elements of a slice.
pub(crate) fn copied<T: Copy>(argument: &'static str, from: &[T]) -> Result<Vec<T>, Error> {
    let mut copied = room(argument, from.len())?;
    copied.extend_from_slice(from);
    Ok(copied)
}

/// What an iterator yields that knows how much that is.
pub(crate) fn collected<T>(
    argument: &'static str,
    items: impl ExactSizeIterator<Item = T>,
) -> Result<Vec<T>, Error> {
    let len = items.len();
    let mut collected = room(argument, len)?;
    // Not more than there is room for, whatever the iterator says: that would grow the vector.
    collected.extend(items.take(len));
    Ok(collected)
}

/// What an iterator yields that knows how much that is, unless it fails on the way.
pub(crate) fn gathered<T>(
    argument: &'static str,
    items: impl ExactSizeIterator<Item = Result<T, Error>>,
) -> Result<Vec<T>, Error> {
    let len = items.len();
    let mut gathered = room(argument, len)?;
    for item in items.take(len) {
        gathered.push(item?);
    }
    Ok(gathered)
}

/// Room for another element, where nobody knows how many there will be.
pub(crate) fn one_more<T>(argument: &'static str, list: &mut Vec<T>) -> Result<(), Error> {
    list.try_reserve(1).map_err(|_| Error::OutOfMemory {
        argument,
        results: list.len().saturating_add(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_have_what_was_asked_for_and_no_more_room() {
        assert_eq!(filled("n", 3, 7), Ok(vec![7; 3]));
        assert_eq!(copied("n", &[1, 2, 3]), Ok(vec![1, 2, 3]));
        assert_eq!(collected("n", [1, 2, 3].iter().rev()), Ok(vec![&3, &2, &1]));
        assert_eq!(gathered("n", [1, 2].iter().map(Ok)), Ok(vec![&1, &2]));
        assert!(room::<u64>("n", 100).is_ok_and(|room| room.capacity() == 100));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let results = isize::MAX as usize / 8;
        let error = Error::OutOfMemory {
            argument: "n",
            results,
        };
        assert_eq!(room::<[u64; 2]>("n", results), Err(error.clone()));
        assert_eq!(filled("n", results, [0_u64; 2]), Err(error.clone()));
        let failing = [Ok(1), Err(error.clone())];
        assert_eq!(gathered("n", failing.into_iter()), Err(error));
    }
}
