//! How a rung goes through memory, as its code says: that of all functions that it enters, because short
//! inputs, which are followed, need neither of the two.

use super::count::Profile;
use super::image::Image;
use super::operation::name;
use iced_x86::{Decoder, DecoderOptions};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Bits of its widest vectors.
    pub(crate) width: usize,
    /// Whether it asks for lines ahead, and writes past the caches.
    pub(crate) ahead: bool,
    pub(crate) past: bool,
}

impl Manner {
    pub(crate) fn of(image: &Image<'_>, profile: &Profile) -> Self {
        let hot = profile.hot().map(|(at, _)| profile.operations[&at].width);
        let mut manner = Self {
            width: hot.max().unwrap_or(0),
            ..Self::default()
        };
        let entered = profile.places.keys().filter_map(|&at| image.body(at));
        let entered: BTreeSet<_> = entered.collect();
        for (start, code) in entered {
            for instruction in Decoder::with_ip(64, code, start, DecoderOptions::NONE) {
                let name = name(&instruction);
                manner.ahead |= name.starts_with("prefetch");
                manner.past |= name.starts_with("movnt");
            }
        }
        manner
    }
}
