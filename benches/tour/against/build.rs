//! A build that runs beside another, and takes turns with it.

use super::protocol::{Answer, Request, greeted};
use crate::child::Child;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A build that has been started. It ends when this is dropped.
pub(crate) struct Build(Child);

impl Build {
    /// Starts it, on a thread that is not pinned, and waits for its greeting. It is given up if it is
    /// silent for longer than `patience`, then and later.
    pub(crate) fn start(command: &mut Command, patience: Duration) -> Result<Self, String> {
        let mut child = Child::start(command.stderr(Stdio::piped()), patience)?;
        greeted(&child.answer()?)?;
        Ok(Self(child))
    }

    pub(crate) fn ask(&mut self, request: &Request) -> Result<Answer, String> {
        let request = serde_json::to_string(request).expect("a request is text");
        let line = self.0.ask(format!("{request}\n").into_bytes())?;
        serde_json::from_str(&line).map_err(|_| format!("answers {line:?}"))
    }
}
