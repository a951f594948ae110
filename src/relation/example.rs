//! Runs the examples that rules carry.
//!
//! An example is a text with its names marked, and what must be found: `[p 甲]会见[p 乙] => 甲 > 乙`. The letter before
//! a name is that of ids: `p` person, `o` office, `g` organization, `l` place. `[p David Feith/费特]` is another form of
//! 费特. A text that begins with `# ` is a title. A status other than asserted stands behind: `=> 甲 > 乙 planned`; several relations are joined with `;`.

use super::{
    Name, Sentence,
    file::RelationFile,
    marks::Status,
    rules::PredicateId,
    tell::{self, Found, Ground, Hit},
};
use crate::{document::Span, knowledge::EntityType, lexicon::Words, script::Folder};

/// A marked text.
struct Marked {
    text: String,
    names: Vec<Name>,
    labels: Vec<String>,
}

/// Runs all examples; faults go to `say` with the example.
pub(super) fn run(file: &RelationFile, ground: &Ground<'_>, folder: &Folder, say: &mut dyn FnMut(&str, String)) {
    let rules = ground.rules;
    let mut check = |predicate: Option<PredicateId>, examples: &[String], counterexamples: &[String]| {
        let Some(predicate) = predicate else { return };
        for example in examples {
            let (text, wanted) = example.split_once("=>").unwrap_or((example, ""));
            match found(text.trim(), predicate, ground, folder) {
                Err(reason) => say(example, reason),
                Ok(got) => {
                    let mut wanted: Vec<String> = wanted.split(';').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect();
                    wanted.sort();
                    if got != wanted || wanted.is_empty() {
                        let shown = if got.is_empty() { "nothing".to_owned() } else { got.join("; ") };
                        say(example, format!("example gives {shown}: {example}"));
                    }
                }
            }
        }
        for example in counterexamples {
            match found(example, predicate, ground, folder) {
                Err(reason) => say(example, reason),
                Ok(got) if !got.is_empty() => say(example, format!("counterexample gives {}: {example}", got.join("; "))),
                Ok(_) => {}
            }
        }
    };
    if let Some(entry) = &file.apposition {
        check(rules.apposition.predicate, &entry.examples, &entry.counterexamples);
    }
    for entry in &file.predicates {
        for rule in &entry.rules {
            check(rules.by_name(&entry.predicate), &rule.examples, &rule.counterexamples);
        }
    }
}

/// What the rules find of a predicate in a marked text, in words, sorted.
fn found(text: &str, predicate: PredicateId, ground: &Ground<'_>, folder: &Folder) -> Result<Vec<String>, String> {
    let (text, headline) = text.strip_prefix("# ").map_or((text, false), |text| (text, true));
    let marked = parse(text)?;
    let folded = folder.folded(&marked.text);
    let mut hits: Vec<Hit<'_>> = Vec::new();
    ground.rules.each_trigger(&folded, |span, of| hits.push((span, of)));
    let end_of_first = folded.chars.iter().position(|&c| c == '。').map_or(folded.len(), |at| at as u32 + 1);
    let mut out = Vec::new();
    let none = Words::default();
    let mut before = Vec::new();
    for span in [Span::new(0, end_of_first), Span::new(end_of_first, folded.len())] {
        let first = marked.names.partition_point(|n| n.span.start < span.start);
        let end = marked.names.partition_point(|n| n.span.end <= span.end);
        let names = marked.names.get(first..end).unwrap_or_default();
        let sentence = Sentence { chars: &folded.chars, span, names, headline, words: &none };
        let own: Vec<Hit<'_>> = hits.iter().filter(|(hit, _)| span.contains(*hit)).copied().collect();
        out.extend(tell::relations(&sentence, &own, &before, ground));
        before.push(sentence);
    }
    let label = |name: &Name| name.node.and_then(|n| marked.labels.get(n as usize)).map_or("", String::as_str);
    let shown = |f: &Found| {
        let status = if f.status == Status::Asserted { String::new() } else { format!(" {}", f.status.as_str()) };
        format!("{} > {}{status}", label(&f.subject), label(&f.object))
    };
    let mut list: Vec<String> = out.iter().filter(|f| f.predicate == predicate).map(shown).collect();
    list.sort();
    list.dedup();
    Ok(list)
}

fn parse(text: &str) -> Result<Marked, String> {
    let wrong = || format!("names are written [p 甲]; p person, o office, g organization, l place: {text}");
    let mut marked = Marked { text: String::new(), names: Vec::new(), labels: Vec::new() };
    let mut at = 0;
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        marked.text.push_str(&rest[..open]);
        at += rest[..open].chars().count() as u32;
        let (inside, behind) = rest[open + 1..].split_once(']').ok_or_else(wrong)?;
        let (letter, name) = inside.split_once(' ').ok_or_else(wrong)?;
        let kind = match letter {
            "p" => EntityType::Person,
            "o" => EntityType::Office,
            "g" => EntityType::Organization,
            "l" => EntityType::Place,
            _ => return Err(wrong()),
        };
        let (surface, label) = name.split_once('/').unwrap_or((name, name));
        let node = marked.labels.iter().position(|l| l == label).unwrap_or_else(|| {
            marked.labels.push(label.to_owned());
            marked.labels.len() - 1
        });
        let end = at + surface.chars().count() as u32;
        let (span, mention) = (Span::new(at, end), marked.names.len());
        marked.names.push(Name { span, kind, node: Some(node as u32), mention, holder: None, byline: false, confidence: 100 });
        marked.text.push_str(surface);
        at = end;
        rest = behind;
    }
    marked.text.push_str(rest);
    Ok(marked)
}
