//! The sources of this crate, for the tests that read them.

use std::fs;
use std::path::Path;

/// The files of Rust in a folder of the crate, at any depth, but for what is built there; or a single file: the path
/// from the crate on, with `/` between the names, and the text.
pub(crate) fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if root.join(folder).is_file() {
        let text = fs::read_to_string(root.join(folder)).expect("it is text");
        return vec![(folder.to_owned(), text)];
    }
    let mut sources = vec![];
    for entry in fs::read_dir(root.join(folder)).expect("the folder is there") {
        let entry = entry.expect("it can be read");
        let name = entry.file_name().into_string().expect("it has a name");
        let path = format!("{folder}/{name}");
        if entry.path().is_dir() && name != "target" {
            sources.extend(self::sources(&path));
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("it is text");
            sources.push((path, text));
        }
    }
    sources
}
