//! guanxi turns a folder of Chinese-language news pages into a network of the people, offices, organizations and places
//! in them.
//!
//! A document flows through the modules once, in one direction:
//! [`corpus`] → [`document`] → [`mention`] → [`resolve`] → [`relation`] → [`network`] → [`table`] → [`publish`]; [`run`] wires them.
//! [`results`] reads their output back. [`knowledge`] holds what is known of the world, [`script`] the fold on which all matching rests.
//!
//! ```
//! use guanxi::{corpus::{Record, Source}, knowledge::Gazetteer, mention::Matcher, run::{Analyzer, RunOptions}};
//!
//! let gazetteer = Gazetteer::bundled()?;
//! let matcher = Matcher::new(&gazetteer)?;
//! let options = RunOptions::default();
//! let analyzer = Analyzer::single(&gazetteer, &matcher, &options);
//! let text = "總統蔡英文今天接見訪賓。".as_bytes().to_vec();
//! let record = Record { doc: "a".into(), path: "a".into(), kind: None, source: Source::Bytes(text) };
//! let tagged = analyzer.tag(&record, None).map_err(|e| e.reason)?;
//! let surfaces: Vec<&str> = tagged.mentions.iter().map(|m| tagged.document.slice(m.span)).collect();
//! assert_eq!(surfaces, ["總統", "蔡英文"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod audit;
mod cell;
pub mod corpus;
pub mod document;
pub mod error;
pub mod id;
pub mod knowledge;
pub mod layout;
pub mod lexicon;
pub mod mention;
pub mod network;
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
