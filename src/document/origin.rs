//! Where the characters of a cleaned text stand in what was read: the map back.
//!
//! Parsers of HTML do not tell places, so the text is laid beside its source again: both hold the same visible characters in
//! the same order, but for what cleaning left out. Every stretch is checked as it is made: its characters are those of its
//! source. What does not lie in the source (a title from a field elsewhere) has no stretch.

use super::{BlockKind, Document, html::shown};

/// Characters of a document's text and where they stand in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First character of the text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// First byte of the source.
    pub from: usize,
    /// One past the last.
    pub to: usize,
}

/// Characters of a block that are looked for together where the block as a whole is not found.
const PROBE_CHARS: usize = 8;
/// The same near the place where the last ones were found, and how near in bytes.
const NEAR_PROBE_CHARS: usize = 2;
const NEAR_BYTES: usize = 600;
/// One character is looked for right behind the last one.
const NEXT_BYTES: usize = 24;
/// A block that is looked for in vain so often is none of this source.
const MAX_MISSES: u32 = 64;

/// The stretches of a text, in its order. `body` is where the body begins in the source, `is_markup` is true of HTML and of
/// Markdown with HTML in it.
pub fn stretches(document: &Document, source: &str, body: usize, is_markup: bool) -> Vec<Stretch> {
    let visible = Visible::of(source, is_markup);
    let chars: Vec<char> = document.text.chars().collect();
    let mut found = Found { source, chars: &chars, stretches: Vec::new() };
    let mut cursor = visible.index_at(body);
    for block in &document.blocks {
        let wanted: Vec<u32> = (block.span.start..block.span.end).filter(|&i| !chars[i as usize].is_whitespace()).collect();
        if block.kind == BlockKind::Title {
            // Not always among what a reader sees: an attribute of the head may hold it.
            if !visible.whole(&wanted, 0, &mut found) && is_markup {
                Visible::of(source, false).whole(&wanted, 0, &mut found);
            }
        } else {
            visible.lay(&wanted, &mut cursor, &mut found);
        }
    }
    found.stretches
}

/// The stretches so far.
struct Found<'a> {
    source: &'a str,
    chars: &'a [char],
    stretches: Vec<Stretch>,
}

impl Found<'_> {
    fn text(&self, wanted: &[u32]) -> String {
        wanted.iter().map(|&i| self.chars[i as usize]).collect()
    }

    fn add(&mut self, at: u32, from: usize, to: usize) {
        let as_written = |at: u32, from: usize, to: usize| self.source[from..to].chars().eq(std::iter::once(self.chars[at as usize]));
        let is_written = as_written(at, from, to);
        if let Some(last) = self.stretches.last()
            && is_written
            && last.end <= at
            && last.to <= from
            && as_written(last.end - 1, last.to - self.chars[last.end as usize - 1].len_utf8().min(last.to - last.from), last.to)
            && self.source[last.to..from].chars().eq(self.chars[last.end as usize..at as usize].iter().copied())
        {
            let last = self.stretches.len() - 1;
            (self.stretches[last].end, self.stretches[last].to) = (at + 1, to);
            return;
        }
        self.stretches.push(Stretch { start: at, end: at + 1, from, to });
    }
}

/// The characters of a source that a reader sees, without white space.
struct Visible {
    text: String,
    /// Of each character its place in `text` and in the source.
    places: Vec<(usize, usize, usize)>,
}

impl Visible {
    fn of(source: &str, is_markup: bool) -> Visible {
        let mut visible = Visible { text: String::with_capacity(source.len()), places: Vec::new() };
        let mut at = 0;
        while at < source.len() {
            let rest = &source[at..];
            let c = rest.chars().next().unwrap_or_default();
            let length = match c {
                '<' if is_markup => match tag_length(rest) {
                    Some(length) => {
                        visible.image(source, at, length);
                        length
                    }
                    None => 1,
                },
                '&' => match entity(rest) {
                    Some((decoded, length)) => {
                        decoded.chars().for_each(|c| visible.push(c, at, at + length));
                        at += length;
                        continue;
                    }
                    None => 1,
                },
                c => c.len_utf8(),
            };
            if c != '<' || length == 1 {
                visible.push(c, at, at + length);
            }
            at += length;
        }
        visible
    }

    fn push(&mut self, c: char, from: usize, to: usize) {
        if let Some(c) = shown(c).filter(|c| !c.is_whitespace()) {
            self.places.push((self.text.len(), from, to));
            self.text.push(c);
        }
    }

    /// The texts of an image are shown as captions.
    fn image(&mut self, source: &str, at: usize, length: usize) {
        let tag = &source[at..at + length];
        if !tag.get(1..4).is_some_and(|name| name.eq_ignore_ascii_case("img")) {
            return;
        }
        for name in ["alt=", "title="] {
            let Some(found) = tag.find(name).map(|i| i + name.len()) else { continue };
            let Some(quote @ ('"' | '\'')) = tag[found..].chars().next() else { continue };
            let value = &tag[found + 1..];
            for (i, c) in value[..value.find(quote).unwrap_or(0)].char_indices() {
                let from = at + found + 1 + i;
                self.push(c, from, from + c.len_utf8());
            }
        }
    }

    /// The first visible character at or behind a byte of the source.
    fn index_at(&self, byte: usize) -> usize {
        self.places.partition_point(|place| place.1 < byte)
    }

    fn byte(&self, index: usize) -> usize {
        self.places.get(index).map_or(self.text.len(), |place| place.0)
    }

    /// Index of the character at which a text stands behind `from` and before the byte `until`.
    fn find(&self, text: &str, from: usize, until: usize) -> Option<usize> {
        let from = self.byte(from);
        let mut until = until.clamp(from, self.text.len());
        while !self.text.is_char_boundary(until) {
            until -= 1;
        }
        let byte = from + self.text[from..until].find(text)?;
        self.places.binary_search_by_key(&byte, |place| place.0).ok()
    }

    /// Lays characters of the text on those of the source from `index` on.
    fn take(&self, wanted: &[u32], index: usize, found: &mut Found<'_>) {
        for (&at, &(_, from, to)) in wanted.iter().zip(&self.places[index..]) {
            found.add(at, from, to);
        }
    }

    /// Finds characters as one piece.
    fn whole(&self, wanted: &[u32], from: usize, found: &mut Found<'_>) -> bool {
        let index = (!wanted.is_empty()).then(|| self.find(&found.text(wanted), from, self.text.len())).flatten();
        if let Some(index) = index {
            self.take(wanted, index, found);
        }
        index.is_some()
    }

    /// Finds a block behind the cursor, whole or in pieces, else before it.
    fn lay(&self, wanted: &[u32], cursor: &mut usize, found: &mut Found<'_>) {
        let end = self.text.len();
        let text = found.text(wanted);
        if wanted.is_empty() {
            return;
        }
        if let Some(index) = self.find(&text, *cursor, end) {
            self.take(wanted, index, found);
            *cursor = index + wanted.len();
            return;
        }
        if self.whole(wanted, 0, found) {
            return;
        }
        let (mut i, mut at, mut misses) = (0, *cursor, 0);
        while i < wanted.len() && misses < MAX_MISSES {
            let probe = |n: usize| found.text(&wanted[i..(i + n).min(wanted.len())]);
            let near = || {
                let within = |n: usize, bytes: usize| self.find(&probe(n), at, self.byte(at) + bytes);
                within(NEAR_PROBE_CHARS, NEAR_BYTES).or_else(|| within(1, NEXT_BYTES))
            };
            let far = || [PROBE_CHARS, PROBE_CHARS / 2].iter().find_map(|&n| self.find(&probe(n), at, end));
            // What begins a block is far sooner than what goes on.
            let index = if i > 0 { near().or_else(far) } else { far().or_else(near) };
            let Some(index) = index else {
                misses += 1;
                i += 1;
                continue;
            };
            let source = self.text[self.byte(index)..].chars();
            let same = wanted[i..].iter().zip(source).take_while(|&(&at, c)| found.chars[at as usize] == c).count();
            self.take(&wanted[i..i + same], index, found);
            i += same;
            at = index + same;
            *cursor = at;
        }
    }
}

/// Length of a tag, comment or declaration with its brackets; of elements whose content nobody sees up to their end.
fn tag_length(rest: &str) -> Option<usize> {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return Some(comment.find("-->").map_or(rest.len(), |end| "<!--".len() + end + "-->".len()));
    }
    rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')).then_some(())?;
    let mut quote = None;
    let end = rest.char_indices().find(|&(_, c)| match quote {
        Some(open) => {
            quote = (c != open).then_some(open);
            false
        }
        None if matches!(c, '"' | '\'') => {
            quote = Some(c);
            false
        }
        None => c == '>',
    });
    let length = end.map_or(rest.len(), |(i, _)| i + 1);
    for name in ["script", "style"] {
        if rest.get(1..=name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)) {
            let close = format!("</{name}");
            let bytes = &rest.as_bytes()[length..];
            let end = bytes.windows(close.len()).position(|window| window.eq_ignore_ascii_case(close.as_bytes()));
            return Some(end.map_or(rest.len(), |end| length + end));
        }
    }
    Some(length)
}

/// The characters that an entity stands for, also one that was encoded twice, with its length.
fn entity(rest: &str) -> Option<(String, usize)> {
    const LONGEST: usize = 40;
    let name = rest[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).filter(|&end| end > 0 && end < LONGEST)?;
    let length = 1 + name + usize::from(rest[1 + name..].starts_with(';'));
    let decoded = html_escape::decode_html_entities(&rest[..length]);
    if decoded == rest[..length] {
        return None;
    }
    if decoded == "&" {
        let again = format!("&{}", &rest[length..rest.len().min(length + LONGEST).min(ascii_end(rest, length))]);
        if let Some((decoded, inner)) = entity_once(&again) {
            return Some((decoded, length + inner - 1));
        }
    }
    Some((decoded.into_owned(), length))
}

fn entity_once(text: &str) -> Option<(String, usize)> {
    let length = text.find(';')? + 1;
    let decoded = html_escape::decode_html_entities(&text[..length]);
    (decoded != text[..length]).then(|| (decoded.into_owned(), length))
}

/// Where the ASCII characters from `from` on end.
fn ascii_end(text: &str, from: usize) -> usize {
    from + text.as_bytes()[from..].iter().take_while(|byte| byte.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        corpus::{FieldNames, Kind, Record, Source, read_post},
        document::{Cleaner, CleaningRules, Unknown},
        script::Folder,
    };

    /// The pieces of the source behind each piece of the text, after `kind` was read and cleaned.
    fn pieces(source: &str, kind: Kind) -> Vec<(String, String)> {
        let record = Record { doc: "a".into(), path: "a".into(), kind: Some(kind), source: Source::Bytes(source.into()) };
        let post = read_post(&record, &FieldNames::default()).unwrap();
        let (rules, folder) = (CleaningRules::default(), Folder::new([]));
        let document = Document::new(&post, Cleaner { rules: &rules, folder: &folder, known: &Unknown });
        let body = source.len() - post.body.len();
        let chars: Vec<char> = document.text.chars().collect();
        let text = |s: &Stretch| chars[s.start as usize..s.end as usize].iter().collect();
        stretches(&document, source, body, kind != Kind::Text).iter().map(|s| (text(s), source[s.from..s.to].to_owned())).collect()
    }

    #[test]
    fn each_piece_of_the_text_is_found_in_what_was_read() {
        let same = |texts: &[&str]| -> Vec<(String, String)> { texts.iter().map(|t| ((*t).to_owned(), (*t).to_owned())).collect() };
        assert_eq!(pieces("甲乙丙。\n丁戊 x y。\r\n己", Kind::Text), same(&["甲乙丙。\n丁戊 x y。", "己"]));
        let html = "<div>甲<b>台联</b>党<script>var 甲 = '台联党';</script></div>\n<!-- 丙 --><p title='丙'>丙 &amp; 丁\n   戊</p>";
        let mut want = same(&["甲", "台联", "党", "丙"]);
        want.push(("&".into(), "&amp;".into()));
        want.extend(same(&["丁", "戊"]));
        assert_eq!(pieces(html, Kind::Html), want);
        let post = "---\ntitle: 甲乙\ndate: 2021-01-01\n---\n[甲乙](https://a.example/x)\n\n# 甲乙\n\n丙**丁**[戊](https://a.example/甲乙)己。\n";
        assert_eq!(pieces(post, Kind::Jekyll), same(&["甲乙", "丙", "丁", "戊", "己。"]));
        let twice = "<p>甲&amp;nbsp;乙&amp;middot;丙</p>";
        assert_eq!(pieces(twice, Kind::Html), [("甲", "甲"), ("乙", "乙"), ("·", "&amp;middot;"), ("丙", "丙")].map(|(a, b)| (a.into(), b.into())));
    }

    #[test]
    fn the_same_words_are_told_apart_by_their_order() {
        let source = "<p>甲市。</p><p>乙说。</p><p>甲市。</p>";
        let record = Record { doc: "a".into(), path: "a".into(), kind: Some(Kind::Html), source: Source::Bytes(source.into()) };
        let (rules, folder) = (CleaningRules::default(), Folder::new([]));
        let document =
            Document::new(&read_post(&record, &FieldNames::default()).unwrap(), Cleaner { rules: &rules, folder: &folder, known: &Unknown });
        let from: Vec<usize> = stretches(&document, source, 0, true).iter().map(|s| s.from).collect();
        assert_eq!(from, [3, 19, 35]);
    }
}
