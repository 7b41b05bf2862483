"""Small models as Keras saves them: .keras, .weights.h5, whole-model .h5 and weights-only .h5 of the old kind."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import h5py
import keras
import numpy as np
from golden import random, tensor, tensors, uniform
from keras import layers as L
from keras.src.legacy.saving import legacy_h5_format

CASES = []


def case(build):
    CASES.append(("files", build.__name__, lambda key: run(key, build)))


def run(key, build):
    rng, model = random(key), build()
    model.set_weights([uniform(rng, *w.shape, low=0.2 if "variance" in w.name else -0.5, high=0.7) for w in model.weights])
    x = uniform(rng, 3, *model.input_shape[1:])
    y = model.predict(x, verbose=0)
    model.compile(keras.optimizers.Adam(0.001), "mse", metrics=["mae"])
    model.train_on_batch(x, y + 0.1)  # so that the files hold optimizer slots
    weights = model.get_weights()

    def same(values):
        return len(values) == len(weights) and all(np.array_equal(a, b) for a, b in zip(values, weights))

    def reads_weights(path):
        other = build()
        other.load_weights(path)
        return same(other.get_weights())

    def reads_model(path):
        return same(keras.saving.load_model(path, compile=False).get_weights())

    with tempfile.TemporaryDirectory() as folder:
        binary = {}
        for suffix, save, agrees in [
            (".keras", model.save, reads_model),
            (".weights.h5", model.save_weights, reads_weights),
            (".h5", model.save, reads_model),
            (".legacy_weights.h5", lambda p: save_legacy_weights(model, p), lambda p: same(load_legacy_weights(build(), p))),
        ]:
            path = os.path.join(folder, key + suffix)
            save(path)
            with open(path, "rb") as file:
                binary[key + suffix] = (file.read(), agrees)
        trees = {n: tree(os.path.join(folder, n)) for n in binary if n.endswith(".h5")}
    return {
        "binary": binary,
        "json": model.to_json(),
        "weight_names": [w.path for w in model.weights],
        "weights": tensors(weights),
        "optimizer_variable_names": [v.path for v in model.optimizer.variables],
        "optimizer_variables": [tensor(v.numpy()) for v in model.optimizer.variables],
        "datasets": trees,
        "x": tensor(x),
        "predictions": tensor(model.predict(x, verbose=0)),
    }


def save_legacy_weights(model, path):
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def load_legacy_weights(model, path):
    with h5py.File(path, "r") as file:
        legacy_h5_format.load_weights_from_hdf5_group(file, model)
    return model.get_weights()


def tree(path):
    """Every data set of an HDF5 file with its shape and type."""
    rows = []
    with h5py.File(path, "r") as file:
        file.visititems(lambda name, node: rows.append([name, list(node.shape), str(node.dtype)]) if isinstance(node, h5py.Dataset) else None)
    return rows


@case
def tiny():
    return keras.Sequential([
        keras.Input((5, 4, 2)), L.Conv2D(3, 2, activation="relu", name="conv"), L.BatchNormalization(name="norm"), L.Flatten(name="flat"),
        L.Dense(2, name="out"),
    ], name="tiny")


@case
def nested():
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3, name="d"), L.BatchNormalization(name="n")], name="inner")
    x = keras.Input((4,), name="x")
    a, b = L.Dense(3, name="a")(x), inner(x)
    return keras.Model(x, L.Dense(1, name="out")(L.Add(name="sum")([a, b])), name="nested")


if __name__ == "__main__":
    golden.main("keras-files", CASES)
