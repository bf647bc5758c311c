"""What Python's multiprocessing takes to send integers one by one to a child process.

Beside it: cargo bench --bench tour -- races::transport
"""

import multiprocessing
import statistics
import time


def receive(receiver, sender):
    sender.close()
    try:
        while True:
            receiver.recv()
    except EOFError:
        pass


def get(queue):
    while queue.get() is not None:
        pass


def get_and_tell(queue):
    while True:
        item = queue.get()
        queue.task_done()
        if item is None:
            return


def pipe(items):
    receiver, sender = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=receive, args=(receiver, sender))
    child.start()
    receiver.close()
    start = time.perf_counter()
    for item in range(items):
        sender.send(item)
    sender.close()
    child.join()
    return time.perf_counter() - start


def through(queue, target, items):
    child = multiprocessing.Process(target=target, args=(queue,))
    child.start()
    start = time.perf_counter()
    for item in range(items):
        queue.put(item)
    queue.put(None)
    if hasattr(queue, "join"):
        queue.join()
    child.join()
    return time.perf_counter() - start


WAYS = {
    "Pipe": pipe,
    "Queue": lambda items: through(multiprocessing.Queue(), get, items),
    "JoinableQueue": lambda items: through(multiprocessing.JoinableQueue(), get_and_tell, items),
}

if __name__ == "__main__":
    for items in 10_000, 100_000, 1_000_000:
        for name, way in WAYS.items():
            times = [1e9 * way(items) / items for _ in range(3 if items == 1_000_000 else 7)]
            print(f"{name:14} {items:8} integers  {min(times):6.0f} ns least  {statistics.median(times):6.0f} median")
