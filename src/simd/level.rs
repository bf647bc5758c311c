//! Which instruction sets this machine has, found out once.

#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
use super::Neon;
#[cfg(test)]
use super::modelled::Modelled;
#[cfg(target_arch = "x86_64")]
use super::{Avx2, Avx512};
use super::{Kernel, Portable};
use crate::Error;
use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;
use std::sync::OnceLock;

/// An instruction set that this machine has, as detection found.
///
/// The variants carry the tokens that prove it, so a `Level` cannot be made out of thin air: it
/// comes from [`current`](Level::current) or [`supported`](Level::supported). Levels order from
/// narrow to wide. The variants of an architecture exist on that architecture alone.
///
/// ```
/// use hotloop::simd::Level;
///
/// let levels = Level::supported();
/// assert_eq!(levels[0].name(), "portable");
/// assert!(levels.contains(&Level::current()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// Any target, with the crate `wide` and the instructions that the build was allowed to use.
    Portable(Portable),
    /// x86-64-v3: AVX2, FMA, BMI2.
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    /// x86-64-v4: AVX-512 F, BW, CD, DQ, VL.
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
    /// 64-bit ARM: NEON, which nearly every such processor has.
    #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
    Neon(Neon),
    /// AVX-512 by its manual. It is not among the [`supported`](Level::supported).
    #[cfg(test)]
    Modelled(Modelled),
}

impl Level {
    /// The level that kernels run at: the best that the processor has, unless the environment
    /// variable `HOTLOOP_LEVEL` (`portable`, `avx2`, `avx512` or `neon`) asks for a lower one.
    ///
    /// Detected at the first call and cached. A value that is unknown, or above what the processor
    /// has, is said once on standard error, and detection stands.
    #[inline]
    pub fn current() -> Self {
        static CURRENT: OnceLock<Level> = OnceLock::new();
        *CURRENT.get_or_init(|| {
            let (level, complaint) =
                choose(env::var_os("HOTLOOP_LEVEL").as_deref(), &Self::supported());
            if let Some(complaint) = complaint {
                // Nobody may be there to read it, and a kernel must not panic for that.
                let _ = writeln!(io::stderr(), "hotloop: {complaint}");
            }
            level
        })
    }

    /// Every level that this machine can run, from narrow to wide, whatever `HOTLOOP_LEVEL` says.
    /// The first is always [`Portable`].
    pub fn supported() -> Vec<Self> {
        #[allow(unused_mut, reason = "only some targets have more")]
        let mut levels = vec![Self::Portable(Portable::new())];
        #[cfg(target_arch = "x86_64")]
        {
            levels.extend(Avx2::detect().map(Self::Avx2));
            levels.extend(Avx512::detect().map(Self::Avx512));
        }
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        levels.extend(Neon::detect().map(Self::Neon));
        levels
    }

    /// Those, and AVX-512 in any case: where the processor has none, by its manual.
    #[cfg(test)]
    pub(crate) fn with_modelled() -> Vec<Self> {
        let mut levels = Self::supported();
        levels.push(Self::Modelled(Modelled));
        levels
    }

    /// The name that `HOTLOOP_LEVEL` knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "avx512",
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            Self::Neon(_) => "neon",
            #[cfg(test)]
            Self::Modelled(_) => "modelled",
        }
    }

    /// Runs `kernel` in a function compiled with this level's instructions.
    #[inline]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self {
            Self::Portable(simd) => simd.enter(kernel),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(simd) => simd.enter(kernel),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(simd) => simd.enter(kernel),
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            Self::Neon(simd) => simd.enter(kernel),
            #[cfg(test)]
            Self::Modelled(simd) => kernel.run(simd),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads the [name](Level::name) of a level that this machine has.
///
/// ```
/// use hotloop::simd::Level;
///
/// let level = Level::current();
/// assert_eq!(level.to_string().parse(), Ok(level));
/// assert!("mmx".parse::<Level>().is_err());
/// ```
impl FromStr for Level {
    type Err = Error;

    /// # Errors
    ///
    /// [`Error::Unreadable`] for a name that is unknown, and for a level that is not among the
    /// [`supported`](Level::supported), which it lists.
    fn from_str(name: &str) -> Result<Self, Error> {
        let supported = Self::supported();
        let found = supported.iter().find(|level| level.name() == name);
        let expected = || format!("one of {}", names(&supported));
        found
            .copied()
            .ok_or_else(|| Error::unreadable("level", name, expected()))
    }
}

/// The names of levels, in a line.
fn names(levels: &[Level]) -> String {
    let names: Vec<_> = levels.iter().map(|level| level.name()).collect();
    names.join(", ")
}

/// The level for a value of `HOTLOOP_LEVEL`, and what there is to say about that value.
fn choose(value: Option<&OsStr>, supported: &[Level]) -> (Level, Option<String>) {
    let best = *supported
        .last()
        .expect("the portable level is always there");
    let Some(value) = value else {
        return (best, None);
    };
    let found = supported.iter().find(|level| value == level.name());
    match found {
        Some(level) => (*level, None),
        None => {
            let expected = names(supported);
            (
                best,
                Some(format!(
                    "HOTLOOP_LEVEL: found {value:?}, expected one of {expected}; using {best}"
                )),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_lowers_and_never_raises() {
        let supported = Level::supported();
        let best = *supported.last().unwrap();
        assert_eq!(choose(None, &supported), (best, None));
        for &level in &supported {
            assert_eq!(
                choose(Some(OsStr::new(level.name())), &supported),
                (level, None)
            );
        }
        // A processor that has the portable level alone is not raised above it.
        let (level, complaint) = choose(Some(OsStr::new("avx512")), &supported[..1]);
        assert_eq!(level, supported[0]);
        assert_eq!(
            complaint.unwrap(),
            "HOTLOOP_LEVEL: found \"avx512\", expected one of portable; using portable"
        );
    }

    #[test]
    fn an_unknown_value_is_said_and_detection_stands() {
        let supported = Level::supported();
        for value in ["", "AVX2", "sse2", "avx512 "] {
            let (level, complaint) = choose(Some(OsStr::new(value)), &supported);
            assert_eq!(level, *supported.last().unwrap());
            assert!(complaint.unwrap().contains(&format!("found {value:?}")));
        }
    }

    #[test]
    fn the_levels_of_this_machine_are_read_and_no_others() {
        let supported = Level::supported();
        for level in &supported {
            assert_eq!(level.to_string().parse(), Ok(*level));
        }
        for name in ["", "AVX2", "avx2 ", "modelled"] {
            let error = name.parse::<Level>().unwrap_err().to_string();
            let expected = names(&supported);
            assert_eq!(
                error,
                format!("`level`: found {name:?}, expected one of {expected}")
            );
        }
    }

    #[test]
    fn levels_rise() {
        assert!(Level::supported().is_sorted());
    }
}
