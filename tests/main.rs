//! All integration tests as one program, so that they are linked once.

mod common;

mod article;
mod bad_input;
mod contract;
mod curation;
mod damaged;
mod determinism;
mod diff;
mod ending;
mod explain;
mod fmt;
mod formats;
mod gazetteer;
mod gold;
mod hostile;
mod import;
mod inputs;
mod invariance;
mod named;
mod options;
mod page;
mod pages;
mod plover;
mod relation;
mod roles;
mod script;
mod shards;
mod stories;
mod suggest;
mod tables;
mod texts;
mod verify;
