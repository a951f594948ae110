//! The overlap policy.

use super::{Mention, Reading};

/// `LEFTMOST_LONGEST`: of overlapping mentions the one that starts first is kept, of those that start together the
/// longest, of those with the same span the one whose reading says most. A listed form inside a kept mention is kept as
/// nested; one that sticks out of it is dropped.
pub fn select(mut found: Vec<Mention>) -> Vec<Mention> {
    found.sort_by(|a, b| (a.span.start, b.span.end, rank(&a.reading)).cmp(&(b.span.start, a.span.end, rank(&b.reading))));
    let mut kept: Vec<Mention> = Vec::with_capacity(found.len());
    let mut flat_end = 0;
    for mut mention in found {
        if mention.span.start >= flat_end {
            flat_end = mention.span.end;
            mention.nested = false;
            kept.push(mention);
        } else if mention.span.end <= flat_end
            && matches!(mention.reading, Reading::Listed(_))
            && kept.last().is_some_and(|last| last.span != mention.span)
        {
            mention.nested = true;
            kept.push(mention);
        }
    }
    kept
}

/// Of readings of one span, the smallest rank is kept.
pub(super) fn rank(reading: &Reading) -> u8 {
    match reading {
        Reading::Latin(_) => 0, // its text is looked up all the same
        Reading::Listed(_) => 1,
        Reading::Letter(_) => 2,
        Reading::Office { .. } => 3,
        Reading::SurnameTitle(_) | Reading::OfState { .. } => 4,
        Reading::Short(_) | Reading::LatinOf(_) => 5,
        Reading::Unlisted(_) => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Span, knowledge::SurfaceId};

    /// Each case: the forms found in one text, and what is kept; a nested form stands in brackets.
    const LEFTMOST_LONGEST: &[(&str, &[&str], &[&str])] = &[
        ("北京大学", &["北京", "北京大学"], &["北京大学", "(北京)"]),
        ("美国驻联合国大使", &["美国", "联合国", "美国驻联合国大使", "大使"], &["美国驻联合国大使", "(美国)", "(联合国)", "(大使)"]),
        ("上海南京东路", &["上海", "海南", "南京", "南京东路"], &["上海", "南京东路", "(南京)"]),
        ("甲乙丙丁", &["甲乙", "乙丙丁"], &["甲乙"]),
        ("甲乙", &[], &[]),
    ];

    #[test]
    fn leftmost_longest_with_nested() {
        for (text, forms, want) in LEFTMOST_LONGEST {
            let found = forms.iter().enumerate().map(|(i, form)| {
                let start = text[..text.find(form).unwrap()].chars().count() as u32;
                Mention::new(Span::new(start, start + form.chars().count() as u32), Reading::Listed(SurfaceId(i as u32)))
            });
            let chars: Vec<char> = text.chars().collect();
            let got: Vec<String> = select(found.collect())
                .iter()
                .map(|m| {
                    let form: String = chars[m.span.start as usize..m.span.end as usize].iter().collect();
                    if m.nested { format!("({form})") } else { form }
                })
                .collect();
            assert_eq!(&got, want, "{text}");
        }
    }
}
