//! network.html and network.svg: whole, offline, and deaf to what posts hold.

use crate::common::{Output, POSTS, Post, guanxi_reading, posts, run, run_reading};
use base64::{Engine, engine::general_purpose::STANDARD};
use scraper::{Html, Selector};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;

/// A post that tries to become a part of the page.
const HOSTILE: Post = Post {
    file: "2020-09-05-hostile.md",
    title: "</script><script>alert(1)</script>",
    date: "2020-09-05T00:00:00.000Z",
    outlet: "早报\"><img onerror=alert(2) src=x>",
    url: "javascript:alert(3)",
    html: "<p>蔡英文说&lt;/script&gt;&lt;script&gt;alert(4)&lt;/script&gt;，习近平说\"&gt;&lt;img src=x onerror=alert(5)&gt;&lt;!--。</p>",
};

struct Page {
    text: String,
    html: Html,
}

fn page(output: &Output) -> Page {
    let text = fs::read_to_string(output.folder.join("network.html")).unwrap();
    Page { html: Html::parse_document(&text), text }
}

impl Page {
    fn all(&self, selector: &str) -> Vec<scraper::ElementRef<'_>> {
        self.html.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn data(&self) -> Value {
        serde_json::from_str(&self.all("#data")[0].text().collect::<String>()).unwrap()
    }
}

fn hostile() -> Output {
    let folder = posts();
    HOSTILE.write(folder.path());
    run(&[folder.path()], &[]).ends_with(0)
}

#[test]
fn the_page_loads_nothing_and_runs_only_its_own_script() {
    let page = page(&hostile());
    for attribute in ["src", "href", "action", "data", "poster", "background", "srcset"] {
        assert_eq!(page.all(&format!("[{attribute}]")).len(), 0, "{attribute}");
    }
    assert_eq!(page.all("link, img, iframe, object, embed, base, form, svg").len(), 0);
    assert!(page.all("*").iter().all(|e| e.value().attrs().all(|(name, _)| !name.starts_with("on") && name != "style")));
    let policy = page.all("meta[http-equiv=Content-Security-Policy]")[0].value().attr("content").unwrap().to_owned();
    let hash = |element: &scraper::ElementRef<'_>| STANDARD.encode(Sha256::digest(element.text().collect::<String>()));
    let (scripts, styles) = (page.all("script"), page.all("style"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            hash(&scripts[1]),
            hash(&styles[0])
        )
    );
    assert_eq!((scripts.len(), styles.len(), scripts[0].value().attr("type")), (2, 1, Some("application/json")));
    let script: String = scripts[1].text().collect();
    for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch(", "XMLHttpRequest", "import("] {
        assert!(!script.contains(way), "{way}");
    }
    assert!(!script.contains("http://") && script.matches("https://").count() == 1, "only links to Wikidata are made");
}

#[test]
fn what_a_post_holds_stays_text() {
    let page = page(&hostile());
    let data = page.data();
    let documents = data["documents"].as_array().unwrap();
    let document = documents.iter().find(|d| d[3] == HOSTILE.url).expect("the sentence of the hostile post is on the page");
    assert_eq!((&document[0], &document[2]), (&Value::from(HOSTILE.title), &Value::from(HOSTILE.outlet)));
    let sentences: Vec<&str> = data["sentences"].as_array().unwrap().iter().filter_map(|s| s[1].as_str()).collect();
    assert!(
        sentences.iter().any(|s| s.contains("</script><script>alert(4)</script>") && s.contains("<img src=x onerror=alert(5)><!")),
        "{sentences:?}"
    );
    // In the block of data nothing can end it or begin a comment.
    assert_eq!(page.text.matches("<script").count(), 2);
    assert!(!page.text.contains("<img") && !page.text.contains("<!--"));
}

#[test]
fn edges_open_to_sentences_with_both_names() {
    let folder = posts();
    let output = run(&[folder.path()], &[]).ends_with(0);
    let data = page(&output).data();
    let (nodes, edges) = (data["nodes"].as_array().unwrap(), data["edges"].as_array().unwrap());
    let written = output.table("edges.csv");
    assert_eq!(edges.len(), written.rows.len());
    for edge in edges {
        let ends: Vec<u64> = edge[0].as_array().unwrap().iter().map(|e| e.as_u64().unwrap()).collect();
        let [source, target] = [0, 1].map(|i| nodes[ends[i] as usize][0].as_str().unwrap());
        let row = written.rows.iter().find(|r| r["source"] == source && r["target"] == target).unwrap();
        assert_eq!(edge[1][0].as_u64().unwrap().to_string(), row["weight"]);
        let spells: Vec<i64> = edge[4].as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect();
        assert_eq!(spells.chunks(2).map(|c| c[1]).sum::<i64>().to_string(), row["weight"]);
        let sentences = edge[6].as_array().unwrap();
        assert!(!sentences.is_empty(), "{source} {target}");
        for sentence in sentences.iter().map(|s| &data["sentences"][s.as_u64().unwrap() as usize]) {
            let units: Vec<u16> = sentence[1].as_str().unwrap().encode_utf16().collect();
            let marks: Vec<usize> = sentence[2].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize).collect();
            for end in &ends {
                let names: Vec<String> =
                    marks.chunks(3).filter(|m| m[0] as u64 == *end).map(|m| String::from_utf16(&units[m[1]..m[2]]).unwrap()).collect();
                assert!(!names.is_empty() && names.iter().all(|n| !n.is_empty()), "{source} {target}: {sentence}");
            }
        }
    }
}

#[test]
fn without_text_the_page_holds_no_sentence() {
    let folder = posts();
    let output = run(&[folder.path()], &["--no-text"]).ends_with(0);
    let page = page(&output);
    assert_eq!(page.data()["about"]["text"], Value::from(false));
    assert!(page.data()["sentences"].as_array().unwrap().iter().all(|s| s[1] == ""));
    assert!(!page.text.contains("感謝美國支持"));
}

#[test]
fn networks_without_edges_or_nodes_have_a_page_too() {
    for (text, nodes) in [("明天有雨，后天放晴。\n", 0), ("蔡英文。\n", 1)] {
        let output = run_reading(text.as_bytes(), &["-"], &[]).ends_with(0);
        assert_eq!(page(&output).data()["nodes"].as_array().unwrap().len(), nodes);
        assert!(fs::read_to_string(output.folder.join("network.svg")).unwrap().ends_with("</svg>\n"));
    }
}

#[test]
fn the_page_and_the_pictures_are_a_choice() {
    let folder = tempfile::tempdir().unwrap();
    POSTS[0].write(folder.path());
    let out = folder.path().join("out");
    let run = |options: &[&str]| {
        let mut args = vec!["run", folder.path().to_str().unwrap(), "-q", "-o", out.to_str().unwrap()];
        args.extend(options);
        assert_eq!(guanxi_reading(b"", args).code, 0);
        ["network.html", "network.svg", "network.png"].map(|name| out.join(name).exists())
    };
    if cfg!(feature = "png") {
        assert_eq!(run(&["--png"]), [true, true, true]);
    }
    assert_eq!(run(&[]), [true, true, false]);
    assert_eq!(run(&["--no-page"]), [false, false, false]);
}
