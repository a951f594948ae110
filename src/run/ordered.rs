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

/// Works on all inputs and hands the results over in their order, to a thread of its own, while workers go on.
///
/// # Errors
/// That of `take`, which ends the loop.
pub(super) fn in_order<T: Send>(
    inputs: &Inputs,
    pool: &rayon::ThreadPool,
    work: impl Fn(u32, Record) -> T + Sync,
    mut take: impl FnMut(u32, T) -> Result<()> + Send,
) -> Result<()> {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Vec<(u32, T)>>(WAITING);
        let taking = scope.spawn(move || receiver.into_iter().flatten().try_for_each(|(index, done)| take(index, done)));
        let mut batch: Vec<(u32, Record)> = Vec::with_capacity(BATCH);
        let mut index = 0;
        let work = |batch: &mut Vec<(u32, Record)>| -> bool {
            let records = std::mem::take(batch);
            let done = pool.install(|| records.into_par_iter().map(|(index, record)| (index, work(index, record))).collect());
            // The receiver is gone only when `take` failed; its error is returned below.
            sender.send(done).is_ok()
        };
        inputs.visit(&mut |record| {
            batch.push((index, record));
            index += 1;
            batch.len() < BATCH || work(&mut batch)
        });
        if !batch.is_empty() {
            work(&mut batch);
        }
        drop(sender);
        taking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
