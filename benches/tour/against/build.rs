//! A build that runs beside another, and takes turns with it.

use super::protocol::{Answer, Request, greeted};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

/// A build that has been started. It ends when this is dropped.
pub(crate) struct Build {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<String>,
    complaints: Option<JoinHandle<String>>,
    patience: Duration,
}

impl Build {
    /// Starts it, on a thread that is not pinned, and waits for its greeting. It is given up if it is
    /// silent for longer than `patience`, then and later.
    pub(crate) fn start(command: &mut Command, patience: Duration) -> Result<Self, String> {
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = pipes
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot be started: {error}"))?;
        let requests = child.stdin.take().expect("it is a pipe");
        let output = BufReader::new(child.stdout.take().expect("it is a pipe"));
        let mut errors = child.stderr.take().expect("it is a pipe");
        let (lines, answers) = channel();
        thread::spawn(move || {
            let read = output.lines().map_while(Result::ok);
            // Nobody listens any more when the build has been dropped.
            read.map_while(|line| lines.send(line).ok()).for_each(drop);
        });
        let complaints = thread::spawn(move || {
            let mut text = vec![];
            let _ = errors.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let mut build = Self {
            child,
            requests,
            answers,
            complaints: Some(complaints),
            patience,
        };
        greeted(&build.line()?)?;
        Ok(build)
    }

    pub(crate) fn ask(&mut self, request: &Request) -> Result<Answer, String> {
        let request = serde_json::to_string(request).expect("a request is text");
        // A build that has ended is found out about below, with what it has said.
        let _ = writeln!(self.requests, "{request}");
        let line = self.line()?;
        serde_json::from_str(&line).map_err(|_| format!("answers {line:?}"))
    }

    fn line(&mut self) -> Result<String, String> {
        match self.answers.recv_timeout(self.patience) {
            Ok(line) => Ok(line),
            Err(RecvTimeoutError::Timeout) => {
                Err(format!("has not answered for {:?}", self.patience))
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.end()),
        }
    }

    /// How it has ended, and what it said last.
    fn end(&mut self) -> String {
        let mut status = None;
        // It may take a moment from the end of its output to its own.
        for _ in 0..50 {
            status = self.child.try_wait().ok().flatten();
            if status.is_some() {
                break;
            }
            sleep(Duration::from_millis(20));
        }
        let Some(status) = status else {
            return "has closed its output".into();
        };
        let complaints = self.complaints.take().map(JoinHandle::join);
        let complaints = complaints.and_then(Result::ok).unwrap_or_default();
        match complaints.trim_end().lines().next_back() {
            Some(last) => format!("has ended ({status}): {last}"),
            None => format!("has ended ({status})"),
        }
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
