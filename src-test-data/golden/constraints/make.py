"""Every constraint: weights before and after."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
from golden import random, record, tensor, uniform
from keras import constraints as C

CASES = []


def add(name, make, *shape, zero_column=False):
    def run(key):
        w = uniform(random(key), *shape, low=-2.0, high=2.0)
        w *= np.linspace(0.1, 1.5, shape[-1], dtype=np.float32)
        w = np.round(w, 4)
        if zero_column:
            w[..., 0] = 0
        return {"config": record(make()), "before": tensor(w), "after": tensor(make()(w).numpy())}

    CASES.append((type(make()).__name__, name, run))


add("max_norm", C.MaxNorm, 4, 5)
add("max_norm_value", lambda: C.MaxNorm(0.8), 3, 4)
add("max_norm_axis1", lambda: C.MaxNorm(1.0, axis=1), 4, 3)
add("max_norm_conv", lambda: C.MaxNorm(2.0, axis=[0, 1, 2]), 3, 3, 2, 4)
add("max_norm_vector", lambda: C.MaxNorm(1.0), 5)
add("max_norm_zero_column", lambda: C.MaxNorm(1.0), 3, 4, zero_column=True)
add("non_neg", C.NonNeg, 3, 4)
add("unit_norm", C.UnitNorm, 4, 3)
add("unit_norm_axis1", lambda: C.UnitNorm(axis=1), 4, 3)
add("unit_norm_conv", lambda: C.UnitNorm(axis=[0, 1, 2]), 2, 3, 2, 3)
add("unit_norm_zero_column", C.UnitNorm, 3, 4, zero_column=True)
add("min_max_norm", C.MinMaxNorm, 4, 4)
add("min_max_norm_options", lambda: C.MinMaxNorm(min_value=0.7, max_value=1.2, rate=0.4), 3, 5)
add("min_max_norm_conv", lambda: C.MinMaxNorm(min_value=0.5, max_value=1.5, axis=[0, 1, 2]), 3, 3, 1, 4)

if __name__ == "__main__":
    golden.main("constraints", CASES)
