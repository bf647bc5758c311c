"""Beside `kernels::heavy`: the numbers and the counts of it, without a picture."""

import multiprocessing

from peer import ALL, ladder, np, peer, threads

SEEDS = range(8)


def difficult_function(seed, size, bins):
    numbers = np.random.default_rng(seed).random(size * size)
    return np.histogram(numbers, bins=bins, range=(0.0, 1.0))[0]


@ladder("heavy", {"8 seeds, 1024 x 1024, 1,024 bins": (1024, 1024)})
class Heavy:
    def __init__(self, given, size, bins):
        self.tasks = [(seed, size, bins) for seed in SEEDS]
        self.pool = None
        self.numbers = size * size

    def figures(self, counts):
        if [count.sum() for count in counts] != [self.numbers] * len(self.tasks):
            raise ValueError("a number has not been counted")
        return None

    def close(self):
        if self.pool is not None:
            self.pool.terminate()

    @peer("NumPy, without pictures")
    def numpy(self):
        return lambda: [difficult_function(*task) for task in self.tasks]

    @peer("the same, processes", threads=ALL)
    def processes(self):
        self.pool = multiprocessing.Pool(threads())
        return lambda: self.pool.starmap(difficult_function, self.tasks)
