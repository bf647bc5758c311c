//! What the fuzz targets share: the bodies that `tests/corpora` replays.

#[path = "../corpora/bodies/mod.rs"]
mod bodies;

/// Runs a target on an input.
pub fn run(target: &str, bytes: &[u8]) {
    let found = bodies::TARGETS.iter().find(|it| it.0 == target);
    let (_, run) = found.expect("a target");
    run(bytes);
}
