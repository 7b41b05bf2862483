"""fit without shuffling over a few epochs: the History that it returns, the result of evaluate afterwards, and the final weights."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
import tensorflow as tf
from golden import plain, random, record, tensor, tensors, uniform
from keras import layers as L

ROWS, VALIDATION_ROWS, BATCH = 22, 9, 8
CASES = []


def add(name, group="fit", model="classifier", compiled=None, fit=None, **options):
    CASES.append((group, name, lambda key: run(key, model, compiled or {}, fit or {}, options)))


def run(key, kind, compiled, fit, options):
    rng = random(key)
    build, targets = MODELS[kind]
    x, v = (INPUTS.get(kind, five)(rng, n) for n in (ROWS, VALIDATION_ROWS))
    y, vy = targets(rng, ROWS), targets(rng, VALIDATION_ROWS)
    model = build()
    start = [weight_value(rng, w) * np.float32(options.get("steepness", 1)) for w in model.weights]
    model.set_weights(start)
    chosen = {"optimizer": keras.optimizers.SGD(0.01 if "steepness" in options else 0.1, momentum=0.5), "loss": LOSSES[kind], "metrics": METRICS[kind]} | compiled
    described = {k: record(c) if k == "optimizer" else plain(c) for k, c in chosen.items()}
    model.compile(**chosen, jit_compile=False)
    shape = lambda rows: (rows, 6) if options.get("per_step") else rows  # Keras accepts no weights per sample if there is a mask
    draw = lambda rows: np.round(rng.uniform(0.2, 2.0, shape(rows)), 2).astype(np.float32)
    several = isinstance(y, list)
    drawn = lambda rows: [draw(rows) for _ in y] if several else draw(rows)
    weights = drawn(ROWS) if options.get("weights") else None
    validation_weights = drawn(VALIDATION_ROWS) if options.get("validation_weights") else None
    arguments = {"batch_size": BATCH, "epochs": 3} | fit
    validation = None
    if options.get("validation", True):
        validation = (v, vy) if validation_weights is None else (v, vy, validation_weights)
    if options.get("dataset"):  # arrays with class weights per step are refused by Keras, datasets are not
        data = tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH)
        history = model.fit(data, validation_data=validation, verbose=0, **{k: a for k, a in arguments.items() if k != "batch_size"})
    else:
        history = model.fit(x, y, sample_weight=weights, validation_data=validation, shuffle=False, verbose=0, **arguments)
    evaluation = model.evaluate(v, vy, sample_weight=validation_weights, batch_size=4, verbose=0, return_dict=True)
    listed = lambda given: tensors(given) if isinstance(given, list) else tensor(given)
    return {
        "json": model.to_json(),
        "compile": described,
        "fit": {k: {str(c): w for c, w in a.items()} if k == "class_weight" else a for k, a in arguments.items()},
        "x": tensor(x),
        "y": listed(y),
        "sample_weight": listed(weights),
        "validation_x": tensor(v) if validation else None,
        "validation_y": listed(vy) if validation else None,
        "validation_sample_weight": listed(validation_weights),
        "weight_names": [w.path for w in model.weights],
        "start_weights": tensors(start),
        "epochs": history.epoch,
        "params": history.params,
        "history": {k: [np.float32(f) for f in fs] for k, fs in history.history.items()},
        "final_weights": tensors(model.get_weights()),
        "evaluate": {"x": tensor(v), "y": listed(vy), "sample_weight": listed(validation_weights),
                     "batch_size": 4, "result": {k: np.float32(f) for k, f in evaluation.items()}},
    }


def weight_value(rng, variable):
    if variable.name in ("gamma", "moving_variance"):
        return uniform(rng, *variable.shape, low=0.6, high=1.4)
    return uniform(rng, *variable.shape, low=-0.7, high=0.7)


# Networks and their targets ------------------------------------------------------------------------------------------


def classifier():
    return keras.Sequential([
        keras.Input((5,)),
        L.Dense(6, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.02), name="hidden"),
        L.Dense(3, activation="softmax", name="out"),
    ], name="classifier")


def normalised():
    return keras.Sequential([
        keras.Input((5,)), L.Dense(6, use_bias=False, name="hidden"), L.BatchNormalization(momentum=0.7, name="normal"),
        L.Activation("tanh", name="bend"), L.Dense(3, activation="softmax", name="out"),
    ], name="normalised")


def binary():
    return keras.Sequential([keras.Input((5,)), L.Dense(4, activation="tanh", name="hidden"), L.Dense(1, activation="sigmoid", name="out")], name="binary")


def twins():
    x = keras.Input((5,), name="in")
    h = L.Dense(4, activation="tanh", name="hidden", kernel_regularizer=keras.regularizers.L1(0.01))(x)
    return keras.Model(x, [L.Dense(3, activation="softmax", name="kind")(h), L.Dense(1, name="size")(h)], name="twins")


def tagger():
    return keras.Sequential([
        keras.Input((6, 2)), L.Masking(name="gaps"), L.LSTM(4, return_sequences=True, name="walk"), L.Dropout(0, name="drop"),
        L.TimeDistributed(L.Dense(3, activation="softmax", name="out"), name="each"),
    ], name="tagger")


def reader():
    return keras.Sequential([
        keras.Input((6,)), L.Embedding(7, 3, mask_zero=True, name="words"),
        L.Bidirectional(L.GRU(3, return_sequences=True, name="gru"), name="both"), L.SimpleRNN(4, name="rnn"), L.Dense(3, activation="softmax", name="out"),
    ], name="reader")


def regressor():
    return keras.Sequential([
        keras.Input((6,)), L.Embedding(7, 3, mask_zero=True, name="words"), L.GRU(3, return_sequences=True, name="gru"), L.Dense(2, name="out"),
    ], name="regressor")


def graph():
    x = keras.Input((6,), name="in")
    e = L.Embedding(7, 3, mask_zero=True, name="words")(x)
    h = L.TimeDistributed(L.Dense(3, activation="tanh", name="dense"), name="each")(L.Bidirectional(L.LSTM(2, return_sequences=True, name="lstm"), name="both")(e))
    h = L.Concatenate(name="beside")([L.Add(name="add")([h, e]), L.Masking(name="gaps")(e)])
    return keras.Model(x, L.Dense(3, activation="softmax", name="out")(L.GRU(4, name="gru")(h)), name="graph")


def steep(units, activation):
    return lambda: keras.Sequential([keras.Input((5,)), L.Dense(units, activation=activation, name="out")], name="steep")


def read_again():
    x = keras.Input((5,), name="in")
    p = L.Dense(3, activation="softmax", name="kind")(x)
    return keras.Model(x, [p, L.Dense(1, name="size")(p)], name="read_again")


def reads_first():
    x = keras.Input((5,), name="in")
    p = L.Dense(1, activation="sigmoid", name="kind")(L.Dense(4, activation="tanh", name="hidden")(x))
    q = L.BatchNormalization(momentum=0.7, name="normal")(p)
    return keras.Model(x, [p, L.Dense(1, activation="sigmoid", name="size")(q)], name="reads_first")


def penalized():
    return keras.Sequential([keras.Input((5,)), L.Dense(3, activation="softmax", activity_regularizer=keras.regularizers.L2(0.3), name="out")], name="penalized")


def inner_pair():
    a = keras.Input((5,), name="a")
    inner = keras.Model(a, [L.Dense(3, activation="softmax", name="p")(a), L.Dense(3, name="q")(a)], name="pair")
    x = keras.Input((5,), name="in")
    p, q = inner(x)
    return keras.Model(x, [L.Activation("linear", name="size")(q), p], name="inner_pair")


def same_twice():
    x = keras.Input((5,), name="in")
    p = L.Dense(3, activation="softmax", name="kind")(L.BatchNormalization(momentum=0.7, name="normal")(x))
    return keras.Model(x, [p, L.Dense(3, name="size")(p), L.Dense(1, name="third")(p)], name="same_twice")


def masked_again():
    x = keras.Input((6, 2), name="in")
    p = L.Dense(3, activation="softmax", name="kind")(L.SimpleRNN(4, return_sequences=True, name="walk")(L.Masking(name="gaps")(x)))
    return keras.Model(x, [p, L.Dense(2, name="size")(L.SimpleRNN(3, return_sequences=True, name="again")(p))], name="masked_again")


def steps(units, activation):
    return lambda: keras.Sequential([keras.Input((6, 2)), L.SimpleRNN(4, return_sequences=True, name="walk"), L.Dense(units, activation=activation, name="out")], name="steps")


def inner_steps():
    step = keras.Sequential([keras.Input((2,)), L.Dense(3, activation="tanh", name="dense"), L.BatchNormalization(momentum=0.7, name="normal")], name="step")
    return keras.Sequential([
        keras.Input((6, 2)), L.Masking(name="gaps"), L.TimeDistributed(step, name="each"), L.GRU(4, name="gru"), L.Dense(3, activation="softmax", name="out"),
    ], name="inner_steps")


def inner_sequences():
    line = keras.Sequential([keras.Input((4, 2)), L.LSTM(3, name="lstm"), L.Dense(2, name="dense")], name="line")
    return keras.Sequential([
        keras.Input((3, 4, 2)), L.Masking(name="gaps"), L.TimeDistributed(line, name="each"), L.Flatten(name="flat"), L.Dense(3, activation="softmax", name="out"),
    ], name="inner_sequences")


def five(rng, n):
    return uniform(rng, n, 5, low=-1.5, high=1.5, decimals=2)


def gapped(rng, n):
    return uniform(rng, n, 6, 2, decimals=2) * (rng.uniform(size=(n, 6, 1)) < 0.6).astype(np.float32)


def words(rng, n):
    return (rng.integers(1, 7, (n, 6)) * (np.arange(6) < rng.integers(1, 7, (n, 1)))).astype(np.float32)


def sequences(rng, n):
    return uniform(rng, n, 6, 2, decimals=2)


def gapped_twice(rng, n):
    x = uniform(rng, n, 3, 4, 2, decimals=2)
    x[rng.random((n, 3, 4)) < 0.35] = 0
    return x


INPUTS = {"inner_steps": gapped, "inner_sequences": gapped_twice, "masked_again": gapped, "binary_steps": sequences, "flat_steps": sequences, "one_hot_steps": sequences, "number_steps": sequences, "tagger": gapped, "reader": words, "graph": words, "regressor": words}
labels = lambda rng, n: rng.integers(0, 3, n).astype(np.int32)
one_hots = lambda rng, n: np.eye(3, dtype=np.float32)[labels(rng, n)]
zeros_and_ones = lambda rng, n: rng.integers(0, 2, (n, 1)).astype(np.float32)
MODELS = {
    "classifier": (classifier, labels),
    "normalised": (normalised, labels),
    "one_hot": (classifier, lambda rng, n: np.eye(3, dtype=np.float32)[labels(rng, n)]),
    "binary": (binary, lambda rng, n: rng.integers(0, 2, (n, 1)).astype(np.float32)),
    "twins": (twins, lambda rng, n: [labels(rng, n), uniform(rng, n, 1)]),
    "tagger": (tagger, lambda rng, n: rng.integers(0, 3, (n, 6)).astype(np.int32)),
    "reader": (reader, labels),
    "graph": (graph, labels),
    "regressor": (regressor, lambda rng, n: uniform(rng, n, 6, 2)),
    "steep_softmax": (steep(3, "softmax"), labels),
    "steep_softmax_one_hot": (steep(3, "softmax"), one_hots),
    "steep_sigmoid": (steep(1, "sigmoid"), zeros_and_ones),
    "steep_sigmoid_flat": (steep(1, "sigmoid"), lambda rng, n: zeros_and_ones(rng, n)[:, 0]),
    "steep_sigmoids": (steep(3, "sigmoid"), one_hots),
    "steep_linear": (steep(3, None), one_hots),
    "read_again": (read_again, lambda rng, n: [labels(rng, n), uniform(rng, n, 1)]),
    "reads_first": (reads_first, lambda rng, n: [zeros_and_ones(rng, n), zeros_and_ones(rng, n)]),
    "binary_steps": (steps(1, "sigmoid"), lambda rng, n: rng.integers(0, 2, (n, 6, 1)).astype(np.float32)),
    "flat_steps": (steps(1, "sigmoid"), lambda rng, n: rng.integers(0, 2, (n, 6)).astype(np.float32)),
    "one_hot_steps": (steps(3, "softmax"), lambda rng, n: np.eye(3, dtype=np.float32)[rng.integers(0, 3, (n, 6))]),
    "number_steps": (steps(3, "softmax"), lambda rng, n: rng.integers(0, 3, (n, 6, 1)).astype(np.int32)),
    "inner_steps": (inner_steps, labels),
    "inner_sequences": (inner_sequences, labels),
    "penalized": (penalized, labels),
    "inner_pair": (inner_pair, lambda rng, n: [uniform(rng, n, 3), labels(rng, n)]),
    "same_twice": (same_twice, lambda rng, n: [labels(rng, n), uniform(rng, n, 3), uniform(rng, n, 1)]),
    "masked_again": (masked_again, lambda rng, n: [rng.integers(0, 3, (n, 6)).astype(np.int32), uniform(rng, n, 6, 2)]),
    "soft_labels": (binary, lambda rng, n: rng.choice([0.05, 0.5, 0.95], (n, 1)).astype(np.float32)),
}
SPARSE = "sparse_categorical_crossentropy"
LOSSES = {"classifier": SPARSE, "one_hot": "categorical_crossentropy", "normalised": SPARSE, "binary": "binary_crossentropy", "twins": [SPARSE, "mse"], "tagger": SPARSE, "reader": SPARSE, "graph": SPARSE,
          "regressor": "mse", "steep_softmax": SPARSE, "steep_softmax_one_hot": "categorical_crossentropy", "steep_sigmoid": "binary_crossentropy", "steep_sigmoid_flat": "binary_crossentropy",
          "steep_sigmoids": "binary_crossentropy", "steep_linear": keras.losses.CategoricalCrossentropy(from_logits=True), "read_again": [SPARSE, "mse"], "reads_first": ["binary_crossentropy", "binary_crossentropy"],
          "binary_steps": "binary_crossentropy", "flat_steps": "binary_crossentropy", "one_hot_steps": "categorical_crossentropy", "number_steps": SPARSE, "soft_labels": "binary_crossentropy",
          "inner_steps": SPARSE, "inner_sequences": SPARSE, "penalized": SPARSE, "inner_pair": ["mse", SPARSE], "same_twice": [SPARSE, "mse", "mae"], "masked_again": [SPARSE, "mse"]}
METRICS = {"classifier": ["accuracy"], "one_hot": ["accuracy"], "normalised": ["accuracy"], "binary": ["accuracy", "mae"], "twins": [["accuracy"], ["mae"]], "tagger": ["accuracy"],
           "reader": ["accuracy"], "graph": ["accuracy"], "regressor": ["mae"], "steep_softmax": [SPARSE], "steep_softmax_one_hot": ["categorical_crossentropy"],
           "steep_sigmoid": ["binary_crossentropy"], "steep_sigmoid_flat": None, "steep_sigmoids": ["binary_crossentropy"], "steep_linear": ["categorical_crossentropy"], "read_again": [[SPARSE], ["mae"]],
           "reads_first": [["binary_crossentropy"], ["binary_crossentropy"]], "binary_steps": ["accuracy"], "flat_steps": ["mae"], "one_hot_steps": ["accuracy"], "number_steps": ["accuracy"], "soft_labels": ["mae"],
           "inner_steps": ["accuracy"], "inner_sequences": ["accuracy"], "penalized": [SPARSE], "inner_pair": [["mae"], [SPARSE]], "same_twice": [[SPARSE], ["mae"], ["mse"]], "masked_again": [[SPARSE], ["mae"]]}

add("plain")
add("no_validation", validation=False)
add("no_metrics", compiled={"metrics": None})
add("batch_normalization", model="normalised")
add("sample_weight", weights=True, compiled={"weighted_metrics": ["accuracy"]})
add("sample_weight_validation_weighted", weights=True, validation_weights=True, compiled={"weighted_metrics": ["accuracy"]})
add("class_weight", fit={"class_weight": {0: 0.5, 1: 1.0, 2: 3.0}}, compiled={"weighted_metrics": ["accuracy"]})
add("class_weight_partial", fit={"class_weight": {1: 2.5}})
add("class_weight_one_hot", model="one_hot", fit={"class_weight": {0: 0.5, 2: 3.0}})
add("binary", model="binary")
add("binary_class_weight", model="binary", fit={"class_weight": {0: 1.0, 1: 2.0}})
add("validation_split", validation=False, fit={"validation_split": 0.25})
add("validation_split_weighted", validation=False, weights=True, fit={"validation_split": 0.3})
add("validation_freq", fit={"validation_freq": 2})
add("validation_batch_size", fit={"validation_batch_size": 2})
add("validation_steps", fit={"validation_steps": 1, "validation_batch_size": 4})
add("initial_epoch", fit={"initial_epoch": 1})
add("batch_of_all", fit={"batch_size": 50})
add("default_batch_size", fit={"batch_size": None})
add("steps_per_epoch", fit={"steps_per_epoch": 2})
add("loss_sum", compiled={"loss": keras.losses.SparseCategoricalCrossentropy(reduction="sum")}, weights=True)
add("inner_steps", model="inner_steps")
add("inner_sequences", model="inner_sequences")
for one in "sum", "mean_with_sample_weight", "mean":
    add(f"flat_steps_{one}", model="flat_steps", weights=True, validation_weights=True,
        compiled={"loss": keras.losses.BinaryCrossentropy(reduction=one), "weighted_metrics": ["mse"]})
add("loss_weighted_mean", compiled={"loss": keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")}, weights=True)
add("weighted_metric_objects", weights=True, compiled={"metrics": [keras.metrics.SparseTopKCategoricalAccuracy(k=2, name="top2"), SPARSE],
                                                       "weighted_metrics": [SPARSE]})
add("masked_steps", model="tagger")
add("masked_steps_weighted", model="tagger", weights=True, validation_weights=True, per_step=True, compiled={"weighted_metrics": ["accuracy"]})
add("masked_steps_loss_sum", model="tagger", compiled={"loss": keras.losses.SparseCategoricalCrossentropy(reduction="sum")})
add("masked_steps_weighted_mean", model="tagger", weights=True, per_step=True,
    compiled={"loss": keras.losses.SparseCategoricalCrossentropy(reduction="mean_with_sample_weight")})
add("masked_words", model="reader")
add("masked_regression", model="regressor", weights=True, per_step=True, compiled={"weighted_metrics": ["mae"]})
add("masked_graph", "functional", model="graph")
add("two_outputs", "functional", model="twins")
add("two_outputs_loss_weights", "functional", model="twins", compiled={"loss_weights": [0.3, 2.0]})
add("two_outputs_weighted", "functional", model="twins", weights=True, validation_weights=True, compiled={"weighted_metrics": [["accuracy"], ["mae"]]})
add("two_outputs_one_metric", "functional", model="twins", compiled={"metrics": {"kind": "accuracy"}, "loss": {"kind": SPARSE, "size": "mae"}})

# Cross-entropy is computed from the argument of the last activation, both for softmax and for sigmoid
STEEP = {"steepness": 60}
CE = {"sparse": keras.losses.SparseCategoricalCrossentropy, "categorical": keras.losses.CategoricalCrossentropy, "binary": keras.losses.BinaryCrossentropy}


def steep_with(loss, metrics=None):
    return {"steepness": 60, "compiled": {"loss": loss, "metrics": metrics}}


add("steep_softmax", model="steep_softmax", **STEEP)
add("steep_softmax_one_hot", model="steep_softmax_one_hot", **STEEP)
add("steep_softmax_smoothing", model="steep_softmax_one_hot", **steep_with(CE["categorical"](label_smoothing=0.1), [keras.metrics.CategoricalCrossentropy(label_smoothing=0.1)]))
add("steep_softmax_weighted", model="steep_softmax", weights=True, validation_weights=True, steepness=60,
    compiled={"weighted_metrics": [SPARSE, "accuracy"]})
add("steep_sigmoid", model="steep_sigmoid", **STEEP)
add("steep_sigmoid_flat", model="steep_sigmoid_flat", **STEEP)
add("steep_sigmoids", model="steep_sigmoids", **STEEP)
add("steep_sigmoids_categorical", model="steep_sigmoids", **steep_with("categorical_crossentropy", ["categorical_crossentropy"]))
add("steep_softmax_binary", model="steep_softmax_one_hot", **steep_with("binary_crossentropy", ["binary_crossentropy"]))
add("steep_softmax_ignored_class", model="steep_softmax", compiled={"loss": CE["sparse"](ignore_class=1), "metrics": None}, steepness=8)
add("steep_linear", model="steep_linear", **STEEP)
for kind, loss in (("steep_softmax", "sparse"), ("steep_softmax_one_hot", "categorical"), ("steep_sigmoid", "binary")):
    add(kind + "_from_logits", model=kind, **steep_with(CE[loss](from_logits=True), [getattr(keras.metrics, type(CE[loss]()).__name__)(from_logits=True)]))
add("steep_classes_read_again", "functional", model="read_again", steepness=8)
add("classes_read_again", "functional", model="read_again")
add("reads_first", "functional", model="reads_first")

add("steep_penalized", model="penalized", steepness=8)
for kind in ("inner_pair", "same_twice", "masked_again"):
    add(kind, "functional", model=kind)
    add("steep_" + kind, "functional", model=kind, steepness=8)

# Class weights that apply to each time step
WEIGHTS = {"class_weight": {0: 0.5, 1: 10.0}}
add("class_weight_binary_steps", model="binary_steps", fit=WEIGHTS, dataset=True, compiled={"weighted_metrics": ["accuracy"]})
add("class_weight_one_hot_steps", model="one_hot_steps", fit={"class_weight": {0: 0.5, 1: 10.0, 2: 2.0}}, dataset=True)
add("class_weight_number_steps", model="number_steps", fit={"class_weight": {0: 0.5, 1: 10.0, 2: 2.0}}, dataset=True)
add("class_weight_soft_labels", model="soft_labels", fit=WEIGHTS)

if __name__ == "__main__":
    golden.main("history", CASES)
