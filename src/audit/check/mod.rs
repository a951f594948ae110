//! Findings of `guanxi gazetteer check`: what loads, but deserves a look.

mod accepted;
mod fields;
mod names;
mod references;
mod tenures;

pub(crate) use names::KEPT;

use crate::{
    error::GazetteerFault,
    id::EntityId,
    knowledge::{Gazetteer, Layer},
    lexicon::Lexicon,
};
use std::{fmt, str::FromStr};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Wrong: the check fails.
    Error,
    /// Legal, worth knowing.
    Note,
}

impl Severity {
    /// The word in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Note => "note",
        }
    }
}

/// What was found. The names are stable; filters and `accepted.yaml` use them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The file cannot be used: YAML, unknown fields and references, duplicate ids, bad dates.
    DoesNotLoad,
    /// A name with Traditional characters.
    NotSimplified,
    /// A bar in a name: tables join names by it.
    BarInName,
    /// Bodies that are parts of themselves.
    CircleOfBodies,
    /// A tenure of something that is no office.
    NotAnOffice,
    /// A tenure that ends before it begins.
    InvertedTenure,
    /// Two persons in an office that one person holds.
    OverlappingTenures,
    /// A time without a holder between two holders of a single office.
    TenureGap,
    /// A tenure that does not say when it began.
    TenureWithoutStart,
    /// A country that no entry has as its own.
    UnknownCountry,
    /// A field without a value.
    EmptyField,
    /// Two entries of one type and country with one name.
    DuplicateName,
    /// A short form that means an entity everywhere, and is an ordinary word.
    CommonWord,
    /// A short form that stands by chance inside names of other types.
    PartOfName,
    /// A form of several entities.
    SharedAlias,
    /// A line of `accepted.yaml` that accepts nothing.
    UnusedAcceptance,
}

impl Code {
    /// All codes.
    pub const ALL: [Code; 16] = [
        Code::DoesNotLoad,
        Code::NotSimplified,
        Code::BarInName,
        Code::CircleOfBodies,
        Code::NotAnOffice,
        Code::InvertedTenure,
        Code::OverlappingTenures,
        Code::TenureGap,
        Code::TenureWithoutStart,
        Code::UnknownCountry,
        Code::EmptyField,
        Code::DuplicateName,
        Code::CommonWord,
        Code::PartOfName,
        Code::SharedAlias,
        Code::UnusedAcceptance,
    ];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::DoesNotLoad => "does-not-load",
            Code::NotSimplified => "not-simplified",
            Code::BarInName => "bar-in-name",
            Code::CircleOfBodies => "circle-of-bodies",
            Code::NotAnOffice => "not-an-office",
            Code::InvertedTenure => "inverted-tenure",
            Code::OverlappingTenures => "overlapping-tenures",
            Code::TenureGap => "tenure-gap",
            Code::TenureWithoutStart => "tenure-without-start",
            Code::UnknownCountry => "unknown-country",
            Code::EmptyField => "empty-field",
            Code::DuplicateName => "duplicate-name",
            Code::CommonWord => "common-word",
            Code::PartOfName => "part-of-name",
            Code::SharedAlias => "shared-alias",
            Code::UnusedAcceptance => "unused-acceptance",
        }
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Code::DoesNotLoad | Code::NotSimplified | Code::BarInName | Code::CircleOfBodies | Code::NotAnOffice | Code::InvertedTenure => {
                Severity::Error
            }
            _ => Severity::Note,
        }
    }

    /// True for what the rules of the gazetteer allow and a large gazetteer is full of: shown when asked for.
    pub fn is_quiet(self) -> bool {
        matches!(self, Code::SharedAlias | Code::TenureGap | Code::TenureWithoutStart | Code::PartOfName)
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Code, String> {
        Code::ALL.into_iter().find(|code| code.as_str() == text).ok_or_else(|| {
            let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
            format!("no such code; there are {}", known.join(", "))
        })
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// File as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What kind of finding it is.
    pub code: Code,
    /// The id or the folded surface form it is about; what `accepted.yaml` names.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { severity, file, line, code, message, remedy, .. } = self;
        write!(f, "{file}:{line}: {}: {message} [{}]\n  remedy: {remedy}", severity.as_str(), code.as_str())
    }
}

impl From<GazetteerFault> for Finding {
    fn from(fault: GazetteerFault) -> Finding {
        let GazetteerFault { file, line, message, remedy } = fault;
        Finding { severity: Severity::Error, file, line, code: Code::DoesNotLoad, subject: String::new(), message, remedy }
    }
}

/// Collects findings about a gazetteer.
struct Findings<'a> {
    gazetteer: &'a Gazetteer,
    layers: &'a [Layer],
    found: Vec<Finding>,
}

impl Findings<'_> {
    /// A finding about an entity, at its entry.
    fn say(&mut self, code: Code, entity: EntityId, subject: &str, message: String, remedy: &str) {
        let entity = self.gazetteer.entity(entity);
        let file = self.gazetteer.files[entity.file].0.clone();
        self.at(code, (file, entity.line), subject, message, remedy);
    }

    /// The line of an entity's entry that holds these texts, or the first of them; that of the entry where none does.
    fn line_with(&self, entity: EntityId, texts: [&str; 2]) -> usize {
        let entity = self.gazetteer.entity(entity);
        let shown = &self.gazetteer.files[entity.file].0;
        let source = self.layers.iter().flat_map(|layer| &layer.files).rev().find(|source| source.shown == *shown);
        let Some(source) = source else { return entity.line };
        let lines = || {
            let own = source.text.lines().zip(1..).skip(entity.line - 1);
            own.enumerate().take_while(|(i, (line, _))| *i == 0 || !line.starts_with('-')).map(|(_, line)| line)
        };
        let with = |wanted: &[&str]| lines().find(|(line, _)| wanted.iter().all(|text| line.contains(text))).map(|(_, at)| at);
        with(&texts).or_else(|| with(&texts[..1])).unwrap_or(entity.line)
    }

    fn at(&mut self, code: Code, (file, line): (String, usize), subject: &str, message: String, remedy: &str) {
        let (severity, subject, remedy) = (code.severity(), subject.to_owned(), remedy.to_owned());
        self.found.push(Finding { severity, file, line, code, subject, message, remedy });
    }
}

/// What contradicts itself in entries of a user although it loads, and is not accepted: errors of [`check`], as faults. A name
/// that is not Simplified is found all the same.
pub fn faults(gazetteer: &Gazetteer, layers: &[Layer]) -> Vec<GazetteerFault> {
    let mut findings = Findings { gazetteer, layers, found: Vec::new() };
    tenures::contradictions(&mut findings);
    let of_user = |finding: &Finding| gazetteer.is_file_of_user(&finding.file);
    findings.found.retain(of_user);
    if !findings.found.is_empty() {
        accepted::apply(&mut findings, layers);
    }
    let errors = findings.found.into_iter().filter(|finding| finding.severity == Severity::Error);
    let mut faults: Vec<GazetteerFault> =
        errors.map(|Finding { file, line, message, remedy, .. }| GazetteerFault { file, line, message, remedy }).collect();
    faults.sort();
    faults
}

/// Everything that deserves a look in a gazetteer and is not accepted by an `accepted.yaml` of its layers; errors
/// first, then by file and line. `layers` are those that the gazetteer was loaded from.
pub fn check(gazetteer: &Gazetteer, layers: &[Layer], lexicon: &Lexicon) -> Vec<Finding> {
    let mut findings = Findings { gazetteer, layers, found: Vec::new() };
    names::check(&mut findings, lexicon);
    references::check(&mut findings);
    tenures::check(&mut findings);
    fields::check(&mut findings, layers);
    accepted::apply(&mut findings, layers);
    let mut found = findings.found;
    found.sort();
    found
}
