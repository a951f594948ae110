//! What people have saved, in the shapes in which they saved it: read without preparation, with dates, titles, outlets.

use crate::common::{Output, guanxi, run};
use std::{fs, path::Path};

/// Columns of documents.csv for a document.
fn shown(output: &Output, doc: &str) -> [String; 6] {
    let row = output.document(doc);
    ["status", "title", "date", "date_source", "outlet", "url"].map(|column| row[column].clone())
}

fn surfaces(output: &Output) -> Vec<String> {
    output.table("mentions.csv").rows.into_iter().map(|row| row["surface"].clone()).collect()
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
    fs::write(path, content).expect("a writable folder");
}

#[test]
fn records_of_json_and_tables_are_documents() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, content: &str| write(folder.path(), name, content);
    at(
        "one.json",
        r#"{"id": 7, "title": "總統接見訪賓", "date": "2019-11-25", "content": "蔡英文今天接見訪賓。", "url": "https://www.president.gov.tw/NEWS/7"}"#,
    );
    at(
        "2023-03-18.json",
        r#"[{"title": "会谈", "link": "/a", "uuid": "u1", "summary": "李强会见来宾。"}, {"title": "访问", "uuid": "u2", "summary": "王毅抵达东京访问。"}]"#,
    );
    at("table.csv", "标题,正文,发布时间,媒体,链接\n\"演说, 一\",习近平发表演说。,2021年3月1日 08:00,某报,https://a.example/1\n");
    at("lines.jsonl", "{\"headline\":\"通话\",\"body\":\"普京与拜登通话。\",\"published\":\"Mon, 01 Mar 2021 08:00:00 GMT\",\"site\":\"某网\"}\n");
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    let own = |texts: [&str; 6]| texts.map(str::to_owned);
    assert_eq!(
        shown(&output, "one.json"),
        own(["ok", "總統接見訪賓", "2019-11-25", "field", "中华民国总统府", "https://www.president.gov.tw/NEWS/7"])
    );
    assert_eq!(shown(&output, "2023-03-18.json#u1"), own(["ok", "会谈", "2023-03-18", "file name", "", "/a"]));
    assert_eq!(shown(&output, "2023-03-18.json#u2"), own(["ok", "访问", "2023-03-18", "file name", "", ""]));
    assert_eq!(shown(&output, "table.csv#1"), own(["ok", "演说, 一", "2021-03-01", "field", "某报", "https://a.example/1"]));
    assert_eq!(shown(&output, "lines.jsonl#1"), own(["ok", "通话", "2021-03-01", "field", "某网", ""]));
    for name in ["蔡英文", "李强", "王毅", "习近平", "普京", "拜登"] {
        assert!(surfaces(&output).iter().any(|surface| surface == name), "{name}");
    }
}

#[test]
fn own_names_of_fields_are_taken_and_wrong_ones_reported() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.tsv", "kopf\tleib\ttag\n演说\t习近平发表演说。\t2021-03-01\n");
    let output = run(&[folder.path()], &["-q", "--no-page", "--fields", "title=kopf,text=leib,date=tag"]).ends_with(0);
    assert_eq!(shown(&output, "a.tsv#1")[..3], ["ok", "演说", "2021-03-01"].map(str::to_owned));
    let output = run(&[folder.path()], &["-q", "--no-page", "--fields", "text=rumpf"]).ends_with(1);
    assert!(output.document("a.tsv")["note"].contains("no column rumpf: its header has kopf, leib, tag"));
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    assert!(output.document("a.tsv")["note"].contains("no column for the text among kopf, leib, tag"));
    let ended = guanxi(["run", ".", "--fields", "leib=x"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("there are title, text"), "{}", ended.stderr);
}

/// A page with what sites put around an article.
const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>外长访问东京_某某网</title>
<meta property="og:site_name" content="某某网"><meta property="article:published_time" content="2021-05-06T09:00:00+08:00">
<link rel="canonical" href="https://news.example/2021/1.html"></head><body>
<nav><ul><li><a href="/">首页</a></li><li><a href="/i">法国频道</a></li><li><a href="/s">德国频道</a></li></ul></nav>
<div class="breadcrumb">您的位置：<a href="/">首页</a> &gt; <a href="/r">俄罗斯</a></div>
<div class="main"><h1>外长访问东京</h1><div class="info">2021年05月06日 来源：某某网</div>
<div class="text"><p>外交部长王毅星期四抵达<ruby>东京<rt>とうきょう</rt></ruby>访问，同日本官员举行会谈，双方讨论了经贸合作与地区局势。</p>
<p>日本首相菅义伟在首相官邸会见了他，并表示希望两国关系继续发展，双方还就人员往来交换了意见。</p></div>
<div class="share">分享到：<a href="x">微博</a> <a href="y">微信</a></div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="2">默克尔会见马克龙，讨论欧洲防务问题与预算安排</a></li></ul></div></div>
<aside>热门：<a href="3">特朗普宣布新计划</a></aside>
<footer>版权所有 加拿大 某某网 联系我们</footer></body></html>"#;

#[test]
fn of_a_saved_page_the_article_counts_and_not_the_frame() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "saved.html", PAGE);
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    let want = ["ok", "外长访问东京", "2021-05-06", "page", "某某网", "https://news.example/2021/1.html"];
    assert_eq!(shown(&output, "saved.html"), want.map(str::to_owned));
    let surfaces = surfaces(&output);
    for name in ["王毅", "菅义伟", "东京"] {
        assert!(surfaces.iter().any(|surface| surface == name), "{name} is not in {surfaces:?}");
    }
    for name in ["法国", "德国", "俄罗斯", "默克尔", "马克龙", "特朗普", "加拿大", "微博"] {
        assert!(!surfaces.iter().any(|surface| surface == name), "{name} is in {surfaces:?}");
    }
    let without = run(&[folder.path()], &["-q", "--no-page", "--article", "off"]).ends_with(0);
    assert!(without.table("mentions.csv").rows.iter().any(|row| row["surface"] == "法国"));
}

#[test]
fn markdown_and_front_matter_of_other_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, content: &str| write(folder.path(), name, content);
    at(
        "a.md",
        "---\ntitle: \"特首會見記者\"\ndate: \"2018-04-20\"\nauthor: \"記者甲乙丙\"\ntags:\n  - \"香港\"\nurl: \"https://web.archive.org/web/2021/https://www.hkcnews.com/article/1\"\noriginal_url: \"https://www.hkcnews.com/article/1\"\n---\n\n# 特首會見記者\n\n行政長官[林鄭月娥](https://a.example/習近平)在政府總部**會見**記者。\n",
    );
    at("20230808.md", "# 《新闻》 (20230808)\n\n## 摘要\n\n1.李强主持会议；\n\n<p>国务院总理李强星期二主持会议。</p>\n");
    at("b.md", "[某报 | 标题](https://news.example/b)\n------\n日期：Tue, 30 Jun 2020 15:04:14 +0000\n\n<p>习近平发表讲话。</p>\n");
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    let own = |texts: [&str; 6]| texts.map(str::to_owned);
    assert_eq!(shown(&output, "a.md"), own(["ok", "特首會見記者", "2018-04-20", "field", "众新闻", "https://www.hkcnews.com/article/1"]));
    assert_eq!(shown(&output, "20230808.md")[..4], own(["ok", "《新闻》 (20230808)", "2023-08-08", "heading", "", ""])[..4]);
    assert_eq!(shown(&output, "b.md")[..4], own(["ok", "某报 | 标题", "2020-06-30", "line", "", ""])[..4]);
    let sentences: Vec<String> = output.table("sentences.csv").rows.into_iter().map(|row| row["text"].clone()).collect();
    assert!(sentences.contains(&"行政長官林鄭月娥在政府總部會見記者。".to_owned()), "{sentences:?}");
    assert!(!sentences.iter().any(|text| text.contains(['#', '*', '[']) || text.contains("http")), "{sentences:?}");
}

#[test]
fn wrapped_lines_are_one_paragraph() {
    let folder = tempfile::tempdir().unwrap();
    let text = "2021年3月1日\n\n　　外交部今天上午在首都北京举行例行记者会，外交部长王\n毅说明了本月访问邻国的安排，并且回答了各地记者的问题\n，他说双方将会讨论贸易，外交部发言人补充说行程还没有\n最后确定，细节将在下周公布。\n";
    write(folder.path(), "wrapped.txt", text);
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    assert_eq!(output.document("wrapped.txt")["date"], "2021-03-01");
    assert!(surfaces(&output).contains(&"王毅".to_owned()), "{:?}", surfaces(&output));
}

#[test]
fn every_file_met_has_a_row_and_an_output_folder_is_no_input() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, content: &str| write(folder.path(), name, content);
    at("a.txt", "蔡英文接见访团。");
    at("b.pdf", "%PDF-1.4");
    at("c.xyz", "x");
    at("old/manifest.json", "{}");
    at("old/documents.csv", "doc\n");
    at("old/nodes.csv", "id\n");
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    let of = |doc: &str| {
        let row = output.document(doc);
        (row["status"].clone(), row["note"].clone())
    };
    assert_eq!(of("a.txt").0, "ok");
    assert_eq!(of("b.pdf"), ("skipped".to_owned(), "PDF is not read: make text of it: pdftotext -layout FILE.pdf FILE.txt".to_owned()));
    assert_eq!(of("c.xyz").0, "skipped");
    assert!(of("old").1.contains("an output folder of guanxi"));
    assert_eq!(output.table("documents.csv").rows.len(), 4);
    let pdf = folder.path().join("b.pdf");
    let ended = guanxi(["run", pdf.to_str().expect("a plain path"), "-o", "never"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("pdftotext"), "{}", ended.stderr);
}

#[cfg(not(feature = "formats"))]
#[test]
fn formats_that_are_not_compiled_in_say_how_to_get_them() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.txt", "蔡英文接见访团。");
    for name in ["a.docx", "a.epub", "a.zip", "a.xml", "a.warc.gz"] {
        write(folder.path(), name, "x");
    }
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    for name in ["a.docx", "a.epub", "a.zip", "a.xml"] {
        let row = output.document(name);
        assert_eq!(row["status"], "skipped", "{name}");
        assert!(row["note"].contains("--features formats"), "{}", row["note"]);
    }
}

#[cfg(feature = "formats")]
#[test]
fn books_word_files_feeds_and_archives_are_read() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let zip = |name: &str, members: &[(&str, &str)]| {
        let mut zip = zip::ZipWriter::new(fs::File::create(folder.path().join(name)).unwrap());
        for (member, content) in members {
            zip.start_file(*member, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
    };
    zip("a.zip", &[("x/2020-08-09-甲.txt", "蔡英文接见访团。"), ("p.png", "x"), ("../../out.txt", "习近平发表演说。")]);
    zip("b.docx", &[("word/document.xml", "<w:document><w:p><w:r><w:t>外交部长王</w:t></w:r><w:r><w:t>毅访问东京。</w:t></w:r></w:p></w:document>")]);
    zip(
        "c.epub",
        &[
            ("META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"OEBPS/p.opf\"/></rootfiles></container>"),
            (
                "OEBPS/p.opf",
                "<package><metadata><dc:publisher>某社</dc:publisher><dc:date>2019-01-02</dc:date></metadata><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>",
            ),
            ("OEBPS/a.xhtml", "<html><head><title>第一章</title></head><body><p>默克尔会见马克龙，讨论欧洲防务。</p></body></html>"),
        ],
    );
    write(
        folder.path(),
        "d.xml",
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>某网</title><item><title>通话</title><link>https://a.example/1</link><guid>g1</guid><pubDate>Mon, 01 Mar 2021 08:00:00 GMT</pubDate><description>&lt;p&gt;普京与拜登通话。&lt;/p&gt;</description></item></channel></rss>",
    );
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>2021年4月5日</p><p>安倍晋三会见莫迪，双方讨论了安全合作。</p></body></html>";
    write(
        folder.path(),
        "e.warc",
        &format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2021-04-06T00:00:00Z\r\nWARC-Target-URI: https://w.example/1\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        ),
    );
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    for (doc, date, name) in [
        ("a.zip#x/2020-08-09-甲.txt", "2020-08-09", "蔡英文"),
        ("a.zip#../../out.txt", "", "习近平"),
        ("b.docx", "", "王毅"),
        ("c.epub#OEBPS/a.xhtml.html", "2019-01-02", "默克尔"),
        ("d.xml#g1", "2021-03-01", "普京"),
        ("e.warc#https://w.example/1", "2021-04-05", "安倍晋三"),
    ] {
        let row = output.document(doc);
        assert_eq!((row["status"].as_str(), row["date"].as_str()), ("ok", date), "{doc}: {}", row["note"]);
        assert!(output.table("mentions.csv").rows.iter().any(|m| m["doc"] == row["doc"] && m["surface"] == name), "{doc}: {name}");
    }
    assert_eq!(output.document("a.zip#p.png")["status"], "skipped");
    assert!(!folder.path().parent().expect("a folder").join("out.txt").exists());
}

#[test]
fn lines_that_repeat_in_a_source_are_left_out_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let verbs = ["会见", "访问", "感谢", "批评", "邀请", "祝贺", "拜会", "接见", "联络", "陪同", "支持", "拒绝"];
    for (i, verb) in verbs.iter().enumerate() {
        let post = format!(
            "---\ntitle: 第{i}则\ndate: 2021-03-{:02}\noutlet: 某报\n---\n<p>蔡英文{verb}安倍晋三。</p><p>欢迎订阅《纽约时报》电子版</p>\n",
            i + 1
        );
        write(folder.path(), &format!("a{i:02}.md"), &post);
    }
    write(folder.path(), "other.md", "---\ntitle: 别的\ndate: 2021-04-01\noutlet: 别报\n---\n<p>欢迎订阅《纽约时报》电子版</p>\n");
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(0);
    let rows: Vec<[String; 3]> =
        output.table("boilerplate.csv").rows.iter().map(|row| ["source", "line", "times"].map(|column| row[column].clone())).collect();
    assert_eq!(rows, [["某报", "欢迎订阅《纽约时报》电子版", "12"].map(str::to_owned)]);
    let of = |surface: &str| output.table("mentions.csv").rows.iter().filter(|row| row["surface"] == surface).count();
    assert_eq!((of("纽约时报"), of("蔡英文")), (1, 12));
}

#[test]
fn first_lines_of_texts_name_date_and_outlet() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.txt", "王毅訪問東京\n來源：明報\n2021年3月5日\n外長王毅抵達東京訪問。\n");
    write(folder.path(), "b.txt", "王毅访问首尔\n2021-03-06 10:20 | 稿源：《人民日报》\n外长王毅抵达首尔访问。\n");
    write(folder.path(), "c.txt", "来源：知情人士说，外长王毅将访问河内。\n外长王毅抵达河内访问。\n");
    let output = run(&[folder.path()], &["-q", "--format", "csv"]).ends_with(0);
    let told = |doc| ["date", "date_source", "outlet"].map(|column| output.document(doc)[column].clone());
    assert_eq!(told("a.txt"), ["2021-03-05", "line", "明報"].map(str::to_owned));
    assert_eq!(told("b.txt"), ["2021-03-06", "line", "人民日报"].map(str::to_owned));
    assert_eq!(told("c.txt"), ["", "", ""].map(str::to_owned));
}

#[cfg(feature = "formats")]
#[test]
fn first_lines_of_word_files_name_date_and_outlet() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.path().join("a.docx")).unwrap());
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let lines = ["外长访问东京", "2021年3月5日　来源：联合早报", "外交部长王毅抵达东京访问。"];
    let lines: String = lines.iter().map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    write!(zip, "<w:document><w:body>{lines}</w:body></w:document>").unwrap();
    zip.finish().unwrap();
    let output = run(&[folder.path()], &["-q", "--format", "csv"]).ends_with(0);
    let row = output.document("a.docx");
    assert_eq!(["date", "date_source", "outlet"].map(|column| row[column].as_str()), ["2021-03-05", "line", "联合早报"]);
}

#[test]
fn an_author_is_an_outlet_only_where_some_outlet_signs_so() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.json", r#"{"title": "会谈", "text": "李强会见来宾。", "author": "张三"}"#);
    write(folder.path(), "b.json", r#"{"title": "访问", "text": "王毅抵达东京访问。", "author": "早报"}"#);
    write(folder.path(), "c.json", r#"{"title": "通话", "text": "普京与拜登通话。", "author": "张三", "url": "https://news.example/1"}"#);
    let output = run(&[folder.path()], &["-q", "--format", "csv"]).ends_with(0);
    let outlets = ["a.json", "b.json", "c.json"].map(|doc| output.document(doc)["outlet"].clone());
    assert_eq!(outlets, ["", "早报", "news.example"].map(str::to_owned));
}

#[test]
fn records_are_read_as_well_without_the_bundled_gazetteers() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "posts/a.json", r#"{"标题": "演说", "正文": "甲乙丙发表演说。", "日期": "2021-03-01", "媒体": "某报"}"#);
    write(folder.path(), "posts/b.csv", "headline,body,published\n访问,甲乙丙抵达。,2021-03-02\n");
    write(folder.path(), "own/people.yaml", "- id: p-jia-yibing\n  name: 甲乙丙\n");
    let own = folder.path().join("own");
    let output = run(&[folder.path().join("posts")], &["-q", "--format", "csv", "-g", "none", "-g", own.to_str().unwrap()]).ends_with(0);
    let told = |doc| ["status", "title", "date", "outlet"].map(|column| output.document(doc)[column].clone());
    assert_eq!(told("a.json"), ["ok", "演说", "2021-03-01", "某报"].map(str::to_owned));
    assert_eq!(told("b.csv#1"), ["ok", "访问", "2021-03-02", ""].map(str::to_owned));
    let nodes: Vec<String> = output.table("nodes.csv").rows.into_iter().map(|row| row["id"].clone()).filter(|id| !id.contains("-x")).collect();
    assert_eq!(nodes, ["p-jia-yibing"]);
}
