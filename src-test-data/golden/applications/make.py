"""Known networks of Keras: their layers and parameter counts, their outputs with weights computed by a formula, and small files of each.

Element j of weight number i (in model.weights) is computed from a hash u(i, j) in [0, 1), element j of the input from u(-1, j). The functions
`hashed` and `weights` have the formula; tests compute the weights by it, so no file of weights is needed.
"""

import gzip
import io
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import h5py
import keras
import numpy as np
import tensorflow as tf
from golden import load_legacy, save_legacy, tensor, tensors
from keras import applications as A

CASES = []
case = golden.decorator(CASES)
WITH_COUNTS = {
    "vgg16": A.VGG16,
    "vgg19": A.VGG19,
    "resnet50": A.ResNet50,
    "mobilenet": A.MobileNet,
    "mobilenet_v2": A.MobileNetV2,
}


def hashed(stream, n):
    """u(stream, 0 … n-1): the last round of MurmurHash3 over stream·0x9E3779B9 + j, its upper 24 bits."""
    h = (np.uint64(stream & 0xFFFFFFFF) * np.uint64(0x9E3779B9) + np.arange(n, dtype=np.uint64)) & np.uint64(0xFFFFFFFF)
    h = h.astype(np.uint32)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return (h >> np.uint32(8)).astype(np.float64) / (1 << 24)


def weights(model):
    """Kernels uniform within ±sqrt(6 / inputs of one output), biases, betas and means within ±0.1, gammas and variances in 0.6 … 1.4.

    The last gammas of each block of ResNet and Xception are in 0.1 … 0.3; otherwise the sum of the blocks would become too large. Pointwise
    kernels of separable convolutions are within ±sqrt(3 / inputs), as no ReLU precedes them.
    """
    made = []
    for i, w in enumerate(model.weights):
        u = hashed(i, int(np.prod(w.shape)))
        if w.name == "kernel":
            depthwise = "depthwise" in w.path or "conv_dw" in w.path
            inputs = np.prod(w.shape[:2]) if depthwise else np.prod(w.shape[:-1])
            v = (2 * u - 1) * np.sqrt(6 / inputs)
        elif w.name == "depthwise_kernel":
            v = (2 * u - 1) * np.sqrt(6 / np.prod(w.shape[:2]))
        elif w.name == "pointwise_kernel":
            v = (2 * u - 1) * np.sqrt(3 / np.prod(w.shape[:-1]))
        elif w.name == "gamma" and ("_3_bn" in w.path or "_sepconv3_bn" in w.path):
            v = 0.1 + 0.2 * u
        elif w.name in ("gamma", "moving_variance"):
            v = 0.6 + 0.8 * u
        else:
            v = 0.2 * u - 0.1
        made.append(v.astype(np.float32).reshape(w.shape))
    return made


def images(n, shape):
    return (2 * hashed(-1, n * int(np.prod(shape))) - 1).astype(np.float32).reshape((n, *shape))


def table(model):
    return [
        [layer.name, type(layer).__name__, [d for d in layer.output.shape[1:]], layer.count_params()] for layer in model.layers
    ]


def counts(key):
    make = WITH_COUNTS[key.removeprefix("counts_")]
    model = make(weights=None)
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    return {"name": model.name, "layers": table(model), "count_params": model.count_params(), "trainable_params": trainable}


for key in WITH_COUNTS:
    CASES.append(("counts", "counts_" + key, counts))


def output(group, name, make, n=2, **arguments):
    def run(key):
        model = make(weights=None, **arguments)
        model.set_weights(weights(model))
        y = model.predict(images(n, model.input_shape[1:]), verbose=0)
        return {"arguments": arguments, "name": model.name, "layers": table(model), "batch": n, "output": tensor(y)}

    CASES.append((group, name, run))


for key in ("vgg16", "vgg19", "resnet50"):
    output(key, f"{key}_top", WITH_COUNTS[key], input_shape=(32, 32, 3), classes=10)
output("vgg16", "vgg16_average", A.VGG16, include_top=False, input_shape=(48, 40, 3), pooling="avg")
output("vgg19", "vgg19_max", A.VGG19, include_top=False, input_shape=(40, 32, 3), pooling="max")
output("resnet50", "resnet50_features", A.ResNet50, n=1, include_top=False, input_shape=(32, 40, 3))
output("resnet50", "resnet50_logits", A.ResNet50, input_shape=(33, 47, 1), classes=4, classifier_activation=None)
output("mobilenet", "mobilenet_top", A.MobileNet, input_shape=(64, 64, 3), alpha=0.25, classes=10)
output("mobilenet", "mobilenet_average", A.MobileNet, include_top=False, input_shape=(33, 47, 3), alpha=0.75, depth_multiplier=2, pooling="avg")
output("mobilenet", "mobilenet_logits", A.MobileNet, input_shape=(32, 32, 3), classes=5, dropout=0.2, classifier_activation=None)
output("mobilenet_v2", "mobilenet_v2_top", A.MobileNetV2, input_shape=(96, 96, 3), alpha=0.35, classes=10)
output("mobilenet_v2", "mobilenet_v2_max", A.MobileNetV2, include_top=False, input_shape=(33, 47, 3), alpha=1.4, pooling="max")
output("mobilenet_v2", "mobilenet_v2_features", A.MobileNetV2, n=1, include_top=False, input_shape=(64, 40, 3))


# ---- heads on frozen networks


def head(key, make, side, **arguments):
    """The gradients of a trained head on a frozen network; of the head's first kernel, each 37th element."""

    def run(_):
        base = make(weights=None, include_top=False, input_shape=(side, side, 3), pooling="avg", **arguments)
        base.set_weights(weights(base))
        base.trainable = False
        features = keras.layers.Dense(8, activation="relu", name="hidden")
        scores = keras.layers.Dense(3, activation="softmax", name="scores")
        model = keras.Sequential([keras.Input((side, side, 3)), base, features, scores])
        for stream, layer in ((-2, features), (-3, scores)):
            shape = layer.kernel.shape
            kernel = (2 * hashed(stream, int(np.prod(shape))) - 1) / np.sqrt(shape[0])
            layer.set_weights([kernel.astype(np.float32).reshape(shape), np.zeros(shape[1], np.float32)])
        x = images(4, (side, side, 3))
        y = np.arange(4) % 3
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, model(x, training=True)))
        kernel, *others = tape.gradient(loss, [w.value for w in model.trainable_weights])
        kernel = np.ravel(kernel)[::37]
        return {"arguments": arguments, "side": side, "loss": float(loss), "kernel": tensor(kernel), "others": tensors(others)}

    CASES.append(("heads", f"head_{key}", run))


head("resnet50", A.ResNet50, 48)
head("vgg16", A.VGG16, 40)
head("mobilenet_v2", A.MobileNetV2, 64, alpha=0.5)
head("densenet121", A.DenseNet121, 40)


@case("images")
def preprocess(key):
    x = np.round(255 * hashed(-1, 2 * 3 * 2 * 3)).astype(np.float32).reshape((2, 3, 2, 3))
    modes = {mode: tensor(A.imagenet_utils.preprocess_input(x.copy(), mode=mode)) for mode in ("caffe", "tf", "torch")}
    return {"x": tensor(x), "modes": modes}


# ---- files


def narrow(model, by=64):
    """Returns the model with the same graph, layer names and classes, but only a few filters in each layer."""
    config = model.get_config()
    for layer in config["layers"]:
        c = layer["config"]
        layer.pop("build_config", None)
        if layer["class_name"] == "Conv2D":
            c["filters"] = max(1, c["filters"] // by) if c["filters"] > 8 else c["filters"]
        if layer["class_name"] == "Dense" and c["name"] != "predictions":
            c["units"] = 4
    return keras.Model.from_config(config)


def packed(path):
    with open(path, "rb") as file:
        out = io.BytesIO()
        with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, compresslevel=9) as gz:
            gz.write(file.read())
    return out.getvalue()


def unpacked(path, folder):
    target = os.path.join(folder, os.path.basename(path)[: -len(".gz")])
    with gzip.open(path, "rb") as file, open(target, "wb") as out:
        out.write(file.read())
    return target


def save_as_of_2016(model, path):
    """The layout of the first ImageNet files: no version, weights named <layer>_W_1:0 in the layer's own group."""
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = np.array([layer.name.encode() for layer in model.layers])
        for layer in model.layers:
            group = file.create_group(layer.name)
            names = [f"{layer.name}_{'W' if w.name == 'kernel' else 'b'}_1:0" for w in layer.weights]
            group.attrs["weight_names"] = np.array([n.encode() for n in names])
            for name, w in zip(names, layer.weights):
                group.create_dataset(name, data=w.numpy())


def packed_files(key, kinds):
    """The files <key><suffix>.gz of kinds (suffix, function that writes a file, function path → whether Keras agrees)."""
    binary = {}
    with tempfile.TemporaryDirectory() as folder:
        for suffix, save, agrees in kinds:
            path = os.path.join(folder, key + suffix)
            save(path)
            binary[key + suffix + ".gz"] = (packed(path), agrees)
    return binary


def files(key, model, with_2016=False):
    values = weights(model)
    model.set_weights(values)

    def same(other):
        return all(np.array_equal(a, b) for a, b in zip(values, other.get_weights(), strict=True))

    def check(load):
        def agrees(path):
            with tempfile.TemporaryDirectory() as folder:
                target = unpacked(path, folder)
                other = keras.models.clone_model(model)
                return same(load(other, target) or other)

        return agrees

    def whole(_, path):
        return keras.saving.load_model(path, compile=False)

    kinds = [
        (".keras", model.save, check(whole)),
        (".weights.h5", model.save_weights, check(lambda m, p: m.load_weights(p))),
        (".h5", model.save, check(whole)),
        (".legacy.h5", lambda p: save_legacy(model, p), check(load_legacy)),
    ]
    if with_2016:
        kinds.append((".2016.h5", lambda p: save_as_of_2016(model, p), check(load_legacy)))
    x = images(1, model.input_shape[1:])
    return {
        "binary": packed_files(key, kinds),
        "name": model.name,
        "weight_paths": [w.path for w in model.weights],
        "x_shape": list(x.shape),
        "output": tensor(model.predict(x, verbose=0)),
    }


@case("files")
def file_vgg16(key):
    return files(key, narrow(A.VGG16(weights=None, input_shape=(32, 32, 3), classes=3)), with_2016=True)


@case("files")
def file_vgg19(key):
    return files(key, narrow(A.VGG19(weights=None, input_shape=(32, 32, 3), classes=3)))


@case("files")
def file_resnet50(key):
    return files(key, narrow(A.ResNet50(weights=None, input_shape=(32, 32, 3), classes=3)))


@case("files")
def file_mobilenet(key):
    return files(key, A.MobileNet(weights=None, input_shape=(32, 32, 3), alpha=1 / 32, classes=3))


@case("files")
def file_mobilenet_v2(key):
    return files(key, narrow(A.MobileNetV2(weights=None, input_shape=(32, 32, 3), alpha=0.35, include_top=False, pooling="avg")))


# ---- hostile files


def in_weights(spoil):
    """Returns a function that writes the weights of a Sequential with Dense(2) on three inputs, changed by the function `spoil`."""

    def write(path):
        with h5py.File(path, "w") as file:
            layer = file.create_group("layers/dense/vars")
            layer.create_dataset("0", data=np.ones((3, 2), np.float32))
            layer.create_dataset("1", data=np.ones(2, np.float32))
            spoil(file, layer)

    return write


def replaced(name, make):
    def spoil(file, layer):
        del layer[name]
        make(file, layer)

    return in_weights(spoil)


def deep(file, layer):
    group = file
    for _ in range(100):
        group = group.create_group("g")


def bomb(file, layer):
    layer.create_dataset("0", (6_000, 10_000), np.float32, data=np.zeros((6_000, 10_000), np.float32), chunks=True, compression="gzip", compression_opts=9)


def virtual(file, layer):
    layout = h5py.VirtualLayout((3, 2), np.float32)
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", (3, 2))
    layer.create_virtual_dataset("0", layout)


HOSTILE = {
    "external_link": replaced("0", lambda f, v: v.__setitem__("0", h5py.ExternalLink("/etc/hostname", "/x"))),
    "soft_link": replaced("0", lambda f, v: v.__setitem__("0", h5py.SoftLink("/layers/dense/vars/1"))),
    "circle": in_weights(lambda f, v: v.__setitem__("again", f["layers"])),
    "deep": in_weights(deep),
    "promise": replaced("0", lambda f, v: v.create_dataset("0", (100_000, 100_000), np.float32)),
    "bomb": replaced("0", bomb),
    "external_data": replaced("0", lambda f, v: v.create_dataset("0", (3, 2), np.float32, external=[("/etc/hostname", 0, 24)])),
    "virtual": replaced("0", virtual),
    "text": replaced("0", lambda f, v: v.create_dataset("0", (3, 2), h5py.string_dtype())),
    "rank": replaced("0", lambda f, v: v.create_dataset("0", (1,) * 20, np.float32, data=np.ones((1,) * 20, np.float32))),
    "numbers_for_names": in_weights(lambda f, v: f.attrs.__setitem__("layer_names", np.arange(3))),
    "names_of_nothing": in_weights(lambda f, v: f.attrs.__setitem__("layer_names", [b"dense", b"../../etc/hostname"])),
    "no_weights": in_weights(lambda f, v: f.__delitem__("layers")),
}


@case("hostile")
def hostile(key):
    binary = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in HOSTILE.items():
            path = os.path.join(folder, name)
            write(path)
            binary[f"hostile_{name}.h5.gz"] = (packed(path), lambda p: True)
    return {"binary": binary, "names": list(HOSTILE)}


# ---- Grad-CAM and class activation maps


@case("interpretation")
def grad_cam(key):
    """Grad-CAM (Selvaraju et al., 2017): the gradients of a class score with respect to a convolution's output, and the map."""
    i = keras.Input((12, 10, 3), name="image")
    x = keras.layers.Conv2D(4, 3, activation="relu", name="first")(i)
    x = keras.layers.MaxPooling2D(2, name="pool")(x)
    a = keras.layers.Conv2D(5, 3, padding="same", activation="relu", name="left")(x)
    b = keras.layers.Conv2D(5, 1, name="right")(x)
    x = keras.layers.Add(name="sum")([a, b])
    x = keras.layers.Activation("relu", name="last")(x)
    x = keras.layers.GlobalAveragePooling2D(name="mean")(x)
    y = keras.layers.Dense(3, activation="softmax", name="scores")(x)
    model = keras.Model(i, y, name="small")
    model.set_weights(weights(model))
    x = images(1, (12, 10, 3))
    logits = keras.models.clone_model(model)
    logits.set_weights(model.get_weights())
    logits.layers[-1].activation = keras.activations.linear
    targets = {}
    for name in ("last", "first", "left", "sum"):
        both = keras.Model(logits.input, [logits.get_layer(name).output, logits.output])
        rows = []
        for c in range(3):
            with tf.GradientTape() as tape:
                features, scores = both(x)
                tape.watch(features)
                score = scores[:, c]
            gradient = tape.gradient(score, features)
            alpha = tf.reduce_mean(gradient, axis=(0, 1, 2))
            heat = tf.nn.relu(tf.reduce_sum(features[0] * alpha, axis=-1))
            rows.append({"gradient": tensor(gradient.numpy()), "heatmap": tensor(heat.numpy())})
        targets[name] = {"features": tensor(features.numpy()), "classes": rows}
    w = model.get_layer("scores").get_weights()[0]
    cam = np.einsum("hwk,kc->chw", keras.Model(model.input, model.get_layer("last").output)(x)[0].numpy(), w)
    return {"json": model.to_json(), "output": tensor(model(x).numpy()), "layers": targets, "cam": tensors(cam)}


if __name__ == "__main__":
    golden.main("applications", CASES)
