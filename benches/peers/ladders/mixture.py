"""Beside `kernels::mixture`: two iterations of a fit, with what a whole call does once."""

import math
import warnings

from peer import ALL, cython, jit, ladder, np, numba, optional, peer, threads

sklearn = optional("sklearn.mixture")
threadpoolctl = optional("threadpoolctl")

ITERATIONS = 2
FLOOR = 1e-6  # what all add to the variances

# Points whose sums, each at most 4, have a product that is a finite number.
BLOCK = 320


@jit(fastmath=True)
def sums(x, densities, threads):
    """One pass: for each thread and component the sums of the shares, and of their products with dx, dy,
    dx dx, dx dy and dy dy; last, the log-likelihood. The points come in blocks whose numbers stay in the
    cache, the exponential is a polynomial that vectorises, and a block takes one logarithm.
    """
    n, components = x.shape[0], densities.shape[0]
    blocks = (n + BLOCK - 1) // BLOCK
    result = np.zeros((threads, components + 1, 8))
    for thread in numba.prange(threads):
        own = np.zeros((components + 1, 8))
        u, v = np.empty(BLOCK), np.empty(BLOCK)
        most, total = np.empty(BLOCK), np.empty(BLOCK)
        shares = np.empty((components, BLOCK))
        exponents = np.empty(BLOCK, np.int64)
        powers = exponents.view(np.float64)
        for block in range(blocks * thread // threads, blocks * (thread + 1) // threads):
            first = block * BLOCK
            size = min(BLOCK, n - first)
            for i in range(size):
                u[i], v[i] = x[first + i, 0], x[first + i, 1]
                most[i], total[i] = -1e300, 0.0
            for k in range(components):
                mu, mv, xx, xy, yy, constant = densities[k]
                for i in range(size):
                    dx, dy = u[i] - mu, v[i] - mv
                    density = constant + dx * (xx * dx + xy * dy) + yy * dy * dy
                    shares[k, i] = density
                    most[i] = max(most[i], density)
            for k in range(components):
                for i in range(size):
                    e = max(shares[k, i] - most[i], -700.0)
                    power = np.floor(e * 1.4426950408889634 + 0.5)
                    exponents[i] = (np.int64(power) + 1023) << 52
                    r = (e - power * 0.6931471803691238) - power * 1.9082149292705877e-10
                    p = r / 39916800 + 1 / 3628800
                    p = (p * r + 1 / 362880) * r + 1 / 40320
                    p = (p * r + 1 / 5040) * r + 1 / 720
                    p = (p * r + 1 / 120) * r + 1 / 24
                    p = (p * r + 1 / 6) * r + 1 / 2
                    shares[k, i] = (p * r + 1) * r + 1
                for i in range(size):
                    shares[k, i] *= powers[i]
                    total[i] += shares[k, i]
            log_likelihood, product = 0.0, 1.0
            for i in range(size):
                log_likelihood += most[i]
                product *= total[i]
                total[i] = 1 / total[i]
            own[components, 0] += log_likelihood + np.log(product)
            for k in range(components):
                mu, mv = densities[k, 0], densities[k, 1]
                s, sx, sy, sxx, sxy, syy = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
                for i in range(size):
                    dx, dy = u[i] - mu, v[i] - mv
                    share = shares[k, i] * total[i]
                    rx, ry = share * dx, share * dy
                    s += share
                    sx += rx
                    sy += ry
                    sxx += rx * dx
                    sxy += rx * dy
                    syy += ry * dy
                own[k, 0] += s
                own[k, 1] += sx
                own[k, 2] += sy
                own[k, 3] += sxx
                own[k, 4] += sxy
                own[k, 5] += syy
        result[thread] = own
    return result


def densities(weights, means, covariances):
    """For each component its mean, and the polynomial that is the logarithm of its weighted density."""
    xx, xy, yy = covariances[:, 0, 0], covariances[:, 0, 1], covariances[:, 1, 1]
    determinant = xx * yy - xy * xy
    constant = np.log(weights) - 0.5 * np.log(determinant) - math.log(2 * math.pi)
    parts = -0.5 * yy / determinant, xy / determinant, -0.5 * xx / determinant, constant
    return np.column_stack([means, *parts])


SMALL, LARGE = 400_000, 4_000_000


@ladder(
    "mixture",
    {
        "400,000 points, 2 dimensions, 4 components": (SMALL, 2, 4),
        "4,000,000 points, 2 dimensions, 4 components": (LARGE, 2, 4),
        "50,000 points, 16 dimensions, 8 components": (50_000, 16, 8),
    },
)
class Mixture:
    """The tour gives the points and the means to start from; weights are equal, and covariances unit ones."""

    def __init__(self, given, n, d, m):
        given = np.frombuffer(given)
        self.n, self.d, self.m = n, d, m
        # A copy, so that it lies where NumPy puts arrays.
        self.x = given[: n * d].reshape(n, d).copy()
        self.means = given[n * d :].reshape(m, d).copy()
        self.plane = d == 2

    def start(self):
        return np.full(self.m, 1 / self.m), self.means.copy(), np.stack([np.eye(self.d)] * self.m)

    def figures(self, fit):
        """The mean log-likelihood of the last expectation, the weights and the means."""
        log_likelihood, weights, means = fit
        return [float(log_likelihood), *weights.tolist(), *means.ravel().tolist()]

    def scikit_learn(self, threads):
        # An iteration takes seconds, on all threads as on one.
        if self.n == LARGE and threads > 1:
            return None
        limits, mixture = threadpoolctl.threadpool_limits, sklearn.GaussianMixture
        weights, means, precisions = self.start()
        start = {"weights_init": weights, "means_init": means, "precisions_init": precisions}

        def run():
            with limits(threads), warnings.catch_warnings():
                # It has not converged, as it is told.
                warnings.simplefilter("ignore")
                fit = mixture(self.m, tol=0, max_iter=ITERATIONS, reg_covar=FLOOR, **start).fit(self.x)
            return fit.lower_bound_, fit.weights_, fit.means_

        return run

    @peer("scikit-learn")
    def scikit_learn_one(self):
        return self.scikit_learn(1)

    @peer("scikit-learn, all threads", threads=ALL)
    def scikit_learn_all(self):
        return self.scikit_learn(threads())

    def loops(self, threads):
        """The tutorial's."""
        if not self.plane:
            return None
        loops, shares = cython(), np.empty((self.n, self.m))

        def run():
            weights, means, covariances = self.start()
            for _ in range(ITERATIONS):
                total = loops.expectation(self.x, densities(weights, means, covariances), shares, threads)
                for k in range(self.m):
                    weight, *means[k] = loops.mean(self.x, shares, k, threads)
                    xx, xy, yy = (s / weight for s in loops.scatter(self.x, shares, k, *means[k], threads))
                    weights[k] = weight / self.n
                    covariances[k] = [[xx + FLOOR, xy], [xy, yy + FLOOR]]
            return total / self.n, weights, means

        return run

    @peer("Cython")
    def cython_one(self):
        return self.loops(1)

    @peer("Cython, prange", threads=ALL)
    def cython_all(self):
        return self.loops(threads())

    def fused(self, threads):
        """All three passes in one, by hand."""
        if not self.plane:
            return None
        loop = sums(parallel=threads > 1)

        def run():
            weights, means, covariances = self.start()
            for _ in range(ITERATIONS):
                total = loop(self.x, densities(weights, means, covariances), threads).sum(axis=0)
                weight, x, y, xx, xy, yy = total[:-1, :6].T / np.maximum(total[:-1, 0], 1e-300)
                weights = total[:-1, 0] / self.n
                means = means + np.column_stack([x, y])
                xx, xy, yy = xx - x * x + FLOOR, xy - x * y, yy - y * y + FLOOR
                covariances = np.stack([np.column_stack([xx, xy]), np.column_stack([xy, yy])], axis=1)
            return total[-1, 0] / self.n, weights, means

        return run

    @peer("numba, one pass")
    def fused_one(self):
        return self.fused(1)

    @peer("numba, one pass, parallel", threads=ALL)
    def fused_all(self):
        return self.fused(threads())
