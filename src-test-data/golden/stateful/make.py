"""Stateful recurrent layers: predictions with states kept from batch to batch and after a reset, and training with states kept between batches."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
from golden import random, tensor, tensors, uniform
from keras import layers as L

BATCH, STEPS, FEATURES = 3, 4, 2
CASES = []


def case(name, *layers):
    CASES.append(("Stateful", name, lambda key: run(key, layers)))


def run(name, layers):
    rng = random(name)
    keras.utils.clear_session(free_memory=False)
    model = keras.Sequential([keras.Input(batch_shape=(BATCH, STEPS, FEATURES))] + [make() for make in layers])
    weights = [uniform(rng, *w.shape, low=-0.8, high=0.8) for w in model.weights]
    model.set_weights(weights)
    x = uniform(rng, 3 * BATCH, STEPS, FEATURES)
    x[1, 2] = x[4, 0] = x[8, 1:] = 0
    y = uniform(rng, 3 * BATCH, *model.output_shape[1:])
    out = {"model": model.to_json(), "weights": tensors(weights), "x": tensor(x), "y": tensor(y)}
    out["predictions"] = tensor(model.predict(x, batch_size=BATCH, verbose=0))
    out["predictions_on"] = tensor(model.predict(x, batch_size=BATCH, verbose=0))
    reset(model)
    model.compile(keras.optimizers.SGD(0.1), "mse")
    history = model.fit(x, y, batch_size=BATCH, epochs=2, shuffle=False, verbose=0)
    out["losses"] = history.history["loss"]
    out["trained"] = tensors(model.get_weights())
    out["predictions_trained"] = tensor(model.predict(x, batch_size=BATCH, verbose=0))
    return out


def reset(model):
    for layer in model.layers:
        if getattr(layer, "stateful", False):
            layer.reset_state()


case("lstm", lambda: L.LSTM(4, stateful=True), lambda: L.Dense(2))
case("gru_sequences", lambda: L.GRU(3, stateful=True, return_sequences=True), lambda: L.SimpleRNN(2, stateful=True))
case("simplernn_backwards", lambda: L.SimpleRNN(3, stateful=True, go_backwards=True), lambda: L.Dense(1))
case("masked", lambda: L.Masking(), lambda: L.LSTM(3, stateful=True), lambda: L.Dense(1))
case("bidirectional", lambda: L.Bidirectional(L.LSTM(2, stateful=True)), lambda: L.Dense(1))

if __name__ == "__main__":
    golden.main("stateful", CASES)
