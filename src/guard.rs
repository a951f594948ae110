//! A panic while one document is worked on, in a parser or in guanxi, is the fault of that document: the run goes on.

use std::{
    cell::Cell,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::Once,
};

/// Longest part of what a panic says that is told.
const MOST_CHARS: usize = 160;

thread_local! {
    /// Whether a panic of this thread is told by [`guarded`].
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
    /// Where the last of them was.
    static PLACE: Cell<String> = const { Cell::new(String::new()) };
}

/// Does the work, or says how it failed. What the work was changing is not to be used afterwards.
///
/// Standard error stays silent, as one fault may be met in every document; with `RUST_BACKTRACE` it is told there too.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    keep_silent();
    let before = IS_GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(before);
    done.map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        let (said, place) = (shortened(said.unwrap_or("no reason given")), PLACE.take());
        format!("guanxi failed on it ({said}; {place}): a fault of guanxi; please report it, with the file if you can")
    })
}

/// Lets guarded panics say nothing but where they are, and others what they said before.
fn keep_silent() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let wanted = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_guarded = IS_GUARDED.get();
            if is_guarded {
                PLACE.set(info.location().map_or_else(String::new, |at| format!("{}:{}", crate_path(at.file()), at.line())));
            }
            if wanted || !is_guarded {
                before(info);
            }
        }));
    });
}

/// The path of a source file from its crate on: the rest is that of the machine that compiled it.
fn crate_path(file: &str) -> String {
    let file = file.replace('\\', "/");
    match file.rsplit_once("/src/") {
        Some((above, below)) => format!("{}/src/{below}", above.rsplit('/').next().unwrap_or_default()),
        None => file,
    }
}

/// What a panic says, on one line and without what it may quote of a Chinese text, which is not for every output.
fn shortened(said: &str) -> String {
    let kept: String = said.chars().filter(char::is_ascii).collect();
    kept.split_ascii_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_says_how_and_where_and_quotes_no_text() {
        assert_eq!(guarded(|| 1), Ok(1));
        let text = String::from("甲乙丙");
        let line = line!() + 1;
        let failed = guarded(|| text[1..].len()).unwrap_err();
        assert!(failed.starts_with("guanxi failed on it (") && failed.contains("is not a char boundary"), "{failed}");
        assert!(failed.contains(&format!("; src/guard.rs:{line}): a fault of guanxi; please report it")) && failed.is_ascii(), "{failed}");
    }

    #[test]
    fn what_fails_inside_of_what_is_guarded_leaves_it_guarded() {
        let outer = guarded(|| {
            assert!(guarded(|| panic!("inner\nof two lines")).is_err_and(|failed| failed.contains("(inner of two lines; ")));
            IS_GUARDED.get()
        });
        assert_eq!((outer, IS_GUARDED.get()), (Ok(true), false));
    }

    #[test]
    fn paths_of_the_machine_are_not_told() {
        assert_eq!(crate_path("/home/user/.cargo/registry/src/index-1/scraper-0.29.0/src/html/mod.rs"), "scraper-0.29.0/src/html/mod.rs");
        assert_eq!(crate_path("src\\run\\mod.rs"), "src/run/mod.rs");
    }
}
