//! Who reports is not who acts: the role of mentions that only tell where a report comes from. The words that show it are
//! those of `reports` in grammar.yaml; the names they stand beside are told by the classes of the gazetteers.

use super::{Link, LinkedMention, Role};
use crate::{
    document::{BlockKind, Document, Span},
    knowledge::{ClassTrait, EntityType, Gazetteer, ReportWords},
};

/// Characters between a medium and the word that says it reports: 路透社周三独家报道.
const MOST_BETWEEN: usize = 12;
/// Characters from the beginning of a line to the end of its dateline: 新华社华盛顿3月2日电（记者某某）.
const MOST_OF_DATELINE: usize = 30;

/// Marks around the names of media.
const MARKS: &[char] = &['《', '》', '〈', '〉', '「', '」', '“', '”', '"', '（', '）', '(', ')', ' ', '\u{3000}'];
/// What ends a clause.
const STOPS: &[char] = &['，', ',', '。', '；', ';', '！', '？', '!', '?', '：', ':', '\n'];
/// What opens a dateline.
const OPENERS: &[char] = &['【', '[', '（', '(', '〔', '［', '｛', '—', '-', ' ', '\u{3000}'];
/// What stands behind the date of one.
const DASHES: &[char] = &['-', '–', '—', '─'];
/// What closes one that is a name alone.
const CLOSERS: &[char] = &['】', ']', '）', ')', '〕', '］', '｜', '|', '︱'];

/// Gives every mention its role.
pub(super) fn assign(document: &Document, mentions: &mut [LinkedMention], gazetteer: &Gazetteer) {
    let words = &gazetteer.grammar.reports;
    for mention in mentions.iter_mut().filter(|m| m.byline) {
        mention.role = Some(Role::Credit);
    }
    let is = |m: &LinkedMention, class_trait| match m.link {
        Link::Entity(id) => m.kind == EntityType::Organization && !m.nested && gazetteer.is(gazetteer.entity(id), class_trait),
        _ => false,
    };
    let of = |class_trait| -> Vec<Span> { mentions.iter().filter(|m| is(m, class_trait)).map(|m| m.span).collect() };
    let (reporters, channels) = (of(ClassTrait::Reports), of(ClassTrait::Channel));
    let places: Vec<Span> = mentions.iter().filter(|m| m.kind == EntityType::Place && !m.nested).map(|m| m.span).collect();
    let mut found: Vec<(Span, Role)> = Vec::new();
    for (span, is_medium) in reporters.iter().map(|&span| (span, true)).chain(channels.iter().map(|&span| (span, false))) {
        let Some(block) = document.block_at(span.start).map(|i| document.blocks[i]) else { continue };
        if block.kind == BlockKind::Boilerplate {
            continue;
        }
        let line = Line { chars: &document.folded.chars, block: block.span, reporters: &reporters, places: &places, words };
        if !is_medium {
            found.extend(line.is_channel(span).then_some((span, Role::Channel)));
        } else if let Some(dateline) = line.dateline(span) {
            found.push((dateline, Role::Dateline));
        } else if line.is_source(span) {
            found.push((span, Role::Source));
            // 据新华社北京3月2日电: the place of it filed the report.
            found.extend(line.filed(span.end).map(|end| (Span::new(span.end, end), Role::Dateline)));
        }
    }
    // 华盛顿10月6日电
    for &place in &places {
        let Some(block) = document.block_at(place.start).map(|i| document.blocks[i]) else { continue };
        let line = Line { chars: &document.folded.chars, block: block.span, reporters: &reporters, places: &places, words };
        if block.kind != BlockKind::Boilerplate && line.is_opening(place.start) && line.filed(place.end).is_some() {
            found.push((place, Role::Dateline));
        }
    }
    for (span, role) in found {
        for mention in mentions.iter_mut().filter(|m| m.role.is_none() && span.contains(m.span)) {
            mention.role = Some(role);
        }
    }
}

/// A line of text with the media that it names.
struct Line<'a> {
    chars: &'a [char],
    block: Span,
    reporters: &'a [Span],
    places: &'a [Span],
    words: &'a ReportWords,
}

impl Line<'_> {
    fn head(&self, at: u32) -> &[char] {
        &self.chars[self.block.start as usize..at as usize]
    }

    fn tail(&self, at: u32) -> &[char] {
        &self.chars[at as usize..self.block.end as usize]
    }

    /// The stretch at the beginning of the line that tells where the report was filed, if it begins with this medium.
    fn dateline(&self, span: Span) -> Option<Span> {
        if !self.is_opening(span.start) {
            return None;
        }
        let tail = self.tail(span.end);
        if !self.head(span.start).is_empty() && tail.first().is_some_and(|c| CLOSERS.contains(c))
            || tail.first().is_some_and(|c| "｜|︱：:".contains(*c))
        {
            return Some(span);
        }
        // 路透10月6日 - …
        let time = tail.iter().take_while(|c| c.is_ascii_digit() || **c == ' ' || self.words.time.contains(c)).count();
        if time > 1 && tail.get(time).is_some_and(|c| DASHES.contains(c)) {
            return Some(Span::new(span.start, span.end + time as u32));
        }
        let near = &tail[..tail.len().min(MOST_OF_DATELINE)];
        let clause = near.iter().position(|c| STOPS.contains(c)).unwrap_or(near.len());
        let end = (0..clause).find_map(|at| self.dateline_end(near, at))?;
        Some(Span::new(span.start, span.end + end as u32))
    }

    /// True where nothing but opening marks stands before it in the line.
    fn is_opening(&self, at: u32) -> bool {
        self.head(at).iter().all(|c| OPENERS.contains(c))
    }

    /// 北京3月2日电: where a dateline ends of which nothing but a place and the day is left.
    fn filed(&self, at: u32) -> Option<u32> {
        let place = self.places.iter().find(|place| place.start == at);
        let from = place.map_or(at, |place| place.end);
        let tail = self.tail(from);
        let day = tail.iter().take_while(|c| c.is_ascii_digit() || self.words.time.contains(c)).count();
        let is_dated = tail[..day].iter().any(char::is_ascii_digit);
        self.dateline_end(tail, day).filter(|_| is_dated).map(|end| from + end as u32)
    }

    /// The end of the word at a place that ends a dateline: 电, but not that of 电视.
    fn dateline_end(&self, text: &[char], at: usize) -> Option<usize> {
        let end = at + self.words.dateline_ends.at(text, at)?.len();
        text.get(end).is_none_or(|c| !c.is_alphanumeric()).then_some(end)
    }

    /// 在推特上, 在脸书发文, 通过推特表示: 在 alone may tell a place or a time as well.
    fn is_channel(&self, span: Span) -> bool {
        let head = self.head(span.start);
        let head = &head[..head.len() - head.iter().rev().take_while(|c| MARKS.contains(c)).count()];
        let tail = self.tail(span.end);
        let tail = &tail[tail.iter().take_while(|c| MARKS.contains(c)).count()..];
        let Some(by) = self.words.channel_before.before(head) else { return false };
        self.words.channel_after.at(tail, 0).is_some() || by.len() > 1 && self.words.source_after.at(tail, 0).is_some()
    }

    /// 据路透社报道, 美联社援引…, 《纽约时报》和法新社报道, 据香港《星岛日报》: the place of a medium is no part of its name.
    fn is_source(&self, span: Span) -> bool {
        let (start, end) = (self.first_of_list(span), self.last_of_list(span));
        let head = self.head(start);
        let head = &head[..head.len() - head.iter().rev().take_while(|c| MARKS.contains(c)).count()];
        let place = self.places.iter().find(|place| place.start >= self.block.start && place.end == self.block.start + head.len() as u32);
        let head = place.map_or(head, |place| self.head(place.start));
        let tail = self.tail(end);
        let tail = &tail[tail.iter().take_while(|c| MARKS.contains(c)).count()..];
        // …的计划 | 路透
        if tail.is_empty() && head.last().is_some_and(|c| "｜|︱".contains(*c)) {
            return true;
        }
        let clause = tail.iter().position(|c| STOPS.contains(c)).unwrap_or(tail.len());
        let near = clause.min(MOST_BETWEEN);
        let tells = |at: usize| self.words.not_source_after.at(tail, at).is_none() && self.words.source_after.at(tail, at).is_some();
        if self.words.source_before.before(head).is_some() {
            // 据路透社: nothing else need follow; nor in brackets.
            let closes = self.tail(end).first().is_some_and(|c| CLOSERS.contains(c));
            return clause == 0 || closes || (0..near).any(tells) || self.filed(end).is_some();
        }
        // 路透社3月2日报道, not 路透社记者昨天在报道中…
        let between = tail.iter().take(near).take_while(|c| c.is_ascii_digit() || self.words.time.contains(c)).count();
        (0..=between).any(tells)
    }

    fn first_of_list(&self, span: Span) -> u32 {
        let mut start = span.start;
        while let Some(before) = self.reporters.iter().find(|r| r.end < start && self.joined(r.end, start)) {
            start = before.start;
        }
        start
    }

    fn last_of_list(&self, span: Span) -> u32 {
        let mut end = span.end;
        while let Some(after) = self.reporters.iter().find(|r| r.start > end && self.joined(end, r.start)) {
            end = after.end;
        }
        end
    }

    /// 路透社、《纽约时报》: nothing between but marks and words of lists.
    fn joined(&self, from: u32, to: u32) -> bool {
        from >= self.block.start
            && to <= self.block.end
            && self.chars[from as usize..to as usize].iter().all(|c| MARKS.contains(c) || self.words.joints.contains(c))
    }
}
