//! The quota of a control group: how much processor time a container may use.
//!
//! A group may use so many microseconds of time, of all its threads together, in each period. Its
//! parents have quotas of their own, and the least one counts. Version 2 of control groups has both
//! numbers in `cpu.max`, version 1 has a file for each.

use super::tree::Tree;
use std::path::{Path, PathBuf};

/// The least quota of the thread's group and its parents, in processors.
pub(super) fn read(tree: &Tree<'_>) -> Option<f64> {
    let groups = tree
        .text("proc/thread-self/cgroup")
        .or_else(|| tree.text("proc/self/cgroup"))?;
    let mounts = tree.text("proc/self/mountinfo")?;
    let mut least: Option<f64> = None;
    for (version, group) in groups.lines().filter_map(membership) {
        for mount in mounts
            .lines()
            .filter_map(|line| Mount::parse(line, version))
        {
            for folder in mount.folders(group) {
                if let Some(quota) = version.quota(tree, &folder) {
                    least = Some(least.map_or(quota, |least| least.min(quota)));
                }
            }
        }
    }
    least
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

impl Version {
    /// The quota of the group whose files are in `folder`.
    fn quota(self, tree: &Tree<'_>, folder: &Path) -> Option<f64> {
        let text = |file| tree.text(folder.join(file));
        let (quota, period) = match self {
            Self::One => (text("cpu.cfs_quota_us")?, text("cpu.cfs_period_us")?),
            Self::Two => {
                let both = text("cpu.max")?;
                let (quota, period) = both.trim().split_once(' ')?;
                (quota.to_owned(), period.to_owned())
            }
        };
        // No quota is `max`, or -1, neither of which is such a number.
        let (quota, period): (u64, u64) = (quota.trim().parse().ok()?, period.trim().parse().ok()?);
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
