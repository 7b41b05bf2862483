"""The residual networks of Keras: their architectures, their outputs and gradients with weights computed by a formula, and files of weights.

The formulas of weights and images are those of applications/make.py, but the last kernels of the blocks of the second version are a fifth as
large: nothing normalizes the sum of up to fifty blocks. A long result is stored as a sample, each step-th value, with its mean.
"""

import gzip
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
import tensorflow as tf
from golden import tensor
from keras import applications as A
from keras.src.applications import resnet

applications = golden.script("applications")

CASES = []
MAKERS = (A.ResNet50, A.ResNet101, A.ResNet152, A.ResNet50V2, A.ResNet101V2, A.ResNet152V2)
NETWORKS = {make.__name__.lower(): make for make in MAKERS}


def weights(model):
    made = applications.weights(model)
    if any("_preact_bn" in w.path for w in model.weights):
        for i, w in enumerate(model.weights):
            if w.path.endswith("_3_conv/kernel"):
                made[i] *= np.float32(0.2)
    return made


# ---- architectures


def imagenet(name):
    """The published files with top and without: their URLs and MD5s."""
    files = [f"{name}_weights_tf_dim_ordering_tf_kernels{suffix}.h5" for suffix in ("", "_notop")]
    return [[resnet.BASE_WEIGHTS_PATH + file, md5] for file, md5 in zip(files, resnet.WEIGHTS_HASHES[name], strict=True)]


def architecture(key):
    """The network with default options: Keras' JSON text of it, and the path, shape and trainability of each weight."""
    name = key.removeprefix("layers_")
    model = NETWORKS[name](weights=None)
    preprocess = (A.resnet_v2 if name.endswith("v2") else A.resnet).preprocess_input
    rows = [[w.path, list(w.shape), w.trainable] for w in model.weights]
    text = json.dumps({"model": json.loads(model.to_json()), "weights": rows})

    def agrees(path):
        with gzip.open(path, "rt") as file:
            return file.read() == text

    return {
        "binary": {f"{key}.txt.gz": (gzip.compress(text.encode(), compresslevel=9, mtime=0), agrees)},
        "name": model.name,
        "count_params": model.count_params(),
        "imagenet": imagenet(name),
        "preprocessed": tensor(preprocess(np.array([[[10, 200, 37]]], np.float32))),
        "trainable_params": sum(int(np.prod(w.shape)) for w in model.trainable_weights),
    }


# ---- outputs


def sample(y):
    y = np.asarray(y)
    step = 37 if y.size > 4096 else 1 if y.size < 64 else 11
    return {
        "shape": list(y.shape),
        "largest": float(np.max(np.abs(y))),
        "mean": float(np.mean(y, dtype=np.float64)),
        "step": step,
        "values": tensor(y.ravel()[::step]),
    }


def output(name, n=2, **arguments):
    def run(key):
        make = NETWORKS[key.split("_")[0]]
        model = make(weights=None, **arguments)
        model.set_weights(weights(model))
        y = model.predict(applications.images(n, model.input_shape[1:]), verbose=0)
        return {"arguments": arguments, "name": model.name, "batch": n, "output": sample(y)}

    CASES.append(("outputs", name, run))


for key in NETWORKS:
    CASES.append(("layers", f"layers_{key}", architecture))
output("resnet50_average", include_top=False, input_shape=(48, 40, 3), pooling="avg")
output("resnet50_max", include_top=False, input_shape=(40, 65, 3), pooling="max")
output("resnet101_top", input_shape=(32, 32, 3), classes=10)
output("resnet101_average", n=1, include_top=False, input_shape=(33, 47, 3), pooling="avg")
output("resnet152_logits", input_shape=(32, 32, 1), classes=4, classifier_activation=None)
output("resnet152_features", n=1, include_top=False, input_shape=(33, 47, 3))
output("resnet50v2_top", input_shape=(64, 64, 3), classes=10)
output("resnet50v2_logits", input_shape=(33, 47, 1), classes=4, classifier_activation=None)
output("resnet50v2_features", include_top=False, input_shape=(35, 66, 3))
output("resnet50v2_average", include_top=False, input_shape=(48, 40, 3), pooling="avg")
output("resnet50v2_max", include_top=False, input_shape=(40, 65, 3), pooling="max")
output("resnet101v2_top", input_shape=(32, 32, 3), classes=10)
output("resnet101v2_max", n=1, include_top=False, input_shape=(33, 47, 3), pooling="max")
output("resnet152v2_logits", input_shape=(32, 32, 3), classes=4, classifier_activation=None)
output("resnet152v2_features", n=1, include_top=False, input_shape=(33, 47, 3))


# ---- training


def head(name, shape):
    """A dense layer on the network without top, frozen: the loss of a batch and the gradients."""

    def run(key):
        base = NETWORKS[key.removeprefix("head_")](weights=None, include_top=False, input_shape=shape, pooling="avg")
        base.trainable = False
        model = keras.Sequential([base, keras.layers.Dense(3, activation="softmax", name="scores")])
        model.set_weights(weights(model))
        x, labels = applications.images(4, shape), np.array([0, 2, 1, 2])
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, model(x, training=True)))
        kernel, bias = tape.gradient(loss, [w.value for w in model.trainable_weights])
        return {
            "input_shape": list(shape),
            "labels": tensor(labels),
            "loss": float(loss),
            "kernel": sample(kernel),
            "bias": tensor(bias),
        }

    CASES.append(("heads", name, run))


head("head_resnet50", (32, 32, 3))
head("head_resnet50v2", (40, 33, 3))


def steps(name, shape):
    """All layers trained for three steps on one batch: the losses, and a batch normalization's moving mean, the last one's."""

    def run(key):
        model = NETWORKS[key.removeprefix("steps_")](weights=None, input_shape=shape, classes=3)
        model.set_weights(weights(model))
        model.compile(keras.optimizers.SGD(0.001), "sparse_categorical_crossentropy")
        x, labels = applications.images(4, shape), np.array([0, 2, 1, 2])
        losses = []
        for _ in range(3):
            model.reset_metrics()
            losses.append(float(model.train_on_batch(x, labels)))
        mean = [w for w in model.weights if w.path.endswith("moving_mean")][-1]
        return {"input_shape": list(shape), "labels": tensor(labels), "losses": losses, "moving_mean": sample(mean)}

    CASES.append(("steps", name, run))


steps("steps_resnet50", (64, 49, 3))
steps("steps_resnet50v2", (64, 49, 3))


# ---- files


def published(key):
    """The network with few filters, and its weights in the layout of the published files."""
    network = NETWORKS[key.removeprefix("published_")]
    by = 256
    model = applications.narrow(network(weights=None, input_shape=(32, 32, 3), classes=3), by)
    values = weights(model)
    model.set_weights(values)

    def agrees(path):
        other = keras.models.clone_model(model)
        with tempfile.TemporaryDirectory() as folder:
            golden.load_legacy(other, applications.unpacked(path, folder))
        return all(np.array_equal(a, b) for a, b in zip(values, other.get_weights(), strict=True))

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "weights.h5")
        golden.save_legacy(model, path)
        data = applications.packed(path)
    y = model.predict(applications.images(1, (32, 32, 3)), verbose=0)
    return {"binary": {f"{key}.h5.gz": (data, agrees)}, "by": by, "classes": 3, "output": tensor(y)}


for key in ("resnet50", "resnet50v2"):
    CASES.append(("files", f"published_{key}", published))


if __name__ == "__main__":
    golden.main("resnets", CASES)
