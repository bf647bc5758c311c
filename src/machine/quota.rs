//! The quota of a control group: how much processor time a container may use.
//!
//! A group may use so many microseconds of time, of all its threads together, in each period. Its
//! parents have quotas of their own, and the least one counts. Version 2 of control groups has both
//! numbers in `cpu.max`, version 1 has a file for each.

use super::tree::Tree;
use std::path::{Path, PathBuf};

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

#[derive(Clone, Copy, PartialEq, Eq)]
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
        let mut text = tree.text(folder.join(self.file()))?;
        if self == Self::One {
            text += " ";
            text += &tree.text(folder.join("cpu.cfs_period_us"))?;
        }
        let mut numbers = text.split_whitespace().map(str::parse::<u64>);
        // No quota is `max`, or -1, neither of which is such a number.
        let (quota, period) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
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
struct Mount<'t> {
    group: &'t Path,
    folder: &'t Path,
}

impl<'t> Mount<'t> {
    /// A line of `mountinfo` that mounts groups of that version:
    /// `33 32 0:30 /group /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu`.
    fn parse(line: &'t str, version: Version) -> Option<Self> {
        let (place, kind) = line.split_once(" - ")?;
        let mut place = place.split(' ').skip(3);
        let mut kind = kind.split(' ');
        let fits = match (kind.next()?, version) {
            ("cgroup2", Version::Two) => true,
            ("cgroup", Version::One) => kind.nth(1)?.split(',').any(|option| option == "cpu"),
            _ => false,
        };
        let (group, folder) = (place.next()?, place.next()?);
        fits.then_some(Self {
            group: Path::new(group),
            folder: Path::new(folder.strip_prefix('/')?),
        })
    }

    /// The folders of a group and its parents, as far as they can be seen here.
    fn folders(&self, group: &str) -> Vec<PathBuf> {
        // A container may see its own group as the root of all, whatever the group is called outside.
        let inside = Path::new(group)
            .strip_prefix(self.group)
            .unwrap_or(Path::new(""));
        let inside = if inside.components().any(|it| it.as_os_str() == "..") {
            Path::new("")
        } else {
            inside
        };
        inside.ancestors().map(|it| self.folder.join(it)).collect()
    }
}
