//! HTML to blocks: a break at block tags, line breaks and images, none at inline tags.

use super::rules::CleaningRules;
use scraper::{Html, Node, node::Element};

/// A block as it stands in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawBlock {
    /// Its text with white space collapsed.
    pub text: String,
    /// True for the `alt` or `title` of an image.
    pub caption: bool,
    /// True inside an element that the rules call boilerplate by its class.
    pub boilerplate: bool,
}

impl RawBlock {
    /// A line of a plain text file.
    pub fn plain(line: &str) -> RawBlock {
        let mut text = String::with_capacity(line.len());
        push_collapsed(&mut text, line);
        RawBlock { text: text.trim_end().to_owned(), caption: false, boilerplate: false }
    }
}

/// Parses a page or fragment and gives its blocks in order, empty ones left out.
///
/// The walk is iterative: nesting depth does not matter.
pub fn html_blocks(html: &str, rules: &CleaningRules) -> Vec<RawBlock> {
    let tree = Html::parse_fragment(html);
    let mut walk = Walk { blocks: Vec::new(), line: String::new(), boilerplate: 0 };
    let mut skipped: Option<ego_tree::NodeId> = None;
    for edge in tree.tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Element(element) => {
                    if is_skipped(element.name()) {
                        skipped = Some(node.id());
                        continue;
                    }
                    if breaks(element.name()) {
                        walk.flush();
                    }
                    if element.name() == "img" {
                        walk.image(element);
                    }
                    walk.boilerplate += u32::from(rules.is_boilerplate_class(element.attr("class")));
                }
                Node::Text(text) => walk.text(text, is_top(&node)),
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if skipped == Some(node.id()) {
                    skipped = None;
                } else if skipped.is_none()
                    && let Node::Element(element) = node.value()
                {
                    if breaks(element.name()) {
                        walk.flush();
                    }
                    walk.boilerplate -= u32::from(rules.is_boilerplate_class(element.attr("class")));
                }
            }
            _ => {}
        }
    }
    walk.flush();
    walk.blocks
}

struct Walk {
    blocks: Vec<RawBlock>,
    line: String,
    boilerplate: u32,
}

impl Walk {
    fn flush(&mut self) {
        let text = self.line.trim_end();
        if !text.is_empty() {
            self.blocks.push(RawBlock { text: text.to_owned(), caption: false, boilerplate: self.boilerplate > 0 });
        }
        self.line.clear();
    }

    fn text(&mut self, text: &str, top: bool) {
        if !top || !text.contains('\n') {
            push_collapsed(&mut self.line, text);
            return;
        }
        // Text outside any element is Markdown: an empty line ends a paragraph.
        for (i, paragraph) in text.split("\n\n").enumerate() {
            if i > 0 {
                self.flush();
            }
            push_collapsed(&mut self.line, paragraph);
        }
    }

    fn image(&mut self, element: &Element) {
        for name in ["alt", "title"] {
            let mut text = String::new();
            push_collapsed(&mut text, element.attr(name).unwrap_or_default());
            let text = text.trim_end();
            if !text.is_empty() && self.blocks.last().is_none_or(|b| b.text != text) {
                self.blocks.push(RawBlock { text: text.to_owned(), caption: true, boilerplate: self.boilerplate > 0 });
            }
        }
    }
}

fn is_top(node: &ego_tree::NodeRef<'_, Node>) -> bool {
    // A parsed fragment is wrapped in one html element.
    node.parent().and_then(|p| p.parent()).is_none_or(|p| p.parent().is_none())
        && node.parent().is_none_or(|p| !matches!(p.value(), Node::Element(e) if e.name() != "html"))
}

/// Appends text with white space collapsed to single spaces; characters that mean nothing are left out.
fn push_collapsed(line: &mut String, text: &str) {
    for c in text.chars() {
        let invisible = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' | '\u{FFFC}');
        if c.is_whitespace() || c.is_control() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !invisible && !is_noncharacter(c) {
            line.push(if c == '\\' { '＼' } else { c });
        }
    }
}

/// Characters that XML 1.0 forbids or that no reader can show.
fn is_noncharacter(c: char) -> bool {
    (c as u32 & 0xFFFE) == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

fn is_skipped(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "iframe" | "template" | "svg" | "math" | "head" | "object" | "audio" | "video" | "button" | "textarea" | "select")
}

fn breaks(name: &str) -> bool {
    matches!(
        name,
        "address" | "article" | "aside" | "blockquote" | "br" | "body" | "caption" | "center" | "dd" | "details" | "dir" | "div" | "dl" | "dt"
            | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr"
            | "html" | "img" | "legend" | "li" | "main" | "menu" | "nav" | "ol" | "option" | "p" | "picture" | "pre" | "section" | "summary"
            | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "title" | "tr" | "ul"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<String> {
        html_blocks(html, &CleaningRules::default()).into_iter().map(|b| if b.caption { format!("[{}]", b.text) } else { b.text }).collect()
    }

    #[test]
    fn inline_tags_do_not_break_and_block_tags_do() {
        for (html, want) in [
            ("<div>甲<a>台联</a>党<b>乙</b></div><p>丙<br>丁</p>", vec!["甲台联党乙", "丙", "丁"]),
            ("<ul><li>一<li>二</ul>尾", vec!["一", "二", "尾"]),
            ("首段\n仍首段\n\n次段", vec!["首段 仍首段", "次段"]),
            ("<p>甲\n   乙&nbsp;丙　丁\u{200B}戊</p>", vec!["甲 乙 丙 丁戊"]),
            ("<p>甲</p><img src=x alt=\"图 说\" title=\"图 说\"><p>乙</p>", vec!["甲", "[图 说]", "乙"]),
            ("<p>甲<script>var 乙;</script>丙</p>", vec!["甲丙"]),
            ("<p>&#33879;&#x56FD; a\\b</p>", vec!["著国 a＼b"]),
            ("<table><tr><td>甲<td>乙</table>", vec!["甲", "乙"]),
            ("", vec![]),
        ] {
            assert_eq!(blocks(html), want, "{html}");
        }
    }

    #[test]
    fn deep_nesting_is_no_deep_recursion() {
        let html = format!("{}甲{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
        assert_eq!(blocks(&html), ["甲"]);
    }
}
