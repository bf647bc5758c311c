//! What stands at the beginning of a file of NumPy's: version 1, 2 or 3 of
//! [the format](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
//!
//! ```text
//! \x93NUMPY  major minor  length: 2 bytes, or 4  {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }
//! ```
//!
//! The crate that reads it brings a grammar and 25 more crates along. One dictionary of three known keys takes this
//! file.

use std::io::{self, ErrorKind, Read};

/// What the header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The type of an element: `<f8` is an `f64` with the lowest byte first.
    pub(super) descr: String,
    /// Whether the first index varies fastest.
    pub(super) fortran_order: bool,
    pub(super) shape: Vec<usize>,
    /// Where the elements begin, in bytes.
    pub(super) data: u64,
}

/// The longest text that is read. NumPy's own of an array of floats has 118 bytes.
const LONGEST: usize = 1 << 16;

impl Header {
    pub(super) fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut start = [0; 8];
        fill(from, &mut start)?;
        if start[..6] != *b"\x93NUMPY" {
            return Err(foreign("it does not begin as a file of NumPy's"));
        }
        let mut len = [0; 4];
        let bytes = match start[6] {
            1 => 2,
            2 | 3 => 4,
            _ => {
                return Err(foreign(
                    "a version of NumPy's format that is not known here",
                ));
            }
        };
        fill(from, &mut len[..bytes])?;
        let len = u32::from_le_bytes(len) as usize;
        if len > LONGEST {
            return Err(foreign("its header is too long"));
        }
        let mut text = vec![0; len];
        fill(from, &mut text)?;
        let data = (start.len() + bytes + len) as u64;
        let text = std::str::from_utf8(&text).map_err(|_| foreign("its header is no text"))?;
        Self::parse(text, data).ok_or(foreign("its header is not that of an array of numbers"))
    }

    /// The dictionary, whose keys may be in any order.
    fn parse(text: &str, data: u64) -> Option<Self> {
        let (mut descr, mut fortran_order, mut shape) = (None, None, None);
        let mut rest = text.trim().strip_prefix('{')?.trim_start();
        while let Some((key, after)) = quoted(rest) {
            let value = after.trim_start().strip_prefix(':')?.trim_start();
            rest = match key {
                "descr" => {
                    let (name, rest) = quoted(value)?;
                    descr = Some(name.to_owned());
                    rest
                }
                "fortran_order" => {
                    let (is, rest) = boolean(value)?;
                    fortran_order = Some(is);
                    rest
                }
                "shape" => {
                    let (sizes, rest) = value.strip_prefix('(')?.split_once(')')?;
                    shape = Some(tuple(sizes)?);
                    rest
                }
                _ => return None,
            };
            rest = rest.trim_start();
            let Some(next) = rest.strip_prefix(',') else {
                break;
            };
            rest = next.trim_start();
        }
        (rest == "}").then_some(Self {
            descr: descr?,
            fortran_order: fortran_order?,
            shape: shape?,
            data,
        })
    }
}

/// A string in quotes, and what comes after it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|c| "'\"".contains(*c))?;
    text[1..].split_once(quote)
}

fn boolean(text: &str) -> Option<(bool, &str)> {
    let is = text.strip_prefix("True").map(|rest| (true, rest));
    is.or_else(|| text.strip_prefix("False").map(|rest| (false, rest)))
}

/// `3, 2`, or `3,`, or nothing: as in Python, what comes last may have a comma behind it.
fn tuple(text: &str) -> Option<Vec<usize>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(vec![]);
    }
    let sizes = text.strip_suffix(',').unwrap_or(text).split(',');
    // Python 2 has written long integers with an `L`.
    let size = |size: &str| size.trim().trim_end_matches('L').parse().ok();
    sizes.map(size).collect()
}

fn fill(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<()> {
    from.read_exact(bytes).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => foreign("it ends within its header"),
        _ => error,
    })
}

fn foreign(what: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}
