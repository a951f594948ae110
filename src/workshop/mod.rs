//! Making and keeping gazetteers: canonical layout, importers, the review queue.

mod format;
pub mod import;
mod layout;
mod rule_format;
pub mod suggest;
mod write;

pub use format::{Formatted, format_folder};
pub(crate) use layout::layout;
pub use layout::{Comments, Notes};
pub use write::write_entry;
