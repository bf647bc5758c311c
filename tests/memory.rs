//! Buffers: that they go where slices go, and that the system is told about their pages.

use hotloop::kernels::{map, sum};
use hotloop::memory::{Buffer, PageSize};

/// 16 MiB of `f64`: large, for every size of huge pages that buffers are aligned to but the largest.
const LARGE: usize = 2 << 20;

#[test]
fn kernels_take_buffers_as_they_take_vectors() {
    let vec: Vec<f64> = (0..1000_u32).map(f64::from).collect();
    let x = Buffer::from_slice(&vec).unwrap();
    assert_eq!(sum::simd(&x), sum::simd(&vec));
    let (mut y, mut expected) = (Buffer::zeroed(1000).unwrap(), vec![0.0; 1000]);
    map::simd(&x, 10.0, &mut y).unwrap();
    map::simd(&vec, 10.0, &mut expected).unwrap();
    assert_eq!(*y, *expected);
    let mut total = 0.0;
    for x in &x {
        total += x;
    }
    for y in &mut y {
        *y = total;
    }
    assert_eq!(*y, [499_500.0; 1000]);
}

#[test]
fn buffers_change_threads() {
    fn sendable<T: Send + Sync>(_: &T) {}
    let x = Buffer::from_fn(100, |i| i as f64).unwrap();
    sendable(&x);
    let total = std::thread::spawn(move || sum::simd(&x)).join().unwrap();
    assert_eq!(total, 4950.0);
}

#[cfg(feature = "threads")]
#[test]
fn a_team_touches_every_page_and_leaves_zeros() {
    use hotloop::threads::{Binding, Team};
    for members in [1, 2, 3, 4, 7] {
        let team = Team::spawn(members, Binding::Close).unwrap();
        for len in [0, 1, 511, 512, 513, 100_000, LARGE] {
            let x = Buffer::<f64>::touched_by(&team, len).unwrap();
            assert_eq!(x.len(), len);
            #[cfg(target_os = "linux")]
            if len == LARGE
                && let Some(resident) = mapping::of(&x).map(|it| it.kibibytes("Rss:"))
            {
                assert!(resident >= 16 << 10, "{resident}");
            }
            assert!(x.iter().all(|x| x.to_bits() == 0));
        }
        let pages = Buffer::<[u8; 10_000]>::touched_by(&team, 300).unwrap();
        assert!(pages.iter().all(|page| page.iter().all(|&byte| byte == 0)));
        assert_eq!(Buffer::<[f64; 0]>::touched_by(&team, 9).unwrap().len(), 9);
    }
}

/// The system's own account of its mappings says what it has been advised.
#[cfg(target_os = "linux")]
#[test]
fn the_system_is_told_which_pages_are_wanted() {
    use hotloop::machine::Machine;
    if Machine::current()
        .pages
        .huge
        .is_none_or(|huge| huge > 8 << 20)
    {
        return eprintln!("skipped: this machine has no huge pages of 8 MiB or less");
    }
    // `hg` and `nh` among the flags of a mapping: `MADV_HUGEPAGE` and `MADV_NOHUGEPAGE`.
    for (pages, told, not_told) in [
        (PageSize::Huge, " hg", " nh"),
        (PageSize::Base, " nh", " hg"),
    ] {
        let x = Buffer::<f64>::zeroed_on(pages, LARGE).unwrap();
        let flags = mapping::of(&x).expect("it is mapped").flags();
        if !cfg!(target_arch = "x86_64") && !flags.contains(told) && !flags.contains(not_told) {
            return eprintln!("skipped: an emulator seems to keep advice to itself");
        }
        assert!(
            flags.contains(told) && !flags.contains(not_told),
            "{pages:?}: {flags}"
        );
    }
}

#[cfg(target_os = "linux")]
mod mapping {
    /// What `smaps` says of the mapping that the middle of a slice is in.
    pub(crate) struct Mapping(Vec<String>);

    pub(crate) fn of<T>(slice: &[T]) -> Option<Mapping> {
        let address = slice[slice.len() / 2..].as_ptr().addr();
        let smaps = std::fs::read_to_string("/proc/self/smaps").ok()?;
        let mut lines = smaps.lines().skip_while(|line| !begins(line, address));
        lines.next()?;
        // As far as the next mapping, whose line begins with its addresses.
        let rest =
            lines.take_while(|line| line.split(' ').next().is_some_and(|it| it.ends_with(':')));
        Some(Mapping(rest.map(str::to_owned).collect()))
    }

    /// Whether a line begins a mapping that has the address in it.
    fn begins(line: &str, address: usize) -> bool {
        let range = line
            .split(' ')
            .next()
            .and_then(|range| range.split_once('-'));
        let number = |text| usize::from_str_radix(text, 16);
        match range.map(|(start, end)| (number(start), number(end))) {
            Some((Ok(start), Ok(end))) => (start..end).contains(&address),
            _ => false,
        }
    }

    impl Mapping {
        pub(crate) fn flags(&self) -> String {
            let flags = self.0.iter().find(|line| line.starts_with("VmFlags:"));
            flags.cloned().unwrap_or_default()
        }

        #[cfg(feature = "threads")]
        pub(crate) fn kibibytes(&self, label: &str) -> usize {
            let line = self.0.iter().find_map(|line| line.strip_prefix(label));
            let number = line.and_then(|line| line.split_whitespace().next());
            number.and_then(|number| number.parse().ok()).unwrap_or(0)
        }
    }
}
