//! A trace as text.

use super::{Chunk, Trace};
use std::fmt;
use std::time::Duration;

/// The columns of a row, unless the format says otherwise.
const COLUMNS: usize = 64;

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = f.width().unwrap_or(COLUMNS).max(1);
        let digits = (self.members - 1).to_string().len();
        let work = self.work().as_secs_f64();
        for member in 0..self.members {
            let row = self.row(member, columns);
            let percent = match work {
                0.0 => 0.0,
                work => 100.0 * self.busy(member).as_secs_f64() / work,
            };
            writeln!(f, "{member:>digits$} {row} {percent:5.1} %")?;
        }
        let chunks = match self.chunks.len() {
            1 => "1 chunk".into(),
            chunks => format!("{chunks} chunks"),
        };
        let (makespan, percent) = (self.makespan, 100.0 * self.imbalance());
        write!(f, "{chunks} in {makespan:.1?}, imbalance {percent:.1} %")
    }
}

impl Trace {
    /// What a member did in each of so many columns.
    fn row(&self, member: usize, columns: usize) -> String {
        let mut row = vec![Column::Idle; columns];
        for chunk in self.chunks.iter().filter(|chunk| chunk.member == member) {
            let (first, last) = self.columns(chunk, columns);
            row[first] = row[first].and_begin();
            for column in &mut row[first + 1..=last] {
                *column = Column::GoesOn;
            }
        }
        row.into_iter().map(Column::sign).collect()
    }

    /// The first and the last column in which a chunk was run.
    fn columns(&self, chunk: &Chunk, columns: usize) -> (usize, usize) {
        // In integers, so that what ends where a column ends does not reach into the next.
        let whole = self.makespan.as_nanos().max(1);
        let scaled = |time: Duration| time.as_nanos() * columns as u128;
        let column = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let first = column(scaled(chunk.start) / whole).min(columns - 1);
        let end = column(scaled(chunk.end).div_ceil(whole));
        (first, end.clamp(first + 1, columns) - 1)
    }
}

/// What happened in a column.
#[derive(Clone, Copy)]
enum Column {
    Idle,
    GoesOn,
    Begins,
    BeginMore,
}

impl Column {
    /// The same, and a chunk begins.
    fn and_begin(self) -> Self {
        match self {
            Self::Idle | Self::GoesOn => Self::Begins,
            Self::Begins | Self::BeginMore => Self::BeginMore,
        }
    }

    fn sign(self) -> char {
        match self {
            Self::Idle => '.',
            Self::GoesOn => '=',
            Self::Begins => '|',
            Self::BeginMore => '#',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(member: usize, start: u64, end: u64) -> Chunk {
        Chunk {
            member,
            range: 0..1,
            start: Duration::from_millis(start),
            end: Duration::from_millis(end),
        }
    }

    fn trace(members: usize, makespan: u64, chunks: &[Chunk]) -> Trace {
        Trace {
            members,
            chunks: chunks.to_vec(),
            makespan: Duration::from_millis(makespan),
        }
    }

    #[test]
    fn a_row_a_member_with_time_to_the_right() {
        let chunks = [
            chunk(0, 0, 40),
            chunk(1, 10, 20),
            chunk(1, 20, 25),
            chunk(1, 26, 29),
            chunk(0, 40, 80),
        ];
        let expected = "\
0 |===|===..  81.6 %
1 .|#.......  18.4 %
5 chunks in 100.0ms, imbalance 63.3 %";
        assert_eq!(format!("{:10}", trace(2, 100, &chunks)), expected);
    }

    #[test]
    fn nothing_has_a_row_too() {
        let expected = "0 ....   0.0 %\n0 chunks in 0.0ns, imbalance 0.0 %";
        assert_eq!(format!("{:4}", trace(1, 0, &[])), expected);
    }

    #[test]
    fn what_takes_no_time_is_in_the_first_column() {
        let expected = "0 |...   0.0 %\n1 chunk in 0.0ns, imbalance 0.0 %";
        assert_eq!(format!("{:4}", trace(1, 0, &[chunk(0, 0, 0)])), expected);
    }

    #[test]
    fn the_last_moment_is_in_the_last_column() {
        let text = format!("{:4}", trace(1, 9, &[chunk(0, 0, 9), chunk(0, 9, 9)]));
        assert!(text.starts_with("0 |==|"), "{text}");
        assert_eq!(trace(1, 9, &[]).to_string().find(' '), Some(1));
        let narrow = format!("{:0}", trace(1, 9, &[chunk(0, 2, 3)]));
        assert!(narrow.starts_with("0 "), "{narrow}");
    }
}
