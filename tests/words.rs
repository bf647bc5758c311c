//! Writes the words of a stream to standard output, for batteries of statistical tests:
//!
//! ```text
//! cargo test --release --test words -- --write SEED STREAM | dieharder -a -g 200
//! cargo test --release --test words -- --write SEED STREAM | RNG_test stdin64
//! ```
//!
//! Bytes are in little-endian order, and go on until the reader closes the pipe. Without `--write`
//! it checks that the bytes are the stream's words.

use hotloop::random::Generator;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// Words that are written at a time.
const BLOCK: usize = 8192;

/// Writes words until `out` takes no more.
fn write(mut generator: Generator, mut out: impl Write) -> io::Error {
    let mut words = [0; BLOCK];
    let mut bytes = Vec::with_capacity(size_of_val(&words));
    loop {
        generator.fill_u64(&mut words);
        bytes.clear();
        bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        if let Err(error) = out.write_all(&bytes) {
            return error;
        }
    }
}

/// Keeps as many bytes as `room`, and is closed then.
struct Pipe {
    bytes: Vec<u8>,
    room: usize,
}

impl Write for &mut Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.room - self.bytes.len());
        if taken == 0 {
            return Err(ErrorKind::BrokenPipe.into());
        }
        self.bytes.extend(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn check() {
    let mut pipe = Pipe {
        bytes: vec![],
        room: 8 * (2 * BLOCK + 5),
    };
    let error = write(Generator::new(0, 0), &mut pipe);
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    assert_eq!(pipe.bytes.len(), pipe.room);
    // The first output of xoshiro256++ for the seed 0, as in `rand_xoshiro`.
    assert_eq!(pipe.bytes[..8], 5_987_356_902_031_041_503_u64.to_le_bytes());
    let mut generator = Generator::new(0, 0);
    for word in pipe.bytes.as_chunks().0 {
        assert_eq!(u64::from_le_bytes(*word), generator.next_u64());
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_none_or(|first| first != "--write") {
        check();
        return ExitCode::SUCCESS;
    }
    let number = |i: usize| arguments.get(i)?.parse().ok();
    let (3, Some(seed), Some(stream)) = (arguments.len(), number(1), number(2)) else {
        eprintln!("usage: --write SEED STREAM, both from 0 to 2^64 - 1");
        return ExitCode::FAILURE;
    };
    let error = write(Generator::new(seed, stream), io::stdout().lock());
    if error.kind() == ErrorKind::BrokenPipe {
        return ExitCode::SUCCESS;
    }
    eprintln!("standard output: {error}");
    ExitCode::FAILURE
}
