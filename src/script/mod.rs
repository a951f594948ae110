//! Folds script, width and case variants of a character to one, and tells which script a text is in.

mod detect;
mod fold;

pub use detect::{Script, detect, is_han};
pub use fold::{Folded, Folder};
