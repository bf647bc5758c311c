//! What Python users would take instead, in turn with the rungs.
//!
//! | file | what is in it |
//! |---|---|
//! | `protocol.rs` | what the lines are |
//! | `answers.rs` | whether a peer has found what a rung does |
//! | `table.rs` | what came out, for people |
//!
//! The other end is `benches/peers/serve.py`.

mod answers;
mod protocol;
mod table;

use crate::catalogue::{Case, Prepared};
use crate::child::Child;
use crate::common::output::Output;
use crate::common::timing::Times;
use crate::common::unpinned;
use crate::lines::{say, wrapped};
use crate::selection::{Guests, Measurement, cases};
use answers::differs;
use protocol::{Hello, Peer, Server};
use serde::Serialize;
use std::collections::BTreeSet;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;
use table::Row;

const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/serve.py");
/// Where what it compiles is kept.
const CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/peers");
/// How long an answer may take. The longest has a loop compiled, or those in Cython built.
const PATIENCE: Duration = Duration::from_secs(300);
/// What a turn takes of a server that is gone. Nothing has to wait for it.
const NO_TURN: Duration = Duration::from_millis(20);

/// The server, while it lives, and what has become of its peers. Where none was asked for, nobody comes.
#[derive(Default, Serialize)]
pub(crate) struct Peers {
    #[serde(skip)]
    server: Option<Server>,
    #[serde(flatten)]
    hello: Option<Hello>,
    /// The case whose turn it is, and its peers, with what the server knows them by.
    #[serde(skip)]
    ready: Option<(Case, Vec<(usize, Peer)>)>,
    rows: Vec<Row>,
    left_out: BTreeSet<String>,
    failures: Vec<String>,
}

impl Peers {
    /// Starts a server, if there is an interpreter for it. It may know no cases but those measured.
    pub(crate) fn asked(python: Option<String>, threads: usize) -> Result<Self, String> {
        let Some(python) = python else {
            return Ok(Self::default());
        };
        let mut command = Command::new(&python);
        let start = move || {
            let command = command
                .arg(SERVER)
                .env("HOTLOOP_PEERS_THREADS", threads.to_string())
                .env("HOTLOOP_PEERS_CACHE", CACHE)
                .env("NUMBA_CACHE_DIR", CACHE)
                .env("PYTHONPYCACHEPREFIX", CACHE);
            Server::new(Child::start(command, PATIENCE)?)
        };
        let started =
            unpinned::run(start).map_err(|error| format!("--peers: {python:?} {error}"))?;
        let (server, hello) = started;
        let known = |case: &Case| (case.ladder.to_owned(), case.name.clone());
        let measured: BTreeSet<_> = cases().map(|ladder| known(ladder.case())).collect();
        if let Some((ladder, case)) = hello.cases.iter().find(|case| !measured.contains(case)) {
            return Err(format!("--peers: nobody measures \"{ladder}: {case}\""));
        }
        Ok(Self {
            server: Some(server),
            hello: Some(hello),
            ..Self::default()
        })
    }

    /// A line of the report's head.
    pub(crate) fn introduce(&self) {
        if let Some(hello) = &self.hello {
            say!("{:<12}{}", "peers", wrapped(&hello.versions(), 12));
        }
    }

    /// The table of the peers of a case, below that of its rungs.
    pub(crate) fn print(&self, rungs: &[Measurement]) {
        table::print(rungs, &self.rows);
    }

    /// What programs are told.
    pub(crate) fn measured(&self) -> Option<&Self> {
        self.hello.is_some().then_some(self)
    }

    /// Says what was left out, on standard error, and writes the table that was asked for. Fails if anything
    /// went wrong.
    pub(crate) fn end(
        mut self,
        table: Option<Output>,
        processor: &str,
        rungs: &[Measurement],
    ) -> Result<(), String> {
        if let (Some(Output { file, path }), Some(hello)) = (table, &self.hello) {
            let written = table::write(file, processor, &hello.versions(), rungs, &self.rows);
            if let Err(error) = written {
                let failure = format!("{path:?} cannot be written: {error}");
                self.failures.push(failure);
            }
        }
        for reason in &self.left_out {
            eprintln!("tour: peers left out: {reason}");
        }
        match self.failures.is_empty() {
            true => Ok(()),
            false => Err(format!("peers: {}", self.failures.join("; "))),
        }
    }

    /// Goes on without the server.
    fn lose(&mut self, error: &str) {
        let at = self.ready.as_ref().map_or(String::new(), |(case, _)| {
            format!(" at {}: {}", case.ladder, case.name)
        });
        self.failures
            .push(format!("the server of all of them is lost{at}: it {error}"));
        self.server = None;
    }
}

impl Guests for Peers {
    fn invite(&mut self, case: &Case, prepared: &mut dyn Prepared, rung: usize) -> usize {
        let name = (case.ladder, &*case.name);
        let known = |(ladder, case): &(String, String)| (&**ladder, &**case) == name;
        self.ready = Some((case.clone(), vec![]));
        let Some(server) = &mut self.server else {
            return 0;
        };
        let hello = self.hello.iter();
        if !hello.flat_map(|hello| &hello.cases).any(known) {
            return 0;
        }
        let all = match server.prepare(name, &prepared.given()) {
            Ok(all) => all,
            Err(error) => {
                self.lose(&error);
                return 0;
            }
        };
        self.left_out.extend(all.left_out);
        let expected = prepared.figures(rung);
        let expected = expected.as_ref();
        let expected = expected.map(|figures| (&*figures.values, figures.tolerance));
        let mut fail = |what: String| {
            let (ladder, name) = (case.ladder, &case.name);
            self.failures.push(format!("{ladder}: {name}: {what}"));
        };
        all.failed.into_iter().for_each(&mut fail);
        let mut peers = vec![];
        for (i, peer) in all.peers.into_iter().enumerate() {
            match differs(peer.figures.as_deref(), expected) {
                None => peers.push((i, peer)),
                Some(difference) => fail(format!("{}: {difference}", peer.name)),
            }
        }
        let count = peers.len();
        self.ready = Some((case.clone(), peers));
        count
    }

    fn time(&mut self, guest: usize, repeats: u64) -> Duration {
        let ready = self.ready.as_ref();
        let time = match (
            &mut self.server,
            ready.and_then(|(_, peers)| peers.get(guest)),
        ) {
            (Some(server), Some(&(i, _))) => server.run(i, repeats),
            _ => {
                sleep(NO_TURN);
                Ok(NO_TURN)
            }
        };
        time.unwrap_or_else(|error| {
            self.lose(&error);
            NO_TURN
        })
    }

    /// What was measured with a server that has been lost meanwhile is worth nothing.
    fn note(&mut self, times: &[Times]) {
        if let (Some(_), Some((case, peers))) = (&self.server, self.ready.take()) {
            let rows = peers.into_iter().zip(times);
            let rows =
                rows.map(|((_, peer), &times)| Row::new(&case, peer.name, peer.threads, times));
            self.rows.extend(rows);
        }
    }
}
