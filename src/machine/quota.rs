//! The quota of a control group: how much processor time a container may use.
//!
//! A group may use so many microseconds of time, of all its threads together, in each period. Its
//! parents have quotas of their own, and the least one counts. Version 2 of control groups has both
//! numbers in `cpu.max`, version 1 has a file for each.

use super::tree::Tree;
use std::path::{Component, Path, PathBuf};

/// The folders of the thread's group and of its parents, as far as they can have quotas.
pub(super) struct Groups(Vec<(Version, PathBuf)>);

impl Groups {
    pub(super) fn find(tree: &Tree<'_>) -> Self {
        let groups = tree.text("proc/thread-self/cgroup").unwrap_or_default();
        let mounts = tree.text("proc/self/mountinfo").unwrap_or_default();
        let mut found = vec![];
        for (version, group) in groups.lines().filter_map(membership) {
            let mounts = mounts.lines();
            for mount in mounts.filter_map(|line| Mount::parse(line, version)) {
                let folders = mount.folders(group).into_iter();
                found.extend(folders.map(|folder| (version, folder)));
            }
        }
        found.retain(|(version, folder)| tree.text(folder.join(version.file())).is_some());
        Self(found)
    }

    /// The least of their quotas, in processors.
    pub(super) fn quota(&self, tree: &Tree<'_>) -> Option<f64> {
        let groups = self.0.iter();
        let quotas = groups.filter_map(|(version, folder)| version.quota(tree, folder));
        quotas.min_by(f64::total_cmp)
    }
}

#[derive(Clone, Copy)]
enum Version {
    One,
    Two,
}

impl Version {
    /// The file that a group has if it can have a quota.
    fn file(self) -> &'static str {
        match self {
            Self::One => "cpu.cfs_quota_us",
            Self::Two => "cpu.max",
        }
    }

    /// The quota of the group whose files are in `folder`.
    fn quota(self, tree: &Tree<'_>, folder: &Path) -> Option<f64> {
        let text = tree.text(folder.join(self.file()))?;
        let mut numbers = text.split_whitespace().map(str::parse::<u64>);
        // No quota is `max`, or -1, neither of which is such a number: then no other file is read.
        let quota = numbers.next()?.ok()?;
        let period = match self {
            Self::One => tree.number(folder.join("cpu.cfs_period_us"))? as u64,
            Self::Two => numbers.next()?.ok()?,
        };
        (quota > 0 && period > 0).then(|| quota as f64 / period as f64)
    }
}

/// A line of `cgroup`: `0::/path`, or `4:cpu,cpuacct:/path`.
fn membership(line: &str) -> Option<(Version, &str)> {
    let mut fields = line.splitn(3, ':').skip(1);
    let (controllers, path) = (fields.next()?, fields.next()?);
    match controllers {
        "" => Some((Version::Two, path)),
        _ if controllers.split(',').any(|it| it == "cpu") => Some((Version::One, path)),
        _ => None,
    }
}

/// Where groups can be seen: which group is at which folder.
struct Mount {
    group: PathBuf,
    folder: PathBuf,
}

impl Mount {
    /// A line of `mountinfo` that mounts groups of that version:
    /// `33 32 0:30 /group /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu`.
    fn parse(line: &str, version: Version) -> Option<Self> {
        let (place, kind) = line.split_once(" - ")?;
        let mut place = place.split(' ').skip(3);
        let mut kind = kind.split(' ');
        let fits = match (kind.next()?, version) {
            ("cgroup2", Version::Two) => true,
            ("cgroup", Version::One) => kind.nth(1)?.split(',').any(|option| option == "cpu"),
            _ => false,
        };
        let (group, folder) = (unescaped(place.next()?), unescaped(place.next()?));
        fits.then_some(Self {
            group: group.into(),
            folder: folder.strip_prefix('/')?.into(),
        })
    }

    /// The folders of a group and its parents, as far as they can be seen here.
    fn folders(&self, group: &str) -> Vec<PathBuf> {
        // A container may have a part of the hierarchy mounted, and others may have other parts; the
        // kernel names groups and what is mounted from the same root.
        let inside = Path::new(group).strip_prefix(&self.group);
        let inside = inside
            .ok()
            .filter(|it| !it.components().any(|part| part == Component::ParentDir));
        let inside = inside.into_iter().flat_map(Path::ancestors);
        inside.map(|it| self.folder.join(it)).collect()
    }
}

/// A path of `mountinfo`, which has blanks, line ends and backslashes as `\040`, `\012` and `\134`.
fn unescaped(path: &str) -> String {
    let characters = [
        (r"\040", " "),
        (r"\011", "\t"),
        (r"\012", "\n"),
        (r"\134", r"\"),
    ];
    let replaced = |path: String, (code, character): (&str, &str)| path.replace(code, character);
    // The backslash last: what it leaves is no code.
    characters.into_iter().fold(path.to_owned(), replaced)
}
