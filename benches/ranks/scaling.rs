//! Fewer ranks, larger teams, and both, in turn within one job: a shared machine is another one a minute later.

use crate::arguments::Arguments;
use crate::programs::{Answer, Program};
use core_affinity::CoreId;
use hotloop::Error;
use hotloop::machine::Machine;
use hotloop::ranks::Ranks;
use hotloop::threads::{Binding, Team};
use mpi::collective::CommunicatorCollectives;
use mpi::topology::{Color, Communicator, SimpleCommunicator};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Some of the ranks, each with a team, on one input.
struct Shape {
    ranks: usize,
    members: usize,
    /// None on a rank that is not among them.
    communicator: Option<SimpleCommunicator>,
    team: Team,
    /// Where its members are.
    places: Vec<usize>,
}

/// A table of the time of every shape that the processors are enough for, or the ranks.
pub(crate) fn print<P: Program>(
    world: &SimpleCommunicator,
    arguments: &Arguments,
    size: usize,
) -> Result<(), Error> {
    let all = Ranks::new(world);
    let shapes = shapes(world, &all)?;
    // The inputs of all, before any is timed.
    let mut inputs = vec![];
    for shape in &shapes {
        let input = shape.communicator.as_ref().map(|communicator| {
            let ranks = Ranks::new(communicator);
            P::prepare(&ranks, &shape.team, size)
        });
        inputs.push(all.agree(input.transpose())?);
    }
    let mut found: Vec<(Duration, Option<Answer>)> = vec![(Duration::MAX, None); shapes.len()];
    // The first round is not timed.
    for round in 0..=arguments.rounds {
        for ((shape, input), (least, answer)) in shapes.iter().zip(&inputs).zip(&mut found) {
            doze(world);
            let outcome = shape.communicator.as_ref().zip(input.as_ref());
            let outcome = outcome.map(|(communicator, input)| {
                let ranks = Ranks::new(communicator);
                // The thread that asks is member 0, which a team does not pin, and `mpirun` has not.
                core_affinity::set_for_current(CoreId {
                    id: shape.places[0],
                });
                // Awake, and all there.
                shape.team.parallel(|_| ());
                communicator.barrier();
                let start = Instant::now();
                let answer = input.answer(&ranks, &shape.team)?;
                Ok((start.elapsed(), answer))
            });
            // Ranks that had nothing to do sleep, and take no processor from those that had.
            doze(world);
            if let Some((time, new)) = all.agree(outcome.transpose())? {
                *least = if round > 0 { time.min(*least) } else { *least };
                *answer = Some(new);
            }
        }
    }
    if all.rank() > 0 {
        return Ok(());
    }
    let (one, answer) = &found[0];
    println!("{size} {}", P::UNIT);
    println!("ranks  members        ms  speed-up  bits");
    for (shape, (time, found)) in shapes.iter().zip(&found) {
        println!(
            "{:5}  {:7}  {:8.3}  {:8.2}  {}",
            shape.ranks,
            shape.members,
            time.as_secs_f64() * 1e3,
            one.as_secs_f64() / time.as_secs_f64(),
            if found == answer { "same" } else { "OTHER" }
        );
    }
    crate::alike(found.iter().all(|(_, found)| found == answer))
}

/// One rank with one member first. Each rank has processors of its own, as far as there are enough: two ranks that may
/// use all would pin their members to the same ones.
fn shapes(world: &SimpleCommunicator, all: &Ranks<'_>) -> Result<Vec<Shape>, Error> {
    let processors = Machine::current().processors.into_iter();
    let processors: Vec<usize> = processors.map(|processor| processor.number).collect();
    let most = all.size().max(processors.len());
    let doubled =
        |most| std::iter::successors(Some(1), |n| Some(2 * n)).take_while(move |n| *n <= most);
    let mut shapes = vec![];
    for ranks in doubled(all.size()) {
        for members in doubled(most / ranks) {
            let is_in = all.rank() < ranks;
            let place = |member| processors[(all.rank() * members + member) % processors.len()];
            let places: Vec<usize> = (0..if is_in { members } else { 1 }).map(place).collect();
            let color = if is_in {
                Color::with_value(0)
            } else {
                Color::undefined()
            };
            shapes.push(Shape {
                ranks,
                members,
                communicator: world.split_by_color(color),
                team: all.agree(Team::spawn(places.len(), Binding::Cores(places.clone())))?,
                places,
            });
        }
    }
    Ok(shapes)
}

/// Waits for all ranks, asleep: MPI's own barrier keeps a processor busy.
fn doze(world: &SimpleCommunicator) {
    let mut barrier = world.immediate_barrier();
    while let Err(waiting) = barrier.test() {
        sleep(Duration::from_millis(1));
        barrier = waiting;
    }
}
