"""Keras' callbacks, called with given values of losses and metrics: when they stop, save and change the learning rate, what they print and write."""

import contextlib
import io
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np

CASES = []
DOWN = [1.0, 0.8, 0.9, 0.85, 0.8, 0.79, 0.795, 0.9, 0.7, 0.71, 0.72, 0.73]
NOISY = [0.5, 0.6, 0.6, 0.55, 0.61, 0.62, 0.4, 0.3, 0.62, 0.65, 0.1, 0.2]


class Optimizer:
    def __init__(self):
        self.learning_rate = keras.Variable(0.5)


class Model:
    """A model whose only weight is the number of the epoch; save records the name of the file."""

    def __init__(self):
        self.optimizer = Optimizer()
        self.stop_training = False
        self.weights_now = -1
        self.saved = []

    def get_weights(self):
        return self.weights_now

    def set_weights(self, weights):
        self.weights_now = weights

    def save(self, path, overwrite=True):
        self.saved.append(path)

    save_weights = save


def drive(callback, figures, batches=0, model=None):
    model = model or Model()
    model.saved, model.stop_training = [], False
    callback.set_model(model)
    callback.set_params({"epochs": len(next(iter(figures.values()))), "steps": batches, "verbose": 0})
    out = io.StringIO()
    rates, ran = [], 0
    with contextlib.redirect_stdout(out):
        callback.on_train_begin({})
        for epoch in range(len(next(iter(figures.values())))):
            callback.on_epoch_begin(epoch, {})
            for batch in range(batches):
                callback.on_train_batch_begin(batch, {})
                callback.on_train_batch_end(batch, {n: v[epoch] for n, v in figures.items() if not n.startswith("val_")})
            model.weights_now = epoch
            logs = {n: v[epoch] for n, v in figures.items() if v[epoch] is not None}
            callback.on_epoch_end(epoch, logs)
            ran += 1
            rates.append(float(model.optimizer.learning_rate))
            if model.stop_training:
                break
        callback.on_train_end({})
    return {
        "figures": {n: [None if x is None else float(x) for x in v] for n, v in figures.items()},
        "batches": batches,
        "epochs": ran,
        "weights": model.weights_now,
        "rates": rates,
        "saved": model.saved,
        "printed": out.getvalue(),
    }


def add(group, name, options, figures, batches=0):
    def run(_):
        kinds = {
            "EarlyStopping": keras.callbacks.EarlyStopping,
            "ReduceLROnPlateau": keras.callbacks.ReduceLROnPlateau,
            "ModelCheckpoint": keras.callbacks.ModelCheckpoint,
        }
        if group != "CSVLogger":
            return {"options": options, **drive(kinds[group](**options), figures, batches)}
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "log.csv")
            before = options.pop("before", "")
            with open(file, "w", newline="") as f:
                f.write(before)
            result = drive(keras.callbacks.CSVLogger(file, **options), figures)
            with open(file, newline="") as f:
                return {"options": options, "before": before, **result, "written": f.read()}

    CASES.append((group, name, run))


def stopping(name, figures, **options):
    add("EarlyStopping", "early_stopping_" + name, {"verbose": 1, **options}, figures)


loss = {"val_loss": DOWN, "loss": NOISY}
accuracy = {"val_accuracy": NOISY, "val_loss": DOWN}
stopping("default", loss)
stopping("patience_2", loss, patience=2)
stopping("patience_3_restored", loss, patience=3, restore_best_weights=True)
stopping("never_restored", loss, patience=20, restore_best_weights=True)
stopping("min_delta", loss, patience=2, min_delta=0.05, restore_best_weights=True)
stopping("negative_min_delta", loss, patience=2, min_delta=-0.05)
stopping("baseline_missed", loss, patience=2, baseline=0.5)
stopping("baseline_met", loss, patience=3, baseline=0.85, restore_best_weights=True)
stopping("start_from_epoch", loss, patience=1, start_from_epoch=4, restore_best_weights=True)
stopping("start_beyond_the_end", loss, patience=1, start_from_epoch=40, restore_best_weights=True)
stopping("accuracy", accuracy, monitor="val_accuracy", mode="max", patience=2, restore_best_weights=True)
stopping("mode_max", accuracy, monitor="val_loss", mode="max", patience=2, restore_best_weights=True)
stopping("mode_min", accuracy, monitor="val_accuracy", mode="min", patience=3)
stopping("train_loss", loss, monitor="loss", patience=4, restore_best_weights=True)
stopping("patience_0_rising", {"val_loss": [1.0, 2.0, 3.0]}, patience=0, restore_best_weights=True)
stopping("not_a_number", {"val_loss": [1.0, float("nan"), float("nan"), 0.5]}, patience=2, restore_best_weights=True)


def plateau(name, figures, **options):
    add("ReduceLROnPlateau", "reduce_lr_" + name, {"verbose": 1, **options}, figures)


plateau("patience_1", loss, patience=1)
plateau("patience_2_cooldown", loss, patience=2, cooldown=2)
plateau("min_lr", loss, patience=1, factor=0.25, min_lr=0.1)
plateau("min_delta", loss, patience=2, factor=0.5, min_delta=0.1)
plateau("accuracy", accuracy, monitor="val_accuracy", mode="max", patience=1, factor=0.5)
plateau("default", loss)


def checkpoint(name, figures, batches=0, **options):
    add("ModelCheckpoint", "model_checkpoint_" + name, {"verbose": 1, **options}, figures, batches)


checkpoint("every_epoch", loss, filepath="{epoch:02d}.keras")
checkpoint("fields", accuracy, filepath="{epoch:03d}-{val_loss:.2f}-{val_accuracy:.4f}.keras")
checkpoint("best_only", loss, filepath="best.keras", save_best_only=True)
checkpoint("best_accuracy", accuracy, filepath="best-{epoch}.keras", monitor="val_accuracy", mode="max", save_best_only=True)
checkpoint("threshold", loss, filepath="best-{epoch}.keras", save_best_only=True, initial_value_threshold=0.75)
checkpoint("weights_only", loss, filepath="{epoch:02d}.weights.h5", save_weights_only=True)
checkpoint("batches", loss, batches=3, filepath="{epoch:02d}-{batch:02d}.keras", save_freq=4)
checkpoint("best_of_batches", loss, batches=3, filepath="{epoch}-{batch}.keras", save_freq=5, monitor="loss", save_best_only=True)


def logged(name, figures, **options):
    add("CSVLogger", "csv_logger_" + name, options, figures)


three = {"loss": [0.5, 0.25, 1e-7], "accuracy": [0.125, 1.0, 0.3333333333333333]}
logged("no_validation", three)
logged("validation", {**three, "val_loss": [1.0, 12345678.9, 3e22], "val_accuracy": [0.0, 0.5, 1.0]})
logged("late_validation", {**three, "val_loss": [None, 0.75, None], "val_accuracy": [None, 0.1, None]})
logged("missing_later", {**three, "val_loss": [0.5, None, 0.75]})
logged("separator", three, separator=";")
logged("append", three, append=True, before="epoch,accuracy,loss,val_accuracy,val_loss\r\n0,0.5,0.5,NA,NA\r\n")
logged("append_to_nothing", three, append=True)
logged("not_a_number", {"loss": [float("nan"), float("inf"), 1.0]})

KINDS = {
    "EarlyStopping": keras.callbacks.EarlyStopping,
    "ReduceLROnPlateau": keras.callbacks.ReduceLROnPlateau,
    "ModelCheckpoint": keras.callbacks.ModelCheckpoint,
}


def curve(rng, epochs):
    """Returns a curve that falls or rises with noise, often has equal values, and sometimes NaN or infinity, also at the start."""
    values = 1 + rng.choice([-0.06, 0.0, 0.06]) * np.arange(epochs) + rng.normal(0, rng.choice([0.0, 0.05, 0.3]), epochs)
    values = np.round(values, int(rng.integers(1, 4)))
    if rng.random() < 0.2:
        values[rng.integers(epochs)] = rng.choice([np.nan, np.inf, -np.inf])
    if rng.random() < 0.1:
        values[0] = rng.choice([np.nan, np.inf])
    return [float(v) for v in values]


def some(rng, **choices):
    """Returns a random value for each option, or omits the option."""
    chosen = {name: rng.choice(values).item() for name, values in choices.items() if rng.random() < 0.6}
    return chosen


def random_options(rng, kind):
    options = {"verbose": 1, **some(rng, mode=["min", "max"])}
    if rng.random() < 0.3:
        options.update(monitor="loss")
    if kind == "EarlyStopping":
        options.update(some(rng, patience=[0, 1, 2, 3], min_delta=[0.0, 0.05, -0.05, 0.2], baseline=[0.7, 1.0, 1.2],
                            restore_best_weights=[True, False], start_from_epoch=[0, 1, 2, 5]))
    elif kind == "ReduceLROnPlateau":
        options.update(some(rng, patience=[0, 1, 2, 3], min_delta=[0.0, 0.05, -0.05], factor=[0.1, 0.5, 0.9],
                            cooldown=[0, 1, 2, 3], min_lr=[0.0, 0.1, 0.5, 0.01]))
    else:
        options.update(some(rng, save_best_only=[True], initial_value_threshold=[0.7, 1.0], save_freq=[1, 3, 4]))
        options["filepath"] = "{epoch}-{batch}-{loss:.2f}.keras" if "save_freq" in options else "{epoch}-{val_loss:+.3e}.keras"
        if "save_freq" in options:
            options["monitor"] = "loss"
            options.pop("save_best_only", None)  # with this option Keras fails within a first epoch
    return options


def random_curves(name):
    """Each callback is used in one or two fits, which shows what it remembers from the first one."""
    rng = golden.random(name)
    runs = []
    for i in range(54):
        kind = list(KINDS)[i % 3]
        options = random_options(rng, kind)
        callback = KINDS[kind](**options)
        model = Model()
        batches = int(rng.integers(1, 4)) if "save_freq" in options else 0
        fits = []
        for _ in range(int(rng.integers(1, 3))):
            epochs = int(rng.integers(3, 11))
            fits.append(drive(callback, {"val_loss": curve(rng, epochs), "loss": curve(rng, epochs)}, batches, model))
        runs.append({"kind": kind, "options": options, "fits": fits})
    return {"runs": runs}


CASES.append(("RandomCurves", "random_curves", random_curves))


def python_format(name):
    """The results of format() for integers, floats and strings; "!" if it raises an exception."""
    rng = golden.random(name)
    formats = []
    while len(formats) < 1500:
        value = [int(rng.integers(-5, 1300)), int(rng.integers(0, 10_000_000)), float(rng.normal()) * 10.0 ** int(rng.integers(-8, 12)),
                 float(np.round(rng.normal(), 2)), float(rng.integers(-3, 3)) / 2, float("nan"), float("inf"), float("-inf"), 0.0,
                 -0.0][min(9, int(rng.exponential(2.2)))]
        pick = lambda *choices: choices[rng.integers(len(choices))] if rng.random() < 0.35 else ""
        spec = (pick("<", ">", "^", "=", "*<", "0>", "x^", "_=", "0=") + pick("+", "-", " ") + pick("z") * int(rng.random() < 0.3)
                + pick("#") * int(rng.random() < 0.5) + pick("0") + pick("1", "4", "6", "9", "12", "15") + pick(",", "_")
                + pick(".0", ".1", ".2", ".3", ".7", ".20") + (pick("e", "E", "f", "F", "g", "G", "%", "n") or pick("d", "f", "g", "e")
                or pick("x", "X", "o", "b", "s", "q", "")))
        text = rng.random() < 0.05
        try:
            made = format(str(value) if text else value, spec)
        except (ValueError, OverflowError):
            made = None
        kind = "str" if text else type(value).__name__
        formats.append([kind, str(value), spec, made])
    return {"formats": ["\t".join(["!" if f is None else f for f in row]) for row in formats]}


CASES.append(("PythonFormat", "python_format", python_format))

FILE_NAMES = [
    "{loss:.2e}", "{loss:.2%}", "{loss:g}", "{epoch:>4}", "{epoch:_>4}", "{epoch:+d}", "{epoch}", "{loss}", "{val_loss:08.3f}", "{epoch:08,d}",
    "{{epoch}}", "{{{epoch}}}", "{epoch!r:>3}", "{loss!s:.4}", "{loss:.{epoch}f}", "{loss:{epoch}.{epoch}f}", "{epoch:.1f}", "{f1-score:.1f}",
    "{epoch:x}-{epoch:03o}", "a}}b", "{loss:E}", "{loss:n}", "{epoch:n}", "{loss:012_.1f}",
    "{epoch+1}", "{epoch:d}{", "}", "{}", "{0}", "{loss:d}", "{epoch:.2d}", "{loss:.f}", "{loss:q}", "{epoch!x}", "{nothing:.2f}", "{loss.real}x",
    "{loss[0]}", "{epoch :d}", "{loss*100:.0f}", "{epoch-1}", "{loss:,n}", "{epoch:.2s}",
]


def file_names(_):
    """The results of str.format for templates of file names; null if it raises an exception or the result is not suited for a file name."""
    logs = {"loss": 0.0123456789, "val_loss": -12.5, "f1-score": 0.75}
    names = []
    for name in FILE_NAMES:
        try:
            made = None if "." in name.split(":")[0] else name.format(epoch=3, **logs)
        except (ValueError, KeyError, IndexError, AttributeError, TypeError):
            made = None
        names.append([name, made])
    return {"epoch": 3, "logs": logs, "names": names}


CASES.append(("PythonFormat", "file_names", file_names))

if __name__ == "__main__":
    golden.main("callbacks", CASES)
