//! `guanxi explain`.

use super::{
    DONE, NOTHING_DONE,
    args::{ExplainArgs, ListFormat},
};
use clap::builder::styling::{AnsiColor, Style};
use guanxi::{
    error::{Error, Result},
    knowledge::Gazetteer,
    results::{Explained, Meaning, Named, Names, Passage, Passages, Statement, Subject, explain as collect},
};
use serde_json::json;
use std::io::{self, IsTerminal, Write};

pub(super) fn explain(args: &ExplainArgs) -> Result<u8> {
    let gazetteer = super::load(&args.gazetteers.folders)?;
    let names = Names::read(&args.folder, &gazetteer.folder)?;
    let mut ends = Vec::new();
    for name in std::iter::once(&args.a).chain(&args.b) {
        match meaning(&names, &gazetteer, name) {
            Meaning::One(node) => ends.push(node),
            Meaning::Several(nodes) => {
                say!("guanxi: {name} is the name of several nodes; give one of their ids");
                nodes.iter().for_each(|node| say!("  {}", described(node)));
                return Ok(NOTHING_DONE);
            }
            Meaning::None(near) => {
                say!("guanxi: no node of {} is called {name}", args.folder.display());
                near.iter().for_each(|(known, node)| say!("  {known}: {}", described(node)));
                return Ok(NOTHING_DONE);
            }
        }
    }
    let subject = match ends.as_slice() {
        [a, b] if a.id == b.id => {
            return Err(Error::Option {
                option: "B",
                reason: format!("{} and {} are the same node, {}", args.a, args.b.as_deref().unwrap_or(""), a.id),
            });
        }
        [a, b] => Subject::Edge(&a.id, &b.id),
        _ => Subject::Node(&ends[0].id),
    };
    let explained = collect(&args.folder, subject, if args.all { Passages::All } else { Passages::OneOfStory })?;
    let shown = if args.limit == 0 { explained.passages.len() } else { args.limit.min(explained.passages.len()) };
    let passages = &explained.passages[..shown];
    let mut out = io::stdout().lock();
    super::written(match args.format {
        ListFormat::Text => {
            let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            text(&mut out, &ends, &explained, passages, &names, colour)
        }
        ListFormat::Json => writeln!(out, "{:#}", as_json(&ends, &explained, passages)),
        ListFormat::Csv => as_csv(&mut out, passages),
    })?;
    Ok(DONE)
}

/// What a name means among the nodes: as it stands in the posts, else as the gazetteers have it.
fn meaning(names: &Names<'_>, gazetteer: &Gazetteer, name: &str) -> Meaning {
    match names.find(name) {
        Meaning::None(near) => {
            let surface = gazetteer.surface_id(&gazetteer.folder.fold_str(name));
            let senses = surface.into_iter().flat_map(|id| gazetteer.surfaces[id.0 as usize].senses.iter());
            names.of_ids(senses.map(|sense| gazetteer.entity(sense.entity).id.as_str())).unwrap_or(Meaning::None(near))
        }
        known => known,
    }
}

fn described(node: &Named) -> String {
    format!("{}  {} ({}), {} stories", node.id, node.label, node.kind, node.stories)
}

fn text(out: &mut impl Write, ends: &[Named], explained: &Explained, passages: &[Passage], names: &Names<'_>, colour: bool) -> io::Result<()> {
    let title: Vec<String> = ends.iter().map(|node| format!("{} ({}, {})", node.label, node.kind, node.id)).collect();
    writeln!(out, "{}", title.join(" – "))?;
    writeln!(out, "{} sentences in {} documents, {} stories", explained.sentences, explained.documents, explained.stories)?;
    for passage in passages {
        let date = passage.date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
        writeln!(out, "\n{date}  {}  {}", passage.outlet, passage.title)?;
        if !passage.text.is_empty() {
            writeln!(out, "  {}", highlighted(passage, colour))?;
        }
        for statement in &passage.statements {
            writeln!(out, "  {}", stated(statement, names))?;
        }
        let others = match passage.others {
            0 => String::new(),
            n => format!("  (+{n} of this story)"),
        };
        let place = if passage.url.is_empty() { &passage.doc } else { &passage.url };
        writeln!(out, "  {place}{others}")?;
    }
    let left_out = explained.passages.len() - passages.len();
    if left_out > 0 {
        writeln!(out, "\nand {left_out} more: --limit 0 shows all")?;
    }
    Ok(())
}

fn stated(statement: &Statement, names: &Names<'_>) -> String {
    let label = |id: &str| names.by_id(id).map_or(id.to_owned(), |node| node.label.clone());
    let Statement { subject, predicate, object, status, trigger } = statement;
    format!("{} {predicate} {}: {status}, {trigger}", label(subject), label(object))
}

/// The text with the two names in colours.
fn highlighted(passage: &Passage, colour: bool) -> String {
    if !colour {
        return passage.text.clone();
    }
    let styles = [AnsiColor::Green, AnsiColor::Cyan].map(|colour| Style::new().fg_color(Some(colour.into())).bold());
    let mut shown = String::with_capacity(passage.text.len() + 16 * passage.names.len());
    for (i, c) in (0..).zip(passage.text.chars()) {
        for &(.., which) in passage.names.iter().filter(|name| name.0 == i) {
            shown.push_str(&styles[which].render().to_string());
        }
        shown.push(c);
        for &(_, _, which) in passage.names.iter().filter(|name| name.1 == i + 1) {
            shown.push_str(&styles[which].render_reset().to_string());
        }
    }
    shown
}

fn as_json(ends: &[Named], explained: &Explained, passages: &[Passage]) -> serde_json::Value {
    let nodes: Vec<_> = ends.iter().map(|n| json!({"id": n.id, "label": n.label, "type": n.kind})).collect();
    let passages: Vec<_> = passages
        .iter()
        .map(|p| {
            let names: Vec<_> = p.names.iter().map(|&(start, end, which)| json!({"start": start, "end": end, "node": ends[which].id})).collect();
            let statements: Vec<_> = p
                .statements
                .iter()
                .map(|s| {
                    json!({
                        "subject": s.subject, "predicate": s.predicate, "object": s.object, "status": s.status, "trigger": s.trigger,
                    })
                })
                .collect();
            json!({
                "date": p.date.map(|date| date.to_string()), "outlet": p.outlet, "title": p.title, "url": p.url, "doc": p.doc,
                "sentence": p.sentence, "story": p.story, "text": p.text, "names": names, "counted": p.is_counted,
                "relations": statements, "others_of_story": p.others,
            })
        })
        .collect();
    json!({
        "nodes": nodes, "sentences": explained.sentences, "documents": explained.documents, "stories": explained.stories,
        "passages": passages,
    })
}

/// One row for each sentence that counts and one for each relation.
fn as_csv(out: &mut impl Write, passages: &[Passage]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let header =
        ["date", "outlet", "title", "url", "doc", "sentence", "story", "kind", "subject", "predicate", "object", "status", "trigger", "text"];
    writer.write_record(header)?;
    for p in passages {
        let date = p.date.map_or_else(String::new, |date| date.to_string());
        let sentence = p.sentence.to_string();
        let mut row = |kind: &str, s: Option<&Statement>| {
            let of = |field: fn(&Statement) -> &String| s.map_or("", |s| field(s).as_str());
            let place = [date.as_str(), &p.outlet, &p.title, &p.url, &p.doc, &sentence, &p.story, kind];
            let statement = [of(|s| &s.subject), of(|s| &s.predicate), of(|s| &s.object), of(|s| &s.status), of(|s| &s.trigger), &p.text];
            writer.write_record(place.iter().chain(&statement))
        };
        if p.is_counted {
            row("co-occurrence", None)?;
        }
        for statement in &p.statements {
            row("relation", Some(statement))?;
        }
    }
    writer.flush()
}
