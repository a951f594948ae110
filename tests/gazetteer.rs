//! The bundled gazetteer is whole, and folders of the user add to it.

mod common;

use common::{files_below, guanxi, guanxi_reading, parse_csv};
use guanxi::gazetteer::{EntityType, Gazetteer};
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
fn check_passes_on_the_bundled_gazetteer_and_speaks_json() {
    let ended = guanxi(["gazetteer", "check", "-q"]);
    assert_eq!((ended.code, ended.stdout.as_str(), ended.stderr.as_str()), (0, "", ""));

    let ended = guanxi(["gazetteer", "check", "--format", "json"]);
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

#[test]
fn check_finds_what_loads_but_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("people.yaml"),
        "- id: p-a\n  name: 蔡甲國\n- id: p-b\n  name: 王乙丙\n  aliases: [老王家]\n  tenures:\n    - {office: o-a, from: 2020-05, to: 2019}\n- id: p-c\n  name: 王丁戊\n  aliases: [老王家]\n",
    )
    .unwrap();
    fs::write(folder.path().join("offices.yaml"), "- id: o-a\n  name: 甲国总统\n").unwrap();
    let ended = guanxi(["gazetteer".as_ref(), "check".as_ref(), folder.path().as_os_str()]);
    assert_eq!(ended.code, 2);
    let shown = folder.path().join("people.yaml").display().to_string();
    for (line, message) in [
        (1, "error: p-a: name 蔡甲國 is not Simplified: 國"),
        (3, "error: p-b: tenure of o-a ends (2019) before it begins (2020-05)"),
        (3, "note: 老王家 is an alias of p-b, p-c"),
    ] {
        let want = format!("{shown}:{line}: {message}");
        assert!(ended.stdout.contains(&want), "{want} is not in\n{}", ended.stdout);
    }
    assert!(ended.stderr.contains("2 errors, 1 notes"), "{}", ended.stderr);
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
