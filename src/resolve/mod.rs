//! Which entity a mention means: linked, ambiguous with its candidates, or nil. Never a silent guess.

mod bare;
mod beside;
mod context;
mod doubt;
mod echo;
mod holder;
mod inside;
mod named;
mod office;
mod person;
mod role;
mod sense;
mod series;
mod unlikely;

pub(crate) use unlikely::leave_open;

use crate::{
    document::{Document, Span},
    id::EntityId,
    knowledge::{EntityType, Gazetteer, Rulings, Sense, Surface},
    mention::{Lexicon, Mention, Reading},
    script::is_han,
};
use context::Context;
pub use holder::holder_basis;
use jiff::civil::Date;
use named::{Named, NamedList};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// What a mention means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// One entity of the gazetteer.
    Entity(EntityId),
    /// A name that no gazetteer lists; entities of a run are joined by it. Simplified, original case of Latin letters.
    New(String),
    /// Several entities fit equally well.
    Ambiguous(Vec<EntityId>),
    /// No known entity, and no name that would tell one apart (负责人, 李处长).
    Nil,
}

impl Link {
    /// The value of the `outcome` column.
    pub fn outcome(&self) -> &'static str {
        match self {
            Link::Entity(_) | Link::New(_) => "linked",
            Link::Ambiguous(_) => "ambiguous",
            Link::Nil => "nil",
        }
    }
}

/// How a mention only reports: the `role` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// In a credit line: 记者某某.
    Credit,
    /// Where and by whom a report was filed: 新华社北京3月2日电.
    Dateline,
    /// Who is cited: 据路透社报道.
    Source,
    /// Where something was said: 在推特上.
    Channel,
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 4] = [Role::Credit, Role::Dateline, Role::Source, Role::Channel];

    /// As the tables write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Credit => "credit",
            Role::Dateline => "dateline",
            Role::Source => "source",
            Role::Channel => "channel",
        }
    }
}

/// How a mention was found and linked: the `method` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// A surface form with one meaning.
    Alias,
    /// A surface form with several meanings, decided by the document.
    Context,
    /// A short form of a name of the document.
    Short,
    /// A Latin name in brackets behind a name.
    Latin,
    /// A one-letter abbreviation.
    Letter,
    /// An office composed of body and title.
    Composed,
    /// A name found by its pattern.
    Pattern,
    /// A name of a credit line.
    Byline,
    /// A form whose meaning a line of `curation.yaml` prefers.
    Curation,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 9] = [
        Method::Alias,
        Method::Context,
        Method::Short,
        Method::Latin,
        Method::Letter,
        Method::Composed,
        Method::Pattern,
        Method::Byline,
        Method::Curation,
    ];

    /// The value written to mentions.csv.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Alias => "alias",
            Method::Context => "context",
            Method::Short => "short",
            Method::Latin => "latin",
            Method::Letter => "letter",
            Method::Composed => "composed",
            Method::Pattern => "pattern",
            Method::Byline => "byline",
            Method::Curation => "curation",
        }
    }
}

/// A mention with its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedMention {
    /// Its characters.
    pub span: Span,
    /// Its type.
    pub kind: EntityType,
    /// What it means.
    pub link: Link,
    /// How that was found.
    pub method: Method,
    /// Estimated chance that the link is right, in percent.
    pub confidence: u8,
    /// Inside a longer mention.
    pub nested: bool,
    /// Inside a credit line.
    pub byline: bool,
    /// Of an office: who held it on the document's date.
    pub holder: Option<EntityId>,
    /// How it only reports, if it does.
    pub role: Option<Role>,
}

/// What is known of a document beside its text.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Its date.
    pub date: Option<Date>,
    /// Its outlet, folded.
    pub folded_outlet: &'a str,
}

/// Links the mentions of one document, where `rulings` say nothing by what the document says. Mentions that turn out to be ordinary words are left out.
pub fn link(
    document: &Document,
    about: About<'_>,
    mentions: &[Mention],
    gazetteer: &Gazetteer,
    lexicon: &Lexicon,
    rulings: &Rulings<'_>,
) -> Vec<LinkedMention> {
    let doubted = doubt::doubted(document, mentions, gazetteer);
    let context = Context::new(about, document, mentions, gazetteer, rulings, &doubted);
    let mut resolver = Resolver {
        document,
        about,
        gazetteer,
        lexicon,
        rulings,
        context,
        doubted,
        done: FxHashMap::default(),
        done_ends: FxHashMap::default(),
        named: NamedList::default(),
    };
    // Names in full come first, so that short forms and titles find their persons.
    let mut order: Vec<usize> = (0..mentions.len()).collect();
    let is_office = |reading: &Reading| match reading {
        Reading::Listed(id) => gazetteer.surfaces[id.0 as usize].senses.iter().all(|s| gazetteer.entity(s.entity).kind == EntityType::Office),
        _ => false,
    };
    let stage_of = |reading: &Reading| match reading {
        _ if is_office(reading) => OFFICE_STAGE,
        Reading::Listed(id) if resolver.is_bare_form(&gazetteer.surfaces[id.0 as usize]) => BARE_STAGE,
        reading => stage(reading),
    };
    let starts: FxHashMap<u32, u8> = mentions.iter().filter(|m| !m.nested).map(|m| (m.span.start, stage_of(&m.reading))).collect();
    // A name in brackets comes after what it is another name of, and what is nested after what is around it.
    let stages: Vec<(bool, u8)> = mentions
        .iter()
        .map(|m| match m.reading {
            Reading::LatinOf(owner) => (m.nested, starts.get(&owner.start).map_or(0, |&stage| stage + 1).max(stage(&m.reading))),
            _ => (m.nested, stage_of(&m.reading)),
        })
        .collect();
    order.sort_by_key(|&i| (stages[i], i));
    let mut linked: Vec<Option<LinkedMention>> = vec![None; mentions.len()];
    let mut around: Vec<usize> = Vec::with_capacity(mentions.len());
    for (i, mention) in mentions.iter().enumerate() {
        around.push(if mention.nested { around.last().copied().unwrap_or(i) } else { i });
    }
    for i in order {
        let outer = linked[around[i]].take().filter(|_| around[i] != i);
        let result = resolver.resolve(&mentions[i], outer.as_ref());
        if outer.is_some() {
            linked[around[i]] = outer;
        }
        if let Some(result) = &result {
            resolver.context.learn(result, gazetteer);
            if !result.nested {
                resolver.done.insert(result.span.start, (result.kind, result.link.clone()));
                resolver.done_ends.insert(result.span.end, result.span.start);
                if matches!(result.link, Link::Entity(_) | Link::New(_)) {
                    let weak = matches!(result.link, Link::Entity(id) if resolver.is_weak(result.span, id));
                    let name = document.folded.slice(result.span.start, result.span.end);
                    resolver.named.push(Named { span: result.span, kind: result.kind, link: result.link.clone(), weak }, name);
                }
            }
        }
        linked[i] = result;
    }
    // What was open at first may be clear now that the whole document is read.
    for (mention, result) in mentions.iter().zip(&mut linked) {
        let Some(open) = result else { continue };
        if let Some(found) = resolver.told_elsewhere(open) {
            *result = Some(resolver.settle(mention, found));
        } else if may_be_clear_now(open, mention) {
            *result = resolver.resolve(mention, None);
        }
    }
    let mut out: Vec<LinkedMention> = linked.into_iter().flatten().collect();
    // A mention that was dropped frees those nested in it.
    let mut flat_end = 0;
    for mention in &mut out {
        if mention.nested && mention.span.start >= flat_end {
            mention.nested = false;
        }
        if !mention.nested {
            flat_end = flat_end.max(mention.span.end);
        }
    }
    role::assign(document, &mut out, gazetteer);
    out
}

/// A person of several by the name; 登辉 … 李登辉, whose full name may stand behind.
fn may_be_clear_now(open: &LinkedMention, mention: &Mention) -> bool {
    match open.link {
        Link::Ambiguous(_) => open.kind == EntityType::Person,
        Link::New(_) => matches!(mention.reading, Reading::Unlisted(_)),
        _ => false,
    }
}

/// Offices come after the names beside them, which tell whose they are.
const OFFICE_STAGE: u8 = 4;
/// Bare names of bodies of states come after the offices, which tell of whom a sentence speaks.
const BARE_STAGE: u8 = 6;

fn stage(reading: &Reading) -> u8 {
    match reading {
        Reading::Listed(_) | Reading::Letter(_) => 0,
        Reading::Unlisted(_) | Reading::OfState { .. } => 1,
        Reading::Latin(_) | Reading::LatinOf(_) => 2,
        Reading::Short(_) => 3,
        Reading::Office { .. } => OFFICE_STAGE,
        Reading::SurnameTitle(_) => 5,
    }
}

/// A surface form with those of its meanings that are of a type, where it has some.
fn of_kind<'s>(surface: &'s Surface, kind: Option<EntityType>, gazetteer: &Gazetteer) -> Cow<'s, Surface> {
    let is = |sense: &Sense| kind.is_none_or(|kind| gazetteer.entity(sense.entity).kind == kind);
    if surface.senses.iter().all(is) || !surface.senses.iter().any(is) {
        return Cow::Borrowed(surface);
    }
    let mut of_kind = surface.clone();
    of_kind.senses.retain(|sense| is(sense));
    Cow::Owned(of_kind)
}

/// What a mention means, how that was found, and how sure it is, in percent.
type Meaning = (EntityType, Link, Method, u8);

struct Resolver<'a> {
    document: &'a Document,
    about: About<'a>,
    gazetteer: &'a Gazetteer,
    lexicon: &'a Lexicon,
    rulings: &'a Rulings<'a>,
    context: Context,
    /// Listed people whom the text does not mean.
    doubted: FxHashSet<EntityId>,
    /// Flat mentions linked so far, by their first character.
    done: FxHashMap<u32, (EntityType, Link)>,
    /// Their first character, by their end.
    done_ends: FxHashMap<u32, u32>,
    /// Flat mentions that mean something, in the order of linking.
    named: NamedList,
}

impl Resolver<'_> {
    /// `around`: what the longer mention means that this one is nested in.
    fn resolve(&mut self, mention: &Mention, around: Option<&LinkedMention>) -> Option<LinkedMention> {
        let inside = around.and_then(|around| self.inside(mention, around));
        let found = match (inside.or_else(|| self.read(mention)), mention.decided) {
            (Some(found), None) => found,
            (Some(found), Some(decided)) if found.0 == decided.kind || found.2 == Method::Curation => found,
            // What the tagger takes for a mention is one, whoever it means.
            (_, Some(decided)) => self.unsupported(mention.span, decided.kind),
            (None, None) => return None,
        };
        Some(self.settle(mention, found))
    }

    /// A mention with what was found for it.
    fn settle(&self, mention: &Mention, found: Meaning) -> LinkedMention {
        let (mut kind, mut link, method, mut confidence) = found;
        if let Some(decided) = mention.decided {
            // A new name is right where its span and type are.
            let linked = if matches!(link, Link::New(_)) { 100 } else { u16::from(confidence) };
            confidence = (linked * u16::from(decided.confidence) / 100) as u8;
        }
        if let Link::New(name) = &link
            && let Some(target) = self.rulings.merged(kind, name, mention.span)
        {
            (kind, link) = match target {
                Ok(entity) => {
                    let entity = self.gazetteer.successor(entity);
                    (self.gazetteer.entity(entity).kind, Link::Entity(entity))
                }
                Err((kind, name)) => (kind, Link::New(name.to_owned())),
            };
        }
        let holder = match (&link, kind) {
            (Link::Entity(office), EntityType::Office) => self.holder(*office, mention.span),
            _ => None,
        };
        LinkedMention { span: mention.span, kind, link, method, confidence, nested: mention.nested, byline: mention.byline, holder, role: None }
    }

    /// What the rest of the document tells of an open mention: the person who holds the office beside the name; for a bare 总统
    /// of the headline the one that the text goes on with.
    fn told_elsewhere(&self, open: &LinkedMention) -> Option<Meaning> {
        if open.kind == EntityType::Person {
            return self.holder_beside(open).map(|one| (open.kind, Link::Entity(one), Method::Context, 85));
        }
        let same = if open.nested { None } else { self.same_elsewhere(open) };
        same.map(|one| (open.kind, Link::Entity(one), Method::Short, 75))
    }

    /// What a mention means by its reading.
    fn read(&mut self, mention: &Mention) -> Option<Meaning> {
        if let Some(entity) = self.rulings.preferred(self.document, mention.span) {
            return Some((self.gazetteer.entity(entity).kind, Link::Entity(entity), Method::Curation, 99));
        }
        Some(match mention.reading {
            Reading::Listed(id) => {
                let surface = of_kind(&self.gazetteer.surfaces[id.0 as usize], mention.decided.map(|d| d.kind), self.gazetteer);
                if let Some(signed) = self.signed(mention, &surface) {
                    return Some(signed);
                }
                if let Some(found) = self.listed_in_series(mention.span, &surface) {
                    return Some(found);
                }
                let found = self.listed(mention.span, &surface, mention.decided.is_some());
                if let Some(fuller) = self.fuller(mention.span, &found) {
                    return Some((EntityType::Office, Link::Entity(fuller), Method::Short, 85));
                }
                if let Some(beside) = self.listed_beside(mention, &found) {
                    return Some(beside);
                }
                // 麦卡锡（Gina McCarthy）: the Latin name tells which of several.
                match found {
                    Some((EntityType::Person, Link::Ambiguous(ref people), ..)) => {
                        let new = || (EntityType::Person, Link::New(self.name(mention.span, EntityType::Person)), Method::Pattern, 80);
                        let otherwise = self.is_called_otherwise(mention.span, people);
                        self.latin_twin(mention.span).or_else(|| otherwise.then(new)).or(found)?
                    }
                    None => self.latin_twin(mention.span)?,
                    // 强生（Boris Johnson）: a company by that name, but not here.
                    Some(found) if self.gazetteer.surfaces[id.0 as usize].senses.len() > 1 => self.latin_sense(mention.span, id).unwrap_or(found),
                    Some(found) => found,
                }
            }
            Reading::Letter(place) => {
                let place = self.gazetteer.successor(place);
                let place = match self.document.folded.slice(mention.span.start, mention.span.end) {
                    &[letter, ..] => self.letter(letter, Some(place)).unwrap_or(place),
                    [] => place,
                };
                (self.gazetteer.entity(place).kind, Link::Entity(place), Method::Letter, 95)
            }
            Reading::Unlisted(kind) => {
                let method = if mention.byline { Method::Byline } else { Method::Pattern };
                let listed_body = || {
                    let body = || self.without_legal_form(mention.span).or_else(|| self.of_lettered_state(mention.span));
                    let entity = if kind == EntityType::Organization { body()? } else { return None };
                    Some((kind, Link::Entity(entity), Method::Composed, 88))
                };
                let new = || (kind, if mention.span.len() == 1 { Link::Nil } else { Link::New(self.name(mention.span, kind)) }, method, 80);
                let echo = || self.echo(mention.span, kind).filter(|_| !mention.byline);
                self.latin_twin(mention.span).or_else(listed_body).or_else(echo).unwrap_or_else(new)
            }
            Reading::Latin(name) => self.latin(mention.span, name),
            Reading::LatinOf(owner) => {
                let (kind, link) = self.done.get(&owner.start).cloned()?;
                let same = kind != EntityType::Person && matches!(link, Link::Entity(_) | Link::New(_));
                same.then_some((kind, link, Method::Latin, 90))?
            }
            Reading::Short(full) => {
                let (kind, link) = self.done.get(&full.start).cloned()?;
                (kind, link, Method::Short, 90)
            }
            Reading::Office { title } => self.office(mention.span, title),
            Reading::OfState { bare } => self.of_state(mention.span, bare),
            Reading::SurnameTitle(surname) => self.surname_title(mention.span, surname)?,
        })
    }

    /// A listed name in a credit line that its bearer would hardly sign: somebody of the same name where a word says that he
    /// reports, else open.
    fn signed(&self, mention: &Mention, surface: &Surface) -> Option<Meaning> {
        let senses = &surface.senses;
        let entity = |sense: &Sense| self.gazetteer.entity(sense.entity);
        if !mention.byline
            || senses.iter().all(|s| s.weak)
            || !senses.iter().all(|s| entity(s).kind == EntityType::Person && !doubt::signs(entity(s), self.gazetteer))
        {
            return None;
        }
        let link = if doubt::reports(self.document, mention.span, self.gazetteer) {
            Link::New(self.name(mention.span, EntityType::Person))
        } else {
            Link::Ambiguous(senses.iter().map(|s| s.entity).take(sense::MAX_CANDIDATES).collect())
        };
        Some((EntityType::Person, link, Method::Byline, 75))
    }

    /// The fuller office that a bare title repeats, where the title alone says too little.
    fn fuller(&self, span: Span, found: &Option<Meaning>) -> Option<EntityId> {
        let text = self.document.folded_slice(span);
        let is_open = match found {
            Some((EntityType::Office, Link::Entity(_), ..)) => self.gazetteer.grammar.titles_of_bodies.contains(text),
            Some((EntityType::Office, ..)) => true,
            _ => false,
        };
        if is_open { self.fuller_office(span) } else { None }
    }

    /// The office beside whose holder or body a listed title stands that is open by itself.
    fn listed_beside(&self, mention: &Mention, found: &Option<Meaning>) -> Option<Meaning> {
        let is_open = match found {
            None => mention.decided.is_some_and(|decided| decided.kind == EntityType::Office),
            Some((EntityType::Office, link, ..)) => !matches!(link, Link::Entity(_)),
            Some(_) => false,
        };
        (is_open && self.is_title(mention.span)).then(|| self.office_beside(mention.span)).flatten()
    }

    /// A mention for whose listed meanings nothing speaks: one of them, or a name that no list holds.
    fn unsupported(&self, span: Span, kind: EntityType) -> Meaning {
        let senses = self.surface(span).map_or(&[][..], |surface| &surface.senses);
        let listed: Vec<EntityId> = senses.iter().map(|s| s.entity).filter(|&id| self.gazetteer.entity(id).kind == kind).collect();
        if !listed.is_empty() {
            return (kind, Link::Ambiguous(listed.into_iter().take(sense::MAX_CANDIDATES).collect()), Method::Context, 40);
        }
        // A letter or surname alone tells nobody apart.
        let link = if span.len() == 1 { Link::Nil } else { Link::New(self.name(span, kind)) };
        (kind, link, Method::Pattern, 80)
    }

    /// The name that an unlisted mention goes by: Simplified Han, Latin as it is written.
    fn name(&self, span: Span, kind: EntityType) -> String {
        let folded = self.document.folded.slice(span.start, span.end);
        let original = self.document.slice(span).chars();
        let kept = &self.gazetteer.grammar.kept_in_names;
        let simplified =
            |folded: char, original: char| (is_han(folded) || folded == '·') && !(kind == EntityType::Person && kept.contains(&original));
        folded.iter().zip(original).map(|(&folded, original)| if simplified(folded, original) { folded } else { original }).collect()
    }

    fn surface(&self, span: Span) -> Option<&Surface> {
        self.gazetteer.surface(self.document.folded_slice(span))
    }
}
