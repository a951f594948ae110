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
        line_of,
    };

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
