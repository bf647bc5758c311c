//! Whatever is read: the files that tell what a machine is, and the names of things.

use super::input::Input;
use hotloop::kernels::mixture::Covariance;
use hotloop::machine::Machine;
use hotloop::simd::Level;
use hotloop::threads::{Binding, Schedule};
use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::fs;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    if input.one_in(4) {
        texts(&mut input);
    } else {
        tree(&mut input);
    }
}

/// Parts that texts are made of, besides bytes.
const WORDS: [&str; 40] = [
    "static",
    "cyclic",
    "dynamic",
    "guided",
    "adaptive",
    "none",
    "primary",
    "close",
    "spread",
    "portable",
    "avx2",
    "avx512",
    "full",
    "diagonal",
    "shared",
    "spherical",
    "diag",
    "tied",
    ",",
    "-",
    "0",
    "1",
    "2",
    "7",
    "0-3",
    "0-1,4",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999",
    " ",
    "\n",
    "+1",
    "00",
    "1-0",
    "4294967295",
    "0-18446744073709551615",
    "\0",
    "\u{661}",
    "0-99999",
    "65536",
];

fn text(input: &mut Input<'_>) -> String {
    let mut text = String::new();
    for _ in 0..input.below(6) {
        match input.byte() % 8 {
            0 => text.push_str(&input.text(6)),
            _ => text.push_str(input.pick(&WORDS)),
        }
    }
    text
}

fn texts(input: &mut Input<'_>) {
    let text = text(input);
    parsed::<Schedule>(&text);
    parsed::<Binding>(&text);
    parsed::<Level>(&text);
    parsed::<Covariance>(&text);
    parsed::<Schedule>(&input.schedule().to_string());
}

/// What is read is written such that it is read again.
fn parsed<T: FromStr<Err: Display> + Display + Debug + PartialEq>(text: &str) {
    match text.parse::<T>() {
        Ok(value) => {
            let again = value.to_string().parse::<T>();
            assert!(
                again.is_ok_and(|again| again == value),
                "{text:?}, {value:?}"
            );
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Files by which machines tell of themselves; `#` is a number.
const FILES: [&str; 30] = [
    "proc/thread-self/status",
    "sys/devices/system/cpu/online",
    "sys/devices/system/cpu/cpu#/topology/core_cpus_list",
    "sys/devices/system/cpu/cpu#/topology/thread_siblings_list",
    "sys/devices/system/cpu/cpu#/topology/physical_package_id",
    "sys/devices/system/cpu/cpu#/cpu_capacity",
    "sys/devices/system/cpu/cpu#/cache/index#/level",
    "sys/devices/system/cpu/cpu#/cache/index#/type",
    "sys/devices/system/cpu/cpu#/cache/index#/size",
    "sys/devices/system/cpu/cpu#/cache/index#/shared_cpu_list",
    "sys/devices/system/node/node#/cpulist",
    "sys/devices/cpu_core/cpus",
    "sys/devices/cpu_atom/cpus",
    "sys/devices/cpu_lowpower/cpus",
    "sys/kernel/mm/transparent_hugepage/enabled",
    "sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
    "proc/self/smaps",
    "proc/thread-self/cgroup",
    "proc/self/mountinfo",
    "sys/fs/cgroup/cpu.max",
    "sys/fs/cgroup/a/cpu.max",
    "sys/fs/cgroup/a/b/cpu.max",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us",
    "sys/fs/cgroup/cpu/a/cpu.cfs_quota_us",
    "sys/fs/cgroup/cpu/a/cpu.cfs_period_us",
    "proc/self/cgroup",
    "sys/devices/system/cpu/possible",
    "sys/devices/system/cpu/cpu#/topology/cluster_id",
    "sys/devices/system/node/online",
];

/// What such files say.
const SAYINGS: [&str; 34] = [
    "Cpus_allowed_list:\t",
    "Name:\tcat\n",
    "Data",
    "Unified",
    "Instruction",
    "32K",
    "48K",
    "2M",
    "K",
    "always [madvise] never",
    "[always]",
    "[never",
    "2097152",
    "KernelPageSize:        4 kB\n",
    "KernelPageSize:  18446744073709551615 kB\n",
    "55-56 r--p 0 00:00 0\n",
    "0::/\n",
    "0::/a/b\n",
    "0::/../a\n",
    "4:cpu,cpuacct:/a\n",
    "1:name=systemd:/\n",
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n",
    "30 23 0:26 /a /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n",
    "35 30 0:31 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n",
    "35 30 0:31 /a /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n",
    "35 30 0:31 /x\\040y /sys/fs/cgroup/c\\134pu rw - cgroup cgroup rw,cpu\n",
    "max 100000\n",
    "250000 100000\n",
    "1 18446744073709551615\n",
    "50000 0\n",
    "-1\n",
    "100000\n",
    "150000\n",
    "18446744073709551615 1\n",
];

/// A folder that is gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let (process, made) = (std::process::id(), MADE.fetch_add(1, Relaxed));
        Self(std::env::temp_dir().join(format!("hotloop-corpora-{process}-{made}")))
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It may not be there.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn tree(input: &mut Input<'_>) {
    let folder = Folder::new();
    let mut written = BTreeSet::new();
    for _ in 0..1 + input.below(24) {
        let mut path = input.pick(&FILES).to_owned();
        while path.contains('#') {
            let number = match input.byte() {
                few @ ..240 => usize::from(few % 4),
                _ => input.count(),
            };
            path = path.replacen('#', &number.to_string(), 1);
        }
        let mut said = String::new();
        for _ in 0..1 + input.below(4) {
            match input.byte() % 4 {
                0 => said.push_str(&text(input)),
                _ => said.push_str(input.pick(&SAYINGS)),
            }
        }
        folder.write(&path, &said);
        written.insert(path);
    }
    let machine = Machine::read(&folder.0);
    sound(&machine);
    assert_eq!(Machine::read(&folder.0), machine, "read again");
    placed(input, &machine);
}

/// What holds of a machine, whatever it was read from.
fn sound(machine: &Machine) {
    let numbers = machine.processors.iter().map(|it| it.number);
    assert!(numbers.is_sorted_by(|a, b| a < b), "{machine:?}");
    let cores: BTreeSet<usize> = machine.processors.iter().map(|it| it.core).collect();
    assert_eq!(machine.cores(), cores.len());
    let most = machine.cores().max(1);
    assert!((1..=most).contains(&machine.available()), "{machine:?}");
    for it in &machine.processors {
        assert!(it.core <= it.number, "{it:?}");
    }
    for cache in &machine.caches {
        let shared = &cache.processors;
        assert!(cache.bytes > 0 && !shared.is_empty() && shared.is_sorted_by(|a, b| a < b));
    }
    let quota = machine.quota.unwrap_or(1.0);
    assert!(quota > 0.0 && quota.is_finite(), "{machine:?}");
    assert!(!machine.to_string().is_empty());
}

/// Members have places, each once.
fn placed(input: &mut Input<'_>, machine: &Machine) {
    let numbers: Vec<usize> = machine.processors.iter().map(|it| it.number).collect();
    let places = |binding: Binding| binding.places(machine).expect("places");
    let close = places(Binding::Close);
    for binding in [Binding::Close, Binding::Spread] {
        let mut order = places(binding);
        assert_eq!(order.first(), close.first());
        order.sort_unstable();
        assert_eq!(order, numbers);
    }
    assert_eq!(places(Binding::Primary), close[..close.len().min(1)]);
    assert!(places(Binding::None).is_empty());
    let some: Vec<usize> = (0..input.below(4)).map(|_| input.count()).collect();
    let known = some.iter().all(|it| numbers.contains(it)) && !some.is_empty();
    assert_eq!(Binding::Cores(some).places(machine).is_ok(), known);
}
