//! Names that no list holds and that are nowhere in their document likely to be names: they are listed for review, and are no
//! nodes.

use super::{Link, LinkedMention};
use crate::knowledge::EntityType;
use rustc_hash::FxHashMap;

/// Least likelihood of a name that becomes a node. By cross-validation nine of ten above it are as annotated, two of three just
/// below it; higher, no body that the tagger alone finds would be one.
const LEAST: f64 = 0.75;
/// What each further mention in the document leaves of the doubt: of unlisted names whose likeliest mention is at 0.6 to 0.8, two
/// of three are right that stand there once, five of six that stand there more often.
const DOUBT_LEFT: f64 = 0.8;

/// How likely something is a name, by the likeliest of its mentions in a document and their number.
#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    /// Confidence in percent.
    most: u8,
    mentions: i32,
}

impl Standing {
    fn likelihood(self) -> f64 {
        let doubt = 1.0 - f64::from(self.most) / 100.0;
        1.0 - doubt * DOUBT_LEFT.powi(self.mentions - 1)
    }
}

/// Takes the link from mentions of such names.
pub(crate) fn leave_open(mentions: &mut [LinkedMention]) {
    let mut names: FxHashMap<(EntityType, &str), Standing> = FxHashMap::default();
    for mention in mentions.iter() {
        if let Link::New(name) = &mention.link {
            let standing = names.entry((mention.kind, name)).or_default();
            standing.most = standing.most.max(mention.confidence);
            standing.mentions += 1;
        }
    }
    let is_unlikely = |mention: &LinkedMention| match &mention.link {
        // Hundredths of a percent are noise of the formula.
        Link::New(name) => names[&(mention.kind, name.as_str())].likelihood() < LEAST - 1e-4,
        _ => false,
    };
    let unlikely: Vec<bool> = mentions.iter().map(is_unlikely).collect();
    for (mention, _) in mentions.iter_mut().zip(unlikely).filter(|(_, unlikely)| *unlikely) {
        mention.link = Link::Nil;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_there_often_is_likelier() {
        let likelihood = |most, mentions| Standing { most, mentions }.likelihood();
        assert!(likelihood(74, 1) < LEAST && likelihood(75, 1) > LEAST - 1e-4);
        assert!(likelihood(68, 2) < LEAST && likelihood(68, 3) > LEAST);
        assert!(likelihood(50, 4) < LEAST && likelihood(50, 5) > LEAST);
    }
}
