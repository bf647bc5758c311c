"""Beside `kernels::ou`."""

import math

from peer import ALL, checksum, cython, jit, ladder, np, numba, optional, peer, scattered, threads

joblib = optional("joblib")
signal = optional("scipy.signal")

# The tutorial's time step, time constant and deviation, and what a step takes of the path and of the noise.
STEP, TAU, SIGMA = 0.1, 1.0, 2.0
RELAX = math.exp(-STEP / TAU)
DIFFUSE = SIGMA * math.sqrt(1 - math.exp(-2 * STEP / TAU))


@jit(nogil=True)
def walk(noise, path, start):
    path[0] = start
    for i in range(noise.size):
        path[i + 1] = RELAX * path[i] + DIFFUSE * noise[i]


@jit()
def walks(noise, paths, starts):
    for k in numba.prange(starts.size):
        paths[k, 0] = starts[k]
        for i in range(noise.shape[1]):
            paths[k, i + 1] = RELAX * paths[k, i] + DIFFUSE * noise[k, i]


class Paths:
    def __init__(self, given, kind, count, steps):
        self.starts = np.arange(1.0, count + 1)
        self.noise = scattered(kind, count * steps).reshape(count, steps)
        self.paths = np.full((count, steps + 1), np.nan, kind)

    def figures(self, paths):
        figure = checksum(self.paths if paths is None else paths)
        # The next one has to write it all again.
        self.paths.fill(np.nan)
        return [figure]

    def each(self, walk):
        for noise, path, start in zip(self.noise, self.paths, self.starts):
            walk(noise, path, start)


@ladder(
    "ou",
    {
        "2,048 steps": ("f8", 1, 2_048),
        "5,000,000 steps": ("f8", 1, 5_000_000),
        "f32, 5,000,000 steps": ("f4", 1, 5_000_000),
    },
)
class Path(Paths):
    @peer("SciPy, lfilter")
    def scipy(self):
        lfilter, noise, path = signal.lfilter, self.noise[0], self.paths[0]
        start, kind = self.starts[0], self.noise.dtype
        b, a = np.array([DIFFUSE], kind), np.array([1, -RELAX], kind)
        state = np.array([RELAX * start], kind)

        def run():
            path[0] = start
            path[1:], _ = lfilter(b, a, noise, zi=state)

        return run

    @peer("numba")
    def numba(self):
        loop = walk()
        return lambda: self.each(loop)

    @peer("Cython")
    def cython(self):
        if self.noise.dtype != "f8":
            return None
        loops = cython()
        return lambda: self.each(lambda *path: loops.walk(*path, RELAX, DIFFUSE))


@ladder(
    "ou::ensemble",
    {
        "8 simulations, 5,000,000 steps": ("f8", 8, 5_000_000),
        "f32, 8 simulations, 5,000,000 steps": ("f4", 8, 5_000_000),
    },
)
class Ensemble(Paths):
    @peer("numba")
    def numba(self):
        loop = walk()
        return lambda: self.each(loop)

    @peer("numba, parallel", threads=ALL)
    def numba_parallel(self):
        loop = walks(parallel=True)
        return lambda: loop(self.noise, self.paths, self.starts)

    @peer("numba, joblib threads", threads=ALL)
    def joblib(self):
        loop = joblib.delayed(walk())
        pool = joblib.Parallel(n_jobs=threads(), prefer="threads")
        rows = list(zip(self.noise, self.paths, self.starts))

        def run():
            pool(loop(*row) for row in rows)

        return run


@ladder("ou::seeded", {"8 simulations, 5,000,000 steps": (8, 5_000_000)})
class Seeded:
    def __init__(self, given, count, steps):
        self.starts = np.arange(1.0, count + 1)
        self.noise = np.zeros((count, steps))
        self.paths = np.full((count, steps + 1), np.nan)

    def figures(self, _):
        """Nobody draws the same noise; but all paths have the same distribution once the start is forgotten."""
        path = self.paths[:, 1_000:]
        off = path.std() / SIGMA - 1
        if not abs(off) < 0.01:
            raise ValueError(f"the deviation of the paths is off by {off}")
        self.paths.fill(np.nan)
        return None

    def rows(self):
        generators = [np.random.Generator(np.random.SFC64([10, k])) for k in range(self.starts.size)]
        return list(zip(generators, self.noise, self.paths, self.starts))

    @peer("NumPy noise, numba path")
    def numba(self):
        loop, rows = walk(), self.rows()

        def run():
            for row in rows:
                drawn(loop, *row)

        return run

    @peer("the same, joblib threads", threads=ALL)
    def joblib(self):
        loop, rows, pool = walk(), self.rows(), joblib.Parallel(n_jobs=threads(), prefer="threads")

        def run():
            pool(joblib.delayed(drawn)(loop, *row) for row in rows)

        return run


def drawn(walk, generator, noise, path, start):
    generator.standard_normal(out=noise)
    walk(noise, path, start)
