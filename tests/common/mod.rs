//! What the integration tests share: the program as a user runs it, its tables read back, posts to feed it.
#![allow(dead_code, reason = "every test program uses a part of this")]

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// Every file of an output folder.
pub const OUTPUT_FILES: [&str; 26] = [
    "boilerplate.csv",
    "candidates.csv",
    "datapackage.json",
    "documents.csv",
    "edges.csv",
    "edges_by_outlet.csv",
    "edges_by_period.csv",
    "events.csv",
    "evidence.csv",
    "graph.core.gexf",
    "graph.gexf",
    "graph.graphml",
    "manifest.json",
    "mentions.csv",
    "network.html",
    "network.svg",
    "nodes.csv",
    "nodes_by_outlet.csv",
    "nodes_by_period.csv",
    "relations.csv",
    "relations.gexf",
    "relations.graphml",
    "sentences.csv",
    "sources.csv",
    "sources.graphml",
    "standing.csv",
];

/// How a call of the program ended.
#[derive(Debug)]
pub struct Ended {
    /// Exit code; -1 where a signal ended it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Calls the program with nothing on standard input.
pub fn guanxi<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(args: I) -> Ended {
    guanxi_reading(b"", args)
}

/// Calls the program with these bytes on standard input.
pub fn guanxi_reading<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(stdin: &[u8], args: I) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_guanxi"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that ends before it reads closes the pipe; its exit code tells the test why.
    let _ = child.stdin.take().expect("standard input is piped").write_all(stdin);
    let output = child.wait_with_output().expect("the program ends");
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// An output folder that a run has filled.
pub struct Output {
    pub folder: PathBuf,
    pub ended: Ended,
    _temp: TempDir,
}

/// Runs over `inputs` into a new folder.
pub fn run<P: AsRef<OsStr>>(inputs: &[P], options: &[&str]) -> Output {
    run_reading(b"", inputs, options)
}

/// Runs over `inputs` into a new folder, with bytes on standard input.
pub fn run_reading<P: AsRef<OsStr>>(stdin: &[u8], inputs: &[P], options: &[&str]) -> Output {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let folder = temp.path().join("output");
    let mut args: Vec<&OsStr> = vec!["run".as_ref()];
    args.extend(inputs.iter().map(AsRef::as_ref));
    args.extend(["-o".as_ref(), folder.as_os_str()]);
    args.extend(options.iter().map(|o| OsStr::new(*o)));
    let ended = guanxi_reading(stdin, args);
    Output { folder, ended, _temp: temp }
}

impl Output {
    /// A table of the folder, with the paths of documents in place of their ids.
    pub fn table(&self, name: &str) -> Table {
        let mut table = table(&self.folder.join(name));
        let paths = paths(&self.folder);
        for row in &mut table.rows {
            for column in ["doc", "example_doc"] {
                if let Some(doc) = row.get_mut(column) {
                    let id = doc.clone();
                    doc.clone_from(paths.get(&id).unwrap_or_else(|| panic!("{id} is no id of documents.csv")));
                }
            }
        }
        table
    }

    /// The one row of documents.csv with this id.
    pub fn document(&self, doc: &str) -> Record {
        let documents = self.table("documents.csv");
        let mut rows: Vec<Record> = documents.rows.into_iter().filter(|row| row["doc"] == doc).collect();
        assert_eq!(rows.len(), 1, "rows of documents.csv for {doc:?}\n{}", self.ended.stderr);
        rows.remove(0)
    }

    /// Panics with the messages of the program unless it ended with this code.
    pub fn ends_with(self, code: i32) -> Output {
        assert_eq!(self.ended.code, code, "exit code; standard error:\n{}", self.ended.stderr);
        self
    }
}

/// The path of each document of an output folder, by id.
pub fn paths(folder: &Path) -> BTreeMap<String, String> {
    table(&folder.join("documents.csv")).rows.into_iter().map(|mut row| (row.remove("doc").unwrap(), row.remove("path").unwrap())).collect()
}

/// A row, by column.
pub type Record = BTreeMap<String, String>;

/// A CSV file, read.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Record>,
}

/// Reads a CSV file; a row of another length than the header is a fault.
pub fn table(path: &Path) -> Table {
    let mut bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    parse_csv(&bytes)
}

/// Reads CSV.
pub fn parse_csv(bytes: &[u8]) -> Table {
    let mut reader = csv::Reader::from_reader(bytes);
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|row| {
            let row = row.expect("a row as long as the header");
            header.iter().cloned().zip(row.iter().map(str::to_owned)).collect()
        })
        .collect();
    Table { header, rows }
}

/// A number of a cell.
pub fn number(row: &Record, column: &str) -> u64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is no whole number in {row:?}"))
}

/// Every file of a folder, by name.
pub fn bytes_of_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| {
            let entry = entry.expect("a folder entry");
            (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a readable file"))
        })
        .collect()
}

/// A post to write.
#[derive(Debug, Clone, Copy)]
pub struct Post {
    pub file: &'static str,
    pub title: &'static str,
    pub date: &'static str,
    pub outlet: &'static str,
    pub url: &'static str,
    pub html: &'static str,
}

impl Post {
    /// The post as Jekyll keeps it.
    pub fn jekyll(&self) -> String {
        let Post { title, date, outlet, url, html, .. } = self;
        let quoted = title.replace('"', "\\\"");
        format!("---\nlayout: post\ntitle: \"{quoted}\"\ndate: {date}\noutlet: {outlet}\nfrom: {url}\n---\n[{title}]({url})\n------\n\n{html}\n")
    }

    /// Writes the post into a folder.
    pub fn write(&self, folder: &Path) {
        fs::write(folder.join(self.file), self.jekyll()).expect("a writable temporary folder");
    }
}

/// A post that every test can put beside a bad one.
pub const GOOD: Post = Post {
    file: "2020-08-09-good.md",
    title: "美国卫生部长访问台湾",
    date: "2020-08-09T08:00:00.000Z",
    outlet: "早报",
    url: "https://news.example/2020/good.html",
    html: "<div><p>美国卫生部长抵达台湾访问。总统蔡英文星期一在台北会见访问团。</p><p>世界卫生组织没有回应。</p></div>",
};

/// Posts about public events of 2020: both scripts, three outlets, two months, one exact copy, two versions of one page.
pub const POSTS: [Post; 9] = [
    GOOD,
    Post {
        file: "2020-08-10-visit.md",
        title: "蔡英文接見美國訪問團",
        date: "2020-08-10T03:00:00.000Z",
        outlet: "(臺)中央社CNA",
        url: "https://cna.example/202008100001.aspx",
        html: "<p>總統蔡英文今天在臺北接見美國訪問團。蔡英文感謝美國支持台灣參與世界衛生組織。</p><p>北京方面表示不滿。中國外交部發言人趙立堅批評美國。</p>",
    },
    Post {
        file: "2020-08-11-copy.md",
        title: "蔡英文接見美國訪問團",
        date: "2020-08-11T03:00:00.000Z",
        outlet: "轉載網",
        url: "https://copy.example/a/1.html",
        html: "<p>總統蔡英文今天在臺北接見美國訪問團。蔡英文感謝美國支持台灣參與世界衛生組織。</p><p>北京方面表示不滿。中國外交部發言人趙立堅批評美國。</p>",
    },
    Post {
        file: "2020-09-01-first.md",
        title: "特朗普与习近平通话",
        date: "2020-09-01T01:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/call.html",
        html: "<p>美国总统特朗普与中国国家主席习近平星期二通话。</p>",
    },
    Post {
        file: "2020-09-01-second.md",
        title: "特朗普与习近平通话（更新）",
        date: "2020-09-01T05:00:00.000Z",
        outlet: "早报",
        url: "https://www.news.example/2020/call.html?from=rss",
        html: "<p>美国总统特朗普与中国国家主席习近平星期二通话，谈到世界卫生组织。</p><p>白宫没有公布细节。</p>",
    },
    Post {
        file: "2020-09-02-who.md",
        title: "世衛組織：北京同意專家到訪",
        date: "2020-09-02",
        outlet: "(臺)中央社CNA",
        url: "https://cna.example/202009020002.aspx",
        html: "<p>世界衛生組織表示，中國同意專家到訪北京和武漢。</p><p>美國總統特朗普批評世界衛生組織。</p>",
    },
    Post {
        file: "2020-09-03-quotes.md",
        title: "台湾,\"口罩\"与《日本》",
        date: "2020-09-03T00:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/masks.html",
        html: "<p>台湾\\日本\t\u{7}之间的合作，\"口罩\"一词。蔡英文感谢日本。路径 C:\\台湾\\</p>",
    },
    Post {
        file: "2020-09-04-none.md",
        title: "天气",
        date: "2020-09-04T00:00:00.000Z",
        outlet: "早报",
        url: "https://news.example/2020/weather.html",
        html: "<p>明天有雨，后天放晴。</p>",
    },
    Post {
        file: "2020-09-05-english.md",
        title: "Rain",
        date: "2020-09-05T00:00:00.000Z",
        outlet: "The Paper",
        url: "https://news.example/2020/rain.html",
        html: "<p>It will rain tomorrow, and the day after the weather will clear, say the forecasters of the capital.</p>",
    },
];

/// A folder with [`POSTS`].
pub fn posts() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for post in POSTS {
        post.write(folder.path());
    }
    folder
}

/// The example posts of the repository.
pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/posts")
}

/// Every file below a folder, in order.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("a readable folder"))
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}
