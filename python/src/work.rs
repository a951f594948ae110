//! Work without the interpreter's lock: it goes on, Ctrl-C is heard, and a panic becomes an exception.

use crate::errors;
use pyo3::prelude::*;
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

/// How often the interpreter is asked for Ctrl-C and told of progress.
const PAUSE: Duration = Duration::from_millis(50);
/// As much as the main thread of a program usually has.
const STACK_BYTES: usize = 8 << 20;

/// What is unwound with where the interpreter wants the work to end.
struct Stopped;

/// Short work: panics become exceptions. It does not end before it is done.
pub(crate) fn brief<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| catch_unwind(AssertUnwindSafe(work))).map_err(|panic| errors::of_panic(py, &message(&*panic)))
}

/// Long work, on a thread of its own; `work` tells its progress, and ends there where Ctrl-C was pressed or `progress`, which is
/// called with the numbers of documents done and found, raised an exception.
pub(crate) fn long<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&(dyn Fn(u64, u64) + Sync)) -> T + Send,
) -> PyResult<T> {
    let progress = progress.map(|progress| progress.clone().unbind());
    let (stop, done, found) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let tell = |now: u64, of: u64| {
        done.store(now, Ordering::Relaxed);
        found.store(of, Ordering::Relaxed);
        if stop.load(Ordering::Relaxed) {
            // No panic: nobody is told, and whoever holds something lets it go.
            resume_unwind(Box::new(Stopped));
        }
    };
    let watch = |told: &mut u64| -> PyResult<()> {
        Python::attach(|py| {
            py.check_signals()?;
            let now = done.load(Ordering::Relaxed);
            match &progress {
                Some(progress) if now != *told => {
                    *told = now;
                    progress.call1(py, (now, found.load(Ordering::Relaxed))).map(drop)
                }
                _ => Ok(()),
            }
        })
    };
    let ended = py.detach(|| {
        let watcher = thread::current();
        thread::scope(|scope| {
            let worked = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || {
                let ended = catch_unwind(AssertUnwindSafe(|| work(&tell)));
                watcher.unpark();
                ended
            })?;
            let (mut told, mut raised) = (0, Ok(()));
            while !worked.is_finished() {
                thread::park_timeout(PAUSE);
                if raised.is_ok() {
                    raised = watch(&mut told);
                    stop.store(raised.is_err(), Ordering::Relaxed);
                }
            }
            let ended = worked.join().unwrap_or_else(Err);
            // The last numbers are told too.
            let raised = raised.and_then(|()| if ended.is_ok() { watch(&mut told) } else { Ok(()) });
            Ok::<_, std::io::Error>(raised.map(|()| ended))
        })
    });
    match ended? {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(panic)) => Err(errors::of_panic(py, &message(&*panic))),
        Err(raised) => Err(raised),
    }
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned())
}

/// Panics, for the test that the interpreter lives on.
#[pyfunction]
#[pyo3(name = "_fail")]
pub(crate) fn fail(py: Python<'_>) -> PyResult<()> {
    long(py, None, |_| panic!("asked for"))
}
