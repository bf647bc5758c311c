//! The sources as a page: what each line became, and its assembly behind it.

use super::annotate::{Annotated, Annotation};
use super::report::digits;
use super::source::{Became, Lines, ROOT};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

const HEAD: &str = "<!doctype html>
<html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>
<title>hotloop, annotated</title>
<style>
:root { color-scheme: light dark; --check: #ffe08a; --vector: #c4ecc8; --faint: #777 }
@media (prefers-color-scheme: dark) { :root { --check: #6b5200; --vector: #1f4d28; --faint: #999 } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1rem auto; max-width: 64rem; padding: 0 .8rem }
.code { font: 12px/1.5 ui-monospace, monospace; overflow-x: auto }
.code div, .code summary { display: block; min-width: max-content; padding: 0 .3rem; white-space: pre }
.check { background: var(--check) } .vector { background: var(--vector) }
.often, .asm { color: var(--faint) } summary { cursor: pointer }
</style>
<h1>What the sources became</h1>
<p>Before each line stands how often its most frequent instruction is executed for an element. A line that still
carries a check is <span class=check>yellow</span>, one that became vector code <span class=vector>green</span>; a
click on one that became anything shows its assembly.</p>
";

pub(crate) fn write(annotated: &[Annotated], mut file: impl Write) -> io::Result<()> {
    let mut page = HEAD.to_owned();
    for case in annotated {
        let (ladder, name) = (case.selected.case.ladder, &case.selected.case.name);
        page += &format!("<h2>{}: {}</h2>\n", escaped(ladder), escaped(name));
        for rung in &case.rungs {
            page += &self::rung(rung);
        }
    }
    file.write_all(page.as_bytes())
}

fn rung(rung: &Annotation) -> String {
    let counts = &rung.counts;
    let checks = match &*digits(counts.checks) {
        "-" => "no".to_owned(),
        often => often.to_owned(),
    };
    let mut page = format!(
        "<details><summary><b>{}</b>: {} instructions, {checks} checks",
        escaped(&rung.name),
        digits(counts.instructions),
    );
    if let Some(prediction) = &rung.prediction {
        let _ = write!(
            page,
            "; {:.3} cycles predicted, {:.3} measured; bound by {}",
            prediction.predicted, prediction.measured, prediction.binds
        );
    }
    page += "</summary>\n";
    page += &files(&rung.lines);
    page + "</details>\n"
}

/// Lines between two that became something, at most, that are shown.
const BETWEEN: u32 = 3;

fn files(lines: &Lines) -> String {
    let mut page = String::new();
    let lines: Vec<_> = lines.iter().collect();
    for lines in lines.chunk_by(|a, b| a.0.file == b.0.file) {
        let file = &lines[0].0.file;
        let source = fs::read_to_string(Path::new(ROOT).join(file)).unwrap_or_default();
        let source: Vec<&str> = source.lines().collect();
        let text = |number: u32| source.get(number as usize - 1).copied().unwrap_or("");
        let _ = writeln!(page, "<h4>{}</h4>\n<div class=code>", escaped(file));
        let mut next = lines[0].0.number.max(1);
        for (place, became) in lines {
            let number = place.number.max(1);
            match number.saturating_sub(next) {
                ..=BETWEEN => (next..number).for_each(|number| {
                    page += &plain(number, text(number));
                }),
                _ => page += "<div class=often>         ⋮</div>\n",
            }
            page += &line(number, text(number), became);
            next = number + 1;
        }
        page += "</div>\n";
    }
    page
}

fn plain(number: u32, text: &str) -> String {
    format!(
        "<div><span class=often>{:>8} {number:>4}</span>  {}</div>\n",
        "",
        escaped(text)
    )
}

fn line(number: u32, text: &str, became: &Became) -> String {
    let class = match (became.checks, became.vector) {
        (Some(_), _) => "check",
        (None, true) => "vector",
        (None, false) => "",
    };
    let often = digits(became.often);
    let mut page = format!(
        "<details><summary class='{class}'><span class=often>{often:>8} {number:>4}</span>  {}{}</summary>\n",
        escaped(text),
        became
            .checks
            .map_or(String::new(), |checks| format!("   ← checks {checks}")),
    );
    for one in &became.assembly {
        let (often, at) = (digits(one.often), one.at);
        let _ = writeln!(
            page,
            "<div class=asm>{often:>8} {at:>8x}  {}</div>",
            escaped(&one.text)
        );
    }
    page + "</details>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
