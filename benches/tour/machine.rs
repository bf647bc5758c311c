//! What the figures were measured on.

use hotloop::build_info;
use hotloop::simd::Level;
use hotloop::threads::Team;
use serde::Serialize;
use std::fs::{read_dir, read_to_string};

#[derive(Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) level: &'static str,
    pub(crate) levels: Vec<&'static str>,
    pub(crate) cores: usize,
    pub(crate) caches: Vec<Cache>,
    pub(crate) placement: Vec<String>,
    pub(crate) compiler: &'static str,
    pub(crate) target: &'static str,
    pub(crate) profile: &'static str,
    pub(crate) target_features: &'static str,
}

/// A data cache of the first core.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cache {
    pub(crate) level: usize,
    pub(crate) kibibytes: usize,
}

impl Machine {
    /// Looks around from inside the team. `cores` was asked before it was made.
    pub(crate) fn find(cores: usize, team: &Team) -> Self {
        Self {
            processor: processor().unwrap_or_else(|| "unknown".into()),
            level: Level::current().name(),
            levels: Level::supported().into_iter().map(Level::name).collect(),
            cores,
            caches: caches(),
            placement: team.placement().iter().map(ToString::to_string).collect(),
            compiler: build_info::RUSTC,
            target: build_info::TARGET,
            profile: build_info::PROFILE,
            target_features: build_info::TARGET_FEATURES,
        }
    }
}

fn processor() -> Option<String> {
    #[cfg(target_arch = "x86_64")]
    if let Some(brand) = raw_cpuid::CpuId::new().get_processor_brand_string() {
        return Some(brand.as_str().trim().to_owned());
    }
    let text = read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// From the inside out; none where they cannot be found out.
fn caches() -> Vec<Cache> {
    let mut caches = linux_caches().unwrap_or_default();
    #[cfg(target_arch = "x86_64")]
    if caches.is_empty() {
        caches = cpuid_caches().unwrap_or_default();
    }
    caches.sort();
    caches.dedup();
    caches
}

fn linux_caches() -> Option<Vec<Cache>> {
    let mut caches = vec![];
    for entry in read_dir("/sys/devices/system/cpu/cpu0/cache").ok()? {
        let path = entry.ok()?.path();
        let read = |name| read_to_string(path.join(name)).unwrap_or_default();
        let (level, kind, size) = (read("level"), read("type"), read("size"));
        let number = |text: &str| text.trim().trim_end_matches('K').parse().ok();
        if let (Some(level), Some(kibibytes)) = (number(&level), number(&size))
            && kind.trim() != "Instruction"
        {
            caches.push(Cache { level, kibibytes });
        }
    }
    Some(caches)
}

#[cfg(target_arch = "x86_64")]
fn cpuid_caches() -> Option<Vec<Cache>> {
    use raw_cpuid::{CacheType, CpuId};

    let cpuid = CpuId::new();
    let data = cpuid
        .get_cache_parameters()?
        .filter(|cache| matches!(cache.cache_type(), CacheType::Data | CacheType::Unified));
    let caches = data.map(|cache| Cache {
        level: cache.level().into(),
        kibibytes: cache.sets()
            * cache.associativity()
            * cache.physical_line_partitions()
            * cache.coherency_line_size()
            / 1024,
    });
    Some(caches.collect())
}
