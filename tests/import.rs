//! `guanxi gazetteer import`: every format from a small file of true facts to YAML that loads and tags.

use crate::common::{Ended, guanxi, guanxi_reading, parse_csv};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::{
    ffi::OsString,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(name)
}

/// Imports a file into `folder`, under the name `x`, with nothing known.
fn import(source: &Path, folder: &Path, options: &[&str]) -> Ended {
    let mut args: Vec<OsString> = ["gazetteer", "import", "-g", "none", "--name", "x", "-o"].map(OsString::from).into();
    args.push(folder.into());
    args.extend(options.iter().map(OsString::from));
    args.push(source.into());
    guanxi(args)
}

/// The files of an import, by type.
fn files(folder: &Path) -> Vec<(String, String)> {
    let all = crate::common::files_below(folder);
    all.iter().map(|path| (path.strip_prefix(folder).unwrap().display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

/// Imports a sample, compares all that is written, checks it, and tags a text with it.
fn becomes(name: &str, options: &[&str], code: i32, want: &[(&str, &str)], text: &str, mentions: &[(&str, &str)]) -> String {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("out");
    let ended = import(&sample(name), &folder, options);
    assert_eq!(ended.code, code, "{}", ended.stderr);
    assert_eq!(ended.stdout, "");
    let want: Vec<(String, String)> = want.iter().map(|(file, yaml)| (format!("{file}/x.yaml"), yaml.trim_start().to_owned())).collect();
    assert_eq!(files(&folder), want, "{}", ended.stderr);
    loads_and_tags(&folder, text, mentions);
    ended.stderr
}

fn loads_and_tags(folder: &Path, text: &str, mentions: &[(&str, &str)]) {
    let checked = guanxi(["gazetteer".as_ref(), "check".as_ref(), folder.as_os_str(), "-q".as_ref()]);
    assert_eq!((checked.code, checked.stdout.as_str(), checked.stderr.as_str()), (0, "", ""));
    let tagged = guanxi_reading(
        text.as_bytes(),
        ["tag".as_ref(), "--format".as_ref(), "csv".as_ref(), "-g".as_ref(), "none".as_ref(), "-g".as_ref(), folder.as_os_str()],
    );
    assert_eq!(tagged.code, 0, "{}", tagged.stderr);
    let found: Vec<(String, String)> =
        parse_csv(tagged.stdout.as_bytes()).rows.into_iter().map(|r| (r["surface"].clone(), r["entity"].clone())).collect();
    for (surface, entity) in mentions {
        assert!(found.contains(&((*surface).to_owned(), (*entity).to_owned())), "{surface} {entity} is not in {found:?}");
    }
}

const WIKIDATA: [(&str, &str); 4] = [
    (
        "offices",
        "
- id: o-wd-q11696
  name: 美国总统
  hant: 美國總統
  en: President of the United States
  country: US
  class: head-of-state
  wikidata: Q11696
  weak: [POTUS]
",
    ),
    (
        "organizations",
        "
- id: g-wd-q95
  name: 谷歌
  en: Google
  country: US
  class: company
  wikidata: Q95
  aliases: [Google公司]
",
    ),
    (
        "people",
        "
- id: p-wd-q91
  name: 亚伯拉罕·林肯
  hant: 亞伯拉罕·林肯
  en: Abraham Lincoln
  country: US
  role: president of the United States from 1861 to 1865
  wikidata: Q91
  aliases: [Abe Lincoln]
  weak: [林肯, Lincoln]
  tenures:
    - {office: o-wd-q11696, from: 1861-03-04, to: 1865-04-15}
- id: p-wd-q23
  name: 乔治·华盛顿
  hant: 喬治·華盛頓
  en: George Washington
  country: US
  role: first president of the United States
  wikidata: Q23
  weak: [华盛顿]
  tenures:
    - {office: o-wd-q11696, from: 1789-04-30, to: 1797-03-04}
",
    ),
    (
        "places",
        "
- id: l-wd-q84
  name: 伦敦
  hant: 倫敦
  en: London
  country: GB
  class: city
  wikidata: Q84
",
    ),
];

const LINCOLN: &str = "美國總統亞伯拉罕·林肯沒有到過倫敦。";
const LINCOLN_MENTIONS: [(&str, &str); 3] = [("美國總統", "o-wd-q11696"), ("亞伯拉罕·林肯", "p-wd-q91"), ("倫敦", "l-wd-q84")];

#[test]
fn a_wikidata_dump_becomes_entities_with_tenures() {
    let said = becomes("wikidata.json", &["--from", "wikidata"], 1, &WIKIDATA, LINCOLN, &LINCOLN_MENTIONS);
    let file = sample("wikidata.json").display().to_string();
    assert!(said.contains(&format!("guanxi: {file}:6: EOF while parsing")), "{said}");
    for line in
        ["1  tenure whose office is not written", "1  surface of one character", "1  no Chinese name", "2  type not in import.yaml", "1  no item"]
    {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

#[test]
fn compressed_dumps_and_standard_input_give_the_same() {
    let temp = tempfile::tempdir().unwrap();
    let plain = fs::read(sample("wikidata.json")).unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(&plain).unwrap();
    let mut bz2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    bz2.write_all(&plain).unwrap();
    let packed = [gz.finish().unwrap(), compress_to_vec(plain.as_slice(), CompressionLevel::Fastest), bz2.finish().unwrap()];
    let want: Vec<(String, String)> = WIKIDATA.iter().map(|(file, yaml)| (format!("{file}/x.yaml"), yaml.trim_start().to_owned())).collect();
    for (i, bytes) in packed.iter().enumerate() {
        let (source, folder) = (temp.path().join("dump"), temp.path().join(format!("out{i}")));
        fs::write(&source, bytes).unwrap();
        let ended = import(&source, &folder, &[]);
        assert_eq!((ended.code, files(&folder)), (1, want.clone()), "{}", ended.stderr);
    }
    let folder = temp.path().join("piped");
    let args = ["gazetteer", "import", "-", "-g", "none", "--name", "x", "-o"].map(OsString::from);
    let ended = guanxi_reading(&plain, args.into_iter().chain([folder.clone().into()]));
    assert_eq!((ended.code, files(&folder)), (1, want), "{}", ended.stderr);
}

#[test]
fn a_file_that_breaks_off_keeps_what_came_before() {
    let temp = tempfile::tempdir().unwrap();
    let (source, folder) = (temp.path().join("dump.json.gz"), temp.path().join("out"));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let line = fs::read_to_string(sample("wikidata.json")).unwrap().lines().nth(4).unwrap().to_owned();
    gz.write_all(format!("{line}\n{}", " ".repeat(1 << 20)).as_bytes()).unwrap();
    let bytes = gz.finish().unwrap();
    fs::write(&source, &bytes[..bytes.len() / 2]).unwrap();
    let ended = import(&source, &folder, &["--from", "wikidata"]);
    assert_eq!((ended.code, files(&folder)), (1, vec![("places/x.yaml".to_owned(), WIKIDATA[3].1.trim_start().to_owned())]), "{}", ended.stderr);
    assert!(ended.stderr.contains("cannot be read to its end"), "{}", ended.stderr);
}

#[test]
fn a_sparql_table_is_read_by_its_headers() {
    let want = [
        (
            "people",
            "
- id: p-wd-q7251
  name: 艾伦·图灵
  hant: 艾倫·圖靈
  en: Alan Turing
  country: GB
  role: English computer scientist, 1912–1954
  wikidata: Q7251
  weak: [图灵]
",
        ),
        (
            "places",
            "
- id: l-wd-q90
  name: 巴黎
  en: Paris
  country: FR
  class: city
  wikidata: Q90
  aliases: [花都, 巴黎市]
",
        ),
    ];
    let said = becomes("wikidata.csv", &[], 1, &want, "艾倫·圖靈到過巴黎。", &[("艾倫·圖靈", "p-wd-q7251"), ("巴黎", "l-wd-q90")]);
    let file = sample("wikidata.csv").display().to_string();
    assert!(said.contains(&format!("{file}:6: item \"Berlin\" is no Q-number")), "{said}");
    assert!(said.contains(&format!("{file}:7: has 3 cells, the header 8")), "{said}");
}

#[test]
fn followthemoney_occupancies_become_tenures() {
    let want = [
        (
            "offices",
            "
- id: o-wd-q14211
  name: 英国首相
  en: Prime Minister of the United Kingdom
  country: GB
  wikidata: Q14211
",
        ),
        (
            "organizations",
            "
- id: g-ftm-gb-bp
  name: 英国石油公司
  hant: 英國石油公司
  en: BP p.l.c.
  country: GB
  class: company
- id: g-ftm-gb-fco
  name: 英国外交部
  country: GB
  class: government
",
        ),
        (
            "people",
            "
- id: p-ftm-gb-attlee-eeb69026
  name: 克莱门特·艾德礼
  hant: 克萊門特·艾德禮
  en: Clement Attlee
  country: GB
  role: Prime Minister of the United Kingdom 1945–1951
  weak: [艾德礼]
  tenures:
    - {office: o-wd-q14211, from: 1945-07-26, to: 1951-10-26}
- id: p-wd-q8016
  name: 温斯顿·丘吉尔
  en: Winston Churchill
  country: GB
  wikidata: Q8016
  aliases: [温斯顿·邱吉尔]
  tenures:
    - {office: o-wd-q14211, from: 1940-05-10, to: 1945-07-26}
    - {office: o-wd-q14211, from: 1951-10-26, to: 1955-04-05}
",
        ),
    ];
    let text = "英國首相溫斯頓·邱吉爾見了英國石油公司的人。";
    let said =
        becomes("ftm.ndjson", &[], 1, &want, text, &[("英國首相", "o-wd-q14211"), ("溫斯頓·邱吉爾", "p-wd-q8016"), ("英國石油公司", "g-ftm-gb-bp")]);
    for line in ["ftm.ndjson:6: Occupancy occ-4 has no holder or no post", "ftm.ndjson:12: invalid type", "1  tenure whose office is not written"] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

#[test]
fn a_popolo_document_is_read_element_by_element() {
    let want = [
        ("offices", "\n- id: o-popolo-gb-pm\n  name: 英国首相\n"),
        ("organizations", "\n- id: g-popolo-conservative\n  name: 英国保守党\n  en: Conservative Party\n  class: party\n"),
        (
            "people",
            "
- id: p-popolo-harold-macmillan
  name: 哈罗德·麦克米伦
  hant: 哈羅德·麥米倫
  en: Harold Macmillan
  tenures:
    - {office: o-popolo-gb-pm, from: 1957-01-10, to: 1963-10-18}
",
        ),
        ("places", "\n- id: l-wd-q23306\n  name: 大伦敦\n  hant: 大倫敦\n  wikidata: Q23306\n"),
    ];
    let text = "英国首相哈羅德·麥米倫属于英国保守党。";
    let mentions = [("英国首相", "o-popolo-gb-pm"), ("哈羅德·麥米倫", "p-popolo-harold-macmillan"), ("英国保守党", "g-popolo-conservative")];
    let said = becomes("popolo.json", &[], 1, &want, text, &mentions);
    assert!(said.contains("broken: invalid type: sequence"), "{said}");
    assert!(said.contains("1  membership without a post"), "{said}");
}

#[test]
fn geonames_places_are_joined_with_their_alternate_names() {
    let want = [(
        "places",
        "
- id: l-gn-1668341
  name: 台北
  hant: 臺北
  en: Taipei City
  country: TW
  class: city
  weak: [北市]
- id: l-gn-2643743
  name: 伦敦
  hant: 倫敦
  en: London
  country: GB
  class: city
  wikidata: Q84
- id: l-gn-2657896
  name: 苏黎世
  en: Zurich
  country: CH
  class: city
- id: l-gn-6255148
  name: 欧洲
  en: Europe
  class: region
- id: l-gn-2960316
  name: 卢森堡
  en: Luxembourg
  country: LU
  class: country
",
    )];
    let alternates = sample("alternateNamesV2.txt").display().to_string();
    let said =
        becomes("geonames.txt", &["--alternates", &alternates], 1, &want, "從臺北到倫敦。", &[("臺北", "l-gn-1668341"), ("倫敦", "l-gn-2643743")]);
    assert!(said.contains("geonames.txt:6: begins with \"x\", no geonameid"), "{said}");
    assert!(said.contains("alternateNamesV2.txt:12: no row of alternateNamesV2"), "{said}");

    let alone = [("places", "\n- id: l-gn-1668341\n  name: 台北\n  hant: 臺北\n  en: Taipei\n  country: TW\n  class: city\n")];
    let said = becomes("geonames.txt", &["--min-population", "1000000"], 1, &alone, "在臺北。", &[("臺北", "l-gn-1668341")]);
    assert!(said.contains("fewer inhabitants than asked for"), "{said}");
}

#[test]
fn glosses_of_cedict_tell_people_and_places() {
    let want = [
        (
            "people",
            "
- id: p-cedict-ba1er3zha1ke4-8b4442a7
  name: 巴尔扎克
  hant: 巴爾扎克
  en: Honoré de Balzac
- id: p-cedict-lu3xun4-a8ca41b3
  name: 鲁迅
  hant: 魯迅
  en: Lu Xun
",
        ),
        ("places", "\n- id: l-cedict-kan1pei2la1-2624842a\n  name: 堪培拉\n  en: Canberra\n  class: city\n"),
    ];
    let said = becomes("cedict.u8", &[], 1, &want, "魯迅讀過巴爾扎克。", &[("魯迅", "p-cedict-lu3xun4-a8ca41b3")]);
    assert!(said.contains("cedict.u8:8: is not: Traditional Simplified [pinyin] /gloss/"), "{said}");
}

#[cfg(feature = "cbdb")]
#[test]
fn cbdb_people_come_with_other_names_and_postings() {
    let temp = tempfile::tempdir().unwrap();
    let (source, folder) = (temp.path().join("cbdb.sqlite3"), temp.path().join("out"));
    let database = rusqlite::Connection::open(&source).unwrap();
    database
        .execute_batch(
            "CREATE TABLE BIOG_MAIN (c_personid INTEGER, c_name TEXT, c_name_chn TEXT);
             INSERT INTO BIOG_MAIN VALUES (2, 'Wang', '王'), (3, 'Du Fu', '杜甫'), (1, 'Su Shi', '蘇軾');
             CREATE TABLE ALTNAME_DATA (c_personid INTEGER, c_alt_name TEXT, c_alt_name_chn TEXT);
             INSERT INTO ALTNAME_DATA VALUES (3, 'Zimei', '子美'), (1, 'Zizhan', '子瞻'), (1, 'Dongpo Jushi', '東坡居士'), (9, 'Nobody', '無名');
             CREATE TABLE OFFICE_CODES (c_office_id INTEGER, c_office_pinyin TEXT, c_office_chn TEXT, c_office_trans TEXT);
             INSERT INTO OFFICE_CODES VALUES (7, 'zhi hangzhou', '知杭州', 'Prefect of Hangzhou');
             CREATE TABLE POSTED_TO_OFFICE_DATA (c_personid INTEGER, c_office_id INTEGER, c_firstyear INTEGER, c_lastyear INTEGER);
             INSERT INTO POSTED_TO_OFFICE_DATA VALUES (1, 7, 1089, 1091), (1, 8, 1094, 0), (3, 7, 0, 0);
             CREATE TABLE ADDR_CODES (c_addr_id INTEGER, c_name TEXT, c_name_chn TEXT);
             INSERT INTO ADDR_CODES VALUES (5, 'Meishan', '眉山縣');",
        )
        .unwrap();
    drop(database);
    let ended = import(&source, &folder, &[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let want = [
        ("offices", "- id: o-cbdb-7\n  name: 知杭州\n  en: Prefect of Hangzhou\n"),
        (
            "people",
            "- id: p-cbdb-1
  name: 苏轼
  hant: 蘇軾
  en: Su Shi
  weak: [子瞻, 东坡居士]
  tenures:
    - {office: o-cbdb-7, from: 1089, to: 1091}
- id: p-cbdb-3
  name: 杜甫
  en: Du Fu
  weak: [子美]
",
        ),
        ("places", "- id: l-cbdb-5\n  name: 眉山县\n  hant: 眉山縣\n  en: Meishan\n"),
    ];
    let want: Vec<(String, String)> = want.iter().map(|(file, yaml)| (format!("{file}/x.yaml"), (*yaml).to_owned())).collect();
    assert_eq!(files(&folder), want);
    for line in ["1  tenure whose office is not written", "1  tenure without dates", "1  name of one character"] {
        assert!(ended.stderr.contains(line), "{line} is not in\n{}", ended.stderr);
    }
    loads_and_tags(&folder, "蘇軾是眉山縣人。", &[("蘇軾", "p-cbdb-1"), ("眉山縣", "l-cbdb-5")]);
}

#[test]
fn patterns_of_one_id_are_names_of_one_entity() {
    let want = [
        ("organizations", "\n- id: g-spacy-royal-society\n  name: 皇家学会\n  en: royal society\n"),
        ("people", "\n- id: p-wd-q7251\n  name: 艾伦·图灵\n  en: Alan Turing\n  wikidata: Q7251\n"),
        ("places", "\n- id: l-spacy-69fb3d79\n  name: 布莱切利\n  hant: 布萊切利\n"),
    ];
    let said =
        becomes("spacy.jsonl", &[], 1, &want, "艾倫·圖靈是皇家學會的會員。", &[("艾倫·圖靈", "p-wd-q7251"), ("皇家學會", "g-spacy-royal-society")]);
    assert!(said.contains("spacy.jsonl:8: missing field `pattern`"), "{said}");
    assert!(said.contains("1  pattern that is no plain text"), "{said}");
}

#[test]
fn a_plain_table_has_our_fields() {
    let want = [
        (
            "organizations",
            "\n- id: g-csv-royal-institution\n  name: 英国皇家研究所\n  hant: 英國皇家研究所\n  en: Royal Institution\n  country: GB\n  class: institute\n",
        ),
        (
            "people",
            "
- id: p-ada-lovelace
  name: 埃达·洛夫莱斯
  hant: 愛達·勒芙蕾絲
  en: Ada Lovelace
  country: GB
  role: Mathematician 1815–1852
  wikidata: Q7259
  aliases: [阿达·洛芙莱斯, Augusta Ada King]
  weak: [洛夫莱斯]
",
        ),
        ("places", "\n- id: l-csv-3f433cc8\n  name: 挪威海\n  en: Norwegian Sea\n  country: \"NO\"\n  class: sea\n"),
    ];
    let said = becomes(
        "plain.csv",
        &[],
        1,
        &want,
        "愛達·勒芙蕾絲在英國皇家研究所。",
        &[("愛達·勒芙蕾絲", "p-ada-lovelace"), ("英國皇家研究所", "g-csv-royal-institution")],
    );
    for line in [
        "plain.csv:5: type \"planet\" is not person, office, organization or place",
        "plain.csv:6: country \"United Kingdom\" is no two-letter code in upper case",
        "plain.csv:7: has 2 cells, the header 11",
        "1  surface of one character",
    ] {
        assert!(said.contains(line), "{line} is not in\n{said}");
    }
}

#[test]
fn what_is_known_is_left_out_and_its_offices_can_be_named() {
    let temp = tempfile::tempdir().unwrap();
    let (mine, folder) = (temp.path().join("mine"), temp.path().join("out"));
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("offices.yaml"), "- id: o-us-head\n  name: 美国元首\n  wikidata: Q11696\n").unwrap();
    fs::write(mine.join("places.yaml"), "- id: l-london\n  name: 倫敦\n  country: GB\n").unwrap();
    let mine = mine.display().to_string();
    let ended = import(&sample("wikidata.json"), &folder, &["-g", &mine, "--type", "person,office,place"]);
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    let people = WIKIDATA[2].1.trim_start().replace("o-wd-q11696", "o-us-head");
    let additions = "- id: l-london\n  en: London\n  wikidata: Q84\n- id: o-us-head\n  en: President of the United States\n";
    assert_eq!(files(&folder), [("additions.yaml".to_owned(), additions.to_owned()), ("people/x.yaml".to_owned(), people)]);
    assert!(ended.stderr.contains("2  in the gazetteer already") && ended.stderr.contains("1  of a type that was not asked for"), "{}", ended.stderr);

    let bundled = temp.path().join("bundled");
    let ended = guanxi(["gazetteer".as_ref(), "import".as_ref(), "-o".as_ref(), bundled.as_os_str(), sample("wikidata.json").as_os_str()]);
    // The dump has one bad record; all others are of entries that the bundled files have.
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(ended.stderr.contains("filled              5  entries"), "{}", ended.stderr);
    let additions = fs::read_to_string(bundled.join("additions.yaml")).unwrap();
    assert!(additions.contains("- id: p-abraham-lincoln\n  wikidata: Q91\n"), "{additions}");
}

/// Made for this test: people of our own, with numbers that Wikidata does not have.
const KNOWN_PEOPLE: &str = "\
- id: p-lin-kexin
  name: 林可欣
  country: CN
- id: p-gao-yiming
  name: 高一鸣
  country: CN
- id: p-zheng-siyuan
  name: 郑思远
  country: CN
  born: 1931
- id: p-he-yian
  name: 何以安
  country: CN
  tenures:
    - {office: o-minister, from: 2010, to: 2014}
- id: p-he-yian-2
  name: 何以安
  country: CN
";

#[test]
fn what_is_known_gets_its_number_latin_name_and_year_of_birth() {
    let temp = tempfile::tempdir().unwrap();
    let (mine, folder) = (temp.path().join("mine"), temp.path().join("out"));
    fs::create_dir_all(mine.join("people")).unwrap();
    fs::write(mine.join("people/all.yaml"), KNOWN_PEOPLE).unwrap();
    fs::write(mine.join("offices.yaml"), "- id: o-minister\n  name: 某部部长\n  wikidata: Q900100\n").unwrap();
    let mine = mine.display().to_string();
    let ended = import(&sample("wikidata-known.json"), &folder, &["-g", &mine]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    // One of two people of one name is told by the office; two records for one entry, and another year of birth, are nobody's.
    let additions = "\
- id: p-he-yian
  en: He Yian
  wikidata: Q900005
  born: 1950
- id: p-lin-kexin
  en: Lin Kexin
  wikidata: Q900001
  born: 1961
";
    let people = "\
- id: p-wd-q900004
  name: 郑思远
  en: Zheng Siyuan
  country: CN
  role: chess player
  wikidata: Q900004
  born: 1988
- id: p-wd-q900006
  name: 罗子敬
  en: Luo Zijing
  country: CN
  role: writer
  wikidata: Q900006
  born: 1940
";
    assert_eq!(files(&folder), [("additions.yaml".to_owned(), additions.to_owned()), ("people/x.yaml".to_owned(), people.to_owned())]);
    for said in ["filled              2  entries", "4  in the gazetteer already", "1  several records for one entry"] {
        assert!(ended.stderr.contains(said), "{said}: {}", ended.stderr);
    }
    let out = folder.display().to_string();
    let checked = guanxi(["gazetteer", "check", &mine, &out]);
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    let again = import(&sample("wikidata-known.json"), &temp.path().join("again"), &["-g", &mine, "-g", &out, "--type", "person"]);
    assert_eq!(again.code, 2, "what is filled is not filled again: {}", again.stderr);
    assert!(again.stderr.contains("nothing to import"), "{}", again.stderr);
}

#[test]
fn files_are_kept_unless_forced_and_limits_hold() {
    let temp = tempfile::tempdir().unwrap();
    let source = sample("wikidata.json");
    let first = import(&source, temp.path(), &["--type", "place"]);
    assert_eq!(first.code, 1, "{}", first.stderr);
    let again = import(&source, temp.path(), &[]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("places/x.yaml is there already"), "{}", again.stderr);
    assert_eq!(files(temp.path()).len(), 1);
    let forced = import(&source, temp.path(), &["--force", "--limit", "1", "-q"]);
    assert_eq!((forced.code, forced.stderr.as_str()), (0, ""));
    let ids: Vec<String> = files(temp.path())
        .iter()
        .flat_map(|(_, yaml)| yaml.lines().filter(|l| l.starts_with("- id")).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!(ids, ["- id: p-wd-q91", "- id: l-wd-q84"]);
}

#[test]
fn nothing_done_is_said_and_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("out");
    let odd = temp.path().join("odd.txt");
    fs::write(&odd, "一段文字\n").unwrap();
    for (source, options, message) in [
        (temp.path().join("absent"), &[][..], "remedy: name an existing file"),
        (odd.clone(), &[][..], "its format cannot be told from its beginning\n  remedy: say which one it is"),
        (odd.clone(), &["--from", "wikidata"][..], "nothing to import in 1 records: 1 bad"),
        (odd.clone(), &["--from", "cbdb"][..], if cfg!(feature = "cbdb") { "remedy: name the SQLite file of CBDB" } else { "--features cbdb" }),
        (odd.clone(), &["--from", "csv"][..], "its header names no column for a name"),
        (odd, &["--from", "gedcom"][..], "none of wikidata, wikidata-csv"),
    ] {
        let ended = import(&source, &folder, options);
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains(message), "{message} is not in\n{}", ended.stderr);
        assert!(!folder.exists());
    }
}
