//! Files of several documents that are damaged: what is lost of them has a row that says so.

use crate::common::run;
use std::fs;

/// Path, status and note of each row for a file of this name.
fn rows(name: &str, content: &[u8], code: i32) -> Vec<[String; 3]> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    fs::write(folder.path().join("z.txt"), "外交部长王毅访问东京，会见日本首相。").unwrap();
    let output = run(&[folder.path()], &["-q", "--no-page"]).ends_with(code);
    let rows = output.table("documents.csv").rows.into_iter().filter(|row| row["path"] != "z.txt");
    rows.map(|row| ["path", "status", "note"].map(|column| row[column].clone())).collect()
}

/// Lines of a table of three columns.
fn table(separator: char, texts: &[&str]) -> String {
    let lines = texts.iter().zip(1..).map(|(text, i)| format!("第{i}题{separator}{text}{separator}2020-09-0{i}\n"));
    format!("title{separator}text{separator}date\n") + &lines.collect::<String>()
}

const TEXTS: [&str; 4] = ["蔡英文抵达台北。", "习近平抵达武汉。", "普京抵达柏林。", "拜登抵达东京。"];

#[test]
fn a_quote_that_swallows_rows_is_an_error_with_its_line() {
    let with = |at: usize, text: &'static str| {
        let mut texts = TEXTS;
        texts[at] = text;
        texts
    };
    for (name, text, line) in [
        ("a.tsv", table('\t', &with(1, "\"习近平抵达武汉。")), "line 3: a quote opens the cell and never closes"),
        ("a.csv", table(',', &with(1, "\"习近平抵达武汉。")), "line 3: a quote opens the cell and never closes"),
        (
            "a.csv",
            table(',', &["\"蔡英文抵达台北。", "\"习近平抵达武汉。\"", TEXTS[2], TEXTS[3]]),
            "line 2: a quote opens the cell and closes in line 3",
        ),
        (
            "a.tsv",
            table('\t', &["\"蔡英文抵达台北。", TEXTS[1], "普京抵达柏林。\"", TEXTS[3]]),
            "line 2: a quote opens the cell and closes in line 4",
        ),
    ] {
        let rows = rows(name, text.as_bytes(), 1);
        let errors: Vec<&[String; 3]> = rows.iter().filter(|row| row[1] == "error").collect();
        assert!(errors.len() == 1 && errors[0][2].starts_with(line) && errors[0][2].contains("write \"\""), "{text}: {rows:?}");
        assert!(rows.iter().all(|row| row[1] == "error" || row[2].is_empty()), "{rows:?}");
    }
    // A text of several lines, and a word in quotes at its beginning.
    for (name, texts) in [("a.csv", ["\"蔡英文抵达, 台北。\n\n会见, 来宾\"", TEXTS[1]]), ("a.tsv", ["\"台北\"一词", TEXTS[1]])] {
        let separator = if name == "a.csv" { ',' } else { '\t' };
        let rows = rows(name, table(separator, &texts).as_bytes(), 0);
        assert_eq!(rows.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(), ["ok", "ok"], "{rows:?}");
    }
}

#[test]
fn a_row_with_more_cells_than_columns_has_a_note() {
    let rows = rows("a.csv", table(',', &[TEXTS[0], "习近平, 普京抵达武汉。"]).as_bytes(), 0);
    assert_eq!(rows[0][1..], ["ok".to_owned(), String::new()]);
    assert!(rows[1][2].starts_with("line 3: 4 cells under 3 columns: put cells that hold the separator in quotes"), "{rows:?}");
}

#[cfg(feature = "formats")]
mod zips {
    use super::*;
    use std::io::Write;

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_cut_archive_is_not_the_whole_one_inside_it() {
        let inner = zip(&[("in.txt", TEXTS[0].as_bytes())]);
        let whole = zip(&[("inner.zip", &inner), ("out.txt", TEXTS[1].as_bytes())]);
        let end_of_inner = whole.windows(4).position(|four| four == b"PK\x05\x06").unwrap() + 22;
        assert_eq!(rows("a.zip", &whole, 0).iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["a.zip#inner.zip", "a.zip#out.txt"]);
        for cut in [&whole[..whole.len() - 60], &whole[..whole.len() - 1], &whole[..end_of_inner], &whole[..end_of_inner + 5]] {
            let rows = rows("a.zip", cut, 1);
            assert_eq!((rows.len(), rows[0][0].as_str(), rows[0][1].as_str()), (1, "a.zip", "error"), "{rows:?}");
            assert!(rows[0][2].contains("cannot be read to its end"), "{rows:?}");
        }
        // A program that unpacks itself, a comment at the end, and what some servers put behind it.
        let own = zip(&[("out.txt", TEXTS[1].as_bytes())]);
        let mut commented = own.clone();
        let comment = commented.len() - 2;
        commented[comment..].copy_from_slice(&5_u16.to_le_bytes());
        commented.extend_from_slice(b"hello");
        for archive in [[b"#!/bin/sh\n".as_slice(), &own].concat(), commented, [&own, b"\n\0\0".as_slice()].concat()] {
            assert_eq!(rows("a.zip", &archive, 0)[0][..2], ["a.zip#out.txt".to_owned(), "ok".to_owned()]);
        }
    }

    #[test]
    fn a_second_member_of_one_name_has_a_row_that_says_so() {
        let mut archive = zip(&[("a.txt", TEXTS[0].as_bytes()), ("b.txt", TEXTS[1].as_bytes())]);
        for at in (0..archive.len() - 5).filter(|&at| archive[at..].starts_with(b"b.txt")).collect::<Vec<_>>() {
            archive[at] = b'a';
        }
        let rows = rows("a.zip", &archive, 1);
        assert_eq!(rows[0][..2], ["a.zip#a.txt".to_owned(), "ok".to_owned()]);
        assert!(rows[1][1] == "error" && rows[1][2].contains("another member of the archive has the same name"), "{rows:?}");
    }
}
