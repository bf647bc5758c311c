//! Two builds at the rungs of a case, in pairs of turns.

use super::build::Build;
use super::protocol::{Answer, OPTION, Request, Rung};
use super::statistic::{Ratio, Verdict};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How much is done to tell two builds apart.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// How often both builds are started anew; twice as often for rungs that differ.
    pub(crate) sittings: usize,
    /// Pairs of turns of a rung in a sitting.
    pub(crate) pairs: usize,
    /// For a turn, at least.
    pub(crate) turn: Duration,
}

/// After so many nanoseconds at a rung, a sitting has no more pairs than [`FEW`].
const LONG: f64 = 1e9;
const FEW: usize = 5;

/// A build that does not answer for so long is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The new build and the old, by these places in all pairs.
pub(crate) struct Builds {
    pub(crate) paths: [PathBuf; 2],
    /// What both are started with.
    pub(crate) options: Vec<String>,
}

/// What has come of a rung: no pair if the old build has it not.
pub(crate) struct Compared {
    pub(crate) rung: Rung,
    /// Nanoseconds of a run of each build.
    pub(crate) times: [Vec<f64>; 2],
    sittings: Vec<Vec<f64>>,
}

impl Compared {
    /// If there is an old build to compare with.
    pub(crate) fn ratio(&self) -> Option<Ratio> {
        (!self.sittings.is_empty()).then(|| Ratio::of(&self.sittings))
    }

    fn differs(&self) -> bool {
        let ratio = self.ratio();
        ratio.is_some_and(|ratio| ratio.verdict != Verdict::CannotTell)
    }
}

impl Builds {
    /// The rungs of a case that are wanted, one after the other, in as many sittings as there are; and again those that
    /// differ.
    pub(crate) fn compare(
        &self,
        (ladder, name): (&str, &str),
        filters: &[String],
        effort: Effort,
        progress: &dyn Fn(f64),
    ) -> Result<Vec<Compared>, String> {
        let mut compared: Vec<Compared> = vec![];
        for sitting in 0..2 * effort.sittings {
            // Who is found to differ has to differ in as many sittings again.
            let again = sitting >= effort.sittings;
            if again && !compared.iter().any(Compared::differs) {
                break;
            }
            let start =
                |i: usize| Side::start(&self.paths[i], &self.options, (ladder, name), filters);
            // Who starts second finds the memory that the first has left.
            let mut sides = match sitting % 2 {
                0 => [start(0)?, start(1)?],
                _ => {
                    let old = start(1)?;
                    [start(0)?, old]
                }
            };
            if sitting == 0 {
                let rungs = sides[0].rungs.iter().cloned();
                compared = rungs.map(Compared::new).collect();
            }
            let count = compared.len();
            for (i, compared) in compared.iter_mut().enumerate() {
                let wanted = !again || compared.differs();
                if wanted && sides[1].rungs.contains(&compared.rung) {
                    compared.sit(&mut sides, effort)?;
                }
                let done = (sitting * count + i) as f64 / (effort.sittings * count) as f64;
                progress(done.min(1.0));
            }
        }
        Ok(compared)
    }
}

impl Compared {
    fn new(rung: Rung) -> Self {
        Self {
            rung,
            times: [vec![], vec![]],
            sittings: vec![],
        }
    }

    /// A sitting: pairs of turns, of which each begins with the build that the last one ended with, so
    /// that neither is always first, and a drift favours neither.
    fn sit(&mut self, sides: &mut [Side<'_>; 2], effort: Effort) -> Result<(), String> {
        let rung = &self.rung;
        let mut repeats = u64::MAX;
        for side in &mut *sides {
            repeats = repeats.min(side.repeats(rung, effort.turn)?);
        }
        let (mut ratios, mut spent) = (vec![], 0.0);
        for pair in 0..effort.pairs {
            if spent > LONG && pair >= FEW {
                break;
            }
            let mut times = [0.0; 2];
            for i in [pair % 2, 1 - pair % 2] {
                let time = sides[i].turn(rung, repeats)?;
                spent += time;
                times[i] = time / repeats as f64;
                self.times[i].push(times[i]);
            }
            ratios.push(times[0] / times[1]);
        }
        self.sittings.push(ratios);
        Ok(())
    }
}

/// One of the two builds, with the inputs of a case.
struct Side<'a> {
    path: &'a Path,
    build: Build,
    rungs: Vec<Rung>,
}

impl<'a> Side<'a> {
    fn start(
        path: &'a Path,
        options: &[String],
        (ladder, name): (&str, &str),
        filters: &[String],
    ) -> Result<Self, String> {
        let mut command = Command::new(path);
        command
            .args(["--bench", &format!("--{OPTION}")])
            .args(options);
        let build = Build::start(&mut command, PATIENCE);
        let build = build.map_err(|error| complaint(path, &error))?;
        let mut side = Self {
            path,
            build,
            rungs: vec![],
        };
        let request = Request::Case {
            ladder: ladder.into(),
            name: name.into(),
            filters: filters.to_vec(),
        };
        match side.ask(&request)? {
            Answer::Rungs(rungs) => side.rungs = rungs,
            other => return Err(side.confused(&other)),
        }
        Ok(side)
    }

    /// As many runs as make a turn. The first, which warms up, does not count, and whatever takes long is
    /// looked at twice, because an interruption makes anything take long.
    fn repeats(&mut self, rung: &Rung, turn: Duration) -> Result<u64, String> {
        let turn = turn.as_nanos() as f64;
        let first = self.turn(rung, 1)?;
        let mut repeats = 1;
        if first > 100.0 * turn {
            return Ok(repeats);
        }
        while self.turn(rung, repeats)? < turn / 2.0 || self.turn(rung, repeats)? < turn / 2.0 {
            repeats *= 2;
        }
        Ok(repeats)
    }

    /// Nanoseconds of so many runs.
    fn turn(&mut self, rung: &Rung, repeats: u64) -> Result<f64, String> {
        let place = self.rungs.iter().position(|other| other == rung);
        let rung = place.expect("both builds have the rung");
        match self.ask(&Request::Turn { rung, repeats })? {
            // The clock may not have moved.
            Answer::Nanoseconds(time) => Ok(time.max(1.0)),
            other => Err(self.confused(&other)),
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Answer, String> {
        let answer = self.build.ask(request);
        answer.map_err(|error| complaint(self.path, &error))
    }

    fn confused(&self, answer: &Answer) -> String {
        complaint(self.path, &format!("answers {answer:?} to something else"))
    }
}

fn complaint(path: &Path, error: &str) -> String {
    format!("--against: {path:?} {error}")
}
