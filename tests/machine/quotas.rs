//! Quotas of control groups of both versions, wherever they are mounted.

use super::tree::Tree;
use proptest::prelude::*;

/// Version 2, as it is mounted on a machine of today.
const TWO: &str =
    "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
/// The processors of version 1.
const ONE: &str =
    "38 33 0:35 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid - cgroup cgroup rw,cpu,cpuacct\n";

/// Eight processors, and these groups: the group of the process, the mounts, and files.
fn machine(group: &str, mounts: &str, files: &[(&str, &str)]) -> Tree {
    let tree = Tree::default().with("sys/devices/system/cpu/online", "0-7\n");
    let tree = tree.with("proc/thread-self/cgroup", group);
    let tree = tree.with("proc/self/mountinfo", mounts);
    let with = |tree: Tree, (path, text): &(&str, &str)| tree.with(path, text);
    files.iter().fold(tree, with)
}

/// What is read of them, and how many members make sense.
#[track_caller]
fn assert_quota(
    group: &str,
    mounts: &str,
    files: &[(&str, &str)],
    quota: Option<f64>,
    available: usize,
) {
    let machine = machine(group, mounts, files).read();
    assert_eq!((machine.quota, machine.available()), (quota, available));
}

#[test]
fn the_second_version_has_one_file() {
    let quota = |text: &str, quota, available| {
        assert_quota(
            "0::/job\n",
            TWO,
            &[("sys/fs/cgroup/job/cpu.max", text)],
            quota,
            available,
        );
    };
    quota("max 100000\n", None, 8);
    quota("150000 100000\n", Some(1.5), 1);
    quota("50000 100000\n", Some(0.5), 1);
    quota("299999 100000\n", Some(2.99999), 2);
    quota("300000 100000\n", Some(3.0), 3);
    // Longer periods than a second are refused, and shorter than a millisecond.
    quota("2500000 1000000\n", Some(2.5), 2);
    quota("5000 1000\n", Some(5.0), 5);
    quota("6400000 100000\n", Some(64.0), 8);
}

#[test]
fn the_first_version_has_two_files() {
    let quota = |text: &str, quota, available| {
        let (period, folder) = ("100000\n", "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_");
        assert_quota(
            "4:cpu,cpuacct:/job\n1:name=systemd:/other\n",
            ONE,
            &[
                (&format!("{folder}quota_us"), text),
                (&format!("{folder}period_us"), period),
            ],
            quota,
            available,
        );
    };
    quota("-1\n", None, 8);
    quota("150000\n", Some(1.5), 1);
    quota("700000\n", Some(7.0), 7);
}

#[test]
fn the_strictest_of_all_groups_above_counts() {
    for (outer, middle, inner) in [(2, 4, 6), (6, 2, 4), (4, 6, 2)] {
        let text = |processors: usize| format!("{processors}00000 100000\n");
        assert_quota(
            "0::/a/b/c\n",
            TWO,
            &[
                ("sys/fs/cgroup/a/cpu.max", &text(outer)),
                ("sys/fs/cgroup/a/b/cpu.max", &text(middle)),
                ("sys/fs/cgroup/a/b/c/cpu.max", &text(inner)),
                // Others' are nothing to it.
                ("sys/fs/cgroup/b/cpu.max", &text(1)),
                ("sys/fs/cgroup/a/b/c/d/cpu.max", &text(1)),
                ("sys/fs/cpu.max", &text(1)),
                ("cpu.max", &text(1)),
            ],
            Some(2.0),
            2,
        );
    }
}

/// A container sees its own group as the root of all.
#[test]
fn the_root_may_have_a_quota() {
    let files = [("sys/fs/cgroup/cpu.max", "250000 100000\n")];
    assert_quota("0::/\n", TWO, &files, Some(2.5), 2);
}

/// The kernel says where the root of a mount is, seen from the root of all.
#[test]
fn a_mount_may_show_a_part() {
    let mounts = TWO.replace(" / /sys", " /pods/pod-5 /sys");
    let files = [
        ("sys/fs/cgroup/cpu.max", "400000 100000\n"),
        ("sys/fs/cgroup/job/cpu.max", "300000 100000\n"),
        ("sys/fs/cgroup/pods/pod-5/job/cpu.max", "100000 100000\n"),
    ];
    assert_quota("0::/pods/pod-5/job\n", &mounts, &files, Some(3.0), 3);
}

#[test]
fn groups_may_be_mounted_anywhere() {
    let mounts = TWO.replace("/sys/fs/cgroup", "/mnt/groups");
    let files = [("mnt/groups/job/cpu.max", "300000 100000\n")];
    assert_quota("0::/job\n", &mounts, &files, Some(3.0), 3);
}

/// `mountinfo` writes a blank as `\040` and a backslash as `\134`; `cgroup` writes them as they are.
#[test]
fn mounts_may_have_blanks() {
    let mounts = TWO.replace("/sys/fs/cgroup", r"/mnt/control\040groups");
    let files = [("mnt/control groups/job/cpu.max", "300000 100000\n")];
    assert_quota("0::/job\n", &mounts, &files, Some(3.0), 3);

    let mounts = TWO.replace(" / /sys", r" /my\040pods /sys");
    let files = [("sys/fs/cgroup/job/cpu.max", "300000 100000\n")];
    assert_quota("0::/my pods/job\n", &mounts, &files, Some(3.0), 3);
}

/// A part of the hierarchy that is mounted a second time, for somebody else.
#[test]
fn groups_of_others_may_be_mounted() {
    let others = TWO.replace(" / /sys/fs/cgroup", " /others /srv/others");
    let files = [
        ("sys/fs/cgroup/job/cpu.max", "300000 100000\n"),
        ("srv/others/cpu.max", "100000 100000\n"),
    ];
    for mounts in [format!("{TWO}{others}"), format!("{others}{TWO}")] {
        assert_quota("0::/job\n", &mounts, &files, Some(3.0), 3);
    }
    assert_quota("0::/job\n", &others, &files, None, 8);
}

#[cfg(unix)]
#[test]
fn groups_may_have_awkward_names() {
    // A colon separates fields, and may be in a name; so may a blank.
    let name = "a:b c - d";
    let group = format!("0::/{name}\n");
    let file = format!("sys/fs/cgroup/{name}/cpu.max");
    assert_quota(&group, TWO, &[(&file, "300000 100000\n")], Some(3.0), 3);
}

#[test]
fn other_controllers_have_no_quota() {
    let group = "5:cpuset:/job\n4:cpuacct:/job\n1:name=cpu:/job\n";
    let mounts = "37 33 0:34 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n\
                  38 33 0:35 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct\n";
    let files = [
        ("sys/fs/cgroup/cpuset/job/cpu.cfs_quota_us", "100000\n"),
        ("sys/fs/cgroup/cpuset/job/cpu.cfs_period_us", "100000\n"),
        ("sys/fs/cgroup/cpuacct/job/cpu.cfs_quota_us", "100000\n"),
        ("sys/fs/cgroup/cpuacct/job/cpu.cfs_period_us", "100000\n"),
    ];
    assert_quota(group, mounts, &files, None, 8);
}

/// Where one of the two files is missing, or the group itself, the others still count.
#[test]
fn what_is_missing_is_passed_over() {
    let group = "4:cpu:/job/step\n0::/\n";
    let folder = "sys/fs/cgroup/cpu,cpuacct";
    let files = [
        (format!("{folder}/job/cpu.cfs_quota_us"), "300000\n"),
        (format!("{folder}/job/cpu.cfs_period_us"), "100000\n"),
        (format!("{folder}/job/step/cpu.cfs_quota_us"), "100000\n"),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (&path[..], *text))
        .collect();
    let mounts = format!("{ONE}{TWO}");
    assert_quota(group, &mounts, &files, Some(3.0), 3);
    assert_quota(group, &mounts, &files[1..], None, 8);
    assert_quota("", &mounts, &files, None, 8);
    assert_quota(group, "", &files, None, 8);
}

#[test]
fn nonsense_is_no_quota() {
    let texts = [
        "",
        "\n",
        "max",
        "max max\n",
        "0 100000\n",
        "100000 0\n",
        "0 0\n",
        "-100000 100000\n",
        "100000 -100000\n",
        "many 100000\n",
        "100000 long\n",
        "nan 100000\n",
        "inf 100000\n",
        "99999999999999999999999999 100000\n",
        "100000 99999999999999999999999999\n",
    ];
    for text in texts {
        let files = [("sys/fs/cgroup/job/cpu.max", text)];
        let machine = machine("0::/job\n", TWO, &files).read();
        assert_eq!((machine.quota, machine.available()), (None, 8), "{text:?}");
    }
    let (group, file) = ("4:cpu,cpuacct:/\n", "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_");
    for (quota, period) in [
        ("100000", "0"),
        ("0", "100000"),
        ("-2", "1"),
        ("x", "y"),
        ("", ""),
    ] {
        let files = [
            (&*format!("{file}quota_us"), quota),
            (&*format!("{file}period_us"), period),
        ];
        let machine = machine(group, ONE, &files).read();
        assert_eq!(
            (machine.quota, machine.available()),
            (None, 8),
            "{quota} {period}"
        );
    }
}

/// What lies outside of the mounted part has nothing to do with the process.
#[test]
fn nothing_is_read_outside_of_the_mount() {
    let files = [
        ("sys/fs/cpu.max", "100000 100000\n"),
        ("sys/fs/job/cpu.max", "100000 100000\n"),
        ("sys/job/cpu.max", "100000 100000\n"),
        ("cpu.max", "100000 100000\n"),
    ];
    for group in [
        "0::/../job\n",
        "0::/../../job\n",
        "0::/..\n",
        "0::job\n",
        "0::\n",
        "0::/nowhere\n",
    ] {
        assert_quota(group, TWO, &files, None, 8);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Quotas of a chain of groups: the least of them, and members by its whole processors.
    #[test]
    fn any_chain_of_quotas(quotas in prop::collection::vec(
        prop::option::of((1_000..10_000_000_u32, 1_000..1_000_000_u32)),
        1..6,
    )) {
        let mut tree = machine("", TWO, &[]);
        let (mut group, mut least) = (String::new(), None::<f64>);
        for (depth, quota) in quotas.iter().enumerate() {
            group += &format!("/g{depth}");
            let text = match quota {
                Some((quota, period)) => format!("{quota} {period}\n"),
                None => "max 100000\n".into(),
            };
            tree = tree.with(&format!("sys/fs/cgroup{group}/cpu.max"), &text);
            if let Some((quota, period)) = *quota {
                let processors = f64::from(quota) / f64::from(period);
                least = Some(least.map_or(processors, |least| least.min(processors)));
            }
        }
        let machine = tree.with("proc/thread-self/cgroup", &format!("0::{group}\n")).read();
        prop_assert_eq!(machine.quota, least);
        let available = least.map_or(8, |least| (least as usize).clamp(1, 8));
        prop_assert_eq!(machine.available(), available);
    }
}
