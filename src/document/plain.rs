//! Plain text to lines: text that was wrapped to a width is joined, text with one paragraph a line stays as it is.

use crate::script::is_han;

/// Columns of a wrapped text.
const MIN_WIDTH: usize = 24;
const MAX_WIDTH: usize = 160;
/// A full line is at most this much narrower than the widest: a character or a word that did not fit any more.
const SLACK: usize = 8;
/// Lines of a text that can be told to be wrapped.
const MIN_LINES: usize = 4;
/// Share of full lines among all in a wrapped text.
const FULL_SHARE: f64 = 0.4;

/// The paragraphs of a text, one an item.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let widths: Vec<usize> = lines.iter().map(|line| width(line)).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let filled = widths.iter().filter(|&&w| w > 0).count();
    let full = |w: usize| w + SLACK >= widest;
    let wrapped = (MIN_WIDTH..=MAX_WIDTH).contains(&widest)
        && filled >= MIN_LINES
        && widths.iter().filter(|&&w| full(w)).count() as f64 >= FULL_SHARE * filled as f64;
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for (line, &width) in lines.iter().zip(&widths) {
        let indented = line.starts_with(['\u{3000}', '\t']) || line.starts_with("  ");
        match out.last_mut() {
            Some(last) if wrapped && open && width > 0 && !indented => join(last, line.trim_start()),
            _ => out.push((*line).to_owned()),
        }
        open = full(width);
    }
    out
}

/// Appends a line, with a space where the script has them.
fn join(text: &mut String, line: &str) {
    let spaced = |c: Option<char>| c.is_some_and(|c| !is_han(c) && (c.is_alphanumeric() || matches!(c, ',' | '.' | ';')));
    if spaced(text.chars().next_back()) && spaced(line.chars().next()) {
        text.push(' ');
    }
    text.push_str(line);
}

/// Columns on a terminal: Han characters and full-width forms take two.
fn width(line: &str) -> usize {
    line.chars().map(|c| if (c as u32) >= 0x2E80 { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_text_is_joined_and_paragraphs_stay() {
        let wrapped = "　　外交部今天上午在首都举行记者会，外交\n部长说明了本月访问邻国的安排，并且回答\n了各地记者的问题。\n　　发言人随后补充说，行程还没有最后确定\n，细节将在下周公布。\n";
        let want = [
            "　　外交部今天上午在首都举行记者会，外交部长说明了本月访问邻国的安排，并且回答了各地记者的问题。",
            "　　发言人随后补充说，行程还没有最后确定，细节将在下周公布。",
        ];
        assert_eq!(paragraphs(wrapped), want);
        let paragraph =
            "甲说，这一段很长，一直写到这一行的末尾才结束，所以它不是按宽度折行的文字，而是一整个段落，不应当与下一行连在一起，也没有别的原因。";
        let lines = format!("{paragraph}{paragraph}\n短。\n{paragraph}{paragraph}\n又短。");
        assert_eq!(paragraphs(&lines).len(), 4);
        let list = "王某 主席\n李某 副主席\n张某 秘书长\n赵某 委员";
        assert_eq!(paragraphs(list).len(), 4);
    }

    #[test]
    fn latin_words_keep_their_space() {
        let text = "The minister said on Monday that the talks\nwould go on until the end of the week and\nthat both sides were ready to sign the new\nagreement.";
        assert_eq!(paragraphs(text).len(), 1);
        assert!(paragraphs(text)[0].contains("talks would go"));
    }
}
