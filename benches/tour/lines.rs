//! Lines on standard output, for as long as somebody reads them.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

/// As `println!`. Where the reader has gone, as in `… | head -5`, nothing is printed any more.
macro_rules! say {
    ($($line:tt)*) => {
        $crate::lines::print(format_args!($($line)*))
    };
}
pub(crate) use say;

static UNREAD: AtomicBool = AtomicBool::new(false);

/// Whether the reader has gone.
pub(crate) fn unread() -> bool {
    UNREAD.load(Ordering::Relaxed)
}

pub(crate) fn print(line: Arguments<'_>) {
    if unread() {
        return;
    }
    match writeln!(stdout(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            UNREAD.store(true, Ordering::Relaxed);
        }
        printed => printed.expect("standard output can be written"),
    }
}

/// Columns of the narrowest terminal that lines are made for.
const COLUMNS: usize = 80;

/// Prose, with breaks where a terminal would make them, each followed by so many spaces: as many as
/// stand before the first word.
pub(crate) fn wrapped(prose: &str, indent: usize) -> String {
    let (mut text, mut column) = (String::new(), indent);
    for word in prose.split(' ') {
        let width = word.chars().count();
        if !text.is_empty() && column + 1 + width > COLUMNS {
            text += &format!("\n{:indent$}", "");
            column = indent;
        } else if !text.is_empty() {
            text.push(' ');
            column += 1;
        }
        text += word;
        column += width;
    }
    text
}
