//! Books: the chapters of an EPUB in reading order, each a document.

use super::{
    word::element,
    zip::{Archive, open, text_of},
};
use crate::corpus::{FieldNames, Fields, Record, Source, archive::Members};
use quick_xml::{Reader, events::Event};
use std::{collections::HashMap, io, path::Path};

pub(in crate::corpus) fn visit_epub(doc: &str, path: &Path, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let mut archive = open(path)?;
    let package = root_file(&mut archive)?;
    let xml = text_of(&mut archive, &package)?;
    let of = |name: &str| element(&xml, name).unwrap_or_default();
    let (outlet, author, date) = (of("publisher"), of("creator"), element(&xml, "date"));
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut members = Members::new(&FieldNames::default());
    let chapters = spine(&xml)?;
    if chapters.is_empty() {
        return Err(io::Error::other(format!("{package} lists no chapter in reading order: unpack the book and name its folder")));
    }
    for href in chapters {
        let name = if folder.is_empty() { href } else { format!("{folder}/{href}") };
        let source = text_of(&mut archive, &name).map(|html| {
            let title = element(&html, "title").unwrap_or_default();
            let (outlet, author, date) = (outlet.clone(), author.clone(), date.clone());
            Source::Fields(Box::new(Fields { title, html: Some(html), outlet, author, date, ..Fields::default() }))
        });
        let record = members.record(doc, path, &format!("{name}.html"), source);
        if !each(record) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Where the package document stands.
fn root_file(archive: &mut Archive) -> io::Result<String> {
    let container = text_of(archive, "META-INF/container.xml")?;
    let mut found = None;
    each_element(&container, |name, attribute| {
        if name == "rootfile" {
            found = found.take().or_else(|| attribute("full-path"));
        }
    })?;
    found.ok_or_else(|| io::Error::other("no package document: not an EPUB"))
}

/// The files of the chapters in reading order.
fn spine(package: &str) -> io::Result<Vec<String>> {
    let mut files: HashMap<String, String> = HashMap::new();
    let mut order = Vec::new();
    each_element(package, |name, attribute| match name {
        "item" => {
            if let (Some(id), Some(href)) = (attribute("id"), attribute("href")) {
                files.insert(id, href);
            }
        }
        "itemref" => order.extend(attribute("idref")),
        _ => {}
    })?;
    Ok(order.iter().filter_map(|id| files.get(id).cloned()).collect())
}

/// Calls `each` with the local name and the attributes of every element.
fn each_element(xml: &str, mut each: impl FnMut(&str, &dyn Fn(&str) -> Option<String>)) -> io::Result<()> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(io::Error::other)? {
            Event::Start(start) | Event::Empty(start) => {
                let attribute = |key: &str| {
                    let found = start.attributes().flatten().find(|a| a.key.local_name().as_ref() == key)?;
                    Some(found.value.into_owned())
                };
                each(start.local_name().as_ref(), &attribute);
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_come_in_the_order_of_the_spine() {
        let package = r#"<package><manifest><item id="b" href="b.xhtml"/><item id="a" href="a.xhtml"/><item id="css" href="x.css"/></manifest>
            <spine><itemref idref="a"/><itemref idref="b"/><itemref idref="absent"/></spine></package>"#;
        assert_eq!(spine(package).unwrap(), ["a.xhtml", "b.xhtml"]);
    }
}
