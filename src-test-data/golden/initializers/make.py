"""Every initializer on dense, convolution and depthwise shapes: fan-in and fan-out, the distribution that follows from them, and statistics of large samples."""

import math
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
from golden import SEED, record, tensor
from keras import initializers as I
from keras.src.initializers.random_initializers import compute_fans
from scipy import stats

SHAPES = {"dense": (40, 25), "conv": (3, 3, 8, 12), "conv1x1": (1, 1, 20, 50), "depthwise": (3, 3, 16, 2), "vector": (60,)}
PROBABILITIES = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]
SAMPLES = 200_000
CASES = []


def add(name, make, shapes=SHAPES):
    def run(_):
        return {"config": record(make(None)), "probabilities": PROBABILITIES,
                "shapes": [{"kind": k, **statistics(make, s)} for k, s in shapes.items()]}

    CASES.append((type(make(None)).__name__, name, run))


def statistics(make, shape):
    fan_in, fan_out = compute_fans(shape)
    law = distribution(make(None), fan_in, fan_out)
    tries = math.ceil(SAMPLES / math.prod(shape))
    values = np.concatenate([np.asarray(make(SEED + i)(shape)).ravel() for i in range(tries)]).astype(np.float64)
    return {
        "shape": list(shape),
        "fan_in": fan_in,
        "fan_out": fan_out,
        "expected": {
            "mean": float(law.mean()),
            "std": float(law.std()),
            "low": float(law.support()[0]),
            "high": float(law.support()[1]),
            "quantiles": [float(q) for q in law.ppf(PROBABILITIES)],
        },
        "measured": {
            "samples": values.size,
            "mean": values.mean(),
            "std": values.std(),
            "min": values.min(),
            "max": values.max(),
            "quantiles": [float(q) for q in np.quantile(values, PROBABILITIES)],
        },
    }


def distribution(initializer, fan_in, fan_out):
    """The distribution that the source code of Keras states; the statistics measured beside it confirm it."""
    if isinstance(initializer, I.VarianceScaling):
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[initializer.mode]
        std = math.sqrt(initializer.scale / fan)
        if initializer.distribution == "uniform":
            limit = math.sqrt(3) * std
            return stats.uniform(-limit, 2 * limit)
        if initializer.distribution == "untruncated_normal":
            return stats.norm(0, std)
        return stats.truncnorm(-2, 2, 0, std / 0.87962566103423978)
    if isinstance(initializer, I.RandomUniform):
        return stats.uniform(initializer.minval, initializer.maxval - initializer.minval)
    if isinstance(initializer, I.TruncatedNormal):
        return stats.truncnorm(-2, 2, initializer.mean, initializer.stddev)
    return stats.norm(initializer.mean, initializer.stddev)


def exact(name, make, shapes):
    """Initializers that are not random: the values themselves."""

    def run(_):
        return {"config": record(make()), "values": [tensor(np.asarray(make()(s))) for s in shapes]}

    CASES.append((type(make()).__name__, name, run))


def orthogonal(name, gain):
    """Rows or columns of the matrix (product of all axes but the last) x (last) are orthogonal, of length `gain`."""

    def run(_):
        rows = []
        for shape in [(6, 6), (7, 4), (4, 7), (3, 3, 2, 5), (2, 2, 1, 6)]:
            w = np.asarray(I.Orthogonal(gain=gain, seed=SEED)(shape))
            m = w.reshape(-1, shape[-1]).astype(np.float64)
            gram = m.T @ m if m.shape[0] >= m.shape[1] else m @ m.T
            rows.append({"shape": list(shape), "example": tensor(w), "orthonormal": "columns" if m.shape[0] >= m.shape[1] else "rows",
                         "gram_diagonal": gain * gain, "worst_deviation_of_gram": float(np.abs(gram - gain * gain * np.eye(len(gram))).max())})
        values = np.concatenate([np.asarray(I.Orthogonal(gain=gain, seed=SEED + i)((20, 20))).ravel() for i in range(250)]).astype(np.float64)
        measured = {"shape": [20, 20], "samples": values.size, "mean": values.mean(), "std": values.std(),
                    "quantiles": [float(q) for q in np.quantile(values, PROBABILITIES)]}
        return {"config": record(I.Orthogonal(gain=gain)), "shapes": rows, "probabilities": PROBABILITIES, "measured": measured}

    CASES.append(("Orthogonal", name, run))


exact("zeros", I.Zeros, [(2, 3), (4,)])
exact("ones", I.Ones, [(2, 3), (4,)])
exact("constant", lambda: I.Constant(0.25), [(2, 3), (4,)])
exact("identity", lambda: I.Identity(gain=2.0), [(3, 3), (2, 4)])
for initializer in (I.GlorotUniform, I.GlorotNormal, I.HeUniform, I.HeNormal, I.LecunUniform, I.LecunNormal):
    add(initializer(None).__class__.__name__.replace("Uniform", "_uniform").replace("Normal", "_normal").lower(), lambda s, i=initializer: i(seed=s))
two = {k: SHAPES[k] for k in ("dense", "conv")}
add("random_normal", lambda s: I.RandomNormal(seed=s), two)
add("random_normal_options", lambda s: I.RandomNormal(mean=0.5, stddev=0.2, seed=s), two)
add("random_uniform", lambda s: I.RandomUniform(seed=s), two)
add("random_uniform_options", lambda s: I.RandomUniform(minval=-0.2, maxval=0.6, seed=s), two)
add("truncated_normal", lambda s: I.TruncatedNormal(seed=s), two)
add("truncated_normal_options", lambda s: I.TruncatedNormal(mean=-0.3, stddev=0.1, seed=s), two)
for mode in ("fan_in", "fan_out", "fan_avg"):
    for law in ("truncated_normal", "untruncated_normal", "uniform"):
        add(f"variance_scaling_{mode}_{law}", lambda s, m=mode, d=law: I.VarianceScaling(scale=1.5, mode=m, distribution=d, seed=s), two)
orthogonal("orthogonal", 1.0)
orthogonal("orthogonal_gain", 1.7)

if __name__ == "__main__":
    golden.main("initializers", CASES)
