//! The bundled gazetteer is whole, and folders of the user add to it.

use crate::common::{Post, files_below, guanxi, guanxi_reading, parse_csv};
use guanxi::knowledge::{EntityType, Gazetteer};
use std::{collections::BTreeSet, fs, path::Path};

#[test]
fn every_file_of_the_repository_is_inside_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteers");
    let on_disk: BTreeSet<String> = files_below(&folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .map(|path| format!("gazetteers/{}", path.strip_prefix(&folder).unwrap().display()))
        .collect();
    let bundled: BTreeSet<String> = Gazetteer::bundled().unwrap().files.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(bundled, on_disk);
}

#[test]
fn the_bundled_entities_are_many_and_well_formed() {
    let gazetteer = Gazetteer::bundled().unwrap();
    for (kind, least) in [(EntityType::Person, 600), (EntityType::Office, 240), (EntityType::Organization, 450), (EntityType::Place, 1500)] {
        let found = gazetteer.entities.iter().filter(|e| e.kind == kind).count();
        assert!(found >= least, "{found} entities of type {kind}, at least {least} expected");
    }
    let ids: Vec<&str> = gazetteer.entities.iter().map(|e| e.id.as_str()).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "ids are unique, and in order");
    for entity in &gazetteer.entities {
        assert!(entity.id.starts_with(entity.kind.prefix()), "{}", entity.id);
        assert!(
            entity.wikidata.is_empty() || entity.wikidata.strip_prefix('Q').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit())),
            "{}",
            entity.id
        );
    }
    for surface in &gazetteer.surfaces {
        assert!(!surface.senses.is_empty() && surface.text.chars().count() >= 2, "{surface:?}");
    }
}

#[test]
fn check_finds_nothing_unexpected_in_the_bundled_gazetteer() {
    let ended = guanxi(["gazetteer", "check"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (0, ""), "correct it, or list it in gazetteers/accepted.yaml with a reason");
    let ended = guanxi(["gazetteer", "check", "-q"]);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""));

    let ended = guanxi(["gazetteer", "check", "--all", "--format", "json"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for line in ended.stdout.lines() {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(finding["severity"], "note");
        let text = fs::read_to_string(root.join(finding["file"].as_str().unwrap())).unwrap();
        let at = text.lines().nth(finding["line"].as_u64().unwrap() as usize - 1).unwrap();
        assert!(at.starts_with("- "), "the line of a finding begins an entry: {at}");
        assert!(!finding["message"].as_str().unwrap().is_empty() && !finding["remedy"].as_str().unwrap().is_empty());
    }
    assert!(ended.stderr.contains(&format!("0 errors, {} notes", ended.stdout.lines().count())), "{}", ended.stderr);
}

/// One fault of every code that loads.
const FAULTY: [(&str, &str); 5] = [
    (
        "people.yaml",
        "- id: p-a
  name: 蔡甲國
- id: p-b
  name: 王乙丙
  en: ''
  aliases: [老王家, 老师]
  tenures:
    - {office: o-a, from: 2020-05, to: 2019}
    - {office: o-b, to: 2010}
- id: p-c
  name: 王丁戊
  aliases: [老王家]
  tenures:
    - {office: o-c, from: 2001-01, to: 2003-01}
    - {office: g-a, from: 2001}
- id: p-d
  name: 王己庚
  tenures:
    - {office: o-c, from: 2002-05, to: 2002-06}
    - {office: o-d, from: 2010, to: 2012-12}
- id: p-e
  name: 王辛壬
  tenures:
    - {office: o-d, from: 2013-03-01}
",
    ),
    (
        "offices.yaml",
        "- {id: o-a, name: 甲国总统}\n- {id: o-b, name: 乙国总统}\n- {id: o-c, name: 丙国总统, single: true}\n- {id: o-d, name: 丁国总统, single: true}\n",
    ),
    (
        "organizations.yaml",
        "- id: g-a\n  name: 青空会\n- id: g-b\n  name: 青空会\n  hant: 青空會\n- id: g-c\n  name: 甲国军队\n  aliases: [国军]\n- {id: g-d, name: 青空总会, of: g-e}\n- {id: g-e, name: 青空分会, of: g-d}\n",
    ),
    ("places.yaml", "- id: l-a\n  name: 外国军舰湾\n- id: l-b\n  name: 甲湾|乙湾\n  country: XX\n"),
    (
        "accepted.yaml",
        "- code: common-word\n  reason: a nickname\n  subjects:\n    - 国军\n    - 来宾\n- code: no-such\n  reason: none\n  subjects: []\n",
    ),
];

fn folder_of(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// File, line, severity, code and subject of a finding.
type Found = (String, u64, String, String, String);

/// Exit code and all findings.
fn findings(folder: &Path, options: &[&str]) -> (i32, Vec<Found>) {
    let mut args = vec!["gazetteer", "check", folder.to_str().unwrap(), "--format", "json"];
    args.extend(options);
    let ended = guanxi(args);
    let found = ended.stdout.lines().map(|line| {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| finding[key].as_str().unwrap().to_owned();
        let file = Path::new(&text("file")).file_name().unwrap().to_string_lossy().into_owned();
        (file, finding["line"].as_u64().unwrap(), text("severity"), text("code"), text("subject"))
    });
    (ended.code, found.collect())
}

#[test]
fn check_finds_what_loads_but_is_wrong() {
    let folder = folder_of(&FAULTY);
    let all = [
        ("accepted.yaml", 6, "error", "does-not-load", ""),
        ("people.yaml", 1, "error", "not-simplified", "p-a"),
        ("organizations.yaml", 9, "error", "circle-of-bodies", "g-d"),
        ("places.yaml", 3, "error", "bar-in-name", "l-b"),
        ("places.yaml", 3, "note", "unknown-country", "l-b"),
        ("people.yaml", 8, "error", "inverted-tenure", "p-b"),
        ("people.yaml", 15, "error", "not-an-office", "p-c"),
        ("accepted.yaml", 5, "note", "unused-acceptance", "来宾"),
        ("organizations.yaml", 3, "note", "duplicate-name", "青空会"),
        ("organizations.yaml", 1, "note", "shared-alias", "青空会"),
        ("organizations.yaml", 6, "note", "part-of-name", "国军"),
        ("people.yaml", 3, "note", "common-word", "老师"),
        ("people.yaml", 3, "note", "shared-alias", "老王家"),
        ("people.yaml", 3, "note", "tenure-without-start", "p-b"),
        ("people.yaml", 5, "note", "empty-field", "p-b"),
        ("people.yaml", 16, "note", "overlapping-tenures", "o-c"),
        ("people.yaml", 21, "note", "tenure-gap", "o-d"),
    ]
    .map(|(file, line, severity, code, subject)| (file.to_owned(), line, severity.to_owned(), code.to_owned(), subject.to_owned()));
    let sorted = |mut list: Vec<Found>| {
        list.sort();
        list
    };
    let (code, found) = findings(folder.path(), &["--all"]);
    assert_eq!((code, sorted(found)), (2, sorted(all.to_vec())));

    let quiet = ["shared-alias", "part-of-name", "tenure-without-start", "tenure-gap"];
    let (_, found) = findings(folder.path(), &[]);
    assert_eq!(
        sorted(found),
        sorted(all.iter().filter(|f| !quiet.contains(&f.3.as_str())).cloned().collect()),
        "what is legal and frequent is quiet"
    );

    let (_, found) = findings(folder.path(), &["--only", "tenure-gap", "--only", "empty-field"]);
    assert_eq!(sorted(found), sorted(all.iter().filter(|f| ["tenure-gap", "empty-field"].contains(&f.3.as_str())).cloned().collect()));

    let ended = guanxi(["gazetteer", "check", "--only", "nonsense"]);
    assert!(ended.code == 2 && ended.stderr.contains("tenure-gap"), "{}", ended.stderr);
    let ended = guanxi(["gazetteer".as_ref(), "check".as_ref(), folder.path().as_os_str()]);
    let people = folder.path().join("people.yaml").display().to_string();
    let want =
        format!("{people}:8: error: p-b: tenure of o-a ends (2019) before it begins (2020-05) [inverted-tenure]\n  remedy: correct the dates\n");
    assert!(ended.stdout.contains(&want), "{want} is not in\n{}", ended.stdout);
}

#[test]
fn tenures_that_check_calls_errors_are_such_wherever_the_gazetteer_is_used() {
    let folder = folder_of(&[(
        "people.yaml",
        "- id: p-li\n  name: 李青山\n- id: p-xu\n  name: 許红叶\n  tenures:\n    - {office: o-us-president, from: 2020, to: 2022}\n    - {office: o-us-president, from: 2020-05, to: 2019}\n    - {office: g-wharf, from: 2001}\n",
    )]);
    let people = folder.path().join("people.yaml").display().to_string();
    let own = folder.path().display().to_string();
    let out = folder.path().join("out").display().to_string();
    let accepted = |codes: &[&str]| {
        let list = codes.iter().map(|code| format!("- code: {code}\n  reason: made up\n  subjects: [p-xu]\n"));
        fs::write(folder.path().join("accepted.yaml"), list.collect::<String>()).unwrap();
    };
    for args in [vec!["tag", "-g", &own], vec!["run", "-g", &own, "-o", &out], vec!["suggest", "examples/posts", "-g", &own]] {
        accepted(&[]);
        let ended = guanxi(&args);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{args:?}");
        for said in [
            format!("{people}:7: p-xu: tenure of o-us-president ends (2019) before it begins (2020-05)\n  remedy: correct the dates"),
            format!("{people}:8: p-xu: tenure names g-wharf, which is no office\n  remedy: "),
        ] {
            assert!(ended.stderr.contains(&said), "{args:?}: {said} is not in {}", ended.stderr);
        }
        assert!(!ended.stderr.contains("Simplified"), "{args:?}: {}", ended.stderr);
    }
    accepted(&["inverted-tenure", "not-an-office"]);
    let ended = guanxi(["tag", "-g", &own]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

#[test]
fn a_fault_of_yaml_has_the_line_and_the_remedy_that_fit_it() {
    let check = |text: &[u8], options: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("people.yaml"), text).unwrap();
        let ended = guanxi(["gazetteer", "check"].iter().chain(options).map(std::ffi::OsStr::new).chain([folder.path().as_os_str()]));
        assert_eq!(ended.code, 2);
        ended.stdout + &ended.stderr
    };
    for (text, messages) in [
        (&b"- id: p-a\n  name: \xe7\x94\xb2\xff\n"[..], ["people.yaml:2: ", "remedy: save the file as UTF-8"]),
        ("- id: p-a\n  name: 甲乙\n- id: p-b\n  name: 丙丁\n  en: x\n  name: 丙丁\n".as_bytes(), ["people.yaml:6: ", "remedy: write the field once"]),
        ("- id: p-a\n  name: 甲乙\n  born: yesterday\n".as_bytes(), ["people.yaml:3: ", "remedy: write a value of the kind that is expected"]),
        ("- id: p-a\n  name: 甲乙\n  aliases: 甲丙\n".as_bytes(), ["people.yaml:3: ", "remedy: write a list: [甲, 乙]"]),
        ("- id: p-a\n  name: 甲乙\n  of: g-who\n".as_bytes(), ["people.yaml:3: ", "guanxi gazetteer check -g FOLDER"]),
    ] {
        let said = check(text, &[]);
        assert!(messages.iter().all(|message| said.contains(message)), "{said}");
    }
    let folder = folder_of(&[("additions.yaml", "- id: p-donald-trump\n  aliases: [川大爷]\n")]);
    let ended = guanxi(["gazetteer".as_ref(), "check".as_ref(), folder.path().as_os_str()]);
    assert!(ended.code == 2 && ended.stdout.contains("guanxi gazetteer check -g FOLDER"), "{}", ended.stdout);
    let ended = guanxi(["gazetteer".as_ref(), "check".as_ref(), "-q".as_ref(), "-g".as_ref(), folder.path().as_os_str()]);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""));
}

/// A club whose chairs changed, and two posts about it.
fn club() -> (tempfile::TempDir, crate::common::Output) {
    let folder = folder_of(&[
        (
            "people.yaml",
            "- id: p-li\n  name: 李青山\n  tenures:\n    - {office: o-chair, from: 2010, to: 2012-05}\n- id: p-he\n  name: 何白石\n- id: p-xu\n  name: 许红叶\n  tenures:\n    - {office: o-chair, from: 2019}\n- id: p-never\n  name: 孙无闻\n  aliases: [孙未见]\n",
        ),
        ("offices.yaml", "- {id: o-chair, name: 青空会会长, single: true}\n"),
        ("organizations.yaml", "- {id: g-kites, name: 青空会}\n"),
        ("grammar.yaml", "formers:\n  - {word: 前, means: former}\n"),
    ]);
    let posts = tempfile::tempdir().unwrap();
    let post = |file, date, html| Post { file, title: "青空会", date, outlet: "早报", url: file, html };
    post("a.md", "2020-08-09", "<p>青空会会长李青山昨天讲话。青空会会长许红叶也讲话。</p><p>前青空会会长李青山没有讲话。</p>").write(posts.path());
    post("b.md", "2020-08-11", "<p>听讲的有何白石。青空会会长何白石很高兴，青空会会长李青山也是。李青山青空会会长高兴。</p>").write(posts.path());
    let gazetteer = folder.path().to_str().unwrap().to_owned();
    let output = crate::common::run(&[posts.path()], &["-g", "none", "-g", &gazetteer, "-q"]).ends_with(0);
    (folder, output)
}

#[test]
fn names_beside_titles_are_compared_with_the_tenures() {
    let (folder, output) = club();
    let args = |format| -> Vec<std::ffi::OsString> {
        let words: [&std::ffi::OsStr; 7] = [
            "gazetteer".as_ref(),
            "check".as_ref(),
            folder.path().as_os_str(),
            "--against".as_ref(),
            output.folder.as_os_str(),
            "--format".as_ref(),
            std::ffi::OsStr::new(format),
        ];
        words.map(std::ffi::OsStr::to_owned).into()
    };
    let ended = guanxi(args("json"));
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let found: Vec<serde_json::Value> = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let people = folder.path().join("people.yaml").display().to_string();
    let want = [
        serde_json::json!({
            "severity": "note", "code": "outside-tenure", "file": people, "line": 1, "person": "p-li", "person_name": "李青山",
            "office": "o-chair", "office_name": "青空会会长", "tenures": ["2010/2012-05"], "documents": 2, "mentions": 3,
            "first_date": "2020-08-09", "last_date": "2020-08-11", "doc": "a.md", "sentence": 1, "text": "青空会会长李青山昨天讲话。",
        }),
        serde_json::json!({
            "severity": "note", "code": "no-tenure", "file": people, "line": 5, "person": "p-he", "person_name": "何白石",
            "office": "o-chair", "office_name": "青空会会长", "tenures": [], "documents": 1, "mentions": 1,
            "first_date": "2020-08-11", "last_date": "2020-08-11", "doc": "b.md", "sentence": 2,
            "text": "青空会会长何白石很高兴，青空会会长李青山也是。",
        }),
    ];
    assert_eq!(found, want);
    assert_eq!(ended.stderr, "6 names beside titles compared, 2 pairs outside the tenures\n");

    let ended = guanxi(args("text"));
    let first = format!(
        "{people}:1: note: p-li 李青山 beside o-chair 青空会会长, listed: 2010/2012-05; 2 documents, 3 mentions, 2020-08-09 to 2020-08-11 [outside-tenure]\n  a.md, sentence 1: 青空会会长李青山昨天讲话。\n"
    );
    assert!(ended.stdout.starts_with(&first), "{}", ended.stdout);

    let ended = guanxi(["gazetteer", "check", "--against", "no/such/folder"]);
    assert!(ended.code == 2 && ended.stderr.contains("no/such/folder: there is no such folder"), "{}", ended.stderr);
}

#[test]
fn stats_tell_what_a_gazetteer_holds_and_covers() {
    let (folder, output) = club();
    let never = output.folder.join("never.csv");
    let args: [&std::ffi::OsStr; 9] = [
        "gazetteer".as_ref(),
        "stats".as_ref(),
        folder.path().as_os_str(),
        "--corpus".as_ref(),
        output.folder.as_os_str(),
        "--never-seen".as_ref(),
        never.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ];
    let ended = guanxi(args);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let stats: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let person = serde_json::json!({
        "type": "person", "entities": 4, "strong_forms": 5, "weak_forms": 0, "tenures": 2, "with_en": 0, "with_wikidata": 0,
        "countries": {"": 4}, "classes": {},
    });
    assert_eq!(stats["types"][0], person);
    let corpus = &stats["corpus"];
    let mentions = output.table("mentions.csv");
    let flat: Vec<_> = mentions.rows.iter().filter(|r| r["nested"] == "false").collect();
    assert_eq!(corpus["mentions"], flat.len());
    let of_people = flat.iter().filter(|r| r["type"] == "person").count();
    assert_eq!(
        corpus["types"][0],
        serde_json::json!({"type": "person", "mentions": of_people, "linked": of_people, "new": 0, "ambiguous": 0, "nil": 0, "entities_never_seen": 1})
    );
    assert_eq!(corpus["top"][0], serde_json::json!({"entities": 10, "mentions": flat.len()}));
    assert_eq!((&corpus["entities_never_seen"], &corpus["forms_never_seen"]), (&1.into(), &2.into()));
    let people = folder.path().join("people.yaml").display().to_string();
    assert_eq!(
        fs::read_to_string(&never).unwrap(),
        format!("form,entities,weak,files\n孙无闻,p-never,false,{people}:11\n孙未见,p-never,false,{people}:11\n")
    );

    let ended = guanxi(["gazetteer".as_ref(), "stats".as_ref(), folder.path().as_os_str()]);
    assert!(ended.stdout.contains("\nperson                 4             5           0         2         0         0\n"), "{}", ended.stdout);
}

/// Surface and entity of the mentions of a text.
fn tag(text: &str, options: &[&std::ffi::OsStr]) -> Vec<(String, String, String)> {
    let mut args: Vec<&std::ffi::OsStr> = vec!["tag".as_ref(), "--format".as_ref(), "csv".as_ref()];
    args.extend(options);
    let ended = guanxi_reading(text.as_bytes(), args);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    parse_csv(ended.stdout.as_bytes()).rows.into_iter().map(|r| (r["surface"].clone(), r["entity"].clone(), r["label"].clone())).collect()
}

#[test]
fn a_folder_of_the_user_adds_overrides_and_can_stand_alone() {
    let temp = tempfile::tempdir().unwrap();
    let (first, second) = (temp.path().join("first"), temp.path().join("second"));
    for folder in [&first, &second] {
        fs::create_dir(folder).unwrap();
    }
    fs::write(first.join("organizations.yaml"), "- id: g-kite-club\n  name: 青空风筝会\n").unwrap();
    fs::write(second.join("people.yaml"), "- id: p-tsai-ing-wen\n  name: 蔡某\n  aliases: [蔡英文]\n").unwrap();
    let text = "蔡英文參觀青空風箏會。";
    let club = ("青空風箏會".to_owned(), "g-kite-club".to_owned(), "青空风筝会".to_owned());
    let tsai = |label: &str| ("蔡英文".to_owned(), "p-tsai-ing-wen".to_owned(), label.to_owned());
    let option: &std::ffi::OsStr = "-g".as_ref();

    let with_first = tag(text, &[option, first.as_os_str()]);
    assert!(with_first.contains(&club) && with_first.contains(&tsai("蔡英文")), "{with_first:?}");
    let with_both = tag(text, &[option, first.as_os_str(), option, second.as_os_str()]);
    assert!(with_both.contains(&club) && with_both.contains(&tsai("蔡某")), "{with_both:?}");
    let alone = tag(text, &[option, "none".as_ref(), option, first.as_os_str()]);
    assert!(alone.contains(&club) && alone.iter().all(|(_, entity, _)| entity != "p-tsai-ing-wen"), "{alone:?}");
}
