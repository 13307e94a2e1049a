/// Below this part of its own variance, what is left of a column is rounding: it adds nothing.
const NOTHING: f64 = 1e-9;

/// Sums of products of columns, over rows: a symmetric matrix, of which each row is kept from the diagonal
/// on. Without its first row it is the matrix without its first column.
///
/// The columns in order: a constant, each driver's, the rating.
pub(super) struct Gram {
    size: usize,
    cells: Vec<f64>,
}

impl Gram {
    pub(super) fn new(size: usize) -> Gram {
        Gram { size, cells: vec![0.0; size * (size + 1) / 2] }
    }

    /// Adds a row of so much weight, given as its columns that are not 0, ascending.
    pub(super) fn add(&mut self, row: &[(usize, f64)], weight: f64) {
        for (at, &(column, value)) in row.iter().enumerate() {
            let start = self.start(column);
            for &(other, factor) in &row[at..] {
                self.cells[start + other - column] += weight * value * factor;
            }
        }
    }

    /// Adds another one's rows, each so many times.
    pub(super) fn merge(&mut self, other: &Gram, times: f64) {
        if times > 0.0 {
            for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
                *cell += times * more;
            }
        }
    }

    /// The correlations of the columns and of the rating, without the constant. A column that does not
    /// vary correlates with nothing. None where the rating does not vary.
    pub(super) fn correlations(&self) -> Option<Gram> {
        let mut centred = self.given(1);
        let scales: Vec<f64> = (0..centred.size)
            .map(|column| {
                let (left, whole) = (centred.diagonal(column), self.diagonal(column + 1));
                if left > NOTHING * whole { left.sqrt().recip() } else { 0.0 }
            })
            .collect();
        let pairs = (0..scales.len()).flat_map(|row| scales[row..].iter().map(move |other| (row, other)));
        for (cell, (row, other)) in centred.cells.iter_mut().zip(pairs) {
            *cell *= scales[row] * other;
        }
        (*scales.last()? > 0.0).then_some(centred)
    }

    /// Of correlations: R², the part of the rating's variance that goes with a set of drivers, for every
    /// set. `blocks` is each driver's number of columns; driver `d` is in a set if bit `d` of its index is.
    ///
    /// Weighted least squares by elimination, one driver left out or eliminated at each step, so that what
    /// sets have in common is worked out once (G. M. Furnival and R. W. Wilson, "Regressions by leaps and
    /// bounds", Technometrics 16 (1974) 499–511). A column that the ones before it already hold is skipped.
    pub(super) fn explained(&self, blocks: &[usize]) -> Vec<f64> {
        match blocks.split_first() {
            None => vec![(1.0 - self.diagonal(0)).clamp(0.0, 1.0)],
            Some((&columns, rest)) => {
                let without = self.without(columns).explained(rest);
                let with = self.given(columns).explained(rest);
                without.into_iter().zip(with).flat_map(|(without, with)| [without, with]).collect()
            }
        }
    }

    /// What is left when the first columns explain all they can, without them.
    fn given(&self, columns: usize) -> Gram {
        let mut all = self.cells.clone();
        let mut left = &mut all[..];
        for size in (self.size - columns + 1..=self.size).rev() {
            let (pivots, below) = left.split_at_mut(size);
            if pivots[0] > NOTHING {
                let mut rows = &mut below[..];
                for at in 1..size {
                    let factor = pivots[at] / pivots[0];
                    let (row, next) = rows.split_at_mut(size - at);
                    row.iter_mut().zip(&pivots[at..]).for_each(|(cell, pivot)| *cell -= factor * pivot);
                    rows = next;
                }
            }
            left = below;
        }
        Gram { size: self.size - columns, cells: left.to_vec() }
    }

    /// The same without the first columns.
    fn without(&self, columns: usize) -> Gram {
        Gram { size: self.size - columns, cells: self.cells[self.start(columns)..].to_vec() }
    }

    /// Where a row begins.
    fn start(&self, row: usize) -> usize {
        row * (2 * self.size + 1 - row) / 2
    }

    fn diagonal(&self, column: usize) -> f64 {
        self.cells[self.start(column)]
    }
}
