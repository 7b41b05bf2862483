"""Checks that real Keras reads the models that Cornet has written, with the same predictions.

    python check_json.py model.json [weights.safetensors] [--input x.json | x.npy | x.safetensors] [--seed 7]
    python check_json.py ../layers/target/for-keras

Reads the architecture with keras.models.model_from_json, fills in the weights by the names <layer>/<variable>
(<model>/<layer>/<variable> for a model used as a layer), and prints the layers, the parameter counts and, as JSON
tensors, the predictions for the given input (or for a random batch of two). The exit code is 0 if every step worked.

A folder must have been written by ForKerasTest: for each model <name>.cornet and <name>.safetensors, which has `x` and Cornet's `predictions`;
layers.json, which has a model for each golden case of a layer; and stateful.json. Keras must read each model and predict the same within 1e-5
(relative to the largest value, or absolute).
"""

import argparse
import json
import os
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden"))
import golden
import keras
import numpy as np
from golden import pretty, tensors


def names(layer, prefix=""):
    """The names of all weights in the order of get_weights; the weights of a shared layer are listed once."""
    found, seen = [], set()

    def walk(layer, prefix):
        if isinstance(layer, keras.Model):
            for child in layer.layers:
                walk(child, prefix if layer is root else f"{prefix}{layer.name}/")
            return
        for weight in layer.weights:
            if id(weight) not in seen:
                seen.add(id(weight))
                found.append((f"{prefix}{layer.name}/{weight.name}", weight))

    root = layer
    walk(layer, prefix)
    return found


def load_weights(model, path):
    from safetensors.numpy import load_file

    stored, problems, used = load_file(path), [], set()
    for name, weight in names(model):
        if name not in stored:
            problems.append(f"the file lacks {name} {tuple(weight.shape)}")
            continue
        used.add(name)
        if tuple(stored[name].shape) != tuple(weight.shape):
            problems.append(f"{name}: the file has {stored[name].shape}, Keras wants {tuple(weight.shape)}")
        else:
            weight.assign(stored[name])
    problems += [f"Keras has no {name} {stored[name].shape}" for name in stored if name not in used]
    return problems


def load_input(path):
    if path.endswith(".npy"):
        return [np.load(path)]
    if path.endswith(".safetensors"):
        from safetensors.numpy import load_file

        return list(load_file(path).values())
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    return [np.asarray(t["data"], np.float32).reshape(t["shape"]) for t in (value if isinstance(value, list) else [value])]


def worst(expected, got):
    expected, got = np.asarray(expected, np.float64), np.asarray(got, np.float64)
    return float(np.max(np.abs(expected - got)) / max(1.0, np.max(np.abs(expected)))) if expected.shape == got.shape else np.inf


def check_file(path):
    """Returns what Keras finds wrong with a .cornet file."""
    from safetensors.numpy import load_file

    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        archive.extract("weights.safetensors", folder)
        model = keras.models.model_from_json(archive.read("model.json").decode())
        problems = load_weights(model, os.path.join(folder, "weights.safetensors"))
    beside = load_file(path.removesuffix(".cornet") + ".safetensors")
    off = worst(beside["predictions"], model.predict(beside["x"], verbose=0))
    optimizer = f"{type(model.optimizer).__name__}, {getattr(model.loss, 'name', model.loss)}" if model.compiled else "not compiled"
    print(f"{os.path.basename(path)}: {len(model.weights)} weights, {optimizer}; predictions within {off:.1e}")
    return problems + ([] if model.compiled else ["compile's arguments are lost"]) + ([f"predictions differ by {off}"] if off > 1e-5 else [])


def check_layer(name, text):
    """Returns what Keras finds wrong with a model of one layer."""
    with open(os.path.join(os.path.dirname(golden.__file__), f"{name}.json"), encoding="utf-8") as file:
        case = json.load(file)
    array = lambda t: np.asarray([float(v) for v in t["data"]], np.float32).reshape(t["shape"])
    model = keras.models.model_from_json(text)
    model.set_weights([array(w) for w in case["weights"]])
    if case["training"]:
        return []
    xs = [array(x) for x in case["inputs"]]
    output = array(case["output"])
    with np.errstate(invalid="ignore"):
        got = np.asarray(model(xs if len(xs) > 1 else xs[0], training=False))
    finite = np.isfinite(output)
    same = np.array_equal(finite, np.isfinite(got)) and (not finite.any() or worst(output[finite], got[finite]) <= 1e-5)
    return [] if same else ["another output"]


def check_stateful(name, text):
    """Returns what Keras finds wrong with a model of stateful layers."""
    with open(os.path.join(os.path.dirname(golden.__file__), f"{name.split()[0]}.json"), encoding="utf-8") as file:
        case = json.load(file)
    array = lambda t: np.asarray(t["data"], np.float32).reshape(t["shape"])
    model = keras.models.model_from_json(text)
    model.set_weights([array(w) for w in case["weights"]])
    for field in ("predictions", "predictions_on"):
        if worst(array(case[field]), model.predict(array(case["x"]), batch_size=3, verbose=0)) > 1e-5:
            return [f"other {field}"]
    return []


def check_models(folder, file, check):
    """Returns the number of models in a file and the number of problems that Keras has with them."""
    with open(os.path.join(folder, file), encoding="utf-8") as opened:
        models = json.load(opened)
    bad = 0
    for name, text in models.items():
        try:
            problems = check(name, text)
        except Exception as problem:
            problems = [str(problem).splitlines()[0]]
        for problem in problems:
            print(f"  {name}: {problem}")
            bad += 1
    return len(models), bad


def check_folder(folder):
    bad = count = 0
    for name in sorted(os.listdir(folder)):
        if name.endswith(".cornet"):
            for problem in check_file(os.path.join(folder, name)):
                print(f"  {name}: {problem}")
                bad += 1
    for file, check in (("layers.json", check_layer), ("stateful.json", check_stateful)):
        models, problems = check_models(folder, file, check)
        count += models
        bad += problems
    print(f"{count} models of one layer or stateful; {bad} problems in all")
    sys.exit(1 if bad else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("json")
    parser.add_argument("weights", nargs="?")
    parser.add_argument("--input")
    parser.add_argument("--seed", type=int, default=golden.SEED)
    options = parser.parse_args()

    if os.path.isdir(options.json):
        check_folder(options.json)
    with open(options.json, encoding="utf-8") as file:
        text = file.read()
    model = keras.models.model_from_json(text)
    print(f"Keras {keras.__version__} reads it: {type(model).__name__} {model.name}, {len(model.layers)} layers, {model.count_params():,} parameters")
    for layer in model.layers:
        print(f"  {layer.name} ({type(layer).__name__})  {layer.count_params():,} parameters")
    problems = load_weights(model, options.weights) if options.weights else []
    if options.weights:
        print(f"{len(model.weights)} weights expected, {len(problems)} problems")
    for problem in problems:
        print("  " + problem)
    if options.input:
        xs = load_input(options.input)
    else:
        rng = np.random.default_rng(options.seed)
        xs = [golden.uniform(rng, 2, *(n or 8 for n in x.shape[1:])) for x in model.inputs]
    ys = model.predict(xs if len(xs) > 1 else xs[0], verbose=0)
    ys = list(ys.values()) if isinstance(ys, dict) else ys if isinstance(ys, list) else [ys]
    print(pretty({"inputs": tensors(xs), "predictions": tensors(ys)}))
    again = keras.models.model_from_json(model.to_json())
    same = [tuple(w.shape) for w in again.weights] == [tuple(w.shape) for w in model.weights]
    print("Keras' own to_json of it reads back " + ("with the same weights" if same else "with OTHER weights"))
    sys.exit(1 if problems or not same else 0)


if __name__ == "__main__":
    main()
