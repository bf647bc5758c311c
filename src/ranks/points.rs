//! The points of a mixture, of which each rank has some.

use super::agree::fingerprint;
use super::{Layout, Ranks};
use crate::Error;
use crate::kernels::mixture::{self, Fit, Mixture, Moments, Settings};
use crate::simd::Float;
use crate::threads::{Schedule, Team};

/// This rank's points of all that a mixture is fitted to.
///
/// ```no_run
/// use hotloop::kernels::mixture::{Mixture, Settings};
/// use hotloop::ranks::{Npy, Points, Ranks};
/// use hotloop::threads::Team;
/// use std::ops::Range;
///
/// # fn f(ranks: &Ranks, team: &Team) -> Result<(), hotloop::Error> {
/// let start = Mixture::new(&[0.5, 0.5], &[0.0, 10.0], &[1.0, 1.0])?; // the same on all ranks
/// let d = start.dimensions();
/// let file = ranks.agree(Npy::<f64>::open("points.npy"))?; // rows of d coordinates
/// let layout = Points::layout(file.len() / d, &start);
/// let Range { start: first, end } = ranks.part(layout); // in points
/// let x = ranks.agree(file.read(first * d..end * d))?;
///
/// let points = Points::new(ranks, layout, &x, d)?;
/// let fit = points.fit(team, &start, &Settings::default())?;
/// # Ok(())
/// # }
/// ```
///
/// All ranks have the same fit, with the bits of [`mixture::simd`](mixture::simd()) of all points if the layout is
/// that of [`layout`](Points::layout).
#[derive(Debug)]
pub struct Points<'r, 'c> {
    ranks: &'r Ranks<'c>,
    layout: Layout,
    /// Where they begin.
    start: usize,
    /// None where there is no block for this rank.
    points: Option<mixture::Points>,
}

impl<'r, 'c> Points<'r, 'c> {
    /// The blocks that [`mixture::simd`](mixture::simd()) cuts so many points into: 64 to 128 of them, whatever the
    /// points are, if they are enough. So this many ranks can have a part in them; for more than that, or for parts
    /// that are more alike, take smaller blocks, whose answer has other bits, the same for all numbers of ranks.
    pub fn layout(points: usize, model: &Mixture) -> Layout {
        Layout {
            len: points,
            block: mixture::block_of(points, model),
        }
    }

    /// The points of this rank's part of the layout: `x` has the coordinates of the first, then those of the second,
    /// and so on. It is empty where the part is.
    ///
    /// # Errors
    ///
    /// On all ranks the same: [`Error::Rank`] with what the lowest rank says whose `x` is not as long as its part, or
    /// that [`mixture::Points::new`] refuses; with [`Error::NotMultiple`] if blocks are not of whole tiles of 256
    /// points, with [`Error::Zero`] if they have no points or no dimensions; [`Error::Invalid`] if layouts or
    /// dimensions differ.
    pub fn new<T: Float>(
        ranks: &'r Ranks<'c>,
        layout: Layout,
        x: &[T],
        dimensions: usize,
    ) -> Result<Self, Error> {
        let part = ranks.part(layout);
        let points = || {
            layout.check()?;
            if dimensions == 0 {
                let argument = "dimensions";
                return Err(Error::Zero { argument });
            }
            if !layout.block.is_multiple_of(mixture::POINTS) {
                return Err(Error::NotMultiple {
                    argument: "layout.block",
                    found: layout.block,
                    group: "points in a tile",
                    size: mixture::POINTS,
                });
            }
            Error::ensure_len(
                "x",
                x.len(),
                "layout",
                part.len().saturating_mul(dimensions),
            )?;
            match x.is_empty() {
                true => Ok(None),
                false => mixture::Points::new(x, dimensions).map(Some),
            }
        };
        let layouts = [layout.len as u64, layout.block as u64];
        let points = ranks.alike("layout", layouts, points())?;
        Ok(Self {
            ranks,
            layout,
            start: part.start,
            points: ranks.alike("dimensions", [dimensions as u64, 0], Ok(points))?,
        })
    }

    /// The fit that begins with `start`, on every rank: [`mixture::threaded`] over the ranks.
    ///
    /// To do more in each iteration, such as to print how far it is, give [`iterate`](mixture::iterate) an expectation
    /// that calls [`moments`](Points::moments), as this does; and [`agree`](Ranks::agree) on what may fail on one rank.
    ///
    /// # Errors
    ///
    /// On all ranks the same: [`Error::Invalid`] if starts or settings differ; as [`moments`](Points::moments); and
    /// [`Error::Rank`] with what [`iterate`](mixture::iterate) says on the lowest rank that has an error.
    pub fn fit(&self, team: &Team, start: &Mixture, settings: &Settings) -> Result<Fit, Error> {
        let numbers = [start.weights(), start.means(), start.covariances()].concat();
        let words = numbers.iter().map(|number| number.to_bits());
        let alike = [
            fingerprint(words),
            fingerprint(format!("{settings:?}").bytes()),
        ];
        self.ranks.alike("start", alike, Ok(()))?;
        // An error of the moments is everybody's. One of the steps between them may be of this rank alone: then the
        // others hear of it where they agree on the next moments, or on the fit.
        let mut is_known = false;
        let fit = mixture::iterate(start, settings, |model| {
            let moments = self.moments(team, model);
            is_known = moments.is_err();
            moments
        });
        if is_known { fit } else { self.ranks.agree(fit) }
    }

    /// The moments of all points under a model, merged in the order of the blocks: what
    /// [`iterate`](mixture::iterate) asks for. Every rank has them.
    ///
    /// # Errors
    ///
    /// On all ranks the same: [`Error::Rank`] with what [`mixture::Points::moments`] says on the lowest rank that has an
    /// error, or if there are fewer points than components; [`Error::Zero`] if there are no points, [`Error::Invalid`]
    /// if the models of the ranks are not of one shape.
    pub fn moments(&self, team: &Team, model: &Mixture) -> Result<Moments, Error> {
        // What is wrong is said by the blocks: who returned here would leave the others waiting.
        let expectation = match &self.points {
            Some(points) => mixture::enough("layout", self.layout.len, model.components())
                .and_then(|()| points.expectation(model).map(Some)),
            None => Ok(None),
        };
        let first = self.start;
        let block = |block: std::ops::Range<usize>| match &expectation {
            Ok(Some(moments)) => moments(block.start - first..block.end - first),
            Ok(None) => Err(Error::Zero { argument: "points" }),
            Err(error) => Err(error.clone()),
        };
        let merge = |mut before: Moments, next: Moments| {
            before.merge(&next)?;
            Ok(before)
        };
        let schedule = Schedule::Dynamic { chunk: 1 };
        let moments = self
            .ranks
            .map_reduce(team, self.layout, schedule, block, merge)?;
        moments.ok_or(Error::Zero { argument: "points" })
    }
}
