//! What a team shares out, with closures that may panic.

use super::super::input::Input;
use super::{Counted, caught, fault, is_empty, schedule, throw};
use hotloop::Error;
use hotloop::threads::{Schedule, Team};
use std::ops::Range;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};

pub(super) fn loops(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let len = input.len(3000);
    let start = if input.flag() {
        usize::MAX - len
    } else {
        input.below(100)
    };
    let range = start..start + len;
    let bad = fault(input, len);
    let nested = input.one_in(8);
    let ran: Vec<AtomicU32> = (0..len).map(|_| AtomicU32::new(0)).collect();
    let body = |chunk: Range<usize>| {
        assert!(!chunk.is_empty() && range.start <= chunk.start && chunk.end <= range.end);
        for i in chunk {
            if nested {
                // One iteration is a call, and no region.
                team.parallel(|member| assert!(member.index == 0 || len == 1));
            }
            if i - start == bad {
                throw(bad);
            }
            ran[i - start].fetch_add(1, Relaxed);
        }
    };
    let result = match input.flag() {
        true => caught(|| team.for_each(range.clone(), schedule, body)),
        false => caught(|| {
            let trace = team.trace(range.clone(), schedule, body)?;
            let all: usize = trace.chunks().iter().map(|chunk| chunk.range.len()).sum();
            assert_eq!((all, trace.members()), (len, team.members()));
            assert!(!trace.to_string().is_empty() && trace.imbalance() >= 0.0);
            Ok(())
        }),
    };
    let times = ran.iter().map(|ran| ran.load(Relaxed));
    match result {
        Ok(Ok(())) => assert!(times.into_iter().all(|times| times == 1)),
        Ok(Err(error)) => {
            assert!(is_empty(schedule), "{error}");
            assert!(times.into_iter().all(|times| times == 0));
        }
        Err(thrown) => {
            assert_eq!(thrown, bad);
            assert!(times.into_iter().all(|times| times <= 1));
            assert_eq!(ran[bad].load(Relaxed), 0);
        }
    }
    if is_empty(schedule) {
        return;
    }
    // It works on.
    let members = AtomicUsize::new(0);
    team.parallel(|member| {
        members.fetch_add(1 << member.index, Relaxed);
    });
    assert_eq!(members.into_inner(), (1 << team.members()) - 1);
}

pub(super) fn blocks(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let (len, block) = (input.len(5000), input.count());
    let bad = fault(input, len);
    let mut data = vec![0_u32; len + 2];
    let fill = |start: usize, part: &mut [u32]| {
        assert!(part.len() == block || start + part.len() == len);
        assert!(start.is_multiple_of(block));
        for (i, x) in part.iter_mut().enumerate() {
            if start + i == bad {
                throw(bad);
            }
            *x += (start + i) as u32 + 1;
        }
    };
    let result = caught(|| team.for_each_block(&mut data[1..=len], block, schedule, fill));
    let refused = block == 0 || is_empty(schedule);
    match result {
        Ok(result) => {
            assert_eq!(result.is_err(), refused);
            let truth = |i: usize| if refused { 0 } else { i as u32 };
            assert!((1..=len).all(|i| data[i] == truth(i)));
        }
        Err(thrown) => assert_eq!(thrown, bad),
    }
    assert_eq!((data[0], data[len + 1]), (0, 0));
    tuples(input, (team, schedule), (len, block));
}

/// Several slices, which may be of different lengths.
fn tuples(
    input: &mut Input<'_>,
    (team, schedule): (&Team, Schedule),
    (len, block): (usize, usize),
) {
    let other = if input.one_in(8) { input.len(100) } else { len };
    let (mut a, mut b) = (vec![0_u64; len], vec![0_u8; other]);
    let parts = (&mut a[..], &mut b[..]);
    let result = team.map_reduce_block(
        parts,
        block,
        schedule,
        |start, (a, b)| {
            for (i, (a, b)) in a.iter_mut().zip(&mut *b).enumerate() {
                (*a, *b) = ((start + i) as u64, 1);
            }
            vec![start]
        },
        |a, b| [a, b].concat(),
    );
    let refused = block == 0 || is_empty(schedule) || other != len;
    assert_eq!(result.is_err(), refused, "{result:?}");
    if let Ok(starts) = result {
        assert!(a.iter().zip(0..).all(|(a, i)| *a == i));
        assert!(b.iter().all(|b| *b == 1));
        let truth: Vec<usize> = (0..len).step_by(block).collect();
        assert_eq!(starts.unwrap_or_default(), truth);
    } else {
        assert!(a.iter().all(|a| *a == 0) && b.iter().all(|b| *b == 0));
    }
}

pub(super) fn maps(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let items: Vec<usize> = (0..input.len(2000)).collect();
    let bad = fault(input, items.len());
    let alive = AtomicUsize::new(0);
    let f = |item: &usize| {
        if *item == bad {
            throw(bad);
        }
        Counted::new(2 * item, &alive)
    };
    let mut last = (0, 0);
    let result = match input.byte() % 16 {
        0 => caught(|| {
            team.map_with_progress(&items, schedule, f, |done, total| last = (done, total))
        }),
        _ => caught(|| team.map(&items, schedule, f)),
    };
    match result {
        Ok(Ok(results)) => {
            assert!(results.iter().map(|it| it.0 / 2).eq(items.iter().copied()));
            assert_eq!(alive.load(Relaxed), items.len());
        }
        Ok(Err(error)) => assert!(is_empty(schedule), "{error}"),
        Err(thrown) => assert_eq!(thrown, bad),
    }
    assert_eq!(alive.load(Relaxed), 0, "something leaked");
}

pub(super) fn reductions(input: &mut Input<'_>) {
    let (team, schedule) = (input.team(), schedule(input));
    let (len, block) = (input.len(3000), input.count());
    // So many blocks that no memory holds them.
    let len = if input.one_in(32) {
        usize::MAX - len
    } else {
        len
    };
    let blocks = len.checked_div(block).unwrap_or(0);
    if (1 << 20..1 << 55).contains(&blocks) {
        return;
    }
    let (bad, worse) = (fault(input, len.min(3000)), fault(input, len.min(3000)));
    let alive = AtomicUsize::new(0);
    let result = caught(|| {
        let map = |range: Range<usize>| {
            if range.contains(&bad) {
                throw(bad);
            }
            Counted::new(range.len(), &alive)
        };
        team.map_reduce(len, block, schedule, map, |a, b| {
            if a.0 > worse {
                throw(worse);
            }
            Counted::new(a.0 + b.0, &alive)
        })
    });
    match result {
        Ok(Ok(sum)) => assert_eq!(sum.map_or(0, |sum| sum.0), len),
        Ok(Err(error)) => {
            let full = matches!(error, Error::OutOfMemory { .. });
            assert!(
                full == (blocks >= 1 << 55) || block == 0 || is_empty(schedule),
                "{error}"
            );
        }
        Err(thrown) => assert!(thrown == bad || thrown == worse),
    }
    assert_eq!(alive.load(Relaxed), 0, "something leaked");
}

pub(super) fn tasks(input: &mut Input<'_>) {
    let team = input.team();
    let bad = fault(input, 5);
    let alive = AtomicUsize::new(0);
    let task = |i: usize| {
        if i == bad {
            throw(bad);
        }
        Counted::new(i, &alive)
    };
    let found = caught(|| {
        let (a, b, c) = team.invoke((|| task(0), || task(1), || task(2)));
        let (d, (e,)) = team.invoke((|| task(3), || team.invoke((|| task(4),))));
        [a.0, b.0, c.0, d.0, e.0]
    });
    match found {
        Ok(found) => assert_eq!(found, [0, 1, 2, 3, 4]),
        Err(thrown) => assert_eq!(thrown, bad),
    }
    assert_eq!(alive.load(Relaxed), 0, "something leaked");
}
