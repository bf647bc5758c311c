"""Beside `kernels::histogram`."""

from peer import ALL, jit, ladder, np, numba, optional, peer, scattered, threads

boost_histogram = optional("boost_histogram")
fast_histogram = optional("fast_histogram")

BINS, END = 1024, 4.0
PER_BIN = BINS / END


@jit()
def count(x, counts):
    counts[:] = 0
    for i in range(x.size):
        counts[int(x[i] * PER_BIN)] += 1


@jit()
def count_parts(x, parts):
    threads = parts.shape[0]
    parts[:] = 0
    for t in numba.prange(threads):
        for i in range(x.size * t // threads, x.size * (t + 1) // threads):
            parts[t, int(x[i] * PER_BIN)] += 1
    return parts.sum(axis=0)


@jit()
def add_weights(x, weights, sums):
    sums[:] = 0
    for i in range(x.size):
        bin, weight = int(x[i] * PER_BIN), weights[i]
        sums[bin, 0] += weight
        sums[bin, 1] += weight * weight


@ladder(
    "histogram",
    {
        "1,024 bins, 10,000,000": ("f8", 10_000_000),
        "f32, 1,024 bins, 10,000,000": ("f4", 10_000_000),
    },
)
class Histogram:
    def __init__(self, given, kind, count):
        self.x = scattered(kind, count)
        # One more, for the end of the range, which belongs to the last bin.
        self.counts = np.zeros(BINS + 1, "i8")

    def figures(self, counts):
        counts = np.asarray(self.counts if counts is None else counts, "f8")
        if counts.size > BINS:
            counts[BINS - 1] += counts[BINS]
        return [float(counts[:BINS].sum()), float(counts[:BINS] @ np.arange(BINS))]

    @peer("NumPy, histogram")
    def numpy(self):
        return lambda: np.histogram(self.x, bins=BINS, range=(0.0, END))[0]

    @peer("NumPy, bincount")
    def bincount(self):
        return lambda: np.bincount((self.x * PER_BIN).astype("i8"), minlength=BINS)

    @peer("fast-histogram")
    def fast(self):
        histogram = fast_histogram.histogram1d
        # It leaves out the end of the range, which numbers of single precision are rounded to.
        if self.x.dtype != "f8":
            return None
        return lambda: histogram(self.x, bins=BINS, range=(0.0, END))

    def boost(self, threads):
        axis = boost_histogram.axis.Regular(BINS, 0.0, END)
        histogram = boost_histogram.Histogram(axis, storage=boost_histogram.storage.Int64())

        def run():
            histogram.reset()
            histogram.fill(self.x, threads=threads)
            return histogram.values(flow=True)[1:]

        return run

    @peer("boost-histogram")
    def boost_one(self):
        return self.boost(1)

    @peer("boost-histogram, threads", threads=ALL)
    def boost_all(self):
        return self.boost(threads())

    @peer("numba")
    def numba(self):
        loop = count()
        return lambda: loop(self.x, self.counts)

    @peer("numba, parallel", threads=ALL)
    def numba_parallel(self):
        loop, parts = count_parts(parallel=True), np.zeros((threads(), BINS + 1), "i8")
        return lambda: loop(self.x, parts)


@ladder("histogram::weighted", {"f64, 1,024 bins, 10,000,000": (10_000_000,)})
class Weighted:
    def __init__(self, given, count):
        self.x = scattered("f8", count)
        self.weights = np.arange(count) * 37 % 256 / 16
        self.sums = np.zeros((BINS, 2))

    def figures(self, sums):
        sums = self.sums if sums is None else sums
        places = np.arange(BINS) % 7 + 1.0
        # NumPy has no squares.
        return [float(column @ places) for column in np.asarray(sums).T.reshape(-1, BINS)]

    @peer("NumPy, without squares")
    def numpy(self):
        return lambda: np.histogram(self.x, bins=BINS, range=(0.0, END), weights=self.weights)[0]

    @peer("boost-histogram")
    def boost(self):
        axis = boost_histogram.axis.Regular(BINS, 0.0, END)
        histogram = boost_histogram.Histogram(axis, storage=boost_histogram.storage.Weight())

        def run():
            histogram.reset()
            histogram.fill(self.x, weight=self.weights)
            return np.column_stack([histogram.values(), histogram.variances()])

        return run

    @peer("numba")
    def numba(self):
        loop = add_weights()
        return lambda: loop(self.x, self.weights, self.sums)
