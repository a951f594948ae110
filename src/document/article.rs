//! Where the article of a saved page is: the smallest element that holds most of its prose.
//!
//! Prose is told by what runs through text and not through menus: characters outside links, in blocks with the punctuation of
//! sentences (the measures of Readability and of text-density extraction, with Chinese punctuation). Elements that a page
//! itself calls its frame (`nav`, `aside`, `footer`, hidden ones, and those whose class or id a rule of `cleaning.yaml` names)
//! count for nothing unless they hold most of it.

use super::{
    html::{breaks, is_skipped},
    rules::CleaningRules,
};
use ego_tree::{NodeId, NodeRef, iter::Edge};
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::{Html, Node, node::Element};

/// What an element holds, its descendants included.
#[derive(Debug, Default, Clone, Copy)]
struct Held {
    /// Characters of prose.
    prose: f64,
    /// Characters in links.
    linked: f64,
    /// All characters.
    chars: f64,
}

/// The article is the deepest element with this share of the prose of its page.
const MOST_PROSE: f64 = 0.7;
/// An element that the page calls its frame is none where it holds this share.
const FRAME_MOST_PROSE: f64 = 0.5;
/// What an ancestor adds to an article has fewer of its characters in links.
const ADDED_LINKS: f64 = 0.25;
/// Characters of a block that has no punctuation of sentences and may be prose all the same (a list, a verse).
const BARE_PROSE_SHARE: f64 = 0.1;

/// A list of teasers has at least so many.
const MIN_TEASERS: usize = 3;

/// The article of a page.
pub(super) struct Article {
    /// The element that holds it.
    pub(super) element: NodeId,
    /// What leads to other articles, inside it and outside.
    pub(super) teasers: FxHashSet<NodeId>,
}

/// The element that holds the article; none where a page has no prose.
pub(super) fn article(page: &Html, rules: &CleaningRules) -> Option<Article> {
    let teasers = teasers(page);
    let element = element(page, rules, &teasers)?;
    Some(Article { element, teasers })
}

fn element(page: &Html, rules: &CleaningRules, teasers: &FxHashSet<NodeId>) -> Option<NodeId> {
    let all = held(page, &|_| false);
    let total = all.get(&page.tree.root().id())?.prose;
    if total <= 0.0 {
        return None;
    }
    let is_frame = |node: NodeRef<'_, Node>| {
        let small = all.get(&node.id()).is_none_or(|held| held.prose < FRAME_MOST_PROSE * total);
        small && matches!(node.value(), Node::Element(element) if teasers.contains(&node.id()) || is_frame(element, rules))
    };
    let held = held(page, &is_frame);
    let root = page.tree.root();
    let total = held.get(&root.id())?.prose;
    if total <= 0.0 {
        return None;
    }
    let of = |node: NodeRef<'_, Node>| held.get(&node.id()).copied().unwrap_or_default();
    // What the page itself calls its article, if it holds the prose.
    let named =
        page.tree.nodes().filter(|node| matches!(node.value(), Node::Element(element) if is_named(element)) && of(*node).prose >= MOST_PROSE * total);
    if let Some(named) = named.min_by(|a, b| of(*a).chars.total_cmp(&of(*b).chars)) {
        return Some(named.id());
    }
    let mut at = root;
    while let Some(child) = at.children().find(|child| child.value().is_element() && of(*child).prose >= MOST_PROSE * total) {
        at = child;
    }
    // The rest of an article that stands in several elements.
    while let Some(parent) = at.parent().filter(|parent| matches!(parent.value(), Node::Element(e) if !matches!(e.name(), "html" | "body"))) {
        // A paragraph has neighbours of all kinds, a part of an article such as are like it: what is not is another matter.
        let mut others = parent.children().filter(|node| node.id() != at.id() && of(*node).prose > 0.0);
        if !is_paragraph(at) && others.any(|node| look(node) != look(at)) {
            break;
        }
        let (inner, outer) = (of(at), of(parent));
        let added = Held { prose: outer.prose - inner.prose, linked: outer.linked - inner.linked, chars: outer.chars - inner.chars };
        if added.prose <= 0.0 || added.linked > ADDED_LINKS * added.chars {
            break;
        }
        at = parent;
    }
    Some(at.id())
}

/// Name and class of an element.
fn look<'a>(node: NodeRef<'a, Node>) -> (&'a str, &'a str) {
    match node.value() {
        Node::Element(element) => (element.name(), element.attr("class").unwrap_or_default()),
        _ => ("", ""),
    }
}

fn is_paragraph(node: NodeRef<'_, Node>) -> bool {
    matches!(look(node).0, "p" | "span" | "font" | "b" | "strong" | "li" | "blockquote" | "figure" | "figcaption" | "pre" | "dd" | "dt")
}

/// The members of lists of teasers: elements alike, side by side, each of which begins with a link.
fn teasers(page: &Html) -> FxHashSet<NodeId> {
    let is_block = |node: &NodeRef<'_, Node>| matches!(look(*node).0, "div" | "li" | "section" | "article" | "dl" | "tr");
    let mut teasers = FxHashSet::default();
    for parent in page.tree.nodes() {
        let mut alike: FxHashMap<(&str, &str), Vec<NodeId>> = FxHashMap::default();
        for child in parent.children().filter(is_block) {
            alike.entry(look(child)).or_default().push(child.id());
        }
        for (_, members) in alike.into_iter().filter(|(_, members)| members.len() >= MIN_TEASERS) {
            if members.iter().all(|&member| page.tree.get(member).is_some_and(begins_with_link)) {
                teasers.extend(members);
            }
        }
    }
    teasers
}

fn begins_with_link(node: NodeRef<'_, Node>) -> bool {
    let first = node.descendants().find(|inner| matches!(inner.value(), Node::Text(text) if !text.trim().is_empty()));
    first.is_some_and(|text| text.ancestors().take_while(|up| up.id() != node.id()).any(|up| look(up).0 == "a"))
}

/// True for elements that a page calls its frame.
pub(super) fn is_frame(element: &Element, rules: &CleaningRules) -> bool {
    let style = element.attr("style").unwrap_or_default();
    let hidden = element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.replace(' ', "").to_ascii_lowercase().contains("display:none");
    let name = element.name();
    let role = matches!(element.attr("role"), Some("navigation" | "complementary" | "contentinfo" | "search" | "banner" | "menu"));
    // Parts of accelerated pages that lead elsewhere.
    let elsewhere = matches!(name, "amp-ad" | "amp-embed" | "amp-list" | "amp-accordion" | "amp-sidebar" | "amp-social-share");
    hidden
        || role
        || elsewhere
        || matches!(name, "nav" | "aside" | "footer" | "form" | "dialog")
        || rules.is_frame(element.attr("class"), element.attr("id"))
}

fn is_named(element: &Element) -> bool {
    element.name() == "article" || element.attr("itemprop") == Some("articleBody")
}

/// What every element holds, without those that are left out.
fn held(page: &Html, left_out: &dyn Fn(NodeRef<'_, Node>) -> bool) -> FxHashMap<NodeId, Held> {
    let mut held: FxHashMap<NodeId, Held> = FxHashMap::default();
    // Of each open block: characters, those in links, punctuation.
    let mut block = Block::default();
    let mut links = 0_u32;
    let mut skipped: Option<NodeId> = None;
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Element(element) => {
                    if is_skipped(element.name()) || left_out(node) {
                        skipped = Some(node.id());
                        continue;
                    }
                    if breaks(element.name()) {
                        block.close(&mut held);
                    }
                    links += u32::from(element.name() == "a");
                }
                Node::Text(text) => block.add(text, links > 0, node),
                _ => {}
            },
            Edge::Close(node) => {
                if skipped == Some(node.id()) {
                    skipped = None;
                } else if skipped.is_none()
                    && let Node::Element(element) = node.value()
                {
                    if breaks(element.name()) {
                        block.close(&mut held);
                    }
                    links -= u32::from(element.name() == "a");
                }
            }
            Edge::Open(_) => {}
        }
    }
    block.close(&mut held);
    // Children before their parents.
    for edge in page.tree.root().traverse() {
        if let Edge::Close(node) = edge
            && let Some(own) = held.get(&node.id()).copied()
            && let Some(parent) = node.parent()
        {
            let sum = held.entry(parent.id()).or_default();
            sum.prose += own.prose;
            sum.linked += own.linked;
            sum.chars += own.chars;
        }
    }
    held
}

/// The text between two block tags.
#[derive(Debug, Default)]
struct Block {
    held: Held,
    punctuation: u32,
    /// The element in which its first text stands.
    element: Option<NodeId>,
}

impl Block {
    fn add(&mut self, text: &str, linked: bool, node: NodeRef<'_, Node>) {
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            self.held.chars += 1.0;
            self.held.linked += f64::from(u8::from(linked));
            self.punctuation += u32::from(matches!(c, '，' | '。' | '；' | '！' | '？' | '、' | '：' | ',' | '.' | '「' | '“'));
        }
        if self.element.is_none() && !text.trim().is_empty() {
            self.element = node.parent().map(|parent| parent.id());
        }
    }

    fn close(&mut self, held: &mut FxHashMap<NodeId, Held>) {
        let Block { held: mut own, punctuation, element } = std::mem::take(self);
        let Some(element) = element else { return };
        let plain = (own.chars - 2.0 * own.linked).max(0.0);
        own.prose = if punctuation > 0 { plain } else { plain * BARE_PROSE_SHARE };
        let sum = held.entry(element).or_default();
        sum.prose += own.prose;
        sum.linked += own.linked;
        sum.chars += own.chars;
    }
}
