"""Checks that Keras reads random models written by Cornet: `python reread.py FOLDER`, after `Differential FOLDER` has written FOLDER/cornet.

Keras must read each model, accept its weights in the order of Keras' own model, and predict the same within 1e-5.
"""

import json
import logging
import os
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np


def array(t):
    return np.asarray([float(v) for v in t["data"]], np.float32).reshape(t["shape"])


def check(case, text):
    model = keras.models.model_from_json(text)
    weights = [array(w) for w in case["start_weights"]]
    if [tuple(w.shape) for w in model.weights] != [w.shape for w in weights]:
        return f"weights {[w.path for w in model.weights]}, not {case['weight_names']}"
    model.set_weights(weights)
    x = [array(t) for t in case["x"]]
    struct = getattr(model, "_inputs_struct", None)
    given = dict(zip([i.name for i in model.inputs], x)) if isinstance(struct, dict) else x if len(x) > 1 else x[0]
    made = model(given, training=False)
    made = [made[k] for k in sorted(made)] if isinstance(made, dict) else made if isinstance(made, (list, tuple)) else [made]
    wanted = [array(t) for t in case["expected"]["predict"]]
    if len(made) != len(wanted):
        return f"{len(made)} outputs, not {len(wanted)}"
    for i, (a, b) in enumerate(zip(wanted, made)):
        b = np.asarray(b)
        if a.shape != b.shape or np.max(np.abs(a - b)) > 1e-5 * max(1e-3, np.max(np.abs(a))):
            return f"output {i} is another"
    was = json.loads(case["json"]).get("compile_config", {})
    if (model.optimizer is None) != (was.get("optimizer") is None):
        return "compile's arguments are lost"
    for key in ("loss_weights",):
        if was.get(key) is not None and model._compile_config.serialize()[key] is None:
            return f"{key} is lost"
    return None


def main(folder):
    warnings.simplefilter("ignore")
    logging.getLogger("absl").setLevel(logging.ERROR)
    written = os.path.join(folder, "cornet")
    bad = 0
    for name in sorted(os.listdir(written)):
        keras.utils.clear_session(free_memory=False)
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            case = json.load(file)
        with open(os.path.join(written, name), encoding="utf-8") as file:
            text = file.read()
        try:
            problem = check(case, text)
        except Exception as e:
            problem = f"{type(e).__name__}: {(str(e).strip().splitlines() or [''])[0][:300]}"
        if problem:
            bad += 1
            print(f"{name[:-5]} reread: {problem}", flush=True)
    print(f"{len(os.listdir(written))} models, {bad} that Keras reads otherwise or not at all")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(sys.argv[1])
