//! Writes the one-to-one character fold as a Rust table into `OUT_DIR`.
//!
//! For every character the table holds the one character it folds to: compatibility and full-width forms by NFKC
//! (only where the result is a single character), then lower case, then Traditional and regional variants to
//! Simplified by OpenCC's character tables. Multi-character results are left alone so that offsets survive.

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::{env, fmt::Write as _, fs, path::Path};
use unicode_normalization::UnicodeNormalization;

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // New files there are not seen by the macro that bundles them.
    println!("cargo:rerun-if-changed=gazetteers");
    let chains: Vec<OpenCC> = [BuiltinConfig::T2s, BuiltinConfig::Hk2s, BuiltinConfig::Tw2s]
        .into_iter()
        .map(|config| OpenCC::from_config(config).expect("OpenCC tables are built in"))
        .collect();
    let simplify = |c: char| {
        chains
            .iter()
            .find_map(|chain| {
                let out = chain.convert(c.encode_utf8(&mut [0; 4]));
                single(out.chars()).filter(|&o| o != c)
            })
            .unwrap_or(c)
    };
    let fold = |c: char| {
        let nfkc = single(c.nfkc()).unwrap_or(c);
        let lower = single(nfkc.to_lowercase()).unwrap_or(nfkc);
        // Two steps reach the fixed point (餘 → 馀 → 余).
        simplify(simplify(lower))
    };

    let mut source = String::from("/// Characters that fold to another one, sorted: `(from, to)`.\npub static FOLDED: &[(char, char)] = &[\n");
    for c in ('\u{80}'..=char::MAX).chain('A'..='Z') {
        if matches!(c as u32, 0xAC00..=0xD7A3) {
            continue; // Hangul syllables fold to themselves
        }
        let to = fold(c);
        if to != c {
            writeln!(source, "({c:?}, {to:?}),").expect("writing to a string");
        }
    }
    source.push_str("];\n");
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("fold_table.rs");
    fs::write(out, source).expect("OUT_DIR is writable");
}
