"""Beside `kernels::pairwise`."""

from peer import ALL, cython, jit, ladder, np, numba, peer, threads


@jit(fastmath=True)
def pairs(x):
    total = 0.0
    for i in numba.prange(x.size):
        for j in range(x.size):
            total += x[i] * x[j]
    return total


# Rows at a time whose products fit into a cache.
ROWS = 16


def outer(x):
    return sum(np.multiply.outer(x[i : i + ROWS], x).sum() for i in range(0, x.size, ROWS))


FEW, MANY = 5_000, 100_000


@ladder("pairwise", {"f64, 5,000 with 5,000": (FEW,), "f64, 100,000 with 100,000": (MANY,)})
class Pairwise:
    def __init__(self, given, count):
        self.x = np.arange(count) * 37 % 16 * 1.0
        # One thread would take seconds for more.
        self.few = count == FEW

    def figures(self, total):
        return [float(total)]

    @peer("NumPy, outer products")
    def numpy(self):
        return (lambda: outer(self.x)) if self.few else None

    @peer("numba")
    def numba(self):
        loop = pairs()
        return (lambda: loop(self.x)) if self.few else None

    @peer("numba, parallel", threads=ALL)
    def numba_parallel(self):
        loop = pairs(parallel=True)
        return lambda: loop(self.x)

    @peer("Cython")
    def cython(self):
        loops = cython()
        return (lambda: loops.pairs(self.x, 1)) if self.few else None

    @peer("Cython, prange", threads=ALL)
    def cython_parallel(self):
        loops, all_threads = cython(), threads()
        return (lambda: loops.pairs(self.x, all_threads)) if self.few else None
