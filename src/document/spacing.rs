//! Spaces between Han characters that only layout put there: 王　毅, 会 议, 外交部⏎长.
//!
//! Chinese is written without spaces. Where one stands, it either parts two pieces of text (headings, entries of a menu,
//! the halves of a headline), or lists and lines were padded to a width. The second is so where the line falls into fewer
//! words without it, and it cuts a single character off: 外交部长王 毅 has one word less as 外交部长|王毅, 中国 家庭 has
//! not less as 中|国家|庭, and 北京 大学 may be two entries of a menu. Single characters beside such a word show that the line was
//! not read right: 腿 上 图 源 is not 腿|上图|源.

use super::rules::Cleaner;
use crate::script::is_han;
use smallvec::{SmallVec, smallvec};

/// What is known of words and names, in folded characters.
pub trait Known: std::fmt::Debug {
    /// A word of the word list.
    fn is_word(&self, word: &[char]) -> bool;
    /// A name of the gazetteers.
    fn is_name(&self, name: &[char]) -> bool;
    /// A surname of one character.
    fn is_surname(&self, c: char) -> bool;
    /// False for characters that stand in no given name.
    fn may_be_given(&self, c: char) -> bool;
}

/// Nothing is known: every space stays.
#[derive(Debug, Clone, Copy)]
pub struct Unknown;

impl Known for Unknown {
    fn is_word(&self, _: &[char]) -> bool {
        false
    }
    fn is_name(&self, _: &[char]) -> bool {
        false
    }
    fn is_surname(&self, _: char) -> bool {
        false
    }
    fn may_be_given(&self, _: char) -> bool {
        false
    }
}

/// Longest word that is looked for.
const LONGEST: usize = 8;
/// A line longer than this is looked at in parts of that length: the words of both do not depend on each other.
const LONGEST_RUN: usize = 200;

/// Takes the spaces of layout out of a line whose white space is single spaces.
pub(super) fn close(line: &mut String, cleaner: Cleaner<'_>) {
    if !line.contains(' ') {
        return;
    }
    let chars: Vec<char> = line.chars().collect();
    let is_gap = |i: usize| chars[i] == ' ' && i > 0 && is_han(chars[i - 1]) && chars.get(i + 1).is_some_and(|&c| is_han(c));
    let mut closed = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let length = (at..chars.len()).take(LONGEST_RUN).take_while(|&i| is_han(chars[i]) || is_gap(i)).count();
        if (at..at + length).any(is_gap) {
            // 大漲180點 收13773點: what ends at a number may go on.
            let goes_on = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
            let open = (goes_on(at.checked_sub(1).and_then(|i| chars.get(i))), goes_on(chars.get(at + length)));
            closed.extend(Run::new(&chars[at..at + length], open, cleaner).layout().into_iter().map(|gap| at + gap));
        }
        at += length.max(1);
    }
    if !closed.is_empty() {
        let mut closed = closed.into_iter().peekable();
        *line = chars.iter().enumerate().filter(|(i, _)| closed.next_if_eq(i).is_none()).map(|(_, c)| c).collect();
    }
}

/// Han characters with single spaces between some of them.
struct Run<'a> {
    /// Folded, without the spaces.
    chars: Vec<char>,
    /// Place of the space before each character, where there is one.
    gaps: Vec<Option<usize>>,
    /// The line goes on before and behind it, with letters or numbers.
    open: (bool, bool),
    known: &'a dyn Known,
}

/// How a run is read up to some character.
#[derive(Clone, Copy)]
struct Reading {
    words: u32,
    spaces: u32,
    /// Length of the last word.
    last: usize,
}

impl<'a> Run<'a> {
    fn new(chars: &[char], open: (bool, bool), cleaner: Cleaner<'a>) -> Run<'a> {
        let mut run = Run { chars: Vec::with_capacity(chars.len()), gaps: Vec::with_capacity(chars.len()), open, known: cleaner.known };
        for (i, &c) in chars.iter().enumerate().filter(|(_, c)| **c != ' ') {
            run.chars.push(cleaner.folder.fold(c));
            run.gaps.push(i.checked_sub(1).filter(|&before| chars[before] == ' '));
        }
        run
    }

    /// Places of the spaces that stand inside words of the reading with the fewest words, and of these with the fewest spaces
    /// in words.
    fn layout(&self) -> Vec<usize> {
        let n = self.chars.len();
        if !self.may_close() {
            return Vec::new();
        }
        let mut best: Vec<Reading> = vec![Reading { words: 0, spaces: 0, last: 0 }];
        for end in 1..=n {
            let readings = (1..=LONGEST.min(end)).filter_map(|length| {
                let spaces = self.word(end - length, end)?;
                let before = best[end - length];
                Some(Reading { words: before.words + 1, spaces: before.spaces + spaces, last: length })
            });
            // One character is always a word.
            best.extend(readings.min_by_key(|reading| (reading.words, reading.spaces)));
        }
        let mut ends = Vec::new();
        let mut end = n;
        while end > 0 {
            ends.push(end);
            end -= best[end].last;
        }
        ends.push(0);
        ends.reverse();
        let words: Vec<(usize, usize)> = ends.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let mut inside = Vec::new();
        for (i, &(start, end)) in words.iter().enumerate() {
            let spaces = self.gaps[start + 1..end].iter().flatten();
            // A word of a list that holds 350,000 is found by chance; a name is not.
            let is_sure = || self.known.is_name(&self.chars[start..end]) || self.is_padded_name(start, end);
            let parted = |at: usize| self.gaps.get(at).is_some_and(Option::is_some);
            let whole = |word: Option<&(usize, usize)>, is_open: bool| word.map_or(!is_open, |(start, end)| end - start > 1);
            let fits = || {
                (parted(start) || whole(i.checked_sub(1).and_then(|i| words.get(i)), self.open.0))
                    && (parted(end) || whole(words.get(i + 1), self.open.1))
            };
            if end - start > 1 && (is_sure() || fits()) {
                inside.extend(spaces);
            }
        }
        inside
    }

    /// False where no word goes on over a space, whatever else the run is read as.
    fn may_close(&self) -> bool {
        let is_word = |start: usize, end: usize| self.word(start, end).is_some();
        let over = |gap: usize| {
            (gap.saturating_sub(LONGEST - 1)..gap).any(|start| (gap + 1..=(start + LONGEST).min(self.chars.len())).any(|end| is_word(start, end)))
        };
        (1..self.chars.len()).any(|i| self.gaps[i].is_some() && over(i))
    }

    /// The number of spaces inside, where these characters may be one word.
    fn word(&self, start: usize, end: usize) -> Option<u32> {
        if self.gaps[start + 1..end].iter().all(Option::is_none) {
            return (end - start == 1 || self.is_known(start, end)).then_some(0);
        }
        let pieces = self.pieces(start, end);
        let spaces = pieces.len() as u32 - 1;
        let is_single = pieces.windows(2).all(|pair| pair.contains(&1));
        (is_single && (self.is_known(start, end) || self.is_padded_name(start, end))).then_some(spaces)
    }

    fn is_known(&self, start: usize, end: usize) -> bool {
        let chars = &self.chars[start..end];
        self.known.is_word(chars) || self.known.is_name(chars)
    }

    /// Lengths of the pieces into which spaces cut some characters.
    fn pieces(&self, start: usize, end: usize) -> SmallVec<[usize; LONGEST]> {
        let mut pieces = smallvec![1];
        for gap in &self.gaps[start + 1..end] {
            match (gap, pieces.last_mut()) {
                (None, Some(piece)) => *piece += 1,
                _ => pieces.push(1),
            }
        }
        pieces
    }

    /// A surname behind a word, and a given name of characters that each stand alone: 书记张 勇、…, 秘书长李 大 强说.
    fn is_padded_name(&self, start: usize, end: usize) -> bool {
        let behind_word = || {
            let mut words = (2..=LONGEST.min(start)).map(|length| start - length);
            start == 0
                || self.gaps[start].is_some()
                || words.any(|from| self.gaps[from + 1..start].iter().all(Option::is_none) && self.is_known(from, start))
        };
        let alone = |i: usize| self.gaps[i].is_some() && self.gaps.get(i + 1).is_none_or(Option::is_some);
        let given = |i: usize| self.known.may_be_given(self.chars[i]);
        let surname = self.known.is_surname(self.chars[start]);
        match end - start {
            2 => surname && alone(start + 1) && given(start + 1) && behind_word(),
            3 => {
                let next = start + 2;
                // 马 凯 王 晨: another name begins.
                let begins_name = self.known.is_surname(self.chars[next]) && self.gaps.get(next + 1).is_some_and(Option::is_some);
                surname && alone(start + 1) && self.gaps[next].is_some() && !begins_name && given(start + 1) && given(next) && behind_word()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::CleaningRules, script::Folder};

    #[derive(Debug)]
    struct Few;

    impl Known for Few {
        fn is_name(&self, name: &[char]) -> bool {
            ["外交部长", "王毅", "李克强"].contains(&name.iter().collect::<String>().as_str())
        }
        fn is_word(&self, word: &[char]) -> bool {
            let words = [
                "外交部",
                "外交部长",
                "部长",
                "会见",
                "王毅",
                "李克强",
                "总理",
                "召开",
                "会议",
                "开会",
                "国家",
                "中国",
                "家庭",
                "秘书长",
                "书记",
                "北京",
                "大学",
                "北京大学",
                "记者",
                "记者会",
                "美国",
                "国务卿",
                "出席",
                "说明",
                "委员",
                "小明",
                "台海",
                "海峡",
                "反舰",
                "导弹",
                "上图",
                "点收",
            ];
            words.contains(&word.iter().collect::<String>().as_str())
        }
        fn is_surname(&self, c: char) -> bool {
            "王李张马肖刘明".contains(c)
        }
        fn may_be_given(&self, c: char) -> bool {
            c != '说'
        }
    }

    fn closed(line: &str) -> String {
        let (rules, folder) = (CleaningRules::default(), Folder::new([]));
        let mut line = line.to_owned();
        close(&mut line, Cleaner { rules: &rules, folder: &folder, known: &Few });
        line
    }

    #[test]
    fn spaces_of_layout_go_and_those_between_pieces_of_text_stay() {
        for (line, want) in [
            ("外交部长王 毅会见来宾。", "外交部长王毅会见来宾。"),
            ("外交部 长王 毅", "外交部长王毅"),
            ("总理李 克强召开会 议。", "总理李克强召开会议。"),
            ("會 議", "會議"),
            ("書記張 勇、肖 捷出席", "書記張勇、肖 捷出席"),
            ("委员马 凯 王 晨 刘 鹤", "委员马凯 王晨 刘鹤"),
            ("秘书长李 大 强说明", "秘书长李大强说明"),
            ("“杀手”反 舰导弹", "“杀手”反舰导弹"),
            // By chance a word.
            ("腿上 图源", "腿上 图源"),
            ("180點 收137點", "180點 收137點"),
            // Nothing is gained.
            ("中国 家庭", "中国 家庭"),
            ("北京 大学", "北京 大学"),
            ("记者 会见", "记者 会见"),
            ("美 国务卿", "美 国务卿"),
            ("台 海峡", "台 海峡"),
            ("王毅 张某某", "王毅 张某某"),
            ("记者王小明 摄", "记者王小明 摄"),
            ("陆 批美干涉", "陆 批美干涉"),
            ("张 a 李", "张 a 李"),
            ("张  ", "张  "),
        ] {
            assert_eq!(closed(line), want, "{line}");
        }
    }
}
