//! Made-up gazetteers of any size, in the shape of real ones: their names are new combinations of the characters, endings
//! and titles of the bundled gazetteer. The same number of forms gives the same files as long as that stays as it is.

use guanxi::{
    knowledge::{Entity, EntityType, Entry, Gazetteer, TenureEntry},
    workshop::{Comments, write_entry},
};
use rustc_hash::FxHashSet;
use std::{fs, io, path::Path};

/// Writes `DIR/people/made-up.yaml` and so on, one file a type as `guanxi gazetteer import` does, until they hold this
/// many distinct forms; the number of entries.
pub fn generate(folder: &Path, forms: usize, bundled: &Gazetteer) -> io::Result<usize> {
    let shapes = Shapes::of(bundled);
    let mut maker = Maker { shapes: &shapes, bundled, random: Random(2020), forms: FxHashSet::default(), offices: Vec::new(), places: Vec::new() };
    let mut texts: [String; 4] = Default::default();
    let mut entries = 0;
    while maker.forms.len() < forms {
        // Of twenty entries these many: people 11, places 4, organizations 3, offices 2.
        let kind = match entries % 20 {
            0..=10 => EntityType::Person,
            11..=14 => EntityType::Place,
            15..=17 => EntityType::Organization,
            _ => EntityType::Office,
        };
        let entry = maker.entry(kind, entries);
        write_entry(&mut texts[kind as usize], &entry, &Comments::default());
        entries += 1;
    }
    for (kind, text) in EntityType::ALL.into_iter().zip(texts) {
        let folder = folder.join(kind.folder());
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("made-up.yaml"), text)?;
    }
    Ok(entries)
}

/// What names are made of.
struct Shapes {
    surnames: Vec<char>,
    /// Characters of given names, as often as bundled people have them.
    given: Vec<char>,
    /// Characters of dotted names.
    foreign: Vec<char>,
    /// Beginnings of places.
    stems: Vec<char>,
    /// Last characters of places, with their class.
    place_ends: Vec<(char, String)>,
    /// What follows the country in names of bodies, with their class.
    bodies: Vec<(String, String)>,
    titles: Vec<String>,
    /// Syllables of English names.
    latin: Vec<String>,
}

impl Shapes {
    fn of(bundled: &Gazetteer) -> Shapes {
        let all = |kind: EntityType| bundled.entities.iter().filter(move |e| e.kind == kind);
        let chars = |e: &Entity| e.name.chars().map(|c| bundled.folder.fold(c)).collect::<Vec<char>>();
        let mut surnames: Vec<char> = bundled.grammar.surnames.iter().copied().collect();
        surnames.sort_unstable();
        let people: Vec<Vec<char>> = all(EntityType::Person).map(chars).collect();
        let chinese = people.iter().filter(|n| n.len() == 3 && bundled.grammar.surnames.contains(&n[0]));
        let dotted = people.iter().filter(|n| n.contains(&'·'));
        let places: Vec<(Vec<char>, &Entity)> = all(EntityType::Place).map(|e| (chars(e), e)).filter(|(n, _)| (3..=5).contains(&n.len())).collect();
        let class = |e: &Entity| e.class.map_or_else(String::new, |class| bundled.classes.name(class).to_owned());
        let countries: Vec<&str> = all(EntityType::Place).filter(|e| class(e) == "country").map(|e| e.name.as_str()).collect();
        let body = |e: &Entity| countries.iter().find_map(|c| e.name.strip_prefix(c)).filter(|b| b.chars().count() > 2).map(str::to_owned);
        let latin = all(EntityType::Person).flat_map(|e| e.en.split(' ')).filter(|w| w.len() > 3 && w.bytes().all(|b| b.is_ascii_alphabetic()));
        Shapes {
            surnames,
            given: chinese.flat_map(|n| n[1..].to_vec()).collect(),
            foreign: dotted.flatten().copied().filter(|&c| c != '·').collect(),
            stems: places.iter().flat_map(|(n, _)| n[..2].to_vec()).collect(),
            place_ends: places.iter().map(|(n, e)| (n[n.len() - 1], class(e))).collect(),
            bodies: all(EntityType::Organization).filter_map(|e| Some((body(e)?, class(e)))).collect(),
            titles: bundled.grammar.titles.iter().filter(|t| !t.address).map(|t| t.text.clone()).collect(),
            latin: latin.map(|w| w[..3].to_lowercase()).collect(),
        }
    }
}

struct Maker<'a> {
    shapes: &'a Shapes,
    bundled: &'a Gazetteer,
    random: Random,
    /// All forms so far, the undotted ones too.
    forms: FxHashSet<String>,
    /// Offices and places so far, by id.
    offices: Vec<String>,
    places: Vec<String>,
}

impl Maker<'_> {
    fn entry(&mut self, kind: EntityType, number: usize) -> Entry {
        let mut entry = Entry { id: format!("{}made-up-{number}", kind.prefix()), ..Entry::default() };
        entry.country = Some(["CN", "US", "RU", "BR", "IN", "NG"][self.random.below(6)].to_owned());
        match kind {
            EntityType::Person => self.person(&mut entry),
            EntityType::Place => {
                entry.name = self.fresh(Maker::place);
                let last = entry.name.chars().last();
                entry.class = self.shapes.place_ends.iter().find(|(end, _)| Some(*end) == last).map(|(_, class)| class.clone());
                entry.of = self.earlier(|m| &m.places);
                self.places.push(entry.id.clone());
            }
            EntityType::Organization => {
                let (body, class) = self.random.of(&self.shapes.bodies).clone();
                entry.name = self.fresh(|m| format!("{}{body}", m.place()));
                entry.class = Some(class);
                entry.aliases = (self.random.below(2) == 0).then(|| self.fresh(|m| format!("{}{body}", m.word(3)))).into_iter().collect();
                entry.of = self.earlier(|m| &m.places);
            }
            EntityType::Office => {
                let title = self.random.of(&self.shapes.titles).clone();
                entry.name = self.fresh(|m| format!("{}{}{title}", m.place(), m.random.of(&m.shapes.bodies).0));
                entry.class = Some("local".into());
                entry.single = true;
                self.offices.push(entry.id.clone());
            }
        }
        entry
    }

    fn person(&mut self, entry: &mut Entry) {
        if self.random.below(2) == 0 {
            // Names of two characters are often words.
            let given = if self.random.below(10) == 0 { 1 } else { 2 };
            entry.name = self.fresh(|m| {
                let mut name = String::from(*m.random.of(&m.shapes.surnames));
                (0..given).for_each(|_| name.push(*m.random.of(&m.shapes.given)));
                name
            });
            entry.weak = (given == 1).then(|| entry.name.clone()).into_iter().collect();
        } else {
            entry.name = self.fresh(|m| format!("{}·{}", m.foreign(), m.foreign()));
            let last = entry.name.split('·').next_back().filter(|w| w.chars().count() > 2 && self.bundled.surface(w).is_none());
            entry.weak = last.map(str::to_owned).into_iter().collect();
            self.forms.extend(entry.weak.iter().cloned());
            entry.en = (self.random.below(2) == 0).then(|| self.fresh(|m| format!("{} {}", m.latin(), m.latin())));
        }
        entry.role = Some("made up for a measurement".into());
        if self.random.below(20) == 0
            && let Some(office) = self.earlier(|m| &m.offices)
        {
            let year = 1990 + self.random.below(30);
            entry.tenures = vec![TenureEntry { office, from: Some(year.to_string()), to: Some((year + 4).to_string()), ..TenureEntry::default() }];
        }
    }

    /// A name that is no form yet and none of the bundled ones: those stay as unambiguous as they are.
    fn fresh(&mut self, make: impl Fn(&mut Self) -> String) -> String {
        loop {
            let name = make(self);
            let folded = self.bundled.folder.fold_str(&name);
            let undotted = folded.replace('·', "");
            if self.bundled.surface(&folded).is_none() && self.bundled.surface(&undotted).is_none() && !self.forms.contains(&undotted) {
                self.forms.extend([folded, undotted]);
                return name;
            }
        }
    }

    fn place(&mut self) -> String {
        let length = 2 + self.random.below(2);
        let end = self.random.of(&self.shapes.place_ends).0;
        format!("{}{end}", self.word(length))
    }

    fn word(&mut self, chars: usize) -> String {
        (0..chars).map(|_| *self.random.of(&self.shapes.stems)).collect()
    }

    fn foreign(&mut self) -> String {
        (0..2 + self.random.below(3)).map(|_| *self.random.of(&self.shapes.foreign)).collect()
    }

    fn latin(&mut self) -> String {
        let word: String = (0..2 + self.random.below(2)).map(|_| self.random.of(&self.shapes.latin).as_str()).collect();
        word[..1].to_uppercase() + &word[1..]
    }

    fn earlier(&mut self, list: impl Fn(&Self) -> &Vec<String>) -> Option<String> {
        let n = list(self).len();
        (n > 0).then(|| self.random.below(n)).map(|i| list(self)[i].clone())
    }
}

/// SplitMix64: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}
