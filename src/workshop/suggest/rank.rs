//! Which names are proposed, as what, and in which order.

use super::{
    Pattern, Why,
    accept::Rejected,
    appositive::is_abbreviation,
    belong::{Known, is_romanization, latin_key},
    boundary::{Neighbours, Side, Statistics},
    gather::{EXAMPLES, Forms, Seen},
};
use crate::{
    id::EntityId,
    knowledge::{ClassTrait, EntityType, Gazetteer, Standing, Words},
    lexicon::Lexicon,
    network::{DocFacts, NodeCounts, Tally},
    script::is_han,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A known entity that a name may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Why it may be the same.
    pub why: Why,
}

/// A sentence with the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Document.
    pub doc: String,
    /// Outlet as written.
    pub outlet: String,
    /// The sentence.
    pub text: String,
}

/// One entry of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Type.
    pub kind: EntityType,
    /// Simplified.
    pub name: String,
    /// Commonest form in the posts that is not the Simplified one; empty where none was seen.
    pub hant: String,
    /// Commonest Latin form; empty where none was seen.
    pub latin: String,
    /// Other Chinese forms with the same Latin name.
    pub aliases: Vec<String>,
    /// Occurrences in the corpus, outside listed names.
    pub mentions: u64,
    /// Documents, stories, outlets, dates.
    pub tally: Tally,
    /// What found it.
    pub patterns: Vec<Pattern>,
    /// Known entities that it may belong to, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Up to three.
    pub examples: Vec<Example>,
}

impl Proposal {
    /// Stable id: depends on type and name alone.
    pub fn id(&self) -> String {
        format!("q-{}", &blake3::hash(format!("{}\0{}", self.kind, self.name).as_bytes()).to_hex()[..12])
    }

    /// The known entity that this name is proposed to be merged into.
    pub fn merge_into(&self) -> Option<&Candidate> {
        let mut telling = self.candidates.iter().filter(|c| c.why.is_telling());
        let first = telling.next()?;
        // Two entities of one Latin name: a person has to choose.
        telling.next().is_none_or(|second| second.why > first.why).then_some(first)
    }
}

/// Why a name that was seen is not proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// Rejected before.
    Rejected,
    /// One who reports.
    Reporter,
    /// Nothing that tells a name from other words.
    Unsure,
    /// A form of an entry already.
    Listed,
    /// One string is proposed as one thing.
    OtherType,
    /// Another form of a name that is proposed.
    Joined,
}

impl LeftOut {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            LeftOut::Rejected => "rejected before",
            LeftOut::Reporter => "named in credits",
            LeftOut::Unsure => "too little sign of a name",
            LeftOut::Listed => "listed already",
            LeftOut::OtherType => "proposed as another type",
            LeftOut::Joined => "joined to another form",
        }
    }
}

/// A neighbour this common on one side makes a string a piece of a longer one. Set on the proposals of half a year of
/// posts, as the thresholds below.
const PIECE_SHARE: f64 = 0.7;
/// Fewer occurrences tell nothing about neighbours.
const PIECE_TIMES: u32 = 4;
/// A name that only surnames betray has this many bits of entropy on both sides,
const SURNAME_BITS: f64 = 2.0;
/// holds together by this many bits,
const SURNAME_INFORMATION: f64 = 6.0;
/// and is seen as a name in this share of its occurrences.
const SURNAME_SHARE: f64 = 0.25;
/// The same for names beside titles and in credits, which tell more,
const TITLE_SHARE: f64 = 0.1;
/// for names of two characters,
const SHORT_SHARE: f64 = 0.4;
/// for surnames that are common words,
const WEAK_SHARE: f64 = 0.4;
/// for names in front of Latin names, which are given once in a text,
const APPOSITIVE_SHARE: f64 = 0.04;
/// and for bodies and places, which are often described in words that others share.
const BODY_SHARE: f64 = 0.03;
/// A string that touches characters of foreign names this often is a piece of several names.
const PIECES_SHARE: f64 = 0.5;
/// A surname and a dictionary word hold together by this many bits.
const WORD_INFORMATION: f64 = 8.0;
/// Surnames of fewer listed people make no name with one character beside a title.
const MANY_PEOPLE: u32 = 10;
/// Dictionary words of this frequency are no names.
const WORD_FREQUENCY: usize = 3;
/// A character that occurs this often
const WEAK_LETTERS: u64 = 2000;
/// with fewer listed people of that surname in ten thousand occurrences is a word more often than a surname.
const WEAK_PEOPLE: f64 = 1.0;
/// Candidates that a proposal names.
const MAX_CANDIDATES: usize = 4;

pub(super) struct Ranker<'a> {
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) lexicon: &'a Lexicon,
    pub(super) known: &'a Known<'a>,
    pub(super) rejected: &'a Rejected,
    pub(super) index: &'a FxHashMap<String, u32>,
    pub(super) statistics: &'a Statistics,
    pub(super) tallies: FxHashMap<u32, NodeCounts>,
    pub(super) texts: &'a FxHashMap<(u32, u32), String>,
    pub(super) facts: &'a [DocFacts],
    pub(super) outlets: &'a [String],
    pub(super) docs: &'a [String],
}

impl Ranker<'_> {
    /// The proposals, and of the other names how many are left out why.
    pub(super) fn rank(&self, names: BTreeMap<(EntityType, String), Seen>) -> (Vec<Proposal>, BTreeMap<LeftOut, u64>) {
        let mut best: BTreeMap<String, (u32, Proposal)> = BTreeMap::new();
        let mut left_out: BTreeMap<LeftOut, u64> = BTreeMap::new();
        let mut leave_out = |why, n| *left_out.entry(why).or_default() += n;
        for ((kind, name), seen) in names {
            let folded = self.gazetteer.folder.fold_str(&name);
            let why = if self.rejected.contains(kind, &folded) {
                Some(LeftOut::Rejected)
            } else if is_reporter(&seen) {
                Some(LeftOut::Reporter)
            } else if !self.is_name(kind, &folded, &seen) {
                Some(LeftOut::Unsure)
            } else {
                None
            };
            if let Some(why) = why {
                leave_out(why, 1);
                continue;
            }
            let Some(proposal) = self.proposal(kind, name.clone(), &folded, &seen) else {
                leave_out(LeftOut::Listed, 1);
                continue;
            };
            // One string is proposed as one thing: what most sightings say.
            let more = best.get(&name).is_none_or(|(mentions, _)| seen.mentions > *mentions);
            if !more || best.insert(name, (seen.mentions, proposal)).is_some() {
                leave_out(LeftOut::OtherType, 1);
            }
        }
        let mut proposals: Vec<Proposal> = best.into_values().map(|(_, proposal)| proposal).collect();
        proposals.sort_by(|a, b| {
            let use_of = |p: &Proposal| u64::from(p.tally.stories) * u64::from(p.tally.outlets);
            use_of(b).cmp(&use_of(a)).then(b.mentions.cmp(&a.mentions)).then_with(|| (a.kind, &a.name).cmp(&(b.kind, &b.name)))
        });
        let before = proposals.len();
        let joined = self.join_latin(proposals);
        leave_out(LeftOut::Joined, (before - joined.len()) as u64);
        left_out.retain(|_, n| *n > 0);
        (joined, left_out)
    }

    /// Joins the forms of one Latin name: 马克·西蒙 and 西蒙（Mark Simon）. Different Chinese names that are romanized alike
    /// stay apart.
    fn join_latin(&self, proposals: Vec<Proposal>) -> Vec<Proposal> {
        let mut out: Vec<Proposal> = Vec::with_capacity(proposals.len());
        let mut first: FxHashMap<(EntityType, String), usize> = FxHashMap::default();
        for proposal in proposals {
            let chars: Vec<char> = self.gazetteer.folder.fold_str(&proposal.name).chars().collect();
            let native = proposal.kind == EntityType::Person
                && !chars.contains(&'·')
                && (is_romanization(&chars, &proposal.latin) || chars.len() == 3 && self.gazetteer.grammar.surnames.contains(&chars[0]));
            if proposal.latin.is_empty() || proposal.kind == EntityType::Office || native || is_abbreviation(&proposal.latin) {
                out.push(proposal);
                continue;
            }
            match first.get(&(proposal.kind, latin_key(&proposal.latin))) {
                // One is merged into a known entity, the other is not: a person decides on each.
                Some(&at) if out[at].merge_into() == proposal.merge_into() => {
                    let known = &mut out[at];
                    let fuller = proposal.name.contains('·') && !known.name.contains('·');
                    let alias = if fuller { std::mem::replace(&mut known.name, proposal.name) } else { proposal.name };
                    if fuller {
                        known.hant = proposal.hant;
                    }
                    known.aliases.push(alias);
                }
                Some(_) => out.push(proposal),
                None => {
                    first.insert((proposal.kind, latin_key(&proposal.latin)), out.len());
                    out.push(proposal);
                }
            }
        }
        out
    }

    fn proposal(&self, kind: EntityType, name: String, folded: &str, seen: &Seen) -> Option<Proposal> {
        let counts = self.tallies.get(self.index.get(folded)?)?;
        let latins: Vec<&String> = by_count(&seen.latins);
        let offices: Vec<EntityId> = by_count(&seen.offices).into_iter().copied().collect();
        let found = self.known.candidates(kind, folded, &latins, &offices);
        // A form that is listed for the entity it would be merged into is nothing new.
        if let Some(surface) = self.gazetteer.surface(folded)
            && (found.is_empty() || surface.senses.iter().any(|s| found.iter().any(|(id, why)| *id == s.entity && why.is_telling())))
        {
            return None;
        }
        let candidates = found.iter().take(MAX_CANDIDATES).map(|&(id, why)| {
            let entity = self.gazetteer.entity(id);
            Candidate { id: entity.id.to_string(), label: entity.name.to_string(), why }
        });
        let examples = seen.examples.0.iter().take(EXAMPLES).filter_map(|place| {
            let fact = self.facts.get(place.doc as usize)?;
            Some(Example {
                doc: self.docs.get(place.doc as usize)?.clone(),
                outlet: self.outlets.get(fact.outlet as usize)?.clone(),
                text: self.texts.get(&(place.doc, place.sentence))?.clone(),
            })
        });
        let hant = by_count(&seen.surfaces).into_iter().find(|s| **s != name && s.chars().any(|c| is_han(c) && self.gazetteer.folder.fold(c) != c));
        Some(Proposal {
            kind,
            hant: hant.cloned().unwrap_or_default(),
            aliases: Vec::new(),
            latin: latins.first().map_or_else(String::new, |l| (*l).clone()),
            mentions: counts.mentions,
            tally: counts.tally,
            patterns: seen.patterns.keys().copied().collect(),
            candidates: candidates.collect(),
            examples: examples.collect(),
            name,
        })
    }

    fn is_name(&self, kind: EntityType, folded: &str, seen: &Seen) -> bool {
        let Some(&string) = self.index.get(folded) else { return false };
        let neighbours = self.statistics.of(string);
        let chars: Vec<char> = folded.chars().collect();
        let seen_as_name = f64::from(seen.mentions) / f64::from(neighbours.times.max(1));
        if self.lexicon.is_word(folded) && self.lexicon.frequency(folded) >= WORD_FREQUENCY {
            return false;
        }
        // 和现代, 及代理, 记者史密斯, 局长雷: a word before the name, or another word altogether.
        let grammar = &self.gazetteer.grammar;
        let first = self.lexicon.words(folded).first().map_or(0, |w| w.chars().count());
        let leads = |words: &Words| words.at(&chars, 0).is_some_and(|w| w.len() == first);
        if leads(&grammar.after_names) && (first > 1 || kind != EntityType::Person || chars.len() < 4) && !grammar.surnames.contains(&chars[0]) {
            return false;
        }
        let titled = || grammar.title_words.at(&chars, 0).is_some() || grammar.title_words.before(&chars).is_some() || leads(&grammar.before_names);
        if kind == EntityType::Person && (titled() || grammar.before_names.before(&chars).is_some_and(|w| w.len() > 1)) {
            return false;
        }
        match kind {
            EntityType::Person => self.is_person(string, neighbours, &chars, seen, seen_as_name),
            EntityType::Office => self.is_one_office(&chars) && !is_piece(neighbours, &|_| true, &|_| true),
            EntityType::Organization | EntityType::Place => {
                let torn = self.known.is_foreign(chars[0])
                    && neighbours.times >= PIECE_TIMES
                    && neighbours.share_before(|c| self.known.is_foreign(c)) >= PIECES_SHARE;
                seen_as_name >= BODY_SHARE
                    && !torn
                    && !(kind == EntityType::Organization && (self.known.is_generic(folded, self.lexicon) || self.is_one_of_many(&chars)))
                    && !is_piece(neighbours, &|c| !self.gazetteer.grammar.not_in_bodies.contains(&c), &|_| true)
            }
        }
    }

    fn is_person(&self, string: u32, neighbours: &Neighbours, chars: &[char], seen: &Seen, seen_as_name: f64) -> bool {
        let grammar = &self.gazetteer.grammar;
        let has = |pattern| seen.patterns.contains_key(&pattern);
        let foreign = chars.iter().all(|&c| c == '·' || self.known.is_foreign(c));
        let dotted = chars.contains(&'·');
        let follows = |c: char| grammar.after_names.at(&[c], 0).is_some();
        let joins_after = |c: char| c == '·' || !follows(c) || foreign && self.known.is_foreign(c);
        let joins_before = |c: char| c == '·' || foreign && self.known.is_foreign(c);
        if is_piece(neighbours, &joins_before, &joins_after) {
            return false;
        }
        // 克斯 is a piece of many names, not of one.
        if foreign && !dotted {
            let inside = neighbours.share_before(joins_before).max(neighbours.share_after(|c| c == '·' || self.known.is_foreign(c)));
            if neighbours.times >= PIECE_TIMES && inside >= PIECES_SHARE {
                return false;
            }
        }
        if has(Pattern::Appositive) {
            // 聪一 behind 野口: the commonest character before it neither ends a title nor a word.
            let title = |c: char| grammar.titles.iter().any(|t| t.text.ends_with(c)) || grammar.before_names.before(&[c]).is_some();
            let (before, native) = (neighbours.before(), grammar.surnames.contains(&chars[0]));
            let one = before.top.is_some_and(|(c, share)| share >= PIECE_SHARE && !title(c));
            let any = chars.len() == 2 && !native && neighbours.share_before(|c| !title(c)) >= PIECES_SHARE;
            let headless = neighbours.times >= PIECE_TIMES && (one || any);
            let words = self
                .lexicon
                .words(&chars.iter().collect::<String>())
                .iter()
                .all(|w| w.chars().count() > 1 && self.lexicon.frequency(w) >= WORD_FREQUENCY);
            return dotted || seen_as_name >= APPOSITIVE_SHARE && !headless && !words;
        }
        if dotted {
            return true;
        }
        let (before, after) = (neighbours.before(), neighbours.after());
        let full = parts(&chars.iter().collect::<String>(), self.gazetteer);
        // 应该要: the surname is the beginning of a word.
        if chars.len() == 3 && full.is_some() && self.lexicon.is_word(&chars[..2].iter().collect::<String>()) {
            return false;
        }
        let Some((first, rest)) = full else {
            let surname = grammar.surnames.contains(&chars[0]);
            let pieces = neighbours.share_after(|c| !follows(c));
            return match chars.len() {
                2 if !has(Pattern::Byline) && self.known.people_of(chars[0]) < MANY_PEOPLE => false,
                2 => surname && has_credit_or_title(seen) && seen_as_name >= SHORT_SHARE && pieces < SHORT_SHARE && !self.is_weak_surname(chars[0]),
                _ => foreign && has(Pattern::Title) && seen_as_name >= TITLE_SHARE && after.entropy >= 1.0,
            };
        };
        let word = self.lexicon.frequency(&rest) >= WORD_FREQUENCY;
        let information = self.index.get(&rest).and_then(|&rest| self.statistics.information(string, first, rest)).unwrap_or(0.0);
        // 曾公开, 张罚单: a word behind a character that is a surname, too.
        if word && information < WORD_INFORMATION {
            return false;
        }
        if self.is_weak_surname(chars[0]) {
            return seen_as_name >= WEAK_SHARE && information >= 2.0 * SURNAME_INFORMATION && has_credit_or_title(seen);
        }
        if has_credit_or_title(seen) {
            return seen_as_name >= TITLE_SHARE && information >= SURNAME_INFORMATION / 2.0;
        }
        seen_as_name >= SURNAME_SHARE && before.entropy >= SURNAME_BITS && after.entropy >= SURNAME_BITS && information >= SURNAME_INFORMATION
    }

    /// A surname that is a common word of another kind: 向, 应, 成.
    fn is_weak_surname(&self, surname: char) -> bool {
        let people = f64::from(self.known.people_of(surname));
        let letters = self.statistics.letter(surname);
        letters >= WEAK_LETTERS && people / letters as f64 * 10_000.0 < WEAK_PEOPLE
    }

    /// A post with a body, not a group or kind of people: neither 副主任 nor 四国外长, 中国大使, 清华大学教授, 前议员.
    fn is_one_office(&self, chars: &[char]) -> bool {
        let grammar = &self.gazetteer.grammar;
        let Some(title) = grammar.title_words.before(chars) else { return true };
        if grammar.held_by_many.before(chars).is_some() {
            return false;
        }
        let mut body = &chars[..chars.len() - title.len()];
        while let Some(word) = grammar.modifiers.before(body) {
            body = &body[..body.len() - word.len()];
        }
        if body.len() < 2 || grammar.groups_before.before(body).is_some() || grammar.formers.iter().any(|(word, _)| body.ends_with(word)) {
            return false;
        }
        let alone = grammar.titles.iter().any(|t| t.standing == Standing::Alone && t.text.chars().eq(title.iter().copied()));
        let body: String = body.iter().collect();
        // 卫生部副部长: of which country? 北京分社社长: of which agency?
        let told_apart = match self.gazetteer.surface(&body) {
            Some(surface) => surface.senses.iter().any(|s| !s.weak),
            None => !self.known.is_generic(&body, self.lexicon),
        };
        let of_states = [ClassTrait::Country, ClassTrait::Region];
        let country = self
            .gazetteer
            .surface(&body)
            .is_some_and(|s| s.senses.iter().any(|s| of_states.iter().any(|&of| self.gazetteer.is(self.gazetteer.entity(s.entity), of))));
        told_apart && (alone || !country)
    }

    /// 香港银行: a place and a word for bodies of which it has many.
    fn is_one_of_many(&self, chars: &[char]) -> bool {
        let Some(suffix) = self.gazetteer.grammar.many_in_a_place.before(chars) else { return false };
        let place: String = chars[..chars.len() - suffix.len()].iter().collect();
        self.gazetteer.surface(&place).is_some_and(|s| s.senses.iter().any(|s| self.gazetteer.entity(s.entity).kind == EntityType::Place))
    }
}

/// Named in credit lines at least as often as in texts: one who reports.
fn is_reporter(seen: &Seen) -> bool {
    seen.patterns.get(&Pattern::Byline).is_some_and(|credits| credits * 2 >= seen.mentions)
}

fn has_credit_or_title(seen: &Seen) -> bool {
    seen.patterns.contains_key(&Pattern::Byline) || seen.patterns.contains_key(&Pattern::Title)
}

/// One neighbour on a side stands there so often that the string is a piece of a longer one.
fn is_piece(neighbours: &Neighbours, joins_before: &dyn Fn(char) -> bool, joins_after: &dyn Fn(char) -> bool) -> bool {
    let piece = |side: Side, joins: &dyn Fn(char) -> bool| side.top.is_some_and(|(c, share)| share >= PIECE_SHARE && joins(c));
    neighbours.times >= PIECE_TIMES && (piece(neighbours.before(), joins_before) || piece(neighbours.after(), joins_after))
}

/// Last character of the surname, and the given name, of a name that has them.
pub(super) fn parts(folded: &str, gazetteer: &Gazetteer) -> Option<(char, String)> {
    let chars: Vec<char> = folded.chars().collect();
    let grammar = &gazetteer.grammar;
    let double = chars.len() > 2 && grammar.double_surnames.contains(&(chars[0], chars[1]));
    let surname = if double { 2 } else { 1 };
    let named = (double || grammar.surnames.contains(chars.first()?)) && chars.len() == surname + 2 && chars.iter().all(|&c| is_han(c));
    named.then(|| (chars[surname - 1], chars[surname..].iter().collect()))
}

/// Forms, the commonest first.
fn by_count<T: Ord>(forms: &Forms<T>) -> Vec<&T> {
    let mut list: Vec<(&T, u32)> = forms.iter().map(|(form, &n)| (form, n)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    list.into_iter().map(|(form, _)| form).collect()
}
