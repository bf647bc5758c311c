//! Words of eight bytes on their way through a pipe, in little-endian order.

use crate::{Error, memory};
use std::io::{self, ErrorKind, Read};

/// Bytes that are written and read at a time where nothing else asks for another size: as many as a
/// pipe holds on Linux.
pub(in crate::races) const BLOCK: usize = 1 << 16;

/// The word that tells a child to end, in place of a length: nothing is so long.
pub(in crate::races) const GOODBYE: u64 = u64::MAX;

/// Serialises: writes the words' bytes over what is in `buffer`, which has room for them, so that
/// nothing is allocated.
pub(in crate::races) fn encode(
    words: impl ExactSizeIterator<Item = [u8; 8]>,
    buffer: &mut Vec<u8>,
) {
    buffer.resize(8 * words.len(), 0);
    let (places, _) = buffer.as_chunks_mut();
    for (place, word) in places.iter_mut().zip(words) {
        *place = word;
    }
}

/// A refusal of bad arguments, in the language of pipes.
pub(in crate::races) fn refused(error: Error) -> io::Error {
    let kind = match error {
        Error::OutOfMemory { .. } => ErrorKind::OutOfMemory,
        _ => ErrorKind::InvalidInput,
    };
    io::Error::new(kind, error)
}

/// One word, or an error: [`ErrorKind::UnexpectedEof`] at the end of the input.
pub(in crate::races) fn read_word(input: &mut impl Read) -> io::Result<u64> {
    let mut word = [0; 8];
    input.read_exact(&mut word)?;
    Ok(u64::from_le_bytes(word))
}

/// The length of what comes next, or nothing if the input ends before it, or says [`GOODBYE`].
pub(in crate::races) fn read_length(input: &mut impl Read) -> io::Result<Option<u64>> {
    match read_word(input) {
        Ok(GOODBYE) => Ok(None),
        Ok(word) => Ok(Some(word)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads words as they come, with one system call for as many as are there and fit.
///
/// A pipe is a stream of bytes: what was written at once may be read in two goes, and a go may end
/// in the middle of a word. The rest of that word is kept for the next.
#[derive(Debug)]
pub(in crate::races) struct Words<R> {
    input: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that have been read, and those of them that were handed out.
    filled: usize,
    taken: usize,
}

impl<R: Read> Words<R> {
    /// Reads at most `words` at a time, at least one, and no more than a pipe holds.
    pub(in crate::races) fn new(input: R, words: usize) -> Result<Self, Error> {
        Ok(Self {
            input,
            buffer: memory::filled("batch", 8 * words.clamp(1, BLOCK / 8), 0)?,
            filled: 0,
            taken: 0,
        })
    }

    /// The next words, at least one of them, and at most so many: what follows is left to others.
    /// [`ErrorKind::UnexpectedEof`] at the end of the input.
    pub(in crate::races) fn next(&mut self, most: usize) -> io::Result<&[[u8; 8]]> {
        let end = self.buffer.len().min(most.saturating_mul(8));
        self.buffer.copy_within(self.taken..self.filled, 0);
        self.filled -= self.taken;
        self.taken = 0;
        while self.filled < 8 {
            match self.input.read(&mut self.buffer[self.filled..end]) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(bytes) => self.filled += bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let (words, rest) = self.buffer[..self.filled].as_chunks();
        self.taken = self.filled - rest.len();
        Ok(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::VecDeque;

    /// Gives so many bytes a read; none is a read that was interrupted.
    struct Pieces {
        bytes: Vec<u8>,
        sizes: VecDeque<usize>,
    }

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.sizes.pop_front() {
                Some(0) => Err(ErrorKind::Interrupted.into()),
                size => {
                    let most = buffer.len().min(self.bytes.len());
                    let size = size.unwrap_or(0).min(most);
                    buffer[..size].copy_from_slice(&self.bytes[..size]);
                    self.bytes.drain(..size);
                    Ok(size)
                }
            }
        }
    }

    #[test]
    fn words_survive_being_cut() {
        let sent: Vec<u64> = (0..9).map(|i| i * 0x0123_4567_89AB).collect();
        for words in [1, 2, 3, 100] {
            let mut bytes = vec![];
            encode(sent.iter().map(|word| word.to_le_bytes()), &mut bytes);
            let sizes = [3, 0, 4, 1, 12, 1, 1, 20, 0, 30].into_iter().chain([1; 72]);
            let mut input = Words::new(
                Pieces {
                    bytes,
                    sizes: sizes.collect(),
                },
                words,
            )
            .unwrap();
            let mut received = vec![];
            let error = loop {
                match input.next(usize::MAX) {
                    Ok(words) => {
                        received.extend(words.iter().map(|word| u64::from_le_bytes(*word)));
                    }
                    Err(error) => break error,
                }
            };
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
            assert_eq!(received, sent, "{words} words at a time");
        }
    }

    #[test]
    fn an_end_inside_a_word_is_an_end_and_so_is_a_goodbye() {
        assert_eq!(
            read_length(&mut &[7, 0, 0, 0, 0, 0, 0, 0][..]).unwrap(),
            Some(7)
        );
        assert_eq!(read_length(&mut &[7, 0, 0][..]).unwrap(), None);
        assert_eq!(read_length(&mut &[0xFF; 16][..]).unwrap(), None);
        assert!(Words::new(&[7, 0, 0][..], 1).unwrap().next(1).is_err());
    }
}
