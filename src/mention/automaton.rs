//! One pass over folded text finds every surface form and title of the gazetteer.

use super::given::GivenNames;
use crate::{
    document::{BlockKind, Document, Span},
    error::Result,
    knowledge::{
        EntityType, Gazetteer, Standing, SurfaceId, Trait,
        automaton::{Forms, continues_word},
        bit,
        forms::strong_han_names,
        traits::traits,
    },
    lexicon::Lexicon,
};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// A surface form or title at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit<T> {
    /// Its characters.
    pub span: Span,
    /// The surface form (or title).
    pub surface: T,
}

/// All hits of a document, each list by end, then by start.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    pub(crate) surfaces: Vec<Hit<SurfaceId>>,
    pub(crate) titles: Vec<Hit<u32>>,
    /// Forms from which the curation takes all meanings, or the place where they stand.
    pub(crate) taken: Vec<Hit<SurfaceId>>,
    /// Forms that stand at no word boundaries, as they were met.
    pub(crate) doubtful: Vec<Hit<SurfaceId>>,
    /// The surfaces by start.
    by_start: Vec<Hit<SurfaceId>>,
    title_starts: FxHashSet<u32>,
    title_ends: FxHashSet<u32>,
}

impl Hits {
    /// Without the forms that `keep` is false of, as if no list held them.
    pub(crate) fn keep(&mut self, keep: impl Fn(SurfaceId) -> bool) {
        for list in [&mut self.surfaces, &mut self.taken, &mut self.doubtful, &mut self.by_start] {
            list.retain(|hit| keep(hit.surface));
        }
    }

    /// The surfaces whose places `is_none` is true of are no names, and not to be taken for any.
    pub(super) fn take(&mut self, is_none: impl Fn(Span) -> bool) {
        self.taken.extend(self.surfaces.extract_if(.., |hit| is_none(hit.span)));
        self.by_start.retain(|hit| !is_none(hit.span));
    }

    /// Surface hits that end at this character, longest first.
    pub(super) fn ending_at(&self, at: u32) -> &[Hit<SurfaceId>] {
        run(&self.surfaces, at, |hit| hit.span.end)
    }

    /// Surface hits that end inside a block, by end.
    pub(super) fn within(&self, block: Span) -> &[Hit<SurfaceId>] {
        let from = self.surfaces.partition_point(|hit| hit.span.end <= block.start);
        let to = self.surfaces.partition_point(|hit| hit.span.end <= block.end);
        &self.surfaces[from..to]
    }

    /// A title ends at this character.
    pub(super) fn title_ends_at(&self, at: u32) -> bool {
        self.title_ends.contains(&at)
    }

    /// A title starts at this character.
    pub(super) fn title_starts_at(&self, at: u32) -> bool {
        self.title_starts.contains(&at)
    }

    /// Surface forms that stand exactly here.
    pub(crate) fn forms(&self, span: Span) -> impl Iterator<Item = SurfaceId> {
        run(&self.by_start, span.start, |hit| hit.span.start).iter().filter(move |hit| hit.span == span).map(|hit| hit.surface)
    }

    /// Surface hits that start at this character.
    pub(super) fn starting_at(&self, at: u32) -> std::slice::Iter<'_, Hit<SurfaceId>> {
        run(&self.by_start, at, |hit| hit.span.start).iter()
    }

    /// Titles that end at this character.
    pub(super) fn titles_ending_at(&self, at: u32) -> std::slice::Iter<'_, Hit<u32>> {
        run(&self.titles, at, |hit| hit.span.end).iter()
    }
}

/// The hits of a sorted list whose key is `at`.
fn run<T>(hits: &[Hit<T>], at: u32, key: impl Fn(&Hit<T>) -> u32) -> &[Hit<T>] {
    let from = hits.partition_point(|hit| key(hit) < at);
    let n = hits[from..].iter().take_while(|hit| key(hit) == at).count();
    &hits[from..from + n]
}

/// The compiled gazetteer. Build one per run, share it between threads.
#[derive(Debug)]
pub struct Matcher {
    forms: Forms,
    /// Types and traits that a surface form may have, as bits; none for a form that means nothing.
    kinds: Cow<'static, [u8]>,
    /// Surface forms that are only a title of the kind that needs a name beside it.
    needs_name: FxHashSet<SurfaceId>,
    /// Surface forms that are only a title.
    bare_titles: FxHashSet<SurfaceId>,
    /// What Chinese names look like.
    pub(super) given_names: GivenNames,
    /// Words that stand before an office: 前, 时任.
    formers: Vec<Vec<char>>,
    /// Word list for the boundary test.
    pub lexicon: Lexicon,
}

/// The bits of the types.
const ALL_KINDS: u8 = 0b1111;

/// True where a form that is a title means nothing for certain.
fn is_bare(surface: SurfaceId, gazetteer: &Gazetteer) -> bool {
    gazetteer.surfaces[surface.0 as usize].senses.iter().all(|s| s.weak)
}

impl Matcher {
    /// Compiles the surface forms and titles of a gazetteer.
    ///
    /// # Errors
    /// [`crate::Error::TooLarge`] when the gazetteer is too large for the automaton (billions of characters).
    pub fn new(gazetteer: &Gazetteer) -> Result<Matcher> {
        let (surfaces, endings) = (&gazetteer.surfaces, gazetteer.grammar.word_endings.clone());
        let (forms, lexicon, kinds) = match &gazetteer.compiled {
            Some(compiled) => (Forms::compiled(&compiled.forms), Lexicon::with_names(endings, &compiled.names), Cow::Borrowed(compiled.traits)),
            None => {
                let mut lexicon = Lexicon::new(endings);
                let entered = |at| gazetteer.entered_senses(at).copied().collect();
                lexicon.add_names(&strong_han_names(surfaces, &gazetteer.entities, entered));
                let kinds = surfaces.iter().map(|s| traits(&s.senses, &gazetteer.entities, &gazetteer.classes)).collect();
                (Forms::new(surfaces, &gazetteer.grammar.titles, lexicon.list())?, lexicon, Cow::Owned(kinds))
            }
        };
        let mut needs_name = FxHashSet::default();
        let mut bare_titles = FxHashSet::default();
        for (form, title) in forms.titles().filter(|&(form, _)| (form as usize) < surfaces.len()) {
            let surface = SurfaceId(form);
            if is_bare(surface, gazetteer) {
                bare_titles.insert(surface);
                if gazetteer.grammar.titles[title as usize].standing != Standing::Alone {
                    needs_name.insert(surface);
                }
            }
        }
        let formers = gazetteer.grammar.formers.iter().map(|(word, _)| word.clone()).collect();
        let given_names = GivenNames::new(gazetteer, &lexicon);
        Ok(Matcher { given_names, formers, forms, kinds, needs_name, bare_titles, lexicon })
    }

    /// Panics where the two find other forms, or take other words for names.
    #[cfg(test)]
    pub(crate) fn assert_same_tables(&self, other: &Matcher) {
        assert_eq!(self.forms.to_compiled(), other.forms.to_compiled());
        assert_eq!(self.lexicon.list().names(), other.lexicon.list().names());
        assert_eq!(self.kinds, other.kinds);
        assert_eq!((&self.needs_name, &self.bare_titles), (&other.needs_name, &other.bare_titles));
    }

    /// True where a surface form may be of this type.
    pub fn may_be(&self, surface: SurfaceId, kind: EntityType) -> bool {
        self.kinds[surface.0 as usize] & bit(kind) != 0
    }

    /// True where a sense of the surface form has the trait.
    pub(super) fn is(&self, surface: SurfaceId, what: Trait) -> bool {
        self.kinds[surface.0 as usize] & what.bit() != 0
    }

    /// True for a surface form or title, wherever word boundaries lie.
    pub(super) fn is_listed(&self, folded: &str) -> bool {
        self.forms.contains(folded)
    }

    /// How much a surname with given characters looks like a Chinese name; none where it is no surname.
    pub(crate) fn name_score(&self, surname: char, given: &[char]) -> Option<f32> {
        self.given_names.score(surname, given)
    }

    pub(super) fn needs_name(&self, surface: SurfaceId) -> bool {
        self.needs_name.contains(&surface)
    }

    pub(super) fn is_bare_title(&self, surface: SurfaceId) -> bool {
        self.bare_titles.contains(&surface)
    }

    /// All hits in the searched blocks of a document that stand at word boundaries.
    pub(crate) fn hits(&self, document: &Document) -> Hits {
        let folded = &document.folded;
        let mut hits = Hits::default();
        for block in document.blocks.iter().filter(|b| b.kind != BlockKind::Boilerplate) {
            let line = &folded.chars[block.span.start as usize..block.span.end as usize];
            self.forms.find(line, |number, start, length| {
                let form = SurfaceId(number);
                let start = block.span.start + start;
                let span = Span::new(start, start + length);
                if !self.stands_alone(form, span, block.span, &folded.chars) {
                    if self.is_surface(form) && self.kinds[number as usize] != 0 {
                        hits.doubtful.push(Hit { span, surface: form });
                    }
                    return;
                }
                if self.is_surface(form) {
                    let list = if self.kinds[number as usize] == 0 { &mut hits.taken } else { &mut hits.surfaces };
                    list.push(Hit { span, surface: form });
                }
                if let Some(surface) = self.forms.title(number) {
                    hits.titles.push(Hit { span, surface });
                }
            });
        }
        hits.titles.sort_by_key(|h| (h.span.end, h.span.start));
        hits.title_starts = hits.titles.iter().map(|h| h.span.start).collect();
        hits.title_ends = hits.titles.iter().map(|h| h.span.end).collect();
        hits.by_start.clone_from(&hits.surfaces);
        hits.by_start.sort_by_key(|h| (h.span.start, h.span.end));
        hits.surfaces.sort_by_key(|h| (h.span.end, h.span.start));
        hits
    }

    /// False for a title that is no surface form.
    fn is_surface(&self, form: SurfaceId) -> bool {
        (form.0 as usize) < self.kinds.len()
    }

    /// Short and nothing but a person's name.
    fn is_short_person(&self, form: SurfaceId, span: Span) -> bool {
        span.len() == 2 && self.is_surface(form) && self.kinds[form.0 as usize] & ALL_KINDS == bit(EntityType::Person)
    }

    fn stands_alone(&self, form: SurfaceId, span: Span, block: Span, chars: &[char]) -> bool {
        let shape = self.forms.shape(form.0);
        let before = || (span.start > block.start).then(|| chars[span.start as usize - 1]);
        let after = |n: u32| (span.end + n < block.end).then(|| chars[(span.end + n) as usize]);
        if shape.latin_start() && before().is_some_and(|c| continues_word(c) || matches!(c, '/' | '@' | '_' | '.' | '#' | '-')) {
            return false;
        }
        if shape.latin_end()
            && let Some(c) = after(0)
            && (continues_word(c) || matches!(c, '@' | '_') || matches!(c, '.' | '-') && after(1).is_some_and(continues_word))
        {
            return false;
        }
        let bounded = || {
            if shape.common() {
                return !self.lexicon.is_overlapped(chars, span, block) || self.lexicon.is_bounded(chars, span, block);
            }
            if self.is_short_person(form, span) {
                self.lexicon.is_bounded_name(chars, span, block)
            } else {
                self.lexicon.is_bounded(chars, span, block)
            }
        };
        if !shape.risky() {
            // 社会保障部|门: longer names of bodies may run on into a word.
            let long_body = shape.han() && self.is_surface(form) && self.may_be(form, EntityType::Organization);
            let runs_on = long_body && self.lexicon.runs_on(chars, span, block) && !self.lexicon.is_bounded(chars, span, block);
            return !runs_on;
        }
        if bounded() {
            return true;
        }
        // 前|首相 where the word list knows 前首; 法律顾问, whose tail is a title.
        let Some(_) = self.forms.title(form.0) else { return false };
        let from_here = Span::new(span.start, block.end);
        let head = &chars[block.start as usize..span.start as usize];
        let behind_former = self.formers.iter().any(|word| head.ends_with(word));
        (behind_former && self.lexicon.is_bounded(chars, span, from_here)) || self.lexicon.is_tail(chars, span, block)
    }
}
