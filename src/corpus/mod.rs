//! Finds inputs and reads them into [`Post`]s: folders, single files, archives, JSON lines, standard input.

mod decode;
mod front_matter;
mod input;
mod post;
mod zstd;

pub use front_matter::{FrontMatter, parse_front_matter};
pub use input::{Inputs, Record, Source, document_id};
pub(crate) use zstd::Frames;

pub use post::{Kind, Post, Rejected, read_post};
