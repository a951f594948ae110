//! A page that is one file and needs no network.

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
/// the one style whose hashes it names, and load nothing. `json` goes into a block of data, which no text in it can end.
pub fn offline_page(template: &str, style: &str, scripts: &[&str], hashes: Hashes, json: &str) -> String {
    let script = joined(scripts);
    let Hashes { script: of_script, style: of_style } = hashes;
    let policy = format!("default-src 'none'; script-src 'sha256-{of_script}'; style-src 'sha256-{of_style}'; base-uri 'none'; form-action 'none'");
    let json = json.replace('<', "\\u003c");
    let mut page = String::with_capacity(template.len() + style.len() + script.len() + json.len());
    let mut rest = template;
    for (mark, text) in [("{policy}", policy.as_str()), ("{style}", style), ("{data}", &json), ("{script}", &script)] {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page.push_str(before);
        page.push_str(text);
        rest = after;
    }
    page.push_str(rest);
    page
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
