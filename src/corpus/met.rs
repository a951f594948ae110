//! What the paths of a call lead to: each file once, each under an id of its own.

use crate::named::pipe_id;
use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    path::{Path, PathBuf},
};

/// Of the paths that a user names those that lead elsewhere than the ones before, and a remark on each of the others.
pub(super) fn once(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<String>) {
    let mut places: HashMap<PathBuf, &PathBuf> = HashMap::new();
    let mut pipes: HashMap<(u64, u64), &PathBuf> = HashMap::new();
    let (mut kept, mut remarks) = (Vec::new(), Vec::new());
    for path in paths {
        let first = match (pipe_id(path), path.canonicalize()) {
            (Some(pipe), _) => *pipes.entry(pipe).or_insert(path),
            (None, Ok(place)) => *places.entry(place).or_insert(path),
            _ => path,
        };
        if std::ptr::eq(first, path) {
            kept.push(path.clone());
        } else {
            remarks.push(format!("{} is {}, which is named already: read once", path.display(), first.display()));
        }
    }
    (kept, remarks)
}

/// A file that was met.
#[derive(Debug)]
pub(super) struct Met<T> {
    /// Number of the path that led to it.
    pub(super) by: usize,
    /// Its id by its path.
    pub(super) id: String,
    pub(super) path: PathBuf,
    pub(super) found: T,
    /// It has a row and is not read.
    pub(super) is_passed_over: bool,
}

/// Each file once, by an id of its own: of those whose paths are shown alike the later ones, by their paths, get a number. Also
/// remarks on what one path leads to and another one, spelt in another way, does too.
pub(super) fn by_id<T>(mut met: Vec<Met<T>>, paths: &[PathBuf]) -> (BTreeMap<String, T>, Vec<String>) {
    // What is named itself goes before what a walk passes over.
    met.sort_by(|a, b| (&a.id, a.path.as_os_str(), a.is_passed_over, a.by).cmp(&(&b.id, b.path.as_os_str(), b.is_passed_over, b.by)));
    met.dedup_by(|b, a| a.id == b.id && a.path == b.path);
    let remarks = if overlap(paths) { drop_repeated(&mut met, paths) } else { Vec::new() };
    let mut found: BTreeMap<String, T> = BTreeMap::new();
    let mut again = Vec::new();
    for met in met {
        match found.entry(met.id) {
            Entry::Occupied(other) => again.push((other.key().clone(), met.found)),
            Entry::Vacant(free) => {
                free.insert(met.found);
            }
        }
    }
    for (id, one) in again {
        let free = (2..).map(|n| format!("{id}~{n}")).find(|id| !found.contains_key(id));
        found.insert(free.unwrap_or_default(), one);
    }
    (found, remarks)
}

/// True where one path leads into the folder that another one names in other words.
fn overlap(paths: &[PathBuf]) -> bool {
    if paths.len() < 2 {
        return false;
    }
    let places: Vec<(&Path, PathBuf)> = paths.iter().filter_map(|path| Some((path.as_path(), path.canonicalize().ok()?))).collect();
    let folders: Vec<&(&Path, PathBuf)> = places.iter().filter(|(_, place)| place.is_dir()).collect();
    folders.iter().any(|(folder, of)| places.iter().any(|(path, place)| place != of && place.starts_with(of) && !path.starts_with(folder)))
}

fn drop_repeated<T>(met: &mut Vec<Met<T>>, paths: &[PathBuf]) -> Vec<String> {
    let place = |path: &Path| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    // In the order in which the paths were named.
    let mut order: Vec<usize> = (0..met.len()).collect();
    order.sort_by_key(|&i| (met[i].is_passed_over, met[i].by));
    let mut first: HashMap<PathBuf, usize> = HashMap::new();
    let mut repeated: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut stays = vec![true; met.len()];
    for i in order {
        let Some(place) = place(&met[i].path) else { continue };
        let by = *first.entry(place).or_insert(met[i].by);
        if by != met[i].by {
            stays[i] = false;
            *repeated.entry((met[i].by, by)).or_default() += 1;
        }
    }
    let mut stays = stays.into_iter();
    met.retain(|_| stays.next().unwrap_or(true));
    let remark = |((by, first), n): ((usize, usize), u64)| {
        format!("{}: {n} of its files lie in {} too, which is named in other words: read once", paths[by].display(), paths[first].display())
    };
    repeated.into_iter().map(remark).collect()
}
