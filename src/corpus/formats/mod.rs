//! Formats that few need, behind the cargo feature `formats`: feeds, web archives, zip archives, Word files, books.
//!
//! Without the feature every such file is passed over, with a note that says how to get it.

#[cfg(feature = "formats")]
mod book;
#[cfg(feature = "formats")]
mod feed;
#[cfg(feature = "formats")]
mod warc;
#[cfg(feature = "formats")]
mod word;
#[cfg(feature = "formats")]
mod zip;

#[cfg(feature = "formats")]
pub(super) use {book::visit_epub, feed::visit_feed, warc::visit_warc, word::visit_docx, zip::visit_zip};

#[cfg(not(feature = "formats"))]
pub(super) use without::{visit_docx, visit_epub, visit_feed, visit_warc, visit_zip};

/// What a program built without the feature says.
#[cfg(not(feature = "formats"))]
mod without {
    use crate::corpus::{FieldNames, Record};
    use std::{
        io::{self, Read},
        path::Path,
    };

    type Each<'a> = &'a mut dyn FnMut(Record) -> bool;

    fn not_compiled_in(what: &str) -> io::Result<bool> {
        let message = format!("{what} are not compiled into this program: cargo install --path . --features formats (or full, for everything)");
        Err(io::Error::new(io::ErrorKind::Unsupported, message))
    }

    pub(in crate::corpus) fn visit_feed(_: &str, _: &Path, _: Box<dyn Read>, _: Each<'_>) -> io::Result<bool> {
        not_compiled_in("feeds (.xml, .rss, .atom)")
    }

    pub(in crate::corpus) fn visit_warc(_: &str, _: &Path, _: Box<dyn Read>, _: Each<'_>) -> io::Result<bool> {
        not_compiled_in("web archives (.warc)")
    }

    pub(in crate::corpus) fn visit_zip(_: &str, _: &Path, _: &FieldNames, _: Each<'_>) -> io::Result<bool> {
        not_compiled_in("zip archives")
    }

    pub(in crate::corpus) fn visit_docx(_: &str, _: &Path, _: Each<'_>) -> io::Result<bool> {
        not_compiled_in("Word files (.docx)")
    }

    pub(in crate::corpus) fn visit_epub(_: &str, _: &Path, _: Each<'_>) -> io::Result<bool> {
        not_compiled_in("books (.epub)")
    }
}
