//! A stereo echo of a signal that comes in blocks, as a sound card asks for them.

use hotloop::Error;
use hotloop::kernels::comb::{Comb, Echo, backward};

/// A plucked string, left and right, and then silence.
fn sound(frames: usize) -> Vec<f64> {
    let sample = |i: usize| {
        let time = (i / 2) as f64 / 48_000.0;
        let pitch = [220.0, 330.0][i % 2];
        (-8.0 * time).exp() * (std::f64::consts::TAU * pitch * time).sin()
    };
    (0..2 * frames).map(sample).collect()
}

/// The echo as one would write it first.
fn plain(x: &[f64], delay: usize, gain: f64) -> Vec<f64> {
    let mut y = x.to_vec();
    for n in 2 * delay..y.len() {
        y[n] += gain * y[n - 2 * delay];
    }
    y
}

/// Filters the sound in blocks of so many frames, by turns. Half way it is stopped, what it remembers
/// becomes bytes, and another filter goes on from these.
fn stream(comb: Comb, sound: &[f64], frames: &[usize]) -> Result<Vec<f64>, Error> {
    let mut echo = Echo::backward(comb)?;
    let mut heard = sound.to_vec();
    let mut rest = &mut heard[..];
    let mut turns = frames.iter().cycle();
    let mut stopped = false;
    while !rest.is_empty() {
        let length = (2 * turns.next().unwrap()).min(rest.len());
        let (block, later) = rest.split_at_mut(length);
        echo.process(block)?;
        rest = later;
        if !stopped && rest.len() < sound.len() / 2 {
            let saved: Vec<u8> = echo.state().flat_map(f64::to_le_bytes).collect();
            echo = restore(comb, &saved)?;
            stopped = true;
        }
    }
    assert!(stopped);
    Ok(heard)
}

/// A filter that goes on from the bytes of another one's state.
fn restore(comb: Comb, saved: &[u8]) -> Result<Echo, Error> {
    let (numbers, _) = saved.as_chunks::<8>();
    let state: Vec<f64> = numbers.iter().copied().map(f64::from_le_bytes).collect();
    let mut echo = Echo::backward(comb)?;
    echo.set_state(&state)?;
    Ok(echo)
}

fn main() -> Result<(), Error> {
    let sound = sound(24_000);
    for delay in [100, 1_000, 7_777] {
        let comb = Comb::new(delay, 0.6)?.interleaved(2)?;
        let mut at_once = vec![0.0; sound.len()];
        backward::simd(&sound, comb, &mut at_once)?;
        assert_eq!(at_once, plain(&sound, delay, 0.6));
        for frames in [&[256][..], &[1, 255, 17, 4097], &[333, 0, 48]] {
            assert_eq!(stream(comb, &sound, frames)?, at_once);
        }
        println!("an echo after {delay} frames: the same in blocks");
    }

    // Half a frame is refused, and changes nothing.
    let mut echo = Echo::backward(Comb::new(1_000, 0.6)?.interleaved(2)?)?;
    let before: Vec<f64> = echo.state().collect();
    let mut block = [1.0; 511];
    assert!(matches!(
        echo.process(&mut block),
        Err(Error::NotMultiple { .. })
    ));
    assert_eq!(block, [1.0; 511]);
    assert!(echo.state().eq(before));
    Ok(())
}
