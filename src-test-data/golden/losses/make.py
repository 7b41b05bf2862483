"""Every loss: its value under each reduction and the gradient of the mean loss with respect to the predictions."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
import tensorflow as tf
from golden import random, record, settled, tensor, uniform
from keras import losses as Z

REDUCTIONS = ("sum_over_batch_size", "sum", "mean_with_sample_weight", "none")
CASES = []


def add(loss, name, truth, prediction, weight=None, smooth=True):
    """Adds a case. `truth`, `prediction` and `weight` are arrays, or functions of the random stream."""

    def run(key):
        rng = random(key)
        for _ in range(100):
            y, p, w = (draw(rng, v) for v in (truth, prediction, weight))
            if not smooth or settled(rng, lambda ps: [gradient(loss, y, ps[0], w)], [p]):
                return fields(loss, y, p, w)
        raise ValueError(f"{key}: every draw lies on a kink")

    CASES.append((type(loss()).__name__, name, run))


def draw(rng, value):
    return value(rng) if callable(value) else value


def gradient(loss, y, p, w):
    x = tf.convert_to_tensor(p)
    with tf.GradientTape() as tape:
        tape.watch(x)
        value = loss()(y, x, w)
    return tape.gradient(value, x).numpy()


def value(loss, reduction, y, p, w):
    z = loss()
    z.reduction = reduction
    return z(y, tf.convert_to_tensor(p), w).numpy()


def fields(loss, y, p, w):
    per = {r: value(loss, r, y, p, w) for r in REDUCTIONS}
    return {
        "config": record(loss()),
        "y_true": tensor(y),
        "y_pred": tensor(p),
        "sample_weight": tensor(w),
        "loss": {r: tensor(v) if r == "none" else v for r, v in per.items()},
        "gradient": tensor(gradient(loss, y, p, w)),
    }



# Random arrays -----------------------------------------------------------------------------------------------------


def real(*shape, low=-2.0, high=2.0):
    return lambda rng: uniform(rng, *shape, low=low, high=high)


def rows_of_one(*shape):
    """Probabilities that sum to 1 along the last axis, up to rounding."""

    def make(rng):
        p = rng.uniform(0.05, 1.0, shape)
        return np.round(p / p.sum(-1, keepdims=True), 3).astype(np.float32)

    return make


def one_hot(*shape):
    return lambda rng: np.eye(shape[-1], dtype=np.float32)[rng.integers(0, shape[-1], shape[:-1])]


def labels(classes, *shape):
    return lambda rng: rng.integers(0, classes, shape).astype(np.int32)


def bits(*shape):
    return lambda rng: rng.integers(0, 2, shape).astype(np.float32)


def signs(*shape):
    return lambda rng: rng.choice([-1, 1], shape).astype(np.float32)


def everywhere(loss, prefix, truth, prediction):
    """Adds cases of rank 2 and 3, with and without weights. A rank-3 prediction has one loss per row of a sample, so weights have two axes."""
    w = lambda *shape: real(*shape, low=0.1, high=2.0)
    add(loss, prefix, truth(4, 5), prediction(4, 5))
    add(loss, f"{prefix}_weighted", truth(4, 3), prediction(4, 3), w(4))
    add(loss, f"{prefix}_weighted_column", truth(4, 3), prediction(4, 3), w(4, 1))
    add(loss, f"{prefix}_some_weights_zero", truth(4, 3), prediction(4, 3), np.array([0, 1, 0.5, 0], np.float32))
    add(loss, f"{prefix}_rank3", truth(2, 3, 4), prediction(2, 3, 4))
    add(loss, f"{prefix}_rank3_weighted", truth(2, 3, 4), prediction(2, 3, 4), w(2, 3))
    add(loss, f"{prefix}_rank3_weighted_per_sample", truth(2, 3, 4), prediction(2, 3, 4), w(2, 1))


positive = lambda *shape: real(*shape, low=0.1, high=3.0)
probabilities = lambda *shape: real(*shape, low=0.02, high=0.98)

everywhere(Z.MeanSquaredError, "mean_squared_error", real, real)
everywhere(Z.MeanAbsoluteError, "mean_absolute_error", real, real)
everywhere(Z.MeanAbsolutePercentageError, "mean_absolute_percentage_error", lambda *s: real(*s, low=0.2, high=2.0), real)
everywhere(Z.MeanSquaredLogarithmicError, "mean_squared_logarithmic_error", positive, positive)
everywhere(Z.CategoricalCrossentropy, "categorical_crossentropy", one_hot, rows_of_one)
everywhere(lambda: Z.CategoricalCrossentropy(from_logits=True), "categorical_crossentropy_logits", one_hot, real)
everywhere(Z.SparseCategoricalCrossentropy, "sparse_categorical_crossentropy", lambda *s: labels(s[-1], *s[:-1]), rows_of_one)
everywhere(lambda: Z.SparseCategoricalCrossentropy(from_logits=True), "sparse_categorical_crossentropy_logits",
           lambda *s: labels(s[-1], *s[:-1]), real)
everywhere(Z.BinaryCrossentropy, "binary_crossentropy", bits, probabilities)
everywhere(lambda: Z.BinaryCrossentropy(from_logits=True), "binary_crossentropy_logits", bits, real)
everywhere(Z.Hinge, "hinge", bits, real)
everywhere(Z.SquaredHinge, "squared_hinge", bits, real)
everywhere(Z.CategoricalHinge, "categorical_hinge", one_hot, real)
everywhere(Z.Huber, "huber", real, real)
everywhere(Z.KLDivergence, "kl_divergence", rows_of_one, rows_of_one)
everywhere(Z.Poisson, "poisson", positive, positive)
everywhere(Z.LogCosh, "log_cosh", real, real)
everywhere(Z.CosineSimilarity, "cosine_similarity", real, real)

# Options -------------------------------------------------------------------------------------------------------------

add(lambda: Z.CategoricalCrossentropy(label_smoothing=0.1), "categorical_crossentropy_smoothing", one_hot(4, 5), rows_of_one(4, 5))
add(lambda: Z.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2), "categorical_crossentropy_logits_smoothing", one_hot(4, 3), real(4, 3))
add(Z.CategoricalCrossentropy, "categorical_crossentropy_soft_labels", rows_of_one(4, 3), rows_of_one(4, 3))
add(Z.CategoricalCrossentropy, "categorical_crossentropy_not_normalised", one_hot(4, 3), probabilities(4, 3))
add(lambda: Z.CategoricalCrossentropy(from_logits=True), "categorical_crossentropy_logits_soft_labels", probabilities(4, 3), real(4, 3))
add(Z.SparseCategoricalCrossentropy, "sparse_categorical_crossentropy_column", labels(3, 4, 1), rows_of_one(4, 3))
add(Z.SparseCategoricalCrossentropy, "sparse_categorical_crossentropy_not_normalised", labels(3, 4), probabilities(4, 3))
add(lambda: Z.SparseCategoricalCrossentropy(ignore_class=-1), "sparse_categorical_crossentropy_ignore_class",
    np.array([0, -1, 2, 1], np.int32), rows_of_one(4, 3))
add(lambda: Z.SparseCategoricalCrossentropy(from_logits=True, ignore_class=1), "sparse_categorical_crossentropy_logits_ignore_class",
    np.array([0, 1, 2, 1], np.int32), real(4, 3), real(4, low=0.1, high=2.0))
add(lambda: Z.BinaryCrossentropy(label_smoothing=0.2), "binary_crossentropy_smoothing", bits(4, 3), probabilities(4, 3))
add(lambda: Z.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), "binary_crossentropy_logits_smoothing", bits(4, 1), real(4, 1))
add(Z.BinaryCrossentropy, "binary_crossentropy_flat_labels", bits(4), probabilities(4, 1))
add(Z.BinaryCrossentropy, "binary_crossentropy_soft_labels", probabilities(4, 2), probabilities(4, 2))
add(lambda: Z.Huber(delta=0.4), "huber_delta", real(4, 5), real(4, 5))
add(lambda: Z.Huber(delta=3.0), "huber_delta_large", real(4, 5, low=-6, high=6), real(4, 5))
add(Z.Hinge, "hinge_signs", signs(4, 3), real(4, 3))
add(Z.Hinge, "hinge_other_labels", lambda rng: np.array([[0, 1], [2, 1], [-1, 0]], np.float32), real(3, 2))
add(Z.SquaredHinge, "squared_hinge_signs", signs(4, 3), real(4, 3))
add(Z.MeanSquaredError, "mean_squared_error_flat", real(4), real(4, 1))
add(Z.MeanSquaredError, "mean_squared_error_one_output_weighted", real(4), real(4, 1), real(4, low=0.1, high=2))
add(Z.MeanSquaredError, "mean_squared_error_integers", labels(5, 4, 2), real(4, 2))
add(Z.MeanSquaredError, "mean_squared_error_rank4", real(2, 3, 2, 3), real(2, 3, 2, 3))
add(lambda: Z.CosineSimilarity(axis=1), "cosine_similarity_axis1", real(2, 3, 4), real(2, 3, 4))

# Extremes and kinks: what Keras returns there ------------------------------------------------------------------------

f32 = lambda *rows: np.array(rows, np.float32)
certain = f32([1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [1e-8, 1 - 1e-7, 1e-8], [0.5, 0.5, 0])
huge = f32([1e4, -1e4, 0], [-1e4, 1e4, 1e4], [88.8, 0, -88.8], [1e4, 1e4, 1e4], [-1e4, -1e4, -1e4], [0, 100, -100])
truth = np.eye(3, dtype=np.float32)[[0, 0, 2, 1, 1, 2]]
for name, p, logits in (("extremes", certain, False), ("logits_extremes", huge, True)):
    C, S, B = (lambda k=k, g=logits: k(from_logits=g) for k in
               (Z.CategoricalCrossentropy, Z.SparseCategoricalCrossentropy, Z.BinaryCrossentropy))
    add(C, f"categorical_crossentropy_{name}", truth, p, smooth=False)
    add(S, f"sparse_categorical_crossentropy_{name}", truth.argmax(1).astype(np.int32), p, smooth=False)
    add(B, f"binary_crossentropy_{name}", truth, p, smooth=False)
add(Z.CategoricalCrossentropy, "categorical_crossentropy_zero_row", truth[:2], f32([0, 0, 0], [0, 0.3, 0]), smooth=False)
add(Z.KLDivergence, "kl_divergence_extremes", truth, certain, smooth=False)
add(Z.Poisson, "poisson_extremes", f32([0, 1, 2], [0, 3, 1]), f32([0, 0, 1e-7], [1e4, 1e4, 1]), smooth=False)
add(Z.LogCosh, "log_cosh_extremes", f32([0, 0, 0, 0, 0]), f32([1e4, -1e4, 90, -90, 1e-4]), smooth=False)
add(Z.CosineSimilarity, "cosine_similarity_zero_row", f32([0, 0], [1, 2], [1, 0]), f32([1, 2], [0, 0], [1e-20, 0]), smooth=False)
add(Z.MeanAbsolutePercentageError, "mean_absolute_percentage_error_zero_truth", f32([0, 0, -2]), f32([0, 1, 1]), smooth=False)
add(Z.MeanSquaredLogarithmicError, "mean_squared_logarithmic_error_negative", f32([-1, 0, 2]), f32([1, -3, 0]), smooth=False)
add(Z.MeanAbsoluteError, "mean_absolute_error_kink", f32([1, 2, 3]), f32([1, 2.5, 2]), smooth=False)
add(Z.Hinge, "hinge_kink", f32([1, -1, 1, -1]), f32([1, -1, 2, 0]), smooth=False)
add(Z.SquaredHinge, "squared_hinge_kink", f32([1, -1, 1, -1]), f32([1, -1, 2, 0]), smooth=False)
add(Z.CategoricalHinge, "categorical_hinge_ties", truth[:3], f32([1, 0, 0], [2, 2, 2], [-1, -1, 0]), smooth=False)
add(Z.Huber, "huber_kink", f32([0, 0, 0, 0]), f32([0, 1, -1, 1e4]), smooth=False)

if __name__ == "__main__":
    golden.main("losses", CASES)
