"""Writes what NumPy counts, with values on every edge and next to it.

    python tests/histogram.py > tests/data/histogram.json

Numbers are written as Python's repr, which reads back to the same bits.
"""

import json

import numpy as np

random = np.random.default_rng(42)


def around(edges):
    """Every edge, its neighbours, and what is between and beyond them."""
    edges = np.asarray(edges)
    below, above = np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf)
    middles = edges[:-1] + (edges[1:] - edges[:-1]) / 2
    width = edges[-1] - edges[0]
    anywhere = random.uniform(edges[0] - width / 8, edges[-1] + width / 8, 50)
    return np.concatenate([edges, below, above, middles, anywhere])


def case(x, bins, outer):
    counts, edges = np.histogram(x, bins=bins, range=outer)
    with np.errstate(over="ignore"):
        density, _ = np.histogram(x, bins=bins, range=outer, density=True)
    return {
        "x": x.tolist(),
        "counts": counts.tolist(),
        "edges": edges.tolist(),
        "density": density.tolist() if np.all(np.isfinite(density)) else None,
        "below": int(np.sum(x < edges[0])),
        "above": int(np.sum(x > edges[-1])),
    }


def uniform(count, low, high):
    x = around(np.histogram_bin_edges([], bins=count, range=(low, high)))
    return {"low": low, "high": high, **case(x, count, (low, high))}


def integers(kind, bins, outer, ends):
    """Integers about every edge, above 2^53 as well, where they are not all numbers of float."""
    edges = np.histogram_bin_edges([], bins=bins, range=outer)
    near = {int(edge) + step for edge in edges for step in range(-5, 6)}
    least, most = np.iinfo(kind).min, np.iinfo(kind).max
    x = sorted(x for x in near | set(ends) if least <= x <= most)
    counts, edges = np.histogram(np.array(x, dtype=kind), bins=bins, range=outer)
    return {"x": x, "counts": counts.tolist(), "edges": edges.tolist()}


ranges = [
    (1, 0.0, 1.0),
    (10, 0.0, 1.0),
    (64, 0.0, 1.0),
    (7, 0.1, 0.7),
    (3, -0.1, 0.2),
    (49, -1e-3, 1e6),
    (100, 0.0, 100.0),
    (50, 0.0, 100.0),
    (33, -16.0, 17.0),
    (60, 1e15, 1e15 + 60),
    (11, -1e300, 1e300),
    (9, 0.0, 1e-310),
    (5, 1.0, 1.0 + 2.0**-40),
    (3, 1.0, 1.0 + 3 * 2.0**-52),
    (4, -5e-324, 5e-323),
    (41, -np.pi, np.e),
    (23, -np.sqrt(2), 1e-9),
]
lists = [
    [0.0, 1.0],
    [-1.0, 0.0, 1e-300, 0.1, 0.7, 5.0, 1e10],
    list(np.geomspace(1e-3, 1e3, 40)),
    list(np.cumsum(random.uniform(1e-6, 1.0, 60)) - 10),
]
far = 2.0**53
signed = [
    integers(np.int64, 4, (far, far + 8), []),
    integers(np.int64, 7, (-far - 30, far), [-(2**63), 2**63 - 1]),
    integers(np.int64, [-far - 4, -far, -1, 0, 0.5, far, far + 2, far + 6], None, []),
    integers(np.int64, 3, (-(2.0**63), 2.0**63), [2**63 - 1, 2**63 - 600]),
]
unsigned = [
    integers(np.uint64, 4, (far, far + 8), []),
    integers(np.uint64, 5, (0.0, 2.0**64), [2**64 - 1, 2**64 - 1025, 2**63]),
    integers(np.uint64, [0, 1, 2.5, far, far + 2, far + 4, 2.0**63], None, [2**64 - 1]),
]
print(
    json.dumps(
        {
            "made_by": f"tests/histogram.py, numpy {np.__version__}",
            "uniform": [uniform(*each) for each in ranges],
            "edges": [case(around(each), each, None) for each in lists],
            "signed": signed,
            "unsigned": unsigned,
        },
        indent=None,
        separators=(",", ":"),
    ).replace('{"', '\n{"')
)
