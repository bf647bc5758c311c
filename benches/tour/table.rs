//! Tables that fit into the columns there are.

use crate::lines::folded;

/// A table whose least needed columns are left out where there is no room for all of them.
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<(Vec<String>, String)>,
}

/// A column, as wide as its head and its cells are.
pub(crate) struct Column {
    head: String,
    right: bool,
    /// Its place among those that can be left out: the first is left out first.
    spare: Option<usize>,
}

impl Column {
    pub(crate) fn left(head: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            right: false,
            spare: None,
        }
    }

    pub(crate) fn right(head: impl Into<String>) -> Self {
        Self {
            right: true,
            ..Self::left(head)
        }
    }

    pub(crate) fn spare(self, place: usize) -> Self {
        Self {
            spare: Some(place),
            ..self
        }
    }

    fn padded(&self, cell: &str, width: usize) -> String {
        match self.right {
            true => format!("{cell:>width$}"),
            false => format!("{cell:<width$}"),
        }
    }
}

/// Spaces before a row, and between columns.
const GAP: usize = 2;
/// Spaces before a remark below its row.
const INDENT: usize = 6;
/// Columns that remarks have beside their rows, at least, if they take as many.
const ROOM: usize = 22;

impl Table {
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: vec![],
        }
    }

    /// Adds a row of as many cells as there are columns, and what else there is to say.
    pub(crate) fn row(
        &mut self,
        cells: impl IntoIterator<Item = String>,
        remark: impl Into<String>,
    ) {
        let cells: Vec<_> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push((cells, remark.into()));
    }

    /// The table, in lines of at most so many columns. Remarks are folded beside their rows, if there is room
    /// for some words, or else below them.
    pub(crate) fn lines(&self, width: usize) -> Vec<String> {
        let shown = self.shown(width);
        let table = self.breadth(&shown);
        let beside = table + GAP;
        let longest = self.rows.iter().map(|(_, remark)| remark.chars().count());
        let wanted = longest.max().unwrap_or(0).min(ROOM);
        let below = beside + wanted > width;
        let heads: Vec<_> = self.columns.iter().map(|it| it.head.clone()).collect();
        let mut lines = vec![self.line(&shown, &heads)];
        for (cells, remark) in &self.rows {
            let line = self.line(&shown, cells);
            match remark.as_str() {
                "" => lines.push(line),
                remark if below => {
                    lines.push(line);
                    let remark = folded(remark, INDENT, width);
                    lines.extend(format!("{:INDENT$}{remark}", "").lines().map(String::from));
                }
                remark => {
                    let remark = folded(remark, beside, width);
                    lines.extend(format!("{line:<beside$}{remark}").lines().map(String::from));
                }
            }
        }
        lines
    }

    /// The columns that there is room for.
    fn shown(&self, width: usize) -> Vec<usize> {
        let mut shown: Vec<_> = (0..self.columns.len()).collect();
        while self.breadth(&shown) > width {
            let spare = shown.iter().copied();
            let spare = spare.filter_map(|i| Some((self.columns[i].spare?, i)));
            let Some((_, least)) = spare.min() else {
                break;
            };
            shown.retain(|&i| i != least);
        }
        shown
    }

    /// Columns of the terminal that these take.
    fn breadth(&self, shown: &[usize]) -> usize {
        shown.iter().map(|&i| GAP + self.column(i)).sum()
    }

    /// How wide a column is.
    fn column(&self, i: usize) -> usize {
        let cells = self.rows.iter().map(|(cells, _)| cells[i].as_str());
        let all = cells.chain([self.columns[i].head.as_str()]);
        all.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }

    fn line(&self, shown: &[usize], cells: &[String]) -> String {
        let padded = |&i: &usize| {
            let cell = self.columns[i].padded(&cells[i], self.column(i));
            format!("{:GAP$}{cell}", "")
        };
        let line: String = shown.iter().map(padded).collect();
        line.trim_end().into()
    }
}
