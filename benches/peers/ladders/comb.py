"""Beside `kernels::comb`."""

from peer import ALL, checksum, cython, jit, ladder, np, numba, optional, peer, scattered

signal = optional("scipy.signal")

GAIN = 0.5
# Of longer delays `lfilter` takes time for every coefficient, though all but two are zero.
FILTERED = 4


@jit()
def forth(x, y, delay):
    for i in range(delay):
        y[i] = x[i]
    for i in numba.prange(delay, x.size):
        y[i] = x[i] + GAIN * x[i - delay]


@jit()
def back(x, y, delay):
    for i in range(delay):
        y[i] = x[i]
    for i in range(delay, x.size):
        y[i] = x[i] + GAIN * y[i - delay]


class Comb:
    def __init__(self, given, kind, count, delay):
        self.x = scattered(kind, count)
        self.y = np.full_like(self.x, np.nan)
        self.delay = delay

    def figures(self, y):
        figure = checksum(self.y if y is None else y)
        # The next one has to write it all again.
        self.y.fill(np.nan)
        return [figure]

    def coefficients(self, sign):
        """Those of the delayed term, in the signal's precision."""
        coefficients = np.zeros(self.delay + 1, self.x.dtype)
        coefficients[0], coefficients[-1] = 1, sign * GAIN
        return coefficients


SINGLE = {
    "f32, 10,000,000, delay 1": ("f4", 10_000_000, 1),
    "f32, 10,000,000, delay 1000": ("f4", 10_000_000, 1_000),
}
DOUBLE = {
    "f64, 10,000,000, delay 1": ("f8", 10_000_000, 1),
    "f64, 100,000, delay 4": ("f8", 100_000, 4),
    "f64, 10,000,000, delay 4": ("f8", 10_000_000, 4),
    "f64, 10,000,000, delay 1000": ("f8", 10_000_000, 1_000),
}


@ladder("comb::forward", DOUBLE | SINGLE)
class Forward(Comb):
    def expression(self):
        x, delay = self.x, self.delay
        y = x.copy()
        y[delay:] += GAIN * x[:-delay]
        return y

    @peer("NumPy")
    def numpy(self):
        return self.expression

    @peer("SciPy, lfilter")
    def scipy(self):
        if self.delay > FILTERED:
            return None
        lfilter, coefficients = signal.lfilter, self.coefficients(1)
        return lambda: lfilter(coefficients, coefficients[:1], self.x)

    @peer("numba")
    def numba(self):
        loop = forth()
        return lambda: loop(self.x, self.y, self.delay)

    @peer("numba, parallel", threads=ALL)
    def numba_parallel(self):
        loop = forth(parallel=True)
        return lambda: loop(self.x, self.y, self.delay)


@ladder("comb::backward", {"f64, 100,000, delay 1": ("f8", 100_000, 1)} | DOUBLE | SINGLE)
class Backward(Comb):
    @peer("SciPy, lfilter")
    def scipy(self):
        if self.delay > FILTERED:
            return None
        lfilter, coefficients = signal.lfilter, self.coefficients(-1)
        return lambda: lfilter(coefficients[:1], coefficients, self.x)

    @peer("numba")
    def numba(self):
        loop = back()
        return lambda: loop(self.x, self.y, self.delay)

    @peer("Cython")
    def cython(self):
        if self.x.dtype != "f8":
            return None
        loops = cython()
        return lambda: loops.back(self.x, self.y, self.delay, GAIN)
