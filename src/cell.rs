//! Texts as cells of CSV, and back: no control characters, no backslashes, no formulas.

use std::borrow::Cow;

/// A cell without control characters and backslashes.
pub fn clean_cell(text: &str) -> Cow<'_, str> {
    let unclean = |c: char| c.is_control() || matches!(c, '\\' | '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}');
    if !text.contains(unclean) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| {
                if c == '\\' {
                    '＼'
                } else if unclean(c) {
                    ' '
                } else {
                    c
                }
            })
            .collect(),
    )
}

/// What the cells of a spreadsheet begin with that are computed rather than shown; the wide forms where the program runs in
/// Chinese or Japanese.
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Would a spreadsheet compute this, now or after it has lost the apostrophes before it?
fn is_formula(text: &str) -> bool {
    // Most texts of the tables begin with a letter or a Chinese character.
    let first = text.bytes().next().unwrap_or(b'a');
    let start = || text.trim_start_matches([' ', '\u{3000}', '\'']);
    // A sign on its own computes nothing: `-` is the id of standard input.
    !first.is_ascii_alphanumeric() && start().strip_prefix(FORMULA_STARTS).is_some_and(|rest| !rest.is_empty())
}

/// A text as a cell of CSV: one that a spreadsheet would take for a formula has an apostrophe before it, as OWASP advises
/// against CSV injection. [`cell_text`] takes it off.
pub fn guard_formula(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell: without the apostrophe that [`guard_formula`] puts before it.
pub fn cell_text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_no_control_characters_and_no_backslash() {
        assert_eq!(clean_cell("a\nb\\c\u{2028}"), "a b＼c ");
        assert!(matches!(clean_cell("甲,\"乙\""), Cow::Borrowed(_)));
    }

    #[test]
    fn a_cell_is_no_formula_and_can_be_read_back() {
        for (text, cell) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-x", "'-x"),
            ("@x", "'@x"),
            ("  =1", "'  =1"),
            ("＝１", "'＝１"),
            ("'=1", "''=1"),
            ("甲=乙", "甲=乙"),
            ("'甲", "'甲"),
            ("——甲", "——甲"),
            ("-", "-"),
            ("'-", "'-"),
            ("", ""),
        ] {
            assert_eq!(guard_formula(text), cell);
            assert_eq!(cell_text(cell), text);
        }
        assert_eq!(guard_formula(&clean_cell("\t=1")), "' =1");
    }
}
