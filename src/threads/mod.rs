//! TODO

mod blocks;
mod handshake;
mod invoke;
mod placement;
mod primitive;
mod progress;
mod regions;
mod schedule;
mod team;

pub use handshake::Member;
pub use invoke::Tasks;
pub use placement::{Binding, Placement};
pub use schedule::Schedule;
pub use team::Team;
