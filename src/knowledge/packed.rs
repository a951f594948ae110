//! The Aho–Corasick automaton that daachorse builds, packed, and walked where it lies: to unpack the bundled one takes longer
//! than to tag a sentence, and a third more space. Numbers have three bytes, little endian.

use std::borrow::Cow;

/// Numbers of a state: the base of its children, its parent, the state to fall back to, its first output.
const STATE_BYTES: usize = 12;
/// Numbers of an output: its value, and the next output of the same place.
const OUTPUT_BYTES: usize = 6;
/// Numbers of a character outside the basic plane: itself, and its code.
const RARE_BYTES: usize = 6;
/// Codes of the characters of the basic plane, two bytes each.
const TABLE_BYTES: usize = 2 * 0x1_0000;
/// Counts of states and outputs.
const HEAD_BYTES: usize = 6;
/// No number reaches this one.
const LIMIT: u32 = 1 << 24;
/// A character of the basic plane that stands in no pattern.
const NO_CODE: u16 = u16::MAX;

const ROOT: u32 = 0;

/// An automaton, read only.
#[derive(Clone)]
pub(crate) struct Packed {
    bytes: Cow<'static, [u8]>,
    /// Where the outputs and the rare characters begin.
    outputs: usize,
    rare: usize,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place(u32);

impl Packed {
    /// From what daachorse serializes of a character-wise automaton with values of four bytes; none where it has more states
    /// than three bytes count.
    pub(crate) fn pack(serialized: &[u8]) -> Option<Packed> {
        let mut words = serialized.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
        let mut list = |width: usize| -> Option<Vec<u32>> {
            let count = words.next()? as usize;
            let read: Vec<u32> = words.by_ref().take(width * count).collect();
            (read.len() == width * count).then_some(read)
        };
        let (states, table) = (list(4)?, list(1)?);
        // The size of the alphabet.
        let _ = list(0)?;
        let outputs = list(3)?;
        let counts = [states.len() / 4, outputs.len() / 3];
        let small = |number: &u32| *number < LIMIT;
        if !(states.iter().all(small) && outputs.iter().all(small) && counts.iter().all(|&n| n < LIMIT as usize)) {
            return None;
        }
        let mut bytes = Vec::with_capacity(HEAD_BYTES + TABLE_BYTES + 3 * states.len() + 2 * outputs.len());
        let push = |bytes: &mut Vec<u8>, number: u32| bytes.extend_from_slice(&number.to_le_bytes()[..3]);
        for count in counts {
            push(&mut bytes, count as u32);
        }
        let mut rare = Vec::new();
        for c in 0..table.len().max(0x1_0000) {
            let code = table.get(c).copied().filter(|&code| code != u32::MAX);
            if c < 0x1_0000 {
                let short = code.map_or(Some(NO_CODE), |code| u16::try_from(code).ok().filter(|&short| short != NO_CODE))?;
                bytes.extend(short.to_le_bytes());
            } else if let Some(code) = code {
                push(&mut rare, c as u32);
                push(&mut rare, code);
            }
        }
        for &number in &states {
            push(&mut bytes, number);
        }
        for output in outputs.chunks_exact(3) {
            // The length between them is known by the value.
            push(&mut bytes, output[0]);
            push(&mut bytes, output[2]);
        }
        bytes.extend(rare);
        Packed::new(bytes.into())
    }

    /// From the bytes of a packed one; none where they are none.
    pub(crate) fn new(bytes: Cow<'static, [u8]>) -> Option<Packed> {
        let count = |at: usize| bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|&[a, b, c]| u32::from_le_bytes([a, b, c, 0]) as usize);
        let outputs = HEAD_BYTES + TABLE_BYTES + STATE_BYTES * count(0)?;
        let rare = outputs + OUTPUT_BYTES * count(3)?;
        (bytes.len() >= rare).then_some(Packed { bytes, outputs, rare })
    }

    /// What [`Packed::new`] reads.
    #[allow(dead_code, reason = "the build asks for it")]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[inline]
    fn number(&self, at: usize) -> u32 {
        self.bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(LIMIT, |&[a, b, c]| u32::from_le_bytes([a, b, c, 0]))
    }

    #[inline]
    fn state(state: u32) -> usize {
        HEAD_BYTES + TABLE_BYTES + STATE_BYTES * state as usize
    }

    /// The code of a character; none of one that stands in no pattern.
    #[inline]
    fn code(&self, c: char) -> Option<u32> {
        let c = c as u32;
        if c < 0x1_0000 {
            let at = HEAD_BYTES + 2 * c as usize;
            let code = u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]]);
            return (code != NO_CODE).then_some(code.into());
        }
        let rare = self.bytes[self.rare..].chunks_exact(RARE_BYTES);
        rare.into_iter()
            .find(|pair| u32::from_le_bytes([pair[0], pair[1], pair[2], 0]) == c)
            .map(|pair| u32::from_le_bytes([pair[3], pair[4], pair[5], 0]))
    }

    /// The place behind the next character.
    #[inline]
    pub(crate) fn next(&self, place: Place, c: char) -> Place {
        let Some(code) = self.code(c) else { return Place(ROOT) };
        let mut state = place.0;
        loop {
            let at = Packed::state(state);
            let base = self.number(at);
            if base != 0 {
                let child = base ^ code;
                if self.number(Packed::state(child) + 3) == state && Packed::state(child) < self.outputs {
                    return Place(child);
                }
            }
            if state == ROOT {
                return Place(ROOT);
            }
            state = self.number(at + 6);
        }
    }

    /// Calls `each` with the values of all patterns that end at a place, longest first.
    #[inline]
    pub(crate) fn each(&self, place: Place, mut each: impl FnMut(u32)) {
        let mut output = self.number(Packed::state(place.0) + 9);
        while output != 0 {
            let at = self.outputs + OUTPUT_BYTES * (output as usize - 1);
            each(self.number(at));
            output = self.number(at + 3);
        }
    }
}
