//! The sightings of all documents together, in bounded memory. Taken in input order, so that pruning does not depend on
//! the number of workers.

use super::{
    Pattern,
    belong::latin_key,
    collect::{Apposition, Sighting, Sightings},
};
use crate::{id::EntityId, knowledge::EntityType};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// More names than this are pruned: those seen in one document alone go, of appositions none. The posts of half a year
/// (55,000) stay below it.
const MAX_NAMES: usize = 600_000;
/// Example sentences of a proposal.
pub(super) const EXAMPLES: usize = 3;
/// Different spellings, Latin names and offices that are kept of a name.
const MAX_FORMS: usize = 8;
/// Different runs that are kept in front of one Latin name.
const MAX_RUNS: usize = 24;

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Document of the survey.
    pub(super) doc: u32,
    pub(super) sentence: u32,
    outlet: u32,
}

/// Up to three places, of different outlets where there are several.
#[derive(Debug, Clone, Default)]
pub(super) struct Examples(pub(super) Vec<Place>);

impl Examples {
    fn add(&mut self, place: Place) {
        if self.0.len() < EXAMPLES {
            if !self.0.iter().any(|p| (p.doc, p.sentence) == (place.doc, place.sentence)) {
                self.0.push(place);
            }
        } else if !self.0.iter().any(|p| p.outlet == place.outlet) {
            let again = (1..EXAMPLES).rev().find(|&i| self.0[..i].iter().any(|p| p.outlet == self.0[i].outlet));
            if let Some(i) = again {
                self.0[i] = place;
            }
        }
    }

    pub(super) fn join(&mut self, other: &Examples) {
        for &place in &other.0 {
            self.add(place);
        }
    }
}

/// Counts of a few short strings or ids.
pub(super) type Forms<T> = BTreeMap<T, u32>;

fn note<T: Ord>(forms: &mut Forms<T>, form: T) {
    if forms.len() < MAX_FORMS || forms.contains_key(&form) {
        *forms.entry(form).or_default() += 1;
    }
}

/// What is known of one unlisted name.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Sightings.
    pub(super) mentions: u32,
    /// Documents with a sighting.
    pub(super) documents: u32,
    last_document: Option<u32>,
    pub(super) patterns: BTreeMap<Pattern, u32>,
    pub(super) surfaces: Forms<String>,
    pub(super) latins: Forms<String>,
    pub(super) offices: Forms<EntityId>,
    pub(super) examples: Examples,
}

/// A run in front of a bracket.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) surface: String,
    /// As in [`Apposition::cuts`].
    pub(super) cuts: u32,
    /// As in [`Apposition::bounds`].
    pub(super) bounds: u32,
    pub(super) times: u32,
    pub(super) examples: Examples,
}

/// All that stands in front of one Latin name.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    pub(super) latins: Forms<String>,
    pub(super) runs: Vec<Run>,
    pub(super) offices: Forms<EntityId>,
    pub(super) documents: u32,
    last_document: Option<u32>,
}

/// The sightings of a corpus.
#[derive(Debug, Default)]
pub struct Gathered {
    pub(super) names: FxHashMap<(EntityType, String), Seen>,
    /// By normalized Latin name.
    pub(super) groups: BTreeMap<String, Group>,
    surnamed: FxHashMap<String, (u32, Examples)>,
}

impl Gathered {
    /// Takes the sightings of one document.
    pub fn take(&mut self, doc: u32, outlet: u32, sightings: Sightings) {
        let place = |sentence| Place { doc, sentence, outlet };
        for sighting in sightings.names {
            let at = place(sighting.sentence);
            self.name(sighting, at);
        }
        for apposition in sightings.appositions {
            let at = place(apposition.sentence);
            self.apposition(apposition, at);
        }
        for surnamed in sightings.surnamed {
            let entry = self.surnamed.entry(surnamed.name).or_default();
            entry.0 += 1;
            entry.1.add(place(surnamed.sentence));
        }
        if self.names.len() > MAX_NAMES {
            self.names.retain(|_, seen| seen.documents > 1);
        }
        if self.surnamed.len() > MAX_NAMES {
            self.surnamed.retain(|_, (documents, _)| *documents > 1);
        }
    }

    fn name(&mut self, sighting: Sighting, place: Place) {
        let seen = self.names.entry((sighting.kind, sighting.name)).or_default();
        seen.mentions += 1;
        if seen.last_document.replace(place.doc) != Some(place.doc) {
            seen.documents += 1;
        }
        *seen.patterns.entry(sighting.pattern).or_default() += 1;
        note(&mut seen.surfaces, sighting.surface);
        for office in sighting.offices {
            note(&mut seen.offices, office);
        }
        seen.examples.add(place);
    }

    fn apposition(&mut self, apposition: Apposition, place: Place) {
        let key = latin_key(&apposition.latin);
        if key.is_empty() {
            return;
        }
        let group = self.groups.entry(key).or_default();
        if group.last_document.replace(place.doc) != Some(place.doc) {
            group.documents += 1;
        }
        note(&mut group.latins, apposition.latin);
        for office in apposition.offices {
            note(&mut group.offices, office);
        }
        let room = group.runs.len() < MAX_RUNS;
        match group.runs.iter_mut().find(|run| run.text == apposition.run) {
            Some(run) => {
                run.times += 1;
                run.cuts |= apposition.cuts;
                run.bounds |= apposition.bounds;
                run.examples.add(place);
            }
            None if room => {
                let mut examples = Examples::default();
                examples.add(place);
                group.runs.push(Run {
                    text: apposition.run,
                    surface: apposition.surface,
                    cuts: apposition.cuts,
                    bounds: apposition.bounds,
                    times: 1,
                    examples,
                });
            }
            None => {}
        }
    }

    /// Turns what stands between pauses like a surname with a given name into names, where at least `documents` have it.
    pub(super) fn admit_surnamed(&mut self, documents: u32) {
        for (name, (n, examples)) in std::mem::take(&mut self.surnamed) {
            if n < documents {
                continue;
            }
            let seen = self.names.entry((EntityType::Person, name)).or_default();
            seen.documents = seen.documents.max(n);
            seen.mentions += n;
            *seen.patterns.entry(Pattern::Surname).or_default() += n;
            seen.examples.join(&examples);
        }
    }
}
