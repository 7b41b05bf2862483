"""Every learning-rate schedule at many steps, including boundaries and very large steps."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
from golden import record
from keras.optimizers import schedules as S

STEPS = [*range(0, 26), 30, 39, 40, 41, 50, 60, 61, 99, 100, 101, 150, 1000, 10_000, 1_000_000]
CASES = []


def add(name, make):
    def run(_):
        schedule = make()
        # At very large steps, the logarithms of the restarts consist of float32 rounding errors.
        steps = [s for s in STEPS if s <= 150 or not isinstance(schedule, S.CosineDecayRestarts)]
        return {"config": record(schedule), "steps": steps, "values": [np.float32(schedule(step)) for step in steps]}

    CASES.append((type(make()).__name__, name, run))


add("exponential_decay", lambda: S.ExponentialDecay(0.1, 10, 0.9))
add("exponential_decay_staircase", lambda: S.ExponentialDecay(0.1, 10, 0.5, staircase=True))
add("exponential_decay_slow", lambda: S.ExponentialDecay(0.045, 1000, 0.98))
add("piecewise_constant_decay", lambda: S.PiecewiseConstantDecay([5, 20, 100], [0.1, 0.05, 0.01, 0.001]))
add("piecewise_constant_decay_one", lambda: S.PiecewiseConstantDecay([10], [1.0, 0.5]))
add("cosine_decay", lambda: S.CosineDecay(0.1, 40))
add("cosine_decay_alpha", lambda: S.CosineDecay(0.1, 40, alpha=0.2))
add("cosine_decay_warmup", lambda: S.CosineDecay(0.01, 30, alpha=0.1, warmup_target=0.1, warmup_steps=10))
add("cosine_decay_warmup_from_zero", lambda: S.CosineDecay(0.0, 50, warmup_target=0.05, warmup_steps=5))
add("cosine_decay_restarts", lambda: S.CosineDecayRestarts(0.1, 10))
add("cosine_decay_restarts_options", lambda: S.CosineDecayRestarts(0.1, 8, t_mul=1.5, m_mul=0.8, alpha=0.1))
add("cosine_decay_restarts_equal", lambda: S.CosineDecayRestarts(0.1, 10, t_mul=1.0, m_mul=0.9))
add("polynomial_decay", lambda: S.PolynomialDecay(0.1, 40))
add("polynomial_decay_power", lambda: S.PolynomialDecay(0.1, 40, end_learning_rate=0.01, power=2.0))
add("polynomial_decay_cycle", lambda: S.PolynomialDecay(0.1, 20, end_learning_rate=0.01, power=0.5, cycle=True))
add("inverse_time_decay", lambda: S.InverseTimeDecay(0.1, 10, 0.5))
add("inverse_time_decay_staircase", lambda: S.InverseTimeDecay(0.1, 10, 0.5, staircase=True))

if __name__ == "__main__":
    golden.main("schedules", CASES)
