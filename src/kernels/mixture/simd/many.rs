//! Densities and moments in many dimensions: products of matrices, in tiles that stay in registers.

use super::pass::Pass;
use super::plan::{Component, ROWS};
use crate::kernels::mixture::points::Line;
use crate::simd::{F64x8, LANES, Simd};

/// Points of any number of dimensions.
pub(crate) struct Many {
    dimensions: usize,
    /// The distances of the points from a mean, coordinate by coordinate, filled up with zeros to a
    /// multiple of [`ROWS`],
    apart: Vec<Line>,
    /// and the same, times the responsibility.
    weighted: Vec<Line>,
}

/// Eights of points that a row of distances holds.
pub(super) const WIDTH: usize = 8;

impl Many {
    pub(super) fn new(dimensions: usize) -> Self {
        let room = vec![Line([0.0; LANES]); dimensions.next_multiple_of(ROWS) * WIDTH];
        Self {
            dimensions,
            apart: room.clone(),
            weighted: room,
        }
    }

    /// The distances from the mean, row by row.
    #[inline(always)]
    fn measure<S: Simd>(&mut self, simd: S, component: &Component, points: &[Line]) {
        let d = self.dimensions;
        let rows = self.apart.as_chunks_mut::<WIDTH>().0;
        for ((i, row), mean) in rows.iter_mut().enumerate().zip(&component.mean) {
            let mean = simd.splat(*mean);
            for (point, apart) in points.chunks_exact(d).zip(row) {
                (simd.load(&point[i].0) - mean).store(&mut apart.0);
            }
        }
    }
}

impl Pass for Many {
    fn dimensions(&self) -> usize {
        self.dimensions
    }

    #[inline(always)]
    fn surprises<S: Simd>(
        &mut self,
        simd: S,
        plan: &[Component],
        k: usize,
        points: &[Line],
        surprises: &mut [Line],
    ) {
        let component = &plan[k];
        let few = WIDTH * self.dimensions;
        for (points, surprises) in points.chunks(few).zip(surprises.chunks_mut(WIDTH)) {
            self.measure(simd, component, points);
            let mut sums = [Line([component.surprise; LANES]); WIDTH];
            let rows = self.apart.as_chunks::<WIDTH>().0;
            if S::REGISTERS >= 32 {
                squares::<S, 4>(simd, &component.whiten, rows, &mut sums);
            } else {
                squares::<S, 1>(simd, &component.whiten, rows, &mut sums);
            }
            surprises.copy_from_slice(&sums[..surprises.len()]);
        }
    }

    #[inline(always)]
    fn moments<S: Simd>(
        &mut self,
        simd: S,
        components: &[Component],
        points: &[Line],
        shares: &[Line],
        inverses: &[Line],
        sums: &mut [Vec<Line>],
    ) {
        let shares = shares.chunks_exact(inverses.len());
        for ((component, shares), sums) in components.iter().zip(shares).zip(sums) {
            let points = points.chunks(WIDTH * self.dimensions);
            let weights = shares.chunks(WIDTH).zip(inverses.chunks(WIDTH));
            for (points, (shares, inverses)) in points.zip(weights) {
                self.measure(simd, component, points);
                let first = self.weigh(simd, shares, inverses, sums);
                self.products(simd, shares.len(), &mut sums[first..]);
            }
        }
    }
}

/// Adds the squares of the whitened distances.
///
/// A block of rows takes `V` vectors of points at a time, so that what is loaded is used several
/// times.
#[inline(always)]
fn squares<S: Simd, const V: usize>(
    simd: S,
    whiten: &[[f64; ROWS]],
    apart: &[[Line; WIDTH]],
    sums: &mut [Line; WIDTH],
) {
    let mut whiten = whiten;
    let mut columns = 0;
    while !whiten.is_empty() {
        columns += ROWS;
        let (block, later) = whiten.split_at(columns);
        whiten = later;
        for at in (0..WIDTH).step_by(V) {
            let mut z = [[simd.splat(0.0); V]; ROWS];
            for (factors, apart) in block.iter().zip(apart) {
                for (z, factor) in z.iter_mut().zip(factors) {
                    let factor = simd.splat(*factor);
                    for (z, apart) in z.iter_mut().zip(&apart[at..at + V]) {
                        *z = simd.load(&apart.0).mul_add(factor, *z);
                    }
                }
            }
            for z in z {
                for (z, sum) in z.into_iter().zip(&mut sums[at..at + V]) {
                    z.mul_add(z, simd.load(&sum.0)).store(&mut sum.0);
                }
            }
        }
    }
}

impl Many {
    /// The distances times the responsibilities. Adds them, and the responsibilities, to the sums,
    /// and returns where the sums of products begin.
    #[inline(always)]
    fn weigh<S: Simd>(
        &mut self,
        simd: S,
        shares: &[Line],
        inverses: &[Line],
        sums: &mut [Line],
    ) -> usize {
        let mut responsibilities = [Line([0.0; LANES]); WIDTH];
        let mut weight = simd.load(&sums[0].0);
        for ((share, inverse), to) in shares.iter().zip(inverses).zip(&mut responsibilities) {
            let responsibility = simd.load(&share.0) * simd.load(&inverse.0);
            responsibility.store(&mut to.0);
            weight = weight + responsibility;
        }
        weight.store(&mut sums[0].0);
        let rows = self.apart.as_chunks::<WIDTH>().0;
        let weighted = self.weighted.as_chunks_mut::<WIDTH>().0;
        let n = shares.len();
        for ((apart, weighted), sum) in rows.iter().zip(weighted).zip(&mut sums[1..]) {
            let mut total = simd.load(&sum.0);
            let each = apart.iter().zip(weighted).zip(&responsibilities);
            for ((apart, weighted), responsibility) in each.take(n) {
                let product = simd.load(&apart.0) * simd.load(&responsibility.0);
                product.store(&mut weighted.0);
                total = total + product;
            }
            total.store(&mut sum.0);
        }
        1 + rows.len()
    }

    /// Adds the products of distances, the lower triangle row by row, of `n` vectors of points.
    #[inline(always)]
    fn products<S: Simd>(&self, simd: S, n: usize, sums: &mut [Line]) {
        let rows = self.apart.as_chunks::<WIDTH>().0.as_chunks::<ROWS>().0;
        let weighted = self.weighted.as_chunks::<WIDTH>().0.as_chunks::<ROWS>().0;
        for (i, weighted) in weighted.iter().enumerate() {
            for (j, apart) in rows[..=i].iter().enumerate() {
                if S::REGISTERS >= 32 {
                    tile::<S, 4>(simd, (i, j), weighted, apart, n, sums);
                } else {
                    tile::<S, 1>(simd, (i, j), weighted, apart, n, sums);
                }
            }
        }
    }
}

/// The products of four rows with four columns, of which `C` are worked on at a time.
#[inline(always)]
fn tile<S: Simd, const C: usize>(
    simd: S,
    (i, j): (usize, usize),
    weighted: &[[Line; WIDTH]; ROWS],
    apart: &[[Line; WIDTH]; ROWS],
    n: usize,
    sums: &mut [Line],
) {
    // Where row `ROWS * i + row` begins.
    let begin = |row: usize| (ROWS * i + row) * (ROWS * i + row + 1) / 2 + ROWS * j;
    for from in (0..ROWS).step_by(C) {
        let mut products = [[simd.splat(0.0); C]; ROWS];
        for (row, products) in products.iter_mut().enumerate() {
            for (column, product) in products.iter_mut().enumerate() {
                if j < i || from + column <= row {
                    *product = simd.load(&sums[begin(row) + from + column].0);
                }
            }
        }
        for v in 0..n.min(WIDTH) {
            for (row, products) in products.iter_mut().enumerate() {
                let weighted = simd.load(&weighted[row][v].0);
                for (column, product) in products.iter_mut().enumerate() {
                    let apart = simd.load(&apart[from + column][v].0);
                    *product = weighted.mul_add(apart, *product);
                }
            }
        }
        for (row, products) in products.iter().enumerate() {
            for (column, product) in products.iter().enumerate() {
                if j < i || from + column <= row {
                    product.store(&mut sums[begin(row) + from + column].0);
                }
            }
        }
    }
}
