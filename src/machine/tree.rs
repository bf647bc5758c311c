//! The files that a machine is read from, and the two notations in them.

use std::fs::{File, read_dir};
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The most processors that are believed in: Linux can be built for 8,192 of them.
const MOST: usize = 1 << 16;
/// Bytes of a file that are looked at. The longest that matter list mounts.
const LONGEST: u64 = 1 << 20;

/// A folder that has the folders `sys` and `proc`. All that it is asked for may be missing, and so may
/// the folder.
pub(super) struct Tree<'a>(Option<&'a Path>);

impl<'a> Tree<'a> {
    pub(super) fn at(root: &'a Path) -> Self {
        Self(Some(root))
    }

    /// The root of this machine, if its system keeps such files. (On another, folders of these names are
    /// somebody's.)
    pub(super) fn of_this_machine() -> Self {
        let keeps = cfg!(any(target_os = "linux", target_os = "android"));
        Self(keeps.then_some(Path::new("/")))
    }

    /// A file's text, as far as it is text.
    pub(super) fn text(&self, path: impl AsRef<Path>) -> Option<String> {
        self.beginning(path, LONGEST)
    }

    /// The beginning of a file's text.
    pub(super) fn beginning(&self, path: impl AsRef<Path>, bytes: u64) -> Option<String> {
        let mut text = vec![];
        let file = File::open(self.0?.join(path)).ok()?;
        file.take(bytes).read_to_end(&mut text).ok()?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    /// A file that holds one number.
    pub(super) fn number(&self, path: impl AsRef<Path>) -> Option<usize> {
        self.text(path)?.trim().parse().ok()
    }

    /// A file that holds a list of processors.
    pub(super) fn list(&self, path: impl AsRef<Path>) -> Option<Vec<usize>> {
        list(self.text(path)?.trim())
    }

    /// The folders of `folder` that are called `prefix` and a number, in the order of the numbers.
    pub(super) fn numbered(&self, folder: &str, prefix: &str) -> Vec<(usize, PathBuf)> {
        let entries = self.0.and_then(|root| read_dir(root.join(folder)).ok());
        let entries = entries.into_iter().flatten().flatten();
        let numbered = entries.filter_map(|entry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((number, Path::new(folder).join(name)))
        });
        let mut numbered: Vec<_> = numbered.collect();
        numbered.sort();
        numbered
    }

    /// The processors that the thread which asks may use: those of its affinity mask that are switched
    /// on. (A mask may name more than there are.)
    pub(super) fn allowed(&self) -> Option<Vec<usize>> {
        let status = self.text("proc/thread-self/status");
        let mask = status.and_then(|status| list(after(&status, "Cpus_allowed_list:")?));
        match (mask, self.online()) {
            (Some(mut mask), Some(online)) => {
                mask.retain(|number| online.contains(number));
                (!mask.is_empty()).then_some(mask)
            }
            (mask, online) => mask.or(online),
        }
    }

    /// The processors that are switched on.
    pub(super) fn online(&self) -> Option<Vec<usize>> {
        self.list("sys/devices/system/cpu/online")
    }
}

/// What stands behind `label` in its line.
pub(super) fn after<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let line = text.lines().find_map(|line| line.strip_prefix(label));
    line.map(str::trim)
}

/// The numbers of a list such as `0-3,8`, in ascending order, each once. `None` for what is no such
/// list, is empty, or has more processors than a machine can have.
pub(super) fn list(text: &str) -> Option<Vec<usize>> {
    let mut numbers = vec![];
    for part in text.split(',') {
        numbers.extend(range(part.trim())?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

/// `5`, or `0-3`.
fn range(text: &str) -> Option<RangeInclusive<usize>> {
    let (start, end) = text.split_once('-').unwrap_or((text, text));
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start <= end && end < MOST).then_some(start..=end)
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn lists_are_read() {
        assert_eq!(list("0"), Some(vec![0]));
        assert_eq!(list("0-3,8"), Some(vec![0, 1, 2, 3, 8]));
        assert_eq!(list("8,2-3,3"), Some(vec![2, 3, 8]));
    }

    #[test]
    fn nonsense_is_no_list() {
        for text in [
            "",
            ",",
            "a",
            "1-",
            "-1",
            "3-1",
            "1,,2",
            "0-18446744073709551615",
            "0-65536",
            "1 2",
        ] {
            assert_eq!(list(text), None, "{text:?}");
        }
    }
}
