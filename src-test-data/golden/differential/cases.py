"""A case: a random model and the results of Keras for it. `python cases.py FOLDER [--models N] [--seed S] [--first I]` writes N cases."""

import argparse
import json
import logging
import os
import sys
import time
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
import tensorflow as tf
from golden import pretty, tensor, tensors
from models import Dice, Random
from training import Training, listed

PERTURBATION = 3e-7
PERTURBATIONS = 6  # perturbations of a case that is run again; with few, a sign that depends on the last bit may be the same in all of them
ILL_CONDITIONED = 2e-4  # a result that a perturbation changes by more than this fraction is ill-conditioned and not compared


class Skip(Exception):
    """Raised for a model that Keras refuses, or whose results cannot be compared."""


def weight_value(d, variable):
    name = variable.name
    if name in ("gamma", "moving_variance"):
        return d.array(*variable.shape, low=0.6, high=1.4)
    return d.array(*variable.shape, low=-0.8, high=0.8)


class Run:
    """All results of a model that starts with given weights."""

    def __init__(self, training, start, xs, validation_xs, more):
        self.t = t = training
        model = t.model
        model.set_weights(start)
        t.compile()
        x, y, w = t.inputs(xs), t.outputs(t.y), t.outputs(t.weights)
        validation = None
        if t.validation is not None:
            vx, vy, vw = t.inputs(validation_xs), t.outputs(t.validation[1]), t.outputs(t.validation[2])
            validation = (vx, vy) if vw is None else (vx, vy, vw)
        numbers = lambda logs: {k: np.asarray(v, np.float32) for k, v in logs.items()}
        evaluate = lambda: numbers(model.evaluate(x, y, sample_weight=w, batch_size=t.batch, verbose=0, return_dict=True))
        predict = lambda: [np.asarray(p) for p in listed(model.predict(x, batch_size=t.batch, verbose=0))]
        fit = lambda **o: numbers(model.fit(x, y, sample_weight=w, validation_data=validation, shuffle=False, verbose=0, **t.fit | o).history)
        self.values = {"predict": predict(), "evaluate": evaluate()}
        self.json = model.to_json()
        self.files = {}
        if t.random.dropout:
            return
        self.values["history"] = fit()
        self.values["weights"] = [np.array(v) for v in model.get_weights()]
        self.values["evaluate_after"] = evaluate()
        if more is not None:
            more(self, model)
            self.values["history_more"] = fit(epochs=1)
            self.values["weights_more"] = [np.array(v) for v in model.get_weights()]


def noise(a, others):
    """Returns the largest difference of other runs from a result, relative to its largest value; None if it exceeds ILL_CONDITIONED."""
    if isinstance(a, dict):
        return {k: noise(a[k], [o[k] for o in others]) for k in a}
    if isinstance(a, list):
        return [noise(v, [o[i] for o in others]) for i, v in enumerate(a)]
    a = np.asarray(a, np.float64)
    if a.size == 0:
        return 0.0
    if not np.isfinite(a).all():
        raise Skip("not finite")
    off = max(0, *(float(np.max(np.abs(a - o))) for o in others), 0) / max(float(np.max(np.abs(a))), 1e-3)
    return float(f"{off:.1e}") if off <= ILL_CONDITIONED else None


def exact(seed, number, start, again):
    """Runs a case in double precision. Returns a list of the run, which is empty if TensorFlow lacks an operation in double precision (top k)."""
    keras.utils.clear_session(free_memory=False)
    keras.config.set_floatx("float64")
    try:
        d = Dice(seed, number)
        t = Training(d, Random(d))
        return [Run(t, start, t.x, t.validation[0] if t.validation else None, again)]
    except tf.errors.InvalidArgumentError:
        return []
    finally:
        keras.config.set_floatx("float32")


def make(number, seed, folder=None, form=None, perturbations=0):
    """Returns the fields of case `number`; with `perturbations`, also how much that many runs with perturbed weights and inputs differ."""
    keras.utils.clear_session(free_memory=False)
    d = Dice(seed, number)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        random = Random(d)
    model = random.model
    if not model.weights or model.count_params() > 900:
        raise Skip("without weights, or large")
    if len({y._keras_history.operation for y in model.outputs}) < len(model.outputs):
        raise Skip("several outputs of one layer, whose losses and metrics overwrite each other in Keras")
    t = Training(d, random)
    start = [weight_value(d, w) for w in model.weights]
    form = form or d.pick(["json"] * 5 + ["keras", "keras", "h5", "h5", "weights.h5", "again"])
    name = f"{number:05d}"

    def more(run, model):
        if form not in ("json", "again") and folder:
            path = os.path.join(folder, f"{name}.{form}")
            model.save_weights(path) if form == "weights.h5" else model.save(path)

    perturb = lambda a: (a * (1 + PERTURBATION * d.rng.choice([-1, 1], a.shape))).astype(np.float32)
    words = [i.name in random.words for i in model.inputs]
    perturbed = lambda xs: [x if w else perturb(x) for x, w in zip(xs, words)]
    validation = t.validation[0] if t.validation else None
    again = more if form != "json" else None
    run = Run(t, start, t.x, validation, again)
    if isinstance(model.optimizer, keras.optimizers.Lion) and any("always return the value 1" in str(w.message) for w in caught):
        raise Skip("the sign of a gradient of 0, behind a softmax over one value")
    others = exact(seed, number, start, again and (lambda *_: None)) if perturbations else []
    others += [Run(t, [perturb(w) for w in start], perturbed(t.x), None if validation is None else perturbed(validation), again and (lambda *_: None))
              for _ in range(perturbations)]
    known = {k: noise(v, [o.values[k] for o in others]) for k, v in run.values.items()}
    if len(model.outputs) > 1 and t.uneven():
        for values in known.values():
            if isinstance(values, dict):
                values.update((k, None) for k in values if k.endswith("_loss") and k != "val_loss")
    written = lambda v: {k: tensor(x) for k, x in v.items()} if isinstance(v, dict) else tensors(v)
    fields = {
        "name": name, "seed": seed, "form": form, "json": run.json, "masked": t.masked, "kinds": t.kinds, "weight_names": [w.path for w in model.weights],
        "trainable": [bool(w.trainable) for w in model.weights],
        "start_weights": tensors(start), "batch_size": t.batch, "fit": {k: {str(c): w for c, w in v.items()} if k == "class_weight" else v
                                                                       for k, v in t.fit.items()},
        "x": tensors(t.x), "y": tensors(t.y), "sample_weight": None if t.weights is None else tensors(t.weights),
        "validation": None if t.validation is None else {"x": tensors(t.validation[0]), "y": tensors(t.validation[1]),
                                                         "sample_weight": None if t.validation[2] is None else tensors(t.validation[2])},
        "expected": {k: written(v) for k, v in run.values.items()}, "noise": known,
    }
    return fields


def seed_of(folder, number):
    """Returns the seed of a case in the folder."""
    with open(os.path.join(folder, f"{number:05d}.json"), encoding="utf-8") as file:
        return json.load(file)["seed"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--models", type=int, default=100)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int, nargs="*", help="run these cases, with several perturbations of each")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    warnings.simplefilter("ignore")
    logging.getLogger("absl").setLevel(logging.ERROR)
    made, skipped, start = 0, {}, time.time()
    for number in options.only or range(options.first, options.first + options.models):
        try:
            seed = options.seed if options.seed is not None else seed_of(options.folder, number) if options.only else 1
            fields = make(number, seed, options.folder, perturbations=PERTURBATIONS if options.only else 0)
        except Exception as problem:  # a model that Keras refuses is no case
            text = f"{type(problem).__name__}: {str(problem).strip().splitlines()[0][:110] if str(problem).strip() else ''}"
            skipped[text] = skipped.get(text, 0) + 1
            if os.environ.get("TRACE"):
                import traceback
                traceback.print_exc()
            continue
        with open(os.path.join(options.folder, f"{fields['name']}.json"), "w", encoding="utf-8") as file:
            file.write(pretty(fields) + "\n")
        made += 1
    print(f"{made} models in {time.time() - start:.0f} s" + ("; Keras refused:" if skipped else ""))
    for text, count in sorted(skipped.items(), key=lambda item: -item[1]):
        print(f"  {count} x {text}")


if __name__ == "__main__":
    main()
