"""Every metric over three batches (the last one shorter), with and without sample weights: its result after each batch."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
from golden import random, record, tensor, uniform
from keras import metrics as M
from keras.src.trainers import compile_utils

CASES = []
SIZES = (5, 4, 2)


def add(metric, name, truth, prediction, weight=None):
    """Adds a case. `truth`, `prediction`, `weight`: functions (random stream, batch size) → array, or a list of three arrays."""

    def run(key):
        rng, m, batches = random(key), metric(), []
        for i, n in enumerate(SIZES):
            y, p, w = (v[i] if isinstance(v, list) else v and v(rng, n) for v in (truth, prediction, weight))
            m.update_state(y, p, sample_weight=w)
            batches.append({"y_true": tensor(y), "y_pred": tensor(p), "sample_weight": tensor(w), "result": result(m)})
        state = [tensor(v.numpy()) for v in m.variables]
        out = {"config": record(m), "batches": batches, "variable_names": [v.name for v in m.variables]}
        if sum(len(s["data"]) for s in state) <= 100:
            out["variables"] = state
        m.reset_state()
        out["result_of_nothing"] = result(m)
        return out

    CASES.append((type(metric()).__name__, name, run))


def result(metric):
    value = np.asarray(metric.result())
    return tensor(value) if value.ndim else value[()]


def both(metric, name, truth, prediction):
    add(metric, name, truth, prediction)
    add(metric, f"{name}_weighted", truth, prediction, weights())


# Random arrays -----------------------------------------------------------------------------------------------------


def weights(*shape):
    return lambda rng, n: uniform(rng, n, *shape, low=0.1, high=2.0)


def real(*shape, low=-2.0, high=2.0):
    return lambda rng, n: uniform(rng, n, *shape, low=low, high=high)


def scores(*shape):
    return real(*shape, low=0.02, high=0.98)


def rows_of_one(*shape):
    def make(rng, n):
        p = rng.uniform(0.05, 1.0, (n, *shape))
        return np.round(p / p.sum(-1, keepdims=True), 3).astype(np.float32)

    return make


def one_hot(*shape):
    return lambda rng, n: np.eye(shape[-1], dtype=np.float32)[rng.integers(0, shape[-1], (n, *shape[:-1]))]


def labels(classes, *shape):
    return lambda rng, n: rng.integers(0, classes, (n, *shape)).astype(np.int32)


def bits(*shape):
    return lambda rng, n: rng.integers(0, 2, (n, *shape)).astype(np.float32)


# The accuracy family -------------------------------------------------------------------------------------------------

both(M.Accuracy, "accuracy", labels(3, 2), labels(3, 2))
both(M.Accuracy, "accuracy_flat", labels(3), labels(3))
both(M.BinaryAccuracy, "binary_accuracy", bits(1), scores(1))
both(M.BinaryAccuracy, "binary_accuracy_flat_labels", bits(), scores(1))
both(M.BinaryAccuracy, "binary_accuracy_three_outputs", bits(3), scores(3))
both(lambda: M.BinaryAccuracy(threshold=0.3), "binary_accuracy_threshold", bits(2), scores(2))
add(M.BinaryAccuracy, "binary_accuracy_rank3", bits(2, 3), scores(2, 3), weights(2))
both(M.CategoricalAccuracy, "categorical_accuracy", one_hot(4), rows_of_one(4))
both(M.CategoricalAccuracy, "categorical_accuracy_rank3", one_hot(2, 3), rows_of_one(2, 3))
both(M.SparseCategoricalAccuracy, "sparse_categorical_accuracy", labels(4), rows_of_one(4))
both(M.SparseCategoricalAccuracy, "sparse_categorical_accuracy_column", labels(4, 1), rows_of_one(4))
add(M.SparseCategoricalAccuracy, "sparse_categorical_accuracy_rank3", labels(3, 2), rows_of_one(2, 3), weights(2))
both(M.TopKCategoricalAccuracy, "top_k_categorical_accuracy", one_hot(8), rows_of_one(8))
both(lambda: M.TopKCategoricalAccuracy(k=2), "top_k_categorical_accuracy_k2", one_hot(5), rows_of_one(5))
both(lambda: M.SparseTopKCategoricalAccuracy(k=2), "sparse_top_k_categorical_accuracy_k2", labels(5), rows_of_one(5))
add(lambda: M.SparseTopKCategoricalAccuracy(k=3), "sparse_top_k_categorical_accuracy_rank3", labels(5, 2), rows_of_one(2, 5), weights(2))
add(lambda: M.TopKCategoricalAccuracy(k=9), "top_k_categorical_accuracy_k_beyond_classes", one_hot(3), rows_of_one(3))

f32 = lambda *rows: np.array(rows, np.float32)
tied = [f32([0.4, 0.4, 0.2], [0.3, 0.3, 0.3], [0.2, 0.4, 0.4], [0.5, 0, 0.5], [0, 0, 0])] * 3
truth = [np.array(t, np.int32) for t in ([0, 0, 1, 0, 0], [1, 1, 2, 2, 1], [2, 2, 0, 1, 2])]
add(M.SparseCategoricalAccuracy, "sparse_categorical_accuracy_ties", truth, tied)
add(M.CategoricalAccuracy, "categorical_accuracy_ties", [np.eye(3, dtype=np.float32)[t] for t in truth], tied)
add(lambda: M.SparseTopKCategoricalAccuracy(k=1), "sparse_top_k_categorical_accuracy_k1_ties", truth, tied)
add(lambda: M.SparseTopKCategoricalAccuracy(k=2), "sparse_top_k_categorical_accuracy_k2_ties", truth, tied)
halves = [f32([0.5], [0.49], [0.51], [0], [1])] * 3
add(M.BinaryAccuracy, "binary_accuracy_at_threshold", [f32([1], [1], [1], [1], [1]), f32([0], [0], [0], [0], [0]), f32([0], [1], [0], [1], [1])], halves)

# Means of errors and losses ------------------------------------------------------------------------------------------

positive = real(3, low=0.1, high=3.0)
for metric, name, y, p in [
    (M.MeanSquaredError, "mean_squared_error", real(3), real(3)),
    (M.MeanAbsoluteError, "mean_absolute_error", real(3), real(3)),
    (M.RootMeanSquaredError, "root_mean_squared_error", real(3), real(3)),
    (M.MeanAbsolutePercentageError, "mean_absolute_percentage_error", positive, real(3)),
    (M.MeanSquaredLogarithmicError, "mean_squared_logarithmic_error", positive, positive),
    (M.LogCoshError, "logcosh", real(3), real(3)),
    (M.CosineSimilarity, "cosine_similarity", real(3), real(3)),
    (M.BinaryCrossentropy, "binary_crossentropy", bits(2), scores(2)),
    (lambda: M.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), "binary_crossentropy_logits_smoothing", bits(2), real(2)),
    (M.CategoricalCrossentropy, "categorical_crossentropy", one_hot(4), rows_of_one(4)),
    (lambda: M.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2), "categorical_crossentropy_logits_smoothing", one_hot(4), real(4)),
    (M.SparseCategoricalCrossentropy, "sparse_categorical_crossentropy", labels(4), rows_of_one(4)),
    (lambda: M.SparseCategoricalCrossentropy(from_logits=True), "sparse_categorical_crossentropy_logits", labels(4), real(4)),
    (M.Hinge, "hinge", bits(3), real(3)),
    (M.SquaredHinge, "squared_hinge", bits(3), real(3)),
    (M.CategoricalHinge, "categorical_hinge", one_hot(3), real(3)),
    (M.KLDivergence, "kl_divergence", rows_of_one(4), rows_of_one(4)),
    (M.Poisson, "poisson", positive, positive),
]:
    both(metric, name, y, p)
add(M.MeanSquaredError, "mean_squared_error_rank3", real(2, 3), real(2, 3), weights(2))
add(M.MeanAbsoluteError, "mean_absolute_error_flat", real(), real(1), weights())
add(M.RootMeanSquaredError, "root_mean_squared_error_one_output", real(), real(1), weights())
both(M.R2Score, "r2_score", real(2), real(2))
add(lambda: M.R2Score(class_aggregation=None), "r2_score_per_output", real(2), real(2))
add(lambda: M.R2Score(class_aggregation="variance_weighted_average"), "r2_score_variance_weighted", real(2), real(2))

# Confusion counts ----------------------------------------------------------------------------------------------------

for metric, name in ((M.Precision, "precision"), (M.Recall, "recall")):
    both(metric, name, bits(1), scores(1))
    both(metric, f"{name}_flat", bits(), scores())
    both(metric, f"{name}_three_outputs", bits(3), scores(3))
    both(lambda m=metric: m(thresholds=0.3), f"{name}_threshold", bits(2), scores(2))
    both(lambda m=metric: m(thresholds=[0.2, 0.5, 0.7]), f"{name}_thresholds", bits(2), scores(2))
    both(lambda m=metric: m(thresholds=[0.0, 0.5, 1.0]), f"{name}_thresholds_even", bits(2), scores(2))
    both(lambda m=metric: m(class_id=1), f"{name}_class_id", one_hot(3), rows_of_one(3))
    both(lambda m=metric: m(top_k=2), f"{name}_top_k", one_hot(4), rows_of_one(4))
    both(lambda m=metric: m(top_k=2, class_id=3), f"{name}_top_k_class_id", one_hot(4), rows_of_one(4))
    add(lambda m=metric: m(top_k=2, thresholds=0.3), f"{name}_top_k_threshold", one_hot(4), rows_of_one(4))
    add(metric, f"{name}_at_threshold", [f32([1], [1], [1], [0], [0])] * 3, halves)
    add(metric, f"{name}_no_positives", [f32([0], [0], [0], [0], [0])] * 3, [f32([0.1], [0.2], [0.3], [0.4], [0.2])] * 3)

both(M.AUC, "auc", bits(), scores())
both(M.AUC, "auc_column", bits(1), scores(1))
both(lambda: M.AUC(num_thresholds=5), "auc_thresholds5", bits(2), scores(2))
for curve in ("ROC", "PR"):
    for method in ("interpolation", "minoring", "majoring"):
        both(lambda c=curve, s=method: M.AUC(num_thresholds=11, curve=c, summation_method=s), f"auc_{curve.lower()}_{method}", bits(), scores())
    both(lambda c=curve: M.AUC(num_thresholds=20, curve=c, multi_label=True), f"auc_{curve.lower()}_multi_label", bits(3), scores(3))
add(lambda: M.AUC(num_thresholds=20, curve="PRGAIN"), "auc_prgain", bits(), scores())
add(lambda: M.AUC(multi_label=True, num_labels=3, label_weights=[0.5, 1.0, 2.0]), "auc_multi_label_label_weights", bits(3), scores(3))
add(lambda: M.AUC(thresholds=[0.1, 0.35, 0.8]), "auc_own_thresholds", bits(), scores())
add(lambda: M.AUC(from_logits=True, num_thresholds=50), "auc_from_logits", bits(), real())
extreme = f32(0, 1, 0.5, 0.25, 1e-8, 1 - 1e-7, 0.1, 0.3, 0.9, 0.7)
add(lambda: M.AUC(num_thresholds=11), "auc_at_thresholds", [f32(0, 1, 1, 0, 1, 0, 1, 0, 0, 1)] * 3, [extreme, np.roll(extreme, 3), np.roll(extreme, 7)])
for metric in (M.TruePositives, M.TrueNegatives, M.FalsePositives, M.FalseNegatives):
    both(metric, "_".join(filter(None, metric().name.split("_"))), bits(2), scores(2))

both(M.F1Score, "f1_score", one_hot(3), rows_of_one(3))
both(lambda: M.F1Score(threshold=0.4), "f1_score_threshold", bits(3), scores(3))
for average in ("micro", "macro", "weighted"):
    both(lambda a=average: M.F1Score(average=a), f"f1_score_average_{average}", one_hot(3), rows_of_one(3))
add(lambda: M.FBetaScore(beta=2.0, average="macro"), "fbeta_score_beta2", one_hot(3), rows_of_one(3))

# The metrics selected by "accuracy" and "crossentropy" ------------------------------------------------------------------------


def resolution(_):
    rows = []
    for y, p in [((8, 1), (8, 1)), ((8,), (8, 1)), ((8,), (8, 3)), ((8, 1), (8, 3)), ((8, 3), (8, 3)), ((8, 4), (8, 4, 3)),
                 ((8, 4, 1), (8, 4, 3)), ((8, 4, 3), (8, 4, 3)), ((8, 4, 1), (8, 4, 1)), ((8, 4), (8, 4, 1)), ((8, 2), (8, 2))]:
        metric = compile_utils.get_metric("accuracy", np.zeros(y), np.zeros(p))
        loss = compile_utils.get_loss("crossentropy", np.zeros(y), np.zeros(p))
        rows.append({"y_true_shape": list(y), "y_pred_shape": list(p), "accuracy": type(metric).__name__,
                     "accuracy_name": metric.name, "crossentropy": loss.fn.__name__, "crossentropy_name": loss.name})
    named = ["mse", "mae", "mape", "msle", "cosine_similarity", "categorical_crossentropy", "binary_accuracy", "AUC", "Precision",
             "top_k_categorical_accuracy", "acc", "accuracy", "sparse_categorical_accuracy", "kl_divergence", "hinge", "Recall",
             "mean_squared_error", "MeanSquaredError", "RootMeanSquaredError", "logcosh", "log_cosh", "poisson", "f1_score", "huber"]
    names = {}
    for identifier in named:
        try:
            metric = compile_utils.get_metric(identifier, np.zeros((8, 3)), np.zeros((8, 3)))
            names[identifier] = {"class_name": type(metric).__name__, "name": metric.name}
        except ValueError as error:
            names[identifier] = {"error": str(error)}
    return {"by_shape": rows, "by_string": names}


CASES.append(("resolution", "resolution", resolution))

if __name__ == "__main__":
    golden.main("metrics", CASES)
