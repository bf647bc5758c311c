//! A detector: weighted histograms of its runs, filled by a team, and sent to an async task.

use hotloop::kernels::histogram::{Bins, weighted};
use hotloop::threads::{Team, available, ring};
use std::error::Error;
use std::thread;
use tokio::sync::mpsc;
use weighted::WeightedHistogram;

const RUNS: u32 = 24;

/// The energies of a run's events, and how much each counts: eighths, whose sums are exact.
fn events(run: u32) -> (Vec<f32>, Vec<f64>) {
    let energy = |i: u32| (i.wrapping_mul(2_654_435_761 + run) >> 20) as f32 / 32.0;
    let weight = |i: u32| f64::from((i + run) % 7) / 8.0;
    (
        (0..10_000).map(energy).collect(),
        (0..10_000).map(weight).collect(),
    )
}

/// The histogram of every run, one after the other, each made by the whole team.
fn fill(bins: &Bins, mut sender: ring::Sender<WeightedHistogram>) -> Result<(), hotloop::Error> {
    let team = Team::builder().members(available().min(4)).spawn()?;
    for run in 0..RUNS {
        let (energies, weights) = events(run);
        let mut histogram = WeightedHistogram::new(bins)?;
        weighted::threaded(&team, &energies, &weights, &mut histogram)?;
        if sender.send(histogram).is_err() {
            break; // Nobody listens any more.
        }
    }
    Ok(())
}

/// Merges what comes, as it comes, and says how many it was.
async fn merge(
    mut batches: mpsc::Receiver<Vec<WeightedHistogram>>,
    bins: &Bins,
) -> Result<(WeightedHistogram, u32), hotloop::Error> {
    let mut whole = WeightedHistogram::new(bins)?;
    let mut runs = 0;
    while let Some(batch) = batches.recv().await {
        for histogram in batch {
            whole.merge(&histogram)?;
            runs += 1;
        }
    }
    Ok((whole, runs))
}

fn main() -> Result<(), Box<dyn Error>> {
    let bins = Bins::uniform(100, 0.0, 100.0)?;
    let (sender, mut receiver) = ring::channel(4)?;
    let its_bins = bins.clone();
    let detector = thread::spawn(move || fill(&its_bins, sender));

    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (whole, runs) = runtime.block_on(async {
        let (to_task, batches) = mpsc::channel(4);
        let bridge = tokio::task::spawn_blocking(move || {
            let mut batch = vec![];
            while receiver.recv_batch(&mut batch).is_ok() {
                if to_task.blocking_send(std::mem::take(&mut batch)).is_err() {
                    return;
                }
            }
        });
        let merged = merge(batches, &bins).await?;
        bridge.await?;
        Ok::<_, Box<dyn Error>>(merged)
    })?;
    detector.join().expect("it does not panic")?;

    // The same by hand. The last bin has its upper edge, too.
    let mut sums = vec![(0.0, 0.0); 100];
    let mut above = 0.0;
    for (energies, weights) in (0..RUNS).map(events) {
        for (energy, weight) in energies.iter().zip(weights) {
            let bin = if *energy == 100.0 {
                99
            } else {
                *energy as usize
            };
            match sums.get_mut(bin) {
                Some((sum, squares)) => {
                    *sum += weight;
                    *squares += weight * weight;
                }
                None => above += weight,
            }
        }
    }
    assert_eq!(runs, RUNS);
    assert!(
        whole
            .sums()
            .iter()
            .map(|bin| (bin.sum, bin.squares))
            .eq(sums)
    );
    assert_eq!((whole.overflow().sum, whole.underflow().sum), (above, 0.0));
    let share = 1.0 - whole.overflow().sum / whole.total().sum;
    println!(
        "{runs} runs, {:.1} % of the weight in the bins",
        100.0 * share
    );
    Ok(())
}
