//! `kernels::ou`: a path, many paths, and paths with noise of their own.

use super::inputs::{LENGTHS, all, narrowed, usual, written};
use super::{Answer, Rows};
use hotloop::kernels::ou::{self, Process, ensemble, seeded};
use hotloop::simd::Float;

/// More than is left to one member.
const LONG: usize = 40_001;

pub(super) fn rows(rows: &mut Rows<'_>) {
    processes(rows);
    let process = process(0.1);
    let lengths = [&LENGTHS[..], &[LONG]].concat();
    let wide = all(&lengths, 1000);
    for (input, noise) in &wide {
        path(rows, input, noise, process);
    }
    for (input, noise) in &narrowed(&wide) {
        path(rows, &format!("f32/{input}"), noise, process);
    }
    for dt in STEPS {
        let input = format!("1000/usual/dt={dt:?}");
        path(rows, &input, &usual(1000), self::process(dt));
    }
    for (paths, steps) in [
        (0, 0),
        (1, 1000),
        (3, 67),
        (3, 20_001),
        (40, 1001),
        (300, 5),
    ] {
        many::<f64>(rows, "", (paths, steps), process);
        many::<f32>(rows, "f32/", (paths, steps), process);
    }
}

/// In units of the time constant: from what next to nothing is forgotten in, to what all is.
const STEPS: [f64; 7] = [1e-300, 1e-3, 1.0, 40.0, 700.0, 740.0, 1e10];

fn process(dt: f64) -> Process {
    Process::new(dt, 1.0, 2.0).expect("steps above zero")
}

fn processes(rows: &mut Rows<'_>) {
    for dt in STEPS {
        rows.on("ou", format!("dt={dt:?}")).solo("Process", || {
            let process = process(dt);
            (process.relax(), process.diffuse())
        });
    }
}

fn path<T: Float + Answer>(rows: &mut Rows<'_>, input: &str, noise: &[T], process: Process) {
    let len = noise.len() + 1;
    rows.on("ou", input)
        .solo("checked", || {
            written(len, |path| ou::checked(noise, process, 1.5, path))
        })
        .solo("unchecked", || {
            written(len, |path| ou::unchecked(noise, process, 1.5, path))
        })
        .levels("simd", |level| {
            written(len, |path| ou::simd_at(level, noise, process, 1.5, path))
        })
        .team("threaded", |level, team| {
            written(len, |path| {
                ou::threaded_at(level, team, noise, process, 1.5, path)
            })
        });
}

fn many<T: Float + Answer>(
    rows: &mut Rows<'_>,
    kind: &str,
    (paths, steps): (usize, usize),
    process: Process,
) {
    let (starts, noise) = (&usual(paths), usual(paths * steps));
    let noise = &noise.into_iter().map(T::nearest).collect::<Vec<_>>();
    let len = paths * (steps + 1);
    let input = &format!("{kind}{paths}x{steps}");
    rows.on("ou::ensemble", input)
        .solo("checked", || {
            written(len, |out| ensemble::checked(noise, process, starts, out))
        })
        .solo("unchecked", || {
            written(len, |out| ensemble::unchecked(noise, process, starts, out))
        })
        .levels("simd", |level| {
            written(len, |out| {
                ensemble::simd_at(level, noise, process, starts, out)
            })
        })
        .team("threaded", |level, team| {
            written(len, |out| {
                ensemble::threaded_at(level, team, noise, process, starts, out)
            })
        });
    rows.on("ou::seeded", input)
        .solo("checked", || {
            written::<T>(len, |out| seeded::checked(10, process, starts, out))
        })
        .solo("unchecked", || {
            written::<T>(len, |out| seeded::unchecked(10, process, starts, out))
        })
        .levels("simd", |level| {
            written::<T>(len, |out| seeded::simd_at(level, 10, process, starts, out))
        })
        .team("threaded", |level, team| {
            written::<T>(len, |out| {
                seeded::threaded_at(level, team, 10, process, starts, out)
            })
        });
}
