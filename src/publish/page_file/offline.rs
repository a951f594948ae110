//! A page that is one file and needs no network.

use serde::Serialize;
use std::io::{self, Write};

/// SHA-256 of the script and of the style of a page, in base64: a browser runs no others in it. They stand in the program,
/// which then needs no code for them; a test computes them anew and says what to write after a change.
#[derive(Debug, Clone, Copy)]
pub struct Hashes {
    /// Of all scripts, joined and wrapped.
    pub script: &'static str,
    /// Of the style.
    pub style: &'static str,
}

/// Fills a template: `{policy}`, `{style}`, `{data}` and `{script}`, in this order. The policy lets run the one script and
/// the one style whose hashes it names, and load nothing. `data` goes as JSON into a block of data, which no text in it can
/// end.
///
/// # Errors
/// What `out` fails with.
pub fn offline_page(template: &str, style: &str, scripts: &[&str], hashes: Hashes, data: &impl Serialize, mut out: impl Write) -> io::Result<()> {
    let script = joined(scripts);
    let Hashes { script: of_script, style: of_style } = hashes;
    let policy = format!("default-src 'none'; script-src 'sha256-{of_script}'; style-src 'sha256-{of_style}'; base-uri 'none'; form-action 'none'");
    let mut rest = template;
    for (mark, text) in [("{policy}", Some(policy.as_str())), ("{style}", Some(style)), ("{data}", None), ("{script}", Some(&script))] {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        out.write_all(before.as_bytes())?;
        match text {
            Some(text) => out.write_all(text.as_bytes())?,
            None => serde_json::to_writer(NoTags(&mut out), data)?,
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

/// Writes JSON without the character that begins tags, which stands in strings alone.
struct NoTags<W>(W);

impl<W: Write> Write for NoTags<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (i, piece) in bytes.split(|&byte| byte == b'<').enumerate() {
            if i > 0 {
                self.0.write_all(b"\\u003c")?;
            }
            self.0.write_all(piece)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn joined(scripts: &[&str]) -> String {
    format!("'use strict';\n(() => {{\n{}\n}})();\n", scripts.join("\n"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Hashes, joined};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};

    /// Compares the hashes that a page names with those of what it holds.
    pub(crate) fn check(style: &str, scripts: &[&str], hashes: Hashes) {
        let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
        assert_eq!((hashes.script.to_owned(), hashes.style.to_owned()), (hash(&joined(scripts)), hash(style)));
    }
}
