//! The committed fold table against the tables it stands for.

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::{fmt::Write as _, fs, path::Path};
use unicode_normalization::UnicodeNormalization;

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

/// Compatibility and full-width forms by NFKC (only where the result is a single character), then lower case, then
/// Traditional and regional variants to Simplified by OpenCC's character tables. Results of several characters are left
/// alone, so that offsets survive.
fn table() -> String {
    let chains: Vec<OpenCC> = [BuiltinConfig::T2s, BuiltinConfig::Hk2s, BuiltinConfig::Tw2s]
        .into_iter()
        .map(|config| OpenCC::from_config(config).expect("OpenCC's own tables"))
        .collect();
    let simplify = |c: char| {
        let to = |chain: &OpenCC| single(chain.convert(c.encode_utf8(&mut [0; 4])).chars()).filter(|&o| o != c);
        chains.iter().find_map(to).unwrap_or(c)
    };
    let fold = |c: char| {
        let nfkc = single(c.nfkc()).unwrap_or(c);
        let lower = single(nfkc.to_lowercase()).unwrap_or(nfkc);
        // Two steps reach the fixed point (餘 → 馀 → 余).
        simplify(simplify(lower))
    };
    let mut out = String::new();
    for c in ('A'..='Z').chain('\u{80}'..=char::MAX) {
        // Hangul syllables fold to themselves.
        let to = if matches!(c as u32, 0xAC00..=0xD7A3) { c } else { fold(c) };
        if to != c {
            writeln!(out, "{:04X} {:04X}", c as u32, to as u32).expect("writing to a string");
        }
    }
    out
}

#[test]
fn the_fold_table_is_what_opencc_and_unicode_say() {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/script/fold.txt")).expect("the table is committed");
    let codes: String = file.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ") + "\n").collect();
    let made = table();
    let differ: Vec<(&str, &str)> = codes.lines().zip(made.lines()).filter(|(a, b)| a != b).take(5).collect();
    assert!(codes == made, "src/script/fold.txt differs: (committed, made) {differ:?}");
}
