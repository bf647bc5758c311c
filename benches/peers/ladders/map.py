"""Beside `kernels::map`."""

from peer import ALL, checksum, jit, ladder, np, numba, peer, scattered

THRESHOLD = 2.0


@jit()
def clear(x, y):
    for i in numba.prange(x.size):
        y[i] = 0.0 if x[i] < THRESHOLD else x[i]


@ladder(
    "map",
    {"f64, 2,048": ("f8", 2_048), "f64, 10,000,000": ("f8", 10_000_000), "f32, 10,000,000": ("f4", 10_000_000)},
)
class Map:
    def __init__(self, given, kind, count):
        self.x = scattered(kind, count)
        self.y = np.full_like(self.x, np.nan)

    def figures(self, y):
        figure = checksum(self.y if y is None else y)
        # The next one has to write it all again.
        self.y.fill(np.nan)
        return [figure]

    @peer("NumPy, where")
    def numpy(self):
        return lambda: np.where(self.x < THRESHOLD, self.x.dtype.type(0), self.x)

    @peer("numba")
    def numba(self):
        loop = clear()
        return lambda: loop(self.x, self.y)

    @peer("numba, parallel", threads=ALL)
    def numba_parallel(self):
        loop = clear(parallel=True)
        return lambda: loop(self.x, self.y)
