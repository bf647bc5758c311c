"""What NumPy and numba make of the arrays of `cargo bench --bench memory`.

    pip install numpy numba
    python benches/peers/memory.py

Least of many rounds, in nanoseconds an element. NumPy advises huge pages for every large array, as
`hotloop::memory::Buffer` does; `NUMPY_MADVISE_HUGEPAGE=0` turns that off.
"""

import time

import numpy

TOUCHED = 40_000_000
READ = 10_000_000


def least(run, elements, rounds):
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        result = run()
        best = min(best, time.perf_counter() - start)
        del result
    return best / elements * 1e9


def touched():
    x = numpy.empty(TOUCHED)
    x[::512] = 0.0
    return x


def main():
    print(f"numpy {numpy.__version__}")
    print(f"first touch          {least(touched, TOUCHED, 10):.4f}")
    x = numpy.full(READ, 0.5)
    print(f"sum                  {least(x.sum, READ, 200):.4f}")
    try:
        import numba
    except ImportError:
        print("numba is not installed: its sums are left out")
        return

    def parallel(x):
        total = 0.0
        for i in numba.prange(x.shape[0]):
            total += x[i]
        return total

    compiled = numba.njit(parallel=True, fastmath=True)(parallel)
    compiled(x)
    print(f"sum, numba parallel  {least(lambda: compiled(x), READ, 200):.4f}")


main()
