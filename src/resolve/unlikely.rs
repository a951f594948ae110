//! Names that no list holds and that are nowhere in their document likely to be names: they are listed for review, and are no
//! nodes.

use super::{Link, LinkedMention};
use crate::knowledge::EntityType;
use rustc_hash::FxHashMap;

/// Least likelihood of a name that becomes a node. By cross-validation nine of ten above it are as annotated, two of three just
/// below it; higher, no body that the tagger alone finds would be one.
const LEAST: f64 = 0.75;
/// The same of an office and a person that stand side by side, of which each speaks for the other.
const LEAST_BESIDE: f64 = 0.68;
/// What each further mention in the document leaves of the doubt: of unlisted names whose likeliest mention is at 0.6 to 0.8, two
/// of three are right that stand there once, five of six that stand there more often.
const DOUBT_LEFT: f64 = 0.8;

/// How likely something is a name, by the likeliest of its mentions in a document and their number.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    /// Confidence in percent.
    most: u8,
    mentions: i32,
    /// Some mention stands beside its holder, or the office that it holds.
    beside: bool,
}

impl Standing {
    fn likelihood(self) -> f64 {
        let doubt = 1.0 - f64::from(self.most) / 100.0;
        1.0 - doubt * DOUBT_LEFT.powi(self.mentions - 1)
    }

    /// Hundredths of a percent are noise of the formula.
    fn is_unlikely(self) -> bool {
        self.likelihood() < if self.beside { LEAST_BESIDE } else { LEAST } - 1e-4
    }
}

/// Takes the link from mentions of such names.
pub(crate) fn leave_open(mentions: &mut [LinkedMention]) {
    let beside = beside(mentions);
    let mut names: FxHashMap<(EntityType, &str), Standing> = FxHashMap::default();
    for (mention, beside) in mentions.iter().zip(beside) {
        if let Link::New(name) = &mention.link {
            let standing = names.entry((mention.kind, name)).or_default();
            standing.most = standing.most.max(mention.confidence);
            standing.mentions += 1;
            standing.beside |= beside;
        }
    }
    let is_unlikely = |mention: &LinkedMention| match &mention.link {
        Link::New(name) => names[&(mention.kind, name.as_str())].is_unlikely(),
        _ => false,
    };
    let unlikely: Vec<bool> = mentions.iter().map(is_unlikely).collect();
    for (mention, _) in mentions.iter_mut().zip(unlikely).filter(|(_, unlikely)| *unlikely) {
        mention.link = Link::Nil;
    }
}

/// Which mentions are an office right before or behind a person, or such a person.
fn beside(mentions: &[LinkedMention]) -> Vec<bool> {
    let joins = |a: EntityType, b: EntityType| matches!((a, b), (EntityType::Office, EntityType::Person) | (EntityType::Person, EntityType::Office));
    let mut flat: Vec<usize> = (0..mentions.len()).filter(|&i| !mentions[i].nested).collect();
    flat.sort_by_key(|&i| mentions[i].span.start);
    let mut beside = vec![false; mentions.len()];
    for pair in flat.windows(2) {
        let (a, b) = (&mentions[pair[0]], &mentions[pair[1]]);
        if a.span.end == b.span.start && joins(a.kind, b.kind) {
            (beside[pair[0]], beside[pair[1]]) = (true, true);
        }
    }
    beside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Span, resolve::Method};

    fn new(kind: EntityType, span: std::ops::Range<u32>, name: &str, confidence: u8) -> LinkedMention {
        let (span, link) = (Span::new(span.start, span.end), Link::New(name.to_owned()));
        LinkedMention { span, kind, link, method: Method::Pattern, confidence, nested: false, byline: false, holder: None, role: None }
    }

    #[test]
    fn an_office_and_its_holder_side_by_side_speak_for_each_other() {
        let mut mentions = vec![
            new(EntityType::Office, 0..6, "某某协会会长", 70),
            new(EntityType::Person, 6..9, "王大文", 69),
            new(EntityType::Office, 20..26, "甲乙学会会长", 70),
            new(EntityType::Person, 27..30, "李小明", 69),
            new(EntityType::Office, 40..46, "丙丁学会会长", 60),
            new(EntityType::Person, 46..49, "赵一二", 99),
        ];
        leave_open(&mut mentions);
        let open: Vec<bool> = mentions.iter().map(|m| m.link == Link::Nil).collect();
        assert_eq!(open, [false, false, true, true, true, false]);
    }

    #[test]
    fn a_name_that_stands_there_often_is_likelier() {
        let likelihood = |most, mentions| Standing { most, mentions, beside: false }.likelihood();
        assert!(likelihood(74, 1) < LEAST && likelihood(75, 1) > LEAST - 1e-4);
        assert!(likelihood(68, 2) < LEAST && likelihood(68, 3) > LEAST);
        assert!(likelihood(50, 4) < LEAST && likelihood(50, 5) > LEAST);
    }
}
