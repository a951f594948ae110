//! A sentence as words: names, verbs of the rules, words of the grammar, and what the word list says of the rest.

use super::{
    Sentence,
    clause::Missing,
    marks::{Mark, closes_quote, opens_quote},
    phrase::Phrases,
    rules::RelationRules,
    tell::{Ground, Hit},
};
use crate::{document::Span, knowledge::EntityType, lexicon::Lexicon};
use rustc_hash::FxHashSet;

/// What a word does in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A name with what belongs to it; index of the phrase.
    Name(usize),
    /// A word of the rules that tells an act, or another verb.
    Verb,
    /// 这, 该, 各.
    Determiner,
    /// A noun, also one of the rules: 记者, 妻子.
    Noun,
    /// Behind a name it means the same as the name: 政府, 等人.
    SameAsName,
    /// 他, 该国, 我.
    Pronoun(Missing),
    Number,
    Adjective,
    /// 的, 之.
    De,
    /// 了, 过, 着.
    Aspect,
    /// 在, 对, 被: what follows hangs on it.
    Preposition,
    /// 、, 和: joins the members of a list.
    Joint,
    /// 上, 期间, 后: what stands before it tells when or where.
    Locative,
    /// 将, 没有, 呼吁; 说, 表示.
    Mark(Mark),
    /// Adverbs, times and all that leaves a sentence as it is.
    Light,
    Comma,
    /// Ends what has one subject: 。 ; : |.
    Stop,
    Open,
    Close,
}

/// A word of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) span: Span,
    pub(super) class: Class,
    /// A word of the rules stands here.
    pub(super) trigger: bool,
}

/// Cuts a sentence into words. `hits` are the words of the rules outside of names.
pub(super) fn cut(sentence: &Sentence<'_>, phrases: &Phrases, hits: &[Hit<'_>], ground: &Ground<'_>) -> Vec<Token> {
    let Ground { rules, grammar, lexicon } = *ground;
    let mut cutter =
        Cutter { sentence, phrases, hits, rules, letters: &grammar.transliteration, before_office: false, out: Vec::new(), words: Vec::new() };
    let mut at = sentence.span.start;
    for (i, phrase) in phrases.list.iter().enumerate() {
        let first = sentence.names.iter().find(|n| n.span.start == phrase.span.start);
        cutter.before_office = first.is_some_and(|n| n.kind == EntityType::Office);
        cutter.gap(at, phrase.span.start, lexicon);
        cutter.push(phrase.span, Class::Name(i), false);
        at = phrase.span.end;
    }
    cutter.before_office = false;
    cutter.gap(at, sentence.span.end, lexicon);
    quoted_names(&mut cutter.out);
    nouns_behind_de(sentence, rules, &mut cutter.out);
    cutter.out
}

/// Letters in a row that are a name where one may stand, and anywhere.
const SHORT_RUN: usize = 3;
const LONG_RUN: usize = 4;

struct Cutter<'a> {
    sentence: &'a Sentence<'a>,
    phrases: &'a Phrases,
    hits: &'a [Hit<'a>],
    rules: &'a RelationRules,
    letters: &'a FxHashSet<char>,
    /// An office stands behind the gap.
    before_office: bool,
    out: Vec<Token>,
    /// Words of the list in the gap: start, end, class.
    words: Vec<(u32, u32, Class)>,
}

impl Cutter<'_> {
    fn push(&mut self, span: Span, class: Class, trigger: bool) {
        self.out.push(Token { span, class, trigger });
    }

    fn gap(&mut self, from: u32, to: u32, lexicon: &Lexicon) {
        if from >= to {
            return;
        }
        let chars = self.sentence.text(from, to);
        self.words.clear();
        let words = &mut self.words;
        match self.sentence.words.within(from, to) {
            Some(cut) => words.extend(cut.iter().map(|word| (word.start, word.end, class_of(word.class)))),
            None => lexicon.each_class(chars, |start, end, tag| words.push((from + start, from + end, class_of(tag)))),
        }
        self.join_unknown(from);
        let mut at = from;
        while at < to {
            at = self.word(at, to);
        }
    }

    /// 列|别|杰|夫: three letters or more that foreign names are written with, no words, are a name that no list holds.
    fn join_unknown(&mut self, from: u32) {
        let letter = |w: &(u32, u32, Class)| w.1 - w.0 == 1 && self.letters.contains(&self.sentence.chars[w.0 as usize]);
        let mut out: Vec<(u32, u32, Class)> = Vec::with_capacity(self.words.len());
        let mut i = 0;
        while i < self.words.len() {
            let run = self.words[i..].iter().take_while(|w| letter(w)).count();
            let touches_name = self.words[i].0 == from && !self.out.is_empty() || run >= LONG_RUN;
            if run >= SHORT_RUN && touches_name {
                out.push((self.words[i].0, self.words[i + run - 1].1, Class::Noun));
            } else {
                out.extend_from_slice(&self.words[i..i + run.max(1)]);
            }
            i += run.max(1);
        }
        self.words = out;
    }

    /// Takes the word that begins at `at`; gives its end.
    fn word(&mut self, at: u32, to: u32) -> u32 {
        if let Some(class) = mark_class(self.sentence.chars[at as usize]) {
            self.push(Span::new(at, at + 1), class, false);
            return at + 1;
        }
        if self.follows_name(at) {
            let len = self.rules.words.same_as_name(&self.sentence.chars[..to as usize], at as usize) as u32;
            if len > 0 {
                self.push(Span::new(at, at + len), Class::SameAsName, false);
                return at + len;
            }
            // 甲|律师|说, but 甲|律师|乙.
            let len = self.rules.words.profession(&self.sentence.chars[..to as usize], at as usize) as u32;
            let before_name = at + len == to && to < self.sentence.span.end;
            if len > 0 && !before_name && self.follows_person() {
                self.push(Span::new(at, at + len), Class::SameAsName, false);
                return at + len;
            }
        }
        let trigger = self.hits.iter().find(|(span, _)| span.start >= at && span.end <= to && self.is_word(*span)).map(|(span, _)| *span);
        // A word of the grammar that runs into one of the rules gives way, unless it holds it.
        let clash = |end: u32| trigger.is_some_and(|t| t.start < end && end < t.end);
        let listed = self.listed(at, to).filter(|&(end, _)| !clash(end));
        // 将|会晤, not 将会|晤.
        let shorter = || self.listed(at, trigger.map_or(to, |t| t.start.max(at)));
        if let Some((end, class)) = listed.or_else(shorter) {
            // 取消, 的: words of the rules that do the work of the grammar too.
            let is_trigger = trigger.is_some_and(|t| t.start == at && t.end == end);
            // 前|总统奥巴马 is no time.
            let class = if class == Class::Locative && self.before_office && end == to { Class::Light } else { class };
            let class = if is_trigger && class == Class::Light { self.trigger_class(at, end) } else { class };
            // 正在|日本|访问: its last character stands before the name.
            let class = if class == Class::Light && end == to && self.ends_in_preposition(at, end) { Class::Preposition } else { class };
            self.push(Span::new(at, end), class, is_trigger);
            return end;
        }
        if let Some(trigger) = trigger.filter(|t| t.start == at) {
            self.push(trigger, self.trigger_class(trigger.start, trigger.end), true);
            return trigger.end;
        }
        let i = self.words.partition_point(|w| w.1 <= at);
        let (end, class) = self.words.get(i).map_or((at + 1, Class::Noun), |w| (w.1, w.2));
        let end = end.min(trigger.map_or(to, |t| t.start)).max(at + 1);
        self.push(Span::new(at, end), class, false);
        end
    }

    fn ends_in_preposition(&self, at: u32, end: u32) -> bool {
        let before_name = end < self.sentence.span.end && end - at > 1;
        before_name && self.rules.words.class_at(&self.sentence.chars[..end as usize], end as usize - 1) == Some((Class::Preposition, 1))
    }

    fn follows_name(&self, at: u32) -> bool {
        let mut last = self.out.iter().rev();
        match last.next() {
            Some(token) if token.span.end != at => false,
            Some(Token { class: Class::Name(_) | Class::SameAsName, .. }) => true,
            // 《时报》等
            Some(Token { class: Class::Close, .. }) => last.next().is_some_and(|t| matches!(t.class, Class::Name(_))),
            _ => false,
        }
    }

    fn follows_person(&self) -> bool {
        let Some(Token { class: Class::Name(phrase), .. }) = self.out.last() else { return false };
        let name = self.phrases.list[*phrase].head;
        self.sentence.names[name].kind == EntityType::Person
    }

    fn trigger_class(&self, start: u32, end: u32) -> Class {
        if self.rules.is_noun(self.sentence.text(start, end)) { Class::Noun } else { Class::Verb }
    }

    /// The longest word of the grammar at `at` that ends where a word ends.
    fn listed(&self, at: u32, to: u32) -> Option<(u32, Class)> {
        let words = &self.rules.words;
        let chars = &self.sentence.chars[..to as usize];
        let begins = |at: u32| self.words.binary_search_by_key(&at, |w| w.0).is_ok();
        let ends = |at: u32| self.words.binary_search_by_key(&at, |w| w.1).is_ok();
        let is_end = |end: u32| end == to || begins(end) || ends(end) || self.hits.iter().any(|(hit, _)| hit.start == end);
        let follows = |t: &Token| t.span.end == at && (t.trigger || matches!(t.class, Class::Mark(_) | Class::Light));
        let is_start = begins(at) || self.out.last().is_some_and(follows);
        let (class, len) = words.class_at(chars, at as usize)?;
        let end = at + len as u32;
        // 访问乙|时|说: 时说 is a word of the list.
        let ends_adverbial = || class == Class::Locative && matches!(words.class_at(chars, end as usize), Some((Class::Mark(Mark::Report), _)));
        // 会 in 会同, 将 in 即将 are no words.
        (is_start && (is_end(end) || len > 1 || ends_adverbial())).then_some((end, class))
    }

    /// False for a piece of a longer word that is no verb: 反对 in 反对派.
    fn is_word(&self, trigger: Span) -> bool {
        let i = self.words.partition_point(|w| w.1 <= trigger.start);
        let Some(&(start, end, class)) = self.words.get(i) else { return true };
        let inside = start <= trigger.start && end >= trigger.end && end - start > trigger.len();
        let crosses = start < trigger.start && end < trigger.end
            || self.words.get(i..).is_some_and(|rest| rest.iter().any(|w| w.0 < trigger.end && trigger.end < w.1));
        match trigger.len() {
            1 => !inside && !crosses,
            // 会面|时 and 友好|访问 are the word, 反对|派 is another.
            _ => {
                let behind = self.sentence.text(trigger.end, end.max(trigger.end));
                !inside || matches!(class, Class::Verb | Class::Light) || behind.is_empty() || self.rules.words.is_locative(behind)
            }
        }
    }
}

/// 《时报》: the marks around one name belong to it.
fn quoted_names(tokens: &mut Vec<Token>) {
    let mut i = 1;
    while i + 1 < tokens.len() {
        if matches!(tokens[i].class, Class::Name(_)) && tokens[i - 1].class == Class::Open && tokens[i + 1].class == Class::Close {
            tokens[i].span = Span::new(tokens[i - 1].span.start, tokens[i + 1].span.end);
            tokens.remove(i + 1);
            tokens.remove(i - 1);
        }
        i += 1;
    }
}

/// 反对甲的|游行。, 甲的|谈话|遭乙谴责, 对甲的|产能|提出批评: what ends a clause behind 的, or has something done to it, is used as a noun.
fn nouns_behind_de(sentence: &Sentence<'_>, rules: &RelationRules, tokens: &mut [Token]) {
    let is_done_to = |t: &Token| {
        let text = sentence.text(t.span.start, t.span.end);
        rules.words.is_passive(text) || rules.words.is_support_verb(text)
    };
    for i in 2..tokens.len() {
        let ends = tokens.get(i + 1).is_none_or(|t| matches!(t.class, Class::Comma | Class::Stop) || is_done_to(t));
        let of_name = matches!(tokens[i - 2].class, Class::Name(_) | Class::SameAsName);
        if of_name && tokens[i - 1].class == Class::De && tokens[i].class == Class::Verb && !tokens[i].trigger && ends {
            tokens[i].class = Class::Noun;
        }
    }
}

fn mark_class(c: char) -> Option<Class> {
    Some(match c {
        ',' | ' ' | '…' => Class::Comma,
        ';' | ':' | '。' | '!' | '?' | '\n' | '—' | '─' | '/' | '|' | '►' | '●' | '·' => Class::Stop,
        '、' | '丶' => Class::Joint,
        '"' => Class::Stop,
        c if opens_quote(c) => Class::Open,
        c if closes_quote(c) => Class::Close,
        // A stray sign tells nothing.
        c if !c.is_alphanumeric() => Class::Light,
        _ => return None,
    })
}

/// The class of a word by its tag in the word list (that of ICTCLAS).
fn class_of(tag: &str) -> Class {
    match tag {
        "d" | "ad" | "df" | "dg" | "t" | "tg" | "c" | "y" | "e" | "o" | "h" | "k" | "vd" | "z" | "i" => Class::Light,
        "m" | "q" | "mq" => Class::Number,
        "r" | "rr" | "rz" => Class::Determiner,
        "a" | "b" | "ag" => Class::Adjective,
        "p" => Class::Preposition,
        "f" => Class::Locative,
        "ul" | "ug" | "uz" => Class::Aspect,
        "uj" => Class::De,
        "u" | "ud" | "uv" => Class::Light,
        "v" | "vg" | "vi" | "vq" => Class::Verb,
        _ => Class::Noun,
    }
}
