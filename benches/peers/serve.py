"""The child of `cargo bench --bench tour -- --peers PYTHON`: runs peers when it is told to.

Each line of the input asks for something, in JSON, and one line of the output answers it:

    at first            {"python": …, "libraries": {…}, "cases": [[ladder, case], …]}
    {"prepare": [ladder, case], "given": 3}, and 24 bytes
                        {"peers": [{"name": …, "threads": …, "figures": …}, …], "left_out": […], "failed": […]}
    {"run": 0, "repeats": 10}
                        {"nanoseconds": 1234}

`prepare` makes the input, compiles, and runs each peer once; after that line there may be as many `f64` as
`given` says. `figures` are what of its answer is compared. `run` times a peer of the case prepared last.
Between two lines nothing runs.
"""

import gc
import importlib
import importlib.metadata
import json
import os
import pathlib
import platform
import sys
import time

import peer

LIBRARIES = "numpy", "scipy", "numba", "Cython", "scikit-learn", "joblib", "fast-histogram", "boost-histogram"


class Prepared:
    """The peers of a case, ready to run."""

    def __init__(self, path, case, given):
        self.runs, self.peers, self.left_out, self.failed = [], [], [], []
        if (path, case) not in peer.CASES:
            return
        kind, arguments = peer.CASES[path, case]
        try:
            self.input = kind(given, *arguments)
        except peer.LeftOut as reason:
            self.left_out.append(str(reason))
            return
        for name, threads, method in peer.peers(kind):
            self.add(name, threads or peer.threads(), method)

    def add(self, name, threads, method):
        try:
            peer.use(threads)
            run = method(self.input)
            if run is None:
                return
            figures = self.input.figures(run())
        except peer.LeftOut as reason:
            self.left_out.append(str(reason))
        except Exception as error:
            self.failed.append(f"{name}: {type(error).__name__}: {error}")
        else:
            settle()
            self.runs.append((run, threads))
            self.peers.append({"name": name, "threads": threads, "figures": figures})

    def time(self, index, repeats):
        """Nanoseconds of so many runs."""
        run, threads = self.runs[index]
        peer.use(threads)
        start = time.perf_counter_ns()
        for _ in range(repeats):
            run()
        nanoseconds = time.perf_counter_ns() - start
        if threads > 1:
            settle()
        return nanoseconds

    def close(self):
        """Ends what an input has started."""
        close = getattr(getattr(self, "input", None), "close", None)
        if close is not None:
            close()


def settle():
    """Waits until no thread of this process runs: those that spin would be in the way of whoever is next."""
    before = time.process_time()
    for _ in range(100):
        time.sleep(0.005)
        now = time.process_time()
        if now - before < 0.0005:
            return
        before = now


def hello():
    libraries = {}
    for name in LIBRARIES:
        try:
            libraries[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            libraries[name] = None
    return {"python": platform.python_version(), "libraries": libraries, "cases": list(peer.CASES)}


def serve(requests, answers):
    def answer(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    answer(hello())
    prepared = None
    for line in requests:
        request = json.loads(line)
        if "prepare" in request:
            if prepared is not None:
                prepared.close()
            prepared = None
            gc.collect()
            given = requests.read(8 * request["given"])
            prepared = Prepared(*request["prepare"], given)
            answer({"peers": prepared.peers, "left_out": prepared.left_out, "failed": prepared.failed})
        else:
            answer({"nanoseconds": prepared.time(request["run"], request["repeats"])})
    if prepared is not None:
        prepared.close()


def main():
    # What libraries print goes where errors go: the output has answers and nothing else.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for path in sorted(pathlib.Path(__file__).parent.glob("ladders/*.py")):
        importlib.import_module(f"ladders.{path.stem}")
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
