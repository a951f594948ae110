//! Where the name in front of a bracketed Latin name begins, and what it names: 国务卿蓬佩奥（Mike Pompeo） gives 蓬佩奥.

use super::{
    belong::{Known, is_romanization, may_begin},
    boundary::Neighbours,
    gather::{Group, Run},
};
use crate::{
    document::Span,
    knowledge::{EntityType, Gazetteer},
    lexicon::Lexicon,
    script::is_han,
};

/// Longest name that is looked for.
const MAX_NAME_CHARS: usize = 13;

/// Parts of the score of a beginning, set on the proposals of half a year of posts.
mod weight {
    /// Times the share of the runs with this ending that have a pause, a title or another mention before it.
    pub(super) const CUT: f64 = 1.2;
    /// Times the entropy of what stands before the string in the corpus, as a share of [`super::FREE_BITS`].
    pub(super) const FREE: f64 = 1.0;
    /// Built like a name: transliteration characters, or surname and given name.
    pub(super) const FORM: f64 = 0.8;
    /// The characters sound as the Latin name is written.
    pub(super) const SOUND: f64 = 3.0;
    /// The character before it cannot belong to the name.
    pub(super) const STOP: f64 = 0.5;
    /// It could: the name is cut in the middle.
    pub(super) const TORN: f64 = -0.6;
    /// A transliteration may, or may not, begin with its first character.
    pub(super) const INITIAL: f64 = 0.8;
    /// A dot before it: certainly in the middle.
    pub(super) const DOT: f64 = -3.0;
}

/// Entropy from which on a side counts as free.
const FREE_BITS: f64 = 2.0;
/// Beginnings below this score are not believed.
const MIN_SCORE: f64 = 1.0;

/// A name found in front of a bracket.
#[derive(Debug)]
pub(super) struct Named<'a> {
    pub(super) kind: EntityType,
    /// Folded.
    pub(super) name: String,
    /// As written.
    pub(super) surface: String,
    pub(super) run: &'a Run,
}

/// What the Latin name and the end of the run in front of it say of the type; `None` where they do not tell.
pub(super) fn kind_of(latin: &str, run: &str, known: &Known<'_>, gazetteer: &Gazetteer) -> Option<EntityType> {
    let grammar = &gazetteer.grammar;
    let chars: Vec<char> = run.chars().collect();
    let abbreviation = is_abbreviation(latin);
    let words: Vec<String> = latin.split([' ', '·', '-']).filter(|w| !w.is_empty()).map(|w| gazetteer.folder.fold_str(w.trim_matches('.'))).collect();
    let body = grammar.units.before(&chars).is_some_and(|w| w.len() > 1) || grammar.endings.before(&chars).is_some();
    let place = grammar.place_suffixes.before(&chars).is_some();
    let mut kinds: Vec<EntityType> = known.by_latin(latin).iter().map(|&id| gazetteer.entity(id).kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    if let [kind] = kinds[..]
        && kind != EntityType::Office
        && !abbreviation
    {
        return (kind == EntityType::Organization || !body).then_some(kind);
    }
    if body {
        return Some(EntityType::Organization);
    }
    let says = |list: &rustc_hash::FxHashSet<String>| words.iter().any(|w| list.contains(w));
    if says(&grammar.latin_places) && place {
        return Some(EntityType::Place);
    }
    if says(&grammar.latin_organizations) {
        return None;
    }
    // 布拉格爱乐（Prague Philharmonia）
    let of_a_place = latin.split(' ').any(|word| {
        known.by_latin(word).iter().any(|&id| {
            let entity = gazetteer.entity(id);
            entity.kind == EntityType::Place && run.contains(&gazetteer.folder.fold_str(&entity.name))
        })
    });
    let not_person = of_a_place || words.iter().any(|w| grammar.latin_not_person.contains(w));
    let shouted = latin.split(' ').any(|w| w.chars().count() > 3 && !w.chars().any(char::is_lowercase));
    match words.len() {
        1 => (place && !not_person && !shouted).then_some(EntityType::Place),
        2..=5 if !not_person && !shouted => Some(EntityType::Person),
        _ => None,
    }
}

/// One word in capitals, which several bodies may share: TPP.
pub(super) fn is_abbreviation(latin: &str) -> bool {
    !latin.contains(' ') && latin.chars().count() < 6 && !latin.chars().any(char::is_lowercase)
}

/// The strings whose neighbours have to be known before [`name_of`] can choose among them.
pub(super) fn endings(run: &str) -> impl Iterator<Item = String> + '_ {
    let chars: Vec<char> = run.chars().collect();
    (2..=chars.len().min(MAX_NAME_CHARS)).map(move |n| chars[chars.len() - n..].iter().collect())
}

/// The name at the end of a run.
pub(super) fn name_of<'a, 's>(
    group: &Group,
    run: &'a Run,
    kind: EntityType,
    known: &Known<'_>,
    gazetteer: &Gazetteer,
    lexicon: &Lexicon,
    neighbours: &dyn Fn(&str) -> Option<&'s Neighbours>,
) -> Option<Named<'a>> {
    let chars: Vec<char> = run.text.chars().collect();
    // 包括苹果（Apple）: the known entity under a name that it has already.
    let listed = |n: usize| {
        let tail: String = chars[chars.len() - n..].iter().collect();
        let known: Vec<_> = group.latins.keys().flat_map(|latin| known.by_latin(latin)).collect();
        gazetteer.surface(&tail).is_some_and(|s| s.senses.iter().any(|sense| known.contains(&&sense.entity)))
    };
    if kind != EntityType::Person && (2..=chars.len()).any(listed) {
        return None;
    }
    let scorer = Scorer { group, known, gazetteer, lexicon, neighbours };
    let mut best: Option<(f64, usize)> = None;
    for n in 2..=chars.len().min(MAX_NAME_CHARS) {
        let score = match kind {
            EntityType::Person => scorer.person(&chars, n),
            _ => scorer.body(&chars, n, kind),
        };
        // Of equals the longer one.
        if let Some(score) = score
            && best.is_none_or(|(high, _)| score >= high)
        {
            best = Some((score, n));
        }
    }
    let (score, n) = best?;
    if score < MIN_SCORE {
        return None;
    }
    let tail = |text: &str| text.chars().skip(chars.len() - n).collect::<String>();
    Some(Named { kind, name: tail(&run.text), surface: tail(&run.surface), run })
}

struct Scorer<'a, 's> {
    group: &'a Group,
    known: &'a Known<'a>,
    gazetteer: &'a Gazetteer,
    lexicon: &'a Lexicon,
    neighbours: &'a dyn Fn(&str) -> Option<&'s Neighbours>,
}

impl Scorer<'_, '_> {
    /// Evidence of the corpus that a name begins `n` characters before the end of a run.
    fn beginning(&self, run: &[char], n: usize, cuts: impl Fn(&Run) -> u32) -> f64 {
        let name: String = run[run.len() - n..].iter().collect();
        let with_ending: Vec<&Run> = self.group.runs.iter().filter(|r| r.text.ends_with(&name)).collect();
        let times: u32 = with_ending.iter().map(|r| r.times).sum();
        let cut: u32 = with_ending.iter().filter(|r| cuts(r) & (1 << n) != 0).map(|r| r.times).sum();
        let free = (self.neighbours)(&name).filter(|s| s.times > 1).map_or(0.0, |s| (s.before().entropy / FREE_BITS).min(1.0));
        weight::CUT * f64::from(cut) / f64::from(times.max(1)) + weight::FREE * free
    }

    fn person(&self, run: &[char], n: usize) -> Option<f64> {
        let grammar = &self.gazetteer.grammar;
        let at = run.len() - n;
        let name = &run[at..];
        let foreign = name.iter().all(|c| *c == '·' || self.known.is_foreign(*c)) && name[0] != '·';
        let double = n > 2 && grammar.double_surnames.contains(&(name[0], name[1]));
        let chinese = (2..=4).contains(&n)
            && (grammar.surnames.contains(&name[0]) && n < 4 || double || n == 4 && name[..2].iter().all(|c| grammar.surnames.contains(c)))
            && name.iter().all(|c| is_han(*c) && !grammar.not_in_names.contains(c));
        let sounds = self.group.latins.keys().any(|latin| is_romanization(name, latin));
        let cut = self.group.runs.iter().any(|r| r.cuts & (1 << n) != 0 && r.text.chars().eq(run.iter().copied()));
        // 野口聪一: neither, but set off on both sides.
        let set_off = cut && (3..=5).contains(&n) && name.iter().all(|c| is_han(*c) && !grammar.not_in_names.contains(c));
        if !(foreign || chinese || sounds || set_off) || name.last() == Some(&'·') {
            return None;
        }
        let mut score = weight::FORM + self.beginning(run, n, |r| r.cuts) + if sounds { weight::SOUND } else { 0.0 };
        if let Some(&before) = at.checked_sub(1).map(|i| &run[i]) {
            score += match before {
                '·' => weight::DOT,
                _ if cut => 0.0,
                c if foreign && self.known.is_foreign(c) => weight::TORN,
                _ => weight::STOP,
            };
        }
        if foreign && !sounds && !(chinese && n == 3) {
            let fits = self.group.latins.keys().any(|latin| may_begin(name[0], latin));
            score += if fits { weight::INITIAL } else { -weight::INITIAL };
        }
        // 格·特伦普: one character before a dot is a piece more often than a name.
        if name.iter().position(|&c| c == '·') == Some(1) {
            score += weight::TORN;
        }
        Some(score)
    }

    fn body(&self, run: &[char], n: usize, kind: EntityType) -> Option<f64> {
        let grammar = &self.gazetteer.grammar;
        let at = run.len() - n;
        let name = &run[at..];
        if name.iter().any(|c| grammar.not_in_bodies.contains(c)) || name[0] == '·' {
            return None;
        }
        let text: String = name.iter().collect();
        let suffix = match kind {
            EntityType::Place => grammar.place_suffixes.before(name),
            _ => grammar.units.before(name).max_by_length(grammar.endings.before(name)),
        };
        // 基金会 alone names nothing.
        if suffix.is_some_and(|s| s.len() == n) || self.lexicon.is_word(&text) && n < 4 && suffix.is_some() {
            return None;
        }
        let whole = Span::new(0, run.len() as u32);
        let word = self.lexicon.is_boundary(run, at as u32, whole);
        let before = at.checked_sub(1).map(|i| run[i]);
        let stop = before.is_none_or(|c| grammar.not_in_bodies.contains(&c));
        let torn = before == Some('·') || before.is_some_and(|c| self.known.is_foreign(c) && self.known.is_foreign(name[0]));
        let mut score = self.beginning(run, n, |r| r.bounds) + if stop { weight::STOP } else { 0.0 } + if word { weight::STOP } else { weight::TORN };
        if before == Some('·') {
            score += weight::DOT;
        } else if torn {
            score += weight::TORN;
        }
        Some(score)
    }
}

/// The longer of two words.
trait MaxByLength {
    fn max_by_length(self, other: Self) -> Self;
}

impl MaxByLength for Option<&[char]> {
    fn max_by_length(self, other: Self) -> Self {
        if other.map_or(0, <[char]>::len) > self.map_or(0, <[char]>::len) { other } else { self }
    }
}
