"""Beside `kernels::uniform` and `kernels::normal`."""

import concurrent.futures

from peer import ALL, jit, ladder, np, peer, threads


@jit()
def uniform(generator, out):
    for i in range(out.size):
        out[i] = generator.random()


@jit()
def normal(generator, out):
    for i in range(out.size):
        out[i] = generator.standard_normal()


class Draw:
    def __init__(self, given, count):
        self.out = np.full(count, np.nan)
        self.pool = concurrent.futures.ThreadPoolExecutor(threads())

    def figures(self, _):
        """Nobody draws the same numbers: mean and variance have to be right, within six of their deviations."""
        mean, variance = self.moments
        for found, expected, spread in (
            (self.out.mean(), mean, variance),
            (self.out.var(), variance, 2 * variance * variance),
        ):
            if not abs(found - expected) < 6 * (spread / self.out.size) ** 0.5:
                raise ValueError(f"a moment is {found}, not {expected}")
        self.out.fill(np.nan)
        return None

    def close(self):
        self.pool.shutdown()

    @peer("NumPy, PCG64")
    def pcg(self):
        return self.one(np.random.default_rng(10))

    @peer("NumPy, SFC64")
    def sfc(self):
        return self.one(np.random.Generator(np.random.SFC64(10)))

    @peer("NumPy, SFC64 a thread", threads=ALL)
    def sfc_threads(self):
        parts = np.array_split(self.out, threads())
        rows = [(np.random.Generator(np.random.SFC64([10, i])), part) for i, part in enumerate(parts)]
        return lambda: list(self.pool.map(lambda row: self.fill(*row), rows))

    @peer("numba, NumPy's SFC64")
    def numba(self):
        loop, generator = self.loop(), np.random.Generator(np.random.SFC64(10))
        return lambda: loop(generator, self.out)

    def one(self, generator):
        return lambda: self.fill(generator, self.out)


CASES = {"f64, 65,536": (65_536,), "f64, 40,000,000": (40_000_000,)}


@ladder("uniform", CASES)
class Uniform(Draw):
    moments = 0.5, 1 / 12
    loop = staticmethod(uniform)

    @staticmethod
    def fill(generator, out):
        generator.random(out=out)


@ladder("normal", CASES)
class Normal(Draw):
    moments = 0.0, 1.0
    loop = staticmethod(normal)

    @staticmethod
    def fill(generator, out):
        generator.standard_normal(out=out)
