"""Beside a region and a team of `threads`: handing out tasks that do nothing."""

import concurrent.futures
import multiprocessing
import multiprocessing.pool

from peer import ALL, jit, ladder, np, numba, optional, peer, threads

joblib = optional("joblib")


@jit()
def region(marks):
    for i in numba.prange(marks.size):
        marks[i] = i


def nothing(_):
    return None


class Task:
    def __init__(self, given):
        self.pools = []

    def figures(self, answer):
        return None

    def kept(self, pool):
        self.pools.append(pool)
        return pool

    def close(self):
        for pool in self.pools:
            pool.terminate()


@ladder("team", {"an empty region": ()})
class Region(Task):
    @peer("numba, prange", threads=ALL)
    def numba(self):
        loop, marks = region(parallel=True), np.zeros(threads())
        return lambda: loop(marks)

    @peer("Pool.map of processes", threads=ALL)
    def processes(self):
        pool = self.kept(multiprocessing.Pool(threads()))
        return lambda: pool.map(nothing, range(threads()))

    @peer("ThreadPool.map", threads=ALL)
    def threads(self):
        pool = self.kept(multiprocessing.pool.ThreadPool(threads()))
        return lambda: pool.map(nothing, range(threads()))

    @peer("joblib, threads", threads=ALL)
    def joblib(self):
        tasks = [joblib.delayed(nothing)(i) for i in range(threads())]
        pool = joblib.Parallel(n_jobs=threads(), prefer="threads")
        return lambda: pool(tasks)


@ladder("team", {"a team of two, made and ended": ()})
class Creation(Task):
    @peer("ThreadPoolExecutor", threads=2)
    def threads(self):
        def run():
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                list(pool.map(nothing, range(2)))

        return run

    @peer("Pool of processes", threads=2)
    def processes(self):
        def run():
            pool = multiprocessing.Pool(2)
            pool.close()
            pool.join()

        return run
