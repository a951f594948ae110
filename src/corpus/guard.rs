//! A panic while one document is read, in a parser or in guanxi, is the fault of that document: the run goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does the work, or says how it failed. What the work was changing is not to be used afterwards.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        format!("guanxi failed on it ({}): please report it with the file", said.unwrap_or("no reason given"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_panics_says_how() {
        assert_eq!(guarded(|| 1), Ok(1));
        let text = String::from("甲");
        let failed = guarded(|| text.chars().nth(1).expect("a second character"));
        assert_eq!(failed, Err("guanxi failed on it (a second character): please report it with the file".to_owned()));
    }
}
