//! Bounds on how deep a page is nested and on the attributes of a tag: a parser of HTML looks through all open elements at
//! every tag and through all attributes at every other one, so that 100,000 of them take it minutes. Browsers have a bound
//! on depth, too.

use std::borrow::Cow;

/// Deepest nesting of elements; Blink's is 512.
const MAX_DEPTH: usize = 2000;
/// Pages with fewer tags are not looked through.
const MANY_TAGS: usize = 2 * MAX_DEPTH;

/// Most attributes of a tag.
const MAX_ATTRIBUTES: usize = 500;

/// Elements that end where the next one begins, or have no end: they open nothing that stays open.
const UNNESTED: [&str; 22] = [
    "p", "li", "dd", "dt", "tr", "td", "th", "tbody", "thead", "option", "br", "hr", "img", "input", "link", "meta", "wbr", "area", "base", "col",
    "source", "embed",
];

/// A page without what no real one has: tags that nest it deeper, attributes beyond those that a tag may have.
pub(crate) fn bounded(html: &str) -> Cow<'_, str> {
    match few_attributes(html) {
        Cow::Borrowed(html) => shallow(html),
        Cow::Owned(html) => Cow::Owned(shallow(&html).into_owned()),
    }
}

/// A page whose tags have no more attributes than they may.
fn few_attributes(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut kept, mut seen) = (0, 0);
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..];
        if at < seen || !tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (from, end) = surplus(tag);
        seen = at + end;
        if let Some(from) = from {
            out.push_str(&html[kept..at + from]);
            kept = seen;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[kept..]);
    Cow::Owned(out)
}

/// Where in a tag the attributes begin that are too many, if there are such, and where it ends.
fn surplus(tag: &str) -> (Option<usize>, usize) {
    let (mut quote, mut before, mut parted, mut attributes, mut from) = (None, b' ', false, 0, None);
    for (at, byte) in tag.bytes().enumerate() {
        let parts = byte.is_ascii_whitespace() || byte == b'/';
        match quote {
            Some(open) if byte == open => (quote, parted) = (None, true),
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None if byte == b'>' => return (from, at),
            None if parts => parted = true,
            None if parted => {
                parted = false;
                attributes += 1;
                if attributes > MAX_ATTRIBUTES {
                    from = from.or(Some(at));
                }
            }
            None => {}
        }
        before = byte;
    }
    (from, tag.len())
}

/// A page without the tags that nest it deeper than any real one.
fn shallow(html: &str) -> Cow<'_, str> {
    if html.bytes().filter(|&byte| byte == b'<').count() < MANY_TAGS {
        return Cow::Borrowed(html);
    }
    let mut out = String::new();
    let (mut kept, mut depth) = (0, 0_usize);
    for (at, _) in html.match_indices('<') {
        let tag = &html[at + 1..];
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if at < kept || name.is_empty() || UNNESTED.iter().any(|unnested| unnested.eq_ignore_ascii_case(name)) {
            continue;
        }
        // How deep the element is that this tag opens or closes.
        let level = if is_end { depth } else { depth + 1 };
        depth = if is_end { depth.saturating_sub(1) } else { level };
        if level > MAX_DEPTH + 1 {
            out.push_str(&html[kept..at]);
            kept = tag.find('>').map_or(html.len(), |end| at + 1 + end + 1);
        }
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[kept..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_deep_goes() {
        let deep = format!("<body>{}甲{}<p>乙</p></body>", "<div>".repeat(5000), "</div>".repeat(5000));
        let found = shallow(&deep);
        assert_eq!(found.matches("<div>").count(), MAX_DEPTH);
        assert_eq!(found.matches("<div>").count(), found.matches("</div>").count());
        assert!(found.ends_with("</div><p>乙</p></body>"), "{}", &found[found.len() - 60..]);
        let long = "<div><p>甲<p>乙<br></div>".repeat(5000);
        assert_eq!(shallow(&long), long);
    }

    #[test]
    fn only_attributes_that_are_too_many_go() {
        let attributes: Vec<String> = (0..1000).map(|i| format!("a{i}='x > y'")).collect();
        let html = format!("<p {}>甲</p><img src=\"data:{}\" alt=乙>", attributes.join(" "), "A ".repeat(5000));
        let want = format!("<p {} >甲</p><img src=\"data:{}\" alt=乙>", attributes[..500].join(" "), "A ".repeat(5000));
        assert_eq!(bounded(&html), want);
        assert_eq!(bounded(&want), want);
    }
}
