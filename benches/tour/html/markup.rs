//! Text and numbers, as the page has them. It is HTML that every reader of XML takes, too.

/// Text that stands for itself.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Three digits that matter.
pub(crate) fn digits(number: f64) -> String {
    match number.abs() {
        1e4.. => thousands(number.round() as i64),
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        1.0.. => format!("{number:.2}"),
        0.1.. => format!("{number:.3}"),
        0.0005.. => format!("{number:.4}"),
        0.0 => "0".into(),
        _ => format!("{number:.1e}"),
    }
}

/// A whole number with commas.
fn thousands(number: i64) -> String {
    match (number / 1_000, number % 1_000) {
        (0, ones) => ones.to_string(),
        (more, ones) => format!("{},{:03}", thousands(more), ones.abs()),
    }
}

/// A number as an axis or a sentence has it: 0.1, 20, 1 k, 10 M.
pub(crate) fn short(number: f64) -> String {
    if number != 0.0 && number.abs() < 0.01 {
        return format!("{number:e}");
    }
    let (number, suffix) = match number.abs() {
        1e9.. => (number / 1e9, " G"),
        1e6.. => (number / 1e6, " M"),
        1e3.. => (number / 1e3, " k"),
        _ => (number, ""),
    };
    let rounded = (number * 1e6).round() / 1e6;
    format!("{rounded}{suffix}")
}

/// A table of all numbers, folded.
pub(crate) fn details(summary: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    let numeric = |column: usize| {
        let cells = rows.iter().map(|row| row[column].as_str());
        cells.clone().any(|cell| !cell.is_empty())
            && cells.into_iter().all(|cell| {
                let first = cell.trim_start_matches(['×', '-']).chars().next();
                first.is_none_or(|c| c.is_ascii_digit())
            })
    };
    let classes: Vec<_> = (0..head.len())
        .map(|column| if numeric(column) { " class=\"n\"" } else { "" })
        .collect();
    let cells = |tag: &str, cells: &mut dyn Iterator<Item = &str>| {
        let cells = cells.zip(&classes);
        let cells = cells.map(|(cell, class)| format!("<{tag}{class}>{}</{tag}>", escaped(cell)));
        cells.collect::<String>()
    };
    let head = cells("th", &mut head.iter().copied());
    let body: String = rows
        .iter()
        .map(|row| {
            format!(
                "<tr>{}</tr>\n",
                cells("td", &mut row.iter().map(String::as_str))
            )
        })
        .collect();
    format!(
        "<details><summary>{}</summary><div class=\"scroll\" tabindex=\"0\"><table class=\"numbers\">\n\
         <thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div></details>\n",
        escaped(summary)
    )
}
