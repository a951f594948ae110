//! `guanxi gazetteer stats`.

use super::{
    DONE, alone,
    args::{ReportFormat, StatsArgs},
    layers,
};
use guanxi::{
    audit::{Breakdown, Coverage, Stats, coverage, stats as count},
    error::{Error, Result},
    knowledge::{EntityType, Gazetteer},
};
use serde_json::{Map, Value, json};
use std::{
    fmt::Write as _,
    io::{self, Write},
    path::Path,
};

pub(super) fn stats(args: &StatsArgs) -> Result<u8> {
    let folders = &args.gazetteers.folders;
    let gazetteer = Gazetteer::load(&if folders.is_empty() { alone(&args.folder)? } else { layers(folders)? })?;
    let stats = count(&gazetteer);
    let covered = args.corpus.as_deref().map(|output| coverage(&gazetteer, output, args.top)).transpose()?;
    if let (Some(path), Some(covered)) = (&args.never_seen, &covered) {
        write_never_seen(path, &gazetteer, covered)?;
    }
    let text = match args.format {
        ReportFormat::Text => text(&gazetteer, &stats, covered.as_ref(), args.top),
        ReportFormat::Json => format!("{:#}\n", json(&gazetteer, &stats, covered.as_ref())),
    };
    // A closed pipe is no fault.
    super::written(io::stdout().lock().write_all(text.as_bytes()))?;
    Ok(DONE)
}

/// One row for each form that stands in no mention: the folded form, the ids it means, whether it is weak for all.
fn write_never_seen(path: &Path, gazetteer: &Gazetteer, covered: &Coverage) -> Result<()> {
    let failed = |e: csv::Error| Error::io("cannot write", path)(io::Error::other(e));
    let mut writer = csv::Writer::from_path(path).map_err(failed)?;
    writer.write_record(["form", "entities", "weak", "files"]).map_err(failed)?;
    for id in &covered.forms_never_seen {
        let surface = &gazetteer.surfaces[id.0 as usize];
        let entities: Vec<_> = surface.senses.iter().map(|s| gazetteer.entity(s.entity)).collect();
        let ids: Vec<&str> = entities.iter().map(|e| e.id.as_str()).collect();
        let files: Vec<String> = entities.iter().map(|e| format!("{}:{}", gazetteer.files[e.file].0, e.line)).collect();
        let weak = if surface.senses.iter().all(|s| s.weak) { "true" } else { "false" };
        writer.write_record([surface.text.as_str(), &ids.join("|"), weak, &files.join("|")]).map_err(failed)?;
    }
    writer.flush().map_err(Error::io("cannot write", path))
}

fn text(gazetteer: &Gazetteer, stats: &Stats, covered: Option<&Coverage>, top: usize) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<14}{:>10}{:>14}{:>12}{:>10}{:>10}{:>10}",
        "type", "entities", "strong forms", "weak forms", "tenures", "English", "wikidata"
    );
    for t in &stats.types {
        let _ = writeln!(
            out,
            "{:<14}{:>10}{:>14}{:>12}{:>10}{:>10}{:>10}",
            t.kind.as_str(),
            t.entities,
            t.strong_forms,
            t.weak_forms,
            t.tenures,
            t.with_en,
            t.with_wikidata
        );
    }
    let _ =
        writeln!(out, "{} distinct forms, {} of several entities, {} of them strong for several", stats.surfaces, stats.shared, stats.shared_strong);
    for t in &stats.types {
        for (name, parts) in [("country", &t.countries), ("class", &t.classes)] {
            if !parts.is_empty() {
                let shown: Vec<String> =
                    parts.iter().take(top).map(|(word, n)| format!("{} {n}", if word.is_empty() { "none" } else { word })).collect();
                let more = if parts.len() > top { format!(", {} more", parts.len() - top) } else { String::new() };
                let _ = writeln!(out, "{} by {name}: {}{more}", t.kind, shown.join(", "));
            }
        }
    }
    let Some(covered) = covered else { return out };
    let _ = writeln!(out, "\n{:<14}{:>10}{:>10}{:>10}{:>10}{:>10}", "mentions", "all", "linked", "new", "ambiguous", "nil");
    for t in &covered.types {
        let share = |n: u64| percent(n, t.mentions);
        let (linked, new, ambiguous, nil) = (share(t.linked), share(t.new), share(t.ambiguous), share(t.nil));
        let _ = writeln!(out, "{:<14}{:>10}{linked:>10}{new:>10}{ambiguous:>10}{nil:>10}", t.kind.as_str(), t.mentions);
    }
    for &(n, mentions) in &covered.top {
        let _ = writeln!(out, "the {n} most frequent entities: {} of the mentions", percent(mentions, covered.mentions()));
    }
    let _ = writeln!(
        out,
        "{} of {} entities never seen: {}",
        covered.entities_never_seen.len(),
        gazetteer.entities.len(),
        unseen_by_type(gazetteer, covered).join(", ")
    );
    let _ = writeln!(out, "{} of {} forms never seen", covered.forms_never_seen.len(), gazetteer.surfaces.len());
    if !covered.unlisted.is_empty() {
        let names: Vec<String> = covered.unlisted.iter().map(|u| format!("{} ({}) {}", u.label, u.kind, u.mentions)).collect();
        let _ = writeln!(out, "most frequent unlisted names: {}", names.join(", "));
    }
    out
}

fn unseen(gazetteer: &Gazetteer, covered: &Coverage, kind: EntityType) -> usize {
    covered.entities_never_seen.iter().filter(|&&id| gazetteer.entity(id).kind == kind).count()
}

fn unseen_by_type(gazetteer: &Gazetteer, covered: &Coverage) -> Vec<String> {
    EntityType::ALL.map(|kind| format!("{kind} {}", unseen(gazetteer, covered, kind))).into()
}

fn percent(n: u64, of: u64) -> String {
    if of == 0 { "–".to_owned() } else { format!("{:.1}%", n as f64 / of as f64 * 100.0) }
}

fn json(gazetteer: &Gazetteer, stats: &Stats, covered: Option<&Coverage>) -> Value {
    let parts = |parts: &Breakdown| -> Value { Value::Object(parts.iter().map(|(word, n)| (word.clone(), json!(n))).collect::<Map<_, _>>()) };
    let types: Vec<Value> = stats
        .types
        .iter()
        .map(|t| {
            json!({
                "type": t.kind.as_str(), "entities": t.entities, "strong_forms": t.strong_forms, "weak_forms": t.weak_forms,
                "tenures": t.tenures, "with_en": t.with_en, "with_wikidata": t.with_wikidata,
                "countries": parts(&t.countries), "classes": parts(&t.classes),
            })
        })
        .collect();
    let corpus = covered.map(|c| {
        let types: Vec<Value> = c
            .types
            .iter()
            .map(|t| {
                json!({
                    "type": t.kind.as_str(), "mentions": t.mentions, "linked": t.linked, "new": t.new, "ambiguous": t.ambiguous, "nil": t.nil,
                    "entities_never_seen": unseen(gazetteer, c, t.kind),
                })
            })
            .collect();
        let top: Vec<Value> = c.top.iter().map(|(n, mentions)| json!({"entities": n, "mentions": mentions})).collect();
        let unlisted: Vec<Value> = c.unlisted.iter().map(|u| json!({"label": u.label, "type": u.kind, "mentions": u.mentions})).collect();
        json!({
            "mentions": c.mentions(), "types": types, "top": top, "entities_never_seen": c.entities_never_seen.len(),
            "forms_never_seen": c.forms_never_seen.len(), "unlisted": unlisted,
        })
    });
    json!({
        "types": types, "forms": stats.surfaces, "shared_forms": stats.shared, "shared_strong_forms": stats.shared_strong, "corpus": corpus,
    })
}
