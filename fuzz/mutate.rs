//! Inputs made from others: cut, doubled, mixed, with pieces that parsers stumble over.

/// Pieces with a meaning to some parser or to none.
const PIECES: [&str; 64] = [
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<script>",
    "</script>",
    "<p>",
    "<table><tr>",
    "&amp;",
    "&#x0;",
    "&#1114112;",
    "&lt;",
    "\"",
    "'",
    "\\",
    "\0",
    "\r\n",
    "\n---\n",
    "---\n",
    "- ",
    ": ",
    "&a ",
    "*a",
    "!!binary ",
    "{",
    "}",
    "[",
    "]",
    "](",
    "|",
    ",",
    "\t",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{1b}[31m",
    "\u{3000}",
    "\u{10ffff}",
    "é",
    "𠮷",
    "＜",
    "（",
    "）",
    "·",
    "“",
    "”",
    "。",
    "、",
    "总统",
    "蔡英文",
    "习近平",
    "记者",
    "北京",
    "2020年9月5日",
    "说",
    "和",
    "-1",
    "1e999",
    "9223372036854775808",
    "NaN",
    "null",
];
/// No input is larger.
const MOST_BYTES: usize = 1 << 18;
/// Inputs that are mutated on.
const MOST_KEPT: usize = 256;

/// Makes inputs, the same ones from the same seed.
pub struct Mutator {
    state: u64,
    kept: Vec<Vec<u8>>,
    given: usize,
}

impl Mutator {
    /// From these inputs.
    pub fn new(seed: u64, seeds: fn() -> Vec<Vec<u8>>) -> Mutator {
        let kept = seeds();
        Mutator { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, given: kept.len(), kept }
    }

    fn random(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.random() >> 11) as usize % n }
    }

    fn range(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        let most = if self.below(4) == 0 { bytes.len() - start } else { (bytes.len() - start).min(32) };
        start..start + self.below(most + 1)
    }

    /// The next input.
    pub fn make(&mut self) -> Vec<u8> {
        let pick = self.below(self.kept.len());
        let mut bytes = self.kept.get(pick).cloned().unwrap_or_default();
        for _ in 0..1 + self.below(6) {
            self.change(&mut bytes);
        }
        bytes.truncate(MOST_BYTES);
        // One in eight is mutated on, in the place of another one; those given stay.
        if self.below(8) == 0 {
            if self.kept.len() < MOST_KEPT {
                self.kept.push(bytes.clone());
            } else {
                let at = self.given + self.below(self.kept.len() - self.given);
                self.kept[at].clone_from(&bytes);
            }
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        match self.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            1 if at < bytes.len() => bytes[at] = self.random() as u8,
            2 => {
                let gone = self.range(bytes);
                bytes.drain(gone);
            }
            3 => {
                let copied = bytes[self.range(bytes)].to_vec();
                bytes.splice(at..at, copied);
            }
            4 => {
                let other = self.below(self.kept.len());
                let other = self.kept.get(other).cloned().unwrap_or_default();
                let piece = other[self.range(&other)].to_vec();
                let gone = self.range(bytes);
                bytes.splice(gone, piece);
            }
            5 => {
                let times = 1 << self.below(14);
                let piece = if self.below(2) == 0 { bytes[self.range(bytes)].to_vec() } else { PIECES[self.below(PIECES.len())].into() };
                let times = times.min(MOST_BYTES / piece.len().max(1));
                bytes.splice(at..at, piece.repeat(times));
            }
            6 => bytes.truncate(at),
            _ => {
                let piece = PIECES[self.below(PIECES.len())];
                let gone = if self.below(2) == 0 { at..at } else { self.range(bytes) };
                bytes.splice(gone, piece.bytes());
            }
        }
    }
}

/// A name for an input.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
