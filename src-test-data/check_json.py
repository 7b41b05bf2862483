"""Does real Keras read what Cornet wrote?

    python check_json.py model.json [weights.safetensors] [--input x.json | x.npy | x.safetensors] [--seed 7]

Reads the architecture with keras.models.model_from_json, fills in the weights by the names <layer>/<variable>
(<model>/<layer>/<variable> for a model used as a layer), and prints the layers, the parameter counts and, as JSON
tensors, the predictions for the given input (or for a random batch of two). Exit code 0 if all of it worked.
"""

import argparse
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden"))
import golden
import keras
import numpy as np
from golden import pretty, tensors


def names(layer, prefix=""):
    """The name of every weight in get_weights order; one that a shared layer repeats counts once."""
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("json")
    parser.add_argument("weights", nargs="?")
    parser.add_argument("--input")
    parser.add_argument("--seed", type=int, default=golden.SEED)
    options = parser.parse_args()

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
