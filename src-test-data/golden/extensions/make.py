"""Losses, metrics and optimizers of Keras that Cornet lacks, for the tests of classes that users write."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
import tensorflow as tf
from golden import random, record, tensor, tensors, uniform
from keras import losses as Z
from keras import metrics as M
from keras import optimizers as O

REDUCTIONS = ("sum_over_batch_size", "sum", "mean_with_sample_weight")
STEPS = 10
SIZES = (5, 4, 2)
CASES = []


def loss(name, make, truth, prediction, weight=None):
    """A loss under each reduction, and its gradient."""

    def run(key):
        rng = random(key)
        y, p, w = truth(rng), prediction(rng), weight and weight(rng)
        x, values = tf.convert_to_tensor(p), {}
        for reduction in REDUCTIONS:
            values[reduction] = make(reduction)(y, x, w).numpy()
        with tf.GradientTape() as tape:
            tape.watch(x)
            mean = make("sum_over_batch_size")(y, x, w)
        return {
            "config": record(make("sum_over_batch_size")),
            "y_true": tensor(y),
            "y_pred": tensor(p),
            "sample_weight": tensor(w),
            "loss": values,
            "gradient": tensor(tape.gradient(mean, x).numpy()),
        }

    CASES.append((type(make("sum")).__name__, name, run))


def metric(name, make, truth, prediction, weight=None):
    """A metric after each of three batches."""

    def run(key):
        rng, m, batches = random(key), make(), []
        for n in SIZES:
            y, p, w = truth(rng, n), prediction(rng, n), weight and weight(rng, n)
            m.update_state(y, p, sample_weight=w)
            result = float(np.asarray(m.result()))
            batches.append({"y_true": tensor(y), "y_pred": tensor(p), "sample_weight": tensor(w), "result": result})
        return {"config": record(m), "batches": batches}

    CASES.append((type(make()).__name__, name, run))


def optimizer(name, make):
    """Ten steps of given gradients on a matrix, a kernel of three axes and a vector."""

    def run(key):
        rng, o = random(key), make()
        start = [uniform(rng, 3, 2), uniform(rng, 2, 3, 4), uniform(rng, 4)]
        variables = [keras.Variable(v, name=n) for v, n in zip(start, ("kernel", "filters", "bias"))]
        rows, values = [], []
        for step in range(STEPS):
            gradients = [uniform(rng, *v.shape, decimals=4) * np.float32(0.2 + 0.3 * (step % 4)) for v in start]
            gradients = [np.round(g, 4) for g in gradients]
            o.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
            rows.append(tensors(gradients))
            values.append(tensors([v.numpy() for v in variables]))
        return {"config": record(o), "start": tensors(start), "gradients": rows, "values": values}

    CASES.append((type(make()).__name__, name, run))


def fit(name, make, weighted):
    """A network that is trained for three epochs, validated and evaluated; its last batch is smaller."""

    def run(key):
        rng = random(key)
        x, y = uniform(rng, 40, 6), rng.integers(0, 2, (40, 3)).astype(np.float32)
        w = uniform(rng, 40, low=0.1, high=2.0) if weighted else None
        model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(24, "tanh"), keras.layers.Dense(3, "sigmoid")])
        start = [uniform(rng, *v.shape, low=-0.5, high=0.5) for v in model.get_weights()]
        model.set_weights(start)
        model.compile(O.SGD(0.5), make())
        history = model.fit(x, y, 16, 3, 0, validation_data=(x[:10], y[:10]), shuffle=False, sample_weight=w)
        loss = model.evaluate(x, y, 16, 0, sample_weight=w)
        return {
            "x": tensor(x),
            "y": tensor(y),
            "sample_weight": tensor(w),
            "start": tensors(start),
            "history": {k: [float(v) for v in vs] for k, vs in history.history.items()},
            "evaluation": float(loss),
            "weights": tensors(model.get_weights()),
        }

    CASES.append(("fit", name, run))


def rows_of_one(*shape):
    def make(rng, *n):
        p = rng.uniform(0.05, 1.0, (*n, *shape))
        return np.round(p / p.sum(-1, keepdims=True), 3).astype(np.float32)

    return make


def exact_rows_of_one(*shape):
    """Multiples of 1/64, whose sums have no rounding errors."""
    return lambda rng: ((1 + rng.multinomial(64 - shape[-1], [1 / shape[-1]] * shape[-1], shape[:-1])) / 64).astype(np.float32)


def one_hot(*shape):
    return lambda rng, *n: np.eye(shape[-1], dtype=np.float32)[rng.integers(0, shape[-1], (*n, *shape[:-1]))]


def scores(*shape):
    return lambda rng, *n: uniform(rng, *n, *shape, low=0.02, high=0.98)


def bits(*shape):
    return lambda rng, *n: rng.integers(0, 2, (*n, *shape)).astype(np.float32)


def weights(*shape):
    return lambda rng, *n: uniform(rng, *n, *shape, low=0.1, high=2.0)


def logits(*shape):
    return lambda rng, *n: uniform(rng, *n, *shape, low=-3.0, high=3.0)


def labels(classes):
    return lambda rng, n: rng.integers(0, classes, (n,)).astype(np.int32)


FOCAL = [lambda r: Z.CategoricalFocalCrossentropy(reduction=r), one_hot(5, 3), exact_rows_of_one(5, 3)]
loss("focal", *FOCAL)
loss("focal_weighted", *FOCAL, weights(5))
loss("focal_options", lambda r: Z.CategoricalFocalCrossentropy(0.6, 3.5, reduction=r), one_hot(2, 4, 3), exact_rows_of_one(2, 4, 3))
FOCAL_LOGITS = lambda r: Z.CategoricalFocalCrossentropy(1, 2.5, from_logits=True, reduction=r)
loss("logits_focal", FOCAL_LOGITS, one_hot(5, 3), logits(5, 3), weights(5))
BINARY_LOGITS = lambda r: Z.BinaryFocalCrossentropy(gamma=1.5, from_logits=True, reduction=r)
loss("logits_binary_focal", BINARY_LOGITS, bits(5, 3), logits(5, 3), weights(5))
loss("tversky", lambda r: Z.Tversky(0.3, 0.9, reduction=r), bits(3, 4, 2), scores(3, 4, 2), weights(3))
DICE = [lambda r: Z.Dice(reduction=r), bits(3, 4, 2), scores(3, 4, 2)]
loss("dice", *DICE)
loss("dice_weighted", *DICE, weights(3))
PER_SAMPLE = [lambda r: Z.Dice(axis=(1, 2), reduction=r), bits(3, 4, 2), scores(3, 4, 2)]
loss("dice_per_sample", *PER_SAMPLE)
loss("dice_per_sample_weighted", *PER_SAMPLE, weights(3))

metric("mean_iou", lambda: M.OneHotMeanIoU(3, dtype="float32"), one_hot(3), rows_of_one(3))
metric("mean_iou_weighted", lambda: M.OneHotMeanIoU(3, dtype="float32"), one_hot(3), rows_of_one(3), weights())
metric("mean_iou_labels", lambda: M.MeanIoU(3, sparse_y_pred=False, dtype="float32"), labels(3), rows_of_one(3))
metric("macro_f1", lambda: M.F1Score("macro"), one_hot(3), rows_of_one(3))
metric("macro_f1_weighted", lambda: M.F1Score("macro"), one_hot(3), rows_of_one(3), weights())

optimizer("lamb", lambda: O.Lamb(0.01))
optimizer("lamb_options", lambda: O.Lamb(0.02, beta_1=0.8, beta_2=0.95, epsilon=1e-4))
optimizer("lamb_clipnorm_weight_decay", lambda: O.Lamb(0.02, clipnorm=0.5, weight_decay=0.1))
optimizer("lamb_global_clipnorm", lambda: O.Lamb(0.02, global_clipnorm=0.8))
optimizer("lamb_ema", lambda: O.Lamb(0.02, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4))
optimizer("lamb_gradient_accumulation", lambda: O.Lamb(0.02, gradient_accumulation_steps=2))
optimizer("adafactor", lambda: O.Adafactor(0.01))

fit("dice_fit", lambda: Z.Dice(), False)
fit("dice_fit_weighted", lambda: Z.Dice(), True)

if __name__ == "__main__":
    golden.main("extensions", CASES)
