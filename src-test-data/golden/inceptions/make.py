"""InceptionV3, InceptionResNetV2 and Xception of Keras: their layers, their outputs and losses with weights computed by a formula, and small files.

The formulas of weights and images are those of applications/make.py. A long result is stored as a sample, every n-th value, with the mean of
all values and of their squares.
"""

import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import h5py
import keras
import numpy as np
import tensorflow as tf
from golden import tensor
from keras import applications as A
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer
from keras.src.initializers.random_initializers import compute_fans
from keras.src.legacy.saving import legacy_h5_format

networks = golden.script("applications")

CASES = []
case = golden.decorator(CASES)
NETWORKS = {"inception_v3": A.InceptionV3, "inception_resnet_v2": A.InceptionResNetV2, "xception": A.Xception}


def sample(x, every):
    x = np.asarray(x, np.float32)
    return {
        "shape": list(x.shape),
        "every": every,
        "values": tensor(x.ravel()[::every]),
        "mean": float(np.mean(x, dtype=np.float64)),
        "mean_square": float(np.mean(np.square(x, dtype=np.float64))),
    }


# ---- layers


def start(layer, weight):
    """How a weight is initialized: the bound of its uniform distribution, or its constant."""
    kind = {"depthwise_kernel": "depthwise", "pointwise_kernel": "pointwise"}.get(weight.name, weight.name)
    name = type(getattr(layer, kind + "_initializer")).__name__
    if name == "GlorotUniform":
        return f"{np.sqrt(6 / sum(compute_fans(weight.shape))):.6g}"
    return {"Zeros": "zeros", "Ones": "ones"}[name]


def rows(model):
    """A row per layer: name, class, shape of the output, number of parameters; after "|" the name, shape and start of each weight."""
    text = []
    for layer in model.layers:
        shape = "(" + ", ".join(str(d) for d in layer.output.shape[1:]) + ")"
        row = f"{layer.name} {type(layer).__name__} {shape} {layer.count_params()}"
        for w in layer.weights:
            row += f" | {w.name} ({', '.join(str(d) for d in w.shape)}) {start(layer, w)}"
        text.append(row + "\n")
    return "".join(text)


def layers(case_name):
    key = case_name.removeprefix("layers_")
    model = NETWORKS[key](weights=None)
    text = rows(model)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        packed = networks.packed(path)

    def agrees(path):
        with tempfile.TemporaryDirectory() as folder, open(networks.unpacked(path, folder), encoding="utf-8") as file:
            return file.read() == text

    return {
        "binary": {case_name + ".txt.gz": (packed, agrees)},
        "name": model.name,
        "count_params": model.count_params(),
        "trainable_params": sum(int(np.prod(w.shape)) for w in model.trainable_weights),
    }


for key in NETWORKS:
    CASES.append(("layers", "layers_" + key, layers))


# ---- outputs


def output(key, kind, n=2, every=1, **arguments):
    def run(name):
        model = NETWORKS[key](weights=None, **arguments)
        model.set_weights(networks.weights(model))
        y = model.predict(networks.images(n, model.input_shape[1:]), verbose=0)
        return {
            "arguments": arguments,
            "name": model.name,
            "count_params": model.count_params(),
            "last_layers": [layer.name for layer in model.layers[-3:]],
            "batch": n,
            "output": sample(y, every),
        }

    CASES.append((key, f"{key}_{kind}", run))


for key in NETWORKS:
    least = 71 if key == "xception" else 75
    output(key, "full", n=1, every=7, classifier_activation=None)
    output(key, "top", input_shape=(least, least, 3), classes=10)
    output(key, "logits", input_shape=(97, least + 8, 1), classes=4, classifier_activation=None)
    output(key, "average", every=61, include_top=False, input_shape=(least, 107, 3), pooling="avg")
    output(key, "max", every=61, include_top=False, input_shape=(128, 99, 3), pooling="max")
    output(key, "features", n=1, every=127, include_top=False, input_shape=(111, 140, 3))


# ---- training


def head(key, side):
    """The network without top, average pooling, and a dense layer of three classes."""
    base = NETWORKS[key](weights=None, include_top=False, input_shape=(side, side, 3), pooling="avg")
    return base, keras.Sequential([base, keras.layers.Dense(3, activation="softmax", name="scores")])


def training(name):
    """The loss of a first step on four images, of the whole network and with a frozen base, and the gradients of the head above that base."""
    key, side, n = name.removeprefix("training_"), 96, 4
    base, model = head(key, side)
    model.set_weights(networks.weights(model))
    x = networks.images(n, (side, side, 3))
    labels = np.arange(n) % 3
    loss_of = keras.losses.SparseCategoricalCrossentropy()
    free = float(loss_of(labels, model(x, training=True)))
    model.set_weights(networks.weights(model))  # the moving statistics have changed
    base.trainable = False
    with tf.GradientTape() as tape:
        loss = loss_of(labels, model(x, training=True))
    kernel, bias = tape.gradient(loss, [w.value for w in model.trainable_weights])
    return {"side": side, "labels": tensor(labels), "free": free, "frozen": float(loss), "kernel": sample(kernel, 31), "bias": tensor(bias)}


for key in NETWORKS:
    CASES.append(("training", "training_" + key, training))


# ---- files


def narrow(model):
    """The model with the same graph and layer names, but one filter in each convolution, or as many as the input that it is added to has."""
    config = model.get_config()
    for layer in config["layers"]:
        layer.pop("build_config", None)
        if layer["class_name"] == "InputLayer" and layer["config"]["batch_shape"][-1] > 3:
            layer["config"]["batch_shape"] = (*layer["config"]["batch_shape"][:-1], 4)
        if layer["class_name"] in ("Conv2D", "SeparableConv2D"):
            residual = re.fullmatch(r"block(35|17|8)_\d+_conv", layer["config"]["name"])
            layer["config"]["filters"] = {"35": 4, "17": 6, "8": 9}[residual.group(1)] if residual else 1
    return keras.Model.from_config(config)


def plain(model):
    """Weights that pack well: element j of weight i is (i mod 97 + 1)/128 + (j mod 2)/256."""
    return [
        ((i % 97 + 1) / 128 + np.arange(int(np.prod(w.shape))) % 2 / 256).astype(np.float32).reshape(w.shape)
        for i, w in enumerate(model.weights)
    ]


def same(model, values):
    return all(np.array_equal(a, b) for a, b in zip(values, model.get_weights(), strict=True))


def published_name(name):
    """The name of a layer in the published files, written by Keras 2.0: unnamed layers are counted from 1, scaled sums are a Lambda."""
    unnamed = re.fullmatch(r"(input_layer|conv2d|batch_normalization|activation|max_pooling2d|average_pooling2d|concatenate|add)(?:_(\d+))?", name)
    if unnamed:
        return f"{unnamed.group(1).replace('input_layer', 'input')}_{int(unnamed.group(2) or 0) + 1}"
    scaled = re.fullmatch(r"custom_scale_layer(?:_(\d+))?", name)
    if scaled:
        i = int(scaled.group(1) or 0)
        return f"block35_{i + 1}" if i < 10 else f"block17_{i - 9}" if i < 30 else f"block8_{i - 29}"
    return name


def save_published(model, path):
    """The layout of the published files: layer_names in the order of the layers, weights named <layer>/<weight>:0 in a group of the layer."""
    with h5py.File(path, "w") as file:
        names = {layer.name: published_name(layer.name) for layer in model.layers}
        legacy_h5_format.save_attributes_to_hdf5_group(file, "layer_names", [n.encode() for n in names.values()])
        file.attrs["backend"] = b"tensorflow"
        file.attrs["keras_version"] = b"2.0.9"
        for layer in model.layers:
            group = file.create_group(names[layer.name])
            weights = [f"{names[layer.name]}/{w.name}:0" for w in layer.weights]
            group.attrs["weight_names"] = np.array([n.encode() for n in weights], dtype="S" if weights else "f8")
            for name, w in zip(weights, layer.weights):
                group.create_dataset(name, data=w.numpy())


def files(name, model, kinds):
    """The model in files of these kinds, which Keras reads again."""
    values = plain(model)
    model.set_weights(values)

    def whole(path):
        return keras.saving.load_model(path, compile=False, custom_objects={"CustomScaleLayer": CustomScaleLayer})

    def weights_only(path):
        other = keras.models.clone_model(model)
        golden.load_legacy(other, path)
        return other

    def agrees(load):
        def check(path):
            with tempfile.TemporaryDirectory() as folder:
                return same(load(networks.unpacked(path, folder)), values)

        return check

    save = {
        ".keras": (model.save, whole),
        ".h5": (model.save, whole),
        ".published.h5": (lambda path: save_published(model, path), weights_only),
    }
    binary = networks.packed_files(name, [(kind, save[kind][0], agrees(save[kind][1])) for kind in kinds])
    return {"binary": binary, "name": model.name, "last_path": model.weights[-1].path}


def file(name):
    key = name.removeprefix("file_")
    model = narrow(NETWORKS[key](weights=None, input_shape=(96, 96, 3), classes=3))
    return files(name, model, [".published.h5"] + ([".keras"] if key == "xception" else []))


for key in NETWORKS:
    CASES.append(("files", "file_" + key, file))


@case("blocks")
def residual_blocks(name):
    """Two blocks of InceptionResNetV2, with their scaled sums."""
    whole = A.InceptionResNetV2(weights=None, include_top=False, input_shape=(75, 75, 3))
    blocks = keras.Model(whole.get_layer("mixed_5b").output, whole.get_layer("block35_2_ac").output, name="blocks")
    blocks = narrow(blocks)
    fields = files(name, blocks, [".keras", ".h5"])
    blocks.set_weights(networks.weights(blocks))
    return {**fields, "output": sample(blocks.predict(networks.images(1, blocks.input_shape[1:]), verbose=0), 1)}


if __name__ == "__main__":
    golden.main("inceptions", CASES)
