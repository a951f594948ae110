//! Which sense of a listed form: a score with named parts.

use super::{Link, Meaning, Method, Resolver, bare::Evidence, doubt, office};
use crate::{
    document::Span,
    id::EntityId,
    knowledge::{ClassTrait, Country, Entity, EntityType, Sense, Surface},
};

/// Parts of the score of one sense. Set on the development posts so that a strong sense wins alone, a weak one only with
/// support, and two equal ones stay ambiguous.
mod weight {
    /// The form is listed as a name of the entity without reserve.
    pub const STRONG: f32 = 3.0;
    /// The document names the entity elsewhere by a form that means nothing else.
    pub const NAMED: f32 = 4.0;
    /// The person holds, or held, the office right beside the name.
    pub const OFFICE: f32 = 4.0;
    /// The office is or was that of the person beside the name.
    pub const HELD: f32 = 16.0;
    /// The words right before the name say what the person is known for: 乒乓球运动员马龙.
    pub const ROLE: f32 = 2.5;
    /// The country named last before it in its sentence is the entity's.
    pub const LAST_COUNTRY: f32 = 2.5;
    /// The sentence names the country.
    pub const SENTENCE_COUNTRY: f32 = 1.0;
    /// Times the share that the country has of the document.
    pub const SHARE: f32 = 2.0;
    /// The outlet writes from the country.
    pub const HOME: f32 = 0.8;
    /// A medium's name in the marks of titles.
    pub const TITLE_MARKS: f32 = 2.5;
    /// The containing body or place is named in the document.
    pub const PARENT: f32 = 2.0;
    /// The document names a place that the place contains.
    pub const PART: f32 = 3.5;
    /// The name beside it in a list is of the same class: 工行和建行.
    pub const LISTED: f32 = 2.0;
    /// The document names the body of which the person holds or held an office.
    pub const BODY: f32 = 2.0;
    /// The sentence names an office that the person holds or held, and nobody beside it: 当过英国首相的布莱尔.
    pub const POST: f32 = 2.5;
    /// Somebody of the person's country stands beside him in a list: 甲国议员某甲、某乙. Or the words before the name say that he
    /// is of it: 美国|学者|福山.
    pub const COMPATRIOT: f32 = 2.0;
    /// The sentence names somebody with whose name that of the person goes on: 奥巴马的妻子米歇尔.
    pub const RELATIVE: f32 = 2.5;
}

/// A weak sense needs this much to be believed.
const SUPPORT: f32 = 1.6;
/// Farther names of a sentence say nothing of a person.
const REACH: u32 = 40;
/// 波斯尼亚和黑塞哥维那
const LONGEST_COUNTRY: u32 = 10;
/// Dictionary words rarer than this are names that the dictionary happens to hold.
const RARE_WORD: usize = 200;
/// Candidates that an ambiguous mention names.
pub(super) const MAX_CANDIDATES: usize = 8;
/// The best sense leads the next by this much, or the form stays ambiguous.
const MARGIN: f32 = 0.6;

impl Resolver<'_> {
    /// The meaning of a listed form. `decided`: it is certainly a name of the type of its senses, no ordinary word.
    pub(super) fn listed(&self, span: Span, surface: &Surface, decided: bool) -> Option<Meaning> {
        let kind_of = |id: EntityId| self.gazetteer.entity(id).kind;
        if let [Sense { entity, weak: false }] = surface.senses[..] {
            if self.doubted.contains(&entity) {
                return Some((kind_of(entity), Link::Ambiguous(vec![entity]), Method::Context, 40));
            }
            return Some((kind_of(entity), Link::Entity(entity), Method::Alias, 97));
        }
        let shared = self.is_shared(surface);
        let speaks_of_another = shared.then(|| self.speaks_of_another(span, surface)).flatten();
        let form = Form { span, surface, decided, shared, speaks_of_another };
        let evidence = self.is_bare_form(surface).then(|| self.evidence(&form));
        let mut scored: Vec<(f32, EntityId, bool)> =
            surface.senses.iter().map(|&sense| (self.score(&form, evidence.as_ref(), sense), sense.entity, sense.weak)).collect();
        // Of equal ones those of the document's countries come first among the candidates.
        let share = |id: EntityId| self.gazetteer.entity(id).country.map_or(0.0, |country| self.context.share(country));
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| share(b.1).total_cmp(&share(a.1))).then(a.1.cmp(&b.1)));
        let (best, entity, weak) = scored[0];
        let lead = best - scored.get(1).map_or(0.0, |second| second.0);
        let certain = decided && scored.len() == 1 && self.needs_no_more(span, entity);
        let supported = (!weak || best >= SUPPORT || certain) && !self.doubted.contains(&entity);
        if supported && (scored.len() == 1 || lead >= MARGIN) {
            let confidence = (60.0 + 6.0 * best.min(6.0)) as u8;
            return Some((kind_of(entity), Link::Entity(entity), Method::Context, confidence));
        }
        // Forms that are ordinary words are no mentions without support.
        if weak && !supported && !decided && self.is_ordinary(span, surface) {
            return None;
        }
        // A bare 总统 fits a hundred offices; a list of them all helps nobody.
        let candidates: Vec<EntityId> = scored.iter().filter(|s| best - s.0 < MARGIN).map(|s| s.1).take(MAX_CANDIDATES).collect();
        Some((kind_of(entity), Link::Ambiguous(candidates), Method::Context, 40))
    }

    fn is_ordinary(&self, span: Span, surface: &Surface) -> bool {
        let kind = self.gazetteer.entity(surface.senses[0].entity).kind;
        match kind {
            EntityType::Office => false,
            // 民主中国, 外交政策: without support a phrase of the language.
            EntityType::Organization
                if surface.senses.iter().all(|s| self.gazetteer.is(self.gazetteer.entity(s.entity), ClassTrait::LikeAPhrase)) =>
            {
                true
            }
            // 央行 is some central bank's; 苹果 may be the fruit, 上报 a verb.
            EntityType::Organization if surface.senses.len() > 1 => {
                let chars = self.document.folded.slice(span.start, span.end);
                let unit = self.gazetteer.grammar.units.before(chars).is_some();
                let plain = || {
                    self.lexicon.is_word(&surface.text)
                        && surface.senses.iter().all(|s| self.gazetteer.is(self.gazetteer.entity(s.entity), ClassTrait::LikeAWord))
                };
                self.lexicon.class(&surface.text).is_some_and(|class| class.starts_with('v')) || !unit && plain()
            }
            EntityType::Organization => {
                let chars = self.document.folded.slice(span.start, span.end);
                let unit = self.gazetteer.grammar.units.before(chars).is_some();
                !unit && (self.lexicon.is_word(&surface.text) || surface.text.is_ascii() || chars.len() <= 2)
            }
            EntityType::Person => {
                // 米勒, 麦卡锡: a foreign surname is a person's name whoever is meant, unless it is a common word.
                let chars = self.document.folded.slice(span.start, span.end);
                let foreign = chars.iter().all(|c| self.gazetteer.grammar.transliteration.contains(c));
                let rare = self.lexicon.frequency(&surface.text) < RARE_WORD || !self.is_plain_word(span);
                !(foreign && rare) && (self.lexicon.is_word(&surface.text) || chars.len() <= 2)
            }
            // 沿海地区: some country's.
            EntityType::Place if surface.senses.iter().all(|s| self.gazetteer.is(self.gazetteer.entity(s.entity), ClassTrait::Region)) => true,
            EntityType::Place => self.is_plain_word(span) || surface.text.chars().count() <= 2,
        }
    }

    /// True where the only doubt of a weak form was whether it is a name at all: not for surnames, which others share, nor
    /// for bare bodies of states of which the document does not speak.
    fn needs_no_more(&self, span: Span, id: EntityId) -> bool {
        let entity = self.gazetteer.entity(id);
        let is_of_state = self.is_of_state(id);
        match entity.kind {
            EntityType::Person => {
                let full = self.gazetteer.folder.fold_str(&entity.name) == self.document.folded_slice(span);
                full && self.is_also_a_word(span) && self.is_at_home(entity.country)
            }
            EntityType::Organization => !is_of_state || self.is_at_home(entity.country),
            EntityType::Place => self.is_at_home(entity.country),
            EntityType::Office => false,
        }
    }

    /// True for a name that bodies, offices or places of several countries have: 央行, 总统府, 外长, 龙井.
    fn is_shared(&self, surface: &Surface) -> bool {
        let mut entities = surface.senses.iter().map(|sense| self.gazetteer.entity(sense.entity));
        let Some(first) = entities.next() else { return false };
        first.kind != EntityType::Person
            && entities.clone().all(|e| e.kind == first.kind && !self.gazetteer.is(e, ClassTrait::LikeAWord))
            && entities.any(|e| e.country != first.country)
    }

    /// True for a name that bodies of states or offices of several countries have: 央行, 外长.
    pub(super) fn is_bare_form(&self, surface: &Surface) -> bool {
        self.is_shared(surface)
            && surface.senses.iter().any(|sense| match self.gazetteer.entity(sense.entity).kind {
                EntityType::Office => !self.gazetteer.grammar.titles_of_bodies.contains(&*surface.text),
                EntityType::Organization => self.is_of_state(sense.entity),
                EntityType::Person | EntityType::Place => false,
            })
    }

    /// True for a ministry, parliament, court, army: what every state has.
    pub(super) fn is_of_state(&self, id: EntityId) -> bool {
        self.gazetteer.is(self.gazetteer.entity(id), ClassTrait::StateBody)
    }

    fn score(&self, form: &Form<'_>, evidence: Option<&Evidence>, sense: Sense) -> f32 {
        let span = form.span;
        let entity = self.gazetteer.entity(sense.entity);
        let mut score = if sense.weak { 0.0 } else { weight::STRONG };
        if evidence.is_none() && self.context.entities.contains_key(&sense.entity) {
            score += weight::NAMED;
        }
        if entity.kind == EntityType::Person && office::holds_adjacent(self.document, self.gazetteer, span, sense.entity) {
            score += weight::OFFICE;
        }
        // 主席, 部长: of some body; that a country is spoken of does not tell which.
        let of_a_body = entity.kind == EntityType::Office && self.gazetteer.grammar.titles_of_bodies.contains(&*form.surface.text);
        if entity.kind == EntityType::Person && doubt::is_told(self.document, self.gazetteer, span, entity) {
            score += weight::ROLE;
        }
        if entity.kind == EntityType::Office {
            // Of several people by the name beside it the office tells which, and the people tell which office.
            let people = self.people_beside(span);
            if people.iter().any(|&person| self.holds(person, sense.entity)) {
                score += weight::HELD;
            } else if let [person] = people[..]
                && !of_a_body
                && let country @ Some(_) = self.gazetteer.entity(person).country
                && country == entity.country
            {
                score += weight::LAST_COUNTRY;
            }
        }
        if !matches!(entity.kind, EntityType::Person | EntityType::Office) {
            if !self.is_plain_word(span) && self.is_listed_with(span, entity) {
                score += weight::LISTED;
            }
            if entity.kind == EntityType::Place && self.context.has_part_of(sense.entity) {
                score += weight::PART;
            }
        }
        if sense.weak
            && entity.kind == EntityType::Person
            && (self.acts(span) || !self.lexicon.is_word(self.document.folded_slice(span)))
            && self.names_body_of(entity)
        {
            score += weight::BODY;
        }
        if sense.weak && entity.kind == EntityType::Person {
            score += self.sentence_score(span, sense.entity);
            if entity.country.is_some_and(|country| self.is_among_compatriots(span, country) || self.is_told_of_country(span, country)) {
                score += weight::COMPATRIOT;
            }
        }
        if let Some(evidence) = evidence {
            // Whose holder stands beside it is his, whatever else is named.
            let bare = self.bare_score(form, evidence, sense);
            return score + if score >= weight::HELD { bare.max(0.0) } else { bare };
        }
        // A country is no support for a person's surname or a town whose name is a word (资源县 in a text on China): only
        // the document's own naming is.
        let of_bodies = match entity.kind {
            EntityType::Office => true,
            // 外交政策, 中国人权: names of media and groups that are phrases of the language.
            EntityType::Organization if sense.weak && self.gazetteer.is(entity, ClassTrait::LikeAPhrase) => false,
            EntityType::Organization => !sense.weak || form.decided || form.shared || !self.is_common_word(span),
            // 泰山 may be a word for what it is; 龙井, which is a name at any rate, is that of the text's country.
            EntityType::Place => form.decided || form.shared && form.surface.senses.iter().any(|s| !s.weak),
            EntityType::Person => false,
        };
        if self.gazetteer.is(entity, ClassTrait::Titled) && self.is_in_title_marks(span) {
            score += weight::TITLE_MARKS;
        }
        if sense.weak && !of_bodies && score < SUPPORT {
            if entity.kind == EntityType::Place && entity.of.is_some_and(|of| self.stands_before(of, span)) {
                return score + weight::PARENT;
            }
            let sovereign = |id: EntityId| self.gazetteer.is(self.gazetteer.entity(id), ClassTrait::Sovereign);
            let parent = entity.of.is_some_and(|of| self.context.entities.contains_key(&of) && !sovereign(of));
            let word = self.is_plain_word(span);
            return if entity.kind == EntityType::Place && parent && !word { score + weight::PARENT } else { score };
        }
        let parent = entity.of.filter(|of| self.context.entities.contains_key(of));
        if of_a_body {
            // 市长 where several cities are named: the place alone does not tell either.
            let body = parent.is_some_and(|of| self.gazetteer.entity(of).kind == EntityType::Organization);
            return if body { score + weight::PARENT } else { score };
        }
        if parent.is_some() {
            score += weight::PARENT;
        }
        if form.is_of_another(self, entity) {
            return score;
        }
        score + self.country_score(span, entity)
    }

    /// The sentence, where it speaks of a country of which the form lists nothing: 乌兹别克斯坦…内政部.
    fn speaks_of_another(&self, span: Span, surface: &Surface) -> Option<Span> {
        let sentence = self.document.sentence_at(span.start).map_or(span, |i| self.document.sentences[i].span);
        let last = self.context.last_before(span.start, sentence.start)?;
        let listed = surface.senses.iter().any(|sense| self.gazetteer.entity(sense.entity).country == Some(last));
        (!listed).then_some(sentence)
    }

    /// True where the next name of a list, before or behind the span, has a sense of the same type and class.
    fn is_listed_with(&self, span: Span, entity: &Entity) -> bool {
        const LONGEST_NAME: u32 = 8;
        let (chars, len) = (&self.document.folded.chars, self.document.folded.len());
        let mark = |at: u32| self.gazetteer.grammar.list_marks.contains(&chars[at as usize]);
        let alike = |at: Span| {
            let surface = self.surface(at);
            surface.is_some_and(|s| {
                s.senses.iter().any(|sense| {
                    let other = self.gazetteer.entity(sense.entity);
                    other.kind == entity.kind && other.class == entity.class && other.class.is_some()
                })
            })
        };
        let behind = span.end + 1 < len && mark(span.end);
        let before = span.start > 1 && mark(span.start - 1);
        behind && (2..=LONGEST_NAME.min(len - span.end - 1)).any(|n| alike(Span::new(span.end + 1, span.end + 1 + n)))
            || before && (2..=LONGEST_NAME.min(span.start - 1)).any(|n| alike(Span::new(span.start - 1 - n, span.start - 1)))
    }

    /// True where somebody of the country stands before or behind a name in a list.
    fn is_among_compatriots(&self, span: Span, country: Country) -> bool {
        /// 乔希·某某
        const LONGEST_NAME: u32 = 16;
        let near = Span::new(span.start.saturating_sub(LONGEST_NAME), (span.end + LONGEST_NAME).min(self.document.folded.len()));
        self.named.within(near).into_iter().any(|named| match named.link {
            Link::Entity(other) if named.kind == EntityType::Person => {
                self.gazetteer.entity(other).country == Some(country) && (self.is_joined(named.span, span) || self.is_joined(span, named.span))
            }
            _ => false,
        })
    }

    /// 美国|学者|某某: the country, and what somebody is, stand right before the name.
    fn is_told_of_country(&self, span: Span, country: Country) -> bool {
        let head = &self.document.folded.chars[..span.start as usize];
        let Some(word) = self.gazetteer.grammar.before_names.before(head) else { return false };
        let end = span.start - word.len() as u32;
        word.len() > 1 && self.context.last_before(end, end.saturating_sub(LONGEST_COUNTRY)) == Some(country) && self.names_end_at(end, country)
    }

    /// True where a name of the country ends at a character.
    fn names_end_at(&self, end: u32, country: Country) -> bool {
        (1..=LONGEST_COUNTRY.min(end)).any(|n| {
            let surface = self.surface(Span::new(end - n, end));
            surface.is_some_and(|s| {
                s.senses.iter().any(|sense| {
                    let place = self.gazetteer.entity(sense.entity);
                    place.country == Some(country) && self.gazetteer.is(place, ClassTrait::Sovereign)
                })
            })
        })
    }

    /// What the other names of its sentence say for a person of several by the name.
    fn sentence_score(&self, span: Span, person: EntityId) -> f32 {
        let sentence = self.document.sentence_at(span.start).map_or(span, |i| self.document.sentences[i].span);
        let near = Span::new(sentence.start.max(span.start.saturating_sub(REACH)), sentence.end.min(span.end + REACH));
        let name = &self.gazetteer.entity(person).name;
        let (mut holds, mut goes_on) = (false, false);
        for named in self.named.within(near) {
            match named.link {
                Link::Entity(office) if named.kind == EntityType::Office => {
                    holds |= self.holds(person, office) && self.adjacent_person(named.span).is_none();
                }
                Link::Entity(other) if named.kind == EntityType::Person && other != person => {
                    let text = self.document.folded_slice(named.span);
                    goes_on |=
                        text != self.document.folded_slice(span) && name.split('·').skip(1).any(|part| self.gazetteer.folder.fold_str(part) == text);
                }
                _ => {}
            }
        }
        f32::from(u8::from(holds)) * weight::POST + f32::from(u8::from(goes_on)) * weight::RELATIVE
    }

    /// True where the document names the body of an office that the person holds or held.
    fn names_body_of(&self, person: &Entity) -> bool {
        let bodies = person.tenures.iter().filter_map(|t| self.gazetteer.entity(t.office).of);
        let named = |body: EntityId| self.gazetteer.entity(body).kind == EntityType::Organization && self.context.entities.contains_key(&body);
        bodies.into_iter().any(named)
    }

    /// A word of two or more characters that follows names stands right behind: 主持, 表示.
    fn acts(&self, span: Span) -> bool {
        self.gazetteer.grammar.after_names.at(&self.document.folded.chars, span.end as usize).is_some_and(|word| word.len() > 1)
    }

    /// A word of the list that is not the name of a person there: 汪洋, 沈阳.
    fn is_also_a_word(&self, span: Span) -> bool {
        let text = self.document.folded_slice(span);
        self.lexicon.is_word(text) && !self.lexicon.class(text).is_some_and(|class| class.starts_with("nr"))
    }

    /// A word of the list that is no name there.
    fn is_plain_word(&self, span: Span) -> bool {
        let text = self.document.folded_slice(span);
        let named = || self.lexicon.class(text).is_some_and(|class| class.starts_with("nr") || class.starts_with("ns") || class == "nt");
        self.lexicon.is_word(text) && !named()
    }

    /// 香港|中环: the place, or one that holds it, ends right before the span.
    fn stands_before(&self, place: EntityId, span: Span) -> bool {
        const LONGEST_PLACE: u32 = 8;
        (2..=LONGEST_PLACE.min(span.start)).any(|n| {
            let surface = self.surface(Span::new(span.start - n, span.start));
            surface.is_some_and(|s| {
                s.senses.iter().any(|sense| !sense.weak && (sense.entity == place || self.gazetteer.entity(place).of == Some(sense.entity)))
            })
        })
    }

    /// A frequent dictionary word that does not end like the name of a body: 科学, 大众.
    fn is_common_word(&self, span: Span) -> bool {
        let unit = self.gazetteer.grammar.units.before(self.document.folded.slice(span.start, span.end)).is_some();
        !unit && self.lexicon.frequency(self.document.folded_slice(span)) >= RARE_WORD
    }

    /// 《上报》: in the marks that Chinese puts around titles.
    fn is_in_title_marks(&self, span: Span) -> bool {
        let chars = &self.document.folded.chars;
        span.start > 0 && chars[span.start as usize - 1] == '《' && chars.get(span.end as usize) == Some(&'》')
    }

    /// How well the entity's country fits the place of the mention.
    pub(super) fn country_score(&self, span: Span, entity: &Entity) -> f32 {
        let Some(country) = entity.country else { return 0.0 };
        let sentence = self.document.sentence_at(span.start).map_or(span, |i| self.document.sentences[i].span);
        let mut score = weight::SHARE * self.context.share(country);
        if self.context.last_before(span.start, sentence.start) == Some(country) {
            score += weight::LAST_COUNTRY;
        } else if self.context.names_country(country, sentence.start, sentence.end) {
            score += weight::SENTENCE_COUNTRY;
        }
        if self.context.home == Some(country) {
            score += weight::HOME;
        }
        score
    }
}

/// A listed form at its place.
pub(super) struct Form<'s> {
    pub(super) span: Span,
    pub(super) surface: &'s Surface,
    /// Certainly a name.
    decided: bool,
    /// The name of bodies, offices or places of several countries.
    shared: bool,
    /// Of such a name: its sentence, where that speaks of a country of which the form lists nothing.
    speaks_of_another: Option<Span>,
}

impl Form<'_> {
    /// True where the sentence speaks of another country, and not of the entity's.
    pub(super) fn is_of_another(&self, resolver: &Resolver<'_>, entity: &Entity) -> bool {
        let Some(sentence) = self.speaks_of_another else { return false };
        entity.country.is_some_and(|country| !resolver.context.names_country(country, sentence.start, sentence.end))
    }
}
