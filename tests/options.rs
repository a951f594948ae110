//! Options that contradict each other, or whose values are none, are refused with what to do.

use crate::common::{GOOD, guanxi};
use std::fs;

#[test]
fn options_that_contradict_each_other_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    GOOD.write(temp.path());
    let (posts, out) = (temp.path().display().to_string(), temp.path().join("never"));
    for (options, messages) in [
        (&["--since", "2021", "--until", "2020"][..], ["--since: 2021-01-01 is later than --until 2020-12-31", "remedy: exchange the two"]),
        (&["--roles", "none,credit"], ["--roles: none stands beside credit", "remedy: write none alone"]),
        (&["--roles", "all,none"], ["--roles: all stands beside none", "remedy: write all alone"]),
        (&["--predicates", "all,meets"], ["--predicates: all stands beside meets", "remedy: write all alone"]),
        (&["--format", "page", "--no-page"], ["--format: page is all that is asked for", "remedy: leave one of the two out"]),
        (&["--fields", "text=a,text=b"], ["--fields", "text is \"a\" and \"b\": name one column for each field"]),
    ] {
        let ended = guanxi(["run", &posts, "-o", &out.display().to_string()].iter().chain(options));
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{options:?}");
        assert!(messages.iter().all(|message| ended.stderr.contains(message)), "{options:?}: {}", ended.stderr);
        assert!(!out.exists(), "{options:?}");
    }
}

#[test]
fn the_day_of_a_text_is_a_day() {
    for (date, message) in [
        ("2022", "write it whole, like 2022-01-01"),
        ("2022-05", "write it whole, like 2022-05-01"),
        ("2022-13", "write a day: 2021-01-15"),
        ("2022/05/01", "write a day: 2021-01-15"),
        ("2022年5月", "write a day: 2021-01-15"),
    ] {
        let ended = guanxi(["tag", "--date", date]);
        assert_eq!(ended.code, 2);
        assert!(ended.stderr.contains(message), "{date}: {}", ended.stderr);
    }
}

#[test]
fn values_of_a_configuration_are_named_with_its_line() {
    let temp = tempfile::tempdir().unwrap();
    GOOD.write(temp.path());
    let (posts, file) = (temp.path().display().to_string(), temp.path().join("c.yaml"));
    for (text, messages) in [
        ("# mine\nwindow: foo\n", ["c.yaml:2: invalid value 'foo' for '--window", "remedy: "]),
        ("quiet: true\ntypes: [person, foo]\n", ["c.yaml:2: invalid value 'foo' for '--types", "remedy: give some of person, office"]),
        ("min_weight: x\n", ["c.yaml:1: invalid value 'x' for '--min-weight", "remedy: "]),
        ("window: sentence\nquiet: true\nwindow: paragraph\n", ["c.yaml:3: duplicate entry", "remedy: write the field once"]),
    ] {
        fs::write(&file, text).unwrap();
        let ended = guanxi(["run", &posts, "-o", &temp.path().join("never").display().to_string(), "--config", &file.display().to_string()]);
        assert_eq!(ended.code, 2, "{text:?}");
        assert!(messages.iter().all(|message| ended.stderr.contains(message)), "{text:?}: {}", ended.stderr);
    }
}
