//! The relations of a document: sentence by sentence, then each told once.

use super::{
    Name, Sentence, StandIn,
    marks::Status,
    rules::{PredicateId, RelationRules},
    tell::{self, Found, Ground, Hit},
};
use crate::{
    document::{BlockKind, Document, Span},
    id::EntityId,
    knowledge::{Country, EntityType, Gazetteer},
    lexicon::{Lexicon, Words},
    resolve::{Link, LinkedMention},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// A relation between two mentions of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// What kind it is.
    pub predicate: PredicateId,
    /// Index of the mention it goes from.
    pub subject: usize,
    /// Index of the mention it goes to.
    pub object: usize,
    /// Whether it holds.
    pub status: Status,
    /// Index of the sentence.
    pub sentence: u32,
    /// The word that tells it; of offices beside their holders, the office.
    pub trigger: Span,
    /// The shortest pieces of the text that show it, in order.
    pub evidence: Vec<Span>,
    /// Estimated chance that it is right, in percent.
    pub confidence: u8,
}

/// Estimate, in percent, for a title inside a name.
const WITH_TITLE: u8 = 90;

/// Finds the relations of a document. `mentions` are those that [`crate::resolve::link`] gave for it.
/// `words` are those of the document; the lexicon cuts what they do not tell.
pub fn find(document: &Document, mentions: &[LinkedMention], gazetteer: &Gazetteer, lexicon: &Lexicon, words: &Words) -> Vec<Relation> {
    let rules = &gazetteer.relations;
    let ground = Ground { rules, grammar: &gazetteer.grammar, lexicon };
    let names = names(mentions);
    let mut hits: Vec<Hit<'_>> = Vec::new();
    rules.each_trigger(&document.folded, |span, of| hits.push((span, of)));
    let mut out = Vec::new();
    // Of them, those that count only where another backs them.
    let mut unsure: Vec<usize> = Vec::new();
    let (mut name, mut hit) = (0, 0);
    // Those of the paragraph.
    let mut before: Vec<Sentence<'_>> = Vec::new();
    let mut block = u32::MAX;
    for (i, sentence) in document.sentences.iter().enumerate() {
        let own_names = within(&names, &mut name, sentence.span, |n| n.span);
        let own_hits = within(&hits, &mut hit, sentence.span, |h| h.0);
        let headline = document.blocks.get(sentence.block as usize).is_some_and(|b| b.kind == BlockKind::Title);
        let this = Sentence { chars: &document.folded.chars, span: sentence.span, names: &names[own_names], headline, words };
        if block != sentence.block {
            before.clear();
            block = sentence.block;
        }
        for found in tell::relations(&this, &hits[own_hits], &before, &ground) {
            let Found { predicate, subject, object, status, trigger, evidence, confidence, backed } = found;
            if backed {
                unsure.push(out.len());
            }
            out.push(Relation {
                predicate,
                subject: subject.mention,
                object: object.mention,
                status,
                sentence: i as u32,
                trigger,
                evidence,
                confidence,
            });
        }
        before.push(this);
    }
    let node_of: FxHashMap<usize, u32> = names.iter().filter_map(|n| Some((n.mention, n.node?))).collect();
    let country = |mention: usize| match mentions[mention].link {
        Link::Entity(id) => gazetteer.entity(id).country,
        _ => None,
    };
    drop_unbacked(&mut out, &unsure, &node_of, country);
    out.extend(named_with_title(document, &names, mentions, rules));
    drop_told_otherwise(&mut out, mentions, &node_of, gazetteer);
    once(out, &node_of, rules)
}

/// Drops what needs another rule that tells the same of its subject and the same country, and has none: 在乙城会见 is a visit of
/// who visits 乙国, and of no host; at home it is none.
/// `unsure` are the indices of these, in order.
fn drop_unbacked(out: &mut Vec<Relation>, unsure: &[usize], node_of: &FxHashMap<usize, u32>, country: impl Fn(usize) -> Option<Country>) {
    let key = |r: &Relation| (r.predicate, node_of.get(&r.subject).copied(), country(r.object));
    let sure: FxHashSet<_> = out.iter().enumerate().filter(|(i, _)| unsure.binary_search(i).is_err()).map(|(_, r)| key(r)).collect();
    let mut i = 0;
    out.retain(|r| {
        i += 1;
        unsure.binary_search(&(i - 1)).is_err() || country(r.object) != country(r.subject) && sure.contains(&key(r))
    });
}

/// The items that begin in `span`, of a list in order; `at` moves on.
fn within<T>(items: &[T], at: &mut usize, span: Span, of: impl Fn(&T) -> Span) -> Range<usize> {
    while items.get(*at).is_some_and(|item| of(item).start < span.start) {
        *at += 1;
    }
    let first = *at;
    while items.get(*at).is_some_and(|item| of(item).end <= span.end) {
        *at += 1;
    }
    first..*at
}

pub(super) fn names(mentions: &[LinkedMention]) -> Vec<Name> {
    let mut nodes: FxHashMap<(EntityType, Result<u32, &str>), u32> = FxHashMap::default();
    let mut node = |mention: &LinkedMention, key| {
        let next = nodes.len() as u32;
        (!mention.nested).then(|| *nodes.entry(key).or_insert(next))
    };
    let mut names: Vec<Name> = Vec::new();
    let mut people: FxHashMap<EntityId, StandIn> = FxHashMap::default();
    for (i, mention) in mentions.iter().enumerate().filter(|(_, m)| !m.nested) {
        let node = match &mention.link {
            Link::Entity(id) => node(mention, (mention.kind, Ok(id.0))),
            Link::New(name) => node(mention, (mention.kind, Err(name.as_str()))),
            Link::Ambiguous(_) | Link::Nil => None,
        };
        if let (Link::Entity(id), EntityType::Person, Some(node)) = (&mention.link, mention.kind, node) {
            people.entry(*id).or_insert(StandIn { node, mention: i });
        }
        // Who only reports does nothing else there.
        let byline = mention.byline || mention.role.is_some();
        let (span, kind, confidence) = (mention.span, mention.kind, mention.confidence);
        names.push(Name { span, kind, node, mention: i, holder: None, byline, confidence });
    }
    for name in &mut names {
        name.holder = mentions[name.mention].holder.and_then(|holder| people.get(&holder).copied());
    }
    names.sort_by_key(|n| n.span.start);
    names
}

/// 李总统登辉: a name that holds the title of an office of the document, which its person has on the document's date.
fn named_with_title(document: &Document, names: &[Name], mentions: &[LinkedMention], rules: &RelationRules) -> Vec<Relation> {
    let Some(predicate) = rules.offices() else { return Vec::new() };
    let chars = &document.folded.chars;
    let text = |span: Span| &chars[span.start as usize..span.end as usize];
    // Of each holder every title once, however often it stands there.
    let mut offices: FxHashMap<EntityId, Vec<&Name>> = FxHashMap::default();
    let mut titles: FxHashSet<(EntityId, &[char])> = FxHashSet::default();
    for name in names.iter().filter(|n| n.kind == EntityType::Office && n.node.is_some() && n.holder.is_some()) {
        if let Some(holder) = mentions[name.mention].holder
            && titles.insert((holder, text(name.span)))
        {
            offices.entry(holder).or_default().push(name);
        }
    }
    let mut told: FxHashSet<(Option<u32>, Option<u32>)> = FxHashSet::default();
    let mut out = Vec::new();
    for name in names.iter().filter(|n| n.kind == EntityType::Person && !n.byline) {
        let Link::Entity(person) = mentions[name.mention].link else { continue };
        let Some(offices) = offices.get(&person) else { continue };
        let inside = |office: &&&Name| {
            let title = text(office.span);
            title.len() < text(name.span).len() && text(name.span).windows(title.len()).any(|w| w == title)
        };
        if let Some(office) = offices.iter().find(inside)
            && told.insert((name.node, office.node))
        {
            let sentence = document.sentences.iter().position(|s| s.span.contains(name.span)).unwrap_or(0) as u32;
            let (subject, object, confidence) = (name.mention, office.mention, WITH_TITLE);
            let (trigger, evidence) = (name.span, vec![name.span]);
            out.push(Relation { predicate, subject, object, status: Status::Asserted, sentence, trigger, evidence, confidence });
        }
    }
    out
}

/// Drops what the text says better: who holds an office of a body is not told to belong to it.
fn drop_told_otherwise(out: &mut Vec<Relation>, mentions: &[LinkedMention], node_of: &FxHashMap<usize, u32>, gazetteer: &Gazetteer) {
    let rules = &gazetteer.relations;
    let mut told: FxHashSet<(PredicateId, u32, u32)> = FxHashSet::default();
    let key = |m: &'_ LinkedMention| match &m.link {
        Link::Entity(id) => Some((m.kind, Ok(*id))),
        Link::New(name) => Some((m.kind, Err(name.clone()))),
        Link::Ambiguous(_) | Link::Nil => None,
    };
    let flat: FxHashMap<_, u32> = node_of.iter().filter_map(|(&i, &node)| Some((key(&mentions[i])?, node))).collect();
    let of_entity = |id| EntityType::ALL.into_iter().filter_map(move |kind| Some((kind, Ok(id?))));
    let mut nested: Vec<&LinkedMention> = mentions.iter().filter(|m| m.nested).collect();
    nested.sort_by_key(|m| m.span.start);
    for relation in out.iter().filter(|r| rules.predicates.iter().any(|p| p.unless == Some(r.predicate))) {
        let Some(&person) = node_of.get(&relation.subject) else { continue };
        let office = &mentions[relation.object];
        let body = match office.link {
            Link::Entity(id) => gazetteer.entity(id).of,
            _ => None,
        };
        let first = nested.partition_point(|m| m.span.start < office.span.start);
        let inside = nested[first..].iter().take_while(|m| m.span.start < office.span.end).filter(|m| office.span.contains(m.span));
        let bodies = of_entity(body).chain(inside.filter_map(|m| key(m)));
        told.extend(bodies.filter_map(|key| Some((relation.predicate, person, *flat.get(&key)?))));
    }
    out.retain(|r| {
        let ends = node_of.get(&r.subject).zip(node_of.get(&r.object));
        let unless = rules.predicate(r.predicate).unless;
        !unless.zip(ends).is_some_and(|(predicate, (&a, &b))| told.contains(&(predicate, a, b)))
    });
}

/// Each relation once per status, from where it is surest; what is asserted is not planned too, what is called off neither.
fn once(found: Vec<Relation>, node_of: &FxHashMap<usize, u32>, rules: &RelationRules) -> Vec<Relation> {
    let key = |r: &Relation| {
        let (a, b) = (node_of.get(&r.subject).copied(), node_of.get(&r.object).copied());
        let (a, b) = if rules.predicate(r.predicate).symmetric { (a.min(b), a.max(b)) } else { (a, b) };
        (r.predicate, a, b)
    };
    let mut best: FxHashMap<(_, Status), usize> = FxHashMap::default();
    let mut times: FxHashMap<(_, Status), u32> = FxHashMap::default();
    for (i, relation) in found.iter().enumerate() {
        *times.entry((key(relation), relation.status)).or_default() += 1;
        let at = best.entry((key(relation), relation.status)).or_insert(i);
        if relation.confidence > found[*at].confidence {
            *at = i;
        }
    }
    let said = |key, status| times.get(&(key, status)).copied().unwrap_or(0);
    // Titles leave 将 out: what is told as planned at least half as often as told as done is planned.
    let is_plan = |key: &_| {
        let (planned, asserted) = (said(*key, Status::Planned), said(*key, Status::Asserted));
        planned > 0 && planned * 2 >= asserted
    };
    let is_off = |key: &_| said(*key, Status::Cancelled) > 0 && said(*key, Status::Cancelled) >= said(*key, Status::Asserted);
    let keep: FxHashSet<usize> = best
        .iter()
        .filter(|((key, status), _)| match status {
            Status::Asserted => !is_plan(key) && !is_off(key),
            Status::Planned => is_plan(key) && !is_off(key),
            Status::Former => said(*key, Status::Asserted) == 0,
            _ => true,
        })
        .map(|(_, &i)| i)
        .collect();
    found.into_iter().enumerate().filter(|(i, _)| keep.contains(i)).map(|(_, r)| r).collect()
}
