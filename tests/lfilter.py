"""Writes what SciPy makes of a comb filter and of an Ornstein-Uhlenbeck process.

    python tests/lfilter.py > tests/data/lfilter.json

Numbers are written as Python's repr, which reads back to the same bits.
"""

import json

import numpy as np
import scipy
from scipy.signal import lfilter

random = np.random.default_rng(42)
x = random.normal(size=120)


def forward(delay, gain):
    b = np.zeros(delay + 1)
    b[0], b[delay] = 1, gain
    return list(lfilter(b, [1.0], x))


def backward(delay, gain):
    a = np.zeros(delay + 1)
    a[0], a[delay] = 1, -gain
    return list(lfilter([1.0], a, x))


def process(relax, diffuse, start):
    # The state of the filter's one delay is what it adds to its next output.
    path, _ = lfilter([diffuse], [1.0, -relax], x, zi=[relax * start])
    return [start, *path]


def stream(delay, gain):
    """What comes after a state, which is what was heard last, and the filter's own state after that."""
    state = random.normal(size=delay)
    b, a = np.zeros(delay + 1), np.zeros(delay + 1)
    b[0] = a[0] = 1
    b[delay], a[delay] = gain, -gain
    one = [1.0]
    gone_on = {}
    for name, numerator, denominator in [("forward", b, one), ("backward", one, a)]:
        y, zf = lfilter(numerator, denominator, x, zi=gain * state)
        gone_on[name] = {"y": list(y), "zf": list(zf)}
    return {"delay": delay, "gain": gain, "state": list(state), **gone_on}


filters = [(1, 0.5), (1, -0.99), (1, 1.0), (3, 0.9), (4, 0.5), (7, 1.01), (8, -0.5), (13, 0.7), (40, 0.5), (150, 2.0)]
dt, tau, sigma, start = 0.1, 1.0, 2.0, 3.0
relax = np.exp(-dt / tau)
diffuse = sigma * np.sqrt(-np.expm1(-2 * dt / tau))
print(
    json.dumps(
        {
            "made_by": f"tests/lfilter.py, scipy {scipy.__version__}, numpy {np.__version__}",
            "x": list(x),
            "combs": [
                {"delay": d, "gain": g, "forward": forward(d, g), "backward": backward(d, g)}
                for d, g in filters
            ],
            "streams": [
                stream(d, g) for d, g in [(1, 0.9), (4, 0.5), (13, -0.7), (40, 1.0), (100, 0.3), (150, 2.0)]
            ],
            "process": {
                "dt": dt,
                "tau": tau,
                "sigma": sigma,
                "path": process(relax, diffuse, start),
            },
        },
        indent=1,
    )
)
