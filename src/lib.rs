//! guanxi turns a folder of Chinese-language news pages into a network of the people, offices, organizations and places
//! in them.
//!
//! The front door is [`Tagger`]: a text in, its mentions with surface, span, type, entity and label out, in any script.
//!
//! ```
//! use guanxi::Tagger;
//! use jiff::civil::date;
//!
//! let tagger = Tagger::bundled()?;
//! let tagged = tagger.tag("總統蔡英文今天接見訪賓。", Some(date(2020, 9, 1)));
//! for mention in tagged.mentions() {
//!     println!("{} {} {} {}", mention.surface, mention.kind, mention.entity, mention.label);
//! }
//! let surfaces: Vec<&str> = tagged.mentions().map(|m| m.surface).collect();
//! assert_eq!(surfaces, ["總統", "蔡英文"]);
//! # Ok::<(), guanxi::Error>(())
//! ```
//!
//! [`Knowledge`] is all that it knows of the world: the bundled gazetteers and model, or one's own folders on top of them.
//!
//! ```no_run
//! let tagger = guanxi::Tagger::new(guanxi::Knowledge::with_folders(&["my-gazetteer"])?)?;
//! # Ok::<(), guanxi::Error>(())
//! ```
//!
//! The rooms behind it, in the order in which a document flows through them:
//! [`corpus`] → [`document`] → [`mention`] → [`resolve`] → [`relation`] → [`network`] → [`table`] → [`publish`]; [`run`] wires them.
//! [`cli`] is the program itself, for those who carry it. [`results`] reads their output back. [`knowledge`] holds what is known of the world, [`script`] the fold on which all matching rests.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

// What the program is made of names the library as others do.
extern crate self as guanxi;

pub mod audit;
mod cell;
pub mod cli;
pub mod corpus;
pub mod document;
pub mod error;
mod front;
mod guard;
pub mod id;
pub mod knowledge;
pub mod layout;
pub mod lexicon;
pub mod mention;
mod named;
pub mod network;
mod program;
pub mod publish;
pub mod relation;
pub mod resolve;
pub mod results;
pub mod run;
pub mod script;
pub mod story;
pub mod table;
pub mod tagger;
pub mod workshop;

pub use error::{Error, Result};
pub use front::{Knowledge, Mention, Tagged, Tagger};
