//! The smaller tables of a gazetteer folder: character variants, one-letter abbreviations, titles, surnames, suffixes,
//! outlets. Each is one YAML file; of several layers the last one that has the file counts.

use super::{
    Country, Ending, Endings, Entity, PartialDate, SourceFile, Tenure, Title, Trigger, Words, entity,
    lines::Step::{self, Item, Key},
    rule_files::{AbbreviationFile, GrammarFile, OutletEntry, TitleEntry},
    source::parse_or_note,
    titles::{Standing, titles},
    written::Read,
};
use crate::{error::GazetteerFault, id::EntityId, script::Folder};
use jiff::{ToSpan, civil::Date};
use rustc_hash::{FxHashMap, FxHashSet};

/// A one-character abbreviation of a place, with the contexts in which it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abbreviation {
    /// The place.
    pub place: EntityId,
    /// Folded texts of which one stands right before it: 访[台].
    pub before: Words,
    /// Folded texts of which one stands right behind it: [美]股.
    pub after: Words,
    /// Folded words that it is part of, with its index: 反送[中].
    pub within: Vec<(Vec<char>, usize)>,
    /// Folded endings that make one form with it: 美方.
    pub sides: Words,
}

impl Abbreviation {
    /// False for letters that count in runs alone: 美[墨]加.
    pub fn counts_in_words(&self) -> bool {
        !self.before.is_empty() || !self.after.is_empty()
    }
}

/// Words around the names of those who only report, folded.
#[derive(Debug, Default)]
pub struct ReportWords {
    /// Before a source: 据.
    pub source_before: Words,
    /// Behind a source: 报道.
    pub source_after: Words,
    /// Words that begin like one of these and are others: 说明.
    pub not_source_after: Words,
    /// Characters that tell a time between the two: 3月2日.
    pub time: FxHashSet<char>,
    /// Between several sources.
    pub joints: FxHashSet<char>,
    /// What ends a dateline: 电.
    pub dateline_ends: Words,
    /// Before a channel: 在.
    pub channel_before: Words,
    /// Behind a channel: 上发文.
    pub channel_after: Words,
}

/// Titles, abbreviations, surnames and context words.
#[derive(Debug, Default)]
pub struct Grammar {
    /// One-letter abbreviations.
    pub abbreviations: FxHashMap<char, Abbreviation>,
    /// Endings that make one form with such a letter: 美方.
    pub sides: Words,
    /// Runs of such letters that count as a whole: 中美, 美日韩.
    pub runs: Words,
    /// Runs in which a letter means another place than by itself: 港澳.
    pub run_places: FxHashMap<Vec<char>, Vec<EntityId>>,
    /// Titles.
    pub titles: Vec<Title>,
    /// Titles that many people of one body have: 教授, 议员.
    pub held_by_many: Words,
    /// Suffixes of bodies of which a place has many: 中学, 银行.
    pub many_in_a_place: Words,
    /// Members of a parliament, who are named with the places they represent: 加州|参议员.
    pub represent_places: Words,
    /// The texts of the titles.
    pub title_words: Words,
    /// Those of them that tell no post without a name or a body: 主席, 部长.
    pub titles_of_bodies: FxHashSet<String>,
    /// What may stand between body and title: 副, 代理, 首席.
    pub modifiers: Words,
    /// What stands before an office and outside it: 前, 时任, 候任; with the meaning.
    pub formers: Vec<(Vec<char>, Trigger)>,
    /// What before a title makes it a group: 各国, 多名.
    pub groups_before: Words,
    /// What behind a title makes it a group or another word: 们, 制.
    pub groups_after: Words,
    /// Before an office: it is another's or anybody's (出任, 首任).
    pub other_holder_before: Words,
    /// Behind an office: the same (提名人, 任内).
    pub other_holder_after: Words,
    /// Behind a number and before an office: which of its holders (第16任).
    pub ordinals_of_holders: Words,
    /// Up to when the tenures were kept.
    pub tenures_known_until: Option<PartialDate>,
    /// The last day of which a tenure without end still says something.
    pub open_tenures_until: Option<Date>,
    /// Measure words for people: 名, 位.
    pub measures_for_people: Words,
    /// Numerals written as characters.
    pub numerals: FxHashSet<char>,
    /// One-character surnames.
    pub surnames: FxHashSet<char>,
    /// Characters, unfolded, that names of people keep: 乾.
    pub kept_in_names: FxHashSet<char>,
    /// Two-character surnames.
    pub double_surnames: FxHashSet<(char, char)>,
    /// Characters that do not occur in given names (particles, verbs that follow names).
    pub not_in_names: FxHashSet<char>,
    /// Words that follow a name, not part of it: 表示, 指出, 在.
    pub after_names: Words,
    /// Words before a name: 记者, 男子, 候选人.
    pub before_names: Words,
    /// Words before a name that tell what the person is: 村民, 导演.
    pub callings: Words,
    /// For each of them the words of which the role of such a person has one, in lower case.
    pub roles_of_callings: FxHashMap<Vec<char>, Vec<String>>,
    /// Callings that tell apart people of one name.
    pub telling_callings: FxHashSet<Vec<char>>,
    /// The same of those who sign texts.
    pub roles_of_bylines: Vec<String>,
    /// In brackets behind a name that is not the person's own, or written by its sound alone: 化名, 音.
    pub borrowed_names: Words,
    /// Endings that make an organization of what stands before them.
    pub endings: Endings,
    /// Endings of places behind a listed place: 镇, 村.
    pub place_endings: Words,
    /// Endings of facilities that make one name with the place before them.
    pub facility_endings: Words,
    /// Endings of foreign places: 山脉, 群岛.
    pub foreign_place_endings: Words,
    /// Words that are no part of a body's name although their part of speech would allow it: 当地, 三级.
    pub not_body_words: FxHashSet<String>,
    /// What may stand between a country and its body: 联邦.
    pub between_country_and_body: Words,
    /// Words before the marks of titles that make a medium of what they hold: 官媒《某某报》.
    pub media_before: Words,
    /// The same behind them: 《某某》杂志.
    pub media_after: Words,
    /// What a medium's name does not end in: 《某某条例》.
    pub not_media_endings: Words,
    /// Endings of bodies whose own name stands in quotation marks: “某某”协会.
    pub quoted_endings: Words,
    /// Words for a body right before its Latin name.
    pub latin_heads: Words,
    /// Endings of bodies right behind their Latin name.
    pub latin_endings: Words,
    /// Latin words beside words for bodies that are no names, in lower case: ceo, ipo.
    pub not_latin_bodies: FxHashSet<String>,
    /// Numerals that count one.
    pub ones: FxHashSet<char>,
    /// Words between a name and its short or full form in brackets: 简称.
    pub short_form_words: Words,
    /// Legal forms, without which a company is the same: 股份有限公司.
    pub legal_forms: Words,
    /// Between a person and the office held: 是, 担任.
    pub words_for_holding: Words,
    /// Names that count years: 中华民国|一百年.
    pub eras: Words,
    /// Words that end like a verb before a letter but are none: 采访|中.
    pub not_before_letters: Words,
    /// Characters between the items of a list: 、和.
    pub list_marks: FxHashSet<char>,
    /// Words for a place before its name and Latin name: 首府某某（Example）.
    pub place_words_before: Words,
    /// The same behind them: 某某（Example）地区.
    pub place_words_after: Words,
    /// Titles that are no office without a person's name beside them, whatever body stands before them.
    pub beside_names: Words,
    /// Endings of parts of a body that may stand between the body and a title: 司, 局, 学系.
    pub units: Words,
    /// Units that every city or province has, whose name tells none: 公安局, 市委.
    pub local_units: Words,
    /// Letters behind a surname that mean its bearer: 郭董.
    pub familiar_titles: FxHashSet<char>,
    /// Letters before a surname that mean its bearer: 老毛.
    pub familiar_prefixes: FxHashSet<char>,
    /// Words for who founded or heads a body, between its name and his: 创始人.
    pub founders: Words,
    /// Words between a body and somebody of it, no more: 籍.
    pub memberships: Words,
    /// Words behind a country that mean it: 政府.
    pub governments: Words,
    /// Titles that are of no body: 上将. Folded.
    pub ranks: FxHashSet<String>,
    /// Characters that join parts of an office: 驻, 前.
    pub joints: FxHashSet<char>,
    /// Characters that do not occur inside names of bodies (的, 在, 说).
    pub not_in_bodies: FxHashSet<char>,
    /// Characters with which foreign names are written.
    pub transliteration: FxHashSet<char>,
    /// Latin words of which one makes a bracketed name no person's.
    pub latin_not_person: FxHashSet<String>,
    /// Small words inside Latin names: de, von, bin.
    pub latin_particles: FxHashSet<String>,
    /// Latin words that tell the name of a body: university, bank.
    pub latin_organizations: FxHashSet<String>,
    /// Latin words that tell the name of a place: river, county.
    pub latin_places: FxHashSet<String>,
    /// Endings of names of places: 市, 河.
    pub place_suffixes: Words,
    /// Words of credit lines that are no names.
    pub credit_words: Words,
    /// Who reports.
    pub reports: ReportWords,
    /// One-character endings that leave a name a name: 美国人, 武汉市.
    pub word_endings: FxHashSet<char>,
    /// Home countries of outlets: (part of the folded name, country).
    pub outlets: Vec<(String, Country)>,
}

/// All other tables.
pub(crate) fn grammar<'a>(
    file: &dyn Fn(&str) -> Option<&'a SourceFile>,
    folder: &Folder,
    entities: &[Entity],
    faults: &mut Vec<GazetteerFault>,
) -> Grammar {
    let fold = |text: &String| -> Vec<char> { text.chars().map(|c| folder.fold(c)).collect() };
    let fold_all = |list: &[String]| -> Words { Words::new(list.iter().map(fold).collect()) };
    let mut grammar = Grammar::default();

    let letters_source = file("abbreviations.yaml");
    let letters: AbbreviationFile = parse_or_note(letters_source, faults);
    let mut say = |path: &[Step<'_>], message: String, remedy: &str| faults.extend(letters_source.map(|source| source.fault(path, message, remedy)));
    for (i, entry) in letters.letters.iter().enumerate() {
        let mut within = Vec::new();
        for (k, word) in entry.within.iter().enumerate() {
            match word.chars().position(|c| c == '[') {
                Some(at) if word.chars().nth(at + 1) == Some(entry.letter) && word.chars().nth(at + 2) == Some(']') => {
                    within.push((fold(&word.replace(['[', ']'], "")), at));
                }
                _ => say(
                    &[Key("letters"), Item(i), Key("within"), Item(k)],
                    format!("{word} has no [{}]", entry.letter),
                    "put the letter, and only it, in square brackets: 反送[中]",
                ),
            }
        }
        let Some(place) = entity::by_id(entities, &entry.place) else {
            let message = format!("place {} is in no file", entry.place);
            say(&[Key("letters"), Item(i), Key("place")], message, "correct the id or add the place");
            continue;
        };
        let abbreviation =
            Abbreviation { place, before: fold_all(&entry.before), after: fold_all(&entry.after), within, sides: fold_all(&letters.sides) };
        grammar.abbreviations.insert(folder.fold(entry.letter), abbreviation);
    }
    let all_runs: Vec<String> = letters.runs.iter().cloned().chain(letters.run_places.iter().map(|r| r.run.clone())).collect();
    grammar.sides = fold_all(&letters.sides);
    grammar.not_before_letters = fold_all(&letters.not_before);
    grammar.runs = fold_all(&all_runs);
    for (i, entry) in letters.run_places.iter().enumerate() {
        let mut places = Vec::new();
        for (k, id) in entry.places.iter().enumerate() {
            let place = entity::by_id(entities, id);
            if place.is_none() {
                let message = format!("{}: place {id} is in no file", entry.run);
                say(&[Key("run_places"), Item(i), Key("places"), Item(k)], message, "correct the id or add the place");
            }
            places.extend(place);
        }
        let letters = entry.run.chars().count();
        if entry.places.len() != letters {
            let message = format!("{}: {} places for {letters} letters", entry.run, entry.places.len());
            say(&[Key("run_places"), Item(i), Key("places")], message, "write one place for each letter, in their order");
        }
        grammar.run_places.insert(fold(&entry.run), places);
    }

    let words_source = file("grammar.yaml");
    let words: GrammarFile = parse_or_note(words_source, faults);
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    for (i, entry) in words.titles.iter().enumerate() {
        let mut say = |message: String, remedy: &str| {
            faults.extend(words_source.map(|source| source.fault(&[Key("titles"), Item(i)], message, remedy)));
        };
        if first.insert(&entry.title, i).is_some() {
            say(format!("title {} stands twice", entry.title), "write all of it in one record");
        }
        if entry.office.is_some() && entry.address {
            say(format!("title {} is an office and a form of address", entry.title), "write one of office and address");
        }
        if entry.office.is_none() && !entry.address && !entry.many {
            say(format!("title {} is nothing", entry.title), "write office: alone, name or body, or address: true");
        }
    }
    grammar.titles = titles(&words.titles, folder);
    let titles_that = |is: fn(&TitleEntry) -> bool| Words::new(words.titles.iter().filter(|t| is(t)).map(|t| fold(&t.title)).collect());
    grammar.held_by_many = titles_that(|t| t.many);
    grammar.beside_names = titles_that(|t| t.beside);
    grammar.many_in_a_place = fold_all(&words.many_in_a_place);
    grammar.represent_places = fold_all(&words.represent_places);
    grammar.title_words = Words::new(grammar.titles.iter().map(|t| t.text.chars().collect()).collect());
    grammar.titles_of_bodies = grammar.titles.iter().filter(|t| t.standing != Standing::Alone).map(|t| t.text.clone()).collect();
    grammar.modifiers = fold_all(&words.modifiers);
    grammar.formers = words.formers.iter().map(|f| (fold(&f.word), f.means)).collect();
    grammar.formers.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
    grammar.groups_before = fold_all(&words.groups_before);
    grammar.groups_after = fold_all(&words.groups_after);
    let letters_of = |text: &str| -> FxHashSet<char> { text.chars().filter(|c| !c.is_whitespace()).map(|c| folder.fold(c)).collect() };
    grammar.other_holder_before = fold_all(&words.other_holder_before);
    grammar.other_holder_after = fold_all(&words.other_holder_after);
    grammar.ordinals_of_holders = fold_all(&words.ordinals_of_holders);
    grammar.tenures_known_until = words.tenures_known_until.map(|Read(date)| date);
    grammar.open_tenures_until = grammar.tenures_known_until.and_then(|kept| {
        let years = i64::from(words.open_tenures_count_for_years?);
        kept.last_day().checked_add(years.years()).ok()
    });
    grammar.measures_for_people = fold_all(&words.measures_for_people);
    grammar.ones = letters_of(&words.ones);
    grammar.numerals = letters_of(&words.numerals);
    grammar.surnames = letters_of(&words.surnames);
    grammar.kept_in_names = words.kept_in_names.chars().collect();
    grammar.double_surnames = words.double_surnames.iter().map(|&Read((a, b))| (folder.fold(a), folder.fold(b))).collect();
    grammar.not_in_names = letters_of(&words.not_in_names);
    grammar.joints = letters_of(&words.joints);
    grammar.familiar_titles = letters_of(&words.familiar_titles);
    grammar.familiar_prefixes = letters_of(&words.familiar_prefixes);
    grammar.not_in_bodies = letters_of(&words.not_in_bodies);
    grammar.transliteration = letters_of(&words.transliteration);
    grammar.word_endings = letters_of(&words.word_endings);
    grammar.units = fold_all(&words.units);
    grammar.local_units = fold_all(&words.local_units);
    grammar.founders = fold_all(&words.founders);
    grammar.memberships = fold_all(&words.memberships);
    grammar.governments = fold_all(&words.governments);
    grammar.ranks = words.ranks.iter().map(|word| folder.fold_str(word)).collect();
    grammar.credit_words = fold_all(&words.credit_words);
    let reports = &words.reports;
    grammar.reports = ReportWords {
        source_before: fold_all(&reports.source_before),
        source_after: fold_all(&reports.source_after),
        not_source_after: fold_all(&reports.not_source_after),
        time: letters_of(&reports.time),
        joints: letters_of(&reports.joints),
        dateline_ends: fold_all(&reports.dateline_ends),
        channel_before: fold_all(&reports.channel_before),
        channel_after: fold_all(&reports.channel_after),
    };
    grammar.latin_particles = words.latin_particles.iter().cloned().collect();
    grammar.latin_organizations = words.latin_organizations.iter().map(|w| folder.fold_str(w)).collect();
    grammar.latin_places = words.latin_places.iter().map(|w| folder.fold_str(w)).collect();
    grammar.place_suffixes = fold_all(&words.place_suffixes);
    grammar.latin_not_person = words.latin_not_person.iter().map(|w| folder.fold_str(w)).collect();
    grammar.after_names = fold_all(&words.after_names);
    grammar.before_names = fold_all(&words.before_names);
    for calling in &words.callings {
        let roles: Vec<String> = calling.roles.iter().map(|role| role.to_lowercase()).collect();
        if calling.telling {
            grammar.telling_callings.extend(calling.words.iter().map(fold));
        }
        grammar.roles_of_callings.extend(calling.words.iter().map(|word| (fold(word), roles.clone())));
    }
    grammar.callings = Words::new(grammar.roles_of_callings.keys().cloned().collect());
    grammar.borrowed_names = fold_all(&words.borrowed_names);
    grammar.roles_of_bylines = words.roles_of_bylines.iter().map(|role| role.to_lowercase()).collect();
    let endings = [
        (&words.endings.body, Ending::Body),
        (&words.endings.local, Ending::Local),
        (&words.endings.division, Ending::Division),
        (&words.endings.mission, Ending::Mission),
        (&words.endings.company, Ending::Company),
        (&words.endings.registered, Ending::Registered),
    ];
    grammar.endings = Endings::new(endings.iter().flat_map(|(list, kind)| list.iter().map(|w| (fold(w), *kind))));
    grammar.place_endings = fold_all(&words.place_endings);
    grammar.facility_endings = fold_all(&words.facility_endings);
    grammar.foreign_place_endings = fold_all(&words.foreign_place_endings);
    grammar.not_body_words = words.not_body_words.iter().map(|w| folder.fold_str(w)).collect();
    grammar.between_country_and_body = fold_all(&words.between_country_and_body);
    grammar.media_before = fold_all(&words.media_before);
    grammar.media_after = fold_all(&words.media_after);
    grammar.not_media_endings = fold_all(&words.not_media_endings);
    grammar.quoted_endings = fold_all(&words.quoted_endings);
    grammar.latin_heads = fold_all(&words.latin_heads);
    grammar.not_latin_bodies.clone_from(&words.not_latin_bodies);
    grammar.latin_endings = fold_all(&words.latin_endings);
    grammar.words_for_holding = fold_all(&words.words_for_holding);
    grammar.eras = fold_all(&words.eras);
    grammar.legal_forms = fold_all(&words.legal_forms);
    grammar.list_marks = letters_of(&words.list_marks);
    grammar.short_form_words = fold_all(&words.short_form_words);
    grammar.place_words_before = fold_all(&words.place_words_before);
    grammar.place_words_after = fold_all(&words.place_words_after);

    let outlets: Vec<OutletEntry> = parse_or_note(file("outlets.yaml"), faults);
    grammar.outlets = outlets.iter().map(|entry| (folder.fold_str(&entry.outlet), entry.country.0)).collect();
    grammar
}

impl Grammar {
    /// True where a tenure may have lasted on this day: one without end, for some years after the tenures were last kept.
    pub fn may_cover(&self, tenure: &Tenure, day: Date) -> bool {
        tenure.may_cover(day) && (tenure.to.is_some() || self.open_tenures_until.is_none_or(|last| day <= last))
    }

    /// True for a word that follows names of persons: 表示, 会见.
    pub fn is_said_of_names(&self, word: &str) -> bool {
        let chars: Vec<char> = word.chars().collect();
        self.after_names.at(&chars, 0) == Some(&chars[..])
    }

    /// The home country of an outlet, by its folded name.
    pub fn home_of(&self, folded_outlet: &str) -> Option<Country> {
        self.outlets.iter().find(|(part, _)| folded_outlet.contains(part)).map(|(_, country)| *country)
    }
}
