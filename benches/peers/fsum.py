"""What Python's math.fsum takes to add up ten million doubles: of one size, and of 300 binades.

Beside it: cargo bench --bench ladders -- sum/
"""

import array
import math
import random
import time

COUNT = 10_000_000
draw = random.Random(1)
kinds = {
    "uniform": (draw.random() for _ in range(COUNT)),
    "normal": (draw.gauss(0, 1) for _ in range(COUNT)),
    "300 binades": (
        math.ldexp(draw.uniform(-1, 1), draw.randrange(-150, 150)) for _ in range(COUNT)
    ),
}
for name, numbers in kinds.items():
    # Numbers that lie side by side in memory, and numbers that are objects already.
    packed = array.array("d", numbers)
    for how, numbers in ("array", packed), ("list", packed.tolist()):
        least = math.inf
        for _ in range(3):
            start = time.perf_counter()
            math.fsum(numbers)
            least = min(least, time.perf_counter() - start)
        print(f"{name}, {how}: {least / COUNT * 1e9:.1f} ns an element", flush=True)
