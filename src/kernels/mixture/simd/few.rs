//! Points of few dimensions: all that belongs to a few of them, or to a component, stays in
//! registers.

use super::pass::Pass;
use super::plan::Component;
use super::shares::{self, Likelihood};
use crate::Error;
use crate::kernels::mixture::points::Line;
use crate::memory::collected;
use crate::simd::{F64x8, LANES, Simd};

/// Points of `D` dimensions.
pub(crate) struct Few<const D: usize> {
    components: Vec<Constants<D>>,
}

/// What is constant about a component: see [`Component`].
struct Constants<const D: usize> {
    mean: [f64; D],
    whiten: [[f64; D]; D],
    surprise: f64,
}

/// Vectors of points that go through all components together: enough for the processor to have
/// something to do while one of them waits for its exponential function.
const GROUP: usize = 4;

impl<const D: usize> Few<D> {
    pub(super) fn new(plan: &[Component]) -> Result<Self, Error> {
        let components = plan.iter().map(|component| Constants {
            mean: std::array::from_fn(|i| component.mean[i]),
            whiten: std::array::from_fn(|i| std::array::from_fn(|j| component.whiten[j][i])),
            surprise: component.surprise,
        });
        let components = collected("components", components)?;
        Ok(Self { components })
    }

    /// The shares of all components at `G` vectors of points, in strips of `n`, the least surprises,
    /// and the sums of the shares.
    #[inline(always)]
    #[allow(clippy::needless_range_loop, reason = "several arrays go by one index")]
    fn group<S: Simd, const G: usize>(
        &self,
        simd: S,
        points: &[[Line; D]; G],
        shares: &mut [Line],
        n: usize,
    ) -> ([S::F64x8; G], [S::F64x8; G]) {
        // Arrays, whose length the compiler knows: it writes the loops over them out.
        let mut least = [simd.splat(f64::INFINITY); G];
        for (component, shares) in self.components.iter().zip(shares.chunks_mut(n)) {
            let Some(shares) = shares.first_chunk_mut::<G>() else {
                break;
            };
            for g in 0..G {
                let surprise = component.surprise(simd, &points[g]);
                surprise.store(&mut shares[g].0);
                least[g] = surprise.min(least[g]);
            }
        }
        let mut totals = [simd.splat(0.0); G];
        for shares in shares.chunks_mut(n) {
            let Some(shares) = shares.first_chunk_mut::<G>() else {
                break;
            };
            for g in 0..G {
                totals[g] += shares::share(simd, &mut shares[g], least[g]);
            }
        }
        (least, totals)
    }
}

impl<const D: usize> Constants<D> {
    /// `-log2` of the weighted density at eight points.
    #[inline(always)]
    fn surprise<S: Simd>(&self, simd: S, point: &[Line; D]) -> S::F64x8 {
        let mut apart = [simd.splat(0.0); D];
        for ((apart, x), mean) in apart.iter_mut().zip(point).zip(self.mean) {
            *apart = simd.load(&x.0) - simd.splat(mean);
        }
        let mut surprise = simd.splat(self.surprise);
        for (i, whiten) in self.whiten.iter().enumerate() {
            let mut z = simd.splat(whiten[0]) * apart[0];
            for j in 1..=i {
                z = simd.splat(whiten[j]).mul_add(apart[j], z);
            }
            surprise = z.mul_add(z, surprise);
        }
        surprise
    }
}

impl<const D: usize> Pass for Few<D> {
    fn dimensions(&self) -> usize {
        D
    }

    #[inline(always)]
    fn surprises<S: Simd>(
        &mut self,
        simd: S,
        _: &[Component],
        k: usize,
        points: &[Line],
        surprises: &mut [Line],
    ) {
        let component = &self.components[k];
        for (point, surprise) in points.as_chunks().0.iter().zip(surprises) {
            component.surprise(simd, point).store(&mut surprise.0);
        }
    }

    /// What is known of a group of points stays in registers from the densities to the inverse.
    ///
    /// A tile is a short read between two long calculations: the processor's own prefetchers would
    /// not go on to the next one. So each group asks for one `ahead`.
    #[inline(always)]
    fn expectation<S: Simd>(
        &mut self,
        simd: S,
        _: &[Component],
        (points, len): (&[Line], usize),
        ahead: &[Line],
        shares: &mut [Line],
        inverses: &mut [Line],
    ) -> S::F64x8 {
        let n = inverses.len();
        let mut likelihood = Likelihood::new(simd);
        let points = points.as_chunks::<D>().0;
        let (groups, _) = points[..len / LANES].as_chunks::<GROUP>();
        let mut ahead = ahead.chunks(GROUP * D);
        for (g, points) in groups.iter().enumerate() {
            for line in ahead.next().unwrap_or_default() {
                simd.prefetch(&line.0);
            }
            let (least, totals) = self.group(simd, points, &mut shares[g * GROUP..], n);
            for v in 0..GROUP {
                let inverse = likelihood.invert(simd, least[v], totals[v]);
                inverse.store(&mut inverses[g * GROUP + v].0);
            }
        }
        for v in groups.len() * GROUP..n {
            let ([least], [total]) = self.group(simd, &[points[v]], &mut shares[v..], n);
            let here = (len - v * LANES).min(LANES);
            let inverse = likelihood.invert_first(simd, (least, total), here);
            inverse.store(&mut inverses[v].0);
        }
        likelihood.ln(simd)
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
        let points = points.as_chunks().0;
        let n = inverses.len();
        let (mut components, mut shares, mut sums) = (components, shares, sums);
        if S::REGISTERS >= 32 && D <= 2 {
            // Two components' sums fit in registers, and one alone would have to wait: an addition
            // to a sum cannot begin before the last one to it has ended.
            let (pairs, last) = components.as_chunks();
            let (both, rest) = sums.as_chunks_mut();
            let (strips, strip) = shares.split_at(pairs.len() * 2 * n);
            let pairs = pairs.iter().zip(both).zip(strips.chunks_exact(2 * n));
            for (([a, b], [x, y]), strips) in pairs {
                let (s, t) = strips.split_at(n);
                moments::<S, D, 2>(simd, [a, b], points, [s, t], inverses, [x, y]);
            }
            (components, shares, sums) = (last, strip, rest);
        }
        let each = components.iter().zip(shares.chunks_exact(n)).zip(sums);
        for ((component, shares), sums) in each {
            moments::<S, D, 1>(simd, [component], points, [shares], inverses, [sums]);
        }
    }
}

/// [`Pass::moments`] of `K` components.
#[inline(always)]
#[allow(clippy::needless_range_loop, reason = "several arrays go by one index")]
#[allow(clippy::needless_pass_by_value, reason = "it borrows for itself")]
fn moments<S: Simd, const D: usize, const K: usize>(
    simd: S,
    components: [&Component; K],
    points: &[[Line; D]],
    shares: [&[Line]; K],
    inverses: &[Line],
    sums: [&mut [Line]; K],
) {
    let n = points.len();
    let inverses = &inverses[..n];
    let shares: [&[Line]; K] = std::array::from_fn(|k| &shares[k][..n]);
    let zero = simd.splat(0.0);
    let mut mean = [[zero; D]; K];
    let mut weight = [zero; K];
    let mut first = [[zero; D]; K];
    let mut second = [[[zero; D]; D]; K];
    for k in 0..K {
        weight[k] = simd.load(&sums[k][0].0);
        let mut next = 1 + D;
        for i in 0..D {
            mean[k][i] = simd.splat(components[k].mean[i]);
            first[k][i] = simd.load(&sums[k][1 + i].0);
            for product in &mut second[k][i][..=i] {
                *product = simd.load(&sums[k][next].0);
                next += 1;
            }
        }
    }
    for p in 0..n {
        let inverse = simd.load(&inverses[p].0);
        for k in 0..K {
            let responsibility = simd.load(&shares[k][p].0) * inverse;
            weight[k] += responsibility;
            let mut apart = [zero; D];
            for i in 0..D {
                apart[i] = simd.load(&points[p][i].0) - mean[k][i];
                let weighted = responsibility * apart[i];
                first[k][i] += weighted;
                for j in 0..=i {
                    second[k][i][j] = weighted.mul_add(apart[j], second[k][i][j]);
                }
            }
        }
    }
    for k in 0..K {
        weight[k].store(&mut sums[k][0].0);
        let mut next = 1 + D;
        for i in 0..D {
            first[k][i].store(&mut sums[k][1 + i].0);
            for product in &second[k][i][..=i] {
                product.store(&mut sums[k][next].0);
                next += 1;
            }
        }
    }
}
