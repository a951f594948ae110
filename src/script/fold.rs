//! The one-to-one character fold. One character in, one character out, so that character offsets into the folded
//! text are character offsets into the original.

/// Characters that fold to another one: code points in hexadecimal, then both characters for people who read it. A test
/// makes it again from OpenCC's tables and Unicode's.
const TABLE: &str = include_str!("fold.txt");

/// The pairs of the built-in table, in the order of the first.
fn built_in() -> impl Iterator<Item = (char, char)> {
    let code = |field: Option<&str>| field.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
    TABLE.lines().filter_map(move |line| {
        let mut fields = line.split(' ');
        Some((code(fields.next())?, code(fields.next())?))
    })
}

const BMP: usize = 0x1_0000;
/// Marks a basic-plane character that folds to one beyond it (U+FFFF is no character).
const LOOK_UP: u16 = 0xFFFF;

/// Folds characters: Traditional and regional variants to Simplified, full-width and compatibility forms to the plain
/// ones, upper to lower case, and the extra pairs of the gazetteer folder (name dots, rare variants).
///
/// Build one per run; it is read-only afterwards and shared by all threads.
#[derive(Debug, Clone)]
pub struct Folder {
    bmp: Box<[u16]>,
    /// Pairs in which either side lies beyond the basic plane, sorted by the first.
    astral: Vec<(char, char)>,
}

impl Folder {
    /// A folder with the built-in table and `extra` pairs, which win over it.
    ///
    /// `extra` pairs also catch characters that the built-in table folds to `from`.
    pub fn new(extra: impl IntoIterator<Item = (char, char)>) -> Self {
        let mut folder = Folder { bmp: (0..BMP).map(|i| i as u16).collect(), astral: Vec::new() };
        let table: Vec<(char, char)> = built_in().collect();
        for &(from, to) in &table {
            folder.set(from, to);
        }
        for (from, to) in extra {
            let to = folder.fold(to);
            folder.set(from, to);
            for &(other, target) in &table {
                if target == from {
                    folder.set(other, to);
                }
            }
        }
        folder
    }

    fn set(&mut self, from: char, to: char) {
        if (from as usize) < BMP {
            self.bmp[from as usize] = if (to as usize) < BMP { to as u16 } else { LOOK_UP };
            if (to as usize) < BMP {
                return;
            }
        }
        match self.astral.binary_search_by_key(&from, |pair| pair.0) {
            Ok(i) => self.astral[i].1 = to,
            Err(i) => self.astral.insert(i, (from, to)),
        }
    }

    /// The character that `c` folds to.
    #[inline]
    pub fn fold(&self, c: char) -> char {
        match self.bmp.get(c as usize) {
            Some(&LOOK_UP) | None => self.fold_rare(c),
            Some(&unit) => char::from_u32(unit.into()).unwrap_or(c),
        }
    }

    #[cold]
    fn fold_rare(&self, c: char) -> char {
        match self.astral.binary_search_by_key(&c, |pair| pair.0) {
            Ok(i) => self.astral[i].1,
            Err(_) => c,
        }
    }

    /// Folds a string of any length; the result has the same number of characters.
    pub fn fold_str(&self, text: &str) -> String {
        text.chars().map(|c| self.fold(c)).collect()
    }

    /// Folds a text and keeps the maps between the offsets of both.
    pub fn folded(&self, text: &str) -> Folded {
        let mut out = Folded {
            text: String::with_capacity(text.len()),
            chars: Vec::with_capacity(text.len() / 2),
            folded_bytes: Vec::with_capacity(text.len() / 2 + 1),
            original_bytes: Vec::with_capacity(text.len() / 2 + 1),
        };
        for (byte, c) in text.char_indices() {
            let to = self.fold(c);
            out.original_bytes.push(byte as u32);
            out.folded_bytes.push(out.text.len() as u32);
            out.chars.push(to);
            out.text.push(to);
        }
        out.original_bytes.push(text.len() as u32);
        out.folded_bytes.push(out.text.len() as u32);
        out
    }
}

/// A folded text with exact offset maps. Offsets of every later stage are character offsets, the same in both texts.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// Its characters.
    pub chars: Vec<char>,
    /// For each character, and one past the last, its byte offset in `text`.
    folded_bytes: Vec<u32>,
    /// For each character, and one past the last, its byte offset in the original text.
    original_bytes: Vec<u32>,
}

impl Folded {
    /// Number of characters.
    pub fn len(&self) -> u32 {
        self.chars.len() as u32
    }

    /// True for the empty text.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Character offset of a byte offset in the folded text.
    pub fn char_of_byte(&self, byte: usize) -> u32 {
        self.folded_bytes.partition_point(|&start| start as usize <= byte) as u32 - 1
    }

    /// Byte range in the original text of a character range.
    #[inline]
    pub fn original_range(&self, start: u32, end: u32) -> std::ops::Range<usize> {
        self.original_bytes[start as usize] as usize..self.original_bytes[end as usize] as usize
    }

    /// Byte range in the folded text of a character range.
    #[inline]
    pub fn folded_range(&self, start: u32, end: u32) -> std::ops::Range<usize> {
        self.folded_bytes[start as usize] as usize..self.folded_bytes[end as usize] as usize
    }

    /// Folded characters of a range.
    #[inline]
    pub fn slice(&self, start: u32, end: u32) -> &[char] {
        &self.chars[start as usize..end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Folder;

    fn fold(text: &str) -> String {
        Folder::new([('‧', '·'), ('丶', '、'), ('锺', '钟')]).fold_str(text)
    }

    #[test]
    fn script_width_case_and_dots_fold_to_one_form() {
        for (from, to) in [
            ("臺灣總統蔡英文", "台湾总统蔡英文"),
            ("曾國衞", "曾国卫"),
            ("ＡＰＥＣ　２０２０", "apec 2020"),
            ("喬‧拜登", "乔·拜登"),
            ("鍾國斌锺国斌", "钟国斌钟国斌"),
            ("餘", "余"),
            ("（編輯：甲）", "(编辑:甲)"),
            ("Vystrčil", "vystrčil"),
            ("𩸽", "𩸽"),
        ] {
            assert_eq!(fold(from), to);
        }
    }

    #[test]
    fn offsets_into_the_fold_are_offsets_into_the_original() {
        let text = "ＡB臺灣𠮷x總";
        let folded = Folder::new([]).folded(text);
        assert_eq!(folded.len() as usize, text.chars().count());
        let byte = folded.text.find("湾").unwrap();
        let start = folded.char_of_byte(byte);
        assert_eq!(&text[folded.original_range(start, start + 1)], "灣");
        assert_eq!(&text[folded.original_range(0, folded.len())], text);
    }

    #[test]
    fn folding_is_idempotent_over_all_characters() {
        let folder = Folder::new([]);
        let wrong: Vec<char> = ('\0'..=char::MAX).filter(|&c| folder.fold(folder.fold(c)) != folder.fold(c)).collect();
        assert_eq!(wrong, Vec::<char>::new());
    }
}
