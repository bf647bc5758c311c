//! What messages take between rank 0 and rank 1, in seconds.

use mpi::collective::CommunicatorCollectives;
use mpi::point_to_point::{Destination, Source};
use mpi::topology::{Communicator, SimpleCommunicator};
use std::time::Instant;

/// Bytes of small messages, and of large ones.
pub(crate) const SMALL: usize = 64;
pub(crate) const LARGE: usize = 1 << 22;
/// What Open MPI sends by TCP as it is. A larger message is announced, asked for, and sent.
pub(crate) const EAGER: usize = 1 << 16;
pub(crate) const ANNOUNCED: f64 = 3.0;

/// Seconds of a message from rank 0 to rank 1, half of one there and back.
fn round_trip(world: &SimpleCommunicator, bytes: usize, times: usize) -> f64 {
    let mut message = vec![0_u8; bytes];
    let mut least = f64::INFINITY;
    world.barrier();
    for _ in 0..times {
        let start = Instant::now();
        match world.rank() {
            0 => {
                world.process_at_rank(1).send(&message[..]);
                world.process_at_rank(1).receive_into(&mut message[..]);
            }
            1 => {
                world.process_at_rank(0).receive_into(&mut message[..]);
                world.process_at_rank(0).send(&message[..]);
            }
            _ => {}
        }
        least = least.min(start.elapsed().as_secs_f64());
    }
    least / 2.0
}

/// Of a small message.
pub(crate) fn latency(world: &SimpleCommunicator) -> f64 {
    round_trip(world, SMALL, 2000)
}

/// Of a byte of a large one.
pub(crate) fn byte(world: &SimpleCommunicator) -> f64 {
    (round_trip(world, LARGE, 100) - ANNOUNCED * latency(world)).max(0.0) / LARGE as f64
}

/// Of a small message when many come at once, so many that the way of the first is nothing among them.
pub(crate) fn overhead(world: &SimpleCommunicator) -> f64 {
    const MANY: usize = 10_000;
    let mut message = [0_u8; SMALL];
    let mut least = f64::INFINITY;
    for _ in 0..10 {
        world.barrier();
        let start = Instant::now();
        for _ in 0..MANY {
            match world.rank() {
                0 => drop(world.process_at_rank(1).receive_into(&mut message)),
                1 => world.process_at_rank(0).send(&message),
                _ => {}
            }
        }
        least = least.min(start.elapsed().as_secs_f64() / MANY as f64);
    }
    least
}
