# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The tutorials' loops in Cython, which `peer.py` builds."""

from cython.parallel import prange
from libc.math cimport exp, log


def pairs(const double[::1] x, int threads):
    """The sum of all products of two."""
    cdef Py_ssize_t i, j
    cdef double total = 0
    for i in prange(x.shape[0], nogil=True, schedule="guided", num_threads=threads):
        for j in range(x.shape[0]):
            total += x[i] * x[j]
    return total


def back(const double[::1] x, double[::1] y, Py_ssize_t delay, double gain):
    """A comb filter with feedback."""
    cdef Py_ssize_t i
    for i in range(delay):
        y[i] = x[i]
    for i in range(delay, x.shape[0]):
        y[i] = x[i] + gain * y[i - delay]


def walk(const double[::1] noise, double[::1] path, double start, double relax, double diffuse):
    """An Ornstein-Uhlenbeck process."""
    cdef Py_ssize_t i
    path[0] = start
    for i in range(noise.shape[0]):
        path[i + 1] = relax * path[i] + diffuse * noise[i]


# Expectation-maximisation over points in the plane, the points shared out.


def expectation(const double[:, ::1] x, const double[:, ::1] densities, double[:, ::1] shares, int threads):
    """First pass: the share of each component in each point. Returns the log-likelihood.

    A row of `densities` is a component: its mean, then what dx dx, dx dy and dy dy are multiplied
    by in the logarithm of its weighted density, then what is added.
    """
    cdef Py_ssize_t i, k, components = densities.shape[0]
    cdef double dx, dy, density, most, sum, log_likelihood = 0
    for i in prange(x.shape[0], nogil=True, schedule="static", num_threads=threads):
        most = -1e300
        for k in range(components):
            dx = x[i, 0] - densities[k, 0]
            dy = x[i, 1] - densities[k, 1]
            density = densities[k, 5] + dx * dx * densities[k, 2] + dx * dy * densities[k, 3] + dy * dy * densities[k, 4]
            shares[i, k] = density
            if density > most:
                most = density
        sum = 0
        for k in range(components):
            shares[i, k] = exp(shares[i, k] - most)
            sum = sum + shares[i, k]
        for k in range(components):
            shares[i, k] = shares[i, k] / sum
        log_likelihood += most + log(sum)
    return log_likelihood


def mean(const double[:, ::1] x, const double[:, ::1] shares, Py_ssize_t k, int threads):
    """Second pass: the weight of a component, and its mean."""
    cdef Py_ssize_t i
    cdef double weight = 0, u = 0, v = 0
    for i in prange(x.shape[0], nogil=True, schedule="static", num_threads=threads):
        weight += shares[i, k]
        u += shares[i, k] * x[i, 0]
        v += shares[i, k] * x[i, 1]
    return weight, u / weight, v / weight


def scatter(const double[:, ::1] x, const double[:, ::1] shares, Py_ssize_t k, double u, double v, int threads):
    """Third pass: the scatter about the mean."""
    cdef Py_ssize_t i
    cdef double dx, dy, xx = 0, xy = 0, yy = 0
    for i in prange(x.shape[0], nogil=True, schedule="static", num_threads=threads):
        dx = x[i, 0] - u
        dy = x[i, 1] - v
        xx += shares[i, k] * dx * dx
        xy += shares[i, k] * dx * dy
        yy += shares[i, k] * dy * dy
    return xx, xy, yy
