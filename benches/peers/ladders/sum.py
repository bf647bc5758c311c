"""Beside `kernels::sum`."""

import array
import math

from peer import ALL, jit, ladder, np, numba, peer, sixteenths


@jit(fastmath=True)
def add(x, total):
    for i in numba.prange(x.size):
        total += x[i]
    return total


@ladder(
    "sum",
    {
        "f64, 4,096": ("f8", 4_096),
        "f64, 10,000,000": ("f8", 10_000_000),
        "f32, 10,000,000": ("f4", 10_000_000),
        "i64, 10,000,000": ("i8", 10_000_000),
    },
)
class Sum:
    def __init__(self, given, kind, count):
        self.x = np.arange(count) if kind == "i8" else sixteenths(kind, count)
        self.zero = 0 if kind == "i8" else 0.0

    def figures(self, total):
        return [float(total)]

    @peer("Python, sum of a list")
    def python(self):
        if self.x.dtype == "f4":
            return None
        numbers = self.x.tolist()
        return lambda: sum(numbers)

    @peer("NumPy")
    def numpy(self):
        # Of single precision to double, as ours is.
        kind = "i8" if self.x.dtype == "i8" else "f8"
        return lambda: self.x.sum(dtype=kind)

    @peer("numba")
    def numba(self):
        loop = add()
        return lambda: loop(self.x, self.zero)

    @peer("numba, parallel", threads=ALL)
    def numba_parallel(self):
        loop = add(parallel=True)
        return lambda: loop(self.x, self.zero)

    @peer("math.fsum of an array")
    def fsum(self):
        if self.x.dtype != "f8":
            return None
        numbers = array.array("d", self.x.tolist())
        return lambda: math.fsum(numbers)
