//! What the tour and `benches/peers/serve.py` say to each other: lines of JSON.

use crate::child::Child;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// What the server says first.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Hello {
    pub(crate) python: String,
    /// Their versions; none of those that are not installed.
    pub(crate) libraries: BTreeMap<String, Option<String>>,
    /// Ladder and case of all that it has peers for.
    #[serde(skip_serializing)]
    pub(crate) cases: Vec<(String, String)>,
}

impl Hello {
    /// What is installed.
    pub(crate) fn versions(&self) -> String {
        let libraries = self.libraries.iter();
        let installed = libraries.filter_map(|(name, version)| Some((name, version.as_ref()?)));
        let versions = installed.map(|(name, version)| format!(", {name} {version}"));
        format!("Python {}{}", self.python, versions.collect::<String>())
    }
}

/// The peers of a case, which are ready to run.
#[derive(Debug, Deserialize)]
pub(crate) struct Ready {
    pub(crate) peers: Vec<Peer>,
    /// Why others are not: what is not installed, and what went wrong.
    pub(crate) left_out: Vec<String>,
    pub(crate) failed: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Peer {
    pub(crate) name: String,
    pub(crate) threads: usize,
    /// What of its answer is compared; none where it has looked at its answer itself.
    pub(crate) figures: Option<Vec<f64>>,
}

#[derive(Deserialize)]
struct Taken {
    nanoseconds: u64,
}

/// The other end.
pub(crate) struct Server(Child);

impl Server {
    pub(crate) fn new(child: Child) -> Result<(Self, Hello), String> {
        let mut server = Self(child);
        let hello = server.0.answer();
        let hello = server.understood(hello)?;
        Ok((server, hello))
    }

    /// Has it make the input of a case, or take what it is given of it, and run each peer once.
    pub(crate) fn prepare(&mut self, case: (&str, &str), given: &[f64]) -> Result<Ready, String> {
        let request = json!({ "prepare": case, "given": given.len() });
        let mut request = format!("{request}\n").into_bytes();
        request.extend(given.iter().flat_map(|number| number.to_ne_bytes()));
        let answer = self.0.ask(request);
        self.understood(answer)
    }

    /// The time of so many runs of a peer of the case prepared last.
    pub(crate) fn run(&mut self, peer: usize, repeats: u64) -> Result<Duration, String> {
        let request = json!({ "run": peer, "repeats": repeats });
        let answer = self.0.ask(format!("{request}\n").into_bytes());
        let taken: Taken = self.understood(answer)?;
        Ok(Duration::from_nanos(taken.nanoseconds))
    }

    /// A server that says something else is ended.
    fn understood<T: DeserializeOwned>(
        &mut self,
        answer: Result<String, String>,
    ) -> Result<T, String> {
        let answer = answer?;
        serde_json::from_str(&answer).map_err(|error| {
            self.0.kill();
            let beginning: String = answer.chars().take(60).collect();
            format!("has said {beginning:?}, which is no answer: {error}")
        })
    }
}
