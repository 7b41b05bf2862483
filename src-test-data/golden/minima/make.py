"""Minima of the losses of small networks, found in double precision by SciPy's BFGS from given start weights."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
from golden import random, tensor, tensors, uniform
from scipy.optimize import minimize


def found(loss, shapes, start, x, y, l2):
    """Finds the minimum and checks that the gradient there, by finite differences of 1e-6, is small."""
    def split(w):
        parts, at = [], 0
        for shape in shapes:
            n = int(np.prod(shape))
            parts.append(w[at:at + n].reshape(shape))
            at += n
        return parts

    def total(w):
        return loss(split(w), x.astype(np.float64), y) + l2 * sum(np.sum(p**2) for p in split(w))

    def gradient(w):
        g = np.zeros_like(w)
        for i in range(w.size):
            h = np.zeros_like(w)
            h[i] = 1e-6
            g[i] = (total(w + h) - total(w - h)) / 2e-6
        return g

    begin = np.concatenate([s.ravel() for s in start]).astype(np.float64)
    best = minimize(total, begin, jac=gradient, method="BFGS", options={"gtol": 1e-8, "maxiter": 5000})
    assert np.linalg.norm(gradient(best.x)) < 1e-6, best
    return {
        "x": tensor(x), "y": tensor(y), "l2": l2, "start_weights": tensors(start), "start_loss": np.float64(total(begin)),
        "loss": np.float64(best.fun), "steps": int(best.nit), "weights": tensors(split(best.x)),
    }


def softmax(key):
    """A convex loss, which has a single minimum."""
    rng = random(key)
    x = uniform(rng, 40, 3, low=-2, high=2)
    y = rng.integers(0, 4, 40).astype(np.int32)
    start = [uniform(rng, 3, 4), uniform(rng, 4)]

    def loss(w, x, y):
        z = x @ w[0] + w[1]
        z = z - z.max(axis=1, keepdims=True)
        return -np.mean(z[np.arange(len(y)), y] - np.log(np.exp(z).sum(axis=1)))

    return found(loss, [(3, 4), (4,)], start, x, y, 0.01)


def tanh_network(key):
    rng = random(key)
    x = uniform(rng, 30, 1, low=-2, high=2)
    y = np.round(np.cos(1.5 * x) + rng.normal(0, 0.1, x.shape), 3).astype(np.float32)
    start = [uniform(rng, 1, 4), uniform(rng, 4), uniform(rng, 4, 1), uniform(rng, 1)]
    loss = lambda w, x, y: np.mean((np.tanh(x @ w[0] + w[1]) @ w[2] + w[3] - y) ** 2)
    return found(loss, [(1, 4), (4,), (4, 1), (1,)], start, x, y, 0.001)


if __name__ == "__main__":
    golden.main("minima", [("minima", f.__name__, f) for f in (softmax, tanh_network)], tolerance=1e-4)
