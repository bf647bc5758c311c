//! Whether points scatter, or seem to because their mean was rounded.

use super::moments::Component;
use crate::simd::Float;

/// The moments of component `k` as the plain loops have made them of its responsibilities, or, if
/// its points may be equal in some coordinate, moments in which they are.
///
/// The mean of `n` numbers is off by up to `n u` of their magnitude, and equal numbers scatter about
/// it as much.
pub(super) fn or_rounding<T: Float>(
    component: Component,
    x: &[T],
    responsibilities: &[f64],
    k: usize,
) -> Component {
    let points = x.len() / component.mean.len();
    let mut diagonal = 0;
    for (a, mean) in component.mean.iter().enumerate() {
        diagonal += a;
        let rounding = points as f64 * f64::EPSILON * mean;
        let scatter = component.scatter[diagonal + a];
        if component.weight > 0.0 && scatter <= component.weight * rounding * rounding {
            return once_more(component, x, responsibilities, k);
        }
    }
    component
}

/// The mean again, of what the first one has left of the points, which is exact if they are equal;
/// and the scatter about that.
#[cold]
fn once_more<T: Float>(
    mut component: Component,
    x: &[T],
    responsibilities: &[f64],
    k: usize,
) -> Component {
    let d = component.mean.len();
    let m = responsibilities.len() / (x.len() / d);
    let points = || {
        let responsibilities = responsibilities.iter().skip(k).step_by(m);
        responsibilities.zip(x.chunks_exact(d))
    };
    for (a, mean) in component.mean.iter_mut().enumerate() {
        let left = points().fold(0.0, |left, (r, x)| left + r * (x[a].into() - *mean));
        *mean += left / component.weight;
    }
    component.scatter.fill(0.0);
    for (r, x) in points() {
        let mut scatter = component.scatter.iter_mut();
        for (a, (x_a, mean_a)) in x.iter().zip(&component.mean).enumerate() {
            let row = scatter.by_ref().take(a + 1);
            for (element, (x_b, mean_b)) in row.zip(x.iter().zip(&component.mean)) {
                let (x_a, x_b): (f64, f64) = ((*x_a).into(), (*x_b).into());
                *element += r * (x_a - mean_a) * (x_b - mean_b);
            }
        }
    }
    component
}
