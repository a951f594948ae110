//! What one document says of names that no gazetteer lists. Pure; positions and short strings only.

use super::Pattern;
use crate::{
    document::{BlockKind, Document, Span},
    id::EntityId,
    knowledge::{ClassTrait, EntityType, Gazetteer},
    lexicon::Lexicon,
    resolve::{Link, LinkedMention, Method},
    script::is_han,
};
use rustc_hash::FxHashSet;

/// Most characters before a bracket that may be the name in front of it.
pub(super) const RUN_CHARS: usize = 14;
/// Longest Latin name in brackets.
const MAX_LATIN_CHARS: usize = 70;

/// An unlisted name that the tagger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sighting {
    /// Simplified.
    pub(super) name: String,
    /// As written.
    pub(super) surface: String,
    pub(super) kind: EntityType,
    pub(super) pattern: Pattern,
    /// Listed offices right beside it.
    pub(super) offices: Vec<EntityId>,
    pub(super) sentence: u32,
}

/// A Latin name in brackets with the characters in front of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Apposition {
    /// Folded Han characters and dots in front of the bracket, at most [`RUN_CHARS`].
    pub(super) run: String,
    /// The same as written.
    pub(super) surface: String,
    /// Bit k: a mention, title or other text ends k characters before the bracket.
    pub(super) cuts: u32,
    /// The same without mentions that may be a part of the name of a body: only pauses, titles, countries, people.
    pub(super) bounds: u32,
    pub(super) latin: String,
    pub(super) offices: Vec<EntityId>,
    pub(super) sentence: u32,
}

/// Surname and given name between pauses or words that stand beside names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Surnamed {
    pub(super) name: String,
    pub(super) sentence: u32,
}

/// All that one document gives.
#[derive(Debug, Default)]
pub struct Sightings {
    pub(super) names: Vec<Sighting>,
    pub(super) appositions: Vec<Apposition>,
    pub(super) surnamed: Vec<Surnamed>,
}

/// Collects from a document and its mentions.
pub fn collect(document: &Document, mentions: &[LinkedMention], gazetteer: &Gazetteer, lexicon: &Lexicon) -> Sightings {
    let ends: FxHashSet<u32> = mentions.iter().filter(|m| m.span.len() > 1 && is_listed(m)).map(|m| m.span.end).collect();
    let collector = Collector { document, chars: &document.folded.chars, mentions, gazetteer, lexicon, ends };
    let mut sightings = Sightings::default();
    collector.names(&mut sightings.names);
    collector.appositions(&mut sightings.appositions);
    collector.surnamed(&mut sightings.surnamed);
    sightings
}

/// A listed form, not an unlisted name that a listed Latin name explains.
fn is_listed(mention: &LinkedMention) -> bool {
    matches!(mention.link, Link::Entity(_) | Link::Ambiguous(_)) && !matches!(mention.method, Method::Latin | Method::Short)
}

struct Collector<'a> {
    document: &'a Document,
    chars: &'a [char],
    mentions: &'a [LinkedMention],
    gazetteer: &'a Gazetteer,
    lexicon: &'a Lexicon,
    /// Ends of listed mentions.
    ends: FxHashSet<u32>,
}

impl Collector<'_> {
    fn names(&self, found: &mut Vec<Sighting>) {
        for mention in self.mentions.iter().filter(|m| !m.nested) {
            let Link::New(name) = &mention.link else { continue };
            if !name.chars().any(is_han) || self.latin_after(mention.span.end).is_some() {
                continue;
            }
            let pattern = match (mention.kind, mention.method) {
                (_, Method::Byline) => Pattern::Byline,
                (EntityType::Person, Method::Pattern) if mention.byline => Pattern::Byline,
                (EntityType::Person, Method::Pattern) if name.contains('·') => Pattern::Dotted,
                (EntityType::Person, Method::Pattern) if self.is_beside_office(mention.span) => Pattern::Title,
                (EntityType::Person, Method::Pattern) => Pattern::Surname,
                (EntityType::Office, Method::Composed) => Pattern::Office,
                (EntityType::Organization, Method::Pattern) => Pattern::Organization,
                _ => continue,
            };
            found.push(Sighting {
                name: name.clone(),
                surface: self.document.slice(mention.span).to_owned(),
                kind: mention.kind,
                pattern,
                offices: self.offices_beside(mention.span),
                sentence: self.sentence(mention.span.start),
            });
        }
    }

    fn sentence(&self, at: u32) -> u32 {
        self.document.sentence_at(at).unwrap_or(0) as u32
    }

    fn is_beside_office(&self, span: Span) -> bool {
        self.mentions.iter().any(|m| m.kind == EntityType::Office && (m.span.end == span.start || m.span.start == span.end))
    }

    fn offices_beside(&self, span: Span) -> Vec<EntityId> {
        let beside = self.mentions.iter().filter(|m| m.kind == EntityType::Office && (m.span.end == span.start || m.span.start == span.end));
        beside.filter_map(|m| if let Link::Entity(id) = m.link { Some(id) } else { None }).collect()
    }

    /// The Latin name in brackets that begins behind a name, as written.
    fn latin_after(&self, end: u32) -> Option<String> {
        let mut open = end as usize;
        while self.chars.get(open) == Some(&' ') {
            open += 1;
        }
        (self.chars.get(open) == Some(&'(')).then(|| self.latin_at(open + 1)).flatten()
    }

    fn latin_at(&self, start: usize) -> Option<String> {
        let inside = |c: char| !is_han(c) && c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'' | '’' | '&' | '·');
        let end = start + self.chars[start..].iter().take(MAX_LATIN_CHARS).take_while(|&&c| inside(c)).count();
        if !matches!(self.chars.get(end), Some(')' | ',' | '、' | ';' | ':')) {
            return None;
        }
        let text = self.document.slice(Span::new(start as u32, end as u32)).trim().trim_end_matches(['-', '·']).to_owned();
        let words: Vec<&str> = text.split([' ', '·']).filter(|w| !w.is_empty()).collect();
        let named = |w: &&str| {
            w.starts_with(char::is_uppercase) && w.chars().any(char::is_alphabetic)
                || self.gazetteer.grammar.latin_particles.contains(*w)
                || ["of", "for", "and", "the", "in", "on", "&"].contains(w)
        };
        let capital = text.starts_with(char::is_uppercase) && words.iter().all(named) && words.len() <= 9;
        (capital && text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.chars().any(|c| c.is_ascii_digit())).then_some(text)
    }

    fn appositions(&self, found: &mut Vec<Apposition>) {
        for block in self.document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
            for open in block.span.start..block.span.end {
                if self.chars[open as usize] != '(' {
                    continue;
                }
                let mut end = open;
                while end > block.span.start && self.chars[end as usize - 1] == ' ' {
                    end -= 1;
                }
                let Some(latin) = self.latin_at(open as usize + 1) else { continue };
                self.apposition(end, block.span, latin, found);
            }
        }
    }

    fn apposition(&self, end: u32, block: Span, latin: String, found: &mut Vec<Apposition>) {
        let in_name = |at: u32| is_han(self.chars[at as usize]) || self.chars[at as usize] == '·';
        let start = (block.start..end).rev().take(RUN_CHARS).take_while(|&at| in_name(at)).last().unwrap_or(end);
        if end < start + 2 {
            return;
        }
        // A listed form, unless it is the tail of a longer name.
        let whole =
            |m: &LinkedMention| is_listed(m) && m.span.end == end && (m.span.start == block.start || self.chars[m.span.start as usize - 1] != '·');
        if self.mentions.iter().any(whole) {
            return;
        }
        let (mut cuts, mut bounds) = (0, 0);
        for at in start..end {
            let back = end - at;
            let pause = at == block.start || !in_name(at - 1);
            let head = &self.chars[block.start as usize..at as usize];
            let word = || self.gazetteer.grammar.before_names.before(head).is_some() || self.ends_in_title(head);
            if pause || word() {
                cuts |= 1 << back;
                bounds |= 1 << back;
            } else if self.ends.contains(&at) {
                cuts |= 1 << back;
                bounds |= u32::from(self.ends_apart(at)) << back;
            }
        }
        let span = Span::new(start, end);
        let run: String = self.chars[start as usize..end as usize].iter().collect();
        let offices = self.mentions.iter().filter(|m| m.kind == EntityType::Office && m.span.end > start && m.span.end < end);
        let offices = offices.filter_map(|m| if let Link::Entity(id) = m.link { Some(id) } else { None }).collect();
        found.push(Apposition { run, surface: self.document.slice(span).to_owned(), cuts, bounds, latin, offices, sentence: self.sentence(start) });
    }

    /// An office, person or country ends here, none of which begins the name of a body as a matter of course.
    fn ends_apart(&self, at: u32) -> bool {
        self.mentions.iter().filter(|m| m.span.end == at).any(|m| match (m.kind, &m.link) {
            (EntityType::Office | EntityType::Person, _) => true,
            (EntityType::Place, Link::Entity(id)) => self.gazetteer.is(self.gazetteer.entity(*id), ClassTrait::Sovereign),
            _ => false,
        })
    }

    fn ends_in_title(&self, head: &[char]) -> bool {
        self.gazetteer.grammar.title_words.before(head).is_some()
    }

    /// Surname and given name with a pause or the end of a mention before it, and a pause or a word that follows names
    /// behind it.
    fn surnamed(&self, found: &mut Vec<Surnamed>) {
        let grammar = &self.gazetteer.grammar;
        let mut covered = self.mentions.iter().filter(|m| !m.nested).map(|m| m.span).peekable();
        let mut seen: FxHashSet<&[char]> = FxHashSet::default();
        for block in self.document.blocks.iter().filter(|b| b.kind == BlockKind::Article) {
            let line = &self.chars[..block.span.end as usize];
            for at in block.span.start..block.span.end {
                while covered.next_if(|span| span.end <= at).is_some() {}
                let i = at as usize;
                let double = i + 1 < line.len() && grammar.double_surnames.contains(&(line[i], line[i + 1]));
                if !double && !grammar.surnames.contains(&line[i]) {
                    continue;
                }
                // Behind a digit stands a measure: 突破500万大关.
                let pause = at == block.span.start || !is_han(line[i - 1]) && !line[i - 1].is_alphanumeric() || self.ends.contains(&at);
                if !pause || covered.peek().is_some_and(|span| span.start <= at) {
                    continue;
                }
                let surname = if double { 2 } else { 1 };
                for n in [surname + 2, surname + 1] {
                    let end = i + n;
                    let Some(name) = line.get(i..end) else { continue };
                    let fits = name[surname..].iter().all(|c| is_han(*c) && !grammar.not_in_names.contains(c));
                    let ends = end == line.len() || !is_han(line[end]) && line[end] != '·' || grammar.after_names.at(line, end).is_some();
                    if !fits || !ends || covered.peek().is_some_and(|span| (span.start as usize) < end) {
                        continue;
                    }
                    let text: String = name.iter().collect();
                    if !self.lexicon.is_word(&text) && seen.insert(name) {
                        found.push(Surnamed { name: text, sentence: self.sentence(at) });
                    }
                    break;
                }
            }
        }
    }
}
