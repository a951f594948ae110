//! A list of which variants share all but a few items.

use rustc_hash::FxHashMap;
use std::{ops::Index, sync::Arc};

/// A shared list with own items in place of some. Costs no memory beyond those; reads like a slice.
#[derive(Debug, Clone)]
pub struct Patched<T> {
    base: Arc<Vec<T>>,
    patches: FxHashMap<usize, T>,
}

impl<T> Patched<T> {
    /// The list as it is, without patches.
    pub fn new(base: Vec<T>) -> Patched<T> {
        Patched { base: Arc::new(base), patches: FxHashMap::default() }
    }

    /// The same list with other items at these places, which must lie in it. Patches of `self` are not taken over.
    pub fn patched(&self, patches: impl IntoIterator<Item = (usize, T)>) -> Patched<T> {
        Patched { base: Arc::clone(&self.base), patches: patches.into_iter().collect() }
    }

    /// The list without patches, for what no patch changes.
    pub fn shared(&self) -> &[T] {
        &self.base
    }

    /// The places that are patched, in order.
    pub fn patches(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.patches.keys().copied().collect();
        places.sort_unstable();
        places
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.base.len()
    }

    /// True where there are no items.
    pub fn is_empty(&self) -> bool {
        self.base.is_empty()
    }

    /// The item at a place, if there is one.
    pub fn get(&self, at: usize) -> Option<&T> {
        (at < self.len()).then(|| &self[at])
    }

    /// The first item.
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// All items, in order.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { list: self, at: 0 }
    }
}

impl<T> Index<usize> for Patched<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        let base = &self.base[at];
        if self.patches.is_empty() { base } else { self.patches.get(&at).unwrap_or(base) }
    }
}

/// The items of a [`Patched`] list, in order.
#[derive(Debug)]
pub struct Iter<'a, T> {
    list: &'a Patched<T>,
    at: usize,
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        let item = self.list.get(self.at)?;
        self.at += 1;
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.list.len() - self.at;
        (left, Some(left))
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

impl<'a, T> IntoIterator for &'a Patched<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}
