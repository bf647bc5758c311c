//! Densities and moments in many dimensions: products of matrices, in tiles that stay in registers.
//!
//! The distances from a mean are worked out anew wherever they are needed: subtractions have their
//! own units in the processor, and a table of distances would have to be written and read.

use super::pass::Pass;
use super::plan::{Component, ROWS, TILE};
use crate::Error;
use crate::kernels::mixture::points::Line;
use crate::memory::filled;
use crate::simd::{F64x8, LANES, Simd};

/// Points of any number of dimensions.
pub(crate) struct Many {
    dimensions: usize,
    /// The responsibilities for some vectors of points,
    responsibilities: Vec<Line>,
    /// and some coordinates of their distances from a mean, times that.
    weighted: Vec<Line>,
}

/// Lines of points that the moments are taken of at a time: every tile of the sums goes through
/// them, so they must stay in the first-level cache. The more they are, the less often a tile
/// comes from memory and goes back.
const NEAR: usize = 512;

impl Many {
    pub(super) fn new(dimensions: usize) -> Result<Self, Error> {
        let zero = Line([0.0; LANES]);
        let vectors = (NEAR / dimensions).clamp(8, TILE);
        Ok(Self {
            dimensions,
            responsibilities: filled("dimensions", vectors, zero)?,
            weighted: filled("dimensions", vectors * ROWS, zero)?,
        })
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
        if S::REGISTERS >= 32 {
            distances::<S, 4>(simd, component, points, surprises);
        } else {
            distances::<S, 1>(simd, component, points, surprises);
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
        let (d, vectors) = (self.dimensions, self.responsibilities.len());
        let shares = shares.chunks_exact(inverses.len());
        for ((component, shares), sums) in components.iter().zip(shares).zip(sums) {
            let points = points.chunks(vectors * d);
            let weights = shares.chunks(vectors).zip(inverses.chunks(vectors));
            for (points, (shares, inverses)) in points.zip(weights) {
                let (weight, sums) = sums.split_at_mut(1);
                self.weigh(simd, shares, inverses, &mut weight[0]);
                let (first, second) = sums.split_at_mut(d.next_multiple_of(ROWS));
                if S::REGISTERS >= 32 {
                    self.products::<S, 4>(simd, &component.mean, points, first, second);
                } else {
                    self.products::<S, 2>(simd, &component.mean, points, first, second);
                }
            }
        }
    }
}

/// `-log2` of the weighted density at all points, of which `V` vectors are worked on at a time, so
/// that a factor which is loaded is used several times.
#[inline(always)]
fn distances<S: Simd, const V: usize>(
    simd: S,
    component: &Component,
    points: &[Line],
    surprises: &mut [Line],
) {
    let d = component.mean.len();
    for (points, surprises) in points.chunks(V * d).zip(surprises.chunks_mut(V)) {
        // Where there are fewer, the last is taken again.
        let last = surprises.len() - 1;
        let points = std::array::from_fn(|v| &points[v.min(last) * d..][..d]);
        let sums = squares::<S, V>(simd, component, points);
        for (sum, surprise) in sums.into_iter().zip(surprises) {
            sum.store(&mut surprise.0);
        }
    }
}

/// The squares of the whitened distances, and the surprise at the mean.
#[inline(always)]
fn squares<S: Simd, const V: usize>(
    simd: S,
    component: &Component,
    points: [&[Line]; V],
) -> [S::F64x8; V] {
    let mean = &component.mean[..];
    let d = mean.len();
    let points = points.map(|point| &point[..d]);
    let mut sums = [simd.splat(component.surprise); V];
    let mut whiten = &component.whiten[..];
    for first in (0..d).step_by(ROWS) {
        let (left, later) = whiten.split_at(first);
        let (diagonal, later) = later.split_at(ROWS);
        whiten = later;
        let mut z = [[simd.splat(0.0); V]; ROWS];
        for (j, factors) in left.iter().enumerate().take(d) {
            column::<S, V, 0>(simd, factors, mean, points, j, &mut z);
        }
        // Beyond the last dimension are zeros in the place of factors.
        let at: [usize; ROWS] = std::array::from_fn(|j| (first + j).min(d - 1));
        column::<S, V, 0>(simd, &diagonal[0], mean, points, at[0], &mut z);
        column::<S, V, 1>(simd, &diagonal[1], mean, points, at[1], &mut z);
        column::<S, V, 2>(simd, &diagonal[2], mean, points, at[2], &mut z);
        column::<S, V, 3>(simd, &diagonal[3], mean, points, at[3], &mut z);
        for z in z {
            for (z, sum) in z.into_iter().zip(&mut sums) {
                *sum = z.mul_add(z, *sum);
            }
        }
    }
    sums
}

/// Adds a column of a factor, from row `FROM` on, times the distances in coordinate `j`.
#[inline(always)]
fn column<S: Simd, const V: usize, const FROM: usize>(
    simd: S,
    factors: &[f64; ROWS],
    mean: &[f64],
    points: [&[Line]; V],
    j: usize,
    z: &mut [[S::F64x8; V]; ROWS],
) {
    let mut apart = [simd.splat(mean[j]); V];
    for (apart, point) in apart.iter_mut().zip(points) {
        *apart = simd.load(&point[j].0) - *apart;
    }
    for row in FROM..ROWS {
        let factor = simd.splat(factors[row]);
        for (z, apart) in z[row].iter_mut().zip(apart) {
            *z = apart.mul_add(factor, *z);
        }
    }
}

impl Many {
    /// The responsibilities, which are added to the `sum`.
    #[inline(always)]
    fn weigh<S: Simd>(&mut self, simd: S, shares: &[Line], inverses: &[Line], sum: &mut Line) {
        let mut weight = simd.load(&sum.0);
        let each = shares.iter().zip(inverses).zip(&mut self.responsibilities);
        for ((share, inverse), to) in each {
            let responsibility = simd.load(&share.0) * simd.load(&inverse.0);
            responsibility.store(&mut to.0);
            weight += responsibility;
        }
        weight.store(&mut sum.0);
    }

    /// Adds the distances times the responsibilities to the `first` sums, and the products to the
    /// `second`, in tiles of `R` rows and columns.
    #[inline(always)]
    fn products<S: Simd, const R: usize>(
        &mut self,
        simd: S,
        mean: &[f64],
        points: &[Line],
        first: &mut [Line],
        mut second: &mut [Line],
    ) {
        let weighted = self.weighted.as_chunks_mut().0;
        let weighted = &mut weighted[..points.len() / mean.len()];
        let first = first.as_chunks_mut::<R>().0;
        for (row, first) in (0..mean.len()).step_by(R).zip(first) {
            let mut rows = std::array::from_fn(|r| {
                let sums = second.split_off_mut(..=row + r);
                sums.expect("there are as many second sums as rows of first sums")
            });
            let corner = rows.each_mut().map(|sums| &mut sums[row..]);
            let place = Place::new(points, mean, row);
            place.corner(simd, &self.responsibilities, weighted, first, corner);
            for column in (0..row).step_by(R) {
                let tile = rows.each_mut().map(|sums| &mut sums[column..column + R]);
                Place::new(points, mean, column).tile(simd, weighted, tile);
            }
        }
    }
}

/// `R` neighbouring coordinates of some points, and of a mean.
struct Place<'a, const R: usize> {
    points: std::slice::ChunksExact<'a, Line>,
    at: [usize; R],
    mean: [f64; R],
}

impl<'a, const R: usize> Place<'a, R> {
    /// The coordinates from `first` on. In the place of what is beyond the last dimension the last
    /// is taken again: its sums are read by nobody.
    #[inline(always)]
    fn new(points: &'a [Line], mean: &[f64], first: usize) -> Self {
        let at = std::array::from_fn(|r| (first + r).min(mean.len() - 1));
        Self {
            points: points.chunks_exact(mean.len()),
            at,
            mean: at.map(|at| mean[at]),
        }
    }

    /// The distances of a point from the mean.
    #[inline(always)]
    fn apart<S: Simd>(&self, simd: S, point: &[Line]) -> [S::F64x8; R] {
        let mut apart = [simd.splat(0.0); R];
        for ((apart, at), mean) in apart.iter_mut().zip(self.at).zip(self.mean) {
            *apart = simd.load(&point[at].0) - simd.splat(mean);
        }
        apart
    }

    /// Works out the distances times the responsibilities, and adds them to the `first` sums and
    /// the products up to the diagonal to the `second`.
    #[inline(always)]
    fn corner<S: Simd>(
        self,
        simd: S,
        responsibilities: &[Line],
        weighted: &mut [[Line; R]],
        first: &mut [Line; R],
        second: [&mut [Line]; R],
    ) {
        let mut totals = [simd.splat(0.0); R];
        let mut products = [totals; R];
        for row in 0..R {
            totals[row] = simd.load(&first[row].0);
            for column in 0..=row {
                products[row][column] = simd.load(&second[row][column].0);
            }
        }
        let each = self.points.clone().zip(responsibilities).zip(weighted);
        for ((point, responsibility), weighted) in each {
            let responsibility = simd.load(&responsibility.0);
            let apart = self.apart(simd, point);
            for row in 0..R {
                let product = apart[row] * responsibility;
                product.store(&mut weighted[row].0);
                totals[row] += product;
                for column in 0..=row {
                    products[row][column] = product.mul_add(apart[column], products[row][column]);
                }
            }
        }
        for (row, second) in second.into_iter().enumerate() {
            totals[row].store(&mut first[row].0);
            for column in 0..=row {
                products[row][column].store(&mut second[column].0);
            }
        }
    }

    /// Adds the products of some rows with these columns.
    #[inline(always)]
    fn tile<S: Simd>(self, simd: S, weighted: &[[Line; R]], sums: [&mut [Line]; R]) {
        let mut products = [[simd.splat(0.0); R]; R];
        for (products, sums) in products.iter_mut().zip(&sums) {
            for (product, sum) in products.iter_mut().zip(sums.iter()) {
                *product = simd.load(&sum.0);
            }
        }
        for (point, weighted) in self.points.clone().zip(weighted) {
            let apart = self.apart(simd, point);
            for (products, weighted) in products.iter_mut().zip(weighted) {
                let weighted = simd.load(&weighted.0);
                for (product, apart) in products.iter_mut().zip(apart) {
                    *product = weighted.mul_add(apart, *product);
                }
            }
        }
        for (products, sums) in products.into_iter().zip(sums) {
            for (product, sum) in products.into_iter().zip(sums) {
                product.store(&mut sum.0);
            }
        }
    }
}
