//! Says which public items are no longer, or not yet, in the list of them, `tests/api/public.txt`.
//!
//!     cargo run --locked             compares: a part of .ci/run
//!     cargo run --locked -- write    writes the list, which is then looked at as any change is
//!
//! Implementations of automatic traits and of those that are derived are left out.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("public.txt");
    let Some(now) = public_items()? else {
        return Ok(ExitCode::SUCCESS);
    };
    if std::env::args().nth(1).as_deref() == Some("write") {
        std::fs::write(&list, now)?;
        return Ok(ExitCode::SUCCESS);
    }
    let before = std::fs::read_to_string(&list)?;
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (before.lines().collect(), now.lines().collect());
    for gone in old.difference(&new) {
        println!("- {gone}");
    }
    for added in new.difference(&old) {
        println!("+ {added}");
    }
    if before == now {
        println!("{} lines of public items, as listed", now.lines().count());
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "what is public has changed (`-` is gone, `+` is new). If that is meant: `cargo run --locked -- write` in \
         tests/api, and a line in CHANGELOG.md"
    );
    Ok(ExitCode::FAILURE)
}

/// A line an item, of all features, in the order of their paths. Nothing where this nightly compiler writes what
/// `public-api` does not read, which is said.
fn public_items() -> Result<Option<String>, Box<dyn Error>> {
    let hotloop = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = hotloop.join("target/api");
    let status = Command::new("cargo")
        .args(["+nightly", "rustdoc", "--locked", "--lib", "--all-features"])
        .arg("--manifest-path")
        .arg(hotloop.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .args(["--cap-lints", "allow"])
        .status()?;
    if !status.success() {
        return Err("rustdoc failed".into());
    }
    let items = public_api::Builder::from_rustdoc_json(target.join("doc/hotloop.json"))
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build();
    match items {
        Ok(items) => Ok(Some(
            items.items().map(|item| format!("{item}\n")).collect(),
        )),
        Err(error) => {
            println!("SKIPPED: the list of what is public: {error} (another nightly compiler?)");
            Ok(None)
        }
    }
}
