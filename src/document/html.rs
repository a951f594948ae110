//! HTML to blocks: a break at block tags, line breaks and images, none at inline tags.

use super::{
    article::{Article, article, is_frame},
    embedded,
    rules::CleaningRules,
};
use crate::corpus::bounded;
use ego_tree::NodeId;
use scraper::{Html, Node, node::Element};

/// A block as it stands in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawBlock {
    /// Its text with white space collapsed.
    pub text: String,
    /// True for the `alt` or `title` of an image.
    pub caption: bool,
    /// True inside an element that the rules call boilerplate by its class, and for list items that lead elsewhere.
    pub boilerplate: bool,
    /// A list item that is nothing but a link.
    linked: bool,
}

impl RawBlock {
    /// A line of a plain text file.
    pub fn plain(line: &str) -> RawBlock {
        let mut text = String::with_capacity(line.len());
        push_collapsed(&mut text, line);
        RawBlock { text: text.trim_end().to_owned(), caption: false, boilerplate: false, linked: false }
    }
}

/// Parses a page or fragment and gives its blocks in order, empty ones left out.
///
/// The walk is iterative: nesting depth does not matter.
pub fn html_blocks(html: &str, rules: &CleaningRules) -> Vec<RawBlock> {
    blocks(&Html::parse_fragment(&bounded(html)), rules, None)
}

/// The same of a saved page: what stands outside its article is boilerplate.
pub fn page_blocks(html: &str, rules: &CleaningRules) -> Vec<RawBlock> {
    let page = Html::parse_document(&bounded(html));
    let article = article(&page, rules);
    let found = blocks(&page, rules, article.as_ref());
    embedded::article(&page, &found, rules).unwrap_or(found)
}

/// The blocks of a tree; with an element that holds the article, the rest is boilerplate.
fn blocks(tree: &Html, rules: &CleaningRules, page: Option<&Article>) -> Vec<RawBlock> {
    let article = page.map(|article| article.element);
    // Outside the article the whole page counts as one element of boilerplate.
    let outside = u32::from(article.is_some());
    let mut walk =
        Walk { blocks: Vec::new(), line: String::new(), boilerplate: outside, is_page: article.is_some(), items: 0, links: 0, linked: 0, anchors: 0 };
    let mut skipped: Option<ego_tree::NodeId> = None;
    let mut inside = false;
    let is_chrome = |node: NodeId, element: &Element, inside: bool| {
        let is_teaser = || page.is_some_and(|page| page.teasers.contains(&node));
        rules.is_boilerplate_class(element.attr("class")) || inside && (is_teaser() || is_frame(element, rules))
    };
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
                    walk.enter(element.name(), 1);
                    walk.boilerplate += u32::from(is_chrome(node.id(), element, inside));
                    if article == Some(node.id()) {
                        walk.flush();
                        walk.boilerplate = 0;
                        inside = true;
                    }
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
                    walk.enter(element.name(), -1);
                    if article == Some(node.id()) {
                        walk.flush();
                        inside = false;
                        // What is still open lies outside; a depth that no closing tag brings to nought.
                        walk.boilerplate = u32::MAX / 2;
                    } else if article.is_none() || inside {
                        walk.boilerplate -= u32::from(is_chrome(node.id(), element, inside));
                    }
                }
            }
            _ => {}
        }
    }
    walk.flush();
    mark_linked(&mut walk.blocks);
    walk.blocks
}

/// Of a page that is little but linked headlines (a news bulletin) the links are the article.
const MAX_LINKED_SHARE: f64 = 0.33;

fn mark_linked(blocks: &mut [RawBlock]) {
    let bytes = |linked_only: bool| blocks.iter().filter(|b| b.linked || !linked_only).map(|b| b.text.len()).sum::<usize>() as f64;
    if bytes(true) <= MAX_LINKED_SHARE * bytes(false) {
        for block in blocks.iter_mut() {
            block.boilerplate |= block.linked;
        }
    }
}

struct Walk {
    blocks: Vec<RawBlock>,
    line: String,
    boilerplate: u32,
    /// A saved page, where a line of links is a menu.
    is_page: bool,
    /// Depth of list items and of links.
    items: u32,
    links: u32,
    /// Bytes of the line that stand in a link.
    linked: usize,
    /// Links that begin in it.
    anchors: u32,
}

/// A line of links has this share of its bytes in them.
const MENU_LINKED_SHARE: f64 = 0.5;

impl Walk {
    fn flush(&mut self) {
        let text = self.line.trim_end();
        if !text.is_empty() {
            let linked = self.items > 0 && self.linked >= text.len() && is_headline(text);
            let is_menu =
                self.is_page && self.anchors > 1 && !text.contains(['。', '，']) && self.linked as f64 >= MENU_LINKED_SHARE * text.len() as f64;
            let boilerplate = self.boilerplate > 0 || is_menu;
            self.blocks.push(RawBlock { text: text.to_owned(), caption: false, boilerplate, linked });
        }
        self.line.clear();
        (self.linked, self.anchors) = (0, 0);
    }

    fn enter(&mut self, name: &str, change: i32) {
        let count = match name {
            "li" => &mut self.items,
            "a" => &mut self.links,
            _ => return,
        };
        *count = count.saturating_add_signed(change);
        self.anchors += u32::from(name == "a" && change > 0);
    }

    fn text(&mut self, text: &str, top: bool) {
        let before = self.line.len();
        if text.contains('&') && text.contains(';') {
            // Entities that were encoded twice.
            self.append(&html_escape::decode_html_entities(text), top);
        } else {
            self.append(text, top);
        }
        if self.links > 0 {
            self.linked += self.line.len().saturating_sub(before);
        }
    }

    fn append(&mut self, text: &str, top: bool) {
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
                self.blocks.push(RawBlock { text: text.to_owned(), caption: true, boilerplate: self.boilerplate > 0, linked: false });
            }
        }
    }
}

/// A list item that is nothing but a link with a headline (no full stop, longer than a name) leads to another article.
fn is_headline(text: &str) -> bool {
    const MIN_CHARS: usize = 9;
    text.chars().count() >= MIN_CHARS && !text.contains(['。', '；'])
}

fn is_top(node: &ego_tree::NodeRef<'_, Node>) -> bool {
    // A parsed fragment is wrapped in one html element.
    node.parent().and_then(|p| p.parent()).is_none_or(|p| p.parent().is_none())
        && node.parent().is_none_or(|p| !matches!(p.value(), Node::Element(e) if e.name() != "html"))
}

/// Appends text with white space collapsed to single spaces; characters that mean nothing are left out.
fn push_collapsed(line: &mut String, text: &str) {
    for c in text.chars().filter_map(shown) {
        if c != ' ' {
            line.push(c);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
}

/// What a character of a page is in the text: a space for white space, nothing for one that means nothing.
pub(super) fn shown(c: char) -> Option<char> {
    if c.is_whitespace() || c.is_control() {
        return Some(' ');
    }
    let invisible = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' | '\u{FFFC}');
    (!invisible && !is_noncharacter(c)).then_some(if c == '\\' { '＼' } else { c })
}

/// Characters that XML 1.0 forbids or that no reader can show.
fn is_noncharacter(c: char) -> bool {
    (c as u32 & 0xFFFE) == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

pub(super) fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "iframe"
            | "template"
            | "svg"
            | "math"
            | "head"
            | "object"
            | "audio"
            | "video"
            | "button"
            | "textarea"
            | "select"
            | "rt"
            | "rp"
    )
}

pub(super) fn breaks(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "br"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "img"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "picture"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "title"
            | "tr"
            | "ul"
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
            ("<ul><li><a>甲</a>：<a>乙</a></li></ul>", vec!["甲：乙"]),
            ("<p>&#33879;&#x56FD; a\\b</p>", vec!["著国 a＼b"]),
            ("<table><tr><td>甲<td>乙</table>", vec!["甲", "乙"]),
            ("", vec![]),
        ] {
            assert_eq!(blocks(html), want, "{html}");
        }
    }

    #[test]
    fn list_items_that_are_links_to_articles_are_boilerplate() {
        let html = "<ul><li><b><a href=x>部长会见来访代表团并出席晚宴</a></b></li><li><a href=x>短名</a></li></ul><p><a href=x>部长会见来访代表团并出席晚宴</a></p><p>这是正文，比上面的链接要长得多，因此这一页不是新闻提要而是一篇文章。</p>";
        let flags: Vec<bool> = html_blocks(html, &CleaningRules::default()).iter().map(|b| b.boilerplate).collect();
        assert_eq!(flags, [true, false, false, false]);
    }

    #[test]
    fn deep_nesting_is_no_deep_recursion() {
        let html = format!("{}甲{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
        assert_eq!(blocks(&html), ["甲"]);
    }
}
