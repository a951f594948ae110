//! People that no gazetteer lists: dotted names, names with a Latin name in brackets, names beside titles and other words
//! for people.

use super::{
    Matcher, Mention, Reading,
    automaton::{Hit, Hits},
    compose::Composer,
};
use crate::{
    document::{BlockKind, Document, Span},
    knowledge::{EntityType, Gazetteer, Grammar, SurfaceId, Trait},
    script::is_han,
};
use rustc_hash::FxHashSet;

/// Longest part of a dotted name.
const MAX_PART_CHARS: u32 = 7;
/// Longest foreign name without dots.
const MAX_FOREIGN_CHARS: u32 = 6;

pub(super) fn find(composer: &Composer<'_>, found: &mut Vec<Mention>) {
    let &Composer { document, gazetteer, matcher, hits, .. } = composer;
    let finder = Finder { chars: &document.folded.chars, grammar: &gazetteer.grammar, document, gazetteer, matcher, hits, composer };
    for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
        let mut at = block.span.start;
        while at < block.span.end {
            match finder.chars[at as usize] {
                '·' => {
                    if let Some(name) = finder.dotted(at, block.span) {
                        found.push(Mention::new(name, Reading::Unlisted(EntityType::Person)));
                        at = name.end;
                        continue;
                    }
                }
                '(' => finder.bracket(at, block.span, found),
                _ => {}
            }
            at += 1;
        }
        finder.after_words(block.span, found);
    }
    finder.beside_titles(found);
}

/// No name begins with a word of the list that is more frequent than this.
const FREQUENT_WORD: usize = 1000;

struct Finder<'a> {
    chars: &'a [char],
    grammar: &'a Grammar,
    document: &'a Document,
    gazetteer: &'a Gazetteer,
    matcher: &'a Matcher,
    hits: &'a Hits,
    composer: &'a Composer<'a>,
}

impl Finder<'_> {
    /// The dotted name around a dot, unless a listed form has the dot.
    fn dotted(&self, dot: u32, block: Span) -> Option<Span> {
        let left = self.foreign_start(dot, block, MAX_PART_CHARS)?;
        let mut end = self.foreign_end(dot + 1, block, MAX_PART_CHARS);
        if end < dot + 2 {
            return None;
        }
        while end < block.end && self.chars[end as usize] == '·' {
            let next = self.foreign_end(end + 1, block, MAX_PART_CHARS);
            if next < end + 2 {
                break;
            }
            end = next;
        }
        let span = Span::new(left, end);
        // A listed name that holds the dot is the better reading.
        let listed = (left..=dot).any(|at| self.hits.starting_at(at).any(|hit| hit.span.end > dot));
        (!listed).then_some(span)
    }

    /// Where a run of transliteration characters that ends here begins; stops at the end of a listed form or title.
    fn foreign_start(&self, end: u32, block: Span, most: u32) -> Option<u32> {
        let mut start = end;
        while start > block.start && end - start < most {
            let c = self.chars[start as usize - 1];
            let latin = c.is_ascii_alphabetic();
            if !(self.grammar.transliteration.contains(&c) || latin) {
                break;
            }
            let context = |hit: &Hit<SurfaceId>| self.ends_context(hit.span, block) && !self.matcher.may_be(hit.surface, EntityType::Person);
            if start < end && self.hits.ending_at(start).iter().any(context) {
                break;
            }
            if start < end && self.hits.title_ends_at(start) {
                break;
            }
            start -= 1;
        }
        (start < end).then_some(start)
    }

    /// A listed form before a name, not a part of the name: 纽埃 in 埃马纽埃尔 is none.
    fn ends_context(&self, form: Span, block: Span) -> bool {
        let foreign = |at: u32| self.grammar.transliteration.contains(&self.chars[at as usize]);
        let all_foreign = (form.start..form.end).all(foreign);
        let inside = form.start > block.start && foreign(form.start - 1) && all_foreign;
        // 雅各|布·罗宾逊, but 俄罗斯|弗拉基米尔·普京.
        let country = self.hits.starting_at(form.start).any(|hit| hit.span == form && self.matcher.is(hit.surface, Trait::Country));
        form.len() > 1 && !inside && (!all_foreign || country)
    }

    /// Where a run of transliteration characters that begins here ends; stops before words that follow names.
    fn foreign_end(&self, start: u32, block: Span, most: u32) -> u32 {
        let mut end = start;
        while end < block.end && end - start < most {
            let c = self.chars[end as usize];
            if !(self.grammar.transliteration.contains(&c) || c.is_ascii_alphabetic()) {
                break;
            }
            if end > start + 1 && self.grammar.after_names.at(&self.chars[..block.end as usize], end as usize).is_some() {
                break;
            }
            end += 1;
        }
        end
    }

    /// X（Latin Name）: the Latin name, and X where no gazetteer lists it.
    fn bracket(&self, open: u32, block: Span, found: &mut Vec<Mention>) {
        let Some(latin) = latin_name(self.document, self.gazetteer, open + 1, block.end) else { return };
        let mut before = open;
        while before > block.start && self.chars[before as usize - 1] == ' ' {
            before -= 1;
        }
        // 克拉夫特（Kelly Craft）大使 and 国务院次卿（Keith Krach）: the name may be missing before the bracket.
        let listed = self.hits.ending_at(before).iter().find(|hit| self.matcher.may_be(hit.surface, EntityType::Person)).map(|hit| hit.span);
        let name = listed.or_else(|| {
            let other = self.hits.ending_at(before).iter().any(|hit| hit.span.len() > 2);
            (!other).then(|| self.name_ending_at(before, block).or_else(|| self.name_behind_title(before, block))).flatten()
        });
        // 《大便小人》(El Caganer), 最佳长片(Best Feature): only a person's name or an office has a person in the bracket.
        if name.is_none() && !self.ends_office(before) {
            return;
        }
        if let (Some(name), None) = (name, listed) {
            found.push(Mention::new(name, Reading::Unlisted(EntityType::Person)));
        }
        found.push(Mention::new(latin, Reading::Latin(name)));
    }

    /// 参议员|某某某某（Latin Name）: what stands between a title and the bracket.
    fn name_behind_title(&self, end: u32, block: Span) -> Option<Span> {
        (2..=MAX_FOREIGN_CHARS).filter_map(|n| end.checked_sub(n)).filter(|&start| start > block.start).find_map(|start| {
            let plain = (start..end).all(|k| is_han(self.chars[k as usize]) && !self.grammar.not_in_names.contains(&self.chars[k as usize]));
            (plain && self.ends_office(start)).then_some(Span::new(start, end))
        })
    }

    fn ends_office(&self, at: u32) -> bool {
        self.hits.title_ends_at(at) || self.hits.ending_at(at).iter().any(|hit| self.matcher.may_be(hit.surface, EntityType::Office))
    }

    /// An unlisted name that ends here: a dotted or foreign name, or a surname with a given name.
    fn name_ending_at(&self, end: u32, block: Span) -> Option<Span> {
        let start = self.foreign_start(end, block, MAX_FOREIGN_CHARS);
        if let Some(start) = start
            && end - start >= 2
        {
            // Part of a dotted name?
            if start > block.start + 1 && self.chars[start as usize - 1] == '·' {
                let left = self.foreign_start(start - 1, block, MAX_PART_CHARS).unwrap_or(start);
                return Some(Span::new(left, end));
            }
            let clean = start == block.start || !is_han(self.chars[start as usize - 1]) || self.is_cut(start, block);
            if clean {
                return Some(Span::new(start, end));
            }
        }
        (2..=3).rev().find_map(|n| {
            let start = end.checked_sub(n).filter(|&s| s >= block.start)?;
            let name = self.chinese_name(start, block, Some(n))?;
            (name.end == end && self.is_cut(start, block)).then_some(name)
        })
    }

    /// A word, listed form or title ends here.
    fn is_cut(&self, at: u32, block: Span) -> bool {
        at == block.start
            || !is_han(self.chars[at as usize - 1])
            || !self.hits.ending_at(at).is_empty()
            || self.hits.title_ends_at(at)
            || self.matcher.lexicon.is_boundary(self.chars, at, block)
    }

    /// A Chinese name that begins here: surname and one or two more characters, of the given length or the one that
    /// what follows allows.
    fn chinese_name(&self, start: u32, block: Span, length: Option<u32>) -> Option<Span> {
        let s = start as usize;
        let double = start + 2 < block.end && self.grammar.double_surnames.contains(&(self.chars[s], self.chars[s + 1]));
        if !double && !self.grammar.surnames.contains(self.chars.get(s)?) {
            return None;
        }
        let surname = if double { 2 } else { 1 };
        let fits = |n: u32| {
            start + n <= block.end
                && (surname..n).all(|k| {
                    let c = self.chars[s + k as usize];
                    is_han(c) && !self.grammar.not_in_names.contains(&c)
                })
        };
        if let Some(n) = length {
            return (n > surname && fits(n)).then(|| Span::new(start, start + n));
        }
        let ends = |n: u32| {
            let end = start + n;
            end == block.end
                || !is_han(self.chars[end as usize])
                || self.grammar.after_names.at(&self.chars[..block.end as usize], end as usize).is_some()
                || self.hits.title_starts_at(end)
        };
        // Three characters where both fit: a given name of two is three times as frequent as of one.
        [surname + 2, surname + 1].into_iter().find(|&n| fits(n) && ends(n)).map(|n| Span::new(start, start + n))
    }

    /// Names right behind a word for a person: 记者, 男子, 律师.
    fn after_words(&self, block: Span, found: &mut Vec<Mention>) {
        for at in block.start..block.end {
            let head = &self.chars[block.start as usize..at as usize];
            if head.is_empty() || self.grammar.before_names.before(head).is_none() {
                continue;
            }
            self.name_at(at, block, found);
        }
    }

    /// Names right behind or before a title.
    fn beside_titles(&self, found: &mut Vec<Mention>) {
        let offices = self.hits.surfaces.iter().filter(|hit| self.matcher.may_be(hit.surface, EntityType::Office)).map(|hit| hit.span);
        let titles = self.hits.titles.iter().map(|hit| hit.span);
        let mut seen = FxHashSet::default();
        for title in offices.chain(titles) {
            if !seen.insert(title) {
                continue;
            }
            let Some(block) = self.document.block_at(title.start).map(|i| self.document.blocks[i].span) else { continue };
            if title.end < block.end {
                let n = found.len();
                self.name_at(title.end, block, found);
                if found.len() > n {
                    // A title beside a name is an office even where it would not count alone.
                    self.composer.push_office(title, found);
                }
            }
            self.name_before(title, block, found);
        }
    }

    /// 林郑月娥特首: a name right before a title.
    fn name_before(&self, title: Span, block: Span, found: &mut Vec<Mention>) {
        if !self.hits.ending_at(title.start).is_empty() {
            return;
        }
        for n in [3, 2] {
            let Some(start) = title.start.checked_sub(n).filter(|&s| s >= block.start) else { continue };
            let after_pause = start == block.start || !is_han(self.chars[start as usize - 1]);
            if !after_pause {
                continue;
            }
            if let Some(name) = self.chinese_name(start, block, Some(n))
                && !self.is_words(name)
            {
                found.push(Mention::new(name, Reading::Unlisted(EntityType::Person)));
                self.composer.push_office(title, found);
                return;
            }
        }
    }

    fn name_at(&self, at: u32, block: Span, found: &mut Vec<Mention>) {
        if self.hits.starting_at(at).any(|hit| hit.span.len() > 1) || !is_han(self.chars[at as usize]) {
            return;
        }
        // 男子|曾入住, 向中国: of surnames that are words of other kinds the rest is no word and no place.
        let function = self.grammar.not_in_names.contains(&self.chars[at as usize]);
        let plain = |name: Span| {
            let rest = Span::new(name.start + 1, name.end);
            rest.len() > 1 && (self.is_words(rest) || self.hits.starting_at(rest.start).any(|hit| hit.span == rest))
        };
        let chinese = self.chinese_name(at, block, None).filter(|&name| !(self.is_words(name) || function && plain(name)));
        let foreign_end = self.foreign_end(at, block, MAX_FOREIGN_CHARS);
        // 总统|曾于: a word between title and verb begins no foreign name.
        let begins = !self.grammar.not_in_names.contains(&self.chars[at as usize]);
        let foreign = (begins && foreign_end >= at + 2 && self.ends_well(foreign_end, block))
            .then(|| Span::new(at, foreign_end))
            .filter(|&name| !self.is_words(name));
        let name = match (chinese, foreign) {
            (Some(chinese), Some(foreign)) if foreign.len() > 3 && foreign.end > chinese.end => Some(foreign),
            (Some(chinese), _) => Some(chinese),
            (None, foreign) => foreign.filter(|f| f.end == block.end || self.chars[f.end as usize] != '·'),
        };
        if let Some(name) = name
            && !self.runs_into(name)
        {
            found.push(Mention::new(name, Reading::Unlisted(EntityType::Person)));
        }
    }

    /// 首相向国|会: a listed form begins inside and ends behind; or the first two characters are a frequent word (应该公正).
    fn runs_into(&self, name: Span) -> bool {
        let listed = (name.start + 1..name.end).any(|at| self.hits.starting_at(at).any(|hit| hit.span.end > name.end && hit.span.len() > 1));
        let text: String = self.chars[name.start as usize..name.start as usize + 2].iter().collect();
        listed || self.matcher.lexicon.frequency(&text) > FREQUENT_WORD
    }

    fn ends_well(&self, end: u32, block: Span) -> bool {
        end == block.end
            || !is_han(self.chars[end as usize])
            || self.grammar.after_names.at(&self.chars[..block.end as usize], end as usize).is_some()
            || self.hits.title_starts_at(end)
    }

    /// True for a word of the dictionary that is no name of a person there (王建国).
    fn is_words(&self, span: Span) -> bool {
        let text: String = self.chars[span.start as usize..span.end as usize].iter().collect();
        self.matcher.lexicon.is_word(&text) && self.matcher.lexicon.class(&text).is_none_or(|class| !class.starts_with("nr"))
    }
}

/// A Latin name of two to five capitalised words that begins here.
fn latin_name(document: &Document, gazetteer: &Gazetteer, start: u32, limit: u32) -> Option<Span> {
    let chars = &document.folded.chars;
    let is_name_char = |c: char| c.is_alphabetic() && !is_han(c) || matches!(c, '.' | '-' | '\'' | '’' | ' ' | '·');
    let end = (start..limit).find(|&at| !is_name_char(chars[at as usize])).unwrap_or(limit);
    let original: Vec<char> = document.slice(Span::new(start, end)).chars().collect();
    let trimmed_end = start + original.iter().rposition(|c| !matches!(c, ' ' | '-')).map_or(0, |i| i as u32 + 1);
    let span = Span::new(start, trimmed_end);
    if span.is_empty() {
        return None;
    }
    let text = document.slice(span).to_owned();
    let words: Vec<&str> = text.split([' ', '·']).filter(|w| !w.is_empty()).collect();
    let well_formed = (2..=5).contains(&words.len())
        && words.iter().all(|w| {
            let first = w.chars().next().unwrap_or(' ');
            let shouted = w.chars().count() > 3 && w.chars().all(|c| !c.is_lowercase());
            first.is_uppercase() && !shouted || gazetteer.grammar.latin_particles.contains(*w)
        });
    let named = words.iter().all(|w| !gazetteer.grammar.latin_not_person.contains(&gazetteer.folder.fold_str(w.trim_matches('.'))));
    (well_formed && named).then_some(span)
}

/// Calls `each` for every Latin name in a span.
pub(super) fn each_latin_name(document: &Document, gazetteer: &Gazetteer, span: Span, mut each: impl FnMut(Span)) {
    let chars = &document.folded.chars;
    let mut at = span.start;
    while at < span.end {
        let begins = chars[at as usize].is_ascii_alphabetic() && (at == span.start || !chars[at as usize - 1].is_alphanumeric());
        match begins.then(|| latin_name(document, gazetteer, at, span.end)).flatten() {
            Some(name) => {
                each(name);
                at = name.end;
            }
            None => at += 1,
        }
    }
}
