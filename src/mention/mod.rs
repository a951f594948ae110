//! Finds surface forms in a document. Which entity they mean is not decided here.

mod automaton;
mod bodies;
mod compose;
mod credit;
mod foreign;
mod given;
mod latin;
mod letters;
mod media;
mod overlap;
mod people;
mod places;
mod reread;
mod short;

pub use crate::lexicon::Lexicon;
pub(crate) use automaton::Hits;
pub use automaton::Matcher;
pub use overlap::select;
pub(crate) use reread::reread;

use crate::{
    document::{Document, Span},
    id::EntityId,
    knowledge::{EntityType, Gazetteer, Rulings, SurfaceId},
};
use rustc_hash::FxHashSet;

/// What a mention is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A surface form of the gazetteer.
    Listed(SurfaceId),
    /// A one-letter abbreviation: 访[台].
    Letter(EntityId),
    /// A body or place with a title behind it, or a lone title: 台北市副市长, 发言人.
    Office {
        /// Where the title begins.
        title: u32,
    },
    /// A body of a state behind its country: 哈萨克斯坦卫生部.
    OfState {
        /// Where the body's own name begins.
        bare: u32,
    },
    /// A surname with a title: 蔡总统. The surname is this many characters long.
    SurnameTitle(u32),
    /// A name that no gazetteer lists.
    Unlisted(EntityType),
    /// A short form of a name that stands elsewhere in the document: the span of the full form.
    Short(Span),
    /// A Latin name in brackets behind a body or place: the span of that.
    LatinOf(Span),
    /// A Latin name of a person in brackets: the span of the name before the brackets, if there is one.
    Latin(Option<Span>),
}

/// A surface form found in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its characters.
    pub span: Span,
    /// What it is read as.
    pub reading: Reading,
    /// Inside a longer mention.
    pub nested: bool,
    /// Inside a credit line.
    pub byline: bool,
    /// What the tagger decided of it; none where it was not asked.
    pub decided: Option<Decided>,
}

/// A decision of the tagger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// The type of the mention.
    pub kind: EntityType,
    /// Chance that span and type are right, in percent.
    pub confidence: u8,
}

impl Mention {
    pub(crate) fn new(span: Span, reading: Reading) -> Self {
        Mention { span, reading, nested: false, byline: false, decided: None }
    }
}

/// What was found in a document.
#[derive(Debug)]
pub struct Found {
    /// Flat mentions first to last, each followed by those nested in it.
    pub mentions: Vec<Mention>,
    /// All readings that were considered.
    pub(crate) candidates: Vec<Mention>,
    /// Every listed form and title.
    pub(crate) hits: Hits,
}

/// Finds the mentions of a document that `rulings` do not block.
pub fn find(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, rulings: &Rulings<'_>) -> Found {
    find_among(matcher.hits(document), document, gazetteer, matcher, rulings)
}

/// The same, of these listed forms and titles.
pub(crate) fn find_among(mut hits: Hits, document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, rulings: &Rulings<'_>) -> Found {
    hits.taken.iter().for_each(|hit| rulings.taken(hit.surface, hit.span));
    hits.take(|span| counts_years(document, gazetteer, span));
    let mut found: Vec<Mention> = hits.surfaces.iter().map(|hit| Mention::new(hit.span, Reading::Listed(hit.surface))).collect();
    letters::find(document, gazetteer, matcher, &hits, &mut found);
    let composed = bodies::find(document, gazetteer, matcher, &hits, &mut found);
    let composer = compose::Composer { document, gazetteer, matcher, hits: &hits, composed };
    composer.find(&mut found);
    credit::find(document, gazetteer, &hits, &mut found);
    people::find(&composer, &mut found);
    media::find(&composer, &mut found);
    places::find(&composer, &mut found);
    places::find_bracketed(&composer, &mut found);
    latin::find(&composer, &mut found);
    drop_bare_titles(&composer, &mut found);
    found.retain(|m| !rulings.blocks(document, m.span));
    let flat = select(found.clone());
    short::find(document, gazetteer, matcher, &flat, &mut found);
    found.retain(|m| !matches!(m.reading, Reading::Short(_)) || !rulings.blocks(document, m.span));
    let mut mentions = select(found.clone());
    drop_broken_nested(document, gazetteer, matcher, &mut mentions);
    mark_bylines(document, &mut mentions);
    Found { mentions, candidates: found, hits }
}

/// 中华民国|一百年, 民国|元年
fn counts_years(document: &Document, gazetteer: &Gazetteer, span: Span) -> bool {
    /// 一百一十三
    const LONGEST_NUMBER: usize = 5;
    let chars = &document.folded.chars;
    let is_digit = |c: &char| c.is_ascii_digit() || *c == '元' || gazetteer.grammar.numerals.contains(c);
    let is_era = || gazetteer.grammar.eras.at(chars, span.start as usize).is_some_and(|era| era.len() == span.len() as usize);
    let number = chars[span.end as usize..].iter().take(LONGEST_NUMBER).take_while(|c| is_digit(c)).count();
    number > 0 && chars.get(span.end as usize + number) == Some(&'年') && is_era()
}

fn mark_bylines(document: &Document, mentions: &mut [Mention]) {
    for mention in mentions {
        mention.byline = document.credits.iter().any(|credit| credit.contains(mention.span));
    }
}

/// Nested forms that are pieces of the longer name, no names in it: 马里 in 马里兰州, 唐纳德·特朗普 in 小唐纳德·特朗普.
fn drop_broken_nested(document: &Document, gazetteer: &Gazetteer, matcher: &Matcher, mentions: &mut Vec<Mention>) {
    let chars = &document.folded.chars;
    let may_be = |m: &Mention, kind| matches!(m.reading, Reading::Listed(surface) if matcher.may_be(surface, kind));
    let mut around: Option<(Span, bool, bool)> = None;
    mentions.retain(|m| {
        if !m.nested {
            around = Some((m.span, may_be(m, EntityType::Place), may_be(m, EntityType::Person)));
            return true;
        }
        let Some((span, in_place, in_person)) = around else { return true };
        let foreign = m.span.end < span.end && gazetteer.grammar.transliteration.contains(&chars[m.span.end as usize]);
        let piece = in_place && foreign && may_be(m, EntityType::Place) || in_person && may_be(m, EntityType::Person);
        !piece && matcher.lexicon.is_bounded(chars, m.span, span)
    });
}

/// A listed office that is nothing but a title of the kind that needs a name beside it (法官, 议员) is no mention alone.
fn drop_bare_titles(composer: &compose::Composer<'_>, found: &mut Vec<Mention>) {
    let &compose::Composer { document, gazetteer, matcher, .. } = composer;
    let is_person = |m: &Mention| match m.reading {
        Reading::Listed(surface) => matcher.may_be(surface, EntityType::Person),
        Reading::Unlisted(kind) => kind == EntityType::Person,
        _ => false,
    };
    let starts: FxHashSet<u32> = found.iter().filter(|m| is_person(m)).map(|m| m.span.start).collect();
    let ends: FxHashSet<u32> = found.iter().filter(|m| is_person(m)).map(|m| m.span.end).collect();
    let chars = &document.folded.chars;
    // 湖南省|长沙市, not 湖南省长|沙市.
    let is_place = |m: &&Mention| matches!(m.reading, Reading::Listed(surface) if matcher.may_be(surface, EntityType::Place));
    let place_ends: FxHashSet<u32> = found.iter().filter(is_place).filter(|m| m.span.len() > 1).map(|m| m.span.end).collect();
    let chains: FxHashSet<u32> =
        found.iter().filter(is_place).filter(|m| m.span.len() > 2 && place_ends.contains(&m.span.start)).map(|m| m.span.start).collect();
    let is_office = |m: &Mention| match m.reading {
        Reading::Listed(surface) => matcher.may_be(surface, EntityType::Office),
        Reading::Office { .. } => true,
        _ => false,
    };
    found.retain(|m| !(is_office(m) && chains.contains(&(m.span.end - 1)) && m.span.start < m.span.end - 1));
    // 民进党立委 and 州议员 are many; beside a name they are a post.
    let line = |m: &Mention| &chars[..m.span.end as usize];
    found.retain(|m| {
        let many = is_office(m) && gazetteer.grammar.beside_names.before(line(m)).is_some();
        !many || composer.is_beside(m.span, &starts, &ends)
    });
    found.retain(|m| !is_office(m) || !composer.is_counted(m.span.start));
    found.retain(|m| match m.reading {
        Reading::Listed(surface) if matcher.needs_name(surface) => {
            starts.contains(&m.span.end) || ends.contains(&m.span.start) || composer.is_told_as_post(m.span.start)
        }
        // 总统大选, 总统们, 24名委员: another word, or a group.
        Reading::Listed(surface) if matcher.is_bare_title(surface) => {
            gazetteer.grammar.groups_after.at(chars, m.span.end as usize).is_none() && !composer.is_group_before(m.span.start)
        }
        _ => true,
    });
}
