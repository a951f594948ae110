//! `guanxi diff`.

use super::{
    DONE,
    args::{DiffArgs, ListFormat},
};
use guanxi::{
    error::Result,
    results::{Change, Section, diff as compare},
};
use serde_json::json;
use std::io::{self, Write};

pub(super) fn diff(args: &DiffArgs) -> Result<u8> {
    let changes = compare(&args.old, &args.new)?;
    let mut out = io::stdout().lock();
    super::written(match args.format {
        ListFormat::Text => text(&mut out, &changes, args.limit),
        ListFormat::Json => changes.iter().try_for_each(|change| writeln!(out, "{}", as_json(change))),
        ListFormat::Csv if changes.is_empty() => Ok(()),
        ListFormat::Csv => as_csv(&mut out, &changes),
    })?;
    Ok(DONE)
}

fn text(out: &mut impl Write, changes: &[Change], limit: usize) -> io::Result<()> {
    for section in Section::ALL {
        let all: Vec<&Change> = changes.iter().filter(|change| change.section == section).collect();
        if all.is_empty() {
            continue;
        }
        let gained = all.iter().filter(|change| change.old.is_empty()).count();
        let lost = all.iter().filter(|change| change.new.is_empty()).count();
        writeln!(out, "{}: {gained} new, {lost} gone, {} changed", section.as_str(), all.len() - gained - lost)?;
        let shown = if limit == 0 { all.len() } else { limit.min(all.len()) };
        for change in &all[..shown] {
            let side = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
            let size = match section {
                Section::Link => format!("{:>6}  ", change.size),
                Section::Node | Section::Edge | Section::Relation => format!("{:>+6}  ", change.size),
                _ => "  ".to_owned(),
            };
            let cause = if change.cause.is_empty() { String::new() } else { format!("  ({})", change.cause) };
            let ids = if section == Section::Node { format!(" [{}]", change.subject) } else { String::new() };
            writeln!(out, "{size}{}{ids}: {} {} → {}{cause}", change.label, change.measure, side(&change.old), side(&change.new))?;
        }
        if shown < all.len() {
            writeln!(out, "  and {} more: --limit 0 shows all", all.len() - shown)?;
        }
    }
    Ok(())
}

fn as_json(change: &Change) -> serde_json::Value {
    json!({
        "section": change.section.as_str(), "subject": change.subject, "label": change.label, "measure": change.measure,
        "old": change.old, "new": change.new, "size": change.size, "cause": change.cause,
    })
}

fn as_csv(out: &mut impl Write, changes: &[Change]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["section", "subject", "label", "measure", "old", "new", "size", "cause"])?;
    for change in changes {
        let size = change.size.to_string();
        writer.write_record([
            change.section.as_str(),
            &change.subject,
            &change.label,
            change.measure,
            &change.old,
            &change.new,
            &size,
            &change.cause,
        ])?;
    }
    writer.flush()
}
