//! Names that no list holds and that are nowhere in their document likely to be names: they are listed for review, and are no
//! nodes.

use super::{Link, LinkedMention};
use crate::knowledge::EntityType;
use rustc_hash::FxHashMap;

/// Of names whose likeliest mention has less than this confidence, in percent, two in five are none.
const LEAST: u8 = 70;

/// Takes the link from mentions of such names. Offices stay: they are read from body and title.
pub(crate) fn leave_open(mentions: &mut [LinkedMention]) {
    let mut best: FxHashMap<(EntityType, &str), u8> = FxHashMap::default();
    for mention in mentions.iter() {
        if let Link::New(name) = &mention.link {
            let most = best.entry((mention.kind, name)).or_default();
            *most = mention.confidence.max(*most);
        }
    }
    let is_unlikely = |mention: &LinkedMention| match &mention.link {
        Link::New(name) => mention.kind != EntityType::Office && best[&(mention.kind, name.as_str())] < LEAST,
        _ => false,
    };
    let unlikely: Vec<bool> = mentions.iter().map(is_unlikely).collect();
    for (mention, _) in mentions.iter_mut().zip(unlikely).filter(|(_, unlikely)| *unlikely) {
        mention.link = Link::Nil;
    }
}
