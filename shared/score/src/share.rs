/// How many customers an answer stands for: 1 over its chance of having been asked for, which is in parts
/// per million. A chance that cannot be counts as the nearest that can: 1 or 1,000,000.
pub(crate) fn weight(asked_ppm: u32) -> f64 {
    1_000_000.0 / f64::from(asked_ppm.clamp(1, 1_000_000))
}

/// How many equal weights say as much as these, by their sum and the sum of their squares; 0 for none
/// (L. Kish, "Survey sampling", 1965, §11.7).
pub(crate) fn effective(sum: f64, squares: f64) -> f64 {
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}
