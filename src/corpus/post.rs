//! One document as its publisher wrote it: fields and a body, decoded, not yet cleaned.

use super::{
    date::{DateSource, When, find_date, parse_date},
    decode::decode,
    fields::{FieldNames, Fields},
    front_matter::{FrontMatter, parse_front_matter},
    input::{Record, Source, cannot_read, too_large},
    markdown::{first_heading, is_markdown},
    page,
};
use crate::guard::guarded;
use jiff::civil::Date;
use std::{borrow::Cow, fs, path::Path};

/// Largest document that is read. The longest real post has 0.44 MB; a parsed page takes about ten times its size.
pub(super) const MAX_DOCUMENT_BYTES: u64 = 32 << 20;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// YAML front matter or a link line, then a body in HTML or Markdown.
    Jekyll,
    /// An HTML page, or a piece of one.
    Html,
    /// Plain text.
    Text,
}

/// How the body of a post is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// The article and nothing else, in HTML.
    Fragment,
    /// A saved page: the article, with what the site puts around it.
    Page,
    /// Markdown, with HTML in it.
    Markdown,
    /// Plain text.
    Text,
}

/// A document, decoded, with its metadata; the body still as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// How the body is written.
    pub kind: Body,
    /// Title with HTML entities decoded; empty where the post has none.
    pub title: String,
    /// Publication time in UTC, to the precision given.
    pub date: Option<Date>,
    /// Where the date came from.
    pub date_source: DateSource,
    /// Seconds since 1970, to order versions of one page; midnight where only a date is known.
    pub published: Option<i64>,
    /// Outlet as written; empty where only the author or the address can tell.
    pub outlet: String,
    /// Author as written; empty where unknown.
    pub author: String,
    /// Address of the page; empty where unknown.
    pub url: String,
    /// The body.
    pub body: String,
    /// Things a user should know about this document (missing date …).
    pub notes: Vec<String>,
}

/// A document that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The reason, for the `note` column.
    pub reason: String,
}

impl From<String> for Rejected {
    fn from(reason: String) -> Self {
        Rejected { reason }
    }
}

/// Reads one document; `names` are those of fields in front matter.
///
/// # Errors
/// [`Rejected`] with the reason when the bytes cannot be read or decoded, or hold no text.
pub fn read_post(record: &Record, names: &FieldNames) -> Result<Post, Rejected> {
    guarded(|| read(record, names))?
}

fn read(record: &Record, names: &FieldNames) -> Result<Post, Rejected> {
    let bytes = match &record.source {
        Source::Fields(fields) => return from_fields(fields, &record.doc),
        _ => bytes_of(record)?,
    };
    let (text, damage) = decode(&bytes)?;
    let mut post = match record.kind.unwrap_or_else(|| sniff(&text)) {
        Kind::Jekyll => from_jekyll(&text, &record.doc, names),
        Kind::Html => from_html(text.into_owned(), &record.doc),
        Kind::Text => {
            let date = line_date(&text);
            Post::new(Body::Text, text.into_owned()).dated(date, &record.doc)
        }
    };
    post.notes.extend(damage);
    Ok(post)
}

/// The bytes of a document that is a file or a member of an archive.
pub(super) fn bytes_of(record: &Record) -> Result<Cow<'_, [u8]>, Rejected> {
    let checked = |size: u64| if size > MAX_DOCUMENT_BYTES { Err(Rejected { reason: too_large(size) }) } else { Ok(()) };
    match &record.source {
        Source::Fault(reason) | Source::Skipped(reason) => Err(reason.clone().into()),
        Source::Fields(_) => Ok(Cow::default()),
        Source::Bytes(bytes) => checked(bytes.len() as u64).map(|()| Cow::Borrowed(bytes.as_slice())),
        Source::File(path) => {
            checked(fs::metadata(path).map_err(|e| cannot_read(&e))?.len())?;
            Ok(Cow::Owned(fs::read(path).map_err(|e| cannot_read(&e))?))
        }
    }
}

/// How many lines at the beginning of a text may state its date and its outlet.
const DATED_LINES: usize = 4;
/// A line that states them is no longer than this.
const DATED_LINE_CHARS: usize = 40;

/// Lines at the beginning of a text that may state its date and its outlet.
pub(crate) fn first_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(DATED_LINES).filter(|line| line.chars().nth(DATED_LINE_CHARS).is_none())
}

/// The date that one of the first lines states.
fn line_date(text: &str) -> Option<(When, DateSource)> {
    first_lines(text).find_map(find_date).map(|when| (when, DateSource::Line))
}

fn from_jekyll(text: &str, doc: &str, names: &FieldNames) -> Post {
    let mut notes = Vec::new();
    let (fields, body) = match parse_front_matter(text, names) {
        Some(Ok(parsed)) => parsed,
        // The text is worth more than the fields.
        Some(Err((fault, body))) => {
            notes.push(fault);
            (FrontMatter::default(), body)
        }
        None => (FrontMatter::default(), text),
    };
    let link = strip_link_line(body);
    let mut body = link.rest;
    if fields == FrontMatter::default() && link.url.is_none() && notes.is_empty() {
        notes.push("no front matter".to_owned());
    }
    let FrontMatter { title, date, outlet, author, from } = fields;
    let clean = |text: Option<String>| clean_line(&text.unwrap_or_default());
    let (mut title, author) = (clean(title), clean(author));
    let mut when = date.as_deref().map(str::trim).filter(|date| !date.is_empty()).and_then(|value| {
        let found = parse_date(value).map(|when| (when, DateSource::Field));
        if found.is_none() {
            notes.push(format!("date {value:?} is not an ISO 8601 date: write it like 2021-01-15"));
        }
        found
    });
    if title.is_empty() {
        title = clean_line(link.title.unwrap_or_default());
    }
    let markdown = is_markdown(body);
    let heading = first_heading(body).filter(|_| markdown);
    if title.is_empty()
        && let Some(heading) = heading
    {
        title = clean_line(heading);
    }
    // A line between the link and the article that is nothing but a date.
    if let Some((line, rest)) = body.trim_start().split_once('\n')
        && line.chars().nth(DATED_LINE_CHARS).is_none()
        && let Some((_, value)) = line.split_once(['：', ':'])
        && let Some(found) = parse_date(value)
    {
        when = when.or(Some((found, DateSource::Line)));
        body = rest;
    }
    when = when.or_else(|| heading.and_then(find_date).map(|when| (when, DateSource::Heading)));
    let kind = if markdown { Body::Markdown } else { Body::Fragment };
    let post = Post {
        title,
        outlet: clean(outlet),
        author,
        url: from.map(|url| archived(url.trim()).to_owned()).filter(|url| !url.is_empty()).or(link.url).unwrap_or_default(),
        notes,
        ..Post::new(kind, body.to_owned())
    };
    post.dated(when, doc)
}

fn from_html(text: String, doc: &str) -> Post {
    if !page::is_page(&text) {
        return Post::new(Body::Fragment, text).dated(None, doc);
    }
    let about = page::about(&text);
    let post = Post {
        title: clean_line(&about.title),
        outlet: clean_line(&about.outlet),
        author: clean_line(&about.author),
        url: archived(about.url.trim()).to_owned(),
        ..Post::new(Body::Page, text)
    };
    post.dated(about.date, doc)
}

fn from_fields(fields: &Fields, doc: &str) -> Result<Post, Rejected> {
    let (kind, body) = match (&fields.html, &fields.text) {
        (Some(html), _) => (if page::is_page(html) { Body::Page } else { Body::Fragment }, html),
        (None, Some(text)) if text.trim_start().starts_with('<') && text.contains("</") => (Body::Fragment, text),
        (None, Some(text)) => (Body::Text, text),
        (None, None) if !fields.title.is_empty() => (Body::Text, &String::new()),
        (None, None) => return Err("no text: expected a field text, body, content or html".to_owned().into()),
    };
    // What a record leaves out, a whole page may say itself.
    let about = if kind == Body::Page { page::about(body) } else { page::About::default() };
    let or = |own: &str, said: &str| if own.is_empty() { clean_line(said) } else { own.to_owned() };
    let mut post = Post {
        title: or(&fields.title, &about.title),
        outlet: or(&fields.outlet, &about.outlet),
        author: or(&fields.author, &about.author),
        url: archived(&or(&fields.url, &about.url)).to_owned(),
        ..Post::new(kind, body.clone())
    };
    post.notes.extend(fields.note.clone());
    let when = fields.date.as_deref().and_then(|value| {
        let found = parse_date(value).map(|when| (when, DateSource::Field));
        if found.is_none() {
            post.notes.push(format!("date {value:?} is not an ISO 8601 date: write it like 2021-01-15"));
        }
        found
    });
    // The address is the record's own; the name of its file may be that of the day it was fetched.
    let when = when.or(about.date).or_else(|| if kind == Body::Text { line_date(&post.body) } else { None });
    let when = when.or_else(|| address_date(&post.url));
    Ok(post.dated(when, doc))
}

impl Post {
    pub(crate) fn new(kind: Body, body: String) -> Post {
        Post {
            kind,
            title: String::new(),
            date: None,
            date_source: DateSource::None,
            published: None,
            outlet: String::new(),
            author: String::new(),
            url: String::new(),
            body,
            notes: Vec::new(),
        }
    }

    /// Sets the date: this one, else one in the names of the file or its folders, else one in the address.
    fn dated(mut self, when: Option<(When, DateSource)>, doc: &str) -> Self {
        let name = || {
            // `a.json#b` is a record of a file.
            let path = doc.split('#').next().unwrap_or(doc);
            let path = Path::new(path);
            let stem = path.file_stem().map(|n| n.to_string_lossy());
            stem.as_deref().and_then(find_date).or_else(|| find_date(doc)).map(|when| (when, DateSource::FileName))
        };
        match when.or_else(name).or_else(|| address_date(&self.url)) {
            Some(((date, seconds), source)) => {
                (self.date, self.published, self.date_source) = (Some(date), Some(seconds), source);
                if source != DateSource::Field {
                    self.notes.push(format!("date from the {}", source.as_str()));
                }
            }
            None => self.notes.push("no date".into()),
        }
        self
    }
}

/// A date in the path of an address.
fn address_date(url: &str) -> Option<(When, DateSource)> {
    find_date(url.split_once("://").map_or(url, |(_, rest)| rest)).map(|when| (when, DateSource::Address))
}

/// The address that a copy in the Internet Archive was made of.
fn archived(url: &str) -> &str {
    let copy = url.split_once("://web.archive.org/web/").and_then(|(_, copy)| copy.split_once('/'));
    copy.filter(|(stamp, _)| stamp.starts_with(|c: char| c.is_ascii_digit())).map_or(url, |(_, address)| address)
}

/// Decodes HTML entities, also those that were encoded twice, and turns every run of white space and control characters
/// into one space.
pub(crate) fn clean_line(text: &str) -> String {
    let once = html_escape::decode_html_entities(text);
    let decoded = html_escape::decode_html_entities(once.as_ref());
    let mut out = String::with_capacity(decoded.len());
    for word in decoded.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// What stands between front matter and article.
#[derive(Debug, Default)]
struct LinkLine<'t> {
    title: Option<&'t str>,
    url: Option<String>,
    rest: &'t str,
}

/// Splits off what stands between front matter and article: a time comment, the link line, a dashed line.
fn strip_link_line(body: &str) -> LinkLine<'_> {
    let mut rest = body.trim_start();
    if let Some(after) = rest.strip_prefix("<!--").and_then(|r| r.split_once("-->")).map(|(_, after)| after) {
        rest = after.trim_start();
    }
    let mut line = LinkLine::default();
    if rest.starts_with('[')
        // Titles hold brackets of their own; the address begins with its scheme.
        && let Some(open) = rest.find("](http").or_else(|| rest.find("]("))
    {
        // A raw line break in the title puts the link on several lines; the address has none.
        let after = &rest[open + 2..];
        let end = after.find('\n').unwrap_or(after.len());
        if let Some(address) = after[..end].trim_end().strip_suffix(')')
            && !rest[..open].contains("</")
        {
            line.title = Some(&rest[1..open]);
            line.url = Some(address.to_owned());
            rest = after[end..].trim_start();
        }
    }
    if let Some((first, after)) = rest.split_once('\n').or(Some((rest, "")))
        && first.trim_end().len() >= 3
        && first.trim_end().bytes().all(|b| b == b'-')
    {
        rest = after;
    }
    line.rest = rest;
    line
}

fn sniff(text: &str) -> Kind {
    let text = text.trim_start();
    if text.starts_with("---") {
        Kind::Jekyll
    } else if text.starts_with('<') {
        Kind::Html
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Post {
        let record = Record { doc: "2020-08-02-a.md".into(), path: "a.md".into(), kind: Some(Kind::Jekyll), source: Source::Bytes(text.into()) };
        read_post(&record, &crate::knowledge::Gazetteer::bundled().unwrap().cleaning.fields).unwrap()
    }

    #[test]
    fn link_line_comment_and_separator_are_not_the_article() {
        for body in [
            "<!--1600134909000-->\n[甲[乙](丙)](https://a.example/(1))\n------\n\n<p>正文</p>",
            "[甲\n乙](https://a.example/(1))\n<p>正文</p>",
            "\n[甲](https://a.example/(1))\n\n---\n<p>正文</p>",
        ] {
            let post = read(&format!("---\ntitle: \"甲\"\n---\n{body}"));
            assert_eq!((post.url.as_str(), post.body.trim()), ("https://a.example/(1)", "<p>正文</p>"), "{body}");
        }
        assert_eq!(read("---\ntitle: 甲\n---\n[注](甲)：<p>正文</p>").body, "[注](甲)：<p>正文</p>");
    }

    #[test]
    fn dates_titles_and_notes() {
        for (front, date, notes) in [
            ("date: 2021-01-14T08:34:20.000Z", "2021-01-14", vec![]),
            ("date: 2021-01-14 20:34:20 +0800", "2021-01-14", vec![]),
            ("date: 2021-01-14", "2021-01-14", vec![]),
            ("layout: post", "2020-08-02", vec!["date from the file name"]),
            ("date: 昨天", "2020-08-02", vec!["date \"昨天\" is not an ISO 8601 date: write it like 2021-01-15", "date from the file name"]),
        ] {
            let post = read(&format!("---\ntitle: \"A&quot;甲&quot;　乙 &amp; 丙\"\n{front}\n---\n正文"));
            assert_eq!(post.title, "A\"甲\" 乙 & 丙");
            assert_eq!((post.date.unwrap().to_string().as_str(), post.notes), (date, notes.into_iter().map(String::from).collect()));
        }
    }
}
