//! A child that answers lines with lines, and what becomes of one that does not.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{self, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often is looked whether a silent child is still there.
const LOOK: Duration = Duration::from_millis(200);
/// How long a child may take to end that is asked nothing more.
const ENDING: Duration = Duration::from_secs(5);
/// Bytes of the longest line that may be an answer.
const LONGEST: u64 = 1 << 20;

/// Whoever asks sleeps until there is an answer, and so does the child until it is asked.
pub(crate) struct Child {
    process: process::Child,
    /// None when there is nothing more to ask.
    requests: Option<Sender<Vec<u8>>>,
    answers: Receiver<String>,
    /// All that it has written to its standard error, once that is closed, where it is a pipe.
    complaints: Receiver<String>,
    /// How long an answer may take.
    patience: Duration,
}

impl Child {
    /// To be called on a thread that is not pinned: the child would be on its core. If its standard error
    /// is a pipe, the last line of that is part of how it has ended.
    pub(crate) fn start(command: &mut Command, patience: Duration) -> Result<Self, String> {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let process = command.spawn();
        let mut process = process.map_err(|error| format!("cannot be started: {error}"))?;
        let (mut input, output) = (process.stdin.take(), process.stdout.take());
        let (requests, asked) = channel::<Vec<u8>>();
        // Threads, because a pipe makes whoever writes to it, or reads from it, wait for the other end.
        thread::spawn(move || {
            // Where it is gone, the missing answer says so.
            let write = |line: Vec<u8>| input.as_mut()?.write_all(&line).ok();
            asked.into_iter().try_for_each(write)
        });
        let (answer, answers) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output?);
            loop {
                let mut line = vec![];
                let read = (&mut output).take(LONGEST).read_until(b'\n', &mut line);
                if read.is_ok_and(|bytes| bytes > 0) {
                    let line = String::from_utf8_lossy(&line);
                    answer.send(line.trim_end().to_owned()).ok()?;
                } else {
                    return Some(());
                }
            }
        });
        let (complain, complaints) = channel();
        if let Some(mut errors) = process.stderr.take() {
            thread::spawn(move || {
                let mut text = vec![];
                let _ = errors.read_to_end(&mut text);
                complain.send(String::from_utf8_lossy(&text).into_owned())
            });
        }
        Ok(Self {
            process,
            requests: Some(requests),
            answers,
            complaints,
            patience,
        })
    }

    /// Sends a request, and waits for its answer.
    pub(crate) fn ask(&mut self, request: Vec<u8>) -> Result<String, String> {
        if let Some(requests) = &self.requests {
            // Where it is gone, the missing answer says so.
            let _ = requests.send(request);
        }
        self.answer()
    }

    /// Waits for a line. A child that gives none is ended.
    pub(crate) fn answer(&mut self) -> Result<String, String> {
        let answer = self.line();
        if answer.is_err() {
            self.kill();
        }
        answer
    }

    /// Ends it, whatever it is doing.
    pub(crate) fn kill(&mut self) {
        // It may have ended itself.
        let _ = self.process.kill();
    }

    fn line(&mut self) -> Result<String, String> {
        let start = Instant::now();
        loop {
            match self.answers.recv_timeout(LOOK) {
                Ok(line) => return Ok(line),
                Err(RecvTimeoutError::Disconnected) => return Err(self.ending()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            // Not the end of the pipe alone: a child of the child may hold it.
            if let Ok(Some(status)) = self.process.try_wait() {
                return self
                    .answers
                    .recv_timeout(LOOK)
                    .map_err(|_| self.ended(status));
            }
            if start.elapsed() > self.patience {
                let patience = self.patience.as_secs_f64();
                return Err(format!("has given no answer for {patience} seconds"));
            }
        }
    }

    /// What became of a child that has closed its output.
    fn ending(&mut self) -> String {
        match self.wait() {
            Some(status) => self.ended(status),
            None => "has closed its output".into(),
        }
    }

    /// How it has ended, and what it said last.
    fn ended(&self, status: ExitStatus) -> String {
        let complaints = self.complaints.recv_timeout(LOOK).unwrap_or_default();
        match complaints.trim_end().lines().next_back() {
            Some(last) => format!("has ended ({status}): {last}"),
            None => format!("has ended ({status})"),
        }
    }

    /// Waits for its end, if there is one soon.
    fn wait(&mut self) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < ENDING {
            match self.process.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(10)),
                Ok(status) => return status,
                Err(_) => return None,
            }
        }
        None
    }
}

/// A child whose input ends has to end. If it does not, it is ended.
impl Drop for Child {
    fn drop(&mut self) {
        self.requests = None;
        if self.wait().is_none() {
            self.kill();
            // Nobody is left to be told of a failure.
            let _ = self.process.wait();
        }
    }
}
