//! What a document was read from, for maps that lead back to it.

use super::{
    decode::{decoded, places},
    input::{Record, Source},
    post::{Body, Post, bytes_of},
};
use std::borrow::Cow;

/// The text that a document was made of, and where it stands in the file.
#[derive(Debug)]
pub struct Origin<'a> {
    /// `file`: the file, or the member of an archive, decoded; `field`: the field of a record that holds the body, without the
    /// escapes of its format.
    pub of: &'static str,
    /// The text.
    pub text: Cow<'a, str>,
    /// Where the body begins in it.
    pub body: usize,
    /// HTML, or Markdown with HTML in it.
    pub is_markup: bool,
    places: Option<Vec<usize>>,
}

impl Origin<'_> {
    /// The byte of the file, or of the field, at which a byte of the text stands.
    pub fn place(&self, byte: usize) -> usize {
        self.places.as_ref().map_or(byte, |places| places[byte])
    }
}

/// What a post that was read from this record was made of; none where its text stands nowhere as such (a Word file).
pub fn origin<'a>(record: &Record, post: &'a Post) -> Option<Origin<'a>> {
    let is_markup = post.kind != Body::Text;
    if let Source::Fields(fields) = &record.source {
        let text = Cow::Borrowed(post.body.as_str());
        return (!fields.derived).then_some(Origin { of: "field", text, body: 0, is_markup, places: None });
    }
    let bytes = bytes_of(record).ok()?;
    let decoded = decoded(&bytes).ok()?;
    let places = Some(places(&bytes, &decoded)?);
    let text = decoded.text.into_owned();
    let body = text.strip_suffix(post.body.as_str()).map_or(0, str::len);
    // The head of a page says much that its body says again.
    let body = if post.kind == Body::Page { text.find("<body").unwrap_or(body) } else { body };
    Some(Origin { of: "file", text: Cow::Owned(text), body, is_markup, places })
}
