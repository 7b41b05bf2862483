"""Every regularizer: its value and gradient."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import tensorflow as tf
from golden import random, record, tensor, uniform
from keras import regularizers as R

CASES = []


def add(name, make, *shape, zeros=False):
    def run(key):
        w = uniform(random(key), *shape, low=-1.5, high=1.5)
        if zeros:
            w.flat[::3] = 0
        x = tf.convert_to_tensor(w)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = make()(x)
        gradient = tape.gradient(value, x, unconnected_gradients="zero")
        return {"config": record(make()), "weights": tensor(w), "value": value.numpy(), "gradient": tensor(gradient.numpy())}

    CASES.append((type(make()).__name__, name, run))


add("l1", R.L1, 3, 4)
add("l1_factor", lambda: R.L1(0.3), 2, 3, 2, 2)
add("l1_zeros", lambda: R.L1(0.1), 3, 4, zeros=True)
add("l2", R.L2, 3, 4)
add("l2_factor", lambda: R.L2(0.25), 5)
add("l1_l2", R.L1L2, 3, 4)
add("l1_l2_factors", lambda: R.L1L2(l1=0.1, l2=0.02), 3, 2)
add("l1_l2_only_l1", lambda: R.L1L2(l1=0.1), 3, 2)
add("l1_l2_zeros", lambda: R.L1L2(l1=0.1, l2=0.2), 3, 4, zeros=True)
add("orthogonal_rows", R.OrthogonalRegularizer, 3, 5)
add("orthogonal_columns", lambda: R.OrthogonalRegularizer(factor=0.2, mode="columns"), 4, 3)

if __name__ == "__main__":
    golden.main("regularizers", CASES)
