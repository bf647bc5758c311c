"""What mpi4py with NumPy makes of two programs of `cargo bench --features mpi --bench ranks`.

    pip install numpy mpi4py
    mpirun -n 2 python benches/peers/ranks.py summary [--size N] [--rounds N] [--check]
    mpirun -n 2 python benches/peers/ranks.py mixture [--size N] [--rounds N] [--check]

Beside it: mpirun -n 2 ranks-… mixture --members 1

summary   count, mean, variance, minimum and maximum of 10,000,000 numbers in [0, 1)
mixture   ten iterations of EM on 4,000,000 points of four components in the plane, full covariances

Each rank has its part, one thread, and NumPy calls on chunks that stay in the cache, which is faster than
whole arrays; what is reduced is a few numbers a rank. The least time of the rounds counts, from when all
ranks are there to when the first has its answer. Points are drawn block by block, so they are the same on
any number of ranks, and --check holds the answer to that of rank 0 alone, within rounding: MPI adds in an
order of its own, so the bits depend on the ranks.
"""

import os

# One thread a rank, before NumPy loads its BLAS.
for name in "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[name] = "1"

import argparse
import math
import time

import mpi4py
import numpy as np
from mpi4py import MPI

DRAWN = 1 << 16  # numbers or points of one stream


def part(comm, size):
    """Where this rank's elements begin and end: whole streams."""
    streams = -(-size // DRAWN)
    first, last = (streams * (comm.rank + i) // comm.size * DRAWN for i in (0, 1))
    return min(first, size), min(last, size)


def drawn(comm, size, draw):
    """This rank's elements, whatever the number of ranks."""
    first, last = part(comm, size)
    starts = range(first, last, DRAWN)
    return [draw(np.random.Generator(np.random.SFC64([7, at])), min(DRAWN, last - at)) for at in starts]


class Summary:
    unit, size, iterations = "numbers", 10_000_000, 1

    def __init__(self, comm, size, chunk):
        self.comm = comm
        blocks = drawn(comm, size, lambda generator, n: generator.random(n))
        self.x = np.concatenate([np.empty(0), *blocks])
        self.chunk = chunk or 65_536

    def answer(self):
        """Count, mean, variance, minimum and maximum."""
        rows = []
        buffer = np.empty(self.chunk)
        for at in range(0, len(self.x), self.chunk):
            x = self.x[at : at + self.chunk]
            mean = x.mean()
            d = np.subtract(x, mean, out=buffer[: len(x)])
            rows.append((len(x), mean, d @ d, x.min(), x.max()))
        own = merged(np.array(rows)) if rows else np.array([0, 0, 0, math.inf, -math.inf])
        all_ranks = np.empty((self.comm.size, 5))
        self.comm.Allgather(own, all_ranks)
        count, mean, squares, least, most = merged(all_ranks)
        return np.array([count, mean, squares / count, least, most])


def merged(rows):
    """Of rows of count, mean, sum of squared deviations, minimum and maximum."""
    count, mean, squares, least, most = rows.T
    total = count.sum()
    centre = count @ mean / total
    squares = squares.sum() + count @ (mean - centre) ** 2
    return np.array([total, centre, squares, least.min(), most.max()])


MEANS = np.array([[0.0, 0.0], [4.0, 4.0], [8.0, 8.0], [12.0, 12.0]])
FLOOR = 1e-6  # what is added to the variances


def points(generator, n):
    return MEANS[generator.integers(0, 4, n)] + generator.standard_normal((n, 2))


class Mixture:
    unit, size, iterations = "points", 4_000_000, 10

    def __init__(self, comm, size, chunk):
        self.comm, self.n = comm, size
        self.x = np.concatenate([np.empty((0, 2)), *drawn(comm, size, points)])
        self.chunk = chunk or 16_384

    def sums(self, weights, means, covariances):
        """For each component the sums of the shares and of their products with x, y, xx, xy and yy; last, the
        log-likelihood. The logarithm of a weighted density is a polynomial in those, so densities and sums are
        a product of matrices each.
        """
        xx, xy, yy = covariances[:, 0, 0], covariances[:, 0, 1], covariances[:, 1, 1]
        determinant = xx * yy - xy * xy
        p, q, r = yy / determinant, -xy / determinant, xx / determinant
        u, v = means.T
        constant = np.log(weights) - 0.5 * np.log(determinant) - math.log(2 * math.pi)
        constant -= 0.5 * (p * u * u + 2 * q * u * v + r * v * v)
        polynomials = np.column_stack([constant, p * u + q * v, q * u + r * v, -0.5 * p, -q, -0.5 * r])
        sums, log_likelihood = np.zeros((4, 6)), 0.0
        terms, shares = np.ones((6, self.chunk)), np.empty((4, self.chunk))
        for at in range(0, len(self.x), self.chunk):
            x, y = self.x[at : at + self.chunk].T
            if len(x) < terms.shape[1]:
                terms, shares = np.ones((6, len(x))), np.empty((4, len(x)))
            terms[1], terms[2] = x, y
            np.multiply(x, x, out=terms[3])
            np.multiply(x, y, out=terms[4])
            np.multiply(y, y, out=terms[5])
            np.matmul(polynomials, terms, out=shares)
            most = shares.max(axis=0)
            shares -= most
            np.exp(shares, out=shares)
            total = shares.sum(axis=0)
            shares /= total
            sums += shares @ terms.T
            log_likelihood += most.sum() + np.log(total).sum()
        return np.append(sums, log_likelihood)

    def answer(self):
        """Weights, means and covariances, and the mean log-likelihood of the last expectation."""
        weights, means, covariances = np.full(4, 0.25), MEANS + [[0.5, -0.5]], np.stack([np.eye(2)] * 4)
        for _ in range(self.iterations):
            reduced = np.empty(25)
            self.comm.Allreduce(self.sums(weights, means, covariances), reduced)
            sums = reduced[:24].reshape(4, 6)
            x, y, xx, xy, yy = (sums[:, 1:] / sums[:, :1]).T
            weights, means = sums[:, 0] / self.n, np.column_stack([x, y])
            xx, xy, yy = xx - x * x + FLOOR, xy - x * y, yy - y * y + FLOOR
            covariances = np.stack([np.column_stack([xx, xy]), np.column_stack([xy, yy])], axis=1)
        return np.concatenate([weights, means.ravel(), covariances.ravel(), [reduced[24] / self.n]])


PROGRAMS = {"summary": Summary, "mixture": Mixture}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", choices=PROGRAMS)
    parser.add_argument("--size", type=int)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--chunk", type=int, help="elements of a call of NumPy")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    comm = MPI.COMM_WORLD
    Program = PROGRAMS[arguments.program]
    size = arguments.size or Program.size
    program = Program(comm, size, arguments.chunk)
    least = math.inf
    for _ in range(arguments.rounds):
        comm.Barrier()
        start = time.perf_counter()
        answer = program.answer()
        least = min(least, time.perf_counter() - start)
    if comm.rank > 0:
        return
    milliseconds = 1e3 * least / Program.iterations
    if arguments.program == "mixture":
        print(f"mean log-likelihood {float(answer[-1])!r}, first mean {answer[4:6].tolist()}")
    else:
        print(f"mean {float(answer[1])!r}, standard deviation {math.sqrt(answer[2])!r}")
    print(f"mpi4py {mpi4py.__version__}, numpy {np.__version__}, {MPI.Get_library_version().split(',')[0]}")
    print(f"{size} {Program.unit}, {comm.size} ranks: {milliseconds:.3f} ms an iteration, of a whole call")
    if arguments.check:
        alone = Program(MPI.COMM_SELF, size, arguments.chunk).answer()
        off = np.max(np.abs(answer - alone) / np.maximum(1, np.abs(alone)))
        if not off <= 1e-9:
            raise SystemExit(f"{off} off the answer of one rank")
        print(f"{off:.1e} off the answer of one rank")


if __name__ == "__main__":
    main()
