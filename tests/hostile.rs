//! Hostile and damaged files of every format, made by the test itself: each gives a row with a reason, memory stays bounded,
//! and nothing is written outside the output folder.

use crate::common::{bytes_of_files, table};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

const CHINESE: &str = "总统府今天表示，访问团将于下周抵达台北，双方讨论合作议题，蔡英文将会见访问团。";

/// Address space of the program: it needs less than half of it for the bundled gazetteers, its threads and the largest document.
#[cfg(target_os = "linux")]
const MAX_KILOBYTES: u64 = 6 << 20;

/// A file and what its row says: a status, or one of several joined with `|`, and a piece of the note.
struct Hostile {
    name: &'static str,
    content: Vec<u8>,
    status: &'static str,
    note: &'static str,
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A gzip stream of so many megabytes of one byte.
fn gzip_bomb(megabytes: usize, byte: u8) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let block = vec![byte; 1 << 20];
    (0..megabytes).for_each(|_| encoder.write_all(&block).unwrap());
    encoder.finish().unwrap()
}

/// A tar archive; a member is its name, its type and its content or the target of its link.
fn tar(members: &[(&str, tar::EntryType, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, kind, content) in members {
        let mut header = tar::Header::new_old();
        // The library refuses such names: they are put in by hand.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        let is_file = kind.is_file();
        header.set_size(if is_file { content.len() as u64 } else { 0 });
        if !is_file {
            header.set_link_name(content).unwrap();
        }
        header.set_cksum();
        archive.append(&header, if is_file { content.as_bytes() } else { b"" }).unwrap();
    }
    archive.into_inner().unwrap()
}

fn plain_cases() -> Vec<Hostile> {
    let case = |name, content: &[u8], status, note| Hostile { name, content: content.to_vec(), status, note };
    let file = tar::EntryType::Regular;
    let links = tar(&[
        ("../../outside.txt", file, CHINESE),
        ("/outside.txt", file, CHINESE),
        ("link.txt", tar::EntryType::Symlink, "/etc/passwd"),
        ("hard.txt", tar::EntryType::Link, "../outside.txt"),
        ("pipe.txt", tar::EntryType::Fifo, "x"),
        ("inner.tar", file, "x"),
    ]);
    let mut cut_tar = tar(&[("a.txt", file, CHINESE), ("b.txt", file, CHINESE)]);
    cut_tar.truncate(cut_tar.len() - 1500);
    let mut lying_tar = tar(&[("a.txt", file, CHINESE)]);
    lying_tar[124..135].copy_from_slice(b"77777777777");
    let mut cut_gzip = gzip(format!("{{\"text\":\"{CHINESE}\"}}\n").repeat(500).as_bytes());
    cut_gzip.truncate(cut_gzip.len() / 2);
    let deep = |open: &str, close: &str, n| format!("<html><body>{}{CHINESE}{}</body></html>", open.repeat(n), close.repeat(n)).into_bytes();
    let one_line = format!("<html><body><p>{}</p></body></html>", CHINESE.repeat(5000));
    let declared = format!("<html><head><meta charset=\"big5\"></head><body><p>{CHINESE}</p></body></html>");
    let nested = format!("{{\"text\":{}1{}}}\n", "[".repeat(100_000), "]".repeat(100_000));
    let mut lone = vec![0xFF, 0xFE];
    lone.extend(CHINESE.encode_utf16().flat_map(u16::to_le_bytes));
    lone.extend([0x00, 0xD8].repeat(20));
    let aliases: String = (1..20).map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(","))).collect();
    let mut quotes = b"title,text\n".to_vec();
    quotes.extend(format!("a,{CHINESE}\nb,\"{CHINESE}\n").repeat(3).bytes());
    let spread = format!("a,{CHINESE},{}\n", "x,".repeat(10_000));
    vec![
        case("tags-100000.html", &deep("<div>", "</div>", 100_000), "ok", ""),
        case("tags-unclosed.html", &deep("<b><i><a href=x>", "", 3_000), "ok", ""),
        case("tables.html", &deep("<table><tr><td>", "", 5_000), "ok", ""),
        case("one-line.html", one_line.as_bytes(), "ok", ""),
        case("wrong-charset.html", declared.as_bytes(), "ok", ""),
        case("gb-as-utf8.html", &encoding_rs::GB18030.encode(&declared.replace("big5", "utf-8")).0, "ok", ""),
        case("open-comment.html", format!("<html><body><p>{CHINESE}</p><!-- {CHINESE}").as_bytes(), "ok", ""),
        case("open-script.html", format!("<html><body><p>{CHINESE}</p><script>{CHINESE}").as_bytes(), "ok", ""),
        case("attributes.html", format!("<html><body><p {}>{CHINESE}</p></body></html>", "a='1' ".repeat(50_000)).as_bytes(), "ok", ""),
        case(
            "other-attributes.html",
            format!("<html><body><p {}>{CHINESE}</p></body></html>", (0..50_000).map(|i| format!("a{i}=1 ")).collect::<String>()).as_bytes(),
            "ok",
            "",
        ),
        case("long.txt", CHINESE.repeat(60_000).as_bytes(), "error", "documents over 2000000 are not read; split it"),
        case("entities.html", format!("<html><body><p>{}{CHINESE}</p></body></html>", "&amp;amp;#x41;".repeat(50_000)).as_bytes(), "ok|foreign", ""),
        case("zeros.html", &[0; 5000], "error", "NUL byte"),
        case("quotes.md", format!("# 题\n\n{}{CHINESE}\n", "> ".repeat(50_000)).as_bytes(), "ok|empty", ""),
        case("brackets.md", format!("# 题\n\n{CHINESE}{}\n", "[".repeat(50_000)).as_bytes(), "ok", ""),
        case("aliases.md", format!("---\na0: &a0 [x,x]\n{aliases}---\n{CHINESE}\n").as_bytes(), "ok", ""),
        case("lone-surrogates.txt", &lone, "ok", "byte order mark"),
        case("marks.txt", "\u{301}".repeat(100_000).as_bytes(), "ok|foreign|empty", ""),
        case("deep.json", nested.as_bytes(), "error", "not JSON"),
        case("surrogate.json", br#"{"text": "\ud800 x"}"#, "error", "not JSON"),
        case("string.json", "\"一\"".as_bytes(), "error", "neither an object nor an array"),
        case("cut.json", format!("[{{\"text\": \"{CHINESE}\"}}, {{\"te").as_bytes(), "error", "not JSON"),
        case("no-text.json", br#"{"title": "", "x": 1}"#, "error", "no text"),
        case("cut.jsonl.gz", &cut_gzip, "error", "cannot be read to its end"),
        case("bomb.jsonl.gz", &gzip_bomb(300, b'x'), "error", "line 1: over"),
        case("not-gzip.jsonl.gz", CHINESE.as_bytes(), "error", "cannot be read to its end"),
        case("not-zstd.jsonl.zst", CHINESE.as_bytes(), "error", "cannot be read to its end"),
        case("quotes.csv", &quotes, "ok", ""),
        case("spread.csv", format!("title,text\n{spread}").as_bytes(), "ok", ""),
        case("no-columns.csv", b"\x00\x01\n\x02", "skipped", "no column for the text"),
        case("open-quote.csv", &[b"title,text\na,\"".as_slice(), &vec![b'x'; 34 << 20]].concat(), "error", "is a quote never closed?"),
        case("empty.csv", b"", "skipped", "no column"),
        case("paths.tar", &links, "", ""),
        case("cut.tar", &cut_tar, "error", "cannot be read to its end"),
        case("lying.tar", &lying_tar, "error", ""),
        case("bomb.tar.gz", &gzip_bomb(200, 0), "skipped", "no document in it"),
        case("not-tar.tar", CHINESE.repeat(50).as_bytes(), "error", "cannot be read to its end"),
    ]
}

#[cfg(feature = "formats")]
fn packed_cases() -> Vec<Hostile> {
    let case = |name, content: &[u8], status, note| Hostile { name, content: content.to_vec(), status, note };
    let zip = |members: &[(&str, &[u8])]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let good = CHINESE.as_bytes();
    let inner = zip(&[("a.txt", good)]);
    let mut cut = zip(&[("a.txt", good), ("b.txt", good)]);
    cut.truncate(cut.len() / 2);
    // The bit that says a member is encrypted, in its own header and in the list.
    let mut locked = zip(&[("a.txt", good)]);
    let list = locked.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    locked[6] |= 1;
    locked[list + 8] |= 1;
    let mut flipped = zip(&[("a.txt", CHINESE.repeat(200).as_bytes())]);
    flipped[60] ^= 0xFF;
    let laughs: String = (1..12).map(|i| format!("<!ENTITY l{i} \"{}\">", format!("&l{};", i - 1).repeat(10))).collect();
    let feed = |head: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\"?>{head}<rss version=\"2.0\"><channel><title>某网</title><item><title>题</title><guid>g</guid><description>{CHINESE}{text}</description></item></channel></rss>"
        )
    };
    let doctype = format!("<!DOCTYPE rss [<!ENTITY l0 \"lol\">{laughs}]>");
    let outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let word = |xml: &str| zip(&[("word/document.xml", xml.as_bytes())]);
    let container = "<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>".as_bytes();
    let package = |items: &str| {
        format!("<package><manifest>{items}</manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>").into_bytes()
    };
    let response = |head: &str, body: &[u8], length: usize| {
        let http = [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n").as_bytes(), body].concat();
        let length = if length == 0 { http.len() } else { length };
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2021-04-06T00:00:00Z\r\nWARC-Target-URI: https://w.example/1\r\nContent-Length: {length}\r\n\r\n"
        );
        [record.as_bytes(), &http, b"\r\n\r\n"].concat()
    };
    let page = format!("<html><body><p>{CHINESE}</p></body></html>");
    // An address that is no UTF-8.
    let mut address = response("", page.as_bytes(), 0);
    let at = address.windows(3).position(|three| three == b"://").unwrap();
    address[at + 3] = 0xBB;
    vec![
        case("bomb.zip", &zip(&[("a.txt", &vec![b'x'; 200 << 20])]), "error", "documents over"),
        case("many.zip", &zip(&[("a.txt", good)]), "ok", ""),
        case("inner.zip", &zip(&[("inner.zip", &inner), ("x.txt", good)]), "ok|skipped|duplicate", ""),
        case("paths.zip", &zip(&[("/outside.txt", good), ("../../outside.txt", good), ("..\\outside.txt", good)]), "ok|duplicate", ""),
        case("cut.zip", &cut, "error", "cannot be read to its end"),
        case("locked.zip", &locked, "error", ""),
        case("flipped.zip", &flipped, "error", ""),
        case("not-zip.zip", good, "error", "cannot be read to its end"),
        case("laughs.xml", feed(&doctype, "&l11;").as_bytes(), "ok|error|duplicate", ""),
        case("outside.rss", feed(outside, "&x;").as_bytes(), "ok|error|duplicate", ""),
        case("cut.atom", &feed("", "").as_bytes()[..200], "ok|error|duplicate|empty|skipped", ""),
        case("other.xml", b"<html><p>x</p></html>", "skipped", "XML that is no feed"),
        case("no-document.docx", &zip(&[("x.xml", good)]), "error", "word/document.xml"),
        case(
            "laughs.docx",
            &word(&format!("{}<w:document><w:p><w:r><w:t>&l11;{CHINESE}</w:t></w:r></w:p></w:document>", doctype)),
            "ok|error|duplicate",
            "",
        ),
        case("deep.docx", &word(&format!("{}<w:t>{CHINESE}</w:t>", "<w:p>".repeat(100_000))), "ok|error|duplicate", ""),
        case("bomb.docx", &word(&" ".repeat(60 << 20)), "error", "documents over"),
        case("text.docx", good, "error", "cannot be read to its end"),
        case("no-container.epub", &zip(&[("x", good)]), "error", "META-INF/container.xml"),
        case("no-spine.epub", &zip(&[("META-INF/container.xml", container), ("p.opf", b"<package></package>")]), "error", "no chapter"),
        case(
            "absent.epub",
            &zip(&[("META-INF/container.xml", container), ("p.opf", &package("<item id=\"a\" href=\"../../../etc/passwd\"/>"))]),
            "error",
            "",
        ),
        case("address.warc", &address, "", ""),
        case("cut.warc", &response("", page.as_bytes(), 0)[..300], "error", ""),
        case("lying.warc", &response("", page.as_bytes(), 1 << 40), "error", ""),
        case("bomb.warc", &response("Content-Encoding: gzip\r\n", &gzip_bomb(200, b'x'), 0), "error", "documents over"),
        case("chunks.warc", &response("Transfer-Encoding: chunked\r\n", format!("ffffffffffffffff\r\n{page}").as_bytes(), 0), "", ""),
        case("brotli.warc", &response("Content-Encoding: br\r\n", page.as_bytes(), 0), "skipped|error", "br"),
        case("header.warc.gz", &gzip_bomb(50, b'x'), "error", "header of a record does not end"),
    ]
}

#[cfg(not(feature = "formats"))]
fn packed_cases() -> Vec<Hostile> {
    Vec::new()
}

/// The program in an address space of bounded size, where the system can bound it.
fn bounded(args: &[&Path]) -> std::process::Output {
    #[cfg(target_os = "linux")]
    let mut command = {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -v {MAX_KILOBYTES}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_guanxi")]);
        command
    };
    #[cfg(not(target_os = "linux"))]
    let mut command = Command::new(env!("CARGO_BIN_EXE_guanxi"));
    command.args(args).args(["-q", "--no-page", "--model", "none", "--text"]).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn each_hostile_file_has_a_row_and_nothing_else_suffers() {
    let temp = tempfile::tempdir().unwrap();
    let (input, out) = (temp.path().join("in/posts"), temp.path().join("out"));
    fs::create_dir_all(&input).unwrap();
    let cases: Vec<Hostile> = plain_cases().into_iter().chain(packed_cases()).collect();
    for case in &cases {
        // Each in a folder of its own: a line that stands in many documents of one folder is left out.
        let folder = input.join(case.name.replace('.', "-"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(case.name), &case.content).unwrap();
    }
    fs::write(input.join("good.txt"), "外交部长王毅访问东京，会见日本首相。").unwrap();
    let files = || cases.iter().flat_map(|case| bytes_of_files(&input.join(case.name.replace('.', "-")))).collect::<Vec<_>>();
    let before = files();
    let ended = bounded(&["run".as_ref(), &input, "-o".as_ref(), &out]);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    let rows = table(&out.join("documents.csv")).rows;
    let mut wrong = Vec::new();
    for case in &cases {
        let of_case = || rows.iter().filter(|row| row["path"].split('#').next().is_some_and(|path| path.ends_with(&format!("/{}", case.name))));
        let statuses: Vec<&str> = case.status.split('|').collect();
        let is_right = |row: &&crate::common::Record| {
            (case.status.is_empty() || statuses.contains(&row["status"].as_str()) || row["status"] == "duplicate" && statuses.contains(&"ok"))
                && row["note"].contains(case.note)
        };
        let told = of_case().all(|row| matches!(row["status"].as_str(), "ok" | "duplicate") || !row["note"].is_empty());
        if !told || !of_case().any(|row| is_right(&row)) {
            let shown: Vec<_> = of_case().map(|row| format!("{} {} {}", row["path"], row["status"], row["note"])).collect();
            wrong.push(format!("{}: wanted {} {:?}, got {shown:?}", case.name, case.status, case.note));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows.iter().any(|row| row["path"] == "good.txt" && row["status"] == "ok"));
    // No archive is unpacked, no link followed, no entity fetched.
    assert!(files() == before, "the inputs changed");
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().count();
    assert_eq!((entries(temp.path()), entries(&temp.path().join("in"))), (2, 1), "something lies outside the output folder");
    let sentences = fs::read_to_string(out.join("sentences.csv")).unwrap();
    assert!(!sentences.contains("root:") && !sentences.contains("lollol"), "an entity was resolved");
}

#[test]
fn a_file_that_is_all_there_is_ends_with_its_reason() {
    let temp = tempfile::tempdir().unwrap();
    for (name, content, want) in
        [("a.pdf", "%PDF-1.7", "pdftotext"), ("a.mhtml", "x", "save the page as .html"), ("a.rar", "x", ".zip"), ("a.xlsx", "x", ".csv")]
    {
        let path = temp.path().join(name);
        fs::write(&path, content).unwrap();
        let ended = bounded(&["run".as_ref(), &path, "-o".as_ref(), &temp.path().join("out")]);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.code() == Some(2) && said.contains("remedy") && said.contains(want), "{name}: {said}");
    }
}
