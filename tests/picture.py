"""Draws histograms with matplotlib, without labels, for `picture` to be compared with.

    python tests/picture.py tests/data/picture

Writes a PNG file a histogram, and `histograms.json`, which says what is in them.
"""

import json
import pathlib
import sys

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image


def uniform(seed, size, bins):
    counts, edges = np.histogram(np.random.default_rng(seed).random(size), bins=bins)
    return [int(count) for count in counts], float(edges[0]), float(edges[-1])


HISTOGRAMS = {
    "four": ([1, 2, 3, 4], 0.0, 1.0),
    "one": ([7], -3.0, 5.0),
    "none": ([0, 0, 0], 1.0, 2.0),
    # Both ends of the horizontal axis are ticks, as is 0.
    "ends": ([5, 0, 12, 3, 8], 1.0, 21.0),
    "small": ([1, 0, 1000, 999, 3, 2, 500], -1e-7, 3e-7),
    "far": ([3, 1, 2], 1e6, 1e6 + 3),
    "vast": ([2**40, 2**41 + 12345, 17], -4e20, 9e21),
    # As many bins as there are columns, nearly; and the tutorial's.
    "hundreds": uniform(1, 40_000, 447),
    "tutorial": uniform(0, 1024**2, 1024),
    "thousands": uniform(2, 1_000_000, 4999),
}


def draw(path, counts, low, high):
    edges = np.linspace(low, high, len(counts) + 1)
    figure, axes = plt.subplots()
    axes.hist(edges[:-1], bins=edges, weights=counts)
    axes.tick_params(labelbottom=False, labelleft=False)
    for axis in (axes.xaxis, axes.yaxis):
        axis.get_offset_text().set_visible(False)
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    Image.fromarray(pixels).save(path, optimize=True)
    plt.close(figure)


folder = pathlib.Path(sys.argv[1])
for name, (counts, low, high) in HISTOGRAMS.items():
    draw(folder / f"{name}.png", counts, low, high)
made_by = f"tests/picture.py, matplotlib {matplotlib.__version__}, numpy {np.__version__}"
histograms = [
    {"name": name, "low": low, "high": high, "counts": counts}
    for name, (counts, low, high) in HISTOGRAMS.items()
]
with open(folder / "histograms.json", "w") as file:
    json.dump({"made_by": made_by, "histograms": histograms}, file)
    file.write("\n")
