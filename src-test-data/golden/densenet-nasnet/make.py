"""DenseNet and NASNet of Keras: layers and weights of each network, outputs with weights computed by a formula, and files of small ones.

The formula is that of applications/make.py, except that a NASNet's depthwise kernels, pointwise kernels and gammas have other ranges.
"""

import gzip
import io
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
from keras.src.applications import densenet, nasnet

known = golden.script("applications")

CASES = []
case = golden.decorator(CASES)
NETWORKS = {
    "densenet121": A.DenseNet121,
    "densenet169": A.DenseNet169,
    "densenet201": A.DenseNet201,
    "nasnet_mobile": A.NASNetMobile,
    "nasnet_large": A.NASNetLarge,
}
SAMPLES = 96


# ---- layers and weights


def initializer(layer, weight):
    name = weight.name.replace("depthwise_kernel", "depthwise").replace("pointwise_kernel", "pointwise")
    return type(getattr(layer, name + "_initializer")).__name__


def text(model):
    """A line for each layer and, indented, for each of its weights: names without scopes, classes, shapes, counts and initializers."""
    lines = []
    for layer in model.layers:
        shape = " ".join(str(d) for d in layer.output.shape[1:])
        lines.append(f"{layer.name} {type(layer).__name__} ({shape}) {layer.count_params()}")
        for w in layer.weights:
            shape = " ".join(str(d) for d in w.shape)
            lines.append(f"  {layer.name}/{w.name} ({shape}) {'trained' if w.trainable else 'updated'} {initializer(layer, w)}")
    return "\n".join(lines) + "\n"


def packed(data):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, compresslevel=9) as gz:
        gz.write(data)
    return out.getvalue()


class Asked(Exception):
    """What a network asks keras.utils.get_file for."""


def weights_file(make, include_top):
    def ask(name, origin, cache_subdir, file_hash):
        raise Asked(name, origin, file_hash)

    get_file = densenet.file_utils.get_file
    densenet.file_utils.get_file = ask
    try:
        make(include_top=include_top)
    except Asked as e:
        return list(e.args)
    finally:
        densenet.file_utils.get_file = get_file


def layers(key):
    name = key.removeprefix("layers_")
    model = NETWORKS[name](weights=None)
    lines = text(model).encode()

    def same(path):
        with gzip.open(path, "rb") as file:
            return file.read() == lines

    return {
        "binary": {f"layers_{name}.txt.gz": (packed(lines), same)},
        "name": model.name,
        "weight_files": {"true": weights_file(NETWORKS[name], True), "false": weights_file(NETWORKS[name], False)},
        "input_shape": list(model.input_shape[1:]),
        "count_params": model.count_params(),
        "trainable_params": sum(int(np.prod(w.shape)) for w in model.trainable_weights),
    }


for network in NETWORKS:
    CASES.append(("layers", "layers_" + network, layers))


# ---- outputs


def weights(model):
    """known.weights, but for a NASNet depthwise kernels within ±sqrt(3 / inputs), pointwise ones within ±sqrt(6 / inputs), gammas in 0.4 … 1."""
    made = known.weights(model)
    if "nasnet" not in model.name:
        return made
    for i, w in enumerate(model.weights):
        u = known.hashed(i, int(np.prod(w.shape)))
        if w.name == "depthwise_kernel":
            v = (2 * u - 1) * np.sqrt(3 / np.prod(w.shape[:2]))
        elif w.name == "pointwise_kernel":
            v = (2 * u - 1) * np.sqrt(6 / w.shape[2])
        elif w.name == "gamma":
            v = 0.4 + 0.6 * u
        else:
            continue
        made[i] = v.astype(np.float32).reshape(w.shape)
    return made


def some(y):
    """At most a hundred of the values, in steps that are prime to the number of channels, and sums that tell of the others."""
    flat = y.ravel()
    step = -(-flat.size // SAMPLES)
    while np.gcd(step, y.shape[-1]) > 1 and step > 1:
        step += 1
    return {
        "shape": list(y.shape),
        "step": step,
        "values": tensor(flat[::step]),
        "largest": float(np.max(np.abs(y))),
        "mean": float(np.mean(y, dtype=np.float64)),
        "mean_square": float(np.mean(np.square(y, dtype=np.float64))),
    }


def output(group, name, make, n=2, **arguments):
    def run(key):
        model = make(weights=None, **arguments)
        model.set_weights(weights(model))
        y = model.predict(known.images(n, model.input_shape[1:]), verbose=0)
        return {"arguments": arguments, "name": model.name, "batch": n, "output": some(y)}

    CASES.append((group, name, run))


for depth in (121, 169, 201):
    make = NETWORKS[f"densenet{depth}"]
    group = f"densenet{depth}"
    output(group, f"{group}_top", make, input_shape=(32, 32, 3), classes=10)
    output(group, f"{group}_average", make, n=1, include_top=False, input_shape=(71, 45, 3), pooling="avg")
output("densenet121", "densenet121_features", A.DenseNet121, n=1, include_top=False, input_shape=(64, 97, 3))
output("densenet121", "densenet121_max", A.DenseNet121, n=1, include_top=False, input_shape=(47, 80, 1), pooling="max")
output("densenet121", "densenet121_logits", A.DenseNet121, input_shape=(33, 47, 2), classes=4, classifier_activation=None)

output("nasnet_mobile", "nasnet_mobile_top", A.NASNetMobile, input_shape=(32, 32, 3), classes=10)
output("nasnet_mobile", "nasnet_mobile_features", A.NASNetMobile, n=1, include_top=False, input_shape=(64, 97, 3))
output("nasnet_mobile", "nasnet_mobile_average", A.NASNetMobile, n=1, include_top=False, input_shape=(71, 45, 3), pooling="avg")
output("nasnet_mobile", "nasnet_mobile_max", A.NASNetMobile, n=1, include_top=False, input_shape=(47, 80, 1), pooling="max")
output("nasnet_mobile", "nasnet_mobile_logits", A.NASNetMobile, input_shape=(50, 41, 2), classes=4, classifier_activation=None)


def narrow_nasnet_large(**arguments):
    """The architecture of NASNetLarge with fewer filters."""
    return nasnet.NASNet(
        penultimate_filters=192,
        num_blocks=6,
        stem_block_filters=12,
        skip_reduction=True,
        filter_multiplier=2,
        default_size=331,
        name="nasnet_large_narrow",
        **arguments,
    )


output("nasnet_large_narrow", "nasnet_large_narrow_top", narrow_nasnet_large, input_shape=(64, 64, 3), classes=10)
output("nasnet_large_narrow", "nasnet_large_narrow_features", narrow_nasnet_large, n=1, include_top=False, input_shape=(71, 45, 3))


# ---- preprocessing, training


@case("images")
def preprocess(key):
    x = np.round(255 * known.hashed(-1, 2 * 3 * 2 * 3)).astype(np.float32).reshape((2, 3, 2, 3))
    return {"x": tensor(x), "densenet": tensor(densenet.preprocess_input(x.copy())), "nasnet": tensor(nasnet.preprocess_input(x.copy()))}


def cross_entropy(model, x, y):
    """The loss and its gradients in training mode, in which frozen layers of a model run as in prediction."""
    with tf.GradientTape() as tape:
        loss = keras.losses.SparseCategoricalCrossentropy()(y, model(x, training=True))
    return loss, tape.gradient(loss, [w.value for w in model.trainable_variables])


def frozen(name, base):
    def run(key):
        features = base(weights=None, include_top=False, pooling="avg", input_shape=(64, 48, 3))
        features.trainable = False
        head = keras.layers.Dense(4, activation="softmax", name="head")
        model = keras.Sequential([features, head], name=features.name)
        model.set_weights(weights(model))
        loss, gradients = cross_entropy(model, known.images(4, (64, 48, 3)), np.array([0, 1, 2, 3]))
        assert len(gradients) == 2
        return {"loss": float(loss), "kernel": some(gradients[0].numpy()), "bias": some(gradients[1].numpy())}

    CASES.append(("frozen", "frozen_" + name, run))


def step(base, dtype):
    """One step in training mode: the model after it, the loss, and the gradients of the first and the last two kernels, by layer."""
    keras.config.set_dtype_policy(dtype)
    keras.config.set_floatx(dtype)
    try:
        model = base(weights=None, classes=4, input_shape=(64, 64, 3))
        model.set_weights(weights(model))
        loss, gradients = cross_entropy(model, known.images(8, (64, 64, 3)).astype(dtype), np.arange(8) % 4)
    finally:
        keras.config.set_dtype_policy("float32")
        keras.config.set_floatx("float32")
    kernels = [i for i, w in enumerate(model.trainable_variables) if w.name in ("kernel", "pointwise_kernel")]
    chosen = [kernels[0], kernels[-2], kernels[-1]]
    return model, float(loss), {model.trainable_variables[i].path.split("/")[-2]: gradients[i].numpy() for i in chosen}


def free(name, base):
    """A step in double precision. Noise: the largest error of single precision, relative to the largest value."""

    def run(key):
        model, loss, exact = step(base, "float64")
        single = step(base, "float32")[2]
        moving = [i for i, w in enumerate(model.weights) if w.name in ("moving_mean", "moving_variance")]
        noise = {layer: float(np.max(np.abs(g - single[layer])) / np.max(np.abs(g))) for layer, g in exact.items()}
        return {
            "loss": loss,
            "gradients": {layer: {**some(g), "noise": noise[layer]} for layer, g in exact.items()},
            "moving": {str(i): some(model.weights[i].numpy()) for i in moving[-2:]},
        }

    CASES.append(("free", "free_" + name, run))


for network in ("densenet121", "nasnet_mobile"):
    frozen(network, NETWORKS[network])
    free(network, NETWORKS[network])


# ---- files


def same_weights(model, values):
    return all(np.array_equal(a, b) for a, b in zip(values, model.get_weights(), strict=True))


def check(model, load):
    """Returns a function that reads a packed file with Keras and compares the weights."""
    values = model.get_weights()

    def agrees(path):
        with tempfile.TemporaryDirectory() as folder:
            other = keras.models.clone_model(model)
            return same_weights(load(other, known.unpacked(path, folder)) or other, values)

    return agrees


def files(key, model, suffixes):
    model.set_weights(weights(model))
    kinds = {
        ".keras": (model.save, lambda m, path: keras.saving.load_model(path, compile=False)),
        ".weights.h5": (model.save_weights, lambda m, path: m.load_weights(path)),
        ".h5": (model.save, lambda m, path: keras.saving.load_model(path, compile=False)),
        ".legacy.h5": (lambda path: golden.save_legacy(model, path), golden.load_legacy),
    }
    binary = known.packed_files(key, [(suffix, kinds[suffix][0], check(model, kinds[suffix][1])) for suffix in suffixes])
    y = model.predict(known.images(1, model.input_shape[1:]), verbose=0)
    return {"binary": binary, "name": model.name, "suffixes": suffixes, "batch": 1, "output": some(y)}


@case("files")
def file_densenet(key):
    """A DenseNet of five layers in its blocks, with few filters."""
    model = densenet.DenseNet([2, 1, 1, 1], weights=None, input_shape=(32, 32, 3), classes=3)
    return files(key, known.narrow(model), [".keras", ".weights.h5", ".h5", ".legacy.h5"])


@case("files")
def file_nasnet(key):
    """The stem of a NASNet with few filters. The old file has the names of its weights with scopes, as the published files."""
    model = nasnet.NASNet(
        input_shape=(32, 32, 3),
        penultimate_filters=96,
        num_blocks=1,
        stem_block_filters=4,
        skip_reduction=False,
        include_top=False,
        weights=None,
    )
    stem = keras.Model(model.input, model.get_layer("reduction_concat_stem_2").output, name="nasnet_stem")
    return files(key, stem, [".keras", ".legacy.h5"])


if __name__ == "__main__":
    golden.main("densenet-nasnet", CASES)
