//! The article of a page that shows none: pages that are drawn by script carry their text as data, as `articleBody` of
//! JSON-LD or somewhere in a `<script type="application/json">`.

use super::{
    html::{RawBlock, html_blocks},
    rules::CleaningRules,
};
use crate::script::is_han;
use scraper::{Html, Selector};
use serde_json::Value;
use std::sync::LazyLock;

static SCRIPTS: LazyLock<Option<Selector>> =
    LazyLock::new(|| Selector::parse(r#"script[type="application/ld+json"], script[type="application/json"]"#).ok());

/// The article is the deepest value with this share of the prose of its data, as with elements of a page.
const MOST_PROSE: f64 = 0.7;
/// Shorter strings are labels and addresses.
const MIN_CHARS: usize = 12;
/// Depth to which data is searched.
const MAX_DEPTH: usize = 64;
/// A page that shows so little of the length of its data shows none of it: data may be of other articles as well.
const SHOWN_SHARE: f64 = 0.2;
/// The same where the data says that it is the body of the article.
const SHOWN_SHARE_OF_BODY: f64 = 1.0;

/// The paragraphs of the article in the data of a page, where `found`, what the page shows, is something else.
pub(super) fn article(page: &Html, found: &[RawBlock], rules: &CleaningRules) -> Option<Vec<RawBlock>> {
    let data = SCRIPTS.iter().flat_map(|selector| page.select(selector)).filter_map(|script| {
        let text: String = script.text().collect();
        serde_json::from_str::<Value>(text.trim()).ok()
    });
    let (prose, value) = data.map(|value| (prose(&value, 0), value)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let text = found.iter().filter(|block| !block.boilerplate && !block.caption);
    let shown: usize = text.map(|block| block.text.chars().count()).sum();
    let share = if value.get("articleBody").is_some() { SHOWN_SHARE_OF_BODY } else { SHOWN_SHARE };
    if prose == 0.0 || shown as f64 > share * prose || shows(found, &value) {
        return None;
    }
    let mut at = &value;
    let most = |value: &Value| self::prose(value, 0) >= MOST_PROSE * prose;
    while let Some(inner) = children(at).find(|child| most(child)) {
        at = inner;
    }
    let mut blocks = Vec::new();
    each_prose(at, 0, &mut |text| {
        if text.contains("</") || text.contains("<br") {
            blocks.extend(html_blocks(text, rules));
        } else {
            blocks.extend(text.lines().map(RawBlock::plain).filter(|block| !block.text.is_empty()));
        }
    });
    Some(blocks)
}

/// True where a page shows a paragraph that its data begins with.
fn shows(found: &[RawBlock], value: &Value) -> bool {
    let mut first = None;
    each_prose(value, 0, &mut |text| first = first.or(Some(text)));
    let first: String = first.unwrap_or_default().chars().filter(|c| is_han(*c)).take(MIN_CHARS).collect();
    found.iter().any(|block| block.text.chars().filter(|c| is_han(*c)).collect::<String>().contains(&first))
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(object) => Box::new(object.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Calls `each` with the strings that are prose, in order.
fn each_prose<'v>(value: &'v Value, depth: usize, each: &mut dyn FnMut(&'v str)) {
    match value {
        Value::String(text) if is_prose(text) => each(text),
        _ if depth < MAX_DEPTH => children(value).for_each(|child| each_prose(child, depth + 1, each)),
        _ => {}
    }
}

fn prose(value: &Value, depth: usize) -> f64 {
    let mut chars = 0;
    each_prose(value, depth, &mut |text| chars += text.chars().count());
    chars as f64
}

/// Sentences, not labels, addresses or styles.
fn is_prose(text: &str) -> bool {
    let chars = text.chars().count();
    chars >= MIN_CHARS && text.contains(['。', '，', '！', '？']) && 3 * text.chars().filter(|&c| is_han(c)).count() >= chars
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "外长星期五会见了来访的客人，双方谈了两个小时。";
    const SECOND: &str = "会谈以后没有举行记者会，也没有发表公报。";

    fn texts(html: &str, shown: &str) -> Option<Vec<String>> {
        let blocks = article(&Html::parse_document(html), &[RawBlock::plain(shown)], &CleaningRules::default())?;
        Some(blocks.into_iter().map(|block| block.text).collect())
    }

    #[test]
    fn data_gives_the_article_of_a_page_that_shows_none() {
        let data = serde_json::json!({"props": {"article": {"title": "会谈", "blocks": [{"t": FIRST}, {"t": format!("<p>{SECOND}</p>")}]},
            "more": [{"teaser": "另一条新闻的提要，与本文无关。"}], "style": "a，b"}});
        let html = format!("<html><body><p>载入中</p><script id=x type=\"application/json\">{data}</script></body></html>");
        assert_eq!(texts(&html, "载入中"), Some(vec![FIRST.to_owned(), SECOND.to_owned()]));
        // A page that shows an article needs no data.
        assert_eq!(texts(&html, "这一页自己写着另一篇相当长的文章，所以不需要数据。"), None);
        let linked = serde_json::json!({"@type": "NewsArticle", "headline": "会谈", "articleBody": format!("{FIRST}\n{SECOND}")});
        let html = format!("<html><body><script type=\"application/ld+json\">{linked}</script></body></html>");
        assert_eq!(texts(&html, "广告：欢迎选购本店的商品。"), Some(vec![FIRST.to_owned(), SECOND.to_owned()]));
        assert_eq!(texts(&html, FIRST), None);
        assert_eq!(texts("<html><body><script type=\"application/json\">{\"a\": 1}</script></body></html>", ""), None);
    }
}
