//! A learned model: weights, what follows what, clusters of words, and how far to trust it. One file, which holds no text:
//! features and words are in it as hashes.

use super::{
    chain::Transitions,
    clusters::{Cluster, Clusters},
    features::{FAMILIES, Family, Few},
    known::KnownWords,
    label::LABELS,
};
use crate::{
    error::{Error, Result},
    knowledge::EntityType,
};
use std::path::Path;

/// Begins every file; the number is that of the format.
const MAGIC: &[u8; 16] = b"guanxi tagger 2\n";
const HASH_BYTES: usize = 8;
/// Slots of the table of rows for each row of weights.
const ROOM: usize = 2;
pub(super) const EMPTY: u32 = u32::MAX;
/// Bits of the filter in front of the table: a quarter of a megabyte, which stays in the cache where the table does not. Most
/// features of a text have no weights.
const FILTER_BITS: u32 = 21;

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Model {
    /// Key and first weight of each row, at the place that the key says or behind it.
    slots: Vec<(u32, u32)>,
    /// A bit for each key that has a row, and for some others.
    pub(super) filter: Vec<u64>,
    /// First weight of the row of each [`Few`]; [`EMPTY`] where it has none.
    pub(super) few: Vec<u32>,
    pub(super) weights: Vec<i8>,
    /// What one step of a weight is worth.
    pub(super) step: f32,
    pub(super) transitions: Transitions,
    pub(super) clusters: Clusters,
    pub(super) reliability: Reliability,
    pub(super) known: KnownWords,
}

/// How often a mention that the chain finds as likely as this is right, in cross-validation: the middles of the steps and the
/// shares, both rising.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Curve(pub Vec<(f32, f32)>);

impl Curve {
    /// The share of right ones among mentions as likely as this, between the middles of the steps.
    fn of(&self, probability: f32) -> f32 {
        let at = self.0.partition_point(|&(end, _)| end < probability);
        match (at.checked_sub(1).map(|before| self.0[before]), self.0.get(at)) {
            (Some((x0, y0)), Some(&(x1, y1))) => y0 + (y1 - y0) * (probability - x0) / (x1 - x0).max(1e-6),
            (Some((_, y)), None) | (None, Some(&(_, y))) => y,
            (None, None) => probability,
        }
    }
}

/// What else than the chain speaks for a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Support {
    /// Nothing.
    None,
    /// Composition, shape or context found the same mention.
    Found,
    /// A list has its form.
    Listed,
}

/// Kinds of support.
const SUPPORTS: usize = 3;

/// Curves of the types, of each by what else speaks for a mention: an unlisted body that the chain finds as likely as a listed
/// one is wrong three times as often.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reliability(pub [Curve; SUPPORTS * EntityType::ALL.len()]);

impl Reliability {
    /// The number of a curve.
    pub(super) fn curve(kind: EntityType, support: Support) -> usize {
        SUPPORTS * kind as usize + support as usize
    }

    /// The share of right ones among mentions of this type as likely as this.
    pub(super) fn of(&self, kind: EntityType, support: Support, probability: f32) -> f32 {
        self.0[Reliability::curve(kind, support)].of(probability)
    }
}

/// A row of weights before it is written: the key of its feature, its family and its weights.
pub(super) struct Row {
    pub key: u32,
    pub family: u8,
    pub weights: Vec<f32>,
}

/// What stands for a feature in the file.
pub(super) fn short(key: u64) -> u32 {
    (key >> 32) as u32
}

/// Where the filter has the bit of a key.
pub(super) fn filtered(key: u32) -> (usize, u64) {
    let at = key.wrapping_mul(0x85EB_CA6B) >> (32 - FILTER_BITS);
    (at as usize >> 6, 1 << (at & 63))
}

impl Model {
    /// From rows of weights, the largest of which becomes the largest that a byte holds.
    pub(super) fn new(rows: &[Row], transitions: Transitions, clusters: Clusters, reliability: Reliability) -> Model {
        let most = rows.iter().flat_map(|row| &row.weights).fold(1e-6f32, |most, weight| most.max(weight.abs()));
        let step = most / 127.0;
        let mut model = Model {
            slots: Vec::new(),
            filter: Vec::new(),
            few: Vec::new(),
            weights: Vec::new(),
            step,
            transitions,
            clusters,
            reliability,
            known: KnownWords::default(),
        };
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            keys.push((row.key, model.weights.len() as u32));
            model.weights.extend(row.weights.iter().map(|weight| (weight / step).round() as i8));
        }
        model.index(&keys);
        model
    }

    fn index(&mut self, keys: &[(u32, u32)]) {
        let size = (keys.len() * ROOM).next_power_of_two().max(2);
        self.slots = vec![(0, EMPTY); size];
        self.filter = vec![0; 1 << (FILTER_BITS - 6)];
        for &(key, weights) in keys {
            let (word, bit) = filtered(key);
            self.filter[word] |= bit;
            let mut slot = self.slot(key);
            while self.slots[slot].1 != EMPTY && self.slots[slot].0 != key {
                slot = (slot + 1) & (size - 1);
            }
            if self.slots[slot].1 == EMPTY {
                self.slots[slot] = (key, weights);
            }
        }
        self.few = (0..Few::NUMBER).map(|number| self.find(short(Few(number).key()))).collect();
    }

    fn slot(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9E37_79B1) as usize) & (self.slots.len() - 1)
    }

    /// The first weight of the row of a key; [`EMPTY`] where it has none.
    #[inline]
    pub(super) fn find(&self, key: u32) -> u32 {
        let mut slot = self.slot(key);
        loop {
            match self.slots[slot] {
                (found, weights) if found == key || weights == EMPTY => return weights,
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// The weights of a feature.
    pub(super) fn row(&self, key: u32, width: usize) -> Option<&[i8]> {
        let weights = self.find(key) as usize;
        self.weights.get(weights..weights.checked_add(width)?)
    }

    /// The weights of a feature as numbers, for those who learn on from this model.
    pub(super) fn weights(&self, key: u32, width: usize) -> Option<impl Iterator<Item = f32>> {
        self.row(key, width).map(|row| row.iter().map(|&weight| f32::from(weight) * self.step))
    }

    /// All rows of weights; their families are not known.
    pub(super) fn rows(&self) -> Vec<Row> {
        let starts = self.starts();
        let ends = starts.iter().skip(1).map(|&(_, begin)| begin).chain([self.weights.len() as u32]);
        let numbers = |begin: u32, end: u32| self.weights[begin as usize..end as usize].iter().map(|&w| f32::from(w) * self.step).collect();
        starts.iter().zip(ends).map(|(&(key, begin), end)| Row { key, family: u8::MAX, weights: numbers(begin, end) }).collect()
    }

    /// Key and first weight of all rows, in the order of these.
    fn starts(&self) -> Vec<(u32, u32)> {
        let mut starts: Vec<(u32, u32)> = self.slots.iter().filter(|slot| slot.1 != EMPTY).copied().collect();
        starts.sort_unstable_by_key(|&(_, weights)| weights);
        starts
    }

    /// The file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.weights.len() + self.slots.len() * 4 + 64);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&families_hash());
        out.extend_from_slice(&self.step.to_le_bytes());
        let transitions = self.transitions.begin.iter().chain(self.transitions.pair.iter().flatten());
        transitions.for_each(|score| out.extend_from_slice(&score.to_le_bytes()));
        for curve in &self.reliability.0 {
            put_length(&mut out, curve.0.len());
            for (middle, share) in &curve.0 {
                out.extend_from_slice(&middle.to_le_bytes());
                out.extend_from_slice(&share.to_le_bytes());
            }
        }
        put_length(&mut out, self.clusters.len());
        for (key, cluster) in self.clusters.entries() {
            out.extend_from_slice(&key.to_le_bytes());
            out.push(cluster.coarse as u8);
            out.extend_from_slice(&cluster.fine.to_le_bytes());
        }
        let keys = self.starts();
        put_length(&mut out, keys.len());
        keys.iter().for_each(|(key, _)| out.extend_from_slice(&key.to_le_bytes()));
        // The width of a row is the way to the next one.
        let ends = keys.iter().skip(1).map(|&(_, weights)| weights).chain([self.weights.len() as u32]);
        keys.iter().zip(ends).for_each(|((_, begin), end)| out.push(((end - begin) as usize / LABELS) as u8));
        out.extend(self.weights.iter().map(|&weight| weight as u8));
        let hash = blake3::hash(&out);
        out.extend_from_slice(&hash.as_bytes()[..HASH_BYTES]);
        out
    }

    /// Reads a file; `name` is what messages call it.
    pub(super) fn from_bytes(bytes: &[u8], name: &Path) -> Result<Model> {
        let wrong = |reason: &'static str, remedy: &'static str| Error::Input { path: name.display().to_string(), reason: reason.into(), remedy };
        const AGAIN: &str = "make it again with `guanxi learn`";
        if !bytes.starts_with(MAGIC) {
            return Err(wrong("this is no model of guanxi", "name a file that `guanxi learn` wrote, or none"));
        }
        let damaged = || wrong("the model is damaged: its contents do not agree with its check sum", AGAIN);
        let (body, hash) = bytes.split_at_checked(bytes.len() - HASH_BYTES).ok_or_else(damaged)?;
        if &blake3::hash(body).as_bytes()[..HASH_BYTES] != hash {
            return Err(damaged());
        }
        let mut rest = Rest(&body[MAGIC.len()..]);
        if rest.take(HASH_BYTES).ok_or_else(damaged)? != families_hash() {
            return Err(wrong("the model was made for other features than this version of guanxi has", AGAIN));
        }
        read(&mut rest).ok_or_else(damaged)
    }
}

fn read(rest: &mut Rest<'_>) -> Option<Model> {
    let step = rest.float()?;
    let mut transitions = Transitions::default();
    for score in transitions.begin.iter_mut().chain(transitions.pair.iter_mut().flatten()) {
        *score = rest.float()?;
    }
    let mut reliability = Reliability::default();
    for curve in &mut reliability.0 {
        let steps = rest.length()?;
        curve.0 = (0..steps).map(|_| Some((rest.float()?, rest.float()?))).collect::<Option<Vec<_>>>()?;
    }
    let words = rest.length()?;
    let cluster = |rest: &mut Rest<'_>| {
        let entry = rest.take(7)?;
        let (key, fine) = (u32::from_le_bytes(entry[..4].try_into().ok()?), u16::from_le_bytes(entry[5..].try_into().ok()?));
        Some((key, Cluster { coarse: u16::from(entry[4]), fine }))
    };
    let entries = (0..words).map(|_| cluster(rest)).collect::<Option<Vec<_>>>()?;
    let rows = rest.length()?;
    let keys = rest.take(rows.checked_mul(4)?)?;
    let widths = rest.take(rows)?;
    let weights: Vec<i8> = rest.0.iter().map(|&byte| byte as i8).collect();
    let mut begin = 0;
    let mut index = Vec::with_capacity(rows);
    for (key, &places) in keys.chunks_exact(4).zip(widths) {
        index.push((u32::from_le_bytes(key.try_into().ok()?), begin));
        begin += u32::from(places) * LABELS as u32;
    }
    if begin as usize != weights.len() {
        return None;
    }
    let clusters = Clusters::from_entries(entries.into_iter());
    let mut model = Model {
        slots: Vec::new(),
        filter: Vec::new(),
        few: Vec::new(),
        weights,
        step,
        transitions,
        clusters,
        reliability,
        known: KnownWords::default(),
    };
    model.index(&index);
    Some(model)
}

/// Changes with the families, so that weights are never read for other features than they were learned for.
fn families_hash() -> [u8; HASH_BYTES] {
    let mut hash = blake3::Hasher::new();
    for family in FAMILIES {
        let Family { name, unit, first, places } = family;
        hash.update(format!("Family {{ name: {name:?}, unit: {unit:?}, first: {first}, places: {places} }}\n").as_bytes());
    }
    let mut first = [0; HASH_BYTES];
    first.copy_from_slice(&hash.finalize().as_bytes()[..HASH_BYTES]);
    first
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&(length as u32).to_le_bytes());
}

/// What is left of a file.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn float(&mut self) -> Option<f32> {
        Some(f32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn length(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reliability() -> Reliability {
        let mut reliability = Reliability::default();
        reliability.0[Reliability::curve(EntityType::Place, Support::Listed)] = Curve(vec![(0.5, 0.4), (1.0, 0.9)]);
        reliability.0[Reliability::curve(EntityType::Person, Support::Found)] = Curve(vec![(0.7, 0.6)]);
        reliability
    }

    fn model() -> Model {
        let row = |key, family: u8| Row {
            key,
            family,
            weights: (0..FAMILIES[family as usize].width()).map(|i| i as f32 / 8.0 - 2.0 + key as f32).collect(),
        };
        let clusters = Clusters::from_entries([(9, Cluster { coarse: 3, fine: 700 })].into_iter());
        Model::new(&[row(1, 0), row(7, 3), row(5, 1)], Transitions::default(), clusters, reliability())
    }

    #[test]
    fn what_is_written_is_read_back() {
        let model = model();
        assert_eq!(Model::from_bytes(&model.to_bytes(), Path::new("m")).unwrap(), model);
        let row: Vec<f32> = model.weights(7, FAMILIES[3].width()).unwrap().collect();
        assert!((row[0] - 5.0).abs() < model.step && (row[8] - 6.0).abs() < model.step, "{row:?}");
        assert!(model.weights(6, 9).is_none());
    }

    #[test]
    fn a_damaged_file_is_told_from_a_wrong_one() {
        let bytes = model().to_bytes();
        let message = |bytes: &[u8]| Model::from_bytes(bytes, Path::new("m.bin")).unwrap_err().to_string();
        assert!(message(b"PK").contains("m.bin: this is no model of guanxi"));
        let mut broken = bytes.clone();
        broken[200] ^= 1;
        assert!(message(&broken).contains("damaged"));
        assert!(message(&bytes[..bytes.len() - 20]).contains("damaged"));
        assert!(message(&bytes[..MAGIC.len()]).contains("damaged"));
        let mut other = bytes[..bytes.len() - HASH_BYTES].to_vec();
        other[MAGIC.len()] ^= 1;
        let hash = blake3::hash(&other);
        other.extend_from_slice(&hash.as_bytes()[..HASH_BYTES]);
        assert!(message(&other).contains("other features"));
    }

    #[test]
    fn no_sum_of_weights_is_too_large_for_its_number() {
        let places: usize = FAMILIES.iter().map(|family| family.places).sum();
        assert!(places * 127 <= i16::MAX as usize, "{places}");
    }

    #[test]
    fn reliability_lies_between_its_steps() {
        let reliability = Curve(vec![(0.5, 0.4), (1.0, 0.9)]);
        let near = |a: f32, b: f32| (a - b).abs() < 1e-6;
        assert!(near(reliability.of(0.2), 0.4) && near(reliability.of(0.75), 0.65) && near(reliability.of(1.0), 0.9));
        assert!(near(Curve::default().of(0.3), 0.3));
    }
}
