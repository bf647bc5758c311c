"""What boost-histogram and NumPy make of the weighted histogram of `cargo bench --bench ladders --
histogram::weighted/`: 10,000,000 values with weights in 1,024 bins.

    pip install numpy boost-histogram
    python benches/peers/weighted.py

Least of many rounds, on one thread, in nanoseconds a value. boost-histogram sums weights and their squares;
NumPy sums weights alone, and is told the range.
"""

import time

import boost_histogram
import numpy

BINS = 1024


def least(run, elements, rounds):
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best / elements * 1e9


def main():
    print(f"boost-histogram {boost_histogram.__version__}, numpy {numpy.__version__}")
    for dtype in ("f8", "f4"):
        for count, rounds in ((1_000_000, 100), (10_000_000, 20)):
            generator = numpy.random.default_rng(10)
            x = (4 * generator.random(count)).astype(dtype)
            weights = generator.random(count).astype(dtype)
            axis = boost_histogram.axis.Regular(BINS, 0.0, 4.0)
            histogram = boost_histogram.Histogram(axis, storage=boost_histogram.storage.Weight())
            boost = least(lambda: histogram.fill(x, weight=weights), count, rounds)
            ours = least(
                lambda: numpy.histogram(x, bins=BINS, range=(0.0, 4.0), weights=weights), count, rounds
            )
            print(f"{dtype} {count:>10,}: boost-histogram {boost:.2f}, numpy {ours:.2f}")


main()
