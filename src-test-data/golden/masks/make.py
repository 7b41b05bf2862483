"""Merge layers with masked inputs: output, gradients and output mask, for every combination of masks of two and three inputs."""

import itertools
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
import tensorflow as tf
from golden import distinct, random, record, tensor, tensors, uniform
from keras import layers as L
from keras.src import backend

CASES = []
MASKS = [[[1, 0, 1, 0], [0, 0, 1, 1]], [[1, 1, 0, 0], [0, 1, 0, 1]], [[0, 1, 1, 0], [1, 0, 0, 1]]]


def run(make, key, shapes, masks):
    rng = random(key)
    xs = [tf.constant(distinct(rng, *shape)) for shape in shapes]
    given = [None if m is None else np.array(m, bool)[:, : x.shape[1]] for x, m in zip(xs, masks)]
    with tf.GradientTape() as tape:
        tape.watch(xs)
        ins = [tf.identity(x) for x in xs]
        for x, m in zip(ins, given):
            if m is not None:
                backend.set_keras_mask(x, tf.constant(m))
        layer = make()
        y = layer(ins)
        mask = backend.get_keras_mask(y)
        dy = uniform(rng, *y.shape)
        loss = tf.reduce_sum(y * dy)
    dxs = tape.gradient(loss, xs)
    return {
        "config": record(layer),
        "inputs": tensors(x.numpy() for x in xs),
        "masks": [None if m is None else tensor(m.astype("float32")) for m in given],
        "output": tensor(y.numpy()),
        "output_mask": None if mask is None else tensor(mask.numpy().astype("float32")),
        "output_gradient": tensor(dy),
        "input_gradients": tensors(d.numpy() for d in dxs),
    }


def add(make, name, masked, *shapes):
    masks = [MASKS[i] if m else None for i, m in enumerate(masked)]
    CASES.append((make().__class__.__name__, name, lambda key: run(make, key, shapes, masks)))


FULL = (2, 4, 3)
for make in (L.Add, L.Subtract, L.Average, L.Multiply, L.Maximum, L.Minimum, L.Concatenate):
    name = make.__name__.lower()
    for count in (2,) if make is L.Subtract else (2, 3):
        for masked in itertools.product((False, True), repeat=count):
            if any(masked):
                add(make, f"{name}_{''.join('um'[m] for m in masked)}", masked, *[FULL] * count)
    if make is L.Concatenate:
        for masked in ((True, False), (True, True), (False, True)):
            add(lambda: L.Concatenate(axis=1), f"{name}_steps_{''.join('um'[m] for m in masked)}", masked, FULL, FULL)
        continue
    for masked in ((True, False), (False, True), (True, True)):
        letters = "".join("um"[m] for m in masked)
        add(make, f"{name}_one_feature_{letters}", masked, FULL, (2, 4, 1))
        add(make, f"{name}_one_step_{letters}", masked, FULL, (2, 1, 3))
    add(make, f"{name}_fewer_axes", (True, False), FULL, (2, 3))

if __name__ == "__main__":
    golden.main("masks", CASES)
