"""Beside `kernels::primes`."""

import math

from peer import ALL, jit, ladder, np, numba, peer, threads

# Numbers of a segment: a byte each.
SEGMENT = 1 << 18


def sum_primes(n):
    """The tutorial's: trial division."""
    return sum(x for x in range(2, n) if all(x % i for i in range(2, math.isqrt(x) + 1)))


def sieved(n):
    prime = np.ones(n, bool)
    prime[:2] = False
    for i in range(2, math.isqrt(n - 1) + 1):
        if prime[i]:
            prime[i * i :: i] = False
    return np.flatnonzero(prime)


@jit()
def segment(first, end, small, prime):
    """The sum of the odd primes from `first`, which is odd, to `end`; a byte for each odd number."""
    prime[: (end - first + 1) // 2] = True
    for k in range(1, small.size):
        p = small[k]
        start = max(p * p, (first + p - 1) // p * p)
        if start % 2 == 0:
            start += p
        for i in range((start - first) // 2, (end - first + 1) // 2, p):
            prime[i] = False
    total = 0
    for i in range((end - first + 1) // 2):
        if prime[i]:
            total += first + 2 * i
    return total


@jit()
def segments(n, small, threads, segment):
    total = 0
    count = (n - 3) // (2 * SEGMENT) + 1
    for t in numba.prange(threads):
        prime = np.empty(SEGMENT, np.bool_)
        for k in range(t, count, threads):
            first = 3 + 2 * SEGMENT * k
            total += segment(first, min(n, first + 2 * SEGMENT), small, prime)
    return total


FEW, MANY = 10_000, 1_000_000_000


@ladder("primes", {"below 10,000": (FEW,), "below 1,000,000,000": (MANY,)})
class Primes:
    def __init__(self, given, n):
        self.n = n
        self.few = n == FEW

    def figures(self, total):
        return [float(total)]

    @peer("Python, trial division")
    def python(self):
        return (lambda: sum_primes(self.n)) if self.few else None

    @peer("NumPy, sieve")
    def numpy(self):
        # A byte for each number is too much of more.
        return (lambda: int(sieved(self.n).sum())) if self.few else None

    def numba(self, threads):
        loop, part, small = segments(parallel=threads > 1), segment(), sieved(math.isqrt(self.n) + 1)
        return lambda: 2 + loop(self.n, small, threads, part)

    @peer("numba, segmented sieve")
    def numba_one(self):
        return self.numba(1)

    @peer("numba, segmented, parallel", threads=ALL)
    def numba_all(self):
        return self.numba(threads())
