//! Values that stand as texts in rule files: a text that is none is a fault of the YAML reader, at its own line.

use super::{Country, PartialDate};
use serde::{Deserialize, Deserializer, de};
use std::{fmt, marker::PhantomData};

/// What a text may be read as.
pub(crate) trait Written: Sized {
    /// What the text has to be, for messages.
    const WANTED: &'static str;

    fn read(text: &str) -> Option<Self>;
}

/// A value read from a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read<T>(pub(crate) T);

impl<'de, T: Written> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<T: Written> de::Visitor<'_> for Visitor<T> {
            type Value = Read<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::WANTED)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Read<T>, E> {
                T::read(text).map(Read).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Visitor(PhantomData))
    }
}

impl Written for PartialDate {
    const WANTED: &'static str = "a date: YYYY, YYYY-MM or YYYY-MM-DD";

    fn read(text: &str) -> Option<PartialDate> {
        PartialDate::parse(text)
    }
}

impl Written for Country {
    const WANTED: &'static str = "an ISO 3166-1 alpha-2 code in upper case, \"NO\" in quotes";

    fn read(text: &str) -> Option<Country> {
        Country::parse(text)
    }
}

/// Two characters.
impl Written for (char, char) {
    const WANTED: &'static str = "a word of two characters";

    fn read(text: &str) -> Option<(char, char)> {
        let mut chars = text.chars();
        match (chars.next(), chars.next(), chars.next()) {
            (Some(a), Some(b), None) => Some((a, b)),
            _ => None,
        }
    }
}
