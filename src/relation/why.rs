//! Shows how sentences were read: their words, noun groups, and what stands on either side of the words of the rules.

use super::{
    Sentence,
    clause::{Reading, Search},
    find, group, phrase,
    tell::{Ground, Hit},
    token::{self, Class},
};
use crate::{
    document::Document,
    knowledge::Gazetteer,
    lexicon::{Lexicon, Words},
    resolve::LinkedMention,
};

/// A line for each sentence in which a word of the rules stands, and one for each such word.
///
/// Noun groups stand in `[…]`, words of the grammar have their class behind `/`.
pub fn why(document: &Document, mentions: &[LinkedMention], gazetteer: &Gazetteer, lexicon: &Lexicon) -> Vec<String> {
    let ground = Ground { rules: &gazetteer.relations, grammar: &gazetteer.grammar, lexicon };
    let names = find::names(mentions);
    let mut hits: Vec<Hit<'_>> = Vec::new();
    ground.rules.each_trigger(&document.folded, |span, of| hits.push((span, of)));
    let none = Words::default();
    let mut out = Vec::new();
    for sentence in &document.sentences {
        let own: Vec<_> = names.iter().filter(|n| sentence.span.contains(n.span)).copied().collect();
        let free = |hit: &&Hit<'_>| sentence.span.contains(hit.0) && !own.iter().any(|n| n.span.overlaps(hit.0));
        let hits: Vec<Hit<'_>> = hits.iter().filter(free).copied().collect();
        if hits.is_empty() {
            continue;
        }
        let sentence = Sentence { chars: &document.folded.chars, span: sentence.span, names: &own, headline: false, words: &none };
        let phrases = phrase::build(&sentence, ground.rules, ground.grammar);
        let tokens = token::cut(&sentence, &phrases, &hits, &ground);
        let groups = group::build(&sentence, &phrases, &tokens);
        let reading = Reading { sentence: &sentence, phrases: &phrases, tokens: &tokens, groups: &groups, rules: ground.rules };
        out.push(reading.words());
        for (trigger, _) in hits.iter().filter(|(span, _)| tokens.iter().any(|t| t.trigger && t.span == *span)) {
            let frame = reading.frame(*trigger);
            let subject = match &frame.left.subject {
                Search::Found(filler) => reading.names_of(&filler.phrases) + if filler.carried { " (from before)" } else { "" },
                Search::LeftOut(_) => "left out".to_owned(),
                Search::Blocked => "-".to_owned(),
            };
            let object = reading.object(frame.verb + 1).and_then(|o| reading.object_filler(&o, false));
            let object = object.map_or("-".to_owned(), |filler| reading.names_of(&filler.phrases));
            let hanging: Vec<String> = frame.left.hanging.iter().map(|h| reading.show(h.word, h.word)).collect();
            let mut notes: Vec<String> = frame.left.marks.iter().map(|m| format!("{m:?}").to_lowercase()).collect();
            let flags =
                [(frame.left.passive, "passive"), (frame.left.nominal, "noun"), (frame.left.embedded, "embedded"), (frame.relative, "relative")];
            notes.extend(flags.iter().filter(|(on, _)| *on).map(|(_, name)| (*name).to_owned()));
            out.push(format!(
                "  {}: subject {subject}; object {object}; hanging on {}; {}",
                reading.show(frame.verb, frame.verb),
                if hanging.is_empty() { "-".to_owned() } else { hanging.join(" ") },
                notes.join(" ")
            ));
        }
    }
    out
}

impl Reading<'_> {
    fn words(&self) -> String {
        let mut out = String::new();
        let mut i = 0;
        while i < self.tokens.len() {
            if !out.is_empty() {
                out.push(' ');
            }
            if let Some(g) = self.groups.of(i) {
                let group = self.groups.list[g];
                let words: Vec<String> = (group.first..=group.last).map(|t| self.show(t, t)).collect();
                out.push_str(&format!("[{}]", words.join("|")));
                i = group.last + 1;
                continue;
            }
            out.push_str(&self.show(i, i));
            match self.class(i) {
                Class::Comma | Class::Stop | Class::Open | Class::Close | Class::Joint => {}
                Class::Mark(mark) => out.push_str(&format!("/{mark:?}").to_lowercase()),
                class => out.push_str(&format!("/{class:?}").to_lowercase()),
            }
            i += 1;
        }
        out
    }

    fn show(&self, first: usize, last: usize) -> String {
        self.sentence.text(self.tokens[first].span.start, self.tokens[last].span.end).iter().collect()
    }

    fn names_of(&self, phrases: &[usize]) -> String {
        let name = |&p: &usize| {
            let span = self.sentence.names[self.phrases.list[p].head].span;
            self.sentence.text(span.start, span.end).iter().collect::<String>()
        };
        phrases.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}
