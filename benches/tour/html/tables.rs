//! What has no rungs and no limits: a card a table.

use super::bars::{Bar, Bars, colour};
use super::data::{Line, Report};

/// The cards of those tables whose module begins so.
pub(crate) fn cards(report: &Report, modules: &[&str]) -> String {
    let wanted = report.pages().filter(|lines| {
        let page = &lines[0].page;
        modules.iter().any(|module| page.starts_with(module))
    });
    wanted.map(card).collect()
}

fn card(lines: &[Line]) -> String {
    // In some tables every name begins with the situation that it is measured in.
    let grouped = lines.iter().all(|line| line.name.contains(": "));
    let bar = |line: &Line| {
        let split = line.name.split_once(": ").filter(|_| grouped);
        let (group, name) = split.unwrap_or(("", &line.name));
        Bar {
            group: group.into(),
            name: name.into(),
            class: match line.remark.starts_with("WRONG") {
                true => "wrong",
                false => colour("simd"),
            },
            value: line.least,
            until: line.median,
            mark: None,
            cells: vec![],
            remark: line.remark.clone(),
        }
    };
    // What a table says of its drawing is said of another one.
    let title = lines[0].title.split(" (drawn:").next().unwrap_or_default();
    Bars {
        title: lines[0].page.clone(),
        subtitle: title.into(),
        unit: lines[0].unit.clone(),
        heads: vec![],
        bars: lines.iter().map(bar).collect(),
    }
    .card()
}
