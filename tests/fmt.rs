//! `guanxi gazetteer fmt`: one canonical text for the files of a gazetteer, with their comments and their meaning.

use crate::common::{bytes_of_files, guanxi};
use guanxi::{
    knowledge::{Entry, TenureEntry},
    workshop::{Comments, format_folder, write_entry},
};
use proptest::prelude::*;
use std::{fs, path::Path};

/// A gazetteer folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn fmt(folder: &Path, options: &[&str]) -> crate::common::Ended {
    let mut args = vec!["gazetteer", "fmt", folder.to_str().unwrap()];
    args.extend(options);
    guanxi(args)
}

const BEFORE: &str = r#"
# People of the islands,
# by office.


# Presidents
- name: '蔡英文'   # the 14th term too
  # her own spelling
  en: "Tsai Ing-wen"
  id: p-tsai
  hant: 蔡英文
  country: TW
  aliases:
    - Ing-wen Tsai   # as in passports
    # the same in other scripts, widths and cases
    - ＩＮＧ-ＷＥＮ TSAI # dropped
    - 蔡總統英文
  weak: [小英, "小英"]
  tenures:
    - office: o-president
      from: '2016-05-20'   # inauguration
      to: 2020
    - {from: 2014-05, office: o-chair, elect: false}
  wikidata: ''
  # wikidata unknown
# Premiers
- id: p-su
  name: 苏贞昌
  hant: 蘇貞昌 # usual
  role: 'Premier of Taiwan: 2006–2007'
  aliases: ["Su, Tseng-chang", '@su', 'no', 電火球, 电火球, 乔·苏, 乔‧苏, 乔苏]
# end
"#;

const AFTER: &str = r#"# People of the islands,
# by office.

# Presidents
- id: p-tsai
  name: 蔡英文 # the 14th term too
  # her own spelling
  en: Tsai Ing-wen
  country: TW
  # the same in other scripts, widths and cases
  # dropped
  aliases:
    - Ing-wen Tsai # as in passports
    - 蔡總統英文
  weak: [小英]
  tenures:
    - {office: o-chair, from: 2014-05}
    - {office: o-president, from: 2016-05-20, to: 2020} # inauguration
  # wikidata unknown
# Premiers
- id: p-su
  name: 苏贞昌
  hant: 蘇貞昌 # usual
  role: "Premier of Taiwan: 2006–2007"
  aliases: ["Su, Tseng-chang", "@su", "no", 電火球, 乔·苏]
# end
"#;

const OFFICES: &str = "- id: o-chair\n  name: 甲党主席\n- id: o-president\n  name: 甲国总统\n";

/// A rule file, and the same in canonical layout.
const RULES: (&str, &str) = (
    "# names\n\n\nsurnames:   蔡王 # two\nformers:\n- {word: 前,means: former}\n",
    "# names\n\nsurnames: 蔡王 # two\nformers:\n  - {word: 前, means: former}\n",
);

#[test]
fn files_are_rewritten_with_their_comments() {
    let folder = folder(&[("people/all.yaml", BEFORE), ("offices.yaml", OFFICES), ("grammar.yaml", RULES.0)]);
    let (people, grammar) = (folder.path().join("people/all.yaml"), folder.path().join("grammar.yaml"));
    let both = format!("{}\n{}\n", grammar.display(), people.display());

    let ended = fmt(folder.path(), &["--check"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, both.as_str()), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(&people).unwrap(), BEFORE, "--check writes nothing");

    let ended = fmt(folder.path(), &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, both.as_str()), "{}", ended.stderr);
    assert_eq!(fs::read_to_string(&people).unwrap(), AFTER);
    assert_eq!(fs::read_to_string(folder.path().join("offices.yaml")).unwrap(), OFFICES);
    assert_eq!(fs::read_to_string(&grammar).unwrap(), RULES.1);
    assert_eq!(bytes_of_files(&folder.path().join("people")).len(), 1, "no partial file is left");

    let again = fmt(folder.path(), &["--check"]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{}", again.stderr);
}

#[test]
fn comments_beside_any_layout_of_yaml_are_kept() {
    let before = "-   id: g-a   # one\n    aliases: [\n      青空会, # two\n      # three\n      '#会 # 会', # four\n    ] # five\n    name: 青空风筝会\n    country: # six\n      TW\n\n    # seven\n\n# eight\n\n-\n  # nine\n  name: 红日风筝会 # ten\n  id: g-b\n";
    let after = "- id: g-a # one\n  name: 青空风筝会\n  country: TW # six\n  aliases: # five\n    - 青空会 # two\n    # three\n    - \"#会 # 会\" # four\n  # seven\n\n# eight\n\n# nine\n- id: g-b\n  name: 红日风筝会 # ten\n";
    let folder = folder(&[("organizations.yaml", before)]);
    let ended = fmt(folder.path(), &[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(fs::read_to_string(folder.path().join("organizations.yaml")).unwrap(), after);
    assert_eq!(fmt(folder.path(), &["--check"]).code, 0);
}

#[test]
fn what_cannot_be_kept_is_refused_with_its_line_and_nothing_is_written() {
    let good = "- {id: p-a, name: 甲乙丙}\n";
    for (bad, line, message) in [
        ("- id: g-a\n  name: &x 青空会\n", 2, "a YAML anchor (&) cannot be kept"),
        ("- id: g-a\n  name: 青空会\n  en: !!str Club\n", 3, "a YAML tag (!) cannot be kept"),
        ("- id: g-a\n  name: 青空会\n  en: |\n    Club\n", 3, "a block text (| or >) cannot be kept"),
        ("%YAML 1.2\n---\n- id: g-a\n  name: 青空会\n", 1, "a YAML directive cannot be kept"),
        ("- id: g-a\n  name: 青空会\n  color: red\n", 3, "unknown field"),
        ("- id: g-a\n  name: 青空会\n- id: g-b\n", 3, "missing field"),
    ] {
        let folder = folder(&[("organizations.yaml", bad), ("people.yaml", good)]);
        let ended = fmt(folder.path(), &[]);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{}", ended.stderr);
        let at = format!("{}:{line}: ", folder.path().join("organizations.yaml").display());
        assert!(ended.stderr.contains(&at) && ended.stderr.contains(message) && ended.stderr.contains("remedy: "), "{at}{message}: {}", ended.stderr);
        assert_eq!(fs::read_to_string(folder.path().join("organizations.yaml")).unwrap(), bad);
        assert_eq!(fs::read_to_string(folder.path().join("people.yaml")).unwrap(), good, "the good file waits for the bad one");
    }
}

#[test]
fn a_name_under_weak_stays_there() {
    let text = "- id: g-a\n  name: 外交部\n  weak: [外交部]\n";
    let folder = folder(&[("organizations.yaml", text)]);
    let ended = fmt(folder.path(), &[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
}

#[test]
fn the_bundled_gazetteer_is_canonical() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers");
    let (changed, files) = format_folder(&root).unwrap();
    let changed: Vec<_> = changed.into_iter().map(|file| file.path).collect();
    assert_eq!(changed, Vec::<std::path::PathBuf>::new(), "run: guanxi gazetteer fmt");
    assert!(files > 30, "{files} files");
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[甲乙丙]{2,4}", "[ -~]{2,12}", "[蔡總总·‧, :#'\"\\-]{2,6}", "(no|true|null|~|12:30|2020|0x1F|-|\\? x|\\[a|a: b|a #b)甲?"]
}

fn comment() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("# [a-z#:'\"]{1,6}")
}

fn entries() -> impl Strategy<Value = Vec<(Entry, Option<String>, Option<String>)>> {
    let date = || proptest::option::of(prop_oneof!["20[0-2][0-9]", "20[0-2][0-9]-0[1-9]", "20[0-2][0-9]-1[0-2]-2[0-8]"]);
    let tenure = (date(), date(), any::<bool>(), any::<bool>()).prop_map(|(from, to, acting, elect)| TenureEntry {
        office: "o-a".into(),
        from,
        to,
        acting,
        elect,
    });
    let lists = (prop::collection::vec(text(), 0..4), prop::collection::vec(text(), 0..3), prop::collection::vec(tenure, 0..3));
    let entry = ("[甲乙丙国國]{2,4}", proptest::option::of("[甲乙丙國]{2,4}"), proptest::option::of(text()), lists)
        .prop_map(|(name, hant, en, (aliases, weak, tenures))| Entry { name, hant, en, aliases, weak, tenures, ..Entry::default() });
    prop::collection::vec((entry, comment(), comment()), 1..4)
}

proptest! {
    // Each case loads the bundled rules twice.
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 80, ..ProptestConfig::default() })]

    /// Whatever the entries hold: the text is written, read back the same, and not changed a second time.
    #[test]
    fn formatting_twice_is_formatting_once(entries in entries()) {
        let mut written = String::new();
        let mut remarks = Vec::new();
        for (i, (entry, before, beside)) in entries.iter().enumerate() {
            let entry = Entry { id: format!("p-{i}"), ..entry.clone() };
            let mut comments = Comments { before: before.iter().cloned().collect(), ..Comments::default() };
            for field in ["aliases", "en"] {
                comments.fields.entry(field.into()).or_default().beside = beside.clone();
                remarks.extend(beside.clone());
            }
            remarks.extend(before.clone());
            write_entry(&mut written, &entry, &comments);
        }
        let folder = folder(&[("people.yaml", &written), ("offices.yaml", "- id: o-a\n  name: 甲国总统\n")]);
        let path = folder.path().join("people.yaml");
        let (changed, _) = format_folder(folder.path()).map_err(|e| TestCaseError::fail(format!("{e}\n{written}")))?;
        for file in &changed {
            file.write().unwrap();
        }
        let once = fs::read_to_string(&path).unwrap();
        let (changed, _) = format_folder(folder.path()).unwrap();
        prop_assert!(changed.is_empty(), "{once}\nbecomes\n{changed:?}");
        for remark in &remarks {
            let count = |text: &str| text.matches(remark.as_str()).count();
            prop_assert!(count(&once) > 0 && count(&once) <= count(&written), "{remark} in\n{written}\nand in\n{once}");
        }
    }
}
