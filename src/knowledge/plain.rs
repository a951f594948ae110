//! Reads entry files: those in the layout that `guanxi gazetteer fmt` writes at a glance, all others as YAML.
//!
//! The reader knows a small part of YAML, in which nothing can mean something else: one field a line, texts without any
//! sign that YAML may read in a second way, lists in brackets on one line. An entry that holds anything else goes to the
//! YAML parser, and so does the whole file where an entry of it does not parse alone.

use super::{
    SourceFile,
    entry::{Entry, TenureEntry},
    source::yaml_fault,
};
use crate::error::GazetteerFault;
use rayon::prelude::*;

/// Entries that a worker reads at least at a time.
const AT_A_TIME: usize = 256;

/// The entries of a file, each with its line, from 1.
///
/// # Errors
/// The YAML parser's, for the file as a whole.
pub(crate) fn entries(source: &SourceFile) -> Result<Vec<(Entry, usize)>, GazetteerFault> {
    one_by_one(&source.text).map_or_else(|| whole(source), Ok)
}

/// By the YAML parser alone.
fn whole(source: &SourceFile) -> Result<Vec<(Entry, usize)>, GazetteerFault> {
    let parsed = serde_yaml::from_str::<Option<Vec<Entry>>>(&source.text);
    let entries = parsed.map_err(|e| yaml_fault(&source.shown, &source.text, &e))?.unwrap_or_default();
    let lines: Vec<usize> = source.text.lines().enumerate().filter(|(_, l)| begins_entry(l)).map(|(i, _)| i + 1).collect();
    let certain = lines.len() == entries.len();
    let line_of = |i: usize| if certain { lines[i] } else { 1 };
    Ok(entries.into_iter().enumerate().map(|(i, entry)| (entry, line_of(i))).collect())
}

pub(super) fn begins_entry(line: &str) -> bool {
    line.starts_with("- ") || line == "-"
}

fn says_nothing(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

/// `None` where the file, or an entry of it, is no list of entries that parse each by itself.
fn one_by_one(text: &str) -> Option<Vec<(Entry, usize)>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let bare = |line: &'_ str| line.trim_end_matches(['\n', '\r']).to_owned();
    let starts: Vec<usize> = (0..lines.len()).filter(|&i| lines[i].starts_with('-') && begins_entry(&bare(lines[i]))).collect();
    let first = *starts.first()?;
    if !lines[..first].iter().all(|line| says_nothing(line.trim_end_matches(['\n', '\r']))) {
        return None;
    }
    let ends = starts[1..].iter().copied().chain([lines.len()]);
    let spans: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    let read = |&(from, to): &(usize, usize)| -> Option<(Entry, usize)> {
        let lines = &lines[from..to];
        let entry = plain(lines).or_else(|| alone(&lines.concat()))?;
        Some((entry, from + 1))
    };
    spans.par_iter().with_min_len(AT_A_TIME).map(read).collect()
}

/// One entry, by the YAML parser.
fn alone(text: &str) -> Option<Entry> {
    // Marks of documents and directives are about the whole file.
    if text.lines().any(|line| line.starts_with("---") || line.starts_with("...") || line.starts_with('%')) {
        return None;
    }
    let mut entries: Vec<Entry> = serde_yaml::from_str(text).ok()?;
    if entries.len() == 1 { entries.pop() } else { None }
}

/// One entry in the plain layout.
fn plain(lines: &[&str]) -> Option<Entry> {
    let mut entry = Entry::default();
    let mut seen: u16 = 0;
    let mut lines = lines.iter().map(|line| line.strip_suffix('\n').unwrap_or(line)).filter(|line| !says_nothing(line)).peekable();
    let mut begins = true;
    while let Some(line) = lines.next() {
        let line = line.strip_prefix(if std::mem::take(&mut begins) { "- " } else { "  " })?;
        let (key, value) = line.split_once(':')?;
        let field = FIELDS.iter().position(|field| *field == key)?;
        if seen & 1 << field != 0 {
            return None;
        }
        seen |= 1 << field;
        if key == "tenures" {
            if !value.is_empty() {
                return None;
            }
            while let Some(item) = lines.next_if(|line| line.starts_with("    ")) {
                entry.tenures.push(tenure(item.strip_prefix("    - {")?.strip_suffix('}')?)?);
            }
            if entry.tenures.is_empty() {
                return None;
            }
            continue;
        }
        let value = value.strip_prefix(' ')?;
        match key {
            "id" => entry.id = text(value)?,
            "name" => entry.name = text(value)?,
            "hant" => entry.hant = Some(text(value)?),
            "en" => entry.en = Some(text(value)?),
            "country" => entry.country = Some(text(value)?),
            "role" => entry.role = Some(text(value)?),
            "class" => entry.class = Some(text(value)?),
            "wikidata" => entry.wikidata = Some(text(value)?),
            "born" => entry.born = Some(value.parse().ok()?),
            "aliases" => entry.aliases = list(value)?,
            "weak" => entry.weak = list(value)?,
            "of" => entry.of = Some(text(value)?),
            "single" => entry.single = value == "true" || return None,
            _ => return None,
        }
    }
    (seen & 0b11 == 0b11).then_some(entry)
}

/// The two that every entry has come first.
const FIELDS: [&str; 14] = ["id", "name", "hant", "en", "country", "role", "class", "wikidata", "born", "aliases", "weak", "of", "single", "tenures"];

/// A text on a line of its own.
fn text(written: &str) -> Option<String> {
    let value = written.trim_matches(' ');
    let is_plain = begins_plainly(value) && !value.ends_with(':') && !value.contains(": ") && !value.contains(" #") && !is_null(value);
    (is_plain && value.chars().all(is_printed)).then(|| value.to_owned())
}

/// A text inside brackets or braces.
fn item(written: &str) -> Option<String> {
    let value = written.trim_matches(' ');
    let is_plain = begins_plainly(value) && !is_null(value);
    (is_plain && value.chars().all(|c| is_printed(c) && (!c.is_ascii_punctuation() || matches!(c, '-' | '.' | '\'' | '/')))).then(|| value.to_owned())
}

/// No sign that means something to YAML at the beginning of a text.
fn begins_plainly(value: &str) -> bool {
    value.chars().next().is_some_and(|c| c.is_ascii_alphanumeric() || !c.is_ascii())
}

fn is_null(value: &str) -> bool {
    value.eq_ignore_ascii_case("null")
}

/// Nothing that ends a line or that YAML does not allow.
fn is_printed(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn list(value: &str) -> Option<Vec<String>> {
    value.trim_end_matches(' ').strip_prefix('[')?.strip_suffix(']')?.split(',').map(item).collect()
}

fn tenure(fields: &str) -> Option<TenureEntry> {
    let mut tenure = TenureEntry::default();
    for field in fields.split(',') {
        let (key, value) = field.trim_matches(' ').split_once(": ")?;
        let value = item(value)?;
        match key {
            "office" if tenure.office.is_empty() => tenure.office = value,
            "from" if tenure.from.is_none() => tenure.from = Some(value),
            "to" if tenure.to.is_none() => tenure.to = Some(value),
            "acting" if !tenure.acting && value == "true" => tenure.acting = true,
            "elect" if !tenure.elect && value == "true" => tenure.elect = true,
            _ => return None,
        }
    }
    (!tenure.office.is_empty()).then_some(tenure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::bundled_layer;
    use proptest::prelude::*;

    #[test]
    fn the_bundled_entries_are_what_the_yaml_parser_reads() {
        let mut at_a_glance = 0;
        for source in bundled_layer().files.iter().filter(|f| super::super::entries::kind_of(f).is_some()) {
            let entries = one_by_one(&source.text).unwrap_or_default();
            assert_eq!(entries, whole(source).unwrap(), "{}", source.name);
            let lines: Vec<&str> = source.text.split_inclusive('\n').collect();
            at_a_glance += entries
                .iter()
                .enumerate()
                .filter(|(i, (_, line))| plain(&lines[line - 1..entries.get(i + 1).map_or(lines.len(), |e| e.1 - 1)]).is_some())
                .count();
        }
        assert!(at_a_glance > 1000, "most of them without it: {at_a_glance}");
    }

    fn file(text: &str) -> SourceFile {
        SourceFile { name: "people/a.yaml".into(), shown: "a.yaml".into(), text: text.into() }
    }

    /// Files that are not in the plain layout, or not quite.
    const OTHERWISE: &[&str] = &[
        "",
        "# nothing\n",
        "[]\n",
        "- id: p-a\n  name: 甲乙\n  aliases: [甲, \"乙, 丙\", 'd''e']\n",
        "- id: p-a\n  name: 甲乙\n  aliases:\n  - 甲甲\n  - 乙乙\n",
        "- id: p-a\n  name: 甲乙 # 丙\n# 丁\n\n- id: p-b\n  name: |\n    戊\n    己\n  role: >-\n    a\n    b\n",
        "- id: p-a\n  name: 甲乙\n  role: to be\n    continued\n- id: p-b\n  name: 丙丁\n",
        "- id: p-a\n  name: &n 甲乙\n- id: p-b\n  name: *n\n",
        "---\n- id: p-a\n  name: 甲乙\n",
        "- id: p-a\n  name: 甲乙\n---\n- id: p-b\n  name: 丙丁\n",
        "- id: p-a\n  name: 甲乙\n...\n- id: p-b\n  name: 丙丁\n",
        "- {id: p-a, name: 甲乙}\n-\n  id: p-b\n  name: 丙丁\n",
        "  - id: p-a\n    name: 甲乙\n",
        "- id: p-a\r\n  name: 甲乙\r\n- id: p-b\r\n  name: 丙丁\r\n",
        "- id: p-a\n  name: \"甲\n- id: p-b\"\n",
        "- id: p-a\n  name: ~\n",
        "- id: p-a\n  name: 甲乙\n  hant: null\n  en: NO\n  role: true\n  country: \"NO\"\n",
        "- id: p-a\n  name: 甲乙\n  name: 丙丁\n",
        "- id: p-a\n  name: 甲乙\n  nome: 丙丁\n",
        "- id: p-a\n- name: 甲乙\n",
        "- id: p-a\n  name: 甲乙\n  tenures:\n    - {office: o-a, from: 2020-01-02, to: 2021, acting: true}\n    - {office: o-b, from: 2020}\n  of: l-a\n",
        "- id: p-a\n  name: 甲乙\n  tenures:\n  - office: o-a\n    from: 2020\n",
        "- id: p-a\n  name: 甲乙\n  tenures: []\n  single: false\n",
        "- id: p-a\n  name: 甲乙\n  aliases: []\n  weak: [丙丁, ]\n",
        "- id: p-a\n  name: 甲乙\n  aliases: [丙丁,戊己, a b,  c ]  \n",
        "- id: p-a\n  name: 甲乙\n  role: a:b #c: d\n  en: a#b\n",
        "- id: p-a\n  name: 甲\u{2028}乙\n  role: \u{FEFF}a\n",
        "- id: p-a\n  name: 甲\t乙\n  role: a\t#b\n",
    ];

    #[test]
    fn other_layouts_mean_what_the_yaml_parser_reads() {
        for text in OTHERWISE {
            assert_eq!(entries(&file(text)), whole(&file(text)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_at_a_glance_is_what_the_yaml_parser_reads(
            values in prop::collection::vec("[a甲 :#,\\-'\"\\[\\]{}&*!|>?%@`~.0\t\u{85}\u{2028}\u{3000}\\\\n]{0,6}", 4),
            fields in prop::collection::vec(0_usize..14, 4),
        ) {
            let mut text = String::from("- id: p-a\n  name: 甲乙\n");
            for (value, &field) in values.iter().zip(&fields) {
                text += &match FIELDS.get(field) {
                    Some(&name @ ("aliases" | "weak")) => format!("  {name}: [甲乙, {value}]\n"),
                    Some(&"tenures") => format!("  tenures:\n    - {{office: o-a, from: {value}}}\n"),
                    Some(name) => format!("  {name}: {value}\n"),
                    None => format!("{value}\n"),
                };
            }
            prop_assert_eq!(entries(&file(&text)), whole(&file(&text)), "{}", text);
        }
    }
}
