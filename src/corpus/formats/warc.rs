//! Pages in web archives: the HTML responses of a WARC file.

use crate::corpus::{
    Fields, Record,
    decode::decode,
    input::{Source, encode_control, too_large},
    limited::Limited,
    post::MAX_DOCUMENT_BYTES,
};
use ::warc::{RecordType, WarcHeader, WarcReader};
use flate2::read::GzDecoder;
use std::{
    collections::HashMap,
    io::{self, BufReader, Read},
    path::Path,
};

/// Longest header of a record, with what a buffer reads ahead.
const MAX_HEADER_BYTES: u64 = 1 << 20;

pub(in crate::corpus) fn visit_warc(doc: &str, path: &Path, reader: Box<dyn Read>, each: &mut dyn FnMut(Record) -> bool) -> io::Result<bool> {
    let (reader, allowance) = Limited::new(reader, "the header of a record does not end");
    allowance.renew(MAX_HEADER_BYTES);
    let mut reader = WarcReader::new(BufReader::new(reader));
    let mut records = reader.stream_records();
    let mut place = 0;
    while let Some(record) = records.next_item() {
        let record = record.map_err(|e| match e {
            ::warc::Error::ReadData(e) => e,
            e => io::Error::other(e),
        })?;
        // Its body, and what precedes the next one.
        allowance.renew(record.content_length().saturating_add(MAX_HEADER_BYTES));
        place += 1;
        if *record.warc_type() != RecordType::Response {
            continue;
        }
        let size = record.content_length();
        let (url, source) = if size > MAX_DOCUMENT_BYTES {
            (String::new(), Source::Fault(too_large(size)))
        } else {
            // The reader takes addresses for UTF-8 and panics where they are not; as bytes they may be anything.
            let (header, body) = record.into_buffered()?.into_raw_parts();
            let fields: &HashMap<WarcHeader, Vec<u8>> = header.as_ref();
            let url = fields.get(&WarcHeader::TargetURI).map(|url| String::from_utf8_lossy(url)).unwrap_or_default();
            let url = url.trim_matches(['<', '>']).to_owned();
            let source = response(&body, &url);
            (url, source)
        };
        let id = if url.is_empty() { place.to_string() } else { url };
        let record = Record { doc: format!("{doc}#{}", encode_control(&id)), path: format!("{}#{place}", path.display()), kind: None, source };
        if !each(record) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The page in a response as it went over the wire.
fn response(bytes: &[u8], url: &str) -> Source {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Source::Fault("no HTTP response: its header does not end".into());
    };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim).unwrap_or_default();
    let kind = header("content-type");
    if !kind.is_empty() && !kind.contains("html") {
        return Source::Skipped(format!("{}, no page", kind.split(';').next().unwrap_or(kind)));
    }
    let mut body = bytes[end + 4..].to_vec();
    if header("transfer-encoding").contains("chunked") {
        body = unchunked(&body);
    }
    let encoding = header("content-encoding");
    if !matches!(encoding, "" | "identity" | "gzip" | "x-gzip") {
        return Source::Skipped(format!("content-encoding {encoding} is not read: record the site again with gzip or none"));
    }
    if encoding.contains("gzip") {
        let mut plain = Vec::new();
        if let Err(e) = GzDecoder::new(body.as_slice()).take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut plain) {
            return Source::Fault(format!("cannot be decompressed: {e}"));
        }
        body = plain;
    }
    if body.len() as u64 > MAX_DOCUMENT_BYTES {
        return Source::Fault(too_large(body.len() as u64));
    }
    match decode(&body) {
        Ok((html, _)) => Source::Fields(Box::new(Fields { html: Some(html.into_owned()), url: url.to_owned(), ..Fields::default() })),
        Err(reason) => Source::Fault(reason),
    }
}

/// The chunks of a body joined; what does not follow the form is taken as it is.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let whole = body;
    let mut out = Vec::with_capacity(body.len());
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&body[..end]).ok().and_then(|line| usize::from_str_radix(line.split(';').next()?.trim(), 16).ok());
        let Some(size) = size else { return if out.is_empty() { whole.to_vec() } else { out } };
        let Some(chunk) = body.get(end + 2..end + 2 + size) else { break };
        out.extend_from_slice(chunk);
        body = body.get(end + 2 + size + 2..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(bytes: &[u8]) -> String {
        match response(bytes, "https://a.example/") {
            Source::Fields(fields) => fields.html.unwrap_or_default(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn pages_are_read_as_they_were_sent() {
        assert_eq!(html("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>甲</p>".as_bytes()), "<p>甲</p>");
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n4;x=y\r\na</p\r\n1\r\n>\r\n0\r\n\r\n";
        assert_eq!(html(chunked), "<p>a</p>");
        assert!(html(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG").contains("image/png, no page"));
        assert!(html(b"HTTP/1.1 200 OK").contains("does not end"));
    }
}
