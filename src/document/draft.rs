//! A cleaned text before it is told which of its lines repeat in their source.

use super::{
    Block, BlockKind, CREDIT_LINES, Cleaner, Document, RawBlock, Repeats, Span, find_credits, folded_str, html_blocks, markdown, page_blocks, plain,
    repeats, searched_script, sentence, spacing,
};
use crate::{
    cell::clean_cell,
    corpus::{Body, Post},
    script::{Folded, Folder, is_han},
};

/// The lines of a page, cleaned: all that a [`Document`] is made from.
#[derive(Debug, Clone)]
pub struct Draft {
    text: String,
    pub(super) folded: Folded,
    pub(super) blocks: Vec<Block>,
}

impl Draft {
    /// Cleans a post.
    pub fn of(post: &Post, cleaner: Cleaner<'_>) -> Draft {
        let Cleaner { rules, folder, .. } = cleaner;
        // What stands in the text also stands in cells: as the lines of pages are cleaned.
        let mut title = clean_cell(post.title.trim()).into_owned();
        spacing::close(&mut title, cleaner);
        let folded_title = folder.folded(&title);
        let headline = rules.headline(&folded_title.text);
        let headline = folded_title.original_range(folded_title.char_of_byte(headline.start), folded_title.char_of_byte(headline.end));
        let mut raw = match post.kind {
            Body::Fragment => html_blocks(&post.body, rules),
            Body::Page => page_blocks(&post.body, rules),
            Body::Markdown => html_blocks(&markdown::to_html(&post.body), rules),
            Body::Text => plain::paragraphs(&post.body).iter().map(|line| RawBlock::plain(line)).collect(),
        };
        raw.iter_mut().for_each(|block| spacing::close(&mut block.text, cleaner));
        drop_repeats(&mut raw, &title[headline], folder);
        Draft::from_blocks(&title, &raw, &post.outlet, cleaner)
    }

    fn from_blocks(title: &str, raw: &[RawBlock], outlet: &str, Cleaner { rules, folder, .. }: Cleaner<'_>) -> Draft {
        let mut text = String::with_capacity(raw.iter().map(|b| b.text.len() + 1).sum::<usize>() + title.len() + 1);
        let mut blocks = Vec::with_capacity(raw.len() + 1);
        let mut at = 0;
        let mut push = |line: &str, kind| {
            if !text.is_empty() {
                text.push('\n');
                at += 1;
            }
            let start = at;
            text.push_str(line);
            at += line.chars().count() as u32;
            blocks.push(Block { span: Span::new(start, at), kind });
        };
        if !title.is_empty() {
            push(title, BlockKind::Title);
        }
        for block in raw {
            let kind = if block.boilerplate { BlockKind::Boilerplate } else { BlockKind::Article };
            push(&block.text, kind);
        }
        let folded = folder.folded(&text);
        let folded_outlet = folder.fold_str(outlet);
        let (mut rest_is_boilerplate, mut in_list) = (false, false);
        for block in &mut blocks {
            if block.kind != BlockKind::Article {
                continue;
            }
            let line = folded_str(&folded, block.span);
            rest_is_boilerplate = rest_is_boilerplate || rules.starts_rest(line, &folded_outlet);
            in_list = in_list && !line.contains('。') || rules.starts_list(line, &folded_outlet);
            if rest_is_boilerplate || in_list || rules.is_line(line, &folded_outlet) {
                block.kind = BlockKind::Boilerplate;
            }
        }
        Draft { text, folded, blocks }
    }

    /// The document; of the lines that repeat in a source, those of this one are boilerplate.
    pub fn document(self, cleaner: Cleaner<'_>, repeats: Option<(&Repeats, &str)>) -> Document {
        let Cleaner { rules, folder, .. } = cleaner;
        let Draft { text, folded, mut blocks } = self;
        let hash_of = |block: &Block| repeats::hash_chars(folded.slice(block.span.start, block.span.end));
        let repeated = repeats.map(|(repeats, source)| repeats.mark(source, &mut blocks, hash_of)).unwrap_or_default();
        let mut credits = find_credits(&blocks, &folded, rules);
        // What the title says of its outlet is a credit.
        if let Some(title) = blocks.first().filter(|block| block.kind == BlockKind::Title) {
            // It begins the text: its bytes are those of the text.
            let headline = rules.headline(folded_str(&folded, title.span));
            let ends = [Span::new(0, folded.char_of_byte(headline.start)), Span::new(folded.char_of_byte(headline.end), title.span.end)];
            credits.extend(ends.into_iter().filter(|end| !end.is_empty()));
        }
        let mut sentences = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            if block.kind != BlockKind::Boilerplate {
                sentence::split(&folded.chars, block.span, |span| sentences.push(super::Sentence { span, block: i as u32 }));
            }
        }
        let script = searched_script(&text, &folded, &blocks, folder);
        Document { text, folded, blocks, sentences, credits, script, repeated }
    }

    /// Makes it again from the text of a document and what [`Document::kinds`] said of it; none where the two do not fit.
    pub fn stored(text: String, kinds: &str, folder: &Folder) -> Option<Draft> {
        let folded = folder.folded(&text);
        let mut blocks = Vec::new();
        let mut at = 0;
        for block in kinds.split_ascii_whitespace() {
            let kind = match block.as_bytes()[0] {
                b't' => BlockKind::Title,
                b'a' | REPEATED => BlockKind::Article,
                b'b' => BlockKind::Boilerplate,
                _ => return None,
            };
            let length: u32 = block.get(1..)?.parse().ok()?;
            // A line end stands between two blocks, but before the first that is not empty.
            at += u32::from(at > 0);
            let span = Span::new(at, at.checked_add(length)?);
            at = span.end;
            blocks.push(Block { span, kind });
        }
        (at == folded.len()).then_some(Draft { text, folded, blocks })
    }

    /// The original text of a span.
    pub(super) fn slice(&self, span: Span) -> &str {
        &self.text[self.folded.original_range(span.start, span.end)]
    }
}

/// Marks a block that was left out since it repeats in its source.
const REPEATED: u8 = b'r';

impl Document {
    /// Kind and length in characters of each block: `t6 a120 b9`; `t` is the title, `a` an article's, `b` boilerplate, `r`
    /// boilerplate since it repeats in its source.
    pub fn kinds(&self) -> String {
        let mut repeated = self.repeated.iter().map(|&(block, _)| block as usize).peekable();
        let mut out = String::with_capacity(self.blocks.len() * 4);
        for (i, block) in self.blocks.iter().enumerate() {
            let kind = match block.kind {
                _ if repeated.next_if_eq(&i).is_some() => REPEATED,
                BlockKind::Title => b't',
                BlockKind::Article => b'a',
                BlockKind::Boilerplate => b'b',
            };
            if i > 0 {
                out.push(' ');
            }
            out.push(kind.into());
            out.push_str(&block.span.len().to_string());
        }
        out
    }
}

/// Captions that shorter than this say nothing (file names, "图").
const MIN_CAPTION_CHARS: usize = 6;

/// Removes lines that say again what stands elsewhere: the headline as a first line, image texts that the page
/// also prints.
fn drop_repeats(blocks: &mut Vec<RawBlock>, title: &str, folder: &Folder) {
    let squeeze = |text: &str| -> String { text.chars().map(|c| folder.fold(c)).filter(|&c| is_han(c) || c.is_alphanumeric()).collect() };
    let folded_title = squeeze(title);
    if !folded_title.is_empty()
        && let Some(i) = blocks
            .iter()
            .enumerate()
            .filter(|(_, b)| !b.boilerplate)
            .take(CREDIT_LINES)
            .find(|(_, b)| !b.caption && squeeze(&b.text) == folded_title)
            .map(|(i, _)| i)
    {
        blocks.remove(i);
    }
    if !blocks.iter().any(|b| b.caption) {
        return;
    }
    let mut seen = folded_title;
    for block in blocks.iter().filter(|b| !b.caption) {
        seen.push('\n');
        seen.push_str(&squeeze(&block.text));
    }
    blocks.retain(|block| {
        if !block.caption {
            return true;
        }
        let text = squeeze(&block.text);
        let new = text.chars().count() >= MIN_CAPTION_CHARS
            && text.chars().any(is_han)
            && !seen.contains(&text)
            && !seen.lines().any(|line| line.chars().count() >= MIN_CAPTION_CHARS && text.contains(line));
        if new {
            seen.push('\n');
            seen.push_str(&text);
        }
        new
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::{CleaningRules, LineCounts, Lines},
        knowledge::Gazetteer,
    };

    #[test]
    fn a_document_is_made_again_from_its_text_and_the_kinds_of_its_blocks() {
        let gazetteer = Gazetteer::bundled().unwrap();
        let cleaner = gazetteer.cleaner();
        let post = |i: usize| Post {
            title: format!("第{i}號消息 - 甲報"),
            outlet: "甲報".into(),
            ..Post::new(Body::Fragment, format!("<p>（甲報記者王大民台北{i}日電）</p><p>請訂閱本報電子版</p><p></p><p>正文第{i}段。𠮷。</p>"))
        };
        let mut counts = LineCounts::default();
        (0..20).for_each(|i| counts.add("甲報", Lines::of(&Draft::of(&post(i), cleaner))));
        let repeats = counts.finish();
        for repeats in [None, Some((&repeats, "甲報"))] {
            let document = Document::without(&post(7), cleaner, repeats);
            assert_eq!(document.kinds().contains('r'), repeats.is_some(), "{}", document.kinds());
            let draft = Draft::stored(document.text.clone(), &document.kinds(), cleaner.folder).unwrap();
            assert_eq!(format!("{:?}", draft.document(cleaner, repeats)), format!("{document:?}"));
        }
        assert!(Draft::stored("正文".into(), "t1 a1", cleaner.folder).is_none());
    }

    #[test]
    fn a_rule_of_the_rest_cuts_to_the_end_and_one_of_a_list_to_the_next_full_stop() {
        let gazetteer = Gazetteer::bundled().unwrap();
        for (effect, want) in [("rest", "abbbb"), ("list", "abbaa"), ("line", "abaaa")] {
            let yaml = format!("- effect: {effect}\n  pattern: '^附录$'\n  examples: [附录]\n");
            let rules = CleaningRules::from_yaml(&yaml, &gazetteer.folder).unwrap().unwrap();
            let body = "<p>正文。</p><p>附录</p><p>甲与乙</p><p>丙说了。</p><p>丁</p>";
            let document = Document::new(&Post::new(Body::Fragment, body.into()), Cleaner { rules: &rules, ..gazetteer.cleaner() });
            let kinds: String = document.kinds().split_ascii_whitespace().map(|kind| &kind[..1]).collect();
            assert_eq!(kinds, want, "{effect}");
        }
    }

    #[test]
    fn an_article_goes_on_behind_the_heads_of_others() {
        let long = format!("甲报写道，{}事后有人在文末写下“欢迎订阅本报电子报”。", "会议开得很久，".repeat(40));
        for (lines, want) in [
            (vec!["正文。", "延伸阅读", "甲访问乙", "丙会见丁！"], "abbb"),
            (vec!["正文。", "相关阅读：", "甲访问乙", "丙丁说，会谈还没有结束。", "甲与乙"], "abbaa"),
            (vec!["正文。", "欢迎订阅国际新闻电子报，每周三发报。", &long], "aba"),
        ] {
            let body: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
            let document = Document::new(&Post::new(Body::Fragment, body), Gazetteer::bundled().unwrap().cleaner());
            let kinds: String = document.kinds().split_ascii_whitespace().map(|kind| &kind[..1]).collect();
            assert_eq!(kinds, want, "{lines:?}");
        }
    }
}
