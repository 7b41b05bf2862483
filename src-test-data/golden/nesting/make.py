"""Nested models, called once or more, as outputs, and after other calls: their JSON by Keras 3, and in the format of Keras 1 and 2, with lists of calls.

    python nesting/make.py --many 500 FOLDER

writes 500 random models to FOLDER/nesting.json, for a longer comparison (NestingTest reads the file named by -Dcornet.nesting).
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
from golden import random, tensors, uniform
from keras import layers as L

CASES = []
RANDOM = 8


def case(group):
    def register(build):
        CASES.append((group, build.__name__, lambda key: run(random(key), build(), group)))
        return build

    return register


def fill(rng, model):
    model.set_weights([uniform(rng, *w.shape, low=-0.9, high=0.9, decimals=2) for w in model.weights])


def run(rng, model, group):
    fill(rng, model)
    xs = [uniform(rng, 2, *x.shape[1:], decimals=2) for x in model.inputs]
    ys = answers(model, xs)
    text = model.to_json()
    again = keras.models.model_from_json(text)
    if len(again.weights) != len(model.weights):
        raise ValueError("Keras does not keep layers that two inner models share")
    again.set_weights(model.get_weights())
    assert all(np.allclose(a, b) for a, b in zip(ys, answers(again, xs), strict=True)), "Keras reads another model"
    if group == "lists":
        text = json.dumps(lists(json.loads(text)))
    return {"json": text, "weights": tensors(model.get_weights()), "inputs": tensors(xs), "predictions": tensors(ys)}


def answers(model, xs):
    ys = model.predict(xs if len(xs) > 1 else xs[0], verbose=0)
    return ys if isinstance(ys, list) else [ys]


def lists(record):
    """Converts the config of a model to that of tf.keras 2: calls as lists, with the calls of inner models numbered from 1."""
    config = record["config"]
    inner = {layer["name"] for layer in config["layers"] if layer["class_name"] in ("Functional", "Sequential") and "inbound_nodes" in layer}
    chains = {layer["name"] for layer in config["layers"] if layer["class_name"] == "Sequential" and "inbound_nodes" in layer}

    def places(args):
        if isinstance(args, dict):
            name, call, output = args["config"]["keras_history"]
            return [[name, call + (name in inner), output, {}]]
        return [place for one in args for place in places(one)]

    for layer in config["layers"]:
        if layer["class_name"] in ("Functional", "Sequential"):
            lists(layer)
        if "inbound_nodes" in layer:
            layer["inbound_nodes"] = [places(node["args"]) for node in layer["inbound_nodes"]]
    if "output_layers" in config:
        for end in ("input_layers", "output_layers"):
            ends = config[end] if isinstance(config[end][0], list) else [config[end]]
            config[end] = [[name, call + (name in chains), output] for name, call, output in ends]
    return record


# ---- models written by hand


def dense(x, n=2, **options):
    return L.Dense(n, **options)(x)


def inner(name="inner", outputs=1):
    x = keras.Input((2,))
    ys = [dense(x, activation="tanh") for _ in range(outputs)]
    return keras.Model(x, ys if outputs > 1 else ys[0], name=name)


def chain(name="inner"):
    return keras.Sequential([keras.Input((2,)), L.Dense(2, activation="tanh")], name=name)


@case("calls")
def one_call_is_the_output():
    x = keras.Input((2,))
    return keras.Model(x, inner("decoder")(inner("encoder")(x)))


@case("calls")
def twice():
    e, x = inner(), keras.Input((2,))
    return keras.Model(x, e(e(x)))


@case("calls")
def first_call_is_an_output():
    e, x = inner(), keras.Input((2,))
    u = e(x)
    return keras.Model(x, [u, dense(e(u), 1)])


@case("calls")
def second_call_is_an_output_too():
    e, x = inner(), keras.Input((2,))
    v = e(e(x))
    return keras.Model(x, [v, dense(v, 1)])


@case("calls")
def sequential_twice():
    e, x = chain(), keras.Input((2,))
    u = e(x)
    v = e(u)
    return keras.Model(x, [u, dense(v, 1), v])


@case("calls")
def called_in_another_model_before():
    e, x, y = inner(outputs=2), keras.Input((2,)), keras.Input((2,))
    other = keras.Model(y, e(e(y)[1])[0])
    a, b = e(x)
    c = e(b)[0]
    return keras.Model(x, [b, L.Add()([a, c]), c]) if other else None


@case("calls")
def part_of_a_model_called_again():
    base = keras.Sequential([keras.Input((2,)), L.Dense(2), L.Dense(2)], name="base")
    part, x = keras.Model(base.inputs, base.layers[0].output, name="part"), keras.Input((2,))
    return keras.Model(x, [part(x), dense(part(part(x)), 1)])


@case("calls")
def models_in_models():
    e, x = inner("e"), keras.Input((2,))
    middle = keras.Model(x, [e(x), e(e(x))], name="middle")
    y = keras.Input((2,))
    a, b = middle(y)
    c, d = middle(L.Subtract()([a, b]))
    return keras.Model(y, [d, b, L.Multiply()([c, a])])


# ---- calls with a training argument


@case("operations")
def operations():
    """Python operators and keras.ops in place of layers, also in an inner model."""
    i = keras.Input((3, 2), name="i")
    deep = keras.Model(i, i - L.Dense(2, name="deep")(i), name="inner")
    x, y = keras.Input((3, 2), name="x"), keras.Input((3, 2), name="y")
    h = dense(x) + y
    z = keras.ops.maximum(h * x, deep(h))
    return keras.Model([x, y], keras.ops.concatenate([z, keras.ops.minimum(z + z, h), keras.layers.Add()([x, y])], axis=1))


@case("operations")
def arguments_by_name():
    x, s = keras.Input((3, 2), name="x"), keras.Input((4,), name="s")
    return keras.Model([x, s], dense(L.GRU(4)(sequences=x, initial_state=L.Dense(4)(inputs=s))))


@case("masks")
def masked_in_one_of_two_calls():
    x, gru = keras.Input((3, 2), name="x"), L.GRU(2, name="gru")
    return keras.Model(x, [gru(x), gru(L.Masking(name="masking")(x))])


def training(build):
    CASES.append(("training", build.__name__, lambda key: {"json": build().to_json()}))
    return build


@training
def frozen_statistics():
    """The example of Keras' guide to transfer learning."""
    x = keras.Input((2,))
    base = keras.Model(x, L.Dropout(0.5, name="drop")(L.BatchNormalization(momentum=0.5, name="norm")(x)), name="base")
    y = keras.Input((2,))
    return keras.Model(y, L.Dense(1, name="top")(base(y, training=False)))


@training
def said_and_unsaid():
    x = keras.Input((3, 4))
    said = L.Dropout(0.5, name="said")(x, training=True)
    unsaid = L.GRU(2, dropout=0.5, name="gru")(L.LSTM(4, dropout=0.5, return_sequences=True, name="lstm")(L.Dropout(0.5, name="unsaid")(said)))
    masked = L.LSTM(2, dropout=0.5, name="masked")(L.Masking(name="masking")(x))
    off = L.SimpleRNN(2, dropout=0.5, name="off")(x, training=False)
    norm = L.BatchNormalization(name="norm")(off)
    both = L.Bidirectional(L.LSTM(1, dropout=0.5), name="both")(x, training=True)
    return keras.Model(x, L.Concatenate(name="join")([unsaid, masked, norm, both]))


# ---- random models


class Maker:
    """Creates and applies random units: layers and models on vectors of two values."""

    def __init__(self, rng):
        self.rng = rng
        self.count = 0

    def pick(self, many):
        return many[self.rng.integers(len(many))]

    def name(self):
        self.count += 1
        return f"m{self.count}"

    def unit(self, depth):
        kind = self.rng.integers(7) if depth else 0
        if kind <= 1:
            return (L.Dense(2, activation="tanh"), 1)
        if kind == 2:
            return (chain(self.name()), 1)
        if kind == 3:
            parts = [keras.Input((2,))] + [self.unit(0)[0] for _ in range(self.rng.integers(1, 3))]
            if self.rng.integers(2):
                parts.append(inner(self.name()))
            return (keras.Sequential(parts, name=self.name()), 1)
        return self.model(depth - 1)

    def model(self, depth):
        rng = self.rng
        inputs = [keras.Input((2,)) for _ in range(rng.integers(1, 3))]
        ends = self.apply([self.unit(depth) for _ in range(rng.integers(1, 4))], inputs, rng.integers(2, 7))
        outputs = [ends[i] for i in sorted(rng.choice(len(ends), min(len(ends), rng.integers(1, 4)), replace=False))]
        used = {id(t) for y in outputs for t in ancestors(y)}
        inputs = [x for x in inputs if id(x) in used]
        model = keras.Model(inputs if len(inputs) > 1 else inputs[0], outputs if len(outputs) > 1 else outputs[0], name=self.name())
        if rng.integers(3) == 0:
            model([keras.Input((2,)) for _ in inputs] if len(inputs) > 1 else keras.Input((2,)))  # a call that is not part of the outer model
        if depth and rng.integers(4) == 0:
            inner_layers = [layer for layer in model.layers if type(layer) is L.Dense]
            if inner_layers and len(inputs) == 1:
                part = keras.Model(model.inputs, self.pick(inner_layers).get_output_at(0) if hasattr(L.Dense, "get_output_at") else
                                   self.pick(inner_layers)._inbound_nodes[0].output_tensors[0], name=self.name())
                return (part, 1)
        return (model, len(inputs))

    def apply(self, units, inputs, steps):
        tensors, made = list(inputs), []
        for _ in range(steps):
            unit, n = self.pick(units)
            xs = [self.pick(tensors) for _ in range(n)]
            if n == 1 and self.rng.integers(5) == 0:
                xs = [L.Add()([xs[0], self.pick(tensors)])]
            ys = unit(xs if n > 1 else xs[0])
            ys = ys if isinstance(ys, list) else [ys]
            tensors += ys
            made += ys
        return made


def ancestors(y):
    found, wait = [], [y]
    while wait:
        t = wait.pop()
        if all(t is not f for f in found):
            found.append(t)
            operation, node, _ = t._keras_history
            wait += operation._inbound_nodes[node].input_tensors
    return found


def at_random(rng, group):
    while True:
        try:
            keras.utils.clear_session(free_memory=False)
            return run(rng, Maker(rng).model(2)[0], group)
        except (ValueError, RuntimeError) as e:
            print(f"  another one: {str(e).splitlines()[0][:100]}", file=sys.stderr)


for i in range(RANDOM):
    CASES.append(("random", f"random_{i}", lambda key: at_random(random(key), "random")))
for build in (one_call_is_the_output, first_call_is_an_output, second_call_is_an_output_too, called_in_another_model_before, models_in_models):
    CASES.append(("lists", f"{build.__name__}_in_lists", lambda key, build=build: run(random(key), build(), "lists")))


def many(count, folder):
    rng = random("many")
    models = [at_random(rng, ("random", "lists")[i % 2]) for i in range(count)]
    with open(os.path.join(folder, "nesting.json"), "w", encoding="utf-8") as file:
        file.write(golden.pretty(models))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--many"]:
        many(int(sys.argv[2]), sys.argv[3])
    else:
        golden.main("nesting", CASES)
