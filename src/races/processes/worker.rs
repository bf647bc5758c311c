//! The child's side of the pool.

use super::process::{Role, say_ready};
use super::stdio::unbuffered;
use super::wire::{Words, read_length, refused};
use std::io::{self, ErrorKind, Read, Write};

/// Works for a [`Pool`](super::Pool) until `input` ends: reads a part, adds it up, writes its
/// length and its sum. A length of 2^64 - 1, which no part has, is the end too.
///
/// The part is read as a whole before the work begins, because that is what a function of a pool is
/// given. So it is in memory twice: here and in the parent.
///
/// ```
/// use hotloop::races::processes::worker;
///
/// // Two numbers, 1.5 and 2, and an empty part.
/// let words = [2, 1.5_f64.to_bits(), 2.0_f64.to_bits(), 0];
/// let input: Vec<u8> = words.iter().flat_map(|word: &u64| word.to_le_bytes()).collect();
/// let mut output = vec![];
/// worker(&input[..24], &mut output)?;
/// worker(&input[24..], &mut output)?;
///
/// let answer = [2, 3.5_f64.to_bits()].map(u64::to_le_bytes).concat();
/// assert_eq!(output[..17], [b"+", &answer[..]].concat());
/// assert_eq!(output[17..], [b"+", &[0; 16][..]].concat());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// What `input` and `output` report, and [`ErrorKind::UnexpectedEof`] if the input ends within a
/// part: the parent is dead.
pub fn worker(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    say_ready(Role::Worker, &mut output)?;
    let mut part = Vec::new();
    while let Some(length) = read_length(&mut input)? {
        read_part(&mut input, length, &mut part)?;
        let sum = part.iter().fold(0.0, |sum: f64, x| sum + x);
        let answer = [length, sum.to_bits()].map(u64::to_le_bytes);
        output.write_all(answer.as_flattened())?;
        output.flush()?;
    }
    Ok(())
}

/// [`worker`] on this process' own standard input and output: what a program does that a
/// [`Pool`](super::Pool) has started.
///
/// # Errors
///
/// As [`worker`].
pub fn serve() -> io::Result<()> {
    let (input, output) = unbuffered()?;
    worker(input, output)
}

/// Reads numbers until there are so many, over what was in `part`. The memory is used again by the
/// next task: new memory would cost more than the sum.
fn read_part(input: &mut impl Read, length: u64, part: &mut Vec<f64>) -> io::Result<()> {
    part.clear();
    let length = usize::try_from(length).map_err(|_| ErrorKind::OutOfMemory)?;
    part.try_reserve_exact(length)
        .map_err(|_| ErrorKind::OutOfMemory)?;
    let mut words = Words::new(input, length).map_err(refused)?;
    while part.len() < length {
        let block = words.next(length - part.len())?;
        part.extend(block.iter().map(|word| f64::from_le_bytes(*word)));
    }
    Ok(())
}
