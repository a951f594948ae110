//! On which line of a YAML file a value stands, asked only where something is wrong with it.

use saphyr_parser::{Event, Parser, Span};

/// A step from a value to one inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// The value of a key.
    Key(&'a str),
    /// An item of a list.
    Item(usize),
}

/// The line, from 1, of the value that these steps lead to, or of the last one that is there. Of the value of a key it is
/// the line of the key.
pub(crate) fn line_of(text: &str, path: &[Step<'_>]) -> usize {
    let mut walk = Walk { events: Parser::new_from_str(text), line: 1 };
    walk.to(path);
    walk.line
}

/// The line of the second of two equal keys of one map.
pub(crate) fn line_of_second(text: &str, key: &str) -> Option<usize> {
    // Of each list or map that is open, the keys so far and whether another comes next; of a list nothing.
    let mut open: Vec<Option<(Vec<String>, bool)>> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        if matches!(event, Event::SequenceEnd | Event::MappingEnd) {
            open.pop();
            continue;
        }
        if !matches!(event, Event::Scalar(..) | Event::Alias(_) | Event::SequenceStart(..) | Event::MappingStart(..)) {
            continue;
        }
        // What stands in a map is a key and a value by turns.
        if let Some(Some((keys, is_key))) = open.last_mut() {
            if let (true, Event::Scalar(value, ..)) = (*is_key, &event) {
                if *value == *key && keys.iter().any(|known| known == key) {
                    return Some(span.start.line());
                }
                keys.push(value.to_string());
            }
            *is_key = !*is_key;
        }
        match event {
            Event::SequenceStart(..) => open.push(None),
            Event::MappingStart(..) => open.push(Some((Vec::new(), true))),
            _ => {}
        }
    }
    None
}

struct Walk<I> {
    events: I,
    /// Of what was found last.
    line: usize,
}

impl<'t, E, I: Iterator<Item = Result<(Event<'t>, Span), E>>> Walk<I> {
    fn next(&mut self) -> Option<(Event<'t>, usize)> {
        let (event, span) =
            self.events.find(|event| !matches!(event, Ok((Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _))))?.ok()?;
        Some((event, span.start.line()))
    }

    /// `None` where the path leads nowhere.
    fn to(&mut self, path: &[Step<'_>]) -> Option<()> {
        let (event, line) = self.next()?;
        let Some((step, rest)) = path.split_first() else {
            self.line = line;
            return Some(());
        };
        match (event, step) {
            (Event::SequenceStart(..), &Step::Item(index)) => {
                for _ in 0..index {
                    self.skip()?;
                }
                self.to(rest)
            }
            (Event::MappingStart(..), &Step::Key(wanted)) => loop {
                let (Event::Scalar(key, ..), line) = self.next()? else { return None };
                if key == wanted {
                    self.line = line;
                    return if rest.is_empty() { Some(()) } else { self.to(rest) };
                }
                self.skip()?;
            },
            _ => None,
        }
    }

    /// Passes over one value; `None` where there is none, at the end of a list or map.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.next()?.0 {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Step::{Item, Key},
        line_of, line_of_second,
    };

    #[test]
    fn the_second_of_two_equal_keys_is_found_in_its_map() {
        for (text, key, line) in [
            ("- id: a\n  name: x\n- id: b\n  name: y\n  en: z\n  name: w\n", "name", Some(6)),
            ("a: {b: 1}\nc: {b: a, a: b}\na: 2\n", "a", Some(3)),
            ("a: [a, a]\nb: a\n", "a", None),
        ] {
            assert_eq!(line_of_second(text, key), line, "{text:?}");
        }
    }

    #[test]
    fn a_value_is_found_by_the_steps_that_lead_to_it() {
        let text = "# a\na:\n  - {b: 1, c: [x, y]}\n  - b: 2\n    c:\n      - z\n      -\n        w\nd: {e: [1,\n  2]}\n";
        for (path, line) in [
            (&[Key("a")][..], 2),
            (&[Key("a"), Item(0), Key("c"), Item(1)], 3),
            (&[Key("a"), Item(1)], 4),
            (&[Key("a"), Item(1), Key("c")], 5),
            (&[Key("a"), Item(1), Key("c"), Item(0)], 6),
            (&[Key("a"), Item(1), Key("c"), Item(1)], 8),
            (&[Key("d"), Key("e"), Item(1)], 10),
            (&[Key("d"), Key("f")], 9),
            (&[Key("g")], 1),
            (&[Item(0)], 1),
        ] {
            assert_eq!(line_of(text, path), line, "{path:?}");
        }
        assert_eq!(line_of("- a\n- b\n\n- c\n", &[Item(2)]), 4);
        assert_eq!(line_of("a: [", &[Key("a"), Item(0)]), 1);
        assert_eq!(line_of("", &[Key("a")]), 1);
    }
}
