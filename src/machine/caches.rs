//! Caches: how large they are, and who shares them.

use super::tree::Tree;
use std::fmt;
use std::path::PathBuf;

/// A cache that holds data, or data and instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cache {
    /// 1 is next to the core.
    pub level: usize,
    /// Its size.
    pub bytes: usize,
    /// The numbers of the processors that share it, in ascending order, whether the thread that asks
    /// may use them or not.
    pub processors: Vec<usize>,
}

/// All caches of the machine, by level, then by the first of their processors.
pub(super) fn read(tree: &Tree<'_>) -> Vec<Cache> {
    let mut caches: Vec<Cache> = vec![];
    for (number, _) in tree.numbered("sys/devices/system/cpu", "cpu") {
        // Who shares the first cache of another shares them all.
        let known = |cache: &Cache| cache.level == 1 && cache.processors.contains(&number);
        if !caches.iter().any(known) {
            caches.extend(of_processor(tree, number));
        }
    }
    caches.sort_by(|a, b| (a.level, &a.processors).cmp(&(b.level, &b.processors)));
    // Each is told of by every core that shares it.
    caches.dedup_by(|a, b| (a.level, &a.processors) == (b.level, &b.processors));
    caches
}

/// The caches of a processor.
pub(super) fn of_processor(tree: &Tree<'_>, number: usize) -> Vec<Cache> {
    let folder = format!("sys/devices/system/cpu/cpu{number}/cache");
    let cache = |(_, index): (usize, PathBuf)| {
        let text = |file| tree.text(index.join(file));
        if !matches!(text("type")?.trim(), "Data" | "Unified") {
            return None;
        }
        let shared = tree.list(index.join("shared_cpu_list"));
        let shared = shared.filter(|shared| shared.contains(&number));
        Some(Cache {
            level: tree.number(index.join("level"))?,
            bytes: bytes(text("size")?.trim())?,
            processors: shared.unwrap_or_else(|| vec![number]),
        })
    };
    let indices = tree.numbered(&folder, "index").into_iter();
    indices.filter_map(cache).collect()
}

/// `48K` in bytes; `None` for nothing, which is no cache.
fn bytes(size: &str) -> Option<usize> {
    let (digits, unit) = match size.as_bytes().last()? {
        b'K' => (&size[..size.len() - 1], 1 << 10),
        b'M' => (&size[..size.len() - 1], 1 << 20),
        b'G' => (&size[..size.len() - 1], 1 << 30),
        _ => (size, 1),
    };
    let bytes = digits.parse::<usize>().ok()?.checked_mul(unit)?;
    (bytes > 0).then_some(bytes)
}

/// The first cache of each level: `; L1d 32 KiB, L2 512 KiB, L3 32 MiB`.
pub(super) fn describe(caches: &[Cache], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = 0;
    for cache in caches {
        if cache.level <= shown {
            continue;
        }
        let before = if shown == 0 { "; " } else { ", " };
        let data = if cache.level == 1 { "d" } else { "" };
        write!(f, "{before}L{}{data} {}", cache.level, size(cache.bytes))?;
        shown = cache.level;
    }
    Ok(())
}

/// A size in the largest unit that it is a multiple of.
pub(super) fn size(bytes: usize) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.iter().find(|(unit, _)| bytes.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, size};

    #[test]
    fn sizes_are_read_and_written() {
        assert_eq!(bytes("48K"), Some(49_152));
        assert_eq!(bytes("2M"), Some(2 << 20));
        assert_eq!(bytes("512"), Some(512));
        for text in ["", "K", "huge", "-1K", "0K", "99999999999999999999K"] {
            assert_eq!(bytes(text), None, "{text:?}");
        }
        assert_eq!(size(49_152), "48 KiB");
        assert_eq!(size(36 << 20), "36 MiB");
        assert_eq!(size(1000), "1000 bytes");
    }
}
