//! Offices by grammar: a chain of bodies and places with a title behind it. Also surnames with titles.

use super::{
    Matcher, Mention, Reading,
    automaton::Hits,
    bodies::Composed,
    foreign::Foreign,
    media::{MAX_MEDIUM_CHARS, is_medium},
};
use crate::{
    document::{Document, Span},
    knowledge::{EntityType, Gazetteer, Standing, SurfaceId, Trait},
    script::is_han,
};
use rustc_hash::FxHashSet;

/// Longest unlisted part of a body between a listed body and a title: 国务院[教育和文化事务局]副助卿.
const MAX_UNIT_CHARS: u32 = 18;
/// Longest description of what an office is about: 首席[税务政策]顾问.
const MAX_SUBJECT_CHARS: u32 = 8;

/// A foreign town before a title has this many characters.
const MIN_TOWN_CHARS: u32 = 2;
const MAX_TOWN_CHARS: u32 = 6;
/// How far behind an office the name may stand that a list of offices belongs to.
const MAX_LIST_CHARS: usize = 16;

/// Reads offices from their titles to the left.
pub(super) struct Composer<'a> {
    pub(super) document: &'a Document,
    pub(super) gazetteer: &'a Gazetteer,
    pub(super) matcher: &'a Matcher,
    pub(super) hits: &'a Hits,
    pub(super) composed: Composed,
}

impl Composer<'_> {
    /// All offices and surnames with titles of the document.
    pub(super) fn find(&self, found: &mut Vec<Mention>) {
        for hit in &self.hits.titles {
            let title = &self.gazetteer.grammar.titles[hit.surface as usize];
            if title.follows_surname {
                self.surname_title(hit.span, found);
            }
            if !title.address {
                self.office(hit.span, title.standing, false, found);
            }
        }
        for hit in &self.hits.surfaces {
            if self.matcher.may_be(hit.surface, EntityType::Office) {
                self.office(hit.span, Standing::Alone, true, found);
            }
        }
    }

    /// The office that ends in a title which a name stands beside.
    pub(super) fn push_office(&self, title: Span, found: &mut Vec<Mention>) {
        if let Some(hit) = self.hits.titles_ending_at(title.end).find(|hit| hit.span == title)
            && self.gazetteer.grammar.titles[hit.surface as usize].address
        {
            return;
        }
        let listed = self.hits.starting_at(title.start).any(|hit| hit.span == title);
        let (start, _) = self.body_start(title.start, listed, self.block(title.start));
        found.push(Mention::new(Span::new(start, title.end), Reading::Office { title: title.start }));
    }

    fn chars(&self) -> &[char] {
        &self.document.folded.chars
    }

    /// The reader of foreign names in a block.
    pub(super) fn foreign(&self, block: Span) -> Foreign<'_> {
        Foreign { chars: self.chars(), gazetteer: self.gazetteer, matcher: self.matcher, hits: self.hits, block }
    }

    fn block(&self, at: u32) -> Span {
        self.document.block_at(at).map_or(Span::new(at, at), |i| self.document.blocks[i].span)
    }

    fn office(&self, title: Span, standing: Standing, listed: bool, found: &mut Vec<Mention>) {
        let chars = self.chars();
        let block = self.block(title.start);
        let line = &chars[..block.end as usize];
        if self.gazetteer.grammar.groups_after.at(line, title.end as usize).is_some() {
            return;
        }
        let (start, bodies) = self.body_start(title.start, listed, block);
        if self.is_group_before(start) {
            return;
        }
        let counts = bodies
            || match standing {
                Standing::Alone => !listed,
                Standing::Name => self.is_beside_name(Span::new(start, title.end)) || self.is_told_as_post(start),
                Standing::Body => false,
            };
        if counts && (start < title.start || !listed) {
            found.push(Mention::new(Span::new(start, title.end), Reading::Office { title: title.start }));
        }
    }

    /// 各国, 多名, 两名, 一名: what stands before makes the title a group's, or one of a group.
    pub(super) fn is_group_before(&self, start: u32) -> bool {
        let head = &self.chars()[self.block(start).start as usize..start as usize];
        self.number_before(head).is_some() || self.gazetteer.grammar.groups_before.before(head).is_some()
    }

    /// 24名, but not 一名: a number of people right before.
    pub(super) fn is_counted(&self, start: u32) -> bool {
        let head = &self.chars()[self.block(start).start as usize..start as usize];
        self.number_before(head).is_some_and(|number| !matches!(number, [one] if self.gazetteer.grammar.ones.contains(one)))
    }

    /// The number before a measure for people that a text ends in.
    fn number_before<'t>(&self, head: &'t [char]) -> Option<&'t [char]> {
        let grammar = &self.gazetteer.grammar;
        let head = &head[..head.len() - grammar.measures_for_people.before(head)?.len()];
        let digits = head.iter().rev().take_while(|c| c.is_ascii_digit() || grammar.numerals.contains(c)).count();
        (digits > 0).then(|| &head[head.len() - digits..])
    }

    /// A person's name, one of these that begin or end somewhere, stands right beside the office, or behind the offices that
    /// follow in its list (参议员、少数党领袖某某).
    pub(super) fn is_beside(&self, office: Span, starts: &FxHashSet<u32>, ends: &FxHashSet<u32>) -> bool {
        let chars = self.chars();
        if starts.contains(&office.end) || ends.contains(&office.start) || self.is_beside_name(office) {
            return true;
        }
        let block = self.block(office.start);
        let room = &chars[office.end as usize..(block.end as usize).min(office.end as usize + MAX_LIST_CHARS)];
        let listed = room.first().is_some_and(|c| *c == ',' || self.gazetteer.grammar.list_marks.contains(c));
        let after = (0..room.len()).take_while(|&i| !matches!(room[i], '。' | ';')).any(|i| starts.contains(&(office.end + i as u32)));
        let joined = room.first().is_some_and(|c| matches!(c, ' ' | '"' | '“' | '(' | '·')) && after;
        let bracket = office.start > block.start && matches!(chars[office.start as usize - 1], ',' | ')' | '(');
        let head = &chars[block.start as usize..office.start as usize];
        let verb = self.gazetteer.grammar.other_holder_before.before(head).is_some();
        (listed && after) || joined || bracket || verb || self.is_told_as_post(office.start)
    }

    /// Where the office that ends in a title begins, and whether a body or place is part of it. A listed office is full in
    /// itself but for the body right before it.
    fn body_start(&self, title: u32, listed: bool, block: Span) -> (u32, bool) {
        let chars = self.chars();
        let grammar = &self.gazetteer.grammar;
        let mut start = title;
        let mut bodies = false;
        let mut independent = false;
        loop {
            let head = &chars[block.start as usize..start as usize];
            if !bodies && let Some(open) = self.medium_ending_at(start, block) {
                return (open, true);
            }
            if let Some(hit) = self.body_ending_at(start) {
                // A country right before a company or newspaper is a name of its own: 中国|海尔集团董事长.
                if independent && self.is_wide_place(hit) {
                    return (start, bodies);
                }
                independent = !self.is_part_of_state(hit);
                start = hit.start;
                bodies = true;
                continue;
            }
            if let Some(letter) = self.letter_ending_at(start, block) {
                start = letter;
                bodies = true;
                continue;
            }
            // 驻 joins two places, 前 a body and its former post.
            if bodies_or_title(start, title, bodies)
                && head.last().is_some_and(|c| grammar.joints.contains(c))
                && start > block.start
                && (self.body_ending_at(start - 1).is_some() || self.letter_ending_at(start - 1, block).is_some())
            {
                start -= 1;
                continue;
            }
            // 、驻挪威代表: the word belongs to the post wherever it is.
            if bodies && head.last().is_some_and(|c| grammar.joints.contains(c) && !grammar.formers.iter().any(|(word, _)| word[..] == [*c])) {
                start -= 1;
                continue;
            }
            if start == title
                && let Some(town) = self.foreign_town_before(title, block)
            {
                start = town;
                bodies = true;
                continue;
            }
            if let Some(word) = grammar.modifiers.before(head)
                && !bodies
            {
                start -= word.len() as u32;
                continue;
            }
            let may_have_unit = !(bodies || listed && start == title);
            if may_have_unit && let Some(unit) = self.unit_ending_at(start, block) {
                start = unit;
                continue;
            }
            return (start, bodies);
        }
    }

    /// The longest listed or composed body or place that ends here.
    fn body_ending_at(&self, at: u32) -> Option<Span> {
        if let Some(&start) = self.composed.get(&at) {
            return Some(Span::new(start, at));
        }
        let is_body = |s: SurfaceId| self.matcher.may_be(s, EntityType::Place) || self.matcher.may_be(s, EntityType::Organization);
        self.hits.ending_at(at).iter().find(|hit| is_body(hit.surface)).map(|hit| hit.span)
    }

    fn is_wide_place(&self, span: Span) -> bool {
        self.hits.starting_at(span.start).any(|hit| hit.span == span && self.matcher.is(hit.surface, Trait::Country))
    }

    /// A place, a body of a state, or one that the grammar composed.
    fn is_part_of_state(&self, span: Span) -> bool {
        let mut hits = self.hits.starting_at(span.start).filter(|hit| hit.span == span).peekable();
        hits.peek().is_none() || hits.any(|hit| self.matcher.is(hit.surface, Trait::StateBody) || self.matcher.may_be(hit.surface, EntityType::Place))
    }

    /// 加州|埃尔姆|市长: where an unlisted foreign name begins before a title that begins like the ending of a place.
    fn foreign_town_before(&self, title: u32, block: Span) -> Option<u32> {
        let chars = self.chars();
        self.gazetteer.grammar.place_suffixes.at(&chars[..title as usize + 1], title as usize)?;
        let foreign = self.foreign(block);
        let ends_body = |at| self.body_ending_at(at).is_some();
        let start = foreign.start(title, MAX_TOWN_CHARS, ends_body);
        let apart = ends_body(start) || foreign.is_cut(start);
        (title - start >= MIN_TOWN_CHARS && apart && foreign.is_name(start, title)).then_some(start)
    }

    /// 担任处长, 礼宾司长、副司长: a verb for taking a post, or the list of another post, right before a title.
    pub(super) fn is_told_as_post(&self, title: u32) -> bool {
        let grammar = &self.gazetteer.grammar;
        let head = &self.chars()[self.block(title).start as usize..title as usize];
        let verb = grammar.other_holder_before.before(head).is_some_and(|word| word.len() > 1);
        let end = title.saturating_sub(1);
        let listed = head.last().is_some_and(|c| grammar.list_marks.contains(c)) && (self.hits.title_ends_at(end) || self.ends_office(end));
        verb || listed
    }

    fn ends_person(&self, at: u32) -> bool {
        self.hits.ending_at(at).iter().any(|hit| self.matcher.may_be(hit.surface, EntityType::Person))
    }

    fn ends_office(&self, at: u32) -> bool {
        self.hits.ending_at(at).iter().any(|hit| self.matcher.may_be(hit.surface, EntityType::Office))
    }

    /// 《某某》杂志|主编: where the mark opens before a medium's name that ends here.
    fn medium_ending_at(&self, at: u32, block: Span) -> Option<u32> {
        let grammar = &self.gazetteer.grammar;
        let mut head = &self.chars()[block.start as usize..at as usize];
        if let [rest @ .., last] = head
            && grammar.joints.contains(last)
        {
            head = rest;
        }
        if let Some(unit) = grammar.units.before(head) {
            head = &head[..head.len() - unit.len()];
        }
        let [rest @ .., '》'] = head else { return None };
        let open = rest.iter().rev().take(MAX_MEDIUM_CHARS + 1).position(|&c| c == '《')?;
        let name = rest.len() - open;
        is_medium(&rest[name..], grammar).then(|| block.start + name as u32 - 1)
    }

    /// 美财长: a letter in a context in which it counts, not one of a run that names several (中印外长).
    fn letter_ending_at(&self, at: u32, block: Span) -> Option<u32> {
        let chars = self.chars();
        let letters = &self.gazetteer.grammar.abbreviations;
        let start = at.checked_sub(1).filter(|&s| s >= block.start)?;
        let letter = letters.get(&chars[start as usize])?;
        let in_run = start > block.start && letters.contains_key(&chars[start as usize - 1]);
        let joined = start > block.start && self.gazetteer.grammar.joints.contains(&chars[start as usize - 1]);
        let counts = joined || letter.after.at(&chars[..block.end as usize], at as usize).is_some();
        (counts && !in_run && self.matcher.lexicon.is_boundary(chars, start, block) && self.hits.ending_at(at).is_empty()).then_some(start)
    }

    /// Where the body ends of which an unlisted part ends here: one that ends in a unit word (国务院[亚太局]), or words that
    /// say what the office is about (预算委员会[税务政策]顾问).
    fn unit_ending_at(&self, at: u32, block: Span) -> Option<u32> {
        let chars = self.chars();
        let grammar = &self.gazetteer.grammar;
        let unit = grammar.units.before(&chars[block.start as usize..at as usize]).is_some();
        // The list of what a unit is about holds no names.
        let mut joins = false;
        let most = if unit { MAX_UNIT_CHARS } else { MAX_SUBJECT_CHARS };
        let mut start = at;
        while start > block.start && at - start <= most {
            let ends_name = start < at && (self.hits.title_ends_at(start) || self.ends_person(start));
            if joins && ends_name {
                return None;
            }
            if start < at && self.body_ending_at(start).is_some() {
                return (unit || self.is_nouns(start, at)).then_some(start);
            }
            let c = chars[start as usize - 1];
            // 某某大学|哲学与宗教学系
            let joined = unit && start < at && grammar.list_marks.contains(&c);
            joins |= joined;
            if !joined && (!is_han(c) || grammar.not_in_bodies.contains(&c)) {
                return None;
            }
            start -= 1;
        }
        None
    }

    /// True where all words are nouns or the like, and no names of persons (北京市[蔡奇]书记).
    fn is_nouns(&self, start: u32, end: u32) -> bool {
        let mut all = true;
        self.matcher.lexicon.each_word(&self.chars()[start as usize..end as usize], |_, _, word, tag| {
            all &= word.chars().count() > 1
                && (tag.starts_with('n') && !tag.starts_with("nr") || matches!(tag, "vn" | "an" | "b" | "j"))
                && !self.gazetteer.grammar.not_body_words.contains(word)
                && !self.gazetteer.grammar.is_said_of_names(word);
        });
        all
    }

    pub(super) fn is_beside_name(&self, span: Span) -> bool {
        let person = |s: SurfaceId| self.matcher.may_be(s, EntityType::Person);
        // 克拉夫特（Kelly Craft）大使
        if span.start > 1 && self.chars()[span.start as usize - 1] == ')' && self.chars()[span.start as usize - 2].is_ascii_alphabetic() {
            return true;
        }
        self.hits.starting_at(span.end).any(|hit| person(hit.surface)) || self.hits.ending_at(span.start).iter().any(|hit| person(hit.surface))
    }

    /// 蔡总统: a surname right before a title, where no longer name ends.
    fn surname_title(&self, title: Span, found: &mut Vec<Mention>) {
        let chars = self.chars();
        let grammar = &self.gazetteer.grammar;
        let block = self.block(title.start);
        let person = |s: SurfaceId| self.matcher.may_be(s, EntityType::Person);
        if self.hits.ending_at(title.start).iter().any(|hit| person(hit.surface) && hit.span.len() > 1) {
            return;
        }
        let room = title.start - block.start;
        let at = title.start as usize;
        let double = room >= 2 && grammar.double_surnames.contains(&(chars[at - 2], chars[at - 1]));
        let surname = if double {
            2
        } else if room >= 1 && grammar.surnames.contains(&chars[at - 1]) {
            1
        } else {
            return;
        };
        let start = title.start - surname;
        // 候任总统 and 前任总统 have no surname.
        if self.gazetteer.grammar.formers.iter().any(|(word, _)| chars[block.start as usize..title.start as usize].ends_with(word)) {
            return;
        }
        // The tail of a longer name or of another word is no surname.
        let follows_han = start > block.start && is_han(chars[start as usize - 1]);
        if follows_han && !self.matcher.lexicon.is_boundary(chars, start, block) {
            return;
        }
        if self.hits.ending_at(title.start).iter().any(|hit| hit.span.start < start)
            || self.hits.starting_at(start).any(|hit| hit.span.end != title.end)
        {
            return;
        }
        found.push(Mention::new(Span::new(start, title.end), Reading::SurnameTitle(surname)));
    }
}

fn bodies_or_title(start: u32, title: u32, bodies: bool) -> bool {
    bodies || start == title
}
