"""The common part of all make.py scripts: a quiet, single-threaded Keras, tensors as JSON, and the command line that writes or checks."""

import argparse
import fnmatch
import importlib.util
import json
import math
import os
import sys
import zlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import h5py
import keras
import numpy as np
import tensorflow as tf
from keras.src.legacy.saving import legacy_h5_format

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
keras.config.disable_traceback_filtering()
tf.get_logger().setLevel("ERROR")

SEED = 7
WIDTH = 120
HEADER = ("made_by", "command", "keras", "tensorflow", "numpy", "seed")


class Tensor(dict):
    """{"shape": …, "data": …}, always written on one line."""


def tensor(x):
    """A float32 tensor; integers carry "dtype": "int32"."""
    if x is None:
        return None
    x = np.asarray(x)
    if x.dtype.kind in "iub":
        return Tensor(shape=list(x.shape), dtype="int32", data=[int(v) for v in x.ravel()])
    x = x.astype(np.float32)
    return Tensor(shape=list(x.shape), data=list(x.ravel()))


def tensors(xs):
    return [tensor(x) for x in xs]


def record(thing):
    """Keras' config of a layer, loss, metric, optimizer, …, as plain JSON values (no tuples, no NumPy scalars)."""
    return plain(keras.saving.serialize_keras_object(thing))


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        return value.item()
    return record(value) if hasattr(value, "get_config") else value


def number(v):
    """The shortest decimal that reads back as the same float32 (or, for a Python float, float64)."""
    if isinstance(v, (float, np.floating)):
        if math.isnan(v):
            return '"NaN"'
        if math.isinf(v):
            return '"Infinity"' if v > 0 else '"-Infinity"'
    text = str(v) if isinstance(v, np.floating) else repr(v)
    return text.removesuffix(".0")


def one_line(value):
    if isinstance(value, dict):
        return "{" + ", ".join(json.dumps(k) + ": " + one_line(v) for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(one_line(v) for v in value) + "]"
    if isinstance(value, (float, np.floating)):
        return number(value)
    return json.dumps(value.item() if isinstance(value, np.generic) else value, ensure_ascii=False)


def pretty(value, indent=""):
    """Indented JSON, in which tensors and short values stay on one line."""
    line = one_line(value)
    if isinstance(value, Tensor) or not isinstance(value, (dict, list, tuple)) or len(indent) + len(line) <= WIDTH:
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        rows = [inner + json.dumps(k) + ": " + pretty(v, inner) for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + indent + "}"
    if all(isinstance(v, (int, float, np.number)) for v in value):
        return line
    return "[\n" + ",\n".join(inner + pretty(v, inner) for v in value) + "\n" + indent + "]"


def random(name, seed=SEED):
    """The random stream of a case, seeded by its name, so that a new case changes no other case."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def distinct(rng, *shape, low=-2.0, high=2.0):
    """Values in random order with equal gaps, so that no two are equal: no ties for max."""
    n = math.prod(shape)
    step = (high - low) / n
    values = low + step * (np.arange(n) + rng.uniform(0.2, 0.8))
    decimals = max(2, math.ceil(-math.log10(step)) + 1)
    return rng.permutation(np.round(values, decimals)).reshape(shape).astype(np.float32)


def uniform(rng, *shape, low=-1.0, high=1.0, decimals=3):
    return np.round(rng.uniform(low, high, shape), decimals).astype(np.float32)


def settled(rng, gradients, arrays):
    """Whether a perturbation of the arrays changes none of their gradients much: they are near no kink and no tie."""
    here = gradients(arrays)
    for _ in range(4):
        there = gradients([a + 3e-4 * rng.choice([-1, 1], a.shape).astype(np.float32) for a in arrays])
        if any(np.max(np.abs(a - b)) > 0.02 * max(1, np.max(np.abs(a))) for a, b in zip(here, there) if a is not None):
            return False
    return True


def script(family):
    """The module <family>/make.py, whose functions another script shares."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), family, "make.py")
    spec = importlib.util.spec_from_file_location(family.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def decorator(cases):
    """A decorator @case(group), which adds a function to the cases under its name."""

    def case(group):
        def add(build):
            cases.append((group, build.__name__, build))
            return build

        return add

    return case


def save_legacy(model, path):
    """Writes the weights as Keras 2 does."""
    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def load_legacy(model, path):
    with h5py.File(path, "r") as file:
        legacy_h5_format.load_weights_from_hdf5_group(file, model)


def header(family):
    return {
        "made_by": f"src-test-data/golden/{family}/make.py",
        "command": f"python src-test-data/golden/{family}/make.py",
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
        "numpy": np.__version__,
        "seed": SEED,
    }


def differences(was, now, path, tolerance):
    """The places where two JSON values differ by more than the tolerance (relative to the largest value of the list, or absolute)."""
    if isinstance(was, dict) and isinstance(now, dict):
        if list(was) != list(now):
            return [f"{path}: keys {list(was)} != {list(now)}"]
        return [d for k in was for d in differences(was[k], now[k], f"{path}.{k}", tolerance)]
    if isinstance(was, list) and isinstance(now, list):
        if len(was) != len(now):
            return [f"{path}: {len(was)} != {len(now)} items"]
        if was and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in was + now):
            a, b = np.asarray(was, np.float64), np.asarray(now, np.float64)
            worst = float(np.max(np.abs(a - b)))
            return [] if worst <= tolerance * max(1.0, float(np.max(np.abs(a)))) else [f"{path}: differs by {worst:g}"]
        return [d for i, (v, w) in enumerate(zip(was, now)) for d in differences(v, w, f"{path}[{i}]", tolerance)]
    if isinstance(was, float) or isinstance(now, float):
        if isinstance(was, (int, float)) and isinstance(now, (int, float)):
            return [] if abs(was - now) <= tolerance * max(1.0, abs(was)) else [f"{path}: {was} != {now}"]
    return [] if was == now else [f"{path}: {was!r} != {now!r}"]


def compare(path, text, tolerance):
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as file:
        was = file.read()
    if not path.endswith(".json"):
        return [] if was == text else [f"{name}: the text differs"]
    was, now = json.loads(was), json.loads(text)
    for key in HEADER:
        was.pop(key, None), now.pop(key, None)
    return differences(was, now, name, tolerance)


def main(family, cases, tolerance=1e-6):
    """Runs `cases`, a list of (group, name, function → fields); writes them with an index of all groups, or checks the files.

    A field "files" holds texts to write beside the case, by the middle of their names: <case>.<middle>.txt. A field "binary"
    holds files by name as (bytes, function path → whether the file says what it should): their bytes carry dates, so
    a check reads them instead of comparing.
    """
    parser = argparse.ArgumentParser(description=f"Writes golden/{family}/*.json with real Keras.")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the files that are there")
    parser.add_argument("--only", default="*", help="shell pattern of case names")
    options = parser.parse_args()
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), family)
    index, bad, total = {}, [], 0
    for group, name, function in cases:
        if name in index.setdefault(group, []):
            sys.exit(f"{family}: two cases are named {name}")
        index[group].append(name)
        if not fnmatch.fnmatch(name, options.only):
            continue
        keras.utils.clear_session(free_memory=False)
        keras.utils.set_random_seed(SEED)
        fields = {**header(family), **function(name)}
        for file_name, (data, agrees) in fields.pop("binary", {}).items():
            path = os.path.join(folder, file_name)
            total += len(data)
            if not options.check:
                with open(path, "wb") as file:
                    file.write(data)
            if not agrees(path):
                bad.append(f"{file_name}: Keras reads other weights from it")
        for suffix, text in {**fields.pop("files", {}), "": pretty(fields) + "\n"}.items():
            path = os.path.join(folder, f"{name}.{suffix}.txt" if suffix else f"{name}.json")
            total += len(text)
            if options.check:
                bad += compare(path, text, tolerance)
                continue
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            if len(text) > 60_000:
                print(f"{name}: {len(text)} bytes is too large", file=sys.stderr)
    if not options.check:
        with open(os.path.join(folder, "index.json"), "w", encoding="utf-8", newline="\n") as file:
            file.write(pretty(index) + "\n")
    known = {name for names in index.values() for name in names} | {"index"}
    bad += [f"{f}: no case makes it" for f in sorted(os.listdir(folder)) if f.endswith(".json") and f[:-5] not in known]
    for line in bad:
        print(line, file=sys.stderr)
    count = sum(len(names) for names in index.values())
    print(f"{family}: {count} cases, {total / 1024:.0f} KB, " + (f"{len(bad)} differences" if options.check else "written"))
    sys.exit(1 if bad else 0)
