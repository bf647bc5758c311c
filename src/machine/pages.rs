//! Pages: the pieces that memory is handed out in.

use super::caches::size;
use super::tree::{Tree, after};
use std::fmt;

/// The sizes of pages, and whether there are transparent huge ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pages {
    /// Bytes of an ordinary page: 4 KiB on x86-64, up to 64 KiB on others.
    pub base: Option<usize>,
    /// Bytes of a transparent huge page: 2 MiB on x86-64. `None` where there is none.
    pub huge: Option<usize>,
    /// When memory gets transparent huge pages.
    pub transparent: Option<Transparent>,
}

/// When memory gets transparent huge pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transparent {
    /// Wherever they fit.
    Always,
    /// Where a program advises it (`madvise`), as [`memory::Buffer`](crate::memory::Buffer) does.
    Advised,
    /// Nowhere.
    Never,
}

/// As far as the first mapping of a process.
const FIRST_MAPPING: u64 = 4096;

impl Pages {
    pub(super) fn read(tree: &Tree<'_>) -> Self {
        let folder = "sys/kernel/mm/transparent_hugepage";
        let first = tree.beginning("proc/self/smaps", FIRST_MAPPING);
        let enabled = tree.text(format!("{folder}/enabled"));
        Self {
            base: first.and_then(|text| kibibytes(after(&text, "KernelPageSize:")?)),
            huge: tree
                .number(format!("{folder}/hpage_pmd_size"))
                .filter(|size| size.is_power_of_two()),
            transparent: enabled.as_deref().and_then(chosen),
        }
    }
}

/// `4 kB` in bytes, if that can be a page.
fn kibibytes(text: &str) -> Option<usize> {
    let kibibytes: usize = text.strip_suffix("kB")?.trim().parse().ok()?;
    let bytes = kibibytes.checked_mul(1 << 10)?;
    bytes.is_power_of_two().then_some(bytes)
}

/// The choice in brackets: `always [madvise] never`.
fn chosen(text: &str) -> Option<Transparent> {
    let (_, rest) = text.split_once('[')?;
    match rest.split_once(']')?.0 {
        "always" => Some(Transparent::Always),
        "madvise" => Some(Transparent::Advised),
        "never" => Some(Transparent::Never),
        _ => None,
    }
}

impl fmt::Display for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.base {
            Some(base) => write!(f, "pages of {}", size(base))?,
            None => f.write_str("pages of unknown size")?,
        }
        match (self.huge, self.transparent) {
            (Some(huge), Some(Transparent::Always)) => {
                write!(f, ", {} wherever they fit", size(huge))
            }
            (Some(huge), Some(Transparent::Advised)) => write!(f, ", {} if advised", size(huge)),
            _ => Ok(()),
        }
    }
}
