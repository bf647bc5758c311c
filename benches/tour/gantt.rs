//! Who ran what under every schedule, as an SVG file to look at, and for the report.

use crate::common::uneven::{SCHEDULES, alone, trace};
use crate::html::{Figure, Scale};
use crate::pages::schedules::NUMBERS;
use crate::svg::{self, line, text};
use hotloop::threads::{Chunk, Team, Trace};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};
use std::time::Duration;

/// Pixels.
const LEFT: f64 = 90.0;
const WIDTH: f64 = 800.0;
const ROW: f64 = 22.0;
/// From a schedule's first row to its title, and to the schedule before.
const TITLE: f64 = 34.0;

/// The dark and the light of each member, whose chunks alternate; members take turns with them. Those
/// of Okabe and Ito (2008), and lighter ones.
const COLOURS: [[&str; 2]; 4] = [
    ["#0072b2", "#56b4e9"],
    ["#d55e00", "#e69f00"],
    ["#009e73", "#66c5ab"],
    ["#cc79a7", "#e3b6cf"],
];

/// Draws the best run of every schedule in a few rounds.
pub(crate) fn write(team: &Team, mut file: File) -> io::Result<()> {
    let members = team.members() as u32;
    let watch = |(name, schedule)| (name, trace(team, NUMBERS, schedule));
    let mut ideal = alone(NUMBERS) / members;
    let mut best = SCHEDULES.map(watch);
    for _ in 1..5 {
        ideal = ideal.min(alone(NUMBERS) / members);
        for (best, (_, again)) in best.iter_mut().zip(SCHEDULES.map(watch)) {
            if again.makespan() < best.1.makespan() {
                best.1 = again;
            }
        }
    }
    file.write_all(chart(&best, ideal).as_bytes())
}

/// A row a member under the name of each schedule, all on one axis of time.
fn chart(traces: &[(&str, Trace)], ideal: Duration) -> String {
    let longest = traces.iter().map(|(_, trace)| trace.makespan()).max();
    let longest = longest
        .unwrap_or(ideal)
        .max(ideal)
        .max(Duration::from_nanos(1));
    let x = |time: Duration| LEFT + WIDTH * time.as_secs_f64() / longest.as_secs_f64();
    let mut marks = String::new();
    let heading =
        format!("The sums of the primes below n, by trial division, for n below {NUMBERS}");
    text(&mut marks, LEFT, 18.0, "start", &heading);
    let legend = "least of five runs each; dashed: the ideal; colours alternate from chunk to chunk \
                  (short ones are drawn together)";
    text(&mut marks, LEFT, 36.0, "start", legend);
    let mut y = 44.0;
    for (name, trace) in traces {
        y += TITLE;
        let share = 100.0 * trace.makespan().as_secs_f64() / ideal.as_secs_f64();
        let chunks = trace.chunks().len();
        let title = format!("{name}: {share:.0} % of the ideal time, {chunks} chunks");
        text(&mut marks, LEFT, y - 8.0, "start", &title);
        for member in 0..trace.members() {
            text(
                &mut marks,
                LEFT - 8.0,
                y + 15.0,
                "end",
                &format!("member {member}"),
            );
            bars(&mut marks, trace, member, y, &x);
            y += ROW;
        }
    }
    axis(&mut marks, longest, y, &x);
    let (at, bottom) = (x(ideal), y + 4.0);
    line(
        &mut marks,
        [at, 44.0, at, bottom],
        " stroke-dasharray=\"4 3\"",
    );
    svg::document(&heading, LEFT + WIDTH + 40.0, y + 44.0, &marks)
}

/// A member's chunks, as bars of so many pixels.
fn bars(marks: &mut String, trace: &Trace, member: usize, y: f64, x: &impl Fn(Duration) -> f64) {
    for (from, to, colour) in coloured(trace, member, x) {
        let (width, height) = (to - from, ROW - 4.0);
        let bar = writeln!(
            marks,
            "<rect x=\"{from:.2}\" y=\"{y}\" width=\"{width:.2}\" height=\"{height}\" fill=\"{colour}\"/>"
        );
        bar.expect("a string takes everything");
    }
}

/// The places and colours of a member's chunks. Those that are narrower than a pixel are one bar, up to
/// the next pause that can be seen.
fn coloured(
    trace: &Trace,
    member: usize,
    x: &impl Fn(Duration) -> f64,
) -> impl Iterator<Item = (f64, f64, &'static str)> {
    let mut bars: Vec<(f64, f64, bool)> = vec![];
    let own = |chunk: &&Chunk| chunk.member == member;
    for chunk in trace.chunks().iter().filter(own) {
        let (from, to) = (x(chunk.start), x(chunk.end));
        let narrow = to - from < 1.0;
        match bars.last_mut() {
            Some((_, end, true)) if narrow && from - *end < 1.0 => *end = to,
            _ => bars.push((from, to, narrow)),
        }
    }
    let colours = COLOURS[member % COLOURS.len()];
    let bars = bars.into_iter().enumerate();
    bars.map(move |(i, (from, to, _))| (from, to, colours[i % 2]))
}

/// The same for a page, as wide as there is room: places are percents of the width.
pub(crate) fn figure(traces: &[(String, &Trace)]) -> Figure {
    let longest = traces.iter().map(|(_, trace)| trace.makespan()).max();
    let longest = longest.unwrap_or_default().as_secs_f64().max(1e-9);
    // As if it were so many pixels wide.
    let x = |time: Duration| WIDTH * time.as_secs_f64() / longest;
    let mut body = String::from("<div class=\"gantt\">\n");
    for (name, trace) in traces {
        let (share, chunks) = (100.0 * trace.imbalance(), trace.chunks().len());
        let milliseconds = 1e3 * trace.makespan().as_secs_f64();
        body += &format!(
            "<h4><b>{name}</b>: {milliseconds:.1} ms, {chunks} chunks; the busiest member has {share:.0} % more \
             to do than the average</h4>\n"
        );
        for member in 0..trace.members() {
            let title = format!("{name}, member {member}");
            body += &format!("<svg role=\"img\" aria-label=\"{title}\"><title>{title}</title>");
            for (from, to, colour) in coloured(trace, member, &x) {
                let [from, wide] = [from, to - from].map(|pixels| 100.0 * pixels / WIDTH);
                body += &format!(
                    "<rect x=\"{from:.2}%\" width=\"{wide:.2}%\" height=\"16\" fill=\"{colour}\"/>"
                );
            }
            body += "</svg>\n";
        }
    }
    let scale = Scale::linear(0.0, 1e3 * longest);
    body += "<div class=\"axis\">";
    for tick in scale.ticks(4) {
        let place = 100.0 * scale.place(tick);
        let side = match place {
            ..8.0 => "first",
            92.0.. => "last",
            _ => "middle",
        };
        let tick = (tick * 1e3).round() / 1e3;
        body += &format!("<span class=\"{side}\" style=\"left:{place:.1}%\">{tick} ms</span>");
    }
    body += "</div>\n</div>\n";
    Figure {
        title: "Who runs what under each schedule".into(),
        caption: format!(
            "The sums of the primes below n, by trial division, for n below {NUMBERS}: a row a member, the \
             least of all runs of each schedule. Colours alternate from chunk to chunk; short ones are drawn \
             together"
        ),
        body,
    }
}

/// Milliseconds, in steps of 1, 2 or 5 times a power of ten that make four to ten of them.
fn axis(marks: &mut String, longest: Duration, y: f64, x: &impl Fn(Duration) -> f64) {
    let milliseconds = 1e3 * longest.as_secs_f64();
    let power = 10_f64.powf((milliseconds / 4.0).log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|times| times * power);
    let fits = |step: &f64| milliseconds / step >= 4.0;
    let step = steps.into_iter().find(fits).unwrap_or(power);
    line(marks, [LEFT, y, LEFT + WIDTH, y], "");
    let mut at = 0.0;
    while at <= milliseconds {
        let place = x(Duration::from_secs_f64(at / 1e3));
        line(marks, [place, y, place, y + 5.0], "");
        let number = (at * 1e6).round() / 1e6;
        text(marks, place, y + 18.0, "middle", &number.to_string());
        at += step;
    }
    text(marks, LEFT + WIDTH, y + 34.0, "end", "milliseconds");
}
