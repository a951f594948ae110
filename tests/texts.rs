//! `--text`: the cleaned text of every document beside the offsets of its mentions, and the way back to the bytes of its file.

use crate::common::{guanxi, run};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16LE};
use serde_json::Value;
use std::{collections::BTreeMap, fs};

/// Lines of texts.jsonl by the paths of their documents.
fn texts(output: &crate::common::Output) -> BTreeMap<String, Value> {
    let text = fs::read_to_string(output.folder.join("texts.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).map(|line| (line["path"].as_str().unwrap().to_owned(), line)).collect()
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

/// The bytes behind some characters, by the map: from the first to the last that have a place.
fn bytes_behind(line: &Value, start: usize, end: usize, length: impl Fn(&str) -> usize) -> Option<(usize, usize)> {
    let chars: Vec<char> = line["text"].as_str().unwrap().chars().collect();
    let mut found: Option<(usize, usize)> = None;
    for stretch in line["map"].as_array().unwrap() {
        let [s, e, from, to] = [0, 1, 2, 3].map(|i| number(&stretch[i]));
        let (first, last) = (s.max(start), e.min(end));
        if first >= last {
            continue;
        }
        let bytes = |n: usize| length(&chars[s..n].iter().collect::<String>());
        // A stretch of several characters is written as it is in the file.
        let (a, b) = if e - s == 1 { (from, to) } else { (from + bytes(first), from + bytes(last)) };
        assert!(b <= to, "{stretch} of {}", line["path"]);
        found = Some((found.map_or(a, |(a, _)| a), b));
    }
    found
}

/// What a reader sees of a piece of HTML or Markdown.
fn seen(piece: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for c in piece.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag && !c.is_whitespace() && c != '*' => out.push(c),
            _ => {}
        }
    }
    html_escape::decode_html_entities(&out).into_owned()
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>王毅 &amp; 蔡英文</title><meta name=\"description\" content=\"外交部长王毅\"></head><body>
<ul><li><a href=\"/王毅\">王毅专题</a></li></ul>\n<div class=\"content\"><h1>王毅 &amp; 蔡英文</h1>\n<p>外交部长<b>王</b>毅<!-- 王毅 -->在<a title='北京'>北京</a>说，
世界卫生组织&amp;nbsp;与中国合作，特朗普&middot;先生没有回应。</p><script>var x = '<p>王毅</p>';</script><p>蔡英文随后在台北会见了外交
部长。王　毅离开北京。</p></div></body></html>";
const POST: &str = "---\ntitle: 王毅访问东京\ndate: 2021-03-05\nauthor: 新华社\n---\n[王毅访问东京](https://a.example/1)\n\n---\n\n<p>外交部长王毅访问东京。<br>安倍晋三说，北京与东京都同意。</p>\n";
const MARKDOWN: &str = "# 王毅访问东京\n\n外交部长**王毅**访问[东京](https://a.example/东京)。\n接着，*安倍*\n*晋三*会见。\n";
const WRAPPED: &str = "　　外交部长今天上午在首都举行记者会，外交\n部长王毅说明了本月访问东京的安排，并且回\n答了各地记者的问题。\n　　发言人随后补充说，行程还没有确定，世界\n卫生组织将在下周公布细节。\n";
const TRADITIONAL: &str = "總統蔡英文今天在台北接見訪賓，外交部長吳釗燮陪同，雙方就貿易問題交換意見，並同意繼續合作。";

#[test]
fn every_mention_leads_back_to_the_bytes_that_hold_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut utf16 = vec![0xFF, 0xFE];
    // Of equal texts only the first counts.
    utf16.extend(PAGE.replace("随后", "接着").encode_utf16().flat_map(u16::to_le_bytes));
    let files: [(&str, Vec<u8>, &'static Encoding); 8] = [
        ("page.html", PAGE.into(), UTF_8),
        ("page-gb.html", GB18030.encode(&PAGE.replace("随后", "后来")).0.into_owned(), GB18030),
        ("page-16.html", utf16, UTF_16LE),
        ("post.md", POST.into(), UTF_8),
        ("bom.md", format!("\u{FEFF}{MARKDOWN}").into(), UTF_8),
        ("wrapped.txt", WRAPPED.into(), UTF_8),
        ("big5.txt", BIG5.encode(TRADITIONAL).0.into_owned(), BIG5),
        ("windows.txt", TRADITIONAL.replace('，', "，\r\n").replace("今天", "昨天").into(), UTF_8),
    ];
    for (name, bytes, _) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let output = run(&[folder.path()], &["-q", "--text"]).ends_with(0);
    let texts = texts(&output);
    let mentions = output.table("mentions.csv").rows;
    for (name, bytes, encoding) in &files {
        let line = &texts[*name];
        assert_eq!(line["map_of"], "file", "{name}");
        let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
        let of_file: Vec<_> = mentions.iter().filter(|row| row["doc"] == *name).collect();
        assert!(of_file.len() >= 3, "{name}: {of_file:?}");
        for row in of_file {
            let [start, end] = ["start", "end"].map(|column| row[column].parse::<usize>().unwrap());
            let surface: String = text[start..end].iter().collect();
            assert_eq!(surface, row["surface"], "{name}");
            let length = |s: &str| if *encoding == UTF_16LE { 2 * s.encode_utf16().count() } else { encoding.encode(s).0.len() };
            let (from, to) = bytes_behind(line, start, end, length).unwrap_or_else(|| panic!("{name}: {surface} leads nowhere"));
            let (piece, faulty) = encoding.decode_without_bom_handling(&bytes[from..to]);
            let bare: String = surface.chars().filter(|c| !c.is_whitespace()).collect();
            assert!(!faulty && seen(&piece) == bare, "{name}: {surface} is {piece:?} at {from}..{to}");
        }
    }
    // Not the first place that holds the words: the body is what was read, not the menu, an attribute or a script.
    let line = &texts["page.html"];
    let at = line["text"].as_str().unwrap().chars().collect::<String>().split("外交部长").next().unwrap().chars().count();
    let (from, _) = bytes_behind(line, at, at + 4, str::len).unwrap();
    assert_eq!(from, PAGE.find("外交部长<b>").unwrap());
}

#[test]
fn records_lead_back_to_their_fields_and_what_is_put_together_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let record = serde_json::json!({"title": "外长会谈", "text": "外交部长王毅在北京说，\n\"合作\"继续。", "id": 7});
    fs::write(folder.path().join("a.jsonl"), format!("{record}\n")).unwrap();
    fs::write(folder.path().join("b.csv"), "标题,正文\n外长会谈,外交部长王毅在北京说。\n").unwrap();
    let output = run(&[folder.path()], &["-q", "--text"]).ends_with(0);
    let texts = texts(&output);
    for (path, field) in [("a.jsonl#7", "外交部长王毅在北京说，\n\"合作\"继续。"), ("b.csv#1", "外交部长王毅在北京说。")] {
        let line = &texts[path];
        assert_eq!(line["map_of"], "field");
        // The headline is another field.
        let text: Vec<char> = line["text"].as_str().unwrap().chars().collect();
        let at = text.iter().collect::<String>().split("王毅").next().unwrap().chars().count();
        let (from, to) = bytes_behind(line, at, at + 2, str::len).unwrap();
        assert_eq!(&field[from..to], "王毅");
        assert_eq!(bytes_behind(line, 0, 4, str::len), None);
    }
}

#[cfg(feature = "formats")]
#[test]
fn word_files_have_an_empty_map() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.path().join("a.docx")).unwrap());
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all("<w:document><w:p><w:r><w:t>外交部长王毅访问东京。</w:t></w:r></w:p></w:document>".as_bytes()).unwrap();
    zip.finish().unwrap();
    let output = run(&[folder.path()], &["-q", "--text"]).ends_with(0);
    let line = &texts(&output)["a.docx"];
    assert_eq!((line["map_of"].as_str(), line["map"].as_array().map(Vec::len)), (Some(""), Some(0)));
}

#[test]
fn texts_are_written_when_asked_for_and_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), TRADITIONAL).unwrap();
    let out = folder.path().join("out");
    let run = |options: &[&str]| {
        let args = ["run", folder.path().to_str().unwrap(), "-q", "-o", out.to_str().unwrap()];
        guanxi(args.iter().chain(options)).code
    };
    assert_eq!((run(&["--text"]), out.join("texts.jsonl").exists()), (0, true));
    assert_eq!((run(&[]), out.join("texts.jsonl").exists()), (0, false));
    let both = guanxi(["run", "--text", "--no-text"]);
    assert!(both.code == 2 && both.stderr.contains("--no-text"), "{}", both.stderr);
}
