//! What is fuzzed, and from which inputs.

use flate2::{Compression, write::GzEncoder};
use guanxi::{
    Tagger,
    corpus::{Inputs, Kind, Record, Source, read_post},
    document::Document,
    knowledge::{Gazetteer, Layer, SourceFile, bundled_layer},
    publish::OutputFolder,
    results::{diff, verify},
    run::{PublishOptions, RunOptions, merge, run, write_facts},
    tagger,
    workshop::suggest::Decisions,
};
use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;

/// What targets work with.
pub struct Workshop {
    gazetteer: Gazetteer,
    tagger: Tagger,
    folder: TempDir,
    /// Results of a run, one file of which is replaced.
    results: OnceLock<TempDir>,
}

/// Something that takes bytes.
pub struct Target {
    pub name: &'static str,
    /// Inputs that are right.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// What is wrong, where something is.
    pub run: fn(&Workshop, &[u8]) -> Result<(), String>,
}

impl Workshop {
    pub fn new() -> Workshop {
        Workshop {
            gazetteer: Gazetteer::bundled().expect("the bundled gazetteers load"),
            tagger: Tagger::bundled().expect("the bundled gazetteers load"),
            folder: tempfile::tempdir().expect("a temporary folder"),
            results: OnceLock::new(),
        }
    }

    fn post(&self, kind: Option<Kind>, bytes: &[u8]) -> Result<(), String> {
        let record = Record { doc: "a".into(), path: "a".into(), kind, source: Source::Bytes(bytes.to_vec()) };
        let read = read_post(&record, &self.gazetteer.cleaning.fields);
        no_failure(read.as_ref().err().map_or("", |rejected| &rejected.reason))?;
        if let Ok(post) = read {
            let document = Document::new(&post, self.gazetteer.cleaner());
            if document.sentences.iter().any(|sentence| sentence.span.start > sentence.span.end) {
                return Err("a sentence ends before it begins".into());
            }
        }
        Ok(())
    }

    /// All documents of a file of this name.
    fn file(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).map_err(|e| e.to_string())?;
        let Ok(inputs) = Inputs::find(std::slice::from_ref(&path), self.gazetteer.cleaning.fields.clone()) else { return Ok(()) };
        let (mut records, mut sound) = (0, Ok(()));
        inputs.visit(&mut |record| {
            match read_post(&record, &self.gazetteer.cleaning.fields) {
                Ok(post) => drop(Document::new(&post, self.gazetteer.cleaner())),
                Err(rejected) => sound = no_failure(&rejected.reason),
            }
            records += 1;
            sound.is_ok()
        });
        sound?;
        // Every file met has a row.
        if records == 0 { Err("no record of the file".into()) } else { Ok(()) }
    }

    /// A gazetteer folder with this file.
    fn layer(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let mut files = vec![SourceFile { name: name.into(), shown: name.into(), text }];
        let people = "- id: p-a\n  name: 甲乙丙\n  aliases: [甲某]\n- id: p-b\n  name: 丁戊己\n";
        files.push(SourceFile { name: "people/own.yaml".into(), shown: "people/own.yaml".into(), text: people.into() });
        words(Gazetteer::load(&[Layer { files }]))
    }

    /// The results of a run with this file among them, read by all that read results.
    fn result(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let results = self.results.get_or_init(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            self.publish(&folder.path().join("in"), &folder.path().join("out"), POST).expect("a run");
            folder
        });
        let out = results.path().join("out");
        let path = out.join(name);
        let before = fs::read(&path).map_err(|e| e.to_string())?;
        fs::write(&path, bytes).map_err(|e| e.to_string())?;
        let _ = verify(&out, &mut |_| {});
        let _ = diff(&out, &out);
        fs::write(&path, before).map_err(|e| e.to_string())
    }

    /// The facts of some posts with this file among them, merged.
    fn facts(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let (folder, out) = (self.folder.path().join("facts"), self.folder.path().join("merged"));
        fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        for entry in fs::read_dir(facts()).map_err(|e| e.to_string())?.flatten() {
            fs::copy(entry.path(), folder.join(entry.file_name())).map_err(|e| e.to_string())?;
        }
        fs::write(folder.join(name), bytes).map_err(|e| e.to_string())?;
        let options = RunOptions { threads: 1, ..RunOptions::default() };
        let output = OutputFolder::create(&out).map_err(|e| e.to_string())?;
        let merged = merge(&[folder], &self.gazetteer, &options, output, &|_, _| ());
        if merged.is_ok() {
            no_failure(&fs::read_to_string(out.join("documents.csv")).map_err(|e| e.to_string())?)?;
        }
        words(merged)
    }

    /// Runs over one post; the results follow from each other.
    fn publish(&self, input: &Path, out: &Path, post: &str) -> Result<(), String> {
        fs::create_dir_all(input).map_err(|e| e.to_string())?;
        fs::write(input.join("a.md"), post).map_err(|e| e.to_string())?;
        let inputs = Inputs::find(&[input.to_owned()], self.gazetteer.cleaning.fields.clone()).map_err(|e| e.to_string())?;
        let publish =
            PublishOptions { formats: guanxi::run::Format::ALL.into_iter().filter(|f| f.missing().is_none()).collect(), ..PublishOptions::default() };
        let options = RunOptions { publish, threads: 1, ..RunOptions::default() };
        let folder = OutputFolder::create(out).map_err(|e| e.to_string())?;
        run(&inputs, &self.gazetteer, &self.gazetteer.url_rules, &options, folder, &|_, _| ()).map_err(|e| e.to_string())?;
        no_failure(&fs::read_to_string(out.join("documents.csv")).map_err(|e| e.to_string())?)?;
        let mut wrong = Vec::new();
        verify(out, &mut |difference| wrong.push(difference.to_string())).map_err(|e| e.to_string())?;
        match wrong.first() {
            Some(first) => Err(format!("{} differences: {first}", wrong.len())),
            None => read_back(out),
        }
    }
}

/// A folder of facts of some posts.
fn facts() -> PathBuf {
    static FACTS: OnceLock<TempDir> = OnceLock::new();
    let folder = FACTS.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (posts, gazetteer) = (folder.path().join("in"), Gazetteer::bundled().expect("the bundled gazetteers load"));
        fs::create_dir(&posts).expect("memory");
        for (name, text) in [("a.md", POST), ("b.html", PAGE), ("c.txt", TEXT), ("d.pdf", "%PDF")] {
            fs::write(posts.join(name), text).expect("room on the disk");
        }
        let inputs = Inputs::find(&[posts], gazetteer.cleaning.fields.clone()).expect("posts");
        let output = OutputFolder::create(&folder.path().join("facts")).expect("room on the disk");
        write_facts(&inputs, &gazetteer, &gazetteer.url_rules, &RunOptions::default(), output, &|_, _| ()).expect("facts");
        folder
    });
    folder.path().join("facts")
}

fn facts_file(name: &str) -> Vec<Vec<u8>> {
    vec![fs::read(facts().join(name)).expect("facts")]
}

/// What the program takes for the fault of a document is a finding here.
fn no_failure(note: &str) -> Result<(), String> {
    if note.contains("guanxi failed on it") { Err(note.to_owned()) } else { Ok(()) }
}

/// A fault has words.
fn words<T>(read: guanxi::Result<T>) -> Result<(), String> {
    match read {
        Err(fault) if fault.to_string().is_empty() => Err("a fault without words".into()),
        _ => Ok(()),
    }
}

/// Every file of the results is what its name says.
fn read_back(out: &Path) -> Result<(), String> {
    for entry in fs::read_dir(out).map_err(|e| e.to_string())?.flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let fault = |e: &dyn std::fmt::Display| format!("{name}: {e}");
        let text = || fs::read_to_string(&path).map_err(|e| fault(&e));
        match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
            "csv" => {
                let mut reader = csv::Reader::from_path(&path).map_err(|e| fault(&e))?;
                for row in reader.records() {
                    let row = row.map_err(|e| fault(&e))?;
                    if row.iter().any(|cell| cell.chars().any(|c| c.is_control() || c == '\\')) {
                        return Err(fault(&"a control character or backslash in a cell"));
                    }
                }
            }
            "json" => {
                serde_json::from_str::<serde_json::Value>(&text()?).map_err(|e| fault(&e))?;
            }
            "jsonl" => {
                for line in text()?.lines() {
                    serde_json::from_str::<serde_json::Value>(line).map_err(|e| fault(&e))?;
                }
            }
            "graphml" | "gexf" | "svg" => {
                let text = text()?;
                if text.chars().any(|c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')) {
                    return Err(fault(&"a character that XML forbids"));
                }
                let mut reader = quick_xml::Reader::from_str(&text);
                while reader.read_event().map_err(|e| fault(&e))? != quick_xml::events::Event::Eof {}
            }
            _ => {}
        }
    }
    Ok(())
}

const POST: &str = "---\ntitle: \"总统接见访团\"\ndate: 2020-09-05T08:00:00.000Z\nauthor: (臺)中央社CNA\nfrom: https://news.example/1.html\n---\n[总统接见访团](https://news.example/1.html)\n\n<p>（中央社記者甲乙丙台北5日電）總統蔡英文今天在台北接見美國訪賓，外交部長吳釗燮在場。</p>\n<p>據路透社報道，习近平会见普京，双方批评制裁。</p>\n";
const PAGE: &str = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>外长访问东京_某某网</title><meta property=\"og:site_name\" content=\"某某网\"><script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"甲\",\"datePublished\":\"2021-05-06\",\"author\":[{\"name\":\"乙\"}]}</script></head><body><nav><a href=\"/\">首页</a></nav><div class=\"main\"><h1>外长访问东京</h1><p>外交部长王毅抵达<ruby>东京<rt>x</rt></ruby>访问。</p><table><tr><td>甲</td></tr></table></div></body></html>";
const MARKDOWN: &str = "# 演说 (20210301)\n\n发布时间：2021年3月1日\n\n**习近平**发表[演说](https://a.example)。\n\n> 引文\n\n- 一\n  - 二\n\n| a | b |\n|---|---|\n| 甲 | 乙 |\n\n```\nx\n```\n<p>html</p>\n";
const TEXT: &str = "總統蔡英文今天接見訪賓。\n来源：新华网\n2021年3月5日\n据路透社报道，美国前国务卿迈克·蓬佩奥（Mike Pompeo）说：“中国外交部长王毅、日本首相菅义伟将于下周会晤。”他批评了这项决定。\n王大民教授与北京大学校长郝平出席了会议，双方就台海局势交换意见，未能达成协议。\n";

fn own(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn tar() -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, text) in [("a/2020-01-01-甲.md", POST), ("b.html", PAGE), ("c.txt", TEXT)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_cksum();
        archive.append_data(&mut header, name, text.as_bytes()).expect("memory");
    }
    archive.into_inner().expect("memory")
}

#[cfg(feature = "formats")]
fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

#[cfg(not(feature = "formats"))]
fn zip(_: &[(&str, &str)]) -> Vec<u8> {
    Cursor::new(Vec::new()).into_inner()
}

fn epub() -> Vec<u8> {
    zip(&[
        ("META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"OEBPS/p.opf\"/></rootfiles></container>"),
        (
            "OEBPS/p.opf",
            "<package><metadata><dc:publisher>某社</dc:publisher></metadata><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>",
        ),
        ("OEBPS/a.xhtml", PAGE),
    ])
}

fn docx() -> Vec<u8> {
    zip(&[("word/document.xml", "<w:document><w:body><w:p><w:r><w:t>外交部长王毅访问东京。</w:t></w:r></w:p></w:body></w:document>")])
}

fn bundled(name: &str) -> Vec<Vec<u8>> {
    let text = bundled_layer().files.into_iter().find(|file| file.name == name).map(|file| file.text).unwrap_or_default();
    // Pieces of it: a whole one takes its time to load.
    let entries: Vec<&str> = text.split("\n- ").collect();
    entries.chunks(12).take(40).map(|chunk| format!("- {}\n", chunk.join("\n- ").trim_start_matches("- ")).into_bytes()).collect()
}

fn model() -> Vec<Vec<u8>> {
    tagger::Tagger::bundled().iter().map(|tagger| tagger.to_bytes().into_iter().take(1 << 16).collect()).collect()
}

const RSS: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>某网</title><item><title>通话</title><link>https://a.example/1</link><pubDate>Mon, 01 Mar 2021 08:00:00 GMT</pubDate><description>&lt;p&gt;普京与拜登通话。&lt;/p&gt;</description></item></channel></rss>";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>网</title><entry><title>访问</title><id>1</id><updated>2021-03-01T00:00:00Z</updated><content type=\"html\">王毅访问东京。</content></entry></feed>";
const WARC: &str = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2021-03-01T00:00:00Z\r\nWARC-Target-URI: https://a.example/1\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: 96\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>abcdefghijklmnopqrstuvwxyz</p></body></html>\r\n\r\n";
const QUEUE: &str = "- decision: accept\n  type: person\n  name: 王大民\n  hant: 王大民\n  latin: Wang Damin\n  aliases: [大民]\n- decision: merge-into: p-a # why\n  type: person\n  name: 甲某某\n- decision: reject\n  type: place\n  name: 某地\n";
const CURATION: &str = "- merge: [p-a, p-b]\n  reason: x\n- block: 甲某\n- split: 甲某\n- prefer: 甲某\n  to: p-a\n";

/// All of them.
pub const ALL: &[Target] = &[
    Target { name: "html", seeds: || own(&[PAGE, "<p>甲</p>"]), run: |w, bytes| w.post(Some(Kind::Html), bytes) },
    Target { name: "post", seeds: || own(&[POST, MARKDOWN]), run: |w, bytes| w.post(Some(Kind::Jekyll), bytes) },
    Target { name: "text", seeds: || own(&[TEXT]), run: |w, bytes| w.post(Some(Kind::Text), bytes) },
    Target { name: "any kind", seeds: encodings, run: |w, bytes| w.post(None, bytes) },
    Target {
        name: "json",
        seeds: || {
            own(&[
                "{\"title\": \"甲\", \"text\": \"蔡英文接见访宾。\", \"date\": 1646179200, \"author\": {\"name\": \"丁\"}}",
                "[{\"headline\": \"乙\", \"content\": [\"一\", \"二\"]}]",
            ])
        },
        run: |w, bytes| w.file("a.json", bytes),
    },
    Target {
        name: "json lines",
        seeds: || own(&["{\"headline\":\"通话\",\"body\":\"普京与拜登通话。\"}\n{\"html\":\"<p>甲</p>\"}\n"]),
        run: |w, bytes| w.file("a.jsonl", bytes),
    },
    Target {
        name: "csv", seeds: || own(&["标题,正文,日期\n\"演说, 一\",习近平发表演说。,2021年3月1日\n"]), run: |w, bytes| w.file("a.csv", bytes)
    },
    Target { name: "feed", seeds: || own(&[RSS, ATOM]), run: |w, bytes| w.file("a.xml", bytes) },
    Target { name: "warc", seeds: || own(&[WARC]), run: |w, bytes| w.file("a.warc", bytes) },
    Target { name: "warc.gz", seeds: || vec![gzip(WARC.as_bytes())], run: |w, bytes| w.file("a.warc.gz", bytes) },
    Target { name: "tar", seeds: || vec![tar()], run: |w, bytes| w.file("a.tar", bytes) },
    Target { name: "tar.gz", seeds: || vec![gzip(&tar())], run: |w, bytes| w.file("a.tar.gz", bytes) },
    Target {
        name: "tar.zst",
        seeds: || vec![ruzstd::encoding::compress_to_vec(Cursor::new(tar()), ruzstd::encoding::CompressionLevel::Fastest)],
        run: |w, bytes| w.file("a.tar.zst", bytes),
    },
    Target { name: "zip", seeds: || vec![zip(&[("a.md", POST), ("b.html", PAGE)])], run: |w, bytes| w.file("a.zip", bytes) },
    Target { name: "docx", seeds: || vec![docx()], run: |w, bytes| w.file("a.docx", bytes) },
    Target { name: "epub", seeds: || vec![epub()], run: |w, bytes| w.file("a.epub", bytes) },
    Target {
        name: "entries",
        seeds: || {
            bundled("people/taiwan.yaml")
                .into_iter()
                .chain(own(&[
                    "- id: p-c\n  name: 庚辛壬\n  hant: 庚辛壬\n  born: 1950\n  weak: [庚辛]\n  tenures:\n  - {office: o-x, from: 2016-05-20}\n",
                ]))
                .collect()
        },
        run: |w, bytes| w.layer("people/more.yaml", bytes),
    },
    Target { name: "cleaning.yaml", seeds: || bundled("cleaning.yaml"), run: |w, bytes| w.layer("cleaning.yaml", bytes) },
    Target {
        name: "grammar.yaml",
        seeds: || {
            bundled_layer()
                .files
                .iter()
                .filter(|f| f.name == "grammar.yaml")
                .map(|f| f.text.chars().take(20_000).collect::<String>().into_bytes())
                .collect()
        },
        run: |w, bytes| w.layer("grammar.yaml", bytes),
    },
    Target { name: "curation.yaml", seeds: || own(&[CURATION]), run: |w, bytes| w.layer("curation.yaml", bytes) },
    Target {
        name: "additions.yaml",
        seeds: || own(&["- id: p-a\n  en: A\n  aliases: [甲甲甲]\n"]),
        run: |w, bytes| w.layer("additions.yaml", bytes),
    },
    Target { name: "queue", seeds: || own(&[QUEUE]), run: |_, bytes| words(Decisions::read(&String::from_utf8_lossy(bytes), "queue.yaml")) },
    Target {
        name: "model",
        seeds: model,
        run: |w, bytes| {
            let path = w.folder.path().join("model.bin");
            fs::write(&path, bytes).map_err(|e| e.to_string())?;
            words(tagger::Tagger::read(&path))
        },
    },
    Target {
        name: "text to mentions",
        seeds: || own(&[TEXT]),
        run: |w, bytes| {
            let text = String::from_utf8_lossy(bytes);
            let tagged = w.tagger.tag(&text, None);
            for mention in tagged.mentions() {
                if !tagged.text().contains(mention.surface) {
                    return Err("a surface that is not in the text".into());
                }
            }
            Ok(())
        },
    },
    Target {
        name: "documents.csv",
        seeds: || {
            own(&[
                "doc,path,title,date,outlet,url,script,chars,sentences,mentions,status,story,note\nd-1,a.md,甲,2020-01-01,某报,,hans,10,1,1,ok,s-1,\n",
            ])
        },
        run: |w, bytes| w.result("documents.csv", bytes),
    },
    Target {
        name: "mentions.csv",
        seeds: || {
            own(&[
                "doc,sentence,start,end,surface,type,entity,label,method,confidence,nested,holder,byline,outcome,candidates,holder_basis,role,holder_label\nd-1,0,0,3,蔡英文,person,p-a,蔡英文,alias,1.00,false,,,linked,,,,\n",
            ])
        },
        run: |w, bytes| w.result("mentions.csv", bytes),
    },
    Target {
        name: "manifest.json",
        seeds: || own(&["{\"parameters\": {\"window\": \"sentence\", \"types\": \"person|place\"}, \"counts\": {\"stories\": 1}}"]),
        run: |w, bytes| w.result("manifest.json", bytes),
    },
    Target { name: "facts: documents", seeds: || facts_file("documents.parquet"), run: |w, bytes| w.facts("documents.parquet", bytes) },
    Target { name: "facts: mentions", seeds: || facts_file("mentions.parquet"), run: |w, bytes| w.facts("mentions.parquet", bytes) },
    Target { name: "facts: relations", seeds: || facts_file("relations.parquet"), run: |w, bytes| w.facts("relations.parquet", bytes) },
    Target { name: "facts: manifest", seeds: || facts_file("manifest.json"), run: |w, bytes| w.facts("manifest.json", bytes) },
    Target {
        name: "post to results",
        seeds: || own(&[POST, PAGE]),
        run: |w, bytes| w.publish(&w.folder.path().join("in"), &w.folder.path().join("out"), &String::from_utf8_lossy(bytes)),
    },
];

/// The same text in the encodings of old pages.
fn encodings() -> Vec<Vec<u8>> {
    let mut seeds = own(&[POST, PAGE, TEXT]);
    for encoding in [encoding_rs::GB18030, encoding_rs::BIG5, encoding_rs::UTF_16LE, encoding_rs::EUC_JP] {
        seeds.push(encoding.encode(PAGE).0.into_owned());
    }
    seeds.push([&[0xFF, 0xFE][..], &TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()].concat());
    seeds
}
