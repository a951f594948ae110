//! Writes one entry in the canonical layout. The order of the fields is that of `gazetteers/README.md`; lists stand in
//! brackets on one line, tenures on one line each; quotes stand only where YAML needs them.

use super::layout::{Comments, Notes};
use crate::knowledge::{Entry, PartialDate, TenureEntry};
use std::fmt::Write as _;

/// Where a text stands: in brackets some more characters have a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    Brackets,
}

/// Appends an entry with its comments, ending in a line end. Empty fields are left out.
///
/// Comments of fields that are left out, or that have no name of a field, stand where the field would.
pub fn write_entry(out: &mut String, entry: &Entry, comments: &Comments) {
    let Entry { id, name, hant, en, country, role, class, wikidata, born, aliases, weak, of, single, tenures } = entry;
    for line in &comments.before {
        push_line(out, "", line);
    }
    let no_notes = Notes::default();
    let notes = |field: &str| comments.fields.get(field).unwrap_or(&no_notes);
    // Nothing may stand between the dash and the first field.
    for line in &notes("id").above {
        push_line(out, "", line);
    }
    let _ = write!(out, "- id: {}", scalar(id, Place::Line));
    end_line(out, notes("id"));
    let plain = |value: &Option<String>| value.as_deref().map(str::trim).filter(|v| !v.is_empty()).map(|v| scalar(v, Place::Line));
    let mut write = |field: &str, value: Option<String>| write_field(out, field, value, notes(field));
    write("name", Some(scalar(name.trim(), Place::Line)));
    write("hant", plain(hant));
    write("en", plain(en));
    write("country", plain(country));
    write("class", plain(class));
    write("role", plain(role));
    write("wikidata", plain(wikidata));
    write("born", born.map(|year| year.to_string()));
    for (field, list) in [("aliases", aliases), ("weak", weak)] {
        write_list(out, field, list, notes(field));
    }
    write_field(out, "of", plain(of), notes("of"));
    write_field(out, "single", single.then(|| "true".to_owned()), notes("single"));
    write_tenures(out, tenures, notes("tenures"));
    for line in &comments.after {
        push_line(out, "  ", line);
    }
}

fn write_field(out: &mut String, field: &str, written: Option<String>, notes: &Notes) {
    above(out, notes, "  ");
    let Some(written) = written else { return left_out(out, notes) };
    let _ = write!(out, "  {field}: {written}");
    end_line(out, notes);
}

fn write_list(out: &mut String, field: &str, list: &[String], notes: &Notes) {
    above(out, notes, "  ");
    if list.is_empty() {
        return left_out(out, notes);
    }
    let _ = write!(out, "  {field}:");
    if notes.items.is_empty() {
        let items: Vec<String> = list.iter().map(|item| scalar(item.trim(), Place::Brackets)).collect();
        let _ = write!(out, " [{}]", items.join(", "));
        return end_line(out, notes);
    }
    end_line(out, notes);
    for (i, item) in list.iter().enumerate() {
        let (text, no_notes) = (scalar(item.trim(), Place::Line), Notes::default());
        let notes = notes.items.get(&i).unwrap_or(&no_notes);
        above(out, notes, "    ");
        let _ = write!(out, "    - {text}");
        end_line(out, notes);
    }
}

fn write_tenures(out: &mut String, tenures: &[TenureEntry], notes: &Notes) {
    above(out, notes, "  ");
    if tenures.is_empty() {
        return left_out(out, notes);
    }
    out.push_str("  tenures:");
    end_line(out, notes);
    let no_notes = Notes::default();
    for (i, tenure) in tenures.iter().enumerate() {
        let notes = notes.items.get(&i).unwrap_or(&no_notes);
        above(out, notes, "    ");
        let _ = write!(out, "    - {{office: {}", scalar(&tenure.office, Place::Brackets));
        for (key, date) in [("from", &tenure.from), ("to", &tenure.to)] {
            // Dates are read as they are written: 2020 stays 2020.
            match date {
                Some(date) if PartialDate::parse(date).is_some() => _ = write!(out, ", {key}: {date}"),
                Some(date) => _ = write!(out, ", {key}: {}", scalar(date, Place::Brackets)),
                None => {}
            }
        }
        for (key, is_set) in [("acting", tenure.acting), ("elect", tenure.elect)] {
            if is_set {
                let _ = write!(out, ", {key}: true");
            }
        }
        out.push('}');
        end_line(out, notes);
    }
}

fn push_line(out: &mut String, indent: &str, line: &str) {
    if !line.is_empty() {
        out.push_str(indent);
        out.push_str(line);
    }
    out.push('\n');
}

fn above(out: &mut String, notes: &Notes, indent: &str) {
    for line in &notes.above {
        push_line(out, indent, line);
    }
}

fn end_line(out: &mut String, notes: &Notes) {
    if let Some(comment) = &notes.beside {
        out.push(' ');
        out.push_str(comment);
    }
    out.push('\n');
}

/// The other comments of a field that is left out.
fn left_out(out: &mut String, notes: &Notes) {
    let of_items = notes.items.values().flat_map(|item| item.above.iter().chain(&item.beside));
    for line in notes.beside.iter().chain(of_items) {
        push_line(out, "  ", line);
    }
}

/// A text as YAML: plain where that means the same to every reader of YAML, else in double quotes, or in single ones
/// where it holds double quotes.
fn scalar(text: &str, place: Place) -> String {
    if is_plain(text, place) {
        return text.to_owned();
    }
    if text.chars().any(must_be_escaped) {
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                c if must_be_escaped(c) => {
                    let _ = write!(out, "\\U{:08X}", c as u32);
                }
                c => out.push(c),
            }
        }
        out.push('"');
        return out;
    }
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// Line ends and what YAML does not allow in a file.
fn must_be_escaped(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn is_plain(text: &str, place: Place) -> bool {
    let Some(first) = text.chars().next() else { return false };
    !(first.is_whitespace()
        || text.ends_with(char::is_whitespace)
        || text.chars().any(must_be_escaped)
        || "-?:,[]{}#&*!|>'\"%@`".contains(first)
        || text.contains(": ")
        || text.ends_with(':')
        || text.contains(" #")
        || place == Place::Brackets && (text.contains([',', '[', ']', '{', '}', ':', '?']) || text.contains(" -"))
        || is_another_kind(text))
}

/// Texts that some readers of YAML take for a truth value, nothing, or a number; Norway is one.
fn is_another_kind(text: &str) -> bool {
    const WORDS: [&str; 12] = ["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"];
    let number = || {
        text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '.'))
            && text.bytes().any(|b| b.is_ascii_digit())
            && text.bytes().all(|b| b.is_ascii_digit() || b"+-._:eExXoOabcdfABCDF".contains(&b))
    };
    let lower = text.to_ascii_lowercase();
    WORDS.contains(&lower.as_str()) || matches!(lower.as_str(), ".inf" | "+.inf" | ".nan") || number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stand_only_where_yaml_needs_them() {
        for (text, line, brackets) in [
            ("蔡英文", "蔡英文", "蔡英文"),
            ("Tsai Ing-wen", "Tsai Ing-wen", "Tsai Ing-wen"),
            ("Taiwan's envoy", "Taiwan's envoy", "Taiwan's envoy"),
            ("NO", "\"NO\"", "\"NO\""),
            ("No", "\"No\"", "\"No\""),
            ("Null", "\"Null\"", "\"Null\""),
            ("711", "\"711\"", "\"711\""),
            ("1e5", "\"1e5\"", "\"1e5\""),
            ("12:30", "\"12:30\"", "\"12:30\""),
            ("3M", "3M", "3M"),
            ("2018–2021", "2018–2021", "2018–2021"),
            ("@twitter", "\"@twitter\"", "\"@twitter\""),
            ("'t Hart", "\"'t Hart\"", "\"'t Hart\""),
            ("Guzmán \"El Chapo\"", "Guzmán \"El Chapo\"", "Guzmán \"El Chapo\""),
            ("\"El Chapo\"", "'\"El Chapo\"'", "'\"El Chapo\"'"),
            ("born: 1950", "\"born: 1950\"", "\"born: 1950\""),
            ("C#", "C#", "C#"),
            ("a #b", "\"a #b\"", "\"a #b\""),
            ("Minister, Taipei", "Minister, Taipei", "\"Minister, Taipei\""),
            ("Airbus -", "Airbus -", "\"Airbus -\""),
            ("a:?", "a:?", "\"a:?\""),
            ("", "\"\"", "\"\""),
            ("a\nb", "\"a\\U0000000Ab\"", "\"a\\U0000000Ab\""),
        ] {
            assert_eq!((scalar(text, Place::Line).as_str(), scalar(text, Place::Brackets).as_str()), (line, brackets), "{text:?}");
            let read: Vec<String> = serde_yaml::from_str(&format!("- {line}\n- {line}\n")).unwrap();
            assert_eq!(read, [text, text]);
            let read: Vec<String> = serde_yaml::from_str(&format!("[{brackets}, {brackets}]\n")).unwrap();
            assert_eq!(read, [text, text]);
        }
    }

    #[test]
    fn an_entry_is_written_in_the_order_of_the_fields_and_without_empty_ones() {
        let entry = Entry {
            id: "p-a".into(),
            name: "甲乙丙".into(),
            en: Some(String::new()),
            country: Some("NO".into()),
            role: Some("Minister: of nothing".into()),
            aliases: vec!["甲, 乙".into(), "丙".into()],
            tenures: vec![
                TenureEntry { office: "o-a".into(), from: Some("2020".into()), to: Some("2020-05".into()), acting: true, elect: false },
                TenureEntry { office: "o-b".into(), ..TenureEntry::default() },
            ],
            ..Entry::default()
        };
        let mut out = String::new();
        write_entry(&mut out, &entry, &Comments::default());
        let want = "- id: p-a
  name: 甲乙丙
  country: \"NO\"
  role: \"Minister: of nothing\"
  aliases: [\"甲, 乙\", 丙]
  tenures:
    - {office: o-a, from: 2020, to: 2020-05, acting: true}
    - {office: o-b}
";
        assert_eq!(out, want);
    }
}
