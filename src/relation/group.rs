//! Noun groups: what words stand together as one noun, which name is its head, and which names only describe it.

use super::{
    Sentence,
    clause::Missing,
    phrase::Phrases,
    token::{Class, Token},
};
use crate::knowledge::EntityType;

/// A run of words that names one thing: 他的|对手|拜登, 法国|媒体, 习近平|的|讲话.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    /// First and last word, both inside.
    pub(super) first: usize,
    pub(super) last: usize,
}

/// What a noun group is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// The name of this phrase.
    Name(usize),
    /// Something of what this phrase names: 习近平的讲话.
    Of(usize),
    /// A noun that the phrase right before it describes: 法国媒体.
    Described(usize),
    /// He, she: someone named before.
    Pronoun(Missing),
    /// What no name tells.
    Unnamed,
}

/// Words with their noun groups.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) list: Vec<Group>,
    /// For each word the group that it is part of.
    of_token: Vec<Option<usize>>,
}

impl Groups {
    pub(super) fn of(&self, token: usize) -> Option<usize> {
        self.of_token.get(token).copied().flatten()
    }

    /// The group that ends right before this word.
    pub(super) fn ending_at(&self, token: usize) -> Option<usize> {
        let last = token.checked_sub(1)?;
        self.of(last).filter(|&g| self.list[g].last == last)
    }
}

pub(super) fn build(sentence: &Sentence<'_>, phrases: &Phrases, tokens: &[Token]) -> Groups {
    let kind = |token: &Token| match token.class {
        Class::Name(i) => Some(sentence.names[phrases.list[i].head].kind),
        _ => None,
    };
    let mut out = Groups { list: Vec::new(), of_token: vec![None; tokens.len()] };
    let mut i = 0;
    while i < tokens.len() {
        if !is_nominal(tokens[i].class) {
            i += 1;
            continue;
        }
        let mut last = i;
        while let Some(next) = tokens.get(last + 1) {
            let goes_on = match next.class {
                // 甲|北京|会见: nothing but its own noun hangs on a person.
                Class::Name(_) => !follows_person(tokens, last, &kind) || kind(next) == Some(EntityType::Person) && tokens[last].class == Class::Noun,
                // 李小明|等|4名|议员
                Class::Number | Class::Adjective | Class::Determiner => tokens[last].class != Class::SameAsName,
                Class::Noun | Class::SameAsName => true,
                Class::De => tokens.get(last + 2).is_some_and(|t| is_nominal(t.class)),
                _ => false,
            };
            if !goes_on {
                break;
            }
            last += 1;
        }
        let next = last + 1;
        while last > i && matches!(tokens[last].class, Class::Number | Class::Adjective | Class::Determiner | Class::De) {
            last -= 1;
        }
        let names_something = |t: &Token| matches!(t.class, Class::Name(_) | Class::Noun | Class::Pronoun(_));
        if tokens[i..=last].iter().any(names_something) {
            let index = out.list.len();
            out.of_token[i..=last].fill(Some(index));
            out.list.push(Group { first: i, last });
        }
        i = next;
    }
    out
}

/// True where the group so far ends with a person, or with a noun of one: 特朗普|律师.
fn follows_person(tokens: &[Token], last: usize, kind: &impl Fn(&Token) -> Option<EntityType>) -> bool {
    let mut i = last;
    while matches!(tokens[i].class, Class::Noun | Class::SameAsName | Class::Number) && i > 0 {
        i -= 1;
    }
    kind(&tokens[i]) == Some(EntityType::Person)
}

fn is_nominal(class: Class) -> bool {
    matches!(class, Class::Name(_) | Class::Noun | Class::Pronoun(_) | Class::Number | Class::Adjective | Class::Determiner)
}

/// What the words `first..=last` are about, as one noun.
pub(super) fn head(tokens: &[Token], first: usize, last: usize) -> Head {
    if last < first {
        return Head::Unnamed;
    }
    let mut i = last;
    while i > first && tokens[i].class == Class::SameAsName {
        i -= 1;
    }
    match tokens[i].class {
        Class::Name(phrase) => return Head::Name(phrase),
        Class::Pronoun(missing) => return Head::Pronoun(missing),
        _ => {}
    }
    let before = |at: usize| tokens[first..at].iter().rposition(|t| matches!(t.class, Class::Name(_))).map(|k| first + k);
    match before(i) {
        Some(k) => {
            let Class::Name(phrase) = tokens[k].class else { return Head::Unnamed };
            let of = tokens[k..i].iter().any(|t| t.class == Class::De);
            if of { Head::Of(phrase) } else { Head::Described(phrase) }
        }
        None => Head::Unnamed,
    }
}

/// Where the noun behind the first 的 of a group begins: 纳瓦尼|的|**德国**|外交官.
pub(super) fn behind_de(tokens: &[Token], group: Group) -> Option<usize> {
    let de = tokens[group.first..=group.last].iter().position(|t| t.class == Class::De)?;
    Some(group.first + de + 1)
}
