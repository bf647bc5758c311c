"""Writes `tests/data/fsum.txt`: sums of `math.fsum`, for `tests/exact.rs`."""

import math
import random
import struct
from pathlib import Path


def word(x):
    return struct.pack(">d", x).hex()


def numbers(draw, kind, count):
    if kind == 0:
        return [draw.uniform(-1, 1) for _ in range(count)]
    if kind == 1:
        return [draw.gauss(0, 1) * 10.0 ** draw.randrange(-300, 300) for _ in range(count)]
    if kind == 2:
        half = [draw.gauss(0, 1) * 2.0 ** draw.randrange(-60, 60) for _ in range(count)]
        return half + [-x * (1 + 2.0 ** -draw.randrange(40, 53)) for x in reversed(half)]
    return [draw.choice([1.0, 2.0**-53, -(2.0**-53), 2.0**-106, 5e-324]) for _ in range(count)]


draw = random.Random(10)
lines = ["# math.fsum and its numbers, by tests/fsum.py"]
for case in range(160):
    x = numbers(draw, case % 4, draw.randrange(1, 50))
    lines.append(" ".join(map(word, [math.fsum(x), *x])))
Path(__file__).with_name("data").joinpath("fsum.txt").write_text("\n".join(lines) + "\n")
