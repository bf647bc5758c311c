//! What the figures were measured on.

use hotloop::build_info;
use hotloop::machine::{self, Transparent};
use hotloop::memory::PageSize;
use hotloop::simd::Level;
use hotloop::threads::Team;

use serde::Serialize;
use std::fs::read_to_string;

#[derive(Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    /// What the library found, in a line.
    pub(crate) found: String,
    cores: usize,
    processors: Vec<usize>,
    quota: Option<f64>,
    pub(crate) caches: Vec<Cache>,
    pages: Pages,
    pub(crate) level: &'static str,
    pub(crate) levels: Vec<&'static str>,
    pub(crate) placement: Vec<String>,
    /// What the ladders' arrays are on.
    pub(crate) arrays: &'static str,
    pub(crate) compiler: &'static str,
    pub(crate) target: &'static str,
    pub(crate) profile: &'static str,
    pub(crate) target_features: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Cache {
    pub(crate) level: usize,
    pub(crate) bytes: usize,
    processors: Vec<usize>,
}

#[derive(Serialize)]
struct Pages {
    base: Option<usize>,
    huge: Option<usize>,
    transparent: Option<&'static str>,
}

impl Machine {
    /// Looks around, which a pinned thread must not: it would see a single core.
    pub(crate) fn find(arrays: PageSize) -> Self {
        let found = machine::Machine::current();
        let caches = found.caches.iter().map(|cache| Cache {
            level: cache.level,
            bytes: cache.bytes,
            processors: cache.processors.clone(),
        });
        Self {
            processor: processor().unwrap_or_else(|| "unknown".into()),
            found: found.to_string(),
            cores: found.cores(),
            processors: found.processors.iter().map(|it| it.number).collect(),
            quota: found.quota,
            caches: caches.collect(),
            pages: pages(&found.pages),
            level: Level::current().name(),
            levels: Level::supported().into_iter().map(Level::name).collect(),
            placement: vec![],
            arrays: called(arrays),
            compiler: build_info::RUSTC,
            target: build_info::TARGET,
            profile: build_info::PROFILE,
            target_features: build_info::TARGET_FEATURES,
        }
    }

    /// With the places of a team.
    pub(crate) fn with(self, team: &Team) -> Self {
        let placement = team.placement().iter().map(ToString::to_string).collect();
        Self { placement, ..self }
    }
}

/// The name of pages, in reports and on the command line.
pub(crate) fn called(pages: PageSize) -> &'static str {
    match pages {
        PageSize::Huge => "huge",
        PageSize::Base => "small",
    }
}

fn pages(found: &machine::Pages) -> Pages {
    let name = |transparent| match transparent {
        Transparent::Always => "always",
        Transparent::Advised => "madvise",
        Transparent::Never => "never",
        _ => "unknown",
    };
    Pages {
        base: found.base,
        huge: found.huge,
        transparent: found.transparent.map(name),
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
