//! One document as its publisher wrote it: front matter fields and a body, decoded, not yet cleaned.

use super::{
    decode::decode,
    front_matter::{FrontMatter, parse_front_matter},
    input::{Record, Source, too_large},
};
use jiff::{Timestamp, civil::Date};
use std::{borrow::Cow, fs, path::Path};

/// Largest document that is read. The longest real post has 0.44 MB; a parsed page takes about ten times its size.
pub(super) const MAX_DOCUMENT_BYTES: u64 = 32 << 20;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// YAML front matter, link line, HTML body.
    Jekyll,
    /// An HTML page.
    Html,
    /// Plain text, one paragraph a line.
    Text,
}

/// A document, decoded, with its metadata; the body still as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// How the body is written: [`Kind::Jekyll`] bodies are HTML.
    pub kind: Kind,
    /// Title with HTML entities decoded; empty where the post has none.
    pub title: String,
    /// Publication time in UTC, to the precision given.
    pub date: Option<Date>,
    /// Seconds since 1970, to order versions of one page; midnight where only a date is known.
    pub published: Option<i64>,
    /// Outlet or author as written; empty where unknown.
    pub outlet: String,
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

/// Reads one document.
///
/// # Errors
/// [`Rejected`] with the reason when the bytes cannot be read or decoded, or the front matter is broken.
pub fn read_post(record: &Record) -> Result<Post, Rejected> {
    let bytes: Cow<'_, [u8]> = match &record.source {
        Source::Fault(reason) => return Err(reason.clone().into()),
        Source::Json(value) => return from_json(value, &record.doc),
        Source::Bytes(bytes) if bytes.len() as u64 > MAX_DOCUMENT_BYTES => return Err(too_large(bytes.len() as u64).into()),
        Source::Bytes(bytes) => Cow::Borrowed(bytes),
        Source::File(path) => {
            let size = fs::metadata(path).map_err(|e| e.to_string())?.len();
            if size > MAX_DOCUMENT_BYTES {
                return Err(too_large(size).into());
            }
            Cow::Owned(fs::read(path).map_err(|e| e.to_string())?)
        }
    };
    let text = decode(&bytes)?;
    let kind = record.kind.unwrap_or_else(|| sniff(&text));
    if kind != Kind::Jekyll {
        return Ok(Post {
            kind,
            title: String::new(),
            date: None,
            published: None,
            outlet: String::new(),
            url: String::new(),
            body: text.into_owned(),
            notes: Vec::new(),
        }
        .dated(None, &record.doc));
    }
    let (fields, body) = match parse_front_matter(&text) {
        Some(parsed) => parsed?,
        None => (FrontMatter::default(), &*text),
    };
    let mut notes = Vec::new();
    if fields == FrontMatter::default() {
        notes.push("no front matter".to_owned());
    }
    let (link_url, body) = strip_link_line(body);
    let post = Post {
        kind,
        title: clean_line(&fields.title.unwrap_or_default()),
        date: None,
        published: None,
        outlet: clean_line(&fields.author.unwrap_or_default()),
        url: fields.from.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()).or(link_url).unwrap_or_default(),
        body: body.to_owned(),
        notes,
    };
    Ok(post.dated(fields.date.as_deref(), &record.doc))
}

impl Post {
    /// Sets the date from a field, else from a file name that begins with one.
    fn dated(mut self, field: Option<&str>, doc: &str) -> Self {
        let field = field.map(str::trim).filter(|value| !value.is_empty());
        if let Some(value) = field {
            match parse_date(value) {
                Some((date, seconds)) => {
                    (self.date, self.published) = (Some(date), Some(seconds));
                    return self;
                }
                None => self.notes.push(format!("date {value:?} is not an ISO 8601 date")),
            }
        }
        let name = Path::new(doc).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some((date, seconds)) = name.get(..10).and_then(parse_date) {
            (self.date, self.published) = (Some(date), Some(seconds));
            self.notes.push("date from the file name".into());
        } else if field.is_none() {
            self.notes.push("no date".into());
        }
        self
    }
}

fn parse_date(value: &str) -> Option<(Date, i64)> {
    if let Ok(at) = value.parse::<Timestamp>() {
        return Some((at.to_zoned(jiff::tz::TimeZone::UTC).date(), at.as_second()));
    }
    let with_zone = value.replacen(' ', "T", 1).replace(' ', "");
    if let Ok(at) = with_zone.parse::<Timestamp>() {
        return Some((at.to_zoned(jiff::tz::TimeZone::UTC).date(), at.as_second()));
    }
    let at: jiff::civil::DateTime = value.parse().ok()?;
    let seconds = at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
    Some((at.date(), seconds))
}

/// Decodes HTML entities and turns every run of white space and control characters into one space.
fn clean_line(text: &str) -> String {
    let decoded = html_escape::decode_html_entities(text);
    let mut out = String::with_capacity(decoded.len());
    for word in decoded.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Removes what stands between front matter and article: a time comment, the link line, a dashed line. Gives the
/// address of the link line.
fn strip_link_line(body: &str) -> (Option<String>, &str) {
    let mut rest = body.trim_start();
    if let Some(after) = rest.strip_prefix("<!--").and_then(|r| r.split_once("-->")).map(|(_, after)| after) {
        rest = after.trim_start();
    }
    let mut url = None;
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
            url = Some(address.to_owned());
            rest = after[end..].trim_start();
        }
    }
    if let Some((line, after)) = rest.split_once('\n').or(Some((rest, "")))
        && line.trim_end().len() >= 3
        && line.trim_end().bytes().all(|b| b == b'-')
    {
        rest = after;
    }
    (url, rest)
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

/// Field names accepted in JSON lines, first match wins.
const JSON_TEXT: [&str; 3] = ["text", "body", "content"];
const JSON_OUTLET: [&str; 4] = ["outlet", "author", "source", "site"];
const JSON_URL: [&str; 3] = ["url", "from", "link"];
const JSON_DATE: [&str; 3] = ["date", "published", "datetime"];

fn from_json(value: &serde_json::Value, doc: &str) -> Result<Post, Rejected> {
    let field = |keys: &[&str]| keys.iter().find_map(|key| value[*key].as_str()).map(str::to_owned);
    let (kind, body) = match field(&["html"]) {
        Some(html) => (Kind::Html, html),
        None => match field(&JSON_TEXT) {
            Some(text) => (Kind::Text, text),
            None => return Err(Rejected { reason: format!("no text: expected a field html, {}", JSON_TEXT.join(", ")) }),
        },
    };
    let post = Post {
        kind,
        title: clean_line(&field(&["title"]).unwrap_or_default()),
        date: None,
        published: None,
        outlet: clean_line(&field(&JSON_OUTLET).unwrap_or_default()),
        url: field(&JSON_URL).unwrap_or_default().trim().to_owned(),
        body,
        notes: Vec::new(),
    };
    Ok(post.dated(field(&JSON_DATE).as_deref(), doc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Post {
        let record = Record { doc: "2020-08-02-a.md".into(), path: "a.md".into(), kind: Some(Kind::Jekyll), source: Source::Bytes(text.into()) };
        read_post(&record).unwrap()
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
            ("date: 昨天", "2020-08-02", vec!["date \"昨天\" is not an ISO 8601 date", "date from the file name"]),
        ] {
            let post = read(&format!("---\ntitle: \"A&quot;甲&quot;　乙 &amp; 丙\"\n{front}\n---\n正文"));
            assert_eq!(post.title, "A\"甲\" 乙 & 丙");
            assert_eq!((post.date.unwrap().to_string().as_str(), post.notes), (date, notes.into_iter().map(String::from).collect()));
        }
    }
}
