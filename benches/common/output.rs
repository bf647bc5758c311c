//! Where results go: files, and standard output.

use serde::Serialize;
use std::fs::File;
use std::io::{self, Write, stdout};

/// A file that has been created before anything is measured: to find out a minute later that it
/// cannot be would be a pity.
pub(crate) struct Output {
    pub(crate) file: File,
    pub(crate) path: String,
}

impl Output {
    pub(crate) fn create(option: &str, path: String) -> Result<Self, String> {
        match File::create(&path) {
            Ok(file) => Ok(Self { file, path }),
            Err(error) => Err(format!("{option}: {path:?} cannot be created: {error}")),
        }
    }

    pub(crate) fn write_json(mut self, value: &impl Serialize) -> Result<(), String> {
        let written = serde_json::to_writer_pretty(&mut self.file, value).map_err(io::Error::from);
        let written = written.and_then(|()| writeln!(self.file));
        written.map_err(|error| format!("{:?} cannot be written: {error}", self.path))
    }
}

/// As `println!`, but where the reader has gone, as in `… | head -5`, nothing happens.
pub(crate) fn print(line: &str) {
    // There is nobody to tell.
    let _ = writeln!(stdout(), "{line}");
}
