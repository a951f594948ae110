//! The one loop over documents: workers in parallel, their results in the order of the inputs.

use crate::{
    corpus::{Inputs, Record},
    error::Result,
};
use rayon::prelude::*;
use std::sync::mpsc::sync_channel;

/// Documents that workers take at a time: enough to keep them busy, few enough to keep memory flat.
const BATCH: usize = 128;
/// Batches that may wait to be taken.
const WAITING: usize = 1;

/// Where a document stands among the inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    /// Its number.
    pub(super) index: u32,
    /// So many bytes of its path name the file that holds it.
    pub(super) file_bytes: u32,
    /// Its number in that file.
    pub(super) position: u32,
}

/// Calls `each` with the documents of the inputs in order, until it returns false.
pub(super) fn visit(inputs: &Inputs, each: &mut dyn FnMut(At, Record) -> bool) {
    let (mut index, mut position, mut file) = (0, 0, String::new());
    inputs.visit_files(&mut |in_file, record| {
        if in_file != file {
            (position, file) = (0, in_file.to_owned());
        }
        let at = At { index, position, file_bytes: in_file.len() as u32 };
        index += 1;
        position += 1;
        each(at, record)
    });
}

/// Works on all inputs and hands the results over in their order, to a thread of its own, while workers go on.
///
/// # Errors
/// That of `take`, which ends the loop.
pub(super) fn in_order<T: Send>(
    inputs: &Inputs,
    pool: &rayon::ThreadPool,
    work: impl Fn(At, Record) -> T + Sync,
    mut take: impl FnMut(At, T) -> Result<()> + Send,
) -> Result<()> {
    let feed = |each: &mut dyn FnMut((At, Record)) -> bool| {
        visit(inputs, &mut |at, record| each((at, record)));
        Ok(())
    };
    each_in_order(feed, pool, |(at, record)| (at, work(at, record)), |(at, done)| take(at, done))
}

/// The same for items of any kind, which `feed` gives until its callee returns false.
///
/// # Errors
/// Those of `feed` and of `take`, which end the loop.
pub(super) fn each_in_order<I: Send, T: Send>(
    feed: impl FnOnce(&mut dyn FnMut(I) -> bool) -> Result<()>,
    pool: &rayon::ThreadPool,
    work: impl Fn(I) -> T + Sync,
    mut take: impl FnMut(T) -> Result<()> + Send,
) -> Result<()> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<T>>(WAITING);
        let taking = scope.spawn(move || receiver.into_iter().flatten().try_for_each(&mut take));
        let mut batch: Vec<I> = Vec::with_capacity(BATCH);
        let work = |batch: &mut Vec<I>| -> bool {
            let items = std::mem::take(batch);
            let done = pool.install(|| items.into_par_iter().map(&work).collect());
            // The receiver is gone only when `take` failed; its error is returned below.
            sender.send(done).is_ok()
        };
        let fed = feed(&mut |item| {
            batch.push(item);
            batch.len() < BATCH || work(&mut batch)
        });
        if !batch.is_empty() {
            work(&mut batch);
        }
        drop(sender);
        taking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(fed)
    })
}
