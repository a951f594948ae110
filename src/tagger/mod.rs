//! What is a mention, of which type: learned from annotated documents, with all that lists, composition and shape found as
//! evidence.

mod annotated;
mod chain;
mod clusters;
mod decide;
mod evidence;
mod features;
mod known;
mod label;
mod learn;
mod measure;
mod model;
mod score;
mod second;
mod train;
mod why;

pub use annotated::Annotated;
pub use learn::{Learned, Material, learn};
pub use measure::{Figures, Table};
pub use why::Terms;

use crate::{
    document::{Document, Span},
    error::{Error, Result},
    knowledge::Gazetteer,
    lexicon::Words,
    mention::{Decided, Found, Matcher},
    resolve::LinkedMention,
};
use model::Model;
use std::{
    fs,
    path::Path,
    sync::{Arc, OnceLock},
};

/// What is known of a document before the tagger decides.
#[derive(Debug, Clone, Copy)]
pub struct FirstLook<'a> {
    /// The document.
    pub document: &'a Document,
    /// What its names may mean.
    pub gazetteer: &'a Gazetteer,
    /// The compiled gazetteer.
    pub matcher: &'a Matcher,
    /// The words of the document.
    pub words: &'a Words,
    /// What lists, composition and shape found in it.
    pub found: &'a Found,
    /// What that was linked to.
    pub linked: &'a [LinkedMention],
}

/// A learned model that decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagger {
    model: Model,
}

/// The model that travels with the program.
static BUNDLED: &[u8] = include_bytes!("model.bin");

impl Tagger {
    /// The model that travels with the program; none where it was built without one.
    pub fn bundled() -> Option<Arc<Tagger>> {
        static TAGGER: OnceLock<Option<Arc<Tagger>>> = OnceLock::new();
        TAGGER.get_or_init(|| Model::from_bytes(BUNDLED, Path::new("bundled model")).ok().map(|model| Arc::new(Tagger { model }))).clone()
    }

    /// Reads a file that `learn` wrote.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be read, [`Error::Input`] where it is no model, damaged, or of another version.
    pub fn read(path: &Path) -> Result<Tagger> {
        let bytes = fs::read(path).map_err(Error::io("cannot read", path))?;
        Ok(Tagger { model: Model::from_bytes(&bytes, path)? })
    }

    /// What [`Tagger::read`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }

    /// The first sixteen hexadecimal digits of the BLAKE3 hash of its file.
    pub fn hash(&self) -> String {
        blake3::hash(&self.to_bytes()).to_hex()[..16].to_owned()
    }

    /// The mentions of a document, first to last, none overlapping another.
    pub fn decide(&self, first: &FirstLook<'_>) -> Vec<(Span, Decided)> {
        decide::decide(&self.model, first)
    }

    /// What was weighed for each mention that the model finds, first to last.
    pub fn terms(&self, first: &FirstLook<'_>) -> Vec<Terms> {
        why::terms(&self.model, first)
    }
}
