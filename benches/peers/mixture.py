"""What fitting a Gaussian mixture takes scikit-learn, the tutorial's loops in Cython, the same fused by
hand for numba, and this crate.

    pip install numpy scikit-learn numba cython setuptools
    python benches/peers/mixture.py [small] [large] [wide] [best] [--rounds N]

It takes five minutes, and a C compiler for Cython. The crate's part is the bench `mixture`, which cargo
builds and which runs as a child.

All fit the same points from the same start, with the same number of iterations, and the script fails
unless they come to the same log-likelihood. They take turns, round by round, and the least time of each
counts. A fit is a whole call, with what it does once: scikit-learn looks at the points and makes one
expectation more than iterations, the others allocate, the crate lays out the points. An iteration is what
a longer fit takes more than a fit of one iteration, for each iteration more.

`best` is another question: which number of components, from 1 to 6, is best by BIC, with ten starts of
each. scikit-learn's loop over them is what its documentation shows, with n_init=10; the crate's is one
call of fit_best. Starts are random and both climb to a top, so the scores agree to a tenth of a percent.
"""

import argparse
import itertools
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import warnings

import numba
import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

HERE = pathlib.Path(__file__).resolve().parent
CORES = len(os.sched_getaffinity(0))
FLOOR = 1e-6  # what all add to the variances, as scikit-learn does

# ---- the points


class Case:
    def __init__(self, x, means, iterations):
        self.x = np.ascontiguousarray(x)
        (self.n, self.d), self.m = x.shape, len(means)
        self.weights = np.full(self.m, 1 / self.m)
        self.means = means
        self.covariances = np.stack([np.eye(self.d)] * self.m)
        self.iterations = iterations

    def start(self):
        return self.weights.copy(), self.means.copy(), self.covariances.copy()


def plane(n, iterations):
    """The first of four million points of four components that overlap."""
    generator = np.random.Generator(np.random.SFC64(42))
    means = np.array([[-2.5, -1.5], [-1.5, 2.5], [2.5, -2], [1.5, 1.5]])
    factors = np.array([[[1.2, 0], [0.5, 0.8]], [[0.7, 0], [-0.3, 1]], [[1, 0], [0, 0.6]], [[0.9, 0], [0.4, 1.1]]])
    labels = generator.choice(4, 4_000_000, p=[0.3, 0.2, 0.25, 0.25])
    noise = generator.standard_normal((4_000_000, 2))[:n]
    labels = labels[:n]
    x = means[labels] + np.einsum("nij,nj->ni", factors[labels], noise)
    return Case(x, np.array([[-2.0, -2], [-2, 2], [2, -2], [2, 2]]), iterations)


def sixteen(n, iterations):
    """Eight components in sixteen dimensions."""
    generator = np.random.Generator(np.random.SFC64(3))
    means = 2 * generator.standard_normal((8, 16))
    x = means[generator.integers(0, 8, n)] + generator.standard_normal((n, 16))
    return Case(x, means + 0.5, iterations)


CASES = {
    "small": lambda: plane(400_000, 20),
    "large": lambda: plane(4_000_000, 4),  # an iteration of scikit-learn takes seconds
    "wide": lambda: sixteen(200_000, 6),
}

# ---- scikit-learn


def scikit_learn(case, iterations, threads):
    weights, means, covariances = case.start()
    with threadpool_limits(threads), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        # The start's covariances are unit matrices, which are their own inverses.
        fit = GaussianMixture(
            case.m,
            tol=0,
            max_iter=iterations,
            reg_covar=FLOOR,
            weights_init=weights,
            means_init=means,
            precisions_init=covariances,
        ).fit(case.x)
    assert fit.n_iter_ == iterations
    return fit.lower_bound_


# ---- loops over points in the plane


def densities(weights, means, covariances):
    """For each component its mean, and the polynomial that is the logarithm of its weighted density."""
    xx, xy, yy = covariances[:, 0, 0], covariances[:, 0, 1], covariances[:, 1, 1]
    determinant = xx * yy - xy * xy
    constant = np.log(weights) - 0.5 * np.log(determinant) - math.log(2 * math.pi)
    parts = -0.5 * yy / determinant, xy / determinant, -0.5 * xx / determinant, constant
    return np.column_stack([means, *parts])


def build():
    """The module of the Cython loops, built in a directory of its own."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="hotloop-peers-"))
    shutil.copy(HERE / "mixture_loops.pyx", directory)
    command = [sys.executable, "-m", "Cython.Build.Cythonize", "--inplace", "--quiet", "mixture_loops.pyx"]
    built = subprocess.run(command, cwd=directory, capture_output=True, text=True)
    if built.returncode != 0:
        sys.exit(built.stdout + built.stderr)
    sys.path.insert(0, str(directory))
    import mixture_loops

    shutil.rmtree(directory)
    return mixture_loops


def cython(loops, case, iterations, threads):
    weights, means, covariances = case.start()
    shares = np.empty((case.n, case.m))
    for _ in range(iterations):
        log_likelihood = loops.expectation(case.x, densities(weights, means, covariances), shares, threads)
        for k in range(case.m):
            weight, *means[k] = loops.mean(case.x, shares, k, threads)
            xx, xy, yy = (s / weight for s in loops.scatter(case.x, shares, k, *means[k], threads))
            weights[k] = weight / case.n
            covariances[k] = [[xx + FLOOR, xy], [xy, yy + FLOOR]]
    return log_likelihood / case.n


BLOCK = 320  # points whose sums, each at most 4, have a product that is a finite number


@numba.njit(parallel=True, fastmath=True)
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


def fused(case, iterations, threads):
    numba.set_num_threads(threads)
    weights, means, covariances = case.start()
    for _ in range(iterations):
        total = sums(case.x, densities(weights, means, covariances), threads).sum(axis=0)
        weight, x, y, xx, xy, yy = total[:-1, :6].T / np.maximum(total[:-1, 0], 1e-300)
        weights = total[:-1, 0] / case.n
        means = means + np.column_stack([x, y])
        xx, xy, yy = xx - x * x + FLOOR, xy - x * y, yy - y * y + FLOOR
        covariances = np.stack([np.column_stack([xx, xy]), np.column_stack([xy, yy])], axis=1)
    return total[-1, 0] / case.n


# ---- the crate


class Hotloop:
    """The bench as a child, which has read the points."""

    def __init__(self, case, directory):
        points, start = directory / "points", directory / "start"
        case.x.tofile(points)
        np.concatenate([part.ravel() for part in case.start()]).tofile(start)
        command = ["cargo", "bench", "--quiet", "--bench", "ladders", "--", "--fit-for-a-peer"]
        command += [str(points), str(start), str(case.m), str(case.d)]
        pipe = subprocess.PIPE
        self.child = subprocess.Popen(command, cwd=HERE, stdin=pipe, stdout=pipe, text=True)

    def __call__(self, rung, iterations):
        print(rung, iterations, file=self.child.stdin, flush=True)
        seconds, log_likelihood = map(float, self.child.stdout.readline().split())
        return seconds, log_likelihood

    def end(self):
        self.child.stdin.close()
        self.child.wait()


# ---- turns


def timed(fit):
    def run(iterations):
        start = time.perf_counter()
        log_likelihood = fit(iterations)
        return time.perf_counter() - start, log_likelihood

    return run


def contestants(case, hotloop, loops):
    """Name and threads of each, and what runs it."""
    all_threads = sorted({1, CORES})
    for threads in all_threads:
        rung = "simd" if threads == 1 else "threaded"
        yield f"hotloop {rung}", threads, lambda iterations, rung=rung: hotloop(rung, iterations)
    peers = {"scikit-learn": scikit_learn}
    if case.d == 2:
        peers["Cython, the tutorial's loops"] = lambda *rest: cython(loops, *rest)
        peers["numba, fused"] = fused
    for (name, fit), threads in itertools.product(peers.items(), all_threads):
        yield name, threads, timed(lambda iterations, fit=fit, threads=threads: fit(case, iterations, threads))


def compare(name, case, rounds, loops):
    with tempfile.TemporaryDirectory() as directory:
        hotloop = Hotloop(case, pathlib.Path(directory))
        rows = list(contestants(case, hotloop, loops))
        few, many = [[] for _ in rows], [[] for _ in rows]
        expected = None
        for _ in range(rounds):
            for (row, threads, run), ones, fits in zip(rows, few, many):
                # Threads of the one before may still be spinning.
                time.sleep(0.1)
                ones.append(run(1)[0])
                seconds, log_likelihood = run(case.iterations)
                fits.append(seconds)
                expected = log_likelihood if expected is None else expected
                if not abs(log_likelihood - expected) <= 1e-9:
                    sys.exit(f"{row}, {threads} threads: {log_likelihood!r} instead of {expected!r}")
        hotloop.end()
    print(f"\n{name}: {case.n:,} points, {case.d} dimensions, {case.m} components; {case.iterations} iterations")
    print(f"the mean log-likelihood of all is {expected:.12f}; the least of {rounds} rounds; x: against hotloop simd")
    print(f"  {'':30}{'threads':>8}{'s a fit':>10}{'x':>8}{'s an iteration':>16}{'ns a point':>12}{'x':>8}")
    base = None
    for (row, threads, _), ones, fits in zip(rows, few, many):
        fit = min(fits)
        iteration = (fit - min(ones)) / (case.iterations - 1)
        base = base or (fit, iteration)
        point = 1e9 * iteration / case.n
        x_fit, x_iteration = fit / base[0], iteration / base[1]
        line = f"{fit:10.4f}{x_fit:8.2f}{iteration:16.5f}{point:12.2f}{x_iteration:8.2f}"
        print(f"  {row:30}{threads:8}{line}", flush=True)


# ---- how many components


def best_of_scikit_learn(x, threads):
    """The least BIC of all numbers of components; each fit is the best of ten starts."""
    with threadpool_limits(threads), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fits = (GaussianMixture(k, n_init=10, random_state=k).fit(x) for k in range(1, 7))
        return min(fit.bic(x) for fit in fits)


def compare_best(rounds):
    case = plane(10_000, 1)
    # The child is told the most components by the start that it is given.
    case.m, case.weights = 6, np.full(6, 1 / 6)
    case.means, case.covariances = case.x[:6], np.stack([np.eye(2)] * 6)
    with tempfile.TemporaryDirectory() as directory:
        hotloop = Hotloop(case, pathlib.Path(directory))
        rows = [("hotloop fit_best", 1, lambda: hotloop("fit_best", 10))]
        if CORES > 1:
            rows.append(("hotloop fit_best_on", CORES, lambda: hotloop("fit_best_on", 10)))
        for threads in sorted({1, CORES}):
            run = timed(lambda threads: best_of_scikit_learn(case.x, threads))
            rows.append(("scikit-learn, its loop", threads, lambda run=run, threads=threads: run(threads)))
        least, scores = [math.inf] * len(rows), [0.0] * len(rows)
        for _ in range(rounds):
            for i, (_, _, run) in enumerate(rows):
                time.sleep(0.1)
                seconds, scores[i] = run()
                least[i] = min(least[i], seconds)
        hotloop.end()
    print(f"\nbest: {case.n:,} points in the plane, 1 to 6 components, ten starts each; the least of {rounds} rounds")
    print(f"  {'':30}{'threads':>8}{'s':>10}{'x':>8}{'BIC':>14}")
    for (row, threads, _), seconds, score in zip(rows, least, scores):
        print(f"  {row:30}{threads:8}{seconds:10.4f}{seconds / least[0]:8.1f}{score:14.3f}", flush=True)
        if not abs(score / scores[0] - 1) < 1e-3:
            sys.exit(f"{row}: a BIC of {score} instead of {scores[0]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help="of small, large, wide and best; all unless told")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    subprocess.run(["cargo", "bench", "--quiet", "--bench", "ladders", "--no-run"], cwd=HERE, check=True)
    names = arguments.cases or [*CASES, "best"]
    if "best" in names:
        compare_best(arguments.rounds)
        names.remove("best")
    if not names:
        return
    loops = build()
    # What numba compiles at a first call is not what is measured.
    fused(plane(1_000, 1), 1, CORES)
    for name in names:
        compare(name, CASES[name](), arguments.rounds, loops)


if __name__ == "__main__":
    main()
