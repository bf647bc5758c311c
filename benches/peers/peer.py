"""What a file of `ladders/` is written with.

    @ladder("sum", {"f64, 4,096": ("f8", 4_096)})      # its path under `kernels`, and cases of the tour
    class Sum:
        def __init__(self, given, kind, count):         # makes the input; `given` is what the tour hands over
            self.x = ...

        def figures(self, total):                       # what of an answer has to be as ours is
            return [total]

        @peer("NumPy")                                  # on one thread
        def numpy(self):
            return self.x.sum                           # what is timed; None leaves this case out

        @peer("numba, parallel", threads=ALL)
        def numba(self):
            loop = add(parallel=True)                   # compiles it
            return lambda: loop(self.x)

A library is asked for by `optional`. Where it is not installed, those peers are left out that use it.
"""

import functools
import importlib
import os
import pathlib
import shutil
import sys
import types

ONE, ALL = 1, None

# What is measured, by path and case: a class and its arguments.
CASES = {}


class LeftOut(Exception):
    """Why a peer is left out."""


class Missing:
    """A library that is not installed: whoever uses it is left out."""

    def __init__(self, name):
        self.name = name

    def __getattr__(self, attribute):
        raise LeftOut(f"{self.name} is not installed")


def optional(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return Missing(name.partition(".")[0])


np = optional("numpy")
numba = optional("numba")


def ladder(path, cases):
    """Registers a class as the peers of a ladder in these cases, each with further arguments of the class."""

    def register(kind):
        CASES.update({(path, case): (kind, arguments) for case, arguments in cases.items()})
        return kind

    return register


def peer(name, threads=ONE):
    """Marks a method as a peer."""

    def mark(method):
        method.peer = name, threads
        return method

    return mark


def peers(kind):
    """Name, threads and method of each, in the order of the file."""
    names = [name for base in reversed(kind.__mro__) for name in vars(base)]
    methods = [getattr(kind, name) for name in dict.fromkeys(names)]
    return [(*method.peer, method) for method in methods if hasattr(method, "peer")]


def jit(**options):
    """A loop for numba, which is compiled when the decorated name is called: as it is, where `numba.prange` is a
    plain range, or in parallel.
    """

    def wrap(loop):
        @functools.cache
        def compiled(parallel=False):
            # Under a name of its own, which numba's cache on disk knows it by.
            copy = types.FunctionType(loop.__code__, loop.__globals__, loop.__name__)
            copy.__qualname__ = f"{loop.__name__}_in_parallel" if parallel else loop.__name__
            return numba.njit(cache=True, parallel=parallel, **options)(copy)

        return compiled

    return wrap


@functools.cache
def cython():
    """The module of the loops in Cython, built on first use."""
    if isinstance(optional("Cython"), Missing):
        raise LeftOut("Cython is not installed")
    compiler = os.environ.get("CC", "cc").split()[0]
    if shutil.which(compiler) is None:
        raise LeftOut(f"Cython has no C compiler: there is no {compiler!r}")
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension

    source = pathlib.Path(__file__).with_name("loops.pyx")
    flags = {"extra_compile_args": ["-O3", "-march=native", "-ffast-math", "-fopenmp"]}
    links = {"extra_link_args": ["-fopenmp", "-lmvec", "-lm"]}
    extension = Extension("loops", [str(source)], **flags, **links)
    built = pathlib.Path(cache(), "cython")
    built.mkdir(parents=True, exist_ok=True)
    modules = cythonize([extension], build_dir=str(built), quiet=True)
    command = Distribution({"ext_modules": modules}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(built), str(built)
    command.ensure_finalized()
    command.run()
    sys.path.insert(0, str(built))
    return importlib.import_module("loops")


def cache():
    """Where what is compiled is kept."""
    return os.environ["HOTLOOP_PEERS_CACHE"]


def threads():
    """As many as the tour's team has."""
    return int(os.environ["HOTLOOP_PEERS_THREADS"])


def use(threads):
    """Has the parallel loops of numba run on so many."""
    if not isinstance(numba, Missing):
        numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))


# ---- inputs, as `benches/catalogue` and `benches/common` make them


def sixteenths(kind, count):
    return (np.arange(count) * 37 % 1024 / 16).astype(kind)


def scattered(kind, count):
    """Numbers from 0 to 4, hashed from their indices."""
    bits = np.arange(1, count + 1, dtype="u8") * np.uint64(0x9E37_79B9_7F4A_7C15)
    bits = (bits ^ bits >> np.uint64(30)) * np.uint64(0xBF58_476D_1CE4_E5B9)
    bits ^= bits >> np.uint64(27)
    return (bits.astype("f8") / float(2**64) * 4).astype(kind)


def checksum(y):
    """A sum in which every place counts differently from those beside it."""
    return float(np.dot(y.ravel().astype("f8"), np.arange(y.size) % 7 + 1.0))
