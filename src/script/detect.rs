//! Which script a text is in.

use super::Folder;

/// The script of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    /// Simplified characters.
    Hans,
    /// Traditional characters.
    Hant,
    /// Both, in amounts that one quotation does not explain.
    Mixed,
    /// Not Chinese.
    Latin,
}

impl Script {
    /// The value written to documents.csv.
    pub fn as_str(self) -> &'static str {
        match self {
            Script::Hans => "hans",
            Script::Hant => "hant",
            Script::Mixed => "mixed",
            Script::Latin => "latin",
        }
    }
}

/// A text is Chinese when at least this share of its letters are Han characters: English pages with some Chinese
/// names stay below it, Chinese pages with many Latin names stay above (set on the seventeen outlets).
const MIN_HAN_SHARE: f64 = 0.2;
/// Traditional-only characters make up about 30 % of Traditional prose and none of Simplified prose.
const HANT_SHARE: f64 = 0.15;
const MIXED_SHARE: f64 = 0.03;

/// True for a Han character (unified ideographs, their extensions and compatibility forms).
#[inline]
pub fn is_han(c: char) -> bool {
    matches!(c as u32, 0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x3007 | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Detects the script of a text by the share of its Han characters that folding changes.
pub fn detect(text: impl Iterator<Item = char>, folder: &Folder) -> Script {
    let (mut han, mut changed, mut latin) = (0u32, 0u32, 0u32);
    for c in text {
        if is_han(c) {
            han += 1;
            changed += u32::from(folder.fold(c) != c);
        } else if c.is_alphabetic() {
            latin += 1;
        }
    }
    // A Latin word of five letters weighs about as much as one or two Han characters.
    if f64::from(han) < MIN_HAN_SHARE * (f64::from(han) + f64::from(latin) / 3.0) || han == 0 {
        return Script::Latin;
    }
    let share = f64::from(changed) / f64::from(han);
    if share >= HANT_SHARE {
        Script::Hant
    } else if share >= MIXED_SHARE {
        Script::Mixed
    } else {
        Script::Hans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        let folder = Folder::new([]);
        for (text, want) in [
            ("总统今天在总统府会见了来访的议员代表团", Script::Hans),
            ("總統今天在總統府會見了來訪的議員代表團", Script::Hant),
            ("Premier says the island (台湾) will hold talks with trade officials next week", Script::Latin),
            ("苹果公司 Apple 与 Google Microsoft Amazon 的总裁出席听证会", Script::Hans),
            ("", Script::Latin),
        ] {
            assert_eq!(detect(text.chars(), &folder), want, "{text}");
        }
    }
}
