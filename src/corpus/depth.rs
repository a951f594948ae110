//! A bound on how deep a page is nested: a parser of HTML looks through all open elements at every tag, so that 100,000
//! nested ones take it minutes. Browsers have a bound, too.

use std::borrow::Cow;

/// Deepest nesting of elements; Blink's is 512.
const MAX_DEPTH: usize = 2000;
/// Pages with fewer tags are not looked through.
const MANY_TAGS: usize = 2 * MAX_DEPTH;

/// Elements that end where the next one begins, or have no end: they open nothing that stays open.
const UNNESTED: [&str; 22] = [
    "p", "li", "dd", "dt", "tr", "td", "th", "tbody", "thead", "option", "br", "hr", "img", "input", "link", "meta", "wbr", "area", "base", "col",
    "source", "embed",
];

/// A page without the tags that nest it deeper than any real one.
pub(crate) fn shallow(html: &str) -> Cow<'_, str> {
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
}
