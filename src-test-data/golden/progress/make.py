"""The output of the progress bar at given times, and the final lines of fit, evaluate and predict."""

import contextlib
import io
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
from golden import plain, random, record, tensor, tensors, uniform
from keras import layers as L
from keras.src.utils import progbar

CASES = []


def bar(name, target, *updates, verbose=1):
    CASES.append(("bar", name, lambda key: draw(target, verbose, updates)))


class Clock:
    """A replacement of the module `time`."""

    def __init__(self):
        self.now = 0.0

    def time(self):
        return 1024.0 + self.now  # a power of two: sums with dyadic fractions stay exact


def draw(target, verbose, updates):
    clock, steps, progbar.time = Clock(), [], None
    progbar.time = clock
    made = keras.utils.Progbar(target, verbose=verbose, stateless_metrics=set())
    assert made._dynamic_display
    for seconds, step, logs, *finalize in updates:
        clock.now, out, last = seconds, io.StringIO(), bool(finalize)
        if last and made.target is None:  # like ProgbarLogger
            made.target = step
        with contextlib.redirect_stdout(out):
            made.update(step, list(logs.items()), finalize=last)
        steps.append({"seconds": seconds, "step": step, "logs": logs, "last": last, "text": out.getvalue().lstrip("\b")})  # a \r follows
    return {"target": target, "verbose": verbose, "updates": steps}


def even(count, total, seconds):
    """The updates of `count` of `total` equal steps, without metrics."""
    return [(seconds * i, i, {}) for i in range(1, total + 1, max(1, total // count))]


LOGS = {"accuracy": 0.53125, "loss": 0.6969}
bar("three_steps", 3, (2, 1, LOGS), (2.390625, 2, LOGS), (2.796875, 3, LOGS), (3.125, 3, {**LOGS, "val_accuracy": 0.1875, "val_loss": 2.462}, "last"))
bar("one_step", 1, (0.25, 1, {"loss": 1.5}), (0.3125, 1, {"loss": 1.5}, "last"))
bar("redrawn_at_most_each_20th_of_a_second", 1000, (0.015625, 1, LOGS), (0.03125, 2, LOGS), (0.0625, 3, LOGS), (0.078125, 4, LOGS),
    (0.125, 9, LOGS), (8, 999, LOGS), (8.015625, 1000, LOGS), (8.0234375, 1000, LOGS, "last"))
bar("microseconds", 60000, *even(5, 60000, 2.0**-13), (7.5, 60000, {}, "last"))
bar("seconds_per_step", 12, *even(12, 12, 1.75), (21.5, 12, {}, "last"))
bar("minutes_left", 200, *even(6, 200, 0.75), (150, 200, {}, "last"))
bar("just_a_minute", 121, (0.5, 1, {}), (30, 60, {}), (30.5, 61, {}), (31, 62, {}), (60.5, 121, {}, "last"))
bar("hours_left", 20000, *even(7, 20000, 0.75), (15000.5, 20000, {"loss": 0.25}, "last"))
bar("just_an_hour", 7201, (0.5, 1, {}), (0.75, 1, {}), (1.0, 2, {}), (3600.5, 7201, {}, "last"))
bar("half_a_second_more", 7202, (0.5, 1, {}), (60.5, 121, {}), (3540, 7080, {}), (3601.5, 7202, {}, "last"))
bar("unknown_length", None, (0.5, 1, LOGS), (1.25, 2, LOGS), (9.5, 7, LOGS), (64, 123456, LOGS), (70, 123456, LOGS, "last"))
bar("shorter_lines_are_padded", 4, (1, 1, {"loss": 1234.5}), (2, 2, {"loss": 0.5}), (3, 3, {"loss": 12.25}), (3.5, 4, {"loss": 0.125}, "last"))
bar("figures", 5, (1, 1, {"a": 0.0, "b": 1e-3, "c": 0.00101, "d": -0.5, "e": -0.0004}), (2, 2, {"a": 1234567.875, "b": 1e10, "c": 3e-8, "d": -1e-3}),
    (3, 3, {"a": float("nan"), "b": float("inf"), "c": float("-inf")}), (4, 5, {"a": 0.03125, "b": 0.00005, "c": 2.5}, "last"))
bar("new_figures_come_last", 2, (1, 1, {"loss": 1.0}), (2, 2, {"loss": 0.5}), (3, 2, {"accuracy": 1.0, "learning_rate": 0.01, "loss": 0.5}, "last"))
bar("even_halves", 9, (0.5, 1, {}), (2.5, 5, {}), (2.75, 6, {}), (4.5, 9, {}, "last"))
bar("line", 3, (3, 3, {"accuracy": 0.0417, "loss": 4.9368, "val_loss": 2.462}, "last"), verbose=2)
bar("long_line", 1500, (0.5, 1, {}), (3725.4375, 1500, {"loss": 0.00025}, "last"), verbose=2)
bar("silent", 3, (1, 1, LOGS), (3, 3, LOGS, "last"), verbose=0)


# Whole runs ----------------------------------------------------------------------------------------------------------


class Rates(keras.callbacks.Callback):
    """Adds the learning rate to the logs, like LearningRateScheduler."""

    def on_epoch_end(self, epoch, logs=None):
        logs["learning_rate"] = 0.5


def runs(key):
    rng = random(key)
    x, y = uniform(rng, 22, 5), rng.integers(0, 3, 22).astype(np.int32)
    start = None
    lines = []
    for call, options in RUNS:
        keras.utils.clear_session(free_memory=False)
        model = keras.Sequential([keras.Input((5,)), L.Dense(6, activation="tanh", name="hidden"), L.Dense(3, activation="softmax", name="out")], name="classifier")
        start = start or [uniform(rng, *w.shape, low=-0.7, high=0.7) for w in model.weights]
        model.set_weights(start)
        optimizer = keras.optimizers.SGD(0.1)
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            if call == "fit":
                validation = (x[:9], y[:9]) if options.get("validation") else None
                model.fit(x, y, shuffle=False, batch_size=8, epochs=options["epochs"], verbose=options["verbose"], validation_data=validation,
                          callbacks=[Rates()] if options.get("rates") else [])
            elif call == "evaluate":
                model.evaluate(x, y, batch_size=8, **options)
            else:
                model.predict(x, batch_size=8, **options)
        lines.append({"call": call, "options": options, "text": lasting(out.getvalue())})
    return {
        "json": model.to_json(),
        "compile": {"optimizer": record(optimizer), "loss": "sparse_categorical_crossentropy", "metrics": plain(["accuracy"])},
        "x": tensor(x), "y": tensor(y), "start_weights": tensors(start), "runs": lines,
    }


def lasting(text):
    """The text visible at the end, without colours, and with T instead of times."""
    lines = [re.sub(r"\x1b\[\d+m", "", line.split("\r")[-1]).rstrip() for line in text.split("\n")]
    return "\n".join(re.sub(r"\d+s (- )?\d+[mu]?s/step", r"T \1T/step", line) for line in lines)


RUNS = [
    ("fit", {"epochs": 2, "verbose": 1, "validation": True}), ("fit", {"epochs": 1, "verbose": 1}), ("fit", {"epochs": 2, "verbose": 2, "validation": True}),
    ("fit", {"epochs": 2, "verbose": 1, "validation": True, "rates": True}), ("fit", {"epochs": 2, "verbose": 0}),
    ("evaluate", {"verbose": 1}), ("evaluate", {"verbose": 2}), ("evaluate", {"verbose": 0}), ("evaluate", {"verbose": 1, "steps": 2}),
    ("predict", {"verbose": 1}), ("predict", {"verbose": 2}), ("predict", {"verbose": 0}), ("predict", {"verbose": 1, "steps": 2}),
]
CASES.append(("runs", "runs", runs))

if __name__ == "__main__":
    golden.main("progress", CASES)
