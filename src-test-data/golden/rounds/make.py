"""evaluate, predict, test_on_batch, train_on_batch and predict_on_batch with each of their options, one call after the other on one model."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
from golden import plain, random, record, tensors, uniform
from keras import layers as L

CASES = []


def case(build):
    CASES.append(("rounds", build.__name__, lambda key: run(key, *build(random(key)))))
    return build


def run(key, model, compiled, x, y, weights, calls):
    rng = random(key + "/weights")
    start = [uniform(rng, *w.shape, low=-0.7, high=0.7) for w in model.weights]
    model.set_weights(start)
    described = {k: record(c) if k == "optimizer" else plain(c) for k, c in compiled.items()}
    model.compile(**compiled, jit_compile=False)
    return {
        "json": model.to_json(),
        "compile": described,
        "x": tensors(x),
        "y": tensors(y),
        "sample_weight": tensors(weights),
        "start_weights": tensors(start),
        "calls": [{"call": name, "options": options} | call(model, name, dict(options), x, y, weights) for name, options in calls],
        "final_weights": tensors(model.get_weights()),
    }


def call(model, name, options, x, y, weights):
    lone = lambda values: values[0] if len(values) == 1 else values
    first = options.pop("rows", None)
    x, y, weights = ([a[:first] for a in part] for part in (x, y, weights))
    if "class_weight" in options:
        options["class_weight"] = {int(k): w for k, w in options["class_weight"].items()}
    if options.pop("sample_weight", False):
        options["sample_weight"] = lone(weights)
    if name.startswith("predict"):
        if name == "predict":
            options["verbose"] = 0
        ys = getattr(model, name)(lone(x), **options)
        return {"outputs": tensors(ys if isinstance(ys, list) else [ys])}
    if name == "evaluate":
        options["verbose"] = 0
    before = model.get_weights()
    listed = np.atleast_1d(getattr(model, name)(lone(x), lone(y), **options))
    after = model.get_weights()
    model.set_weights(before)
    iterations = model.optimizer.iterations.numpy()
    by_name = getattr(model, name)(lone(x), lone(y), return_dict=True, **options)
    if name == "train_on_batch":  # twice from the same weights; plain gradient descent has no state
        model.optimizer.iterations.assign(iterations)
        assert all(np.array_equal(a, b) for a, b in zip(after, model.get_weights()))
    return {"list": [float(v) for v in listed], "dict": {k: float(v) for k, v in by_name.items()}}


@case
def one_output(rng):
    model = keras.Sequential([
        keras.Input((5,)), L.Dense(6, activation="tanh", kernel_regularizer="l2", name="hidden"), L.Dense(3, activation="softmax", name="out"),
    ], name="one_output")
    compiled = {"optimizer": keras.optimizers.SGD(0.1), "loss": "sparse_categorical_crossentropy",
                "metrics": ["sparse_top_k_categorical_accuracy", "accuracy"], "weighted_metrics": ["sparse_categorical_crossentropy"]}
    x, y = uniform(rng, 37, 5, low=-1.5, high=1.5), rng.integers(0, 3, 37).astype(np.int32)
    weights = np.round(rng.uniform(0.2, 2.0, 37), 2).astype(np.float32)
    return model, compiled, [x], [y], [weights], [
        ("evaluate", {}), ("evaluate", {"batch_size": 8}), ("evaluate", {"batch_size": 8, "steps": 2}), ("evaluate", {"sample_weight": True, "batch_size": 10}),
        ("test_on_batch", {"rows": 12}), ("test_on_batch", {"rows": 12, "sample_weight": True}),
        ("train_on_batch", {"rows": 8}), ("train_on_batch", {"rows": 16, "sample_weight": True}),
        ("train_on_batch", {"rows": 20, "class_weight": {"0": 0.5, "2": 3.0}}), ("evaluate", {}),
        ("predict", {"batch_size": 10}), ("predict", {"batch_size": 10, "steps": 2}), ("predict_on_batch", {"rows": 3}),
    ]


@case
def two_outputs(rng):
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    h = L.Dense(5, activation="tanh", name="hidden")(L.Concatenate(name="both")([a, b]))
    model = keras.Model([a, b], [L.Dense(3, activation="softmax", name="kind")(h), L.Dense(2, name="size")(h)], name="two_outputs")
    compiled = {"optimizer": keras.optimizers.SGD(0.05), "loss": ["sparse_categorical_crossentropy", "mse"], "loss_weights": [1.0, 0.4],
                "metrics": [["accuracy"], ["mse", "mae"]], "weighted_metrics": [[], ["mae"]]}
    x = [uniform(rng, 21, 4), uniform(rng, 21, 3)]
    y = [rng.integers(0, 3, 21).astype(np.int32), uniform(rng, 21, 2)]
    weights = [np.round(rng.uniform(0.2, 2.0, 21), 2).astype(np.float32) for _ in range(2)]
    return model, compiled, x, y, weights, [
        ("evaluate", {"batch_size": 7}), ("evaluate", {"batch_size": 8, "sample_weight": True}), ("test_on_batch", {"rows": 5, "sample_weight": True}),
        ("train_on_batch", {"rows": 9}), ("train_on_batch", {"rows": 21, "sample_weight": True}), ("evaluate", {}),
        ("predict", {"batch_size": 8}), ("predict", {"batch_size": 8, "steps": 2}), ("predict_on_batch", {"rows": 4}),
    ]


if __name__ == "__main__":
    golden.main("rounds", CASES)
