"""Beside `kernels::summary`."""

from peer import ALL, jit, ladder, np, numba, peer, sixteenths


@jit(fastmath=True)
def one_pass(x):
    total, squares, least, most = 0.0, 0.0, x[0], x[0]
    shift = np.float64(x[0])
    for i in numba.prange(x.size):
        d = x[i] - shift
        total += d
        squares += d * d
        least = min(least, x[i])
        most = max(most, x[i])
    return total + shift * x.size, (squares - total * total / x.size) / x.size, least, most


@ladder("summary", {"f64, 10,000,000": ("f8", 10_000_000), "f32, 10,000,000": ("f4", 10_000_000)})
class Summary:
    def __init__(self, given, kind, count):
        self.x = sixteenths(kind, count)

    def figures(self, summary):
        return [float(value) for value in summary]

    @peer("NumPy, four passes")
    def numpy(self):
        x = self.x
        return lambda: (x.sum(dtype="f8"), x.var(dtype="f8"), x.min(), x.max())

    @peer("numba, one pass")
    def numba(self):
        loop = one_pass()
        return lambda: loop(self.x)

    @peer("numba, one pass, parallel", threads=ALL)
    def numba_parallel(self):
        loop = one_pass(parallel=True)
        return lambda: loop(self.x)
