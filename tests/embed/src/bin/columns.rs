//! Columns of sensor data: what is in each, summarised on a team, and the histogram of one.

use hotloop::kernels::histogram::{self, Bins, Histogram};
use hotloop::kernels::summary::{self, Summary};
use hotloop::simd::Float;
use hotloop::threads::{Schedule, Team, available};
use std::error::Error;

/// Readings of several sensors, a row for each moment: the array `(rows, columns)` of NumPy.
struct Table<T> {
    columns: usize,
    readings: Vec<T>,
}

impl<T: Copy> Table<T> {
    /// Every reading of one sensor.
    fn column(&self, column: usize) -> impl Iterator<Item = T> + Clone {
        let rows = self.readings.chunks_exact(self.columns);
        rows.map(move |row| row[column])
    }
}

/// The summary of every column, each made by one member of the team.
fn summaries<T, F>(team: &Team, table: &Table<T>) -> Result<Vec<Summary>, hotloop::Error>
where
    T: Copy + Sync,
    F: Float + From<T>,
{
    let columns: Vec<usize> = (0..table.columns).collect();
    team.map(&columns, Schedule::Dynamic { chunk: 1 }, |&column| {
        table.column(column).map(F::from).collect()
    })
}

/// Holds a summary to the plain loops over the same numbers.
fn check(found: &Summary, x: impl Iterator<Item = f64> + Clone) {
    let n = x.clone().count() as f64;
    let mean = x.clone().sum::<f64>() / n;
    let variance = x.clone().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    assert_eq!(found.count() as f64, n);
    assert!((found.mean().unwrap() - mean).abs() < 1e-9 * mean.abs());
    let deviation = found.sample_standard_deviation().unwrap();
    assert!((deviation - variance.sqrt()).abs() < 1e-9 * deviation);
    assert_eq!(found.max(), x.clone().max_by(f64::total_cmp));
    assert_eq!(found.min(), x.clone().min_by(f64::total_cmp));
}

fn main() -> Result<(), Box<dyn Error>> {
    // Temperature and pressure as numbers, and the three axes of an accelerometer as it counts them.
    let moments = 20_000_i32;
    let wave = |i: i32, period: f64| (f64::from(i) / period).sin();
    let weather =
        (0..moments).flat_map(|i| [21.5 + wave(i, 900.0), 1013.25 + 8.0 * wave(i, 5000.0)]);
    let motion = (0..3 * moments).map(|i| (wave(i, 7.0) * 2000.0) as i16 + 100 * (i % 3) as i16);
    let weather = Table {
        columns: 2,
        readings: weather.map(|x| x as f32).collect(),
    };
    let motion = Table {
        columns: 3,
        readings: motion.collect(),
    };

    let team = Team::builder().members(available().min(4)).spawn()?;
    let names = ["temperature", "pressure", "x", "y", "z"];
    let mut found = summaries::<f32, f32>(&team, &weather)?;
    found.extend(summaries::<i16, f32>(&team, &motion)?);
    for (name, summary) in names.iter().zip(&found) {
        let (Some(mean), Some(deviation)) = (summary.mean(), summary.standard_deviation()) else {
            return Err(format!("{name}: no readings").into());
        };
        println!("{name:12} {mean:8.2} +- {deviation:.2}");
    }
    for (column, summary) in found[..2].iter().enumerate() {
        check(summary, weather.column(column).map(f64::from));
    }
    for (column, summary) in found[2..].iter().enumerate() {
        check(summary, motion.column(column).map(f64::from));
    }
    // A column by itself, and all readings together: in one array, and from its parts.
    let temperature: Vec<f32> = weather.column(0).collect();
    assert_eq!(summary::threaded(&team, &temperature), found[0]);
    assert_eq!(found[2..].iter().sum::<Summary>().count(), 3 * 20_000);

    // Integers are counted as they are.
    let x: Vec<i16> = motion.column(0).collect();
    let mut histogram = Histogram::new(&Bins::uniform(32, -1600.0, 1600.0)?)?;
    histogram::threaded(&team, &x, &mut histogram);
    let mut plain = [0; 32];
    for x in x.iter().filter(|x| (-1600..=1600).contains(*x)) {
        plain[usize::min((x + 1600) as usize / 100, 31)] += 1; // the last bin has its upper edge, too
    }
    assert_eq!(histogram.counts(), plain);
    assert_eq!(histogram.total(), x.len() as u64);

    // What makes no sense is refused, in words for whoever asked.
    let error = Bins::uniform(32, 1600.0, -1600.0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`high`: found -1600.0, expected a finite number above `low`"
    );
    Ok(())
}
