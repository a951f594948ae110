//! Cleaning rules, read from `cleaning.yaml` of a gazetteer folder: which lines are boilerplate, what to cut off titles,
//! which pieces of a line are credits.
//!
//! Patterns are regular expressions over folded text (Simplified, half-width, lower case), so that one rule serves
//! every script. Each rule carries examples that `guanxi gazetteer check` and the tests run.

use super::{
    patterns::{Pattern, Patterns},
    spacing::Known,
};
use crate::{
    corpus::{Body, Field, FieldNames, Post, first_lines},
    script::Folder,
};
use regex::{Regex, RegexSet};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::{ops::Range, sync::OnceLock};

/// Characters of a line that tell whether it is boilerplate.
const BEGINNING: usize = 200;

/// What a rule does with what it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Effect {
    /// The line is boilerplate.
    Line,
    /// The line and all that follow are boilerplate.
    Rest,
    /// The line and those behind it up to the first with a full stop are boilerplate: the heads of other articles.
    List,
    /// The matched piece of the title names the outlet.
    Title,
    /// The matched piece of the first or last lines is a credit.
    Credit,
    /// The matched piece of any line is a credit: who took the picture.
    Caption,
    /// Elements of this HTML class hold boilerplate.
    Class,
    /// Elements of saved pages whose class or id matches belong to the frame of the page.
    Frame,
    /// Pages of this host and its subdomains are of the outlet that `outlet` names; `examples` are further names by which
    /// it signs its pages.
    Site,
    /// One of the first lines of a text names its outlet, by the group `outlet`.
    Source,
    /// `examples` are usual names of the field that the pattern names.
    Field,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleEntry {
    effect: Effect,
    pattern: String,
    /// Only for outlets whose name contains this.
    #[serde(default)]
    outlet: Option<String>,
    /// Lines on which it must act.
    #[serde(default)]
    examples: Vec<String>,
    /// Lines on which it must not act.
    #[serde(default)]
    counterexamples: Vec<String>,
}

/// A faulty rule: its index in the file, from 0, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// Index of the rule in the list.
    pub rule: usize,
    /// What is wrong.
    pub reason: String,
}

/// Compiled cleaning rules.
#[derive(Debug, Clone, Default)]
pub struct CleaningRules {
    line: OfOutlets,
    rest: OfOutlets,
    list: OfOutlets,
    title: Vec<Pattern>,
    credit: Patterns,
    caption: Patterns,
    classes: Vec<String>,
    frames: Frames,
    source: Vec<Pattern>,
    /// How records usually call their fields.
    pub fields: FieldNames,
    /// By host.
    sites: FxHashMap<String, Site>,
}

/// All that cleaning a document needs.
#[derive(Debug, Clone, Copy)]
pub struct Cleaner<'a> {
    /// The rules.
    pub rules: &'a CleaningRules,
    /// The fold under which they hold.
    pub folder: &'a Folder,
    /// What tells spaces of layout from others.
    pub known: &'a dyn Known,
}

/// The outlet of a host.
#[derive(Debug, Clone)]
struct Site {
    outlet: String,
    /// All names by which it signs, folded.
    names: Vec<String>,
}

/// Names of classes, compiled when a page first asks for them.
#[derive(Debug, Clone, Default)]
struct Frames {
    patterns: Vec<String>,
    compiled: OnceLock<RegexSet>,
}

impl Frames {
    fn get(&self) -> &RegexSet {
        // Each of them was compiled by itself when the rules were loaded, those of the program by its tests.
        self.compiled.get_or_init(|| RegexSet::new(&self.patterns).unwrap_or_default())
    }
}

/// Patterns, some of which hold for some outlets only.
#[derive(Debug, Clone, Default)]
struct OfOutlets {
    patterns: Patterns,
    outlets: Vec<Option<String>>,
}

impl OfOutlets {
    fn is_match(&self, line: &str, outlet: &str) -> bool {
        let holds = |i: usize| self.outlets[i].as_ref().is_none_or(|o| outlet.contains(o));
        self.patterns.likely(line).any(|(i, regex)| holds(i) && regex.is_match(line))
    }
}

impl CleaningRules {
    /// Compiles rules from YAML.
    ///
    /// # Errors
    /// The YAML error, or the faults of single rules: patterns that do not compile, examples that fail.
    pub fn from_yaml(yaml: &str, folder: &Folder) -> Result<Result<CleaningRules, Vec<RuleFault>>, serde_yaml::Error> {
        let entries: Vec<RuleEntry> = crate::knowledge::source::parse_text(yaml)?.unwrap_or_default();
        let mut faults = Vec::new();
        for (rule, entry) in entries.iter().enumerate() {
            if entry.effect == Effect::Class {
                continue;
            }
            if entry.effect == Effect::Site {
                if entry.outlet.is_none() {
                    faults.push(RuleFault { rule, reason: "a site without the name of its outlet".to_owned() });
                }
                continue;
            }
            if entry.effect == Effect::Field {
                if Field::parse(&entry.pattern).is_none() {
                    let known = Field::ALL.map(Field::as_str).join(", ");
                    faults.push(RuleFault { rule, reason: format!("no field {:?}: there are {known}", entry.pattern) });
                }
                continue;
            }
            match Regex::new(&entry.pattern) {
                Err(e) => faults.push(RuleFault { rule, reason: format!("pattern does not compile: {e}") }),
                Ok(regex) => {
                    let acts = |line: &String| regex.is_match(&folder.fold_str(line));
                    let wrong = entry.examples.iter().filter(|l| !acts(l)).map(|l| ("example is not matched", l));
                    let wrong = wrong.chain(entry.counterexamples.iter().filter(|l| acts(l)).map(|l| ("counterexample is matched", l)));
                    faults.extend(wrong.map(|(what, line)| RuleFault { rule, reason: format!("{what}: {line}") }));
                }
            }
        }
        Ok(if faults.is_empty() { Ok(CleaningRules::compile(&entries, folder)) } else { Err(faults) })
    }

    /// The rules of the program, whose patterns and examples its tests have run.
    ///
    /// # Errors
    /// The YAML error.
    pub(crate) fn tested(yaml: &str, folder: &Folder) -> Result<CleaningRules, serde_yaml::Error> {
        let entries: Vec<RuleEntry> = crate::knowledge::source::parse_text(yaml)?.unwrap_or_default();
        Ok(CleaningRules::compile(&entries, folder))
    }

    fn compile(entries: &[RuleEntry], folder: &Folder) -> CleaningRules {
        let of = |effect| entries.iter().filter(move |e| e.effect == effect);
        let texts = |effect| of(effect).map(|e| e.pattern.clone());
        let of_outlets = |effect| OfOutlets {
            patterns: Patterns::new(texts(effect)),
            outlets: of(effect).map(|e| e.outlet.as_deref().map(|o| folder.fold_str(o))).collect(),
        };
        CleaningRules {
            line: of_outlets(Effect::Line),
            rest: of_outlets(Effect::Rest),
            list: of_outlets(Effect::List),
            title: texts(Effect::Title).map(Pattern::new).collect(),
            credit: Patterns::new(texts(Effect::Credit)),
            caption: Patterns::new(texts(Effect::Caption)),
            classes: of(Effect::Class).map(|e| e.pattern.clone()).collect(),
            fields: FieldNames::usual(of(Effect::Field).filter_map(|e| Some((Field::parse(&e.pattern)?, e.examples.as_slice())))),
            sites: of(Effect::Site)
                .filter_map(|e| {
                    let outlet = e.outlet.clone()?;
                    let names = std::iter::once(&outlet).chain(&e.examples).map(|name| folder.fold_str(name)).collect();
                    Some((e.pattern.clone(), Site { outlet, names }))
                })
                .collect(),
            frames: Frames { patterns: texts(Effect::Frame).collect(), compiled: OnceLock::new() },
            source: texts(Effect::Source).map(Pattern::new).collect(),
        }
    }

    /// The byte range of a folded title without the names of outlets at its ends.
    pub fn headline(&self, folded_title: &str) -> Range<usize> {
        let mut range = 0..folded_title.len();
        for regex in self.title.iter().filter_map(|pattern| pattern.get()) {
            if let Some(cut) = regex.find(&folded_title[range.clone()]) {
                range = if cut.start() == 0 { range.start + cut.end()..range.end } else { range.start..range.start + cut.start() };
            }
        }
        range
    }

    /// A title without the names of outlets at its ends.
    pub fn trim_title<'a>(&self, title: &'a str, folder: &Folder) -> &'a str {
        let folded = folder.folded(title);
        let range = self.headline(&folded.text);
        &title[folded.original_range(folded.char_of_byte(range.start), folded.char_of_byte(range.end))]
    }

    /// True of a line that is boilerplate. Of a long line its beginning tells: what stands far inside a paragraph makes it none.
    pub(super) fn is_line(&self, line: &str, outlet: &str) -> bool {
        let beginning = line.char_indices().nth(BEGINNING).map_or(line, |(end, _)| &line[..end]);
        self.line.is_match(beginning, outlet)
    }

    pub(super) fn starts_list(&self, line: &str, outlet: &str) -> bool {
        self.list.is_match(line, outlet)
    }

    pub(super) fn starts_rest(&self, line: &str, outlet: &str) -> bool {
        self.rest.is_match(line, outlet)
    }

    pub(super) fn is_boilerplate_class(&self, class: Option<&str>) -> bool {
        !self.classes.is_empty() && class.is_some_and(|class| class.split_ascii_whitespace().any(|c| self.classes.iter().any(|k| k == c)))
    }

    /// Names the outlet of a post that does not do so in a field: who signs the page at an address whose outlet is known, a
    /// first line of a plain text, an author that some outlet signs as, the host. Other authors are people.
    pub fn name_outlet(&self, post: &mut Post, folder: &Folder) {
        if !post.outlet.is_empty() {
            return;
        }
        let address = post.url.split_once("://").map_or("", |(_, rest)| rest);
        let host = address.split(['/', ':', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let suffixes = host.match_indices('.').map(|(at, _)| &host[at + 1..]);
        let site = std::iter::once(host.as_str()).chain(suffixes).find_map(|suffix| self.sites.get(suffix));
        let author = folder.fold_str(&post.author);
        let signs = |site: &Site| !author.is_empty() && site.names.contains(&author);
        post.outlet = match site {
            Some(site) => if signs(site) { &post.author } else { &site.outlet }.clone(),
            None => self
                .source_line(post, folder)
                .or_else(|| self.sites.values().any(signs).then(|| post.author.clone()))
                .unwrap_or_else(|| host.strip_prefix("www.").unwrap_or(&host).to_owned()),
        };
    }

    /// The outlet that one of the first lines of a plain text names.
    fn source_line(&self, post: &Post, folder: &Folder) -> Option<String> {
        let lines = if post.kind == Body::Text { first_lines(&post.body) } else { return None };
        lines.into_iter().find_map(|line| {
            let folded = folder.folded(line);
            let outlet = self.source.iter().find_map(|pattern| pattern.get()?.captures(&folded.text)?.name("outlet"))?;
            let range = folded.original_range(folded.char_of_byte(outlet.start()), folded.char_of_byte(outlet.end()));
            Some(line[range].trim().to_owned()).filter(|outlet| !outlet.is_empty())
        })
    }

    pub(super) fn is_frame(&self, class: Option<&str>, id: Option<&str>) -> bool {
        let is = |name: Option<&str>| name.is_some_and(|name| self.frames.get().is_match(&name.to_ascii_lowercase()));
        !self.frames.patterns.is_empty() && (is(class) || is(id))
    }

    /// Calls `each` with the byte ranges of the credits in a folded line: the group `names` of a pattern, else all of
    /// its match. Away from the ends of a page only captions count.
    pub(super) fn each_credit(&self, line: &str, at_an_end: bool, mut each: impl FnMut(Range<usize>)) {
        let mut all = |patterns: &Patterns| {
            for (_, pattern) in patterns.likely(line) {
                for captures in pattern.captures_iter(line) {
                    if let Some(found) = captures.name("names").or_else(|| captures.get(0)) {
                        each(found.range());
                    }
                }
            }
        };
        if at_an_end {
            all(&self.credit);
        }
        all(&self.caption);
    }
}
