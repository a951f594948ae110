//! Numbers as text.

/// A number as a cell: six significant digits; empty where it is none. A whole one has a decimal, for readers tell the type
/// of a column from its first rows.
pub fn float_cell(x: f64) -> String {
    let mut number = format_float(x);
    if !number.is_empty() && !number.contains(['.', 'e']) {
        number.push_str(".0");
    }
    number
}

/// Six significant digits, an exponent only for very small numbers, no trailing zeros; empty for what is no number.
pub fn format_float(x: f64) -> String {
    if !x.is_finite() {
        return String::new();
    }
    let rounded = six_digits(x);
    if x == 0.0 || (1e-4..1e15).contains(&x.abs()) { format!("{}", rounded + 0.0) } else { format!("{rounded:e}") }
}

/// The number of six significant digits that is nearest.
pub fn six_digits(x: f64) -> f64 {
    let size = x.abs();
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    if (1e-4..1e15).contains(&size) {
        // Multiplying and dividing by whole powers of ten keeps the shortest decimal.
        let digits = 5 - size.log10().floor() as i32;
        let scale = 10_f64.powi(digits.abs());
        return if digits >= 0 { (x * scale).round() / scale } else { (x / scale).round() * scale };
    }
    format!("{x:.5e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_floats_of_cells_have_a_decimal() {
        assert_eq!([0.0, -3.0, 0.5, 1e-9, f64::NAN].map(float_cell), ["0.0", "-3.0", "0.5", "1e-9", ""]);
    }

    #[test]
    fn numbers_are_short_and_readable() {
        for (x, want) in [
            (0.0, "0"),
            (1.0, "1"),
            (1234567.0, "1234570"),
            (0.123456789, "0.123457"),
            (-2.5, "-2.5"),
            (1e-300, "1e-300"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            assert_eq!(format_float(x), want);
        }
    }
}
