//! Finds inputs and reads them into [`Post`]s: folders, single files, archives, JSON, tables, feeds, standard input.

mod archive;
mod content;
mod date;
mod decode;
mod depth;
mod fields;
mod format;
mod formats;
mod front_matter;
mod given;
mod input;
mod limited;
mod markdown;
mod met;
mod origin;
mod page;
mod post;
mod quotes;
mod records;
mod zstd;

pub use content::{ContentHash, content_of};
pub use date::DateSource;
pub(crate) use depth::bounded;
pub use fields::{Field, FieldNames, Fields};
pub use front_matter::{FrontMatter, Parsed, parse_front_matter};
pub use given::Records;
pub use input::{Inputs, Record, Source, document_id};
pub(crate) use input::{KEPT, UNFINISHED};
pub use origin::{Origin, origin};
pub use post::{Body, Kind, Post, Rejected, read_post};
pub(crate) use post::{clean_line, first_lines};
pub(crate) use zstd::Frames;
