"""Small networks over twenty training steps from given weights: loss and metrics of each step, and the final weights."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
from golden import distinct, random, record, tensor, tensors, uniform
from keras import layers as L

CASES = []


def add(name, group, model, compiled, data, steps=20, **weighting):
    CASES.append((group, name, lambda key: run(key, model, compiled, data, steps, weighting)))


def run(key, build, compiled, data, steps, weighting):
    rng = random(key)
    x, y, batch_size = data(rng)
    start = None
    trajectories = []
    # The same training three times: with metrics of each step alone; with metrics accumulated over steps; with start weights perturbed by 1e-6.
    for running, perturbation in ((False, 0), (True, 0), (False, 1e-6)):
        keras.utils.clear_session(free_memory=False)
        model = build()
        start = start or [weight_value(rng, v) for v in model.weights]
        model.set_weights([w + perturbation * rng.choice([-1, 1], w.shape).astype(np.float32) for w in start])
        options = compiled()
        model.compile(**options, jit_compile=False)
        trajectories.append((model, train(model, x, y, batch_size, steps, weighting, running)))
    (model, rows), (_, running_rows), (perturbed, _) = trajectories
    for a, b in zip(model.get_weights(), perturbed.get_weights()):
        if np.max(np.abs(a - b)) > 1e-4 * max(1, np.max(np.abs(a))):
            raise ValueError(f"{key}: badly conditioned, a perturbation of 1e-6 changes a weight by {np.max(np.abs(a - b)):g}")
    return {
        "json": model.to_json(),
        "compile": {k: [record(m) for m in v] if isinstance(v, list) else record(v) for k, v in compiled().items()},
        "batch_size": batch_size,
        "class_weight": {str(k): v for k, v in weighting["class_weight"].items()} if "class_weight" in weighting else None,
        "sample_weight": tensor(weighting.get("sample_weight")),
        "x": tensor(x),
        "y": tensor(y),
        "weight_names": [v.path for v in model.weights],
        "start_weights": tensors(start),
        "steps": rows,
        "running_steps": running_rows,
        "final_weights": tensors(model.get_weights()),
        "optimizer_variable_names": [v.path for v in model.optimizer.variables],
        "optimizer_variables": [tensor(v.numpy()) for v in model.optimizer.variables],
        "predictions": tensor(model.predict(x, verbose=0)),
    }


def train(model, x, y, batch_size, steps, weighting, running):
    rows = []
    for step in range(steps):
        if not running:
            model.reset_metrics()
        i = step % (len(x) // batch_size) * batch_size
        batch = {k: v[i : i + batch_size] if k == "sample_weight" else v for k, v in weighting.items()}
        logs = model.train_on_batch(x[i : i + batch_size], y[i : i + batch_size], return_dict=True, **batch)
        rows.append({k: np.float32(v) for k, v in logs.items()})
    return rows


def weight_value(rng, variable):
    if variable.name in ("gamma", "moving_variance"):
        return uniform(rng, *variable.shape, low=0.6, high=1.4)
    size = 0.6 if len(variable.shape) < 2 else 1.2 / np.sqrt(np.prod(variable.shape[:-1])) * 1.4
    return uniform(rng, *variable.shape, low=-size, high=size)


# Networks ------------------------------------------------------------------------------------------------------------


def mlp():
    l2 = keras.regularizers.L2(0.01)
    return keras.Sequential([
        keras.Input((7,)),
        L.Dense(9, activation="relu", kernel_regularizer=l2),
        L.Dense(6, activation="relu", kernel_regularizer=keras.regularizers.L1L2(0.001, 0.002), bias_regularizer=l2),
        L.Dense(4, activation="softmax", kernel_regularizer=l2),
    ], name="mlp")


def cnn():
    return keras.Sequential([
        keras.Input((12, 12, 1)),
        L.Conv2D(4, 3),
        L.BatchNormalization(momentum=0.9),
        L.ReLU(),
        L.MaxPooling2D(2),
        L.Conv2D(6, 3, activation="relu"),
        L.Flatten(),
        L.Dense(5, activation="softmax"),
    ], name="cnn")


def separable():
    return keras.Sequential([
        keras.Input((8, 8, 2)),
        L.ZeroPadding2D(((0, 1), (0, 1))),
        L.DepthwiseConv2D(3, strides=2, depth_multiplier=2, use_bias=False),
        L.BatchNormalization(momentum=0.8),
        L.Activation("tanh"),
        L.SeparableConv2D(5, 3, padding="same", activation="elu"),
        L.GlobalAveragePooling2D(),
        L.Dense(3),
    ], name="separable")


def graph():
    x = keras.Input((8, 8, 2), name="image")
    a = L.Conv2D(4, 3, padding="same", activation="tanh", name="a")(x)
    b = L.Conv2D(4, 3, padding="same", name="b")(a)
    r = L.ReLU(name="r")(L.Add(name="sum")([a, b]))
    shared = L.Conv2D(3, 3, activation="sigmoid", name="shared")
    p = shared(L.MaxPooling2D(2, name="largest")(r))
    q = shared(L.AveragePooling2D(2, name="average")(r))
    c = L.Concatenate(name="both")([p, q])
    y = L.Dense(1, activation="sigmoid", name="out")(L.GlobalAveragePooling2D(name="pooled")(c))
    return keras.Model(x, y, name="graph")


def constrained():
    return keras.Sequential([
        keras.Input((5,)),
        L.Dense(6, activation="tanh", kernel_constraint=keras.constraints.MaxNorm(0.9), bias_constraint=keras.constraints.NonNeg()),
        L.Dense(2, kernel_constraint=keras.constraints.UnitNorm(axis=1), activity_regularizer=keras.regularizers.L2(0.05)),
    ], name="constrained")


def frozen():
    base = keras.Sequential([keras.Input((6,)), L.Dense(5, activation="tanh"), L.BatchNormalization(), L.Dense(4)], name="base")
    base.trainable = False
    return keras.Sequential([keras.Input((6,)), base, L.Activation("tanh"), L.BatchNormalization(), L.Dense(3, activation="softmax")], name="head")


# Data ----------------------------------------------------------------------------------------------------------------


def vectors(n, width, classes, batch_size, encode):
    def make(rng):
        x = uniform(rng, n, width, low=-1.5, high=1.5, decimals=2)
        return x, encode(rng.integers(0, classes, n), classes), batch_size

    return make


def images(n, *shape, classes, batch_size, encode):
    def make(rng):
        x = np.stack([np.round(distinct(rng, *shape, low=-1, high=1), 2) for _ in range(n)])
        x += np.round(0.01 * rng.integers(-20, 20, x.shape), 2).astype(np.float32)
        return np.round(x, 2).astype(np.float32), encode(rng.integers(0, classes, n), classes), batch_size

    return make


one_hot = lambda labels, classes: np.eye(classes, dtype=np.float32)[labels]
integers = lambda labels, _: labels.astype(np.int32)
column = lambda labels, _: labels.astype(np.float32)[:, None]
targets = lambda labels, classes: np.stack([labels - 0.5, 0.3 * labels], 1).astype(np.float32)

add("mlp_adam", "Sequential", mlp,
    lambda: {"optimizer": keras.optimizers.Adam(0.01), "loss": keras.losses.CategoricalCrossentropy(), "metrics": ["accuracy", "mse"]},
    vectors(32, 7, 4, 8, one_hot))
add("cnn_sgd_nesterov", "Sequential", cnn,
    lambda: {"optimizer": keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True), "loss": keras.losses.SparseCategoricalCrossentropy(),
             "metrics": ["accuracy"]},
    images(24, 12, 12, 1, classes=5, batch_size=8, encode=integers))
add("separable_adamw_logits", "Sequential", separable,
    lambda: {"optimizer": keras.optimizers.AdamW(0.005, weight_decay=0.01, global_clipnorm=1.0),
             "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True), "metrics": ["accuracy"]},
    images(16, 8, 8, 2, classes=3, batch_size=8, encode=integers))
binary = lambda: {"optimizer": keras.optimizers.RMSprop(0.004), "loss": keras.losses.BinaryCrossentropy(),
                  "metrics": ["accuracy"], "weighted_metrics": ["accuracy", "mae"]}
pictures = images(24, 8, 8, 2, classes=2, batch_size=8, encode=column)
weights = np.round(np.random.default_rng(golden.SEED).uniform(0.1, 2, 24), 2).astype(np.float32)
add("graph_rmsprop_class_weight", "Functional", graph, binary, pictures, class_weight={0: 0.5, 1: 2.0})
add("graph_rmsprop_sample_weight", "Functional", graph, binary, pictures, sample_weight=weights)
add("constrained_adagrad", "Sequential", constrained,
    lambda: {"optimizer": keras.optimizers.Adagrad(keras.optimizers.schedules.ExponentialDecay(0.1, 5, 0.8)),
             "loss": keras.losses.MeanSquaredError(), "metrics": ["mae"]},
    vectors(12, 5, 3, 6, targets))
add("frozen_base", "Sequential", frozen,
    lambda: {"optimizer": keras.optimizers.SGD(0.1, momentum=0.5), "loss": keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
             "metrics": ["accuracy"]},
    vectors(16, 6, 3, 8, one_hot))


# Saturated outputs: Keras uses the logits of a last softmax or sigmoid -----------------------------------------


def saturated(activation, units, reshape=False):
    def build():
        head = [L.Reshape((units,))] if reshape else []
        return keras.Sequential([keras.Input((3,)), L.Dense(units, activation=activation), *head], name="saturated")

    return build


def wide(encode, classes):
    return lambda rng: (np.round(rng.uniform(-1, 1, (6, 3)) * 200, 0).astype(np.float32), encode(rng.integers(0, classes, 6), classes), 6)


for name, activation, units, loss, encode, classes in [
    ("softmax_categorical", "softmax", 3, "CategoricalCrossentropy", one_hot, 3),
    ("softmax_sparse", "softmax", 3, "SparseCategoricalCrossentropy", integers, 3),
    ("sigmoid_binary", "sigmoid", 1, "BinaryCrossentropy", column, 2),
]:
    for reshape in (False, True):
        add(f"saturated_{name}{'_behind_reshape' if reshape else ''}", "Sequential", saturated(activation, units, reshape),
            lambda l=loss: {"optimizer": keras.optimizers.SGD(1e-4), "loss": getattr(keras.losses, l)(), "metrics": ["accuracy"]},
            wide(encode, classes), steps=4)

if __name__ == "__main__":
    golden.main("training", CASES)
