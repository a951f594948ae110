//! Sentence boundaries in Chinese and Latin punctuation.

use super::Span;

fn ends(c: char) -> bool {
    matches!(c, '。' | '!' | '?' | '｡' | '⋯' | '‼' | '⁉')
}

fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '"' | '\'' | ')' | ']' | '】' | '》' | '〉')
}

/// A longer stretch without a full stop is a list or a table: it ends at the first pause behind so many characters.
const LONGEST: usize = 2000;

fn pauses(c: char) -> bool {
    matches!(c, ',' | ';' | '、' | ' ')
}

/// Splits a block of folded characters into sentences; white space around them belongs to none.
///
/// A sentence ends after `。！？` and `……`, with the quotes and brackets that close behind them, and after a Latin
/// full stop that follows a lower-case word and precedes white space and a capital or a Han character (folding has
/// removed case, so the test is: a word of at least five letters before the stop; Sen. and Prof. are shorter). Behind
/// [`LONGEST`] characters a pause ends it too.
pub(super) fn split(chars: &[char], block: Span, mut each: impl FnMut(Span)) {
    let (mut start, end) = (block.start as usize, block.end as usize);
    let mut i = start;
    let mut emit = |from: usize, to: usize| {
        let mut from = from;
        let mut to = to;
        while from < to && chars[from] == ' ' {
            from += 1;
        }
        while to > from && chars[to - 1] == ' ' {
            to -= 1;
        }
        if from < to {
            each(Span::new(from as u32, to as u32));
        }
    };
    while i < end {
        let ellipsis = chars[i] == '…' && i + 1 < end && chars[i + 1] == '…';
        let long = i >= start + LONGEST && pauses(chars[i]);
        let stop = ellipsis || long || ends(chars[i]) || is_latin_stop(chars, start, i, end);
        i += 1;
        if !stop {
            continue;
        }
        while i < end && (ends(chars[i]) || closes(chars[i]) || chars[i] == '…') {
            i += 1;
        }
        // 「……」那位發言人說: an ellipsis before a comma or a particle ends nothing.
        if ellipsis && i < end && matches!(chars[i], ',' | '、' | ';' | '的') {
            continue;
        }
        emit(start, i);
        start = i;
    }
    emit(start, end);
}

fn is_latin_stop(chars: &[char], start: usize, i: usize, end: usize) -> bool {
    const WORD: usize = 5;
    chars[i] == '.' && i + 1 < end && chars[i + 1] == ' ' && i >= start + WORD && chars[i - WORD..i].iter().all(|c| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries() {
        for (text, want) in [
            ("甲说。乙问?丙", vec!["甲说。", "乙问?", "丙"]),
            ("「甲说。」他走了。", vec!["「甲说。」", "他走了。"]),
            ("他问:“真的?!”于是走了", vec!["他问:“真的?!”", "于是走了"]),
            ("甲……乙。", vec!["甲……", "乙。"]),
            ("所谓“……”,甲", vec!["所谓“……”,甲"]),
            ("3.5亿 u.s. 公司", vec!["3.5亿 u.s. 公司"]),
            ("he left early. 他说", vec!["he left early.", "他说"]),
            ("(sen. rubio)", vec!["(sen. rubio)"]),
            ("  ", vec![]),
        ] {
            let chars: Vec<char> = text.chars().collect();
            let mut got = Vec::new();
            split(&chars, Span::new(0, chars.len() as u32), |s| got.push(chars[s.start as usize..s.end as usize].iter().collect::<String>()));
            assert_eq!(got, want);
        }
    }

    #[test]
    fn a_table_is_no_sentence() {
        let chars: Vec<char> = "甲乙、".repeat(1000).chars().collect();
        let mut lengths = Vec::new();
        split(&chars, Span::new(0, 3000), |s| lengths.push(s.len()));
        assert_eq!(lengths, [2001, 999]);
    }
}
