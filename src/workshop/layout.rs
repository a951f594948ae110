//! Where the entries and fields of an entry file stand, and its comments: what reading the values alone would lose.

use crate::{
    error::GazetteerFault,
    knowledge::{SourceFile, fault},
};
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use std::collections::BTreeMap;

/// An entry file beside its values.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// Entries, in the order of the file.
    pub(crate) entries: Vec<EntryLayout>,
    /// Comments behind the last entry.
    pub(crate) tail: Vec<String>,
}

/// One entry beside its values.
#[derive(Debug, Default)]
pub(crate) struct EntryLayout {
    /// Its fields, in the order of the file.
    pub(crate) fields: Vec<FieldLayout>,
    /// Its comments.
    pub(crate) comments: Comments,
}

/// One field beside its value.
#[derive(Debug, Default)]
pub(crate) struct FieldLayout {
    /// Its name.
    pub(crate) name: String,
    /// Line, from 1.
    pub(crate) line: usize,
    /// It has no value, an empty text or an empty list.
    pub(crate) is_empty: bool,
}

/// Comments of an entry, each a line that begins with `#`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    /// Lines before the entry; an empty one stands for a blank line.
    pub before: Vec<String>,
    /// Of the fields, by name.
    pub fields: BTreeMap<String, Notes>,
    /// Lines behind the last field.
    pub after: Vec<String>,
}

/// Comments of a field or of an item of its list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Lines before it.
    pub above: Vec<String>,
    /// Behind it, on its line.
    pub beside: Option<String>,
    /// Of the items of a list, by their index.
    pub items: BTreeMap<usize, Notes>,
}

/// Something written in the file that a comment can belong to.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    /// Its first character.
    start: usize,
    /// Lines.
    first_line: usize,
    last_line: usize,
    entry: usize,
    /// Index of the field.
    field: usize,
    /// Index in the list of the field; none for its name and for a single value.
    item: Option<usize>,
}

/// Reads the layout of an entry file whose values have been read without a fault.
///
/// # Errors
/// A construct that a canonical file cannot keep, with its line: anchors, tags, block texts, directives, other shapes
/// than a list of entries.
pub(crate) fn layout(source: &SourceFile) -> Result<Layout, GazetteerFault> {
    let text = source.text.strip_prefix('\u{FEFF}').unwrap_or(&source.text);
    let chars = text.chars().collect();
    let mut reader = Reader { source, chars, layout: Layout::default(), anchors: Vec::new(), scalars: Vec::new(), path: Vec::new(), column: 0 };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| fault(&source.shown, e.marker().line(), e.info(), "correct the YAML"))?;
        reader.take(event, span)?;
    }
    let Reader { mut layout, anchors, scalars, column, .. } = reader;
    let remarks = remarks(text, &scalars);
    if let Some(directive) = remarks.iter().find(|r| r.text.starts_with('%')) {
        return Err(fault(&source.shown, directive.line, "a YAML directive cannot be kept", "remove the line"));
    }
    attach(&mut layout, &anchors, remarks, column);
    Ok(layout)
}

/// What the reader is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The list of entries.
    File,
    /// An entry; its next scalar is the name of a field, or else a value.
    Entry { name_next: bool },
    /// The list of a field, with the index of its next item.
    List(usize),
    /// A map in the list of a field.
    Item(usize),
}

struct Reader<'a> {
    source: &'a SourceFile,
    chars: Vec<char>,
    layout: Layout,
    anchors: Vec<Anchor>,
    /// Character ranges of all texts, in order.
    scalars: Vec<(usize, usize)>,
    path: Vec<Level>,
    /// Column of the first entry.
    column: usize,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), GazetteerFault> {
        let line = span.start.line();
        let refuse = |what: &str, remedy: &str| Err(fault(&self.source.shown, line, format!("{what} cannot be kept"), remedy));
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => Ok(()),
            Event::Alias(_) => refuse("a YAML alias (*)", "write the value out"),
            Event::Scalar(_, _, 1.., _) | Event::SequenceStart(1.., _) | Event::MappingStart(1.., _) => {
                refuse("a YAML anchor (&)", "remove it and write the values out")
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                refuse("a YAML tag (!)", "remove it")
            }
            Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => {
                // Its place is that of its first line; the field begins above it.
                let field = self.layout.entries.last().and_then(|entry| entry.fields.last());
                let line = field.map_or(line, |field| field.line);
                Err(fault(&self.source.shown, line, "a block text (| or >) cannot be kept", "write the value on one line"))
            }
            Event::Scalar(value, style, ..) => {
                let unwritten = value.is_empty() && style == ScalarStyle::Plain;
                self.scalar(&value, span, unwritten)
            }
            Event::SequenceStart(..) => match self.path.last().copied() {
                None => {
                    self.path.push(Level::File);
                    Ok(())
                }
                Some(Level::Entry { name_next: false }) => {
                    self.path.push(Level::List(0));
                    Ok(())
                }
                _ => refuse("a list at this place", "the fields are described in gazetteers/README.md"),
            },
            Event::MappingStart(..) => match self.path.last_mut() {
                Some(Level::File) => {
                    if self.layout.entries.is_empty() {
                        // The dash stands before the first name, or alone on the line above it.
                        self.column = span.start.col();
                    }
                    self.layout.entries.push(EntryLayout::default());
                    self.path.push(Level::Entry { name_next: true });
                    Ok(())
                }
                Some(Level::List(next)) => {
                    let item = *next;
                    *next += 1;
                    self.path.push(Level::Item(item));
                    Ok(())
                }
                _ => refuse("a map at this place", "the fields are described in gazetteers/README.md"),
            },
            Event::SequenceEnd | Event::MappingEnd => {
                let ended = self.path.pop();
                if let Some(Level::Entry { name_next }) = self.path.last_mut() {
                    *name_next = true;
                    if ended == Some(Level::List(0))
                        && let Some(field) = self.layout.entries.last_mut().and_then(|e| e.fields.last_mut())
                    {
                        field.is_empty = true;
                    }
                }
                Ok(())
            }
        }
    }

    fn scalar(&mut self, value: &str, span: Span, unwritten: bool) -> Result<(), GazetteerFault> {
        let line = span.start.line();
        let Some(entry) = self.layout.entries.len().checked_sub(1) else {
            // An empty file is one empty text.
            return if unwritten { Ok(()) } else { Err(fault(&self.source.shown, line, "no list of entries", "begin every entry with - id:")) };
        };
        let fields = &mut self.layout.entries[entry].fields;
        let item = match self.path.last_mut() {
            Some(Level::Entry { name_next }) => {
                if *name_next {
                    fields.push(FieldLayout { name: value.to_owned(), line, is_empty: false });
                } else if let Some(field) = fields.last_mut() {
                    field.is_empty = value.trim().is_empty();
                }
                *name_next = !*name_next;
                None
            }
            Some(Level::List(next)) => {
                *next += 1;
                Some(*next - 1)
            }
            Some(Level::Item(item)) => Some(*item),
            _ => None,
        };
        if !unwritten {
            let start = span.start.index();
            let end = end_of_text(&self.chars, start, span.end.index());
            let lines = self.chars[start..end].iter().filter(|&&c| c == '\n').count();
            let field = fields.len().saturating_sub(1);
            self.scalars.push((start, end));
            self.anchors.push(Anchor { start, first_line: line, last_line: line + lines, entry, field, item });
        }
        Ok(())
    }
}

/// Where a text ends that begins at `start`. The parser's own end may lie behind the spaces and the comment that follow.
pub(super) fn end_of_text(chars: &[char], start: usize, parser_end: usize) -> usize {
    let mut at = start + 1;
    match chars.get(start) {
        Some('\'') => {
            while at < chars.len() && (chars[at] != '\'' || chars.get(at + 1) == Some(&'\'')) {
                at += if chars[at] == '\'' { 2 } else { 1 };
            }
            (at + 1).min(chars.len())
        }
        Some('"') => {
            while at < chars.len() && chars[at] != '"' {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            (at + 1).min(chars.len())
        }
        _ => {
            let end = parser_end.min(chars.len()).max(start);
            let comment = (start + 1..end).find(|&i| chars[i] == '#' && chars[i - 1].is_whitespace());
            let end = comment.unwrap_or(end);
            let spaces = chars[start..end].iter().rev().take_while(|c| c.is_whitespace()).count();
            end - spaces
        }
    }
}

/// A comment, a directive or a blank line.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) line: usize,
    column: usize,
    /// Nothing stands before it on its line.
    pub(super) alone: bool,
    /// The end of a list or map in brackets stands before it on its line.
    closes: bool,
}

/// Comments, directives and blank lines: what stands between the texts and is no punctuation of YAML.
pub(super) fn remarks(text: &str, scalars: &[(usize, usize)]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let (mut at, mut next) = (0, 0);
    for (i, written) in text.split_inclusive('\n').enumerate() {
        let chars: Vec<char> = written.trim_end_matches(['\n', '\r']).chars().collect();
        let line_start = at;
        at += written.chars().count();
        let mut column = 0;
        let mut inside = false;
        while column < chars.len() {
            let here = line_start + column;
            while scalars.get(next).is_some_and(|s| s.1 <= here) {
                next += 1;
            }
            if let Some(&(_, end)) = scalars.get(next).filter(|s| s.0 <= here) {
                column = end - line_start;
                inside = true;
                continue;
            }
            let first = chars[..column.min(chars.len())].iter().all(|c| c.is_whitespace());
            if chars[column] == '#' && (column == 0 || chars[column - 1].is_whitespace()) || chars[column] == '%' && column == 0 {
                let text: String = chars[column..].iter().collect();
                let closes = chars[..column].iter().rfind(|c| !c.is_whitespace()).is_some_and(|c| matches!(c, ']' | '}'));
                remarks.push(Remark { text: text.trim_end().to_owned(), start: here, line: i + 1, column, alone: first, closes });
                break;
            }
            column += 1;
        }
        if !inside && chars.iter().all(|c| c.is_whitespace()) {
            remarks.push(Remark { text: String::new(), start: line_start, line: i + 1, column: 0, alone: true, closes: false });
        }
    }
    remarks
}

/// Gives every comment to what it speaks of: on its line to what stands before it, else to what follows; indented ones
/// behind the last field of an entry stay with that entry.
fn attach(layout: &mut Layout, anchors: &[Anchor], remarks: Vec<Remark>, entry_column: usize) {
    // Blank lines count only beside comments between entries.
    let mut between: Vec<String> = Vec::new();
    let mut between_for = None;
    let mut left = false;
    for remark in remarks {
        let following = anchors.partition_point(|a| a.start < remark.start);
        let before = following.checked_sub(1).map(|i| anchors[i]);
        let after = anchors.get(following).copied();
        if let (false, Some(before)) = (remark.alone, before.filter(|a| a.last_line == remark.line || remark.closes)) {
            let entry = &mut layout.entries[before.entry];
            let notes = entry.comments.fields.entry(entry.fields[before.field].name.clone()).or_default();
            // A list on one line has one place for a comment: behind it.
            let same = |a: &&Anchor| (a.entry, a.field) == (before.entry, before.field);
            let whole =
                after.filter(|a| same(&a)).is_none() && anchors[..following].iter().rev().take_while(same).all(|a| a.first_line == remark.line);
            let notes = match before.item {
                Some(item) if !whole && before.last_line == remark.line => notes.items.entry(item).or_default(),
                _ => notes,
            };
            match &notes.beside {
                None => notes.beside = Some(remark.text),
                Some(_) => notes.above.push(remark.text),
            }
            continue;
        }
        let same_entry = before.is_some() && before.map(|a| a.entry) == after.map(|a| a.entry);
        if same_entry {
            if let (Some(after), false) = (after, remark.text.is_empty()) {
                let entry = &mut layout.entries[after.entry];
                let notes = entry.comments.fields.entry(entry.fields[after.field].name.clone()).or_default();
                let notes = match after.item {
                    Some(item) => notes.items.entry(item).or_default(),
                    None => notes,
                };
                notes.above.push(remark.text);
            }
            continue;
        }
        if between_for != Some(following) {
            place(layout, anchors, between_for, std::mem::take(&mut between));
            between_for = Some(following);
            left = false;
        }
        let indented = remark.column > entry_column.saturating_sub(2) && remark.alone;
        match before {
            Some(before) if indented && !left && !remark.text.is_empty() => layout.entries[before.entry].comments.after.push(remark.text),
            _ => {
                left |= !remark.text.is_empty();
                between.push(remark.text);
            }
        }
    }
    place(layout, anchors, between_for, between);
}

/// Puts the lines between two entries before the second, or at the end of the file.
fn place(layout: &mut Layout, anchors: &[Anchor], following: Option<usize>, mut lines: Vec<String>) {
    let Some(following) = following else { return };
    if lines.iter().all(String::is_empty) {
        return;
    }
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    if following == 0 && lines.first().is_some_and(String::is_empty) {
        lines.remove(0);
    }
    match anchors.get(following) {
        Some(anchor) => layout.entries[anchor.entry].comments.before = lines,
        None => {
            while lines.last().is_some_and(String::is_empty) {
                lines.pop();
            }
            layout.tail = lines;
        }
    }
}

impl Layout {
    /// All comments, sorted, to see that none is lost.
    pub(crate) fn remarks(&self) -> Vec<&str> {
        fn of(notes: &Notes) -> Vec<&str> {
            let own = notes.above.iter().chain(&notes.beside).map(String::as_str);
            own.chain(notes.items.values().flat_map(of)).collect()
        }
        let comments = self.entries.iter().map(|entry| &entry.comments);
        let of_entries = comments.flat_map(|c| c.before.iter().chain(&c.after).map(String::as_str).chain(c.fields.values().flat_map(of)));
        let mut all: Vec<&str> = of_entries.chain(self.tail.iter().map(String::as_str)).filter(|line| !line.is_empty()).collect();
        all.sort_unstable();
        all
    }
}
