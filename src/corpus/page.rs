//! What a saved web page says of itself: title, date, outlet, author, address.
//!
//! The sources, surest first: JSON-LD of an article, Open Graph and `article:` properties, other `meta` elements, `<time>`,
//! the canonical link, headings, and lines that a reader sees (`2022年03月02日 18:25 来源：…`).

use super::{
    date::{DateSource, When, find_date, parse_date},
    depth::bounded,
};
use scraper::{ElementRef, Html, Node, Selector};
use serde_json::Value;
use std::sync::LazyLock;

/// What a page says of itself; empty where it says nothing.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct About {
    pub(super) title: String,
    pub(super) date: Option<(When, DateSource)>,
    pub(super) outlet: String,
    pub(super) author: String,
    pub(super) url: String,
}

/// True for a whole page, false for a piece of one.
pub(super) fn is_page(html: &str) -> bool {
    const BEGINNING: usize = 4096;
    let mut end = html.len().min(BEGINNING);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let beginning = html[..end].to_ascii_lowercase();
    ["<html", "<head", "<body", "<!doctype"].iter().any(|tag| beginning.contains(tag))
}

/// Selectors that are right by construction; a wrong one selects nothing.
fn selector(css: &str) -> Option<Selector> {
    Selector::parse(css).ok()
}

struct Selectors {
    json: Option<Selector>,
    meta: Option<Selector>,
    canonical: Option<Selector>,
    time: Option<Selector>,
    heading: Option<Selector>,
    headings: Option<Selector>,
    title: Option<Selector>,
    dated: Option<Selector>,
}

static SELECTORS: LazyLock<Selectors> = LazyLock::new(|| Selectors {
    json: selector(r#"script[type="application/ld+json"]"#),
    meta: selector("meta"),
    canonical: selector(r#"link[rel="canonical"]"#),
    time: selector("time"),
    heading: selector("h1"),
    headings: selector("h1, h2, h3"),
    title: selector("title"),
    dated: selector(
        r#"[class*="time"], [class*="date"], [class*="source"], [class*="info"], [id*="time"], [id*="date"], [id*="source"], [class*="meta"]"#,
    ),
});

fn all<'a>(page: &'a Html, selector: &'a Option<Selector>) -> impl Iterator<Item = ElementRef<'a>> {
    selector.iter().flat_map(|selector| page.select(selector))
}

/// Reads what a page says of itself.
pub(super) fn about(html: &str) -> About {
    let page = Html::parse_document(&bounded(html));
    let of = &*SELECTORS;
    let mut about = About::default();
    for script in all(&page, &of.json) {
        let text: String = script.text().collect();
        if let Ok(value) = serde_json::from_str::<Value>(text.trim()) {
            linked_data(&value, &mut about, 0);
        }
    }
    let metas: Vec<(String, &str)> = all(&page, &of.meta)
        .filter_map(|meta| {
            let meta = meta.value();
            let name = ["property", "name", "itemprop"].iter().find_map(|key| meta.attr(key))?;
            let content = meta.attr("content").map(str::trim).filter(|content| !content.is_empty())?;
            Some((name.to_ascii_lowercase(), content))
        })
        .collect();
    let meta = |names: &[&str]| names.iter().find_map(|name| metas.iter().find(|(n, _)| n == name).map(|(_, content)| *content));
    let fill = |slot: &mut String, value: Option<&str>| {
        if slot.is_empty()
            && let Some(value) = value
        {
            *slot = value.to_owned();
        }
    };
    let titled: String = all(&page, &of.title).next().map(|title| title.text().collect()).unwrap_or_default();
    let heading = heading_in(&page, &titled).or_else(|| only_heading(&page));
    fill(&mut about.title, heading.as_deref().filter(|text| !text.is_empty()));
    fill(&mut about.title, meta(&["og:title", "twitter:title", "articletitle", "headline", "title"]));
    fill(&mut about.title, Some(titled.trim()).filter(|title| !title.is_empty()));
    fill(&mut about.outlet, meta(&["og:site_name", "application-name", "mediaid", "source", "contentsource", "publisher", "copyright"]));
    fill(&mut about.author, meta(&["author", "article:author", "dc.creator", "byl"]).filter(|author| !author.starts_with("http")));
    let canonical = all(&page, &of.canonical).find_map(|link| link.value().attr("href")).filter(|url| url.starts_with("http"));
    fill(&mut about.url, canonical);
    fill(&mut about.url, meta(&["og:url", "twitter:url"]).filter(|url| url.starts_with("http")));
    let published = || {
        let names = [
            "article:published_time",
            "og:published_time",
            "datepublished",
            "pubdate",
            "publishdate",
            "publish_date",
            "publishedtime",
            "date",
            "dc.date.issued",
            "dc.date",
            "dcterms.created",
            "weibo:article:create_at",
            "firstpublishedtime",
            "og:release_date",
            "apub:time",
        ];
        names.iter().find_map(|name| meta(&[name]).and_then(parse_date)).map(|when| (when, DateSource::Page))
    };
    about.date = about.date.or_else(published).or_else(|| time_element(&page)).or_else(|| visible(&page));
    about
}

/// Depth to which JSON-LD is searched for the article.
const MAX_DEPTH: usize = 6;

/// Takes what the JSON-LD of an article says.
fn linked_data(value: &Value, about: &mut About, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| linked_data(item, about, depth + 1)),
        Value::Object(object) => {
            if object.get("@type").is_some_and(is_article) {
                let text = |key: &str| object.get(key).and_then(named).unwrap_or_default();
                let fill = |slot: &mut String, value: String| {
                    if slot.is_empty() {
                        *slot = value;
                    }
                };
                fill(&mut about.title, text("headline"));
                fill(&mut about.outlet, text("publisher"));
                fill(&mut about.author, text("author"));
                let url = [text("url"), text("mainEntityOfPage"), text("@id")].into_iter().find(|url| url.starts_with("http"));
                fill(&mut about.url, url.unwrap_or_default());
                let date = ["datePublished", "dateCreated"].iter().find_map(|key| parse_date(&text(key)));
                about.date = about.date.or(date.map(|when| (when, DateSource::Page)));
            }
            if let Some(graph) = object.get("@graph") {
                linked_data(graph, about, depth + 1);
            }
        }
        _ => {}
    }
}

fn is_article(kind: &Value) -> bool {
    let is = |kind: &str| kind.ends_with("Article") || kind.ends_with("Posting") || matches!(kind, "Report" | "Review");
    match kind {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => ["name", "@id"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned)),
        Value::Array(items) => {
            let names: Vec<String> = items.iter().filter_map(named).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

/// The longest heading that stands in the title of the page: the others name the site and its sections.
fn heading_in(page: &Html, titled: &str) -> Option<String> {
    let titled = titled.split_whitespace().collect::<Vec<_>>().join(" ");
    let headings = all(page, &SELECTORS.headings).map(text_of).filter(|text| text.chars().count() > 3 && titled.contains(text.as_str()));
    // Of equal ones the first.
    headings.reduce(|longest, next| if next.chars().count() > longest.chars().count() { next } else { longest })
}

/// The text of the heading, where there is one of the highest kind.
fn only_heading(page: &Html) -> Option<String> {
    let mut headings = all(page, &SELECTORS.heading).map(|heading| text_of(heading)).filter(|text| text.chars().count() > 3);
    let first = headings.next()?;
    headings.next().is_none().then_some(first)
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first `<time>` outside lists of other articles.
fn time_element(page: &Html) -> Option<(When, DateSource)> {
    let outside = |time: &ElementRef<'_>| {
        !time.ancestors().any(|node| matches!(node.value(), Node::Element(e) if matches!(e.name(), "nav" | "aside" | "footer" | "li")))
    };
    let times = all(page, &SELECTORS.time).filter(outside);
    let mut dates = times.filter_map(|time| time.value().attr("datetime").and_then(parse_date).or_else(|| find_date(&text_of(time))));
    dates.next().map(|when| (when, DateSource::Page))
}

/// A line that a reader sees and that is little but a date with its source.
fn visible(page: &Html) -> Option<(When, DateSource)> {
    /// `发布时间：2022年03月02日 18:25 来源：某某通讯社 责任编辑：某某` has about 40 characters.
    const LINE_CHARS: usize = 60;
    let marked = all(page, &SELECTORS.dated).map(text_of).filter(|text| text.chars().nth(LINE_CHARS).is_none()).find_map(|text| find_date(&text));
    let any = || {
        let lines = page.tree.nodes().filter_map(|node| match node.value() {
            Node::Text(text) => Some(text.trim()),
            _ => None,
        });
        lines.filter(|line| !line.is_empty() && line.chars().nth(LINE_CHARS).is_none()).find_map(find_date)
    };
    marked.or_else(any).map(|when| (when, DateSource::Line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> (String, String, String, String, String) {
        let about = about(html);
        let date = about.date.map(|((date, _), source)| format!("{date} {}", source.as_str())).unwrap_or_default();
        (about.title, date, about.outlet, about.author, about.url)
    }

    fn want(title: &str, date: &str, outlet: &str, author: &str, url: &str) -> (String, String, String, String, String) {
        let own = str::to_owned;
        (own(title), own(date), own(outlet), own(author), own(url))
    }

    #[test]
    fn linked_data_goes_before_properties_and_those_before_what_is_seen() {
        let html = r#"<html><head><title>甲 - 某网</title><meta property="og:site_name" content="别网">
            <script type="application/ld+json">{"@context":"x","@graph":[{"@type":"WebSite","name":"某网"},
            {"@type":["NewsArticle"],"headline":"甲","datePublished":"2021-03-02T08:00:00Z","publisher":{"name":"某网"},
             "author":[{"name":"乙"},{"name":"丙"}],"mainEntityOfPage":{"@id":"https://a.example/1"}}]}</script></head><body></body></html>"#;
        assert_eq!(shown(html), want("甲", "2021-03-02 page", "某网", "乙, 丙", "https://a.example/1"));
        let html = r#"<html><head><title>甲事件 - 某网</title><meta property="og:title" content="甲事件"><meta property="og:site_name" content="某网">
            <meta property="article:published_time" content="2021-03-02T23:00:00+08:00"><link rel="canonical" href="https://a.example/2">
            <meta name="author" content="记者乙"></head><body><time datetime="2020-01-01">x</time></body></html>"#;
        assert_eq!(shown(html), want("甲事件", "2021-03-02 page", "某网", "记者乙", "https://a.example/2"));
    }

    #[test]
    fn headings_and_lines_serve_where_nothing_else_does() {
        let html = "<html><head><title>甲事件的经过_某网</title></head><body><ul><li>2019-01-01 旧闻</li></ul><h1>甲事件的经过</h1>
            <div class=\"pub-info\">2022年03月02日 18:25 来源：某社</div><p>正文</p></body></html>";
        assert_eq!(shown(html), want("甲事件的经过", "2022-03-02 line", "", "", ""));
        assert_eq!(shown("<html><body><p>没有日期</p></body></html>"), want("", "", "", "", ""));
    }

    #[test]
    fn pieces_are_no_pages() {
        assert!(is_page("<!DOCTYPE html>\n<html>"));
        assert!(is_page(&format!("{}<body>", "\u{feff}甲")));
        assert!(!is_page("<div><p>甲</p></div>"));
    }
}
