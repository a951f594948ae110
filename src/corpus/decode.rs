//! Bytes to text: UTF-8 with or without BOM, UTF-16 with BOM, GB18030 and Big5 by detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// A file whose valid multi-byte UTF-8 sequences outnumber its faults by this factor is damaged UTF-8, not a legacy
/// encoding: no GB18030 or Big5 text reaches it by chance.
const DAMAGED_UTF8_FACTOR: usize = 20;

/// Bytes as text.
#[derive(Debug, PartialEq)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// What a user should know: some bytes were no text.
    pub(super) note: Option<String>,
    /// How it was written.
    pub(super) encoding: &'static Encoding,
    /// Length of the byte order mark before it.
    pub(super) mark: usize,
}

/// Decodes a document, with a note where some bytes were no text. The error is the reason, with the place of the first
/// fault.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), String> {
    decoded(bytes).map(|decoded| (decoded.text, decoded.note))
}

/// The same, with the encoding.
pub(super) fn decoded(bytes: &[u8]) -> Result<Decoded<'_>, String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let note = had_errors.then(|| format!("the byte order mark says {}, but not all bytes are: those are shown as \u{FFFD}", encoding.name()));
        return Ok(Decoded { text: no_nul(text)?, note, encoding, mark });
    }
    let of = |text, encoding, note| no_nul(text).map(|text| Decoded { text, note, encoding, mark: 0 });
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return of(Cow::Borrowed(text), UTF_8, None),
        Err(fault) => fault,
    };
    let at = fault.valid_up_to();
    let line = 1 + bytes[..at].iter().filter(|&&b| b == b'\n').count();
    if is_damaged_utf8(bytes) {
        // One bad byte is no reason to lose a document.
        let note = format!("invalid UTF-8 at byte {at} (line {line}): shown as \u{FFFD}; save the file anew as UTF-8 if that matters");
        return of(String::from_utf8_lossy(bytes), UTF_8, Some(note));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let candidates: &[&'static Encoding] = if guess == BIG5 { &[BIG5, GB18030] } else { &[GB18030, BIG5] };
    let neither = || format!("neither UTF-8 (byte {at}, line {line}) nor GB18030 nor Big5: save it as UTF-8");
    if guess != GBK && guess != GB18030 && guess != BIG5 {
        return Err(neither());
    }
    for encoding in candidates {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return of(text, encoding, None);
        }
    }
    Err(neither())
}

/// Where each byte of a decoded text stands among those it was decoded from, and one past the last; none where that cannot be
/// told. Both are the same in UTF-8 without faults, but for the mark.
pub(super) fn places(bytes: &[u8], decoded: &Decoded<'_>) -> Option<Vec<usize>> {
    let mut places = Vec::with_capacity(decoded.text.len() + 1);
    let mut at = decoded.mark;
    if decoded.encoding == UTF_8 {
        for chunk in bytes[decoded.mark..].utf8_chunks() {
            places.extend(at..at + chunk.valid().len());
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                places.extend([at; '\u{FFFD}'.len_utf8()]);
                at += chunk.invalid().len();
            }
        }
    } else {
        for c in decoded.text.chars() {
            places.extend([at].repeat(c.len_utf8()));
            at += if decoded.encoding == UTF_16LE || decoded.encoding == UTF_16BE {
                2 * c.len_utf16()
            } else {
                decoded.encoding.encode(c.encode_utf8(&mut [0; 4])).0.len()
            };
        }
    }
    places.push(at);
    (at == bytes.len() && places.len() == decoded.text.len() + 1).then_some(places)
}

fn no_nul(text: Cow<'_, str>) -> Result<Cow<'_, str>, String> {
    match text.find('\0') {
        Some(at) => Err(format!("NUL byte at byte {at}: not a text file")),
        None => Ok(text),
    }
}

fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * DAMAGED_UTF8_FACTOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_recognised_and_faults_named() {
        let text = "总统府今天表示，访问团将于下周抵达台北，双方讨论合作议题。";
        let traditional = "總統府今天表示，訪問團將於下週抵達台北，雙方討論合作議題。";
        let gb = GB18030.encode(text).0.into_owned();
        let big5 = BIG5.encode(traditional).0.into_owned();
        let mut bom = b"\xEF\xBB\xBF".to_vec();
        bom.extend(text.as_bytes());
        let mut damaged = text.as_bytes().to_vec();
        damaged.insert(9, 0xFF);
        let shown = "总统府\u{FFFD}今天表示，访问团将于下周抵达台北，双方讨论合作议题。";
        let cases: [(&[u8], Result<&str, &str>); 7] = [
            (text.as_bytes(), Ok(text)),
            (&bom, Ok(text)),
            (&gb, Ok(text)),
            (&big5, Ok(traditional)),
            (&damaged, Ok(shown)),
            (&[0; 64], Err("NUL byte at byte 0: not a text file")),
            (b"", Ok("")),
        ];
        for (bytes, want) in cases {
            assert_eq!(decode(bytes).as_ref().map(|(text, _)| text.as_ref()).map_err(String::as_str), want);
        }
    }
    #[test]
    fn places_lead_back_to_the_bytes() {
        let text = "甲x台北。";
        let gb = GB18030.encode(text).0.into_owned();
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let mut marked = b"\xEF\xBB\xBF".to_vec();
        marked.extend(text.as_bytes());
        let at = text.find('台').unwrap();
        for (bytes, from, to) in [(text.as_bytes(), 4, 7), (&gb, 3, 5), (&utf16, 6, 8), (&marked, 7, 10)] {
            let decoded = decoded(bytes).unwrap();
            let places = places(bytes, &decoded).unwrap();
            assert_eq!((places[at], places[at + 3], decoded.text.as_ref()), (from, to, text), "{}", decoded.encoding.name());
        }
        let damaged = [text.repeat(9).as_bytes(), b"\xFF", text.as_bytes()].concat();
        let decoded = decoded(&damaged).unwrap();
        let places = places(&damaged, &decoded).unwrap();
        assert_eq!(&damaged[places[decoded.text.rfind('台').unwrap()]..][..3], "台".as_bytes());
    }
}
