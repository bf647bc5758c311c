//! Lines on standard output, for as long as somebody reads them.

use console::Term;
use std::env;
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

/// Columns that a line may have: those of the terminal, or what `COLUMNS` says, within reason.
pub(crate) fn width() -> usize {
    let told = env::var("COLUMNS").ok();
    let told = told.and_then(|columns| columns.trim().parse().ok());
    let terminal = || Some(usize::from(Term::stdout().size_checked()?.1));
    let columns = told.or_else(terminal).unwrap_or(WIDEST);
    columns.clamp(NARROWEST, WIDEST)
}

/// Wider ones make nothing easier to read.
const WIDEST: usize = 80;
/// In narrower ones tables would be no tables.
const NARROWEST: usize = 40;

/// Prose, with breaks where the terminal would make them, each followed by so many spaces: as many as
/// stand before the first word.
pub(crate) fn wrapped(prose: &str, indent: usize) -> String {
    folded(prose, indent, width())
}

/// The same for lines of so many columns.
pub(crate) fn folded(prose: &str, indent: usize, width: usize) -> String {
    let (mut text, mut column) = (String::new(), indent);
    for word in prose.split(' ') {
        let length = word.chars().count();
        if !text.is_empty() && column + 1 + length > width {
            text += &format!("\n{:indent$}", "");
            column = indent;
        } else if !text.is_empty() {
            text.push(' ');
            column += 1;
        }
        text += word;
        column += length;
    }
    text
}
