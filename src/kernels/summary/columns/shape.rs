//! What all rungs ask of their arguments.

use super::super::Summary;
use crate::Error;

/// How many rows there are.
#[inline]
pub(super) fn rows<T>(x: &[T], summaries: &[Summary]) -> Result<usize, Error> {
    if summaries.is_empty() {
        return Err(Error::Zero {
            argument: "summaries",
        });
    }
    if !x.len().is_multiple_of(summaries.len()) {
        return Err(Error::NotMultiple {
            argument: "x",
            found: x.len(),
            group: "columns",
            size: summaries.len(),
        });
    }
    Ok(x.len() / summaries.len())
}
