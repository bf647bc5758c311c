//! Moments that are kept, or sent: as bytes, and back.

use super::moments::{Component, Moments};
use crate::Error;
use crate::memory::{filled, gathered};

/// Numbers before those of the components: dimensions, components, points, their weight, the log-likelihood.
const HEADER: usize = 5;

impl Moments {
    /// How many bytes [`to_bytes`](Moments::to_bytes) makes: as many for all moments of as many components
    /// and dimensions.
    pub fn bytes(&self) -> usize {
        8 * (HEADER + self.components.len() * numbers(self.dimensions))
    }

    /// The moments as bytes, with all that merging goes by: what [`from_bytes`](Moments::from_bytes) makes
    /// of them merges on with the same bits, on another machine.
    ///
    /// They are words of 64 bits, the lowest byte first: dimensions, components, points; then numbers, the
    /// weight of all points, their log-likelihood, and of each component its weight, its mean, and the lower
    /// triangle of its scatter, row by row.
    ///
    /// ```
    /// use hotloop::kernels::mixture::{Mixture, Moments, Points};
    ///
    /// let model = Mixture::new(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0])?; // on a line
    /// let moments = Points::new(&[0.5, 3.0, 4.5], 1)?.moments(&model)?;
    /// let bytes = moments.to_bytes()?;
    /// assert_eq!(bytes.len(), moments.bytes());
    /// assert_eq!(Moments::from_bytes(&bytes)?, moments);
    /// # Ok::<(), hotloop::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`] if there is no memory for the bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = filled("components", self.bytes(), 0)?;
        self.write(&mut bytes);
        Ok(bytes)
    }

    /// [`to_bytes`](Moments::to_bytes), where there is room for them.
    pub(crate) fn write(&self, bytes: &mut [u8]) {
        let shape = [self.dimensions as u64, self.components.len() as u64];
        let sums = [self.total_weight(), self.log_likelihood()].map(f64::to_bits);
        let header = shape.into_iter().chain([self.points()]).chain(sums);
        let components = self.components.iter().flat_map(|component| {
            let Component {
                weight,
                mean,
                scatter,
            } = component;
            let numbers = [weight].into_iter().chain(mean).chain(scatter);
            numbers.map(|number| number.to_bits())
        });
        for (bytes, word) in bytes.chunks_exact_mut(8).zip(header.chain(components)) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
    }

    /// The moments that [`to_bytes`](Moments::to_bytes) has made these bytes of.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where there are not as many bytes as the components and dimensions ask for, or none of
    /// either or no points; where a weight is negative, NaN or infinite. (Squares of deviations may be below zero: of
    /// points that are all but equal, rounding leaves some there.) [`Error::OutOfMemory`] if there is no memory for the
    /// moments.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let refused = |found| Error::Invalid {
            argument: "bytes",
            found,
            expected: "the moments of points",
        };
        let (words, rest) = bytes.as_chunks();
        let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
        let mut next = || words.next().ok_or(refused("too few bytes"));
        let [dimensions, components, points] = [next()?, next()?, next()?];
        let [total_weight, log_likelihood] = [next()?, next()?].map(f64::from_bits);
        let (Ok(d), Ok(m)) = (usize::try_from(dimensions), usize::try_from(components)) else {
            return Err(refused("more numbers than bytes"));
        };
        let numbers = d.checked_mul(d).and_then(|_| m.checked_mul(numbers(d)));
        if !rest.is_empty() || numbers != Some(words.len()) {
            return Err(refused("another number of bytes than the shape asks for"));
        }
        if d == 0 || m == 0 || points == 0 {
            return Err(refused("no dimensions, components or points"));
        }
        let mut numbers = words.map(f64::from_bits);
        let mut component = |_| {
            let mut component = Component::new(d)?;
            let Component {
                weight,
                mean,
                scatter,
            } = &mut component;
            let places = [weight].into_iter().chain(mean).chain(scatter);
            places.zip(&mut numbers).for_each(|(to, from)| *to = from);
            Ok(component)
        };
        let components = gathered("bytes", (0..m).map(&mut component))?;
        let is_weight = |weight: f64| weight.is_finite() && weight >= 0.0;
        if !is_weight(total_weight) || components.iter().any(|it| !is_weight(it.weight)) {
            return Err(refused("a weight that is negative, NaN or infinite"));
        }
        Ok(Self {
            dimensions: d,
            points,
            total_weight,
            log_likelihood,
            components,
        })
    }
}

/// Numbers of a component: its weight, its mean, and its scatter.
fn numbers(dimensions: usize) -> usize {
    1 + dimensions + dimensions * (dimensions + 1) / 2
}
