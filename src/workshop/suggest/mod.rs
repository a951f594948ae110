//! The review queue: names and aliases that the gazetteers lack, ranked, with evidence, for a person to decide on.
//!
//! Two passes over the corpus. The first collects sightings ([`collect`]) into [`Gathered`]; then the strings are known
//! whose neighbours tell where names begin and end, and the second counts them ([`Gauge`]). [`Survey::propose`] turns
//! both into a ranked list, [`write_queue`] writes it, [`Decisions`] reads it back, and [`Accepted`] applies it.

mod accept;
mod appositive;
mod belong;
mod boundary;
mod collect;
mod gather;
mod queue;
mod rank;
mod review;
mod survey;

pub use accept::{Accepted, ChangedFile, Rejected, Renamed, apply, rejected};
pub use belong::Why;
pub use boundary::{Gauge, Measured};
pub use collect::{Sightings, collect};
pub use gather::Gathered;
pub use queue::{Decided, Decision, Decisions, Sentences, write_queue};
pub use rank::{Candidate, Example, LeftOut, Proposal};
pub use review::review_page;
pub use survey::Survey;

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// In front of a Latin name in brackets.
    Appositive,
    /// Beside a title.
    Title,
    /// A dotted name.
    Dotted,
    /// In a credit line.
    Byline,
    /// A surname and a given name, by repetition, words for people, or pauses.
    Surname,
    /// An office composed of body and title.
    Office,
    /// An organization composed of place and suffix.
    Organization,
}

impl Pattern {
    /// The word of the queue.
    pub fn as_str(self) -> &'static str {
        match self {
            Pattern::Appositive => "appositive",
            Pattern::Title => "title",
            Pattern::Dotted => "dotted",
            Pattern::Byline => "byline",
            Pattern::Surname => "surname",
            Pattern::Office => "office",
            Pattern::Organization => "organization",
        }
    }
}
