//! An entry in the layout of the bundled files: block entries, flow lists, quotes only where YAML needs them.

use super::{ImportedEntity, ImportedTenure};
use crate::knowledge::EntityType;
use std::fmt::Write;

/// The YAML of one entry, with the line end.
pub(super) fn entry(entity: &ImportedEntity) -> String {
    let mut out = format!("- id: {}\n", entity.id);
    let names = &entity.names;
    let class = if entity.kind == EntityType::Person { "role" } else { "class" };
    let fields = [
        ("name", Some(&names.name)),
        ("hant", names.hant.as_ref()),
        ("en", names.en.as_ref()),
        ("country", entity.country.as_ref()),
        (class, entity.class.as_ref()),
        ("wikidata", entity.wikidata.as_ref()),
    ];
    // Writing to a string cannot fail.
    for (field, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(out, "  {field}: {}", scalar(value, Place::Block));
        }
    }
    if let Some(year) = entity.born {
        let _ = writeln!(out, "  born: {year}");
    }
    for (field, list) in [("aliases", &names.aliases), ("weak", &names.weak)] {
        if !list.is_empty() {
            let items: Vec<String> = list.iter().map(|item| scalar(item, Place::Flow)).collect();
            let _ = writeln!(out, "  {field}: [{}]", items.join(", "));
        }
    }
    if !entity.tenures.is_empty() {
        out.push_str("  tenures:\n");
        for ImportedTenure { office, from, to } in &entity.tenures {
            let parts = [("office", office), ("from", from), ("to", to)];
            let parts: Vec<String> = parts.iter().filter(|(_, v)| !v.is_empty()).map(|(field, v)| format!("{field}: {v}")).collect();
            let _ = writeln!(out, "    - {{{}}}", parts.join(", "));
        }
    }
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Block,
    Flow,
}

/// A string as YAML 1.2 (and 1.1, whose readers take `no` for false) reads it back.
fn scalar(text: &str, place: Place) -> String {
    if is_plain(text, place) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}') => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_plain(text: &str, place: Place) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let reserved = ["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n"];
    !first.is_whitespace()
        && !text.ends_with([' ', ':'])
        && !"-?:,[]{}#&*!|>'\"%@`=".contains(first)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}'))
        && !(place == Place::Flow && text.contains([',', '[', ']', '{', '}']))
        && !reserved.contains(&text.to_ascii_lowercase().as_str())
        // Numbers, dates and times begin like numbers.
        && !(text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+')) && text.bytes().all(|b| b.is_ascii_hexdigit() || b".:+-_xoeE".contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_were() {
        for text in [
            "甲",
            "no",
            "360",
            "3M",
            "a: b",
            "a #b",
            "- a",
            "\"El Chapo\"",
            "a, b",
            "[x]",
            "N'Daw",
            "@x",
            "1e3",
            "2020-01-01",
            "a\\b",
            "~",
            "",
            "x:",
            "12:30",
        ] {
            for (place, yaml) in
                [(Place::Block, format!("v: {}", scalar(text, Place::Block))), (Place::Flow, format!("v: [{}]", scalar(text, Place::Flow)))]
            {
                let value: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
                let value = if place == Place::Flow { &value["v"][0] } else { &value["v"] };
                assert_eq!(value.as_str(), Some(text), "{yaml}");
            }
        }
        assert_eq!(scalar("N'Daw", Place::Flow), "N'Daw");
        assert_eq!(scalar("Premier 2000–2002, 2007–2008", Place::Block), "Premier 2000–2002, 2007–2008");
    }
}
