"""Models as JSON by to_json(), with their weights in get_weights order, counts, predictions and the printed summary."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
os.environ["COLUMNS"] = "200"  # so that summary() uses its default width of 88 or 108
import golden
import keras
import numpy as np
from golden import random, tensor, tensors, uniform
from keras import layers as L

CASES = []
PLAIN = {"summary": {}}
NESTED = {"summary": {}, "expand_nested.summary": {"expand_nested": True}, "show_trainable.summary": {"show_trainable": True},
          "expand_nested.show_trainable.summary": {"expand_nested": True, "show_trainable": True}}


def case(group, summaries=PLAIN):
    def register(build):
        CASES.append((group, build.__name__, lambda key: run(key, build, summaries)))
        return build

    return register


def run(key, build, summaries):
    rng, model = random(key), build()
    fields = {"json": model.to_json(), "class_name": type(model).__name__, "built": model.built}
    fields["files"] = {suffix: summary(model, options) for suffix, options in summaries.items()}
    fields["layers"] = [layer_line(layer) for layer in model.layers]
    if not model.built:
        return fields
    model.set_weights([uniform(rng, *w.shape, low=0.2 if "variance" in w.name else -0.5, high=0.7, decimals=2) for w in model.weights])
    xs = [uniform(rng, 2, *(n or 5 for n in x.shape[1:]), decimals=2) for x in model.inputs]
    ys = model.predict(xs if len(xs) > 1 else xs[0], verbose=0)
    ys = [ys[n] for n in ys] if isinstance(ys, dict) else ys if isinstance(ys, list) else [ys]
    return fields | {
        "count_params": model.count_params(),
        "trainable_params": sum(int(np.prod(w.shape)) for w in model.trainable_weights),
        "non_trainable_params": sum(int(np.prod(w.shape)) for w in model.non_trainable_weights),
        "weights": [{"name": w.name, "path": w.path, "shape": list(w.shape), "trainable": w.trainable} for w in model.weights],
        "trainable_weights": [w.path for w in model.trainable_weights],
        "non_trainable_weights": [w.path for w in model.non_trainable_weights],
        "weight_values": tensors(model.get_weights()),
        "output_names": list(getattr(model, "output_names", [])),
        "inputs": tensors(xs),
        "predictions": tensors(ys),
    }


def layer_line(layer):
    try:
        shape = golden.plain(layer.output.shape if not isinstance(layer.output, list) else [o.shape for o in layer.output])
    except (AttributeError, ValueError):
        shape = None
    return {"name": layer.name, "class_name": type(layer).__name__, "trainable": layer.trainable, "output_shape": shape,
            "params": layer.count_params() if layer.built else None}


def summary(model, options):
    lines = []
    model.summary(print_fn=lambda text, line_break=None: lines.append(text), **options)
    return "\n".join(lines).rstrip("\n") + "\n"


# Sequential ----------------------------------------------------------------------------------------------------------


@case("Sequential", {"summary": {}, "show_trainable.summary": {"show_trainable": True}, "width60.summary": {"line_length": 60},
                     "positions.summary": {"positions": [0.6, 0.8, 1.0], "show_trainable": True},
                     "layer_range.summary": {"layer_range": ["dropout", "re_lu"]}, "layer_range_turned.summary": {"layer_range": ["re", "dro"]}})
def mlp():
    R, C, I = keras.regularizers, keras.constraints, keras.initializers
    return keras.Sequential([
        keras.Input((8,), name="features"),
        L.Dense(12, activation="relu", kernel_initializer="he_normal", kernel_regularizer=R.L2(0.01), name="first"),
        L.Dropout(0.25, seed=3),
        L.Dense(10, activation="tanh", kernel_initializer=I.Orthogonal(gain=1.1, seed=5), bias_initializer=I.Constant(0.1),
                kernel_constraint=C.MaxNorm(3, axis=0), bias_constraint="non_neg", kernel_regularizer=R.L1(0.001)),
        L.Dense(7, use_bias=False, kernel_regularizer=R.L1L2(l1=0.01, l2=0.02), activity_regularizer=R.L2(0.1),
                kernel_constraint=C.UnitNorm(), kernel_initializer=I.RandomNormal(mean=0.0, stddev=0.1)),
        L.Activation("gelu"),
        L.Dense(6, kernel_initializer=I.VarianceScaling(2.0, "fan_avg", "uniform"), bias_initializer=I.RandomUniform(-0.1, 0.1),
                kernel_constraint=C.MinMaxNorm(0.5, 2.0, rate=0.8), trainable=False),
        L.ReLU(max_value=6.0, negative_slope=0.1),
        L.Dense(4, activation="softmax", kernel_initializer=I.TruncatedNormal(stddev=0.05, seed=1), name="classes"),
    ], name="mlp")


@case("Sequential", {"summary": {}, "show_trainable.summary": {"show_trainable": True}})
def cnn():
    return keras.Sequential([
        keras.Input((12, 10, 3)),
        L.ZeroPadding2D(((1, 2), (0, 1))),
        L.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
        L.BatchNormalization(momentum=0.9, epsilon=1e-5),
        L.Conv2D(6, (1, 3), dilation_rate=(1, 2), groups=2, use_bias=False),
        L.MaxPooling2D(2),
        L.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="silu"),
        L.BatchNormalization(scale=False, center=False),
        L.SeparableConv2D(5, 3, padding="same", depthwise_regularizer="l2"),
        L.AveragePooling2D((2, 1), strides=1, padding="same"),
        L.Softmax(axis=-1),
        L.Reshape((-1, 5)),
        L.Flatten(),
        L.Dropout(0.5),
        L.Dense(3),
        L.Activation("log_softmax"),
    ], name="cnn")


@case("Sequential")
def digits():
    return keras.Sequential([
        keras.Input((8, 8, 1)), L.Conv2D(8, 3, activation="relu"), L.MaxPooling2D(), L.Flatten(), L.Dropout(0.5), L.Dense(10, activation="softmax"),
    ])


@case("Sequential")
def unbuilt():
    return keras.Sequential([L.Dense(4, activation="relu"), L.BatchNormalization(), L.Dense(2)], name="unbuilt")


@case("Sequential")
def compiled():
    model = keras.Sequential([keras.Input((3,)), L.Dense(2, activation="softmax")], name="compiled")
    schedule = keras.optimizers.schedules.ExponentialDecay(0.01, 100, 0.9, staircase=True)
    model.compile(keras.optimizers.Adam(schedule, beta_2=0.99, clipnorm=1.0), keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
                  metrics=["accuracy", keras.metrics.TopKCategoricalAccuracy(k=1, name="top1")])
    return model


@case("Sequential")
def fitted():
    model = keras.Sequential([keras.Input((3,)), L.Dense(5), L.Dense(1, activation="sigmoid")], name="fitted")
    model.compile("adam", "binary_crossentropy", metrics=["accuracy", "AUC"])
    model.fit(np.zeros((4, 3)), np.zeros((4, 1)), verbose=0)
    return model


# Graphs --------------------------------------------------------------------------------------------------------------


@case("Functional")
def chain():
    x = keras.Input((6,), name="x")
    h = L.Dense(5, activation="relu", name="h")(x)
    return keras.Model(x, L.Dense(2, name="y")(h), name="chain")


@case("Functional", {"summary": {}, "show_trainable.summary": {"show_trainable": True},
                     "positions.summary": {"positions": [0.25, 0.4, 0.5, 1.0], "line_length": 97}, "layer_range.summary": {"layer_range": ["su", "jo"]}})
def branches():
    x = keras.Input((8, 8, 2), name="image")
    a = L.Conv2D(4, 3, padding="same", activation="relu", name="left")(x)
    b = L.Conv2D(4, 1, use_bias=False, name="right")(x)
    b = L.BatchNormalization(name="right_normalised")(b)
    c = L.Add(name="sum")([a, b])
    d = L.Multiply(name="product")([a, c])
    e = L.Concatenate(axis=-1, name="joined")([c, d, b])
    f = L.GlobalAveragePooling2D(name="average")(e)
    g = L.GlobalMaxPooling2D(keepdims=True, name="largest")(e)
    y = L.Concatenate()([f, L.Flatten()(g)])
    return keras.Model(x, L.Dense(3, activation="softmax", name="classes")(y), name="branches")


@case("Functional")
def shared():
    a, b = keras.Input((5,), name="a"), keras.Input((5,), name="b")
    tower = L.Dense(4, activation="tanh", name="tower")
    norm = L.BatchNormalization(name="norm")
    u, v = norm(tower(a)), norm(tower(b))
    distance = L.Subtract(name="difference")([u, v])
    return keras.Model([a, b], L.Dense(1, activation="sigmoid", name="same")(distance), name="shared")


@case("Functional")
def many():
    a, b = keras.Input((4,), name="numbers"), keras.Input((6, 6, 1), name="picture")
    p = L.Flatten(name="flat")(L.Conv2D(2, 3, name="conv")(b))
    h = L.Concatenate(name="together")([a, p])
    h = L.Dense(5, activation="relu", name="hidden")(h)
    return keras.Model([a, b], [L.Dense(3, activation="softmax", name="kind")(h), L.Dense(1, name="size")(h)], name="many")


@case("Functional")
def named_outputs():
    x = keras.Input((4,), name="x")
    h = L.Dense(3, name="h")(x)
    return keras.Model({"x": x}, {"kind": L.Dense(2, name="k")(h), "size": L.Dense(1, name="s")(h)}, name="named_outputs")


@case("Functional")
def free_size():
    x = keras.Input((None, None, 3), name="x")
    return keras.Model(x, L.GlobalAveragePooling2D()(L.Conv2D(2, 3, padding="same")(x)), name="free_size")


@case("Functional")
def operators():
    x = keras.Input((4,), name="x")
    h = L.Dense(4, name="h")(x)
    return keras.Model(x, L.Dense(2, name="y")(h + x * 2.0), name="operators")


# Models within models ------------------------------------------------------------------------------------------------


def inner_sequential(name="inner"):
    return keras.Sequential([keras.Input((6,)), L.Dense(5, activation="relu"), L.BatchNormalization(), L.Dense(4)], name=name)


def inner_graph(name="inner"):
    x = keras.Input((6,), name="in")
    h = L.Dense(6, activation="relu", name="h")(x)
    return keras.Model(x, L.BatchNormalization(name="n")(L.Add(name="sum")([x, h])), name=name)


@case("nested", NESTED)
def sequential_in_sequential():
    return keras.Sequential([keras.Input((6,)), inner_sequential(), L.Dropout(0.1), L.Dense(2, name="out")], name="outer")


@case("nested", NESTED)
def graph_in_sequential():
    return keras.Sequential([keras.Input((6,)), inner_graph(), L.Dense(2, name="out")], name="outer")


@case("nested", NESTED)
def sequential_in_graph():
    x = keras.Input((6,), name="x")
    return keras.Model(x, L.Dense(2, name="out")(L.BatchNormalization(name="n")(inner_sequential()(x))), name="outer")


@case("nested", NESTED)
def graph_in_graph():
    a, b = keras.Input((6,), name="a"), keras.Input((6,), name="b")
    tower = inner_graph("tower")
    return keras.Model([a, b], L.Dense(2, name="out")(L.Concatenate(name="both")([tower(a), tower(b)])), name="outer")


@case("nested", NESTED)
def frozen_base():
    base = keras.Sequential([keras.Input((8, 8, 1)), L.Conv2D(3, 3, name="c1"), L.BatchNormalization(name="n1"), L.Flatten(name="f")], name="base")
    base.trainable = False
    return keras.Sequential([keras.Input((8, 8, 1)), base, L.Dense(4, activation="relu"), L.Dense(2, activation="softmax")], name="head")


@case("nested", NESTED)
def three_deep():
    middle = keras.Sequential([keras.Input((6,)), inner_sequential("core"), L.Dense(6, name="m")], name="middle")
    x = keras.Input((6,), name="x")
    return keras.Model(x, L.Add(name="skip")([x, middle(x)]), name="outer")


if __name__ == "__main__":
    golden.main("json", CASES)
