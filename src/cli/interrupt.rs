//! Ctrl-C and `kill`: the program removes what is half written, says so, and ends.

use guanxi::publish::abandon;
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
    iterator::Signals,
};
use std::{
    process,
    sync::{Arc, LazyLock, atomic::AtomicBool, atomic::Ordering},
    thread,
};

/// A signal has come.
static PENDING: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// What shells give a program that this signal ended.
fn code(signal: i32) -> i32 {
    128 + signal
}

/// From here on signals end the program in order; a second one ends it at once. Where they cannot be caught they end it as
/// they end other programs.
pub(super) fn expect() {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    for signal in [SIGINT, SIGTERM] {
        // Asked in this order: the first signal sets what the second finds set.
        let _ = flag::register_conditional_shutdown(signal, code(signal), Arc::clone(&PENDING));
        let _ = flag::register(signal, Arc::clone(&PENDING));
    }
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let left = if abandon() { "; the output folder holds what it held before" } else { "" };
            say!("guanxi: interrupted{left}");
            process::exit(code(signal));
        }
    });
}

/// A result that comes while the program is being ended is none.
pub(super) fn wait_if_pending() {
    while PENDING.load(Ordering::SeqCst) {
        thread::park();
    }
}
