//! Bytes to text: UTF-8 with or without BOM, UTF-16 with BOM, GB18030 and Big5 by detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK};
use std::borrow::Cow;

/// A file whose valid multi-byte UTF-8 sequences outnumber its faults by this factor is damaged UTF-8, not a legacy
/// encoding: no GB18030 or Big5 text reaches it by chance.
const DAMAGED_UTF8_FACTOR: usize = 20;

/// Decodes a document, with a note where some bytes were no text. The error is the reason, with the place of the first
/// fault.
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<String>), String> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[skip..]);
        let note = had_errors.then(|| format!("the byte order mark says {}, but not all bytes are: those are shown as \u{FFFD}", encoding.name()));
        return no_nul(text).map(|text| (text, note));
    }
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return no_nul(Cow::Borrowed(text)).map(|text| (text, None)),
        Err(fault) => fault,
    };
    let at = fault.valid_up_to();
    let line = 1 + bytes[..at].iter().filter(|&&b| b == b'\n').count();
    if is_damaged_utf8(bytes) {
        // One bad byte is no reason to lose a document.
        let note = format!("invalid UTF-8 at byte {at} (line {line}): shown as \u{FFFD}");
        return no_nul(String::from_utf8_lossy(bytes)).map(|text| (text, Some(note)));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let candidates: &[&'static Encoding] = if guess == BIG5 { &[BIG5, GB18030] } else { &[GB18030, BIG5] };
    if guess != GBK && guess != GB18030 && guess != BIG5 {
        return Err(format!("neither UTF-8 (byte {at}, line {line}) nor GB18030 nor Big5"));
    }
    for encoding in candidates {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return no_nul(text).map(|text| (text, None));
        }
    }
    Err(format!("neither UTF-8 (byte {at}, line {line}) nor GB18030 nor Big5"))
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
}
