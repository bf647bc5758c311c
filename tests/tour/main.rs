//! The tour without its measurements.

#![cfg(feature = "threads")]

#[path = "../../benches/tour/against"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod against {
    pub(crate) mod build;
    pub(crate) mod protocol;
    pub(crate) mod statistic;
}
#[path = "../../benches/common/brief.rs"]
#[allow(dead_code, reason = "the benches use all of it")]
mod brief;
#[path = "../../benches/tour/child.rs"]
mod child;
#[path = "../../benches/tour/compare.rs"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod compare;
#[path = "../../benches/tour/filters.rs"]
#[allow(dead_code, reason = "the tour uses all of it")]
mod filters;
#[path = "../../benches/tour/lines.rs"]
#[allow(
    dead_code,
    unused_macros,
    unused_imports,
    reason = "the tour uses all of it"
)]
mod lines;
#[path = "../../benches/tour/members.rs"]
mod members;
#[path = "../../benches/tour/table.rs"]
mod table;
#[path = "../../benches/tour/together.rs"]
mod together;

mod asked;
mod benches;
#[cfg(unix)]
mod builds;
mod earlier;
mod printed;
mod turns;
