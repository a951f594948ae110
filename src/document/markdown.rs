//! Markdown to HTML, as the rest of this room reads it.

use crate::script::is_han;
use pulldown_cmark::{Event, Options, Parser, html::push_html};

/// The HTML of a body in Markdown. A line end inside a paragraph is a break where a sentence ends before it (many files
/// have a paragraph on each line), nothing between Han characters, else a space.
pub(super) fn to_html(body: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let events: Vec<Event<'_>> = Parser::new_ext(body, options).collect();
    let last = |event: Option<&Event<'_>>| match event {
        Some(Event::Text(text) | Event::Code(text)) => text.chars().next_back(),
        _ => None,
    };
    let first = |event: Option<&Event<'_>>| match event {
        Some(Event::Text(text) | Event::Code(text)) => text.chars().next(),
        _ => None,
    };
    let joined = events.iter().enumerate().map(|(i, event)| {
        if *event != Event::SoftBreak {
            return event.clone();
        }
        let (before, after) = (last(i.checked_sub(1).and_then(|i| events.get(i))), first(events.get(i + 1)));
        if before.is_some_and(|c| matches!(c, '。' | '！' | '？' | '”' | '」' | '…' | '：')) {
            Event::HardBreak
        } else if before.is_some_and(is_han) && after.is_some_and(is_han) {
            Event::Text("".into())
        } else {
            Event::Text(" ".into())
        }
    });
    let mut html = String::with_capacity(body.len() * 5 / 4);
    push_html(&mut html, joined);
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{CleaningRules, html_blocks};

    fn blocks(markdown: &str) -> Vec<String> {
        html_blocks(&to_html(markdown), &CleaningRules::default()).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn marks_of_markdown_are_no_text() {
        let text = "# 甲 **乙**\n\n[丙丁](https://a.example/x) 说：*戊*。\n第二段\n接着。\n\n> 引文\n\n- 一\n- 二\n\n![图说](https://a.example/a.png)\n\n| 表 | 头 |\n|---|---|\n| 己 | 庚 |\n\n<p>辛</p>\n";
        assert_eq!(blocks(text), ["甲 乙", "丙丁 说：戊。", "第二段接着。", "引文", "一", "二", "图说", "表", "头", "己", "庚", "辛"]);
    }
}
