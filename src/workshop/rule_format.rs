//! Rewrites rule files in one layout, with their comments. Values, quotes, the order of everything and the line breaks
//! within brackets, which group words by meaning, stay as they are written; spaces, indents and blank lines do not.

use super::layout::{Remark, end_of_text, remarks};
use crate::{
    error::GazetteerFault,
    knowledge::{SourceFile, fault},
};
use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// A value with where it stood.
struct Node {
    first_line: usize,
    last_line: usize,
    what: What,
}

enum What {
    /// Index into the texts of the file.
    Text(usize),
    List {
        in_brackets: bool,
        items: Vec<Node>,
    },
    Map {
        in_braces: bool,
        entries: Vec<(usize, Node)>,
    },
}

/// A text of the file: a key or a value.
struct Written {
    /// As written, quotes included; empty where nothing is.
    text: String,
    start: usize,
    line: usize,
    /// Comments on lines of their own before it; an empty one stands for a blank line.
    above: Vec<String>,
    /// Comment behind it.
    beside: Option<String>,
}

/// The canonical text of a rule file.
///
/// # Errors
/// What YAML does not parse, constructs that are not kept (anchors, tags, block texts, directives), or where values or
/// comments would not be the same.
pub(super) fn canonical_rules(file: &SourceFile) -> Result<String, GazetteerFault> {
    let text = file.text.strip_prefix('\u{FEFF}').unwrap_or(&file.text);
    let mut reader = Reader { file, chars: text.chars().collect(), texts: Vec::new(), ranges: Vec::new(), root: None, open: Vec::new() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|e| fault(&file.shown, e.marker().line(), e.info(), "correct the YAML"))?;
        reader.take(event, span)?;
    }
    let Reader { mut texts, ranges, root, .. } = reader;
    let remarks = remarks(text, &ranges);
    let comments = |remarks: &[Remark]| -> Vec<String> {
        let mut all: Vec<String> = remarks.iter().map(|r| r.text.clone()).filter(|text| !text.is_empty()).collect();
        all.sort_unstable();
        all
    };
    if let Some(directive) = remarks.iter().find(|r| r.text.starts_with('%')) {
        return Err(fault(&file.shown, directive.line, "a YAML directive cannot be kept", "remove the line"));
    }
    let before = comments(&remarks);
    let tail = attach(&mut texts, remarks);
    let mut writer = Writer { texts, out: String::with_capacity(file.text.len()), beside: Vec::new() };
    if let Some(root) = &root {
        writer.block(root, 0);
    }
    for line in tail {
        writer.remark(&line, 0);
    }
    let after = writer.out;
    let same = |a: &str, b: &str| matches!((value(a), value(b)), (Ok(a), Ok(b)) if a == b);
    if !same(text, &after) {
        return Err(fault(&file.shown, 1, "the file would not mean the same: it is left as it is", "write it by hand"));
    }
    let lost = canonical_comments(&after).is_none_or(|now| now != before);
    if lost {
        return Err(fault(&file.shown, 1, "a comment would be lost: the file is left as it is", "put comments on lines of their own"));
    }
    Ok(after)
}

fn value(text: &str) -> Result<serde_yaml::Value, serde_yaml::Error> {
    serde_yaml::from_str(text)
}

/// All comments of a text, sorted.
fn canonical_comments(text: &str) -> Option<Vec<String>> {
    let chars: Vec<char> = text.chars().collect();
    let mut ranges = Vec::new();
    for event in Parser::new_from_str(text) {
        if let (Event::Scalar(value, style, ..), span) = event.ok()?
            && !(value.is_empty() && style == ScalarStyle::Plain)
        {
            ranges.push((span.start.index(), end_of_text(&chars, span.start.index(), span.end.index())));
        }
    }
    let mut all: Vec<String> = remarks(text, &ranges).into_iter().map(|r| r.text).filter(|text| !text.is_empty()).collect();
    all.sort_unstable();
    Some(all)
}

/// Gives every comment to a text: on its line to the one before it, else to the one that follows. Returns those behind the
/// last.
fn attach(texts: &mut [Written], remarks: Vec<Remark>) -> Vec<String> {
    // Texts that are not written have no place of their own.
    let places: Vec<usize> = (0..texts.len()).filter(|&i| !texts[i].text.is_empty()).collect();
    let mut tail = Vec::new();
    for remark in remarks {
        let following = places.partition_point(|&i| texts[i].start < remark.start);
        let before = following.checked_sub(1).map(|at| places[at]);
        match (remark.alone, before, places.get(following)) {
            (false, Some(before), _) => match &mut texts[before].beside {
                Some(beside) => *beside = format!("{beside} {}", remark.text),
                none => *none = Some(remark.text),
            },
            (_, _, Some(&after)) => texts[after].above.push(remark.text),
            _ => tail.push(remark.text),
        }
    }
    while tail.last().is_some_and(String::is_empty) {
        tail.pop();
    }
    if let Some(first) = texts.first_mut() {
        let blank = first.above.iter().take_while(|line| line.is_empty()).count();
        first.above.drain(..blank);
    }
    for list in texts.iter_mut().map(|text| &mut text.above).chain([&mut tail]) {
        list.dedup_by(|a, b| a.is_empty() && b.is_empty());
    }
    tail
}

/// A value that is being read: its items so far.
struct Open {
    node: Node,
    /// The key whose value comes next.
    key: Option<usize>,
}

struct Reader<'a> {
    file: &'a SourceFile,
    chars: Vec<char>,
    texts: Vec<Written>,
    /// Character ranges of the texts that are written.
    ranges: Vec<(usize, usize)>,
    root: Option<Node>,
    open: Vec<Open>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), GazetteerFault> {
        let line = span.start.line();
        let refuse = |what: &str, remedy: &str| Err(fault(&self.file.shown, line, format!("{what} cannot be kept"), remedy));
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => Ok(()),
            Event::Alias(_) => refuse("a YAML alias (*)", "write the value out"),
            Event::Scalar(_, _, 1.., _) | Event::SequenceStart(1.., _) | Event::MappingStart(1.., _) => {
                refuse("a YAML anchor (&)", "remove it and write the values out")
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                refuse("a YAML tag (!)", "remove it")
            }
            Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) => refuse("a block text (| or >)", "write the value on one line"),
            Event::Scalar(value, style, ..) => {
                let index = self.texts.len();
                let mut last_line = line;
                let mut text = String::new();
                if !(value.is_empty() && style == ScalarStyle::Plain) {
                    let (start, end) = (span.start.index(), end_of_text(&self.chars, span.start.index(), span.end.index()));
                    text = self.chars[start..end].iter().collect();
                    self.ranges.push((start, end));
                    last_line += text.matches('\n').count();
                }
                if last_line > line {
                    return refuse("a text of several lines", "write it on one line");
                }
                self.texts.push(Written { text, start: span.start.index(), line, above: Vec::new(), beside: None });
                match self.open.last_mut() {
                    Some(Open { node: Node { what: What::Map { .. }, .. }, key: key @ None }) => *key = Some(index),
                    _ => self.close(Node { first_line: line, last_line, what: What::Text(index) }),
                }
                Ok(())
            }
            Event::SequenceStart(..) => {
                let what = What::List { in_brackets: false, items: Vec::new() };
                self.open.push(Open { node: Node { first_line: line, last_line: line, what }, key: None });
                Ok(())
            }
            Event::MappingStart(..) => {
                if matches!(self.open.last(), Some(Open { node: Node { what: What::Map { .. }, .. }, key: None })) {
                    return refuse("a map as a key", "write a text");
                }
                let what = What::Map { in_braces: false, entries: Vec::new() };
                self.open.push(Open { node: Node { first_line: line, last_line: line, what }, key: None });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { mut node, .. }) = self.open.pop() {
                    node.last_line = span.end.line();
                    // A block ends where nothing is written.
                    let closed = matches!(self.chars.get(span.start.index()), Some(']' | '}'));
                    match &mut node.what {
                        What::List { in_brackets: brackets, .. } | What::Map { in_braces: brackets, .. } => *brackets = closed,
                        What::Text(_) => {}
                    }
                    self.close(node);
                }
                Ok(())
            }
        }
    }

    /// Puts a whole value where it belongs.
    fn close(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open { node: Node { what: What::List { items, .. }, .. }, .. }) => items.push(node),
            Some(Open { node: Node { what: What::Map { entries, .. }, .. }, key }) => entries.extend(key.take().map(|key| (key, node))),
            _ => self.root = Some(node),
        }
    }
}

struct Writer {
    texts: Vec<Written>,
    out: String,
    /// Comments that the line being written ends with.
    beside: Vec<String>,
}

/// Spaces of an indent.
const INDENT: usize = 2;

impl Writer {
    /// A value on lines of its own, from the beginning of a line.
    fn block(&mut self, node: &Node, indent: usize) {
        match &node.what {
            What::List { in_brackets: false, items } => {
                for item in items {
                    self.above(item, indent);
                    self.spaces(indent);
                    self.out.push('-');
                    self.behind_dash(item, indent + INDENT);
                }
            }
            What::Map { in_braces: false, entries } => {
                for (key, value) in entries {
                    self.remarks_of(*key, indent);
                    self.spaces(indent);
                    self.entry(*key, value, indent);
                }
            }
            _ => {
                self.above(node, indent);
                self.spaces(indent);
                self.inline(node, indent + INDENT);
                self.end_line();
            }
        }
    }

    /// The item behind a dash: the first line of a map stands on the line of the dash.
    fn behind_dash(&mut self, item: &Node, indent: usize) {
        match &item.what {
            What::Map { in_braces: false, entries } => {
                for (i, (key, value)) in entries.iter().enumerate() {
                    if i == 0 {
                        self.out.push(' ');
                    } else {
                        self.remarks_of(*key, indent);
                        self.spaces(indent);
                    }
                    self.entry(*key, value, indent);
                }
            }
            What::List { in_brackets: false, .. } => {
                self.end_line();
                self.block(item, indent);
            }
            _ => {
                self.space_before(item);
                self.inline(item, indent);
                self.end_line();
            }
        }
    }

    /// A key with its value, the key at the place where the line is.
    fn entry(&mut self, key: usize, value: &Node, indent: usize) {
        self.text(key);
        self.out.push(':');
        match &value.what {
            What::List { in_brackets: false, .. } | What::Map { in_braces: false, .. } => {
                self.end_line();
                self.block(value, indent + INDENT);
            }
            _ => {
                self.space_before(value);
                self.inline(value, indent + INDENT);
                self.end_line();
            }
        }
    }

    /// A text, or a list or map in brackets; `indent` is that of its further lines.
    fn inline(&mut self, node: &Node, indent: usize) {
        match &node.what {
            What::Text(index) => self.text(*index),
            What::List { items, .. } => {
                self.out.push('[');
                self.inside(items.iter().map(|item| (None, item)), node, indent);
                self.out.push(']');
            }
            What::Map { entries, .. } => {
                self.out.push('{');
                self.inside(entries.iter().map(|(key, value)| (Some(*key), value)), node, indent);
                self.out.push('}');
            }
        }
    }

    fn inside<'n>(&mut self, items: impl Iterator<Item = (Option<usize>, &'n Node)>, node: &Node, indent: usize) {
        let mut last = node.first_line;
        for (i, (key, item)) in items.enumerate() {
            if i > 0 {
                self.out.push(',');
            }
            let line = key.map_or(item.first_line, |key| self.texts[key].line);
            let first = key.unwrap_or_else(|| first_text(item).unwrap_or(usize::MAX));
            let commented = self.texts.get(first).is_some_and(|text| text.above.iter().any(|line| !line.is_empty()));
            if line > last || commented || !self.beside.is_empty() {
                self.end_line();
                if commented {
                    self.remarks_of(first, indent);
                }
                self.spaces(indent);
            } else if i > 0 {
                self.out.push(' ');
            }
            if let Some(key) = key {
                self.text(key);
                self.out.push(':');
                self.space_before(item);
            }
            self.inline(item, indent + INDENT);
            last = item.last_line;
        }
        if !self.beside.is_empty() && node.last_line > last {
            self.end_line();
            self.spaces(indent.saturating_sub(INDENT));
        }
    }

    /// A text; its comment waits for the end of the line.
    fn text(&mut self, index: usize) {
        self.out.push_str(&self.texts[index].text);
        self.beside.extend(self.texts[index].beside.take());
    }

    fn space_before(&mut self, node: &Node) {
        if !matches!(node.what, What::Text(index) if self.texts[index].text.is_empty()) {
            self.out.push(' ');
        }
    }

    fn above(&mut self, node: &Node, indent: usize) {
        if let Some(first) = first_text(node) {
            self.remarks_of(first, indent);
        }
    }

    fn remarks_of(&mut self, index: usize, indent: usize) {
        for line in std::mem::take(&mut self.texts[index].above) {
            self.remark(&line, indent);
        }
    }

    fn remark(&mut self, line: &str, indent: usize) {
        if !line.is_empty() {
            self.spaces(indent);
            self.out.push_str(line);
        }
        self.out.push('\n');
    }

    fn spaces(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn end_line(&mut self) {
        for comment in std::mem::take(&mut self.beside) {
            self.out.push(' ');
            self.out.push_str(&comment);
        }
        self.out.push('\n');
    }
}

/// The first text of a value that is written.
fn first_text(node: &Node) -> Option<usize> {
    match &node.what {
        What::Text(index) => Some(*index),
        What::List { items, .. } => items.first().and_then(first_text),
        What::Map { entries, .. } => entries.first().map(|(key, _)| *key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, String> {
        let file = SourceFile { name: "grammar.yaml".into(), shown: "grammar.yaml".into(), text: text.into() };
        canonical_rules(&file).map_err(|fault| fault.to_string())
    }

    #[test]
    fn spaces_and_indents_are_evened_and_comments_groups_and_quotes_stay() {
        let written = "\n\n# head\n\n\na:   [ 甲,乙 , # first\n      丙,'丁' ]   # last\n# between\nb:\n- {x: 1,y: [ ]}\n-   x: '2'\n    # inside\n    y: \"3\"\n\n\n\nc:\nd: [\n  # alone\n  戊]\n# tail\n\n";
        let wanted = "# head\n\na: [甲, 乙, # first\n  丙, '丁'] # last\n# between\nb:\n  - {x: 1, y: []}\n  - x: '2'\n    # inside\n    y: \"3\"\n\nc:\nd: [\n  # alone\n  戊]\n# tail\n";
        assert_eq!(canonical(written).as_deref(), Ok(wanted));
        assert_eq!(canonical(wanted).as_deref(), Ok(wanted), "what is canonical stays");
    }

    #[test]
    fn an_empty_file_and_one_of_comments_stay() {
        assert_eq!(canonical("").as_deref(), Ok(""));
        assert_eq!(canonical("# nothing yet\n").as_deref(), Ok("# nothing yet\n"));
    }

    #[test]
    fn what_cannot_be_kept_is_refused_with_its_line() {
        for (text, place) in
            [("a: &x 1\n", "1: a YAML anchor"), ("a: 1\nb: |\n  c\n", ": a block text"), ("a: [b\n", ""), ("a: 甲\n  乙\n", "1: a text of several")]
        {
            let fault = canonical(text).unwrap_err();
            assert!(fault.contains(place), "{text}: {fault}");
        }
    }
}
