//! The text of Word files (Office Open XML): one paragraph a line.

use super::zip::{open, text_of};
use crate::corpus::{Fields, Record, Source};
use quick_xml::{Reader, events::Event};
use std::{io, path::Path};

pub(in crate::corpus) fn visit_docx(doc: &str, path: &Path, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let mut archive = open(path)?;
    let text = paragraphs(&text_of(&mut archive, "word/document.xml")?)?;
    let title = text_of(&mut archive, "docProps/core.xml").ok().and_then(|core| element(&core, "title"));
    let fields = Fields { title: title.unwrap_or_default(), text: Some(text), derived: true, ..Fields::default() };
    Ok(each(Record { doc: doc.to_owned(), path: path.display().to_string(), kind: None, source: Source::Fields(Box::new(fields)) }))
}

/// The text of the first element of this local name.
pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let mut inside = false;
    let mut text = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if start.local_name().as_ref() == name => inside = true,
            Event::Text(part) if inside => text.push_str(part.as_ref()),
            Event::GeneralRef(reference) if inside => text.extend(character(&reference)),
            Event::End(end) if inside && end.local_name().as_ref() == name => return Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The character that a reference stands for; none of an entity that only a document type defines.
pub(super) fn character(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Paragraphs of `word/document.xml`; tabs and breaks are spaces and line ends, deleted text is left out.
fn paragraphs(xml: &str) -> io::Result<String> {
    let mut reader = Reader::from_str(xml);
    let mut out = String::new();
    let mut in_text = false;
    loop {
        match reader.read_event().map_err(io::Error::other)? {
            Event::Start(start) if start.local_name().as_ref() == "t" => in_text = true,
            Event::End(end) => match end.local_name().as_ref() {
                "t" => in_text = false,
                "p" => out.push('\n'),
                _ => {}
            },
            Event::Empty(empty) => match empty.local_name().as_ref() {
                "tab" => out.push(' '),
                "br" | "cr" => out.push('\n'),
                _ => {}
            },
            Event::Text(text) if in_text => out.push_str(text.as_ref()),
            Event::GeneralRef(reference) if in_text => out.extend(character(&reference)),
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_join_and_paragraphs_part() {
        let xml = "<w:document><w:body><w:p><w:r><w:t>外交</w:t></w:r><w:r><w:t>部长</w:t></w:r></w:p>
            <w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙&amp;丙</w:t><w:br/><w:t>丁</w:t><w:delText>戊</w:delText></w:r></w:p></w:body></w:document>";
        assert_eq!(paragraphs(xml).unwrap(), "外交部长\n甲 乙&丙\n丁\n");
        assert_eq!(element("<a><dc:title>题 &lt;一&gt;</dc:title></a>", "title").as_deref(), Some("题 <一>"));
    }
}
