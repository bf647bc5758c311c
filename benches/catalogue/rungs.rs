//! A case with its input and its rungs: how it is written down, and how a rung is run.
//!
//! ```text
//! Case::new("sum", "f64, 4,096", 4_096)
//!     .bytes(8)                                        // an element's, read or written
//!     .bound(Limit::Read)                              // what binds where memory is what is read
//!     .on(|| numbers(4_096), |x, sum| assert_eq!(…))   // its input, and what the answer must be
//!     .solo("checked", |x| sum::checked(x))
//!     .solo("simd", |x| sum::simd(x))
//!     .levels(|level, x| sum::simd_at(level, x))
//!     .team("threaded", |team, x| sum::threaded(team, x))
//! ```

use super::case::Case;
use super::ladder::{Figures, Ladder, Prepared, Rung};
use super::limit::Limit;
use hotloop::simd::Level;
use hotloop::threads::Team;
use std::hint::black_box;
use std::rc::Rc;
use std::time::{Duration, Instant};

impl Case {
    /// The input, which is made when the case's turn comes, and a check of what a rung answers.
    /// Outputs that a rung writes are part of the input: the check may spoil them, so that the next
    /// rung cannot live on what this one has written.
    pub(crate) fn on<D, A>(
        self,
        input: impl Fn() -> D + 'static,
        check: impl Fn(&mut D, A) + 'static,
    ) -> Rungs<D, A> {
        Rungs {
            case: self,
            input: Box::new(input),
            check: Rc::new(check),
            refresh: None,
            given: |_| vec![],
            told: None,
            rungs: vec![],
            last: 0,
        }
    }
}

type Check<D, A> = dyn Fn(&mut D, A);
type Checked<D> = dyn Fn(&Team, &mut D) -> Duration;
type Timed<D> = dyn Fn(&Team, &mut D, u64) -> Duration;
/// What of an answer is told, after the tolerance.
type Telling<D, A> = (f64, fn(&mut D, A) -> Vec<f64>);
type Told<D> = dyn Fn(&Team, &mut D) -> Option<Figures>;

/// A case with its input of type `D` and rungs that answer with an `A`.
pub(crate) struct Rungs<D, A> {
    case: Case,
    input: Box<dyn Fn() -> D>,
    check: Rc<Check<D, A>>,
    refresh: Option<fn(&mut D)>,
    given: fn(&D) -> Vec<f64>,
    told: Option<Telling<D, A>>,
    rungs: Vec<(Rung, Run<D>)>,
    /// The index of what was added last, or of the first where that were several.
    last: usize,
}

struct Run<D> {
    check: Box<Checked<D>>,
    time: Box<Timed<D>>,
    told: Box<Told<D>>,
}

impl<D: 'static, A: 'static> Rungs<D, A> {
    /// What another process is given of the input, which it cannot make itself.
    pub(crate) fn given(self, given: fn(&D) -> Vec<f64>) -> Self {
        Self { given, ..self }
    }

    /// What of an answer another process has to find, up to this fraction of each number, or of 1 where
    /// that is more. To be said before the rungs.
    pub(crate) fn told(self, tolerance: f64, figures: fn(&mut D, A) -> Vec<f64>) -> Self {
        Self {
            told: Some((tolerance, figures)),
            ..self
        }
    }

    /// The input is used up by a run. This makes it anew, before each, and is not timed. To be said
    /// before the rungs.
    pub(crate) fn refreshed(self, refresh: fn(&mut D)) -> Self {
        Self {
            refresh: Some(refresh),
            ..self
        }
    }

    /// A rung of one thread.
    pub(crate) fn solo(self, name: &str, rung: impl Fn(&mut D) -> A + 'static) -> Self {
        self.next()
            .run(name, (Some(1), None), false, move |_, data| rung(data))
    }

    /// The same rung at every level that this machine has.
    pub(crate) fn levels(self, rung: impl Fn(Level, &mut D) -> A + Copy + 'static) -> Self {
        let levels = Level::supported().into_iter();
        levels.fold(self.next(), |rungs, level| {
            let name = format!("simd at {level}");
            rungs.run(&name, (Some(1), Some(level)), false, move |_, data| {
                rung(level, data)
            })
        })
    }

    /// A rung of the team.
    pub(crate) fn team(self, name: &str, rung: impl Fn(&Team, &mut D) -> A + 'static) -> Self {
        self.next().run(name, (None, None), true, rung)
    }

    /// What a library makes of it on as many threads of its own as the team has. The team's members
    /// sleep meanwhile.
    pub(crate) fn peer(self, name: &str, rung: impl Fn(&mut D) -> A + 'static) -> Self {
        let run = move |_: &Team, data: &mut D| rung(data);
        self.next().run(name, (None, None), false, run).aside()
    }

    /// A rung of so many threads (none says as many as the team has) that times itself and has no
    /// answer to check: what has to run on threads of its own.
    pub(crate) fn timed(
        self,
        name: &str,
        threads: Option<usize>,
        time: impl Fn(&Team, u64) -> Duration + 'static,
    ) -> Self {
        let time = Rc::new(time);
        let once = Rc::clone(&time);
        let run = Run {
            check: Box::new(move |team, _| once(team, 1)),
            time: Box::new(move |team, _, repeats| time(team, repeats)),
            told: Box::new(|_, _| None),
        };
        self.next().with(name, threads, None, run)
    }

    /// The last rung is not bound by this limit: it has found a way around it.
    pub(crate) fn unbound(mut self, by: Limit) -> Self {
        for (rung, _) in &mut self.rungs[self.last..] {
            rung.limit = rung.limit.filter(|limit| *limit != by);
        }
        self
    }

    /// The last rung would take too long on more elements, and is left out there.
    pub(crate) fn up_to(mut self, elements: usize) -> Self {
        if self.case.elements > elements {
            self.rungs.truncate(self.last);
        }
        self
    }

    /// The last rung is for comparison.
    pub(crate) fn aside(mut self) -> Self {
        for (rung, _) in &mut self.rungs[self.last..] {
            rung.aside = true;
        }
        self
    }

    fn next(mut self) -> Self {
        self.last = self.rungs.len();
        self
    }

    fn run(
        self,
        name: &str,
        (members, level): (Option<usize>, Option<Level>),
        on_the_team: bool,
        rung: impl Fn(&Team, &mut D) -> A + 'static,
    ) -> Self {
        let (rung, check) = (Rc::new(rung), Rc::clone(&self.check));
        let (same, refresh) = (Rc::clone(&rung), self.refresh);
        let (told, once_more) = (self.told, Rc::clone(&rung));
        let run = Run {
            check: Box::new(move |team, data| {
                refresh.inspect(|refresh| refresh(data));
                if on_the_team {
                    wake(team);
                }
                let start = Instant::now();
                let answer = rung(team, data);
                let time = start.elapsed();
                check(data, answer);
                time
            }),
            time: Box::new(move |team, data, repeats| {
                let time = |repeats, data: &mut D| {
                    if on_the_team {
                        wake(team);
                    }
                    let start = Instant::now();
                    for _ in 0..repeats {
                        black_box(same(team, black_box(data)));
                    }
                    start.elapsed()
                };
                let Some(refresh) = refresh else {
                    return time(repeats, data);
                };
                let mut once = || {
                    refresh(data);
                    time(1, data)
                };
                (0..repeats).map(|_| once()).sum()
            }),
            told: Box::new(move |team, data| {
                let (tolerance, figures) = told?;
                refresh.inspect(|refresh| refresh(data));
                let answer = once_more(team, data);
                Some(Figures {
                    values: figures(data, answer),
                    tolerance,
                })
            }),
        };
        self.with(name, members, level, run)
    }

    fn with(
        mut self,
        name: &str,
        members: Option<usize>,
        level: Option<Level>,
        run: Run<D>,
    ) -> Self {
        let rung = Rung {
            name: name.into(),
            members,
            level,
            limit: self.case.limit,
            aside: level.is_some(),
        };
        self.rungs.push((rung, run));
        self
    }
}

/// Has sleeping members up before the clock starts: waking is measured by the benches of the team,
/// and by nobody else.
pub(crate) fn wake(team: &Team) {
    if team.members() > 1 {
        team.parallel(|_| ());
    }
}

impl<D: 'static, A: 'static> Ladder for Rungs<D, A> {
    fn case(&self) -> &Case {
        &self.case
    }

    fn rungs(&self) -> Vec<&Rung> {
        self.rungs.iter().map(|(rung, _)| rung).collect()
    }

    fn prepare<'a>(&'a self, team: &'a Team) -> Box<dyn Prepared + 'a> {
        Box::new(On {
            rungs: &self.rungs,
            team,
            given: self.given,
            data: (self.input)(),
        })
    }
}

struct On<'a, D> {
    rungs: &'a [(Rung, Run<D>)],
    team: &'a Team,
    given: fn(&D) -> Vec<f64>,
    data: D,
}

impl<D> Prepared for On<'_, D> {
    fn check(&mut self, rung: usize) -> Duration {
        (self.rungs[rung].1.check)(self.team, &mut self.data)
    }

    fn time(&mut self, rung: usize, repeats: u64) -> Duration {
        (self.rungs[rung].1.time)(self.team, &mut self.data, repeats)
    }

    fn given(&self) -> Vec<f64> {
        (self.given)(&self.data)
    }

    fn figures(&mut self, rung: usize) -> Option<Figures> {
        (self.rungs[rung].1.told)(self.team, &mut self.data)
    }
}
