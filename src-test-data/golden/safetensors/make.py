"""Files written by Python's safetensors, and their contents."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import numpy as np
import safetensors.numpy
from golden import random, tensor, uniform

CASES = []


def case(make):
    CASES.append(("files", make.__name__, lambda key: run(key, make)))


def run(key, make):
    values, metadata = make(random(key))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x")
        safetensors.numpy.save_file(values, path, metadata)
        with open(path, "rb") as file:
            data = file.read()

    def agrees(p):
        read = safetensors.numpy.load_file(p)
        return read.keys() == values.keys() and all(np.array_equal(read[k], values[k]) for k in values)

    return {
        "binary": {key + ".safetensors": (data, agrees)},
        "metadata": metadata,
        "tensors": {k: {"dtype": str(v.dtype), **{f: t for f, t in tensor(v).items() if f != "dtype"}} for k, v in values.items()},
    }


@case
def floats(rng):
    return {"dense/kernel": uniform(rng, 3, 2), "dense/bias": uniform(rng, 2), "block/norm/gamma": uniform(rng, 4), "scalar": np.array(1.5, np.float32),
            "empty": np.zeros((0, 3), np.float32), "grüße": uniform(rng, 1)}, None


@case
def with_metadata(rng):
    return {"a": uniform(rng, 2, 2, 1)}, {"format": "cornet", "note": 'a "quoted" line\nand another'}


@case
def other_types(rng):
    return {"f64": rng.normal(size=3), "f16": rng.normal(size=3).astype(np.float16), "i64": np.arange(3), "i32": np.arange(2, dtype=np.int32),
            "u8": np.arange(5, dtype=np.uint8), "bool": np.array([True, False])}, None


if __name__ == "__main__":
    golden.main("safetensors", CASES)
