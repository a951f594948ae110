//! What stands before a verb: its subject, the nouns that hang on prepositions, and words that tell whether it happened.

use super::{
    clause::{Filler, Missing, Reading, Search},
    group::{self, Head},
    marks::{Mark, Status},
    token::Class,
};
use crate::knowledge::EntityType;

/// Nouns that hang on a word: 与|**乙**, 对|**丙**.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hanging {
    /// The word, by index.
    pub(super) word: usize,
    /// The nouns, first to last.
    pub(super) groups: Vec<usize>,
    /// Of 甲|与|乙: 甲, who is the subject if 与 is no mere "and".
    pub(super) joined_to: Option<Vec<usize>>,
}

/// The left side of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) subject: Search,
    /// Nearest first.
    pub(super) hanging: Vec<Hanging>,
    /// Words between subject and verb, nearest first.
    pub(super) marks: Vec<Mark>,
    /// 被, 遭 right before the verb.
    pub(super) passive: bool,
    /// 的 right before it: it is used as a noun.
    pub(super) nominal: bool,
    /// Part of what another verb tells, or of a purpose: 呼吁…支持, 为支持…作准备.
    pub(super) embedded: bool,
    /// 这, 该 before it: a noun, too.
    pub(super) counted: bool,
    /// Another verb stands between it and its subject.
    pub(super) serial: bool,
    /// The first word that was read.
    pub(super) first: usize,
}

/// Farthest word of a subject from its verb.
const REACH: usize = 24;

impl Reading<'_> {
    /// Reads what stands before the word `verb`.
    pub(super) fn left(&self, verb: usize) -> Left {
        let mut left = Left {
            subject: Search::Blocked,
            hanging: Vec::new(),
            marks: Vec::new(),
            passive: false,
            nominal: false,
            embedded: false,
            counted: false,
            serial: false,
            first: verb,
        };
        // 举行|中美|元首|会晤: what stands between only tells what kind of act it is.
        let mut walk = Walk { at: self.support_verb(verb).unwrap_or(verb), locative: false, serial: false };
        while walk.at > 0 && verb - walk.at <= REACH {
            left.first = walk.at;
            let k = walk.at - 1;
            if let Some(g) = self.groups.ending_at(walk.at) {
                let subject = self.noun(g, verb, &mut walk, &mut left);
                left.serial = walk.serial;
                if let Some(subject) = subject {
                    left.subject = subject;
                    return left;
                }
                continue;
            }
            if let Some(subject) = self.word(k, verb, &mut walk, &mut left) {
                left.subject = subject;
                return left;
            }
        }
        if walk.at == 0 && !walk.serial {
            left.subject = Search::LeftOut(Missing::Dropped);
        }
        left
    }

    /// The verb that a noun group which ends with the word `act` is the object of, where it says no more than that it is done:
    /// **举行**|第七轮|政府|磋商, **实施**|全面|的|武器|禁运.
    fn support_verb(&self, act: usize) -> Option<usize> {
        let group = self.groups.ending_at(act);
        if group.is_some_and(|g| matches!(self.head_of(g), Head::Name(_))) {
            return None;
        }
        let mut first = group.map_or(act, |g| self.groups.list[g].first);
        while let Some(before) = first.checked_sub(1) {
            // 进行|了|[三个|小时]|的|会谈
            let counted = self.groups.ending_at(before).filter(|&g| self.class(before) == Class::De && matches!(self.head_of(g), Head::Unnamed));
            match self.class(before) {
                _ if self.rules.words.is_support_verb(self.text(before)) => return (before + 1 < act).then_some(before),
                Class::De if counted.is_some() => first = counted.map_or(before, |g| self.groups.list[g].first),
                Class::De | Class::Light | Class::Adjective | Class::Number | Class::Determiner | Class::Aspect => first = before,
                _ => return None,
            }
        }
        None
    }

    /// Takes a word that is no noun; gives the end of the search, if it is one.
    fn word(&self, k: usize, verb: usize, walk: &mut Walk, left: &mut Left) -> Option<Search> {
        walk.at = k;
        match self.class(k) {
            // 甲表示，乙…，并|警告丙: 甲 does.
            Class::Comma if self.rules.words.is_and(self.text(k + 1)) && self.rules.is_clausal(self.text(verb)) => {
                return Some(self.report_of(k).map_or_else(|| self.carried(k), |report| self.carried(report)));
            }
            _ if self.is_pause(k) => {
                self.hanging_before(k, left);
                return Some(self.carried(k));
            }
            Class::Stop | Class::Open => return Some(Search::Blocked),
            Class::Close => match self.opening(k) {
                Some(open) => walk.at = open,
                None => return Some(Search::Blocked),
            },
            // 10月中: a time.
            Class::Number => walk.locative = false,
            // 退出|这一|谈判
            Class::Determiner if (k + 1..verb).all(|t| self.class(t) == Class::Light) => left.counted = true,
            Class::Locative => match self.frame_start(k) {
                Some(start) => walk.at = start,
                None => walk.locative = true,
            },
            // 应普京邀请
            Class::Mark(Mark::Hypothetical) if self.is_noun_of_adverbial(k) => {}
            Class::Mark(mark) => left.see(mark, walk),
            // 美国|的|严厉|制裁
            Class::De if (k + 1..verb).all(|t| matches!(self.class(t), Class::Light | Class::Adjective)) => left.nominal = true,
            // 与乙|的|会谈|后: the noun belongs to the time.
            Class::De if walk.serial && self.tokens[k + 1].trigger && self.class(k + 1) == Class::Verb => {}
            // 来访的那天: what is described is no name.
            Class::De if !walk.locative => return Some(Search::Blocked),
            Class::Preposition if self.rules.words.is_passive(self.text(k)) && k + 1 == verb => left.passive = true,
            // 甲|在|访问乙|时; 甲|把|暗杀|事件|归咎于乙
            Class::Preposition if self.holds_clause(k, verb) || self.rules.words.is_disposal(self.text(k)) => {}
            // 对|包括|甲; 以|支持乙 tells what for, which happened too.
            Class::Preposition if !self.is_before_verb(k) => {}
            Class::Preposition if self.rules.words.is_and(self.text(k)) => {}
            Class::Preposition if !self.rules.words.is_passive(self.text(k)) && !walk.locative => left.embedded = true,
            // 驳回|对乙的|指责
            Class::Verb if left.nominal && !walk.locative => left.embedded = !self.rules.words.is_doing(self.text(k)),
            Class::Verb if walk.locative => (walk.locative, walk.serial) = (false, true),
            // 引发|谴责: of somebody unnamed.
            Class::Verb | Class::Light | Class::Noun if k + 1 == verb && self.rules.words.is_cause(self.text(k)) => left.embedded = true,
            // 指责|打压: what is told within what someone says. 批评|并|谴责 are two acts of one.
            Class::Verb if self.tokens[k].trigger && self.rules.is_clausal(self.text(k)) && k + 1 == verb => left.embedded = true,
            Class::Verb if k + 1 < verb => walk.serial = true,
            _ => {}
        }
        None
    }

    /// Takes a noun group; gives the subject, if it is one.
    fn noun(&self, g: usize, verb: usize, walk: &mut Walk, left: &mut Left) -> Option<Search> {
        let (mut list, mut first) = self.list_ending(g);
        // 甲|与|乙|会谈后…: only 甲 goes on.
        if walk.serial
            && let Some(cut) = (1..list.len()).find(|&i| self.place(list[i]).governor.is_some_and(|t| self.rules.words.is_with(self.text(t))))
        {
            list.truncate(cut);
            first = list[0];
        }
        let place = self.place(first);
        let start = self.groups.list[first].first;
        let adverbial = std::mem::take(&mut walk.locative);
        let governor = place.governor.map(|t| if matches!(self.head_of(g), Head::Name(_) | Head::Pronoun(_)) { t } else { self.past_adverbs(t) });
        let Some(governor) = governor else {
            self.split(&list, !adverbial, left);
            return (!adverbial).then(|| self.filler(&list, false)).or(Some(Search::Blocked));
        };
        let skip = |walk: &mut Walk| walk.at = governor;
        match self.class(governor) {
            // 对于|日本官员|访台: the subject of a clause within a clause.
            Class::Preposition if !walk.serial && self.rules.words.is_topic(self.text(governor)) => {
                // 有关|甲|会见乙|的传闻不实
                left.embedded = !self.is_denied_behind(verb);
                return Some(self.filler(&list, false));
            }
            // 对|乙|访台|的|回应
            Class::Preposition if !walk.serial && self.rules.words.is_about(self.text(governor)) && self.describes_noun(g, verb) => {
                left.embedded = true;
                return Some(self.filler(&list, false));
            }
            // 对|乙|逮捕丙|表示谴责
            Class::Preposition if !walk.serial && self.rules.words.is_about(self.text(governor)) && self.is_reacted_to(verb) => {
                return Some(self.filler(&list, false));
            }
            // 在|乙|访台|时
            Class::Preposition if !walk.serial && !left.nominal && !self.is_place(list[0]) && self.holds_clause(governor, verb) => {
                return Some(self.filler(&list, false));
            }
            Class::Preposition => {
                self.split(&list, false, left);
                left.hanging.push(Hanging { word: governor, groups: list, joined_to: None });
                skip(walk);
            }
            // 甲|将|乙|列入…
            Class::Mark(Mark::Planned) if self.rules.words.is_disposal(self.text(governor)) => {
                left.hanging.push(Hanging { word: governor, groups: list, joined_to: None });
                skip(walk);
            }
            // 应|普京|邀请, 经|普京|提名
            // 包括|甲|在内的|官员
            Class::Name(_) | Class::SameAsName | Class::Locative if !matches!(self.head_of(g), Head::Name(_) | Head::Pronoun(_)) => {
                walk.at = governor + 1;
            }
            Class::Joint | Class::Mark(_) if self.rules.words.is_preposition(self.text(governor)) => {
                left.hanging.push(Hanging { word: governor, groups: list, joined_to: None });
                skip(walk);
            }
            Class::Verb if adverbial || walk.is_joined(self, verb, g) => {
                walk.serial = true;
                skip(walk);
            }
            Class::Verb => {
                let named = matches!(self.head_of(g), Head::Name(_) | Head::Of(_));
                let clausal = self.tokens[governor].trigger && self.rules.is_clausal(self.text(governor));
                // 欢迎|甲|访问: whom the one verb is done to does the other.
                if self.rules.words.is_pivot(self.text(governor)) && !walk.serial {
                    return Some(self.filler(&list, false));
                }
                if named || clausal {
                    return Some(Search::Blocked);
                }
                walk.serial = true;
                skip(walk);
            }
            _ if adverbial => walk.at = start.min(governor + 1),
            _ => {
                self.split(&list, true, left);
                return Some(self.subject_at(&list, governor, left));
            }
        }
        None
    }

    /// 对于|甲|的帮助，乙|表示感谢: what hangs in the clause before the comma.
    fn hanging_before(&self, comma: usize, left: &mut Left) {
        for k in self.clause_start(comma)..comma {
            let Some(g) = self.groups.of(k + 1).filter(|&g| self.class(k) == Class::Preposition && self.groups.list[g].first == k + 1) else {
                continue;
            };
            let groups = self.list_beginning(g);
            let last = self.groups.list[groups[groups.len() - 1]].last;
            let owns = (k + 1..=(last + 1).min(comma - 1)).any(|t| self.class(t) == Class::De);
            if self.rules.words.is_topic(self.text(k)) || owns || last + 1 == comma {
                left.hanging.push(Hanging { word: k, groups, joined_to: None });
            }
        }
    }

    /// 在…会上: where the adverbial begins that this word ends.
    pub(super) fn frame_start(&self, locative: usize) -> Option<usize> {
        let start = self.clause_start(locative);
        (start..locative).find(|&k| self.rules.words.is_frame(self.text(k)))
    }

    /// 在|北京|会见乙|时: a place tells where.
    fn is_place(&self, g: usize) -> bool {
        matches!(self.head_of(g), Head::Name(p) if self.kind(p) == EntityType::Place)
    }

    /// True where the verb stands inside what the preposition begins: 在…时.
    fn holds_clause(&self, preposition: usize, verb: usize) -> bool {
        if !self.rules.words.is_frame(self.text(preposition)) {
            return false;
        }
        let mut clause = (verb + 1..self.tokens.len()).take_while(|&k| !matches!(self.class(k), Class::Comma | Class::Stop));
        clause.any(|k| self.class(k) == Class::Locative && self.rules.words.is_time(self.text(k)))
    }

    /// True where a verb follows, adverbs aside: 通过|制裁, but not 在|7月.
    fn is_before_verb(&self, k: usize) -> bool {
        // 于|周二|抵达: when.
        if self.rules.words.is_frame(self.text(k)) && self.tokens.get(k + 1).is_some_and(|t| t.class == Class::Light) {
            return false;
        }
        let next = self.tokens.iter().skip(k + 1).find(|t| t.class != Class::Light);
        next.is_some_and(|t| matches!(t.class, Class::Verb | Class::Mark(_))) && self.tokens.get(k + 2).is_some_and(|t| t.class != Class::Number)
    }

    /// 逮捕丙|表示谴责: true where behind the verb and its object a reaction is told.
    fn is_reacted_to(&self, verb: usize) -> bool {
        let mut clause = (verb + 1..self.tokens.len()).take_while(|&t| !matches!(self.class(t), Class::Comma | Class::Stop));
        clause.any(|t| self.rules.words.is_reaction(self.text(t)))
    }

    /// True where a clause goes on with words that say it is not so.
    fn is_denied_behind(&self, verb: usize) -> bool {
        let mut clause = self.tokens.iter().skip(verb + 1).take_while(|t| !matches!(t.class, Class::Comma | Class::Stop));
        clause.any(|t| self.rules.words.status_behind(self.sentence.rest(t.span.start)) == Some(Status::Denied))
    }

    /// True where the noun, the verb right behind it and the name behind that describe a noun: 乙|访台|的|回应.
    fn describes_noun(&self, g: usize, verb: usize) -> bool {
        let is = |t: usize, class: fn(&Class) -> bool| self.tokens.get(t).is_some_and(|token| class(&token.class));
        self.groups.list[g].last + 1 == verb && is(verb + 1, |c| matches!(c, Class::Name(_))) && is(verb + 2, |c| matches!(c, Class::De))
    }

    /// The verb or preposition that an unnamed noun hangs on, with adverbs and numbers between: 作为|40年来|最高阶官员, 用|罕见|的|严厉|口吻.
    fn past_adverbs(&self, governor: usize) -> usize {
        let mut t = governor;
        if let Some(described) = self.tokens[..=t].iter().rposition(|token| token.class != Class::Light).filter(|&de| self.class(de) == Class::De) {
            t = self.before_relative(described).unwrap_or(governor);
        }
        while t > 0 && matches!(self.class(t), Class::Light | Class::Number | Class::Adjective | Class::Determiner | Class::Aspect) {
            t -= 1;
        }
        if matches!(self.class(t), Class::Verb | Class::Preposition) { t } else { governor }
    }

    /// True for 邀请 in 应普京邀请.
    fn is_noun_of_adverbial(&self, k: usize) -> bool {
        let governor = self.groups.ending_at(k).and_then(|g| self.place(g).governor).filter(|_| self.rules.words.is_request(self.text(k)));
        governor.is_some_and(|t| self.rules.words.is_preposition(self.text(t)))
    }

    /// The list as the subject, with what the words before it make of its clause.
    fn subject_at(&self, list: &[usize], governor: usize, left: &mut Left) -> Search {
        let mut k = governor + 1;
        while k > 0 {
            k -= 1;
            match self.class(k) {
                Class::Mark(mark @ (Mark::Hypothetical | Mark::Denied | Mark::Cancelled)) => {
                    left.marks.push(mark);
                    break;
                }
                Class::Light | Class::Joint | Class::Aspect | Class::Mark(Mark::Planned) => {}
                _ => break,
            }
        }
        match self.filler(list, false) {
            // 甲表示，他支持乙
            Search::LeftOut(missing) => {
                let start = self.clause_start(governor + 1);
                let topic = if start <= governor { self.topic(start, governor + 1) } else { None };
                let is_meant = |filler: &Filler| filler.phrases.last().is_some_and(|&p| missing.may_be(self.kind(p)));
                match (topic, start.checked_sub(1)) {
                    (Some(Search::Found(filler)), _) if is_meant(&filler) => Search::Found(Filler { carried: true, ..filler }),
                    (_, Some(before)) if self.class(before) == Class::Comma => match self.carried(before) {
                        Search::Found(filler) if is_meant(&filler) => Search::Found(filler),
                        _ => Search::LeftOut(missing),
                    },
                    // “我|支持乙”: who speaks before the quotation.
                    (_, Some(before)) if missing == Missing::Speaker => self.speaker(before).unwrap_or(Search::LeftOut(missing)),
                    _ => Search::LeftOut(missing),
                }
            }
            found => {
                let start = self.clause_start(governor + 1);
                if start == governor + 1 && self.class(governor) == Class::Comma {
                    self.hanging_before(governor, left);
                }
                found
            }
        }
    }

    /// The comma of the nearest clause before `comma` that ends with a word of saying.
    fn report_of(&self, comma: usize) -> Option<usize> {
        let mut commas = (1..comma).rev().take_while(|&k| !matches!(self.class(k), Class::Stop | Class::Open | Class::Close));
        commas.find(|&k| self.class(k) == Class::Comma && self.class(k - 1) == Class::Mark(Mark::Report))
    }

    /// Who speaks before the colon or the quotation mark at `before`.
    fn speaker(&self, before: usize) -> Option<Search> {
        let report =
            (0..=before).rev().take_while(|&k| !matches!(self.class(k), Class::Close)).find(|&k| self.class(k) == Class::Mark(Mark::Report))?;
        let start = self.clause_start(report);
        match self.topic(start, report)? {
            Search::Found(filler) => Some(Search::Found(Filler { carried: true, ..filler })),
            _ => None,
        }
    }

    /// Every place where a list may be two: 甲|与|乙; in 在|东京|与|乙 the first part is no subject.
    fn split(&self, list: &[usize], subject: bool, left: &mut Left) {
        for cut in (1..list.len()).rev() {
            let Some(joint) = self.place(list[cut]).governor else { continue };
            if self.class(joint) == Class::Joint && self.rules.words.is_preposition(self.text(joint)) {
                let hanging = Hanging { word: joint, groups: list[cut..].to_vec(), joined_to: subject.then(|| list[..cut].to_vec()) };
                left.hanging.push(hanging);
            }
        }
    }

    fn head_of(&self, g: usize) -> Head {
        group::head(self.tokens, self.place(g).from, self.groups.list[g].last)
    }
}

struct Walk {
    /// All before this word is still to be read.
    at: usize,
    /// What comes next tells when or where.
    locative: bool,
    /// Another verb of the same subject was passed.
    serial: bool,
}

impl Walk {
    /// True where something between a noun and the verb shows that both verbs have one subject: 发表讲话|并|批评.
    fn is_joined(&self, reading: &Reading<'_>, verb: usize, g: usize) -> bool {
        let end = reading.groups.list[g].last + 1;
        (end..verb).any(|k| matches!(reading.class(k), Class::Joint | Class::Comma) || reading.rules.words.is_and(reading.text(k)))
    }
}

impl Left {
    fn see(&mut self, mark: Mark, walk: &Walk) {
        // 没有出席会议并批评…: what is denied of one verb is not of the next.
        if !(walk.serial && matches!(mark, Mark::Denied | Mark::Cancelled)) {
            self.marks.push(mark);
        }
    }
}
