//! Near-duplicates are one story; series, follow-ups and round-ups are not.

use crate::common::{Output, Post, bytes_of_files, examples, number, run};
use std::{collections::BTreeMap, path::Path};

const fn post(file: &'static str, date: &'static str, outlet: &'static str, url: &'static str, html: &'static str) -> Post {
    Post { file, title: "要闻", date, outlet, url, html }
}

/// Public events of 2020: agency copy in three outlets and two scripts, a version with a paragraph more, two fixings of the
/// renminbi, and a report of its own.
const POSTS: [Post; 7] = [
    post(
        "a-agency.md",
        "2020-12-17T01:00:00Z",
        "甲报",
        "https://a.example/1.html",
        "<p>嫦娥五号返回器12月17日凌晨在内蒙古四子王旗着陆，带回1731克月球样品。这是时隔44年人类再次取得月壤。</p>\
         <p>中国国家航天局局长张克俭宣布任务成功，样品随后空运至北京，交给中国科学院保管。</p>",
    ),
    post(
        "b-traditional.md",
        "2020-12-17T03:00:00Z",
        "乙報",
        "https://b.example/1.html",
        "<p>（綜合報導）嫦娥五號返回器12月17日凌晨在內蒙古四子王旗著陸，帶回1731克月球樣品。這是時隔44年人類再次取得月壤。</p>\
         <p>中國國家航天局局長張克儉宣布任務成功。</p>",
    ),
    post(
        "c-longer.md",
        "2020-12-18T01:00:00Z",
        "丙报",
        "https://c.example/1.html",
        "<p>嫦娥五号返回器12月17日凌晨在内蒙古四子王旗着陆，带回1731克月球样品。这是时隔44年人类再次取得月壤。</p>\
         <p>中国国家航天局局长张克俭宣布任务成功，样品随后空运至北京，交给中国科学院保管。</p>\
         <p>美国国家航空航天局科学副局长祖布钦向中国表示祝贺，希望各国科学家都能研究这些样品。</p>",
    ),
    post(
        "d-fixing.md",
        "2020-09-01T01:00:00Z",
        "甲报",
        "https://a.example/2.html",
        "<p>中国外汇交易中心公布，2020年9月1日银行间外汇市场人民币汇率中间价为：1美元对人民币6.8498元，1欧元对人民币8.1892元。</p>\
         <p>人民币汇率中间价由做市商在每日开市前报价，去掉最高价和最低价后加权平均得到。</p>",
    ),
    post(
        "e-fixing.md",
        "2020-09-02T01:00:00Z",
        "甲报",
        "https://a.example/3.html",
        "<p>中国外汇交易中心公布，2020年9月2日银行间外汇市场人民币汇率中间价为：1美元对人民币6.8376元，1欧元对人民币8.1437元。</p>\
         <p>人民币汇率中间价由做市商在每日开市前报价，去掉最高价和最低价后加权平均得到。</p>",
    ),
    post(
        "f-other.md",
        "2020-12-17T05:00:00Z",
        "丙报",
        "https://c.example/2.html",
        "<p>张克俭说，中国国家航天局将制定月球样品的管理办法，并与国际同行分享研究成果。</p><p>日本的隼鸟2号12月6日带回了小行星的样品。</p>",
    ),
    post("g-short.md", "2020-12-17T06:00:00Z", "丁报", "https://d.example/1.html", "<p>嫦娥五号返回器着陆。</p>"),
];

fn output(posts: &[Post], options: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    posts.iter().for_each(|post| post.write(folder.path()));
    run(&[folder.path()], options).ends_with(0)
}

/// Documents of each story, by the names of the documents.
fn stories(output: &Output) -> Vec<Vec<String>> {
    let mut stories: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in output.table("documents.csv").rows {
        stories.entry(row["story"].clone()).or_default().push(row["doc"].clone());
    }
    let mut stories: Vec<Vec<String>> = stories.into_values().collect();
    stories.sort();
    stories
}

#[test]
fn copies_in_any_script_and_longer_versions_are_one_story_and_fixings_are_not() {
    let output = output(&POSTS, &[]);
    let want: [&[&str]; 5] =
        [&["a-agency.md", "b-traditional.md", "c-longer.md"], &["d-fixing.md"], &["e-fixing.md"], &["f-other.md"], &["g-short.md"]];
    assert_eq!(stories(&output), want.map(|docs| docs.iter().map(|&doc| doc.to_owned()).collect::<Vec<_>>()));
    // Near-duplicates count as documents, with their mentions, and once as a story.
    assert!(output.table("documents.csv").rows.iter().all(|row| row["status"] == "ok"));
    let edges = output.table("edges.csv").rows;
    let most = edges.iter().max_by_key(|edge| number(edge, "documents")).expect("an edge");
    assert_eq!((number(most, "weight"), number(most, "stories"), number(most, "documents"), number(most, "outlets")), (1, 1, 3, 3), "{most:?}");
    let manifest: serde_json::Value = serde_json::from_slice(&std::fs::read(output.folder.join("manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["counts"]["near_duplicates"], &manifest["counts"]["stories"]), (&2.into(), &5.into()));
}

#[test]
fn the_id_of_a_story_is_that_of_its_first_document() {
    let (all, one) = (output(&POSTS, &[]), output(&POSTS[..1], &[]));
    assert_eq!(all.document("c-longer.md")["story"], one.document("a-agency.md")["story"]);
}

#[test]
fn threads_and_order_of_arguments_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    POSTS.iter().for_each(|post| post.write(folder.path()));
    let files: Vec<_> = POSTS.iter().map(|post| folder.path().join(post.file)).collect();
    let backwards: Vec<_> = files.iter().rev().collect();
    let one = run(&files, &["-q", "-j", "1"]).ends_with(0);
    for (inputs, threads) in [(files.iter().collect(), "3"), (backwards, "2")] {
        let inputs: Vec<&std::path::PathBuf> = inputs;
        let other = run(&inputs, &["-q", "-j", threads]).ends_with(0);
        assert_eq!(bytes_of_files(&one.folder), bytes_of_files(&other.folder), "{threads} threads");
    }
}

#[test]
fn the_example_posts_hold_agency_copy_and_a_version() {
    let output = run(&[examples()], &["-q"]).ends_with(0);
    let names =
        |docs: &Vec<String>| -> Vec<String> { docs.iter().map(|doc| Path::new(doc).file_name().unwrap().to_string_lossy().into_owned()).collect() };
    let shared: Vec<Vec<String>> = stories(&output).iter().filter(|docs| docs.len() > 1).map(names).collect();
    let want: [&[&str]; 3] = [
        &["2020-07-23-蓬佩奥将在尼克松图书馆发表对华演讲.md", "2020-07-24-蓬佩奥对华演讲：信任但要核查的时代已过去.md"],
        &["2020-09-17-[政治] 美國次卿柯拉克抵台 出席李登輝告別禮拜.md", "2020-09-17-柯拉克抵台 將出席李登輝告別禮拜.md"],
        &[
            "2021-01-17-納瓦尼返抵俄羅斯 在機場遭拘留.md",
            "2021-01-17-纳瓦尼搭机返回俄国 一下机就被捕 – 法国国际广播电台 - RFI.md",
            "2021-01-17-纳瓦尼返抵俄罗斯 在机场遭拘留.md",
        ],
    ];
    assert_eq!(shared, want);
}
