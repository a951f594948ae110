//! Bare names of what every state has: 国防部, 央行, 总统. Whose they are is told by what stands before them: an office or
//! holder of the same body in the sentence weighs most, then what the document names bare elsewhere, then the countries
//! that it speaks of. A full name that only follows, or stands beside in a list, is set against the bare one: in
//! 国防部与美国国防部 the bare one is not the American.

use super::{
    Link, Resolver,
    named::{BareOffice, Named},
    sense::Form,
};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{Country, Entity, EntityType, Sense},
};
use rustc_hash::FxHashMap;

/// Characters on either side of a form within which its sentence tells whose it is: what is longer is no sentence.
const REACH: u32 = 500;

/// Parts of the score, on the scale of those of other forms.
mod weight {
    /// An office of the body, by a bare name of its own, stands before it in the sentence.
    pub const BARE_OFFICE: f32 = 8.0;
    /// The entity, or an office of it, is named in full before it in the sentence, or elsewhere in the document.
    pub const NAMED: f32 = 4.0;
    /// The same where the document names offices of another country bare, or the sentence speaks of another.
    pub const NAMED_BESIDE_OTHERS: f32 = 2.0;
    /// A body of the country, by a bare name of its own, stands beside it in a list: 共和党和民主党.
    pub const IN_LIST: f32 = 3.0;
    /// Somebody who holds an office of the body is named before it in the sentence.
    pub const HOLDER: f32 = 3.0;
    /// Times the share that the country has of the offices that the document names bare, the more so the more the document
    /// speaks of the country.
    pub const BARE_HOME: f32 = 4.0;
    /// 美国政府|、|国会: what follows a country in a list is the country's.
    pub const IN_LIST_OF_COUNTRY: f32 = 6.0;
    /// Somebody of the country stands right behind as one of the body's: 共和党籍的|某某.
    pub const MEMBER: f32 = 3.0;
    /// The containing body or place is named.
    pub const PARENT: f32 = 2.0;
    /// The country named last before it in its sentence.
    pub const LAST_COUNTRY: f32 = 2.5;
    /// The sentence names the country.
    pub const SENTENCE_COUNTRY: f32 = 1.0;
    /// Times the share that the country has of the document.
    pub const SHARE: f32 = 2.0;
    /// The outlet writes from the country.
    pub const HOME: f32 = 1.4;
    /// The same where a foreign body is set against the bare one: who names his own, names it bare.
    pub const HOME_SET_AGAINST: f32 = 2.4;
    /// A full name of the entity is set against the bare one.
    pub const SET_AGAINST: f32 = -8.0;
}

/// What a document says about whose a bare name is.
pub(super) struct Evidence {
    sentence: Span,
    /// Entities named in the sentence, before the form or apart from it, with what that weighs.
    near: FxHashMap<EntityId, f32>,
    /// How often entities are named in the sentence.
    here: FxHashMap<EntityId, usize>,
    /// The country of what stands beside the form in a list.
    in_list: Option<Country>,
    /// The country of who stands behind the form as a member.
    member: Option<Country>,
    /// The country named last before it in its sentence.
    spoken_of: Option<Country>,
    /// Countries of the offices that the document names bare beside their holders.
    bare: FxHashMap<Country, u32>,
    /// Some meaning of the form is named in full, set against it.
    set_against: bool,
}

impl Resolver<'_> {
    /// Reads what a document says about whose a bare name is.
    pub(super) fn evidence(&self, form: &Form<'_>) -> Evidence {
        let span = form.span;
        let sentence = self.document.sentence_at(span.start).map_or(span, |i| self.document.sentences[i].span);
        let is_sense_of = |country: &Country| form.surface.senses.iter().any(|s| self.gazetteer.entity(s.entity).country == Some(*country));
        let mut evidence = Evidence {
            sentence,
            near: FxHashMap::default(),
            here: FxHashMap::default(),
            in_list: None,
            member: None,
            spoken_of: self.context.last_before(span.start, sentence.start).filter(is_sense_of),
            bare: self.named.bare_offices(|named| self.bare_office(named)),
            set_against: false,
        };
        let mut apart: Vec<(EntityId, bool)> = Vec::new();
        let reach = Span::new(span.start.saturating_sub(REACH).max(sentence.start), (span.end + REACH).min(sentence.end));
        for named in self.named.within(reach) {
            let Link::Entity(id) = named.link else { continue };
            *evidence.here.entry(id).or_default() += 1;
            let entity = self.gazetteer.entity(id);
            let is_bare = named.weak;
            if named.span == span {
                continue;
            }
            let stands_in_list = self.is_joined(named.span, span) || self.is_joined(span, named.span);
            if named.kind == EntityType::Organization && stands_in_list && !self.begins_with_place(named.span) {
                evidence.in_list = entity.country;
            }
            if named.kind == EntityType::Person && self.is_member_behind(span, named.span) {
                evidence.member = entity.country;
            }
            if named.span.start > span.start || named.span.start < span.start && self.is_joined(named.span, span) {
                if !is_bare {
                    apart.push((id, self.document.folded_slice(named.span).ends_with(&*form.surface.text)));
                }
            } else {
                match named.kind {
                    EntityType::Office => {
                        // 国安会秘书长 … 国安会
                        let same = self.document.folded_slice(named.span).starts_with(&*form.surface.text);
                        let weight = if is_bare || same { weight::BARE_OFFICE } else { weight::NAMED };
                        evidence.raise(id, weight::NAMED);
                        evidence.raise_all(self.bodies_above(entity), weight);
                    }
                    EntityType::Person => {
                        let held = entity.tenures.iter().filter(|t| self.about.date.is_none_or(|day| t.may_cover(day)));
                        for tenure in held {
                            evidence.raise(tenure.office, weight::HOLDER);
                            evidence.raise_all(self.bodies_above(self.gazetteer.entity(tenure.office)), weight::HOLDER);
                        }
                    }
                    EntityType::Organization | EntityType::Place => evidence.raise(id, weight::NAMED),
                }
            }
        }
        for (id, is_fuller) in apart {
            // 国防部官员在五角大楼: another name of what the text has named before is no other body.
            let named_before =
                evidence.near.get(&id).is_some_and(|&weight| weight > 0.0) || !is_fuller && self.named.is_named_before(id, sentence.start);
            if !named_before {
                evidence.near.insert(id, weight::SET_AGAINST);
                evidence.set_against |= form.surface.senses.iter().any(|sense| sense.entity == id);
            }
        }
        evidence
    }

    /// 共和党|籍的|某某, 外交部|某某, 民主党|的|某某: nothing but a word of belonging between a body and a person.
    fn is_member_behind(&self, body: Span, person: Span) -> bool {
        if person.start < body.end {
            return false;
        }
        let between = self.document.folded.slice(body.end, person.start);
        between.is_empty() || self.gazetteer.grammar.memberships.at(between, 0).is_some_and(|word| word.len() == between.len())
    }

    /// What a name is among the offices that the document names bare beside their holders.
    fn bare_office(&self, named: &Named) -> BareOffice {
        let Link::Entity(id) = named.link else { return BareOffice::No };
        let Some(country) = self.gazetteer.entity(id).country else { return BareOffice::No };
        if named.kind != EntityType::Office || !named.weak {
            return BareOffice::No;
        }
        let is_held = self.adjacent_person(named.span).is_some_and(|person| self.holds(person, id));
        if is_held { BareOffice::Of(country) } else { BareOffice::Open }
    }

    /// How well a meaning of a bare name fits its place.
    pub(super) fn bare_score(&self, form: &Form<'_>, evidence: &Evidence, sense: Sense) -> f32 {
        let entity = self.gazetteer.entity(sense.entity);
        let is_elsewhere = |id: EntityId| self.named.count(id) > evidence.here.get(&id).copied().unwrap_or(0);
        let mut score = evidence.of(sense.entity, entity.country, is_elsewhere(sense.entity));
        if let Some(parent) = entity.of {
            score += match evidence.near.get(&parent) {
                Some(&weight) if weight < 0.0 => 0.0,
                Some(_) => weight::PARENT,
                None if is_elsewhere(parent) => weight::PARENT,
                None => 0.0,
            };
        }
        let Some(country) = entity.country else { return score };
        if let bare @ 1.. = evidence.bare.values().sum::<u32>() {
            let spoken_of = (2.0 * self.context.share(country)).min(1.0);
            score += weight::BARE_HOME * spoken_of * evidence.bare.get(&country).map_or(0.0, |&n| n as f32) / bare as f32;
        }
        if form.is_of_another(self, entity) {
            return score;
        }
        score + self.country_of_bare(form.span, evidence, country)
    }

    /// What a country's being named says for it. What the sentence names only behind the bare name says nothing: of whom
    /// a ministry speaks, and where a president goes, is another country as a rule.
    fn country_of_bare(&self, span: Span, evidence: &Evidence, country: Country) -> f32 {
        let sentence = evidence.sentence;
        let until = if evidence.set_against { sentence.end } else { span.start };
        let mut score = weight::SHARE * self.context.share_without(country, until, sentence.end);
        if evidence.in_list == Some(country) {
            score += weight::IN_LIST;
        }
        if evidence.member == Some(country) {
            score += weight::MEMBER;
        }
        if self.country_of_list(span) == Some(country) {
            score += weight::IN_LIST_OF_COUNTRY;
        } else if self.context.last_before(span.start, sentence.start) == Some(country) {
            score += weight::LAST_COUNTRY;
        } else if self.context.names_country(country, sentence.start, until) {
            score += weight::SENTENCE_COUNTRY;
        }
        if self.context.home == Some(country) {
            score += if evidence.set_against { weight::HOME_SET_AGAINST } else { weight::HOME };
        }
        score
    }

    /// The country, or its government, that stands before the form in a list of its own: 法国政府、议会.
    fn country_of_list(&self, span: Span) -> Option<Country> {
        /// 联邦政府
        const LONGEST_GOVERNMENT: u32 = 4;
        let mark = self.document.folded.chars.get((span.start as usize).checked_sub(1)?)?;
        let end = span.start - 1;
        let place = (end.saturating_sub(LONGEST_GOVERNMENT)..=end).rev().find_map(|end| Some((end, *self.done_ends.get(&end)?)));
        let (place_end, start) = place.filter(|_| self.gazetteer.grammar.list_marks.contains(mark))?;
        let between = self.document.folded.slice(place_end, end);
        let is_government = between.is_empty() || self.gazetteer.grammar.governments.at(between, 0).is_some_and(|word| word.len() == between.len());
        match self.done.get(&start) {
            Some((EntityType::Place, Link::Entity(place))) if is_government => self.gazetteer.entity(*place).country,
            _ => None,
        }
    }

    /// 美国国防部, not 国防部.
    fn begins_with_place(&self, span: Span) -> bool {
        let is_place = |id: EntityId| self.gazetteer.entity(id).kind == EntityType::Place;
        let mut heads = (span.start + 2..span.end).filter_map(|end| self.surface(Span::new(span.start, end)));
        heads.any(|surface| surface.senses.iter().any(|sense| is_place(sense.entity)))
    }

    /// True where the form at a place means this entity only with support.
    pub(super) fn is_weak(&self, span: Span, id: EntityId) -> bool {
        self.surface(span).is_some_and(|surface| surface.senses.iter().any(|sense| sense.entity == id && sense.weak))
    }

    /// The bodies that an office or body belongs to, the nearest first.
    pub(super) fn above<'a>(&'a self, entity: &'a Entity) -> impl Iterator<Item = EntityId> + 'a {
        std::iter::successors(entity.of, |&id| self.gazetteer.entity(id).of)
    }

    /// Of them the bodies: that somebody is of a country makes him none of its ministries.
    fn bodies_above(&self, entity: &Entity) -> Vec<EntityId> {
        self.above(entity).filter(|&id| self.gazetteer.entity(id).kind == EntityType::Organization).collect()
    }

    /// True where the person holds or held the office.
    pub(super) fn holds(&self, person: EntityId, office: EntityId) -> bool {
        self.gazetteer.entity(person).tenures.iter().any(|t| t.office == office)
    }

    /// 美国国防部|与|国防部: nothing but a mark of lists between the first and the second.
    pub(super) fn is_joined(&self, first: Span, second: Span) -> bool {
        if second.start != first.end + 1 {
            return false;
        }
        let between = self.document.folded.slice(first.end, second.start);
        matches!(between, [mark] if self.gazetteer.grammar.list_marks.contains(mark))
    }
}

impl Evidence {
    fn raise(&mut self, id: EntityId, weight: f32) {
        let entry = self.near.entry(id).or_default();
        *entry = entry.max(weight);
    }

    fn raise_all(&mut self, ids: impl IntoIterator<Item = EntityId>, weight: f32) {
        ids.into_iter().for_each(|id| self.raise(id, weight));
    }

    /// What the document's naming an entity weighs; `is_elsewhere`: in other sentences.
    fn of(&self, id: EntityId, country: Option<Country>, is_elsewhere: bool) -> f32 {
        if let Some(&weight) = self.near.get(&id) {
            return weight;
        }
        match is_elsewhere {
            true if self.bare.keys().chain(&self.spoken_of).any(|&c| Some(c) != country) => weight::NAMED_BESIDE_OTHERS,
            true => weight::NAMED,
            false => 0.0,
        }
    }
}
