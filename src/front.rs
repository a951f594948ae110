//! The front door: what is known, and the mentions of a text by it.

mod places;

use crate::{
    corpus::{Body, Post, clean_line},
    error::Result,
    knowledge::{EntityType, Gazetteer, Layer, bundled_layer, folder_layer},
    mention::Matcher,
    resolve::{Link, Method, Role},
    run::{self, Analyzer, RunOptions},
    tagger,
};
use jiff::civil::Date;
use places::Places;
use std::{borrow::Cow, ops::Range, path::Path, sync::Arc};

/// Everything that is known of the world, loaded and checked together: the gazetteers with all their rule files, and the
/// learned model that decides what is a name.
#[derive(Debug)]
pub struct Knowledge {
    pub(crate) gazetteer: Gazetteer,
    pub(crate) model: Option<Arc<tagger::Tagger>>,
}

impl Knowledge {
    /// What is compiled into the program.
    ///
    /// # Errors
    /// None that a released program can show: a test loads it.
    pub fn bundled() -> Result<Knowledge> {
        Ok(Knowledge { gazetteer: Gazetteer::bundled()?, model: tagger::Tagger::bundled() })
    }

    /// The same with gazetteer folders on top, of which later ones add to and override earlier ones.
    ///
    /// # Errors
    /// [`Error::Gazetteer`](crate::Error::Gazetteer) with every fault of the files, each with file, line and remedy;
    /// [`Error::Io`](crate::Error::Io) and [`Error::Input`](crate::Error::Input) where a folder cannot be read.
    pub fn with_folders<P: AsRef<Path>>(folders: &[P]) -> Result<Knowledge> {
        let mut layers = vec![bundled_layer()];
        for folder in folders {
            layers.push(folder_layer(folder.as_ref())?);
        }
        Knowledge::load(&layers)
    }

    /// These layers alone, with the model of the program.
    ///
    /// # Errors
    /// [`Error::Gazetteer`](crate::Error::Gazetteer) with every fault of the files, each with file, line and remedy.
    pub fn load(layers: &[Layer]) -> Result<Knowledge> {
        Ok(Knowledge { gazetteer: Gazetteer::load(layers)?, model: tagger::Tagger::bundled() })
    }

    /// The same with another model, as `guanxi learn` writes it.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) where it cannot be read, [`Error::Input`](crate::Error::Input) where it is no model.
    pub fn with_model(self, file: &Path) -> Result<Knowledge> {
        Ok(Knowledge { model: Some(Arc::new(tagger::Tagger::read(file)?)), ..self })
    }

    /// The same without a model: lists and rules decide alone.
    pub fn without_model(self) -> Knowledge {
        Knowledge { model: None, ..self }
    }
}

/// Finds the mentions of texts and what they mean.
///
/// ```
/// let tagger = guanxi::Tagger::bundled()?;
/// let tagged = tagger.tag("總統蔡英文今天接見訪賓。", None);
/// let mentions: Vec<_> = tagged.mentions().map(|m| (m.surface, m.kind.as_str(), m.entity, m.label)).collect();
/// assert_eq!(mentions[1], ("蔡英文", "person", "p-tsai-ing-wen".into(), "蔡英文"));
/// # Ok::<(), guanxi::Error>(())
/// ```
#[derive(Debug)]
pub struct Tagger {
    gazetteer: Gazetteer,
    matcher: Matcher,
    options: RunOptions,
}

impl Tagger {
    /// With what is compiled into the program.
    ///
    /// # Errors
    /// None that a released program can show: a test loads it.
    pub fn bundled() -> Result<Tagger> {
        Tagger::new(Knowledge::bundled()?)
    }

    /// With this knowledge.
    ///
    /// # Errors
    /// [`Error::TooLarge`](crate::Error::TooLarge) where there are more names than an automaton can hold (billions of
    /// characters).
    pub fn new(knowledge: Knowledge) -> Result<Tagger> {
        let Knowledge { gazetteer, model } = knowledge;
        let matcher = Matcher::new(&gazetteer)?;
        Ok(Tagger { gazetteer, matcher, options: RunOptions { tagger: model, ..RunOptions::default() } })
    }

    /// Leaves out names that no gazetteer lists.
    pub fn listed_only(mut self) -> Tagger {
        self.options.discover = false;
        self
    }

    /// The mentions of a plain text. Offices resolve to those who held them on `date`.
    pub fn tag(&self, text: &str, date: Option<Date>) -> Tagged<'_> {
        self.tag_titled("", text, date)
    }

    /// The mentions of a plain text and its title, which is read first: what it names in full, the text may name in short.
    pub fn tag_titled(&self, title: &str, text: &str, date: Option<Date>) -> Tagged<'_> {
        let analyzer = Analyzer::single(&self.gazetteer, &self.matcher, &self.options);
        let post = Post { title: clean_line(title), ..Post::new(Body::Text, text.to_owned()) };
        let tagged = analyzer.tag_post(post, date);
        Tagged { analyzer, tagged, title: title.to_owned() }
    }
}

/// A text with its mentions.
#[derive(Debug)]
pub struct Tagged<'t> {
    analyzer: Analyzer<'t>,
    tagged: run::Tagged,
    /// As it was given.
    title: String,
}

/// A mention of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention<'a> {
    /// The piece of the text, in its script.
    pub surface: &'a str,
    /// Where it begins and ends in [`Tagged::text`], in characters.
    pub start: u32,
    /// See `start`.
    pub end: u32,
    /// It stands in the title.
    pub in_title: bool,
    /// Where it begins and ends in the title or the text as they were given, in characters: white space that cleaning took out
    /// included. None where it stands there in no piece.
    pub given: Option<Range<usize>>,
    /// What it names.
    pub kind: EntityType,
    /// Stable id of the entity, also of a name that no gazetteer lists; empty where it means several, or nobody that can
    /// be told apart.
    pub entity: Cow<'a, str>,
    /// Canonical name of the entity; empty where there is none.
    pub label: &'a str,
    /// How it was found.
    pub method: Method,
    /// `linked`, `ambiguous` or `nil`.
    pub outcome: &'static str,
    /// Ids of the entities that it may mean, where it is ambiguous.
    pub candidates: Vec<&'a str>,
    /// How it only reports, if it does.
    pub role: Option<Role>,
    /// Of an office: id of the person who held it on the date of the text; empty where that is not known.
    pub holder: &'a str,
    /// Estimated chance that all this is right, from 0 to 1.
    pub confidence: f32,
    /// It lies inside a longer mention: 北京 in 北京大学.
    pub nested: bool,
}

impl Tagged<'_> {
    /// The text that was read: the title on a line of its own, if there is one, and the text that was given, without the line
    /// ends that only wrap it and what surrounds its lines.
    pub fn text(&self) -> &str {
        &self.tagged.document.text
    }

    /// The mentions, first to last.
    pub fn mentions(&self) -> impl Iterator<Item = Mention<'_>> {
        let places = Places::new(&self.tagged.document, &self.title, &self.tagged.post.body);
        self.tagged.mentions.iter().map(move |mention| {
            let (entity, label) = self.analyzer.node(mention);
            let candidates = if let Link::Ambiguous(ids) = &mention.link { ids.as_slice() } else { &[] };
            Mention {
                surface: self.tagged.document.slice(mention.span),
                start: mention.span.start,
                end: mention.span.end,
                in_title: places.is_title(mention.span),
                given: places.of(mention.span),
                kind: mention.kind,
                entity,
                label,
                method: mention.method,
                outcome: mention.link.outcome(),
                candidates: candidates.iter().map(|&id| self.analyzer.entity_id(id)).collect(),
                role: mention.role,
                holder: mention.holder.map_or("", |holder| self.analyzer.entity_id(holder)),
                confidence: f32::from(mention.confidence) / 100.0,
                nested: mention.nested,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_tagged_with_holders_of_its_date_and_spans_in_the_text_that_was_read() {
        let tagger = Tagger::bundled().unwrap();
        let tagged = tagger.tag("  美國總統週二發表談話。\n", Some(Date::constant(2020, 5, 1)));
        let office = tagged.mentions().find(|m| m.kind == EntityType::Office).unwrap();
        let chars: Vec<char> = tagged.text().chars().collect();
        assert_eq!(chars[office.start as usize..office.end as usize].iter().collect::<String>(), "美國總統");
        assert_eq!((office.entity.as_ref(), office.holder), ("o-us-president", "p-donald-trump"));
    }

    #[test]
    fn mentions_stand_in_what_was_given_whatever_cleaning_took_out() {
        let tagger = Tagger::bundled().unwrap();
        let title = " 𠮷日談話：蔡英文 &amp; 朋友 ";
        let text = "\u{3000}𠮷𠮷！總統蔡　英文在台\n北說明。\r\n\r\n美國國務卿蓬佩奧表示歡迎。";
        let tagged = tagger.tag_titled(title, text, Some(Date::constant(2020, 9, 1)));
        let slice = |of: &str, range: Range<usize>| of.chars().skip(range.start).take(range.len()).collect::<String>();
        let found: Vec<(bool, String, String)> = tagged
            .mentions()
            .filter(|m| m.kind == EntityType::Person)
            .map(|m| (m.in_title, m.surface.to_owned(), slice(if m.in_title { title } else { text }, m.given.unwrap())))
            .collect();
        let want = [(true, "蔡英文", "蔡英文"), (false, "蔡英文", "蔡　英文"), (false, "蓬佩奧", "蓬佩奧")];
        assert_eq!(found, want.map(|(in_title, surface, given)| (in_title, surface.to_owned(), given.to_owned())));
    }

    #[test]
    fn names_that_no_gazetteer_lists_can_be_left_out() {
        let tagger = Tagger::new(Knowledge::bundled().unwrap().without_model()).unwrap();
        let surfaces = |tagger: &Tagger| -> Vec<String> {
            tagger.tag("记者陆小禾采访了蔡英文。", None).mentions().map(|m| m.surface.to_owned()).collect()
        };
        assert_eq!(surfaces(&tagger), ["陆小禾", "蔡英文"]);
        assert_eq!(surfaces(&tagger.listed_only()), ["蔡英文"]);
    }
}
