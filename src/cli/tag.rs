//! `guanxi tag`.

use super::{
    DONE, SOME_UNREADABLE,
    args::{TagArgs, TagFormat},
};
use clap::builder::styling::{AnsiColor, Style};
use guanxi::{
    corpus::{Inputs, Record},
    document::Span,
    error::Result,
    knowledge::{EntityType, Gazetteer},
    lexicon::Words,
    mention::Matcher,
    relation,
    resolve::{Link, LinkedMention},
    run::{Analyzer, RunOptions, Tagged},
    table::{CsvRows, Mentions},
    tagger::Terms,
};
use serde_json::json;
use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

pub(super) fn tag(args: &TagArgs) -> Result<u8> {
    // They live as long as the program: to take them apart at its end would cost more than to tag a sentence.
    let gazetteer: &'static Gazetteer = Box::leak(Box::new(super::load(&args.gazetteers.folders)?));
    let matcher: &'static Matcher = Box::leak(Box::new(Matcher::new(gazetteer)?));
    let options = RunOptions { discover: args.discover.is_on(), tagger: super::model(args.model.file.as_deref())?, ..RunOptions::default() };
    let analyzer = Analyzer::single(gazetteer, matcher, &options);
    let files = if args.file.is_empty() { vec![PathBuf::from("-")] } else { args.file.clone() };
    let inputs = super::run::found(&files, false, || Inputs::find(&files, gazetteer.cleaning.fields.clone()))?;
    let mut out = io::stdout().lock();
    let mut code = DONE;
    let mut told = if args.format == TagFormat::Csv { out.write_all(&CsvRows::header::<Mentions>()) } else { Ok(()) };
    inputs.visit(&mut |record: Record| match analyzer.tag(&record, args.date) {
        Ok(tagged) => {
            let shown = match args.format {
                TagFormat::Text => text(&tagged, io::stdout().is_terminal()),
                TagFormat::Json => json_line(&analyzer, &record.doc, &tagged),
                TagFormat::Html => html(&analyzer, &tagged),
                TagFormat::Csv => csv(&analyzer, &record.doc, &tagged),
            };
            let shown = if args.why { shown + &why(&analyzer, gazetteer, matcher, &tagged) } else { shown };
            if told.is_ok() {
                told = out.write_all(shown.as_bytes()).and_then(|()| out.flush());
            }
            told.is_ok()
        }
        Err(rejected) => {
            say!("guanxi: {}: {}", record.path, rejected.reason);
            code = SOME_UNREADABLE;
            true
        }
    });
    super::written(told)?;
    Ok(code)
}

/// Terms of a mention that are shown, from either end.
const SHOWN_TERMS: usize = 4;
/// Smaller ones are not shown.
const LEAST_TERM: f32 = 0.05;

/// What the tagger weighed, relations, and the readings that they come from.
fn why(analyzer: &Analyzer<'_>, gazetteer: &Gazetteer, matcher: &Matcher, tagged: &Tagged) -> String {
    let (document, mentions) = (&tagged.document, &tagged.mentions);
    let mut out = String::new();
    for Terms { span, kind, probability, terms } in analyzer.terms(tagged) {
        let (most, least) = terms.split_at(terms.len().min(SHOWN_TERMS));
        let against = &least[least.len() - least.len().min(SHOWN_TERMS)..];
        let shown = most
            .iter()
            .chain(against.iter().filter(|(_, sum)| *sum < 0.0))
            .filter(|(_, sum)| sum.abs() >= LEAST_TERM)
            .map(|(name, sum)| format!("{name} {sum:+.1}"));
        let shown: Vec<String> = shown.collect();
        out += &format!("{} {kind} {:.0} %: {}\n", document.slice(span), probability * 100.0, shown.join("; "));
    }
    for line in relation::why(document, mentions, gazetteer, &matcher.lexicon) {
        out += &format!("{line}\n");
    }
    for found in relation::find(document, mentions, gazetteer, &matcher.lexicon, &Words::of(document, &matcher.lexicon)) {
        let label = |mention: usize| analyzer.node(&mentions[mention]).1;
        let predicate = &gazetteer.relations.predicate(found.predicate).name;
        let (trigger, status) = (document.slice(found.trigger), found.status.as_str());
        out += &format!("{} > {predicate} > {} {status} ({trigger}, {} %)\n", label(found.subject), label(found.object), found.confidence);
    }
    out
}

fn flat(tagged: &Tagged) -> impl Iterator<Item = &LinkedMention> {
    tagged.mentions.iter().filter(|m| !m.nested)
}

/// Calls `plain` for the text between mentions and `marked` for the mentions.
fn walk(tagged: &Tagged, mut plain: impl FnMut(&str), mut marked: impl FnMut(&LinkedMention, &str)) {
    let document = &tagged.document;
    let mut at = 0;
    for mention in flat(tagged) {
        plain(document.slice(Span::new(at, mention.span.start)));
        marked(mention, document.slice(mention.span));
        at = mention.span.end;
    }
    plain(document.slice(Span::new(at, document.folded.len())));
}

fn text(tagged: &Tagged, colour: bool) -> String {
    let out = std::cell::RefCell::new(String::new());
    walk(
        tagged,
        |text| out.borrow_mut().push_str(text),
        |mention, surface| {
            let mut out = out.borrow_mut();
            if colour {
                let colour = match mention.kind {
                    EntityType::Person => AnsiColor::Green,
                    EntityType::Office => AnsiColor::Yellow,
                    EntityType::Organization => AnsiColor::Cyan,
                    EntityType::Place => AnsiColor::Magenta,
                };
                let style = Style::new().fg_color(Some(colour.into())).underline();
                out.push_str(&format!("{style}{surface}{style:#}"));
            } else {
                out.push_str(&format!("[{surface}|{}]", mention.kind));
            }
        },
    );
    let mut out = out.into_inner();
    out.push('\n');
    out
}

fn json_line(analyzer: &Analyzer<'_>, doc: &str, tagged: &Tagged) -> String {
    let mut mentions = Vec::new();
    analyzer.each_mention(doc, &tagged.document, &tagged.mentions, tagged.post.date, |m, row| {
        let holder = m.holder.map(|_| (row.holder, row.holder_label));
        mentions.push(json!({
            "start": row.start, "end": row.end, "surface": row.surface, "type": row.kind, "entity": row.entity, "label": row.label,
            "method": row.method, "confidence": row.confidence, "nested": row.nested, "byline": row.byline,
            "role": m.role.map(|role| role.as_str()), "holder": holder.map(|(id, _)| id), "candidates": candidates(analyzer, m),
            "outcome": row.outcome, "holder_basis": holder.map(|_| row.holder_basis), "holder_label": holder.map(|(_, label)| label),
        }));
    });
    format!("{}\n", json!({"doc": doc, "title": tagged.post.title, "text": tagged.document.text, "mentions": mentions}))
}

fn candidates<'a>(analyzer: &'a Analyzer<'_>, mention: &LinkedMention) -> Vec<&'a str> {
    match &mention.link {
        Link::Ambiguous(ids) => ids.iter().map(|&id| analyzer.entity_id(id)).collect(),
        _ => Vec::new(),
    }
}

fn html(analyzer: &Analyzer<'_>, tagged: &Tagged) -> String {
    let out = std::cell::RefCell::new(String::from(
        "<!doctype html><meta charset=utf-8><style>body{max-width:45em;margin:2em auto;line-height:1.8;font-family:sans-serif}mark{border-radius:3px;padding:0 2px}\
         .person{background:#cdebc5}.office{background:#fde9b0}.organization{background:#c9e4f2}.place{background:#ead3ee}</style><p>",
    ));
    let escape = |text: &str| html_escape::encode_text(text).replace('\n', "</p><p>");
    walk(
        tagged,
        |text| out.borrow_mut().push_str(&escape(text)),
        |mention, surface| {
            let (id, label) = analyzer.node(mention);
            let title = html_escape::encode_double_quoted_attribute(label).into_owned();
            out.borrow_mut().push_str(&format!("<mark class={} title=\"{title} {id}\">{}</mark>", mention.kind, escape(surface)));
        },
    );
    out.into_inner() + "</p>\n"
}

fn csv(analyzer: &Analyzer<'_>, doc: &str, tagged: &Tagged) -> String {
    String::from_utf8_lossy(&analyzer.mentions_csv(doc, tagged)).into_owned()
}
