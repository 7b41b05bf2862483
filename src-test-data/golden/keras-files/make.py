"""Small models as Keras saves them: .keras, .weights.h5, whole-model .h5, and weights-only .h5 in the format of Keras 2."""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import h5py
import keras
import numpy as np
from golden import random, tensor, tensors, uniform
from keras import layers as L
from keras.src.legacy.saving import legacy_h5_format

CASES = []


def case(build):
    CASES.append(("files", build.__name__, lambda key: run(key, build)))


def run(key, build):
    rng, model = random(key), build()
    model.set_weights([uniform(rng, *w.shape, low=0.2 if "variance" in w.name else -0.5, high=0.7) for w in model.weights])
    x = uniform(rng, 3, *model.input_shape[1:])
    y = model.predict(x, verbose=0)
    model.compile(keras.optimizers.Adam(0.001), "mse", metrics=["mae"])
    model.train_on_batch(x, y + 0.1)  # so that the files hold optimizer slots
    weights = model.get_weights()

    def same(values):
        return len(values) == len(weights) and all(np.array_equal(a, b) for a, b in zip(values, weights))

    def reads_weights(path):
        other = build()
        other.load_weights(path)
        return same(other.get_weights())

    def reads_model(path):
        return same(keras.saving.load_model(path, compile=False).get_weights())

    with tempfile.TemporaryDirectory() as folder:
        binary = {}
        for suffix, save, agrees in [
            (".keras", model.save, reads_model),
            (".weights.h5", model.save_weights, reads_weights),
            (".h5", model.save, lambda p: key == "masked" or reads_model(p)),  # Keras itself cannot read operations from this format
            (".legacy_weights.h5", lambda p: golden.save_legacy(model, p), lambda p: same(load_legacy_weights(build(), p))),
        ]:
            path = os.path.join(folder, key + suffix)
            save(path)
            with open(path, "rb") as file:
                binary[key + suffix] = (file.read(), agrees)
        trees = {n: tree(os.path.join(folder, n)) for n in binary if n.endswith(".h5")}
    return {
        "binary": binary,
        "json": model.to_json(),
        "weight_names": [w.path for w in model.weights],
        "weights": tensors(weights),
        "optimizer_variable_names": [v.path for v in model.optimizer.variables],
        "optimizer_variables": [tensor(v.numpy()) for v in model.optimizer.variables],
        "datasets": trees,
        "x": tensor(x),
        "predictions": tensor(model.predict(x, verbose=0)),
    }


def load_legacy_weights(model, path):
    golden.load_legacy(model, path)
    return model.get_weights()


def tree(path):
    """All datasets of an HDF5 file with their shapes and types."""
    rows = []
    with h5py.File(path, "r") as file:
        file.visititems(lambda name, node: rows.append([name, list(node.shape), str(node.dtype)]) if isinstance(node, h5py.Dataset) else None)
    return rows


@case
def tiny():
    return keras.Sequential([
        keras.Input((5, 4, 2)), L.Conv2D(3, 2, activation="relu", name="conv"), L.BatchNormalization(name="norm"), L.Flatten(name="flat"),
        L.Dense(2, name="out"),
    ], name="tiny")


@case
def nested():
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3, name="d"), L.BatchNormalization(name="n")], name="inner")
    x = keras.Input((4,), name="x")
    a, b = L.Dense(3, name="a")(x), inner(x)
    return keras.Model(x, L.Dense(1, name="out")(L.Add(name="sum")([a, b])), name="nested")


@case
def recurrent():
    return keras.Sequential([
        keras.Input((5, 3)), L.Bidirectional(L.LSTM(3, return_sequences=True), name="both"), L.GRU(2, return_sequences=True, name="gated"),
        L.TimeDistributed(L.Dense(3), name="each"), L.SimpleRNN(2, name="simple"), L.Dense(2, name="out"),
    ], name="recurrent")


@case
def frozen():
    """In each layer of the outer model, Keras saves the trainable weights before the others."""
    inner = keras.Sequential([keras.Input((3,)), L.Dense(3, name="first", trainable=False), L.BatchNormalization(name="norm"),
                              L.Dense(3, name="last"), L.BatchNormalization(name="held", trainable=False)], name="inner")
    deep = keras.Sequential([keras.Input((3,)), keras.Sequential([keras.Input((3,)), L.Dense(3, name="d", trainable=False)], name="one"),
                             keras.Sequential([keras.Input((3,)), L.Dense(3, name="d")], name="two")], name="deep")
    both = L.Bidirectional(L.LSTM(2, name="way"), name="both")
    x = keras.Input((2, 3), name="x")
    h = L.TimeDistributed(L.BatchNormalization(name="each"), name="steps")(x)
    y = both(h)
    both.forward_layer.trainable = False
    z = deep(inner(L.GlobalAveragePooling1D(name="mean")(h)))
    return keras.Model(x, L.Dense(2, name="out")(L.Concatenate(name="join")([y, z])), name="frozen")


@case
def masked():
    """Masks, which Keras saves as operations beside the layers."""
    x = keras.Input((4, 2), name="x")
    m = L.Masking(name="skip")(x)
    both = L.Concatenate(name="join")([m, x])
    return keras.Model(x, L.LSTM(2, name="last")(L.Concatenate(name="join_2")([both, m])), name="masked")


def keras_2_config():
    """The config of the model "old" as tf.keras 2 writes it."""

    def layer(kind, **config):
        return {"class_name": kind, "config": {"trainable": True, "dtype": "float32", **config}}

    weights = {"kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": None}}, "bias_initializer": {"class_name": "Zeros", "config": {}},
               "kernel_regularizer": None, "bias_regularizer": None, "activity_regularizer": None, "kernel_constraint": None, "bias_constraint": None}
    return {"class_name": "Sequential", "config": {"name": "old", "layers": [
        layer("Conv2D", name="conv2d_1", batch_input_shape=[None, 5, 4, 2], filters=3, kernel_size=[2, 2], strides=[1, 1], padding="valid",
              data_format="channels_last", dilation_rate=[1, 1], groups=1, activation="relu", use_bias=True, **weights),
        layer("BatchNormalization", name="batch_normalization_1", axis=[3], momentum=0.99, epsilon=0.001, center=True, scale=True,
              beta_initializer={"class_name": "Zeros", "config": {}}, gamma_initializer={"class_name": "Ones", "config": {}},
              moving_mean_initializer={"class_name": "Zeros", "config": {}}, moving_variance_initializer={"class_name": "Ones", "config": {}},
              beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None),
        layer("Flatten", name="flatten_1", data_format="channels_last"),
        layer("Dense", name="dense_1", units=2, activation="softmax", use_bias=True, **weights),
    ]}, "keras_version": "2.4.0", "backend": "tensorflow"}


KERAS_2_TRAINING = {
    "loss": "categorical_crossentropy", "metrics": ["accuracy"], "weighted_metrics": None, "loss_weights": None, "sample_weight_mode": None,
    "optimizer_config": {"class_name": "Adam", "config": {"name": "Adam", "learning_rate": 0.002, "decay": 0.0, "beta_1": 0.9, "beta_2": 0.999,
                                                          "epsilon": 1e-07, "amsgrad": False}},
}


def old(key):
    """A file in the layout of tf.keras 2. Keras 3 cannot write it, so this script writes it, and Keras 3 checks it by reading the weights."""
    rng = random(key)
    model = keras.Sequential([keras.Input((5, 4, 2)), L.Conv2D(3, 2, activation="relu"), L.BatchNormalization(), L.Flatten(), L.Dense(2, activation="softmax")])
    model.set_weights([uniform(rng, *w.shape, low=0.2 if "variance" in w.name else -0.5, high=0.7) + 0 for w in model.weights])
    names = [["conv2d_1/kernel:0", "conv2d_1/bias:0"], [f"batch_normalization_1/{n}:0" for n in ("gamma", "beta", "moving_mean", "moving_variance")],
             [], ["dense_1/kernel:0", "dense_1/bias:0"]]
    groups = ["conv2d_1", "batch_normalization_1", "flatten_1", "dense_1"]

    def write(path):
        with h5py.File(path, "w") as file:
            file.attrs["keras_version"], file.attrs["backend"] = "2.4.0", "tensorflow"
            file.attrs["model_config"] = json.dumps(keras_2_config()).encode()
            file.attrs["training_config"] = json.dumps(KERAS_2_TRAINING).encode()
            root = file.create_group("model_weights")
            root.attrs["layer_names"] = np.array([g.encode() for g in groups])
            root.attrs["keras_version"], root.attrs["backend"] = b"2.4.0", b"tensorflow"
            for group, weights, layer in zip(groups, names, model.layers):
                at = root.create_group(group)
                at.attrs["weight_names"] = np.array([n.encode() for n in weights]) if weights else np.zeros(0)
                for name, weight in zip(weights, layer.weights):
                    at.create_dataset(name, data=weight.numpy())

    def agrees(path):
        other = keras.models.clone_model(model)
        with h5py.File(path, "r") as file:
            legacy_h5_format.load_weights_from_hdf5_group(file["model_weights"], other)
        return all(np.array_equal(a, b) for a, b in zip(model.get_weights(), other.get_weights(), strict=True))

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "old.h5")
        write(path)
        with open(path, "rb") as file:
            binary = {"old.h5": (file.read(), agrees)}
    x = uniform(rng, 3, 5, 4, 2)
    return {"binary": binary, "weights": tensors(model.get_weights()), "x": tensor(x), "predictions": tensor(model.predict(x, verbose=0))}


CASES.append(("keras 2", "old", old))


def gates(key):
    """An LSTM of Keras 2.2.4, whose hard_sigmoid is clip(0.2 x + 0.5); the version is stored only in an attribute of the file. NumPy computes the results."""
    rng = random(key)
    kernel, recurrent, bias = uniform(rng, 3, 8), uniform(rng, 2, 8), uniform(rng, 8)
    x = uniform(rng, 2, 4, 3)
    config = {"class_name": "Sequential", "config": {"name": "gates", "layers": [{"class_name": "LSTM", "config": {
        "name": "lstm_1", "trainable": True, "batch_input_shape": [None, 4, 3], "dtype": "float32", "return_sequences": False, "return_state": False,
        "go_backwards": False, "stateful": False, "unroll": False, "units": 2, "activation": "tanh", "recurrent_activation": "hard_sigmoid",
        "use_bias": True, "unit_forget_bias": True, "dropout": 0.0, "recurrent_dropout": 0.0, "implementation": 1}}]}}
    h, c = np.zeros((2, 2)), np.zeros((2, 2))
    for t in range(4):
        i, f, g, o = np.split(x[:, t].astype(float) @ kernel + h @ recurrent + bias, 4, axis=1)
        i, f, o = (np.clip(0.2 * z + 0.5, 0, 1) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "gates.h5")
        with h5py.File(path, "w") as file:
            file.attrs["keras_version"], file.attrs["backend"] = b"2.2.4", b"tensorflow"
            file.attrs["model_config"] = json.dumps(config).encode()
            root = file.create_group("model_weights")
            root.attrs["layer_names"] = np.array([b"lstm_1"])
            at = root.create_group("lstm_1")
            at.attrs["weight_names"] = np.array([b"lstm_1/kernel:0", b"lstm_1/recurrent_kernel:0", b"lstm_1/bias:0"])
            for name, value in zip(("kernel:0", "recurrent_kernel:0", "bias:0"), (kernel, recurrent, bias)):
                at.create_dataset("lstm_1/" + name, data=value)
        with open(path, "rb") as file:
            binary = {"gates.h5": (file.read(), lambda path: True)}
    text = json.dumps({**config, "keras_version": "2.2.4", "backend": "tensorflow"})
    return {"binary": binary, "json": text, "weights": tensors([kernel, recurrent, bias]), "x": tensor(x), "predictions": tensor(h)}


CASES.append(("keras 2", "gates", gates))


def old_layer(kind, shape=None, **config):
    return {"class_name": kind, "config": {"trainable": True, **({"batch_input_shape": [None, *shape], "dtype": "float32"} if shape else {}), **config}}


def older(layers, arrays, version, backend, build, shape, training=None, slots=None):
    """Writes a file in the layout of Keras 1 and 2: ``layers`` with ``arrays`` {layer: [(name, values)]}, computed from the weights of ``build``, a model of Keras 3."""

    def run(key):
        rng, model = random(key), build()
        model.set_weights([uniform(rng, *w.shape, low=-0.5, high=0.7) for w in model.weights])
        x = uniform(rng, 2, *shape)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, key + ".h5")
            with h5py.File(path, "w") as file:
                root = file
                if layers:
                    file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": layers}).encode()
                    if version:
                        file.attrs["keras_version"] = version.encode()
                    if training:
                        file.attrs["training_config"] = json.dumps(training).encode()
                    root = file.create_group("model_weights")
                if version and not version.startswith("1"):
                    root.attrs["keras_version"] = version.encode()
                if backend:
                    root.attrs["backend"] = backend.encode()
                groups = arrays({v.path.split("/", 1)[1]: v.numpy() for v in model.weights})
                root.attrs["layer_names"] = np.array([g.encode() for g in groups])
                for group, weights in groups.items():
                    at = root.create_group(group)
                    at.attrs["weight_names"] = np.array([n.encode() for n, _ in weights]) if weights else np.zeros(0)
                    for name, value in weights:
                        at.create_dataset(name, data=value)
                if slots:
                    slots(file, rng, model)
            with open(path, "rb") as file:
                binary = {key + ".h5": (file.read(), lambda path: True)}
        return {"binary": binary, "json": model.to_json(), "weights": tensors(model.get_weights()), "x": tensor(x),
                "predictions": tensor(model.predict(x, verbose=0))}

    return run


def theano_arrays(w):
    """Theano computes true convolutions, so kernels are stored flipped, except those of depthwise convolutions."""
    back = lambda k: k[::-1, ::-1]
    return {
        "conv2d_1": [("conv2d_1/kernel", back(w["first/kernel"])), ("conv2d_1/bias", w["first/bias"])],
        "separable_conv2d_1": [("a", w["separable/depthwise_kernel"]), ("b", w["separable/pointwise_kernel"]), ("c", w["separable/bias"])],
        "conv2d_transpose_1": [("kernel", back(w["wide/kernel"])), ("bias", w["wide/bias"])],
        "depthwise_conv2d_1": [("depthwise_kernel", w["deep/kernel"]), ("bias", w["deep/bias"])],
        "sequential_1": [("n/kernel", back(w["inner/kernel"])), ("n/bias", w["inner/bias"])],
        "reshape_1": [],
        "time_distributed_1": [("t/kernel", w["steps/each/kernel"][::-1]), ("t/bias", w["steps/each/bias"])],
        "flatten_1": [],
        "dense_1": [("dense_1/kernel", w["out/kernel"]), ("dense_1/bias", w["out/bias"])],
    }


THEANO = [
    old_layer("Conv2D", (7, 6, 2), name="conv2d_1", filters=3, kernel_size=[3, 2], data_format="channels_last"),
    old_layer("SeparableConv2D", name="separable_conv2d_1", filters=2, kernel_size=[2, 3]),
    old_layer("Conv2DTranspose", name="conv2d_transpose_1", filters=2, kernel_size=[2, 3], strides=[1, 2]),
    old_layer("DepthwiseConv2D", name="depthwise_conv2d_1", kernel_size=[2, 2]),
    {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": [
        old_layer("Conv2D", (4, 6, 2), name="n", filters=2, kernel_size=[3, 3])]}},
    old_layer("Reshape", name="reshape_1", target_shape=[2, 4, 2]),
    old_layer("TimeDistributed", name="time_distributed_1", layer=old_layer("Conv1D", name="t", filters=2, kernel_size=[3])),
    old_layer("Flatten", name="flatten_1"),
    old_layer("Dense", name="dense_1", units=2),
]


def theano():
    return keras.Sequential([
        keras.Input((7, 6, 2)), L.Conv2D(3, (3, 2), name="first"), L.SeparableConv2D(2, (2, 3), name="separable"),
        L.Conv2DTranspose(2, (2, 3), strides=(1, 2), name="wide"), L.DepthwiseConv2D(2, name="deep"),
        keras.Sequential([keras.Input((4, 6, 2)), L.Conv2D(2, 3, name="inner")], name="nested"), L.Reshape((2, 4, 2)),
        L.TimeDistributed(L.Conv1D(2, 3, name="each"), name="steps"), L.Flatten(), L.Dense(2, name="out"),
    ], name="theano")


def by_gates(prefix, w, path, order):
    """The weights of a recurrent layer as Keras 1 stores them: three arrays for each gate."""
    parts = {k: np.split(w[f"{path}/{n}"], len(order), axis=-1) for k, n in (("W", "kernel"), ("U", "recurrent_kernel"), ("b", "bias"))}
    return [(f"{prefix}_{k}_{gate}:0", parts[k][block]) for gate, block in order for k in "WUb"]


LSTM_GATES, GRU_GATES = (("i", 0), ("c", 2), ("f", 1), ("o", 3)), (("z", 0), ("r", 1), ("h", 2))


def keras_1_arrays(w):
    return {
        "convolution1d_1": [("convolution1d_1_W:0", w["conv/kernel"][:, None]), ("convolution1d_1_b:0", w["conv/bias"])],
        "bidirectional_1": by_gates("f", w, "both/forward_way/lstm_cell", LSTM_GATES) + by_gates("b", w, "both/backward_way/lstm_cell", LSTM_GATES),
        "gru_1": by_gates("gru_1", w, "gated/gru_cell", GRU_GATES),
        "lstm_1": by_gates("lstm_1", w, "last/lstm_cell", LSTM_GATES),
    }


KERAS_1 = [
    old_layer("Convolution1D", (6, 2), name="convolution1d_1", nb_filter=3, filter_length=2, border_mode="valid", subsample_length=1, init="glorot_uniform",
              activation="linear", bias=True, input_dim=2, input_length=6),
    old_layer("Bidirectional", name="bidirectional_1", merge_mode="concat", layer=old_layer(
        "LSTM", name="way", output_dim=2, inner_activation="sigmoid", activation="tanh", return_sequences=True, consume_less="cpu")),
    old_layer("GRU", name="gru_1", output_dim=3, inner_activation="sigmoid", activation="tanh", return_sequences=True, consume_less="cpu"),
    old_layer("LSTM", name="lstm_1", output_dim=2, inner_activation="sigmoid", activation="tanh", consume_less="cpu"),
]


def keras_1():
    return keras.Sequential([
        keras.Input((6, 2)), L.Conv1D(3, 2, name="conv"), L.Bidirectional(L.LSTM(2, return_sequences=True, name="way"), name="both"),
        L.GRU(3, reset_after=False, return_sequences=True, name="gated"), L.LSTM(2, name="last"),
    ], name="keras_1")


def keras_1_weights():
    """A weights-only file with a Conv1D in the layout before Keras 1.2, and a transposed convolution with its filters last."""
    return keras.Sequential([keras.Input((6, 2)), L.Conv1D(4, 2, name="conv"), L.Reshape((5, 2, 2)), L.Conv2DTranspose(2, (2, 3), name="wide")],
                            name="keras_1_weights")


def keras_1_weight_arrays(w):
    return {
        "convolution1d_1": [("W", np.transpose(w["conv/kernel"][:, None], (3, 2, 0, 1))), ("b", w["conv/bias"])],
        "reshape_1": [],
        "deconvolution2d_1": [("W", np.transpose(w["wide/kernel"], (0, 1, 3, 2))), ("b", w["wide/bias"])],
    }


def on_cudnn(w, path, gates):
    """The weights in the layout of cuDNN, the inverse of the conversion of Keras 2: the axes exchanged in each gate, the bias in two halves."""
    kernel, recurrent, bias = (w[f"{path}/{n}"] for n in ("kernel", "recurrent_kernel", "bias"))
    kernels = np.hstack([k.T.reshape(k.shape) for k in np.hsplit(kernel, gates)])
    halves = bias.reshape(-1) if bias.ndim == 2 else np.concatenate([0.25 * bias, bias - np.float32(0.25) * bias])
    return [("kernel:0", kernels), ("recurrent_kernel:0", np.hstack([k.T for k in np.hsplit(recurrent, gates)])), ("bias:0", halves)]


def cudnn_arrays(w):
    both = on_cudnn(w, "both/forward_way/gru_cell", 3) + on_cudnn(w, "both/backward_way/gru_cell", 3)
    return {
        "bidirectional_1": [(f"{'fb'[i // 3]}/{n}", v) for i, (n, v) in enumerate(both)],
        "cu_dnnlstm_1": on_cudnn(w, "last/lstm_cell", 4),
    }


CUDNN = [
    old_layer("Bidirectional", (5, 3), name="bidirectional_1", merge_mode="concat", layer=old_layer("CuDNNGRU", name="way", units=2, return_sequences=True,
              return_state=False, go_backwards=False, stateful=False)),
    old_layer("CuDNNLSTM", name="cu_dnnlstm_1", units=3, return_sequences=False, return_state=False, go_backwards=False, stateful=False,
              unit_forget_bias=True),
]


def cudnn():
    return keras.Sequential([keras.Input((5, 3)), L.Bidirectional(L.GRU(2, return_sequences=True, name="way"), name="both"), L.LSTM(3, name="last")],
                            name="cudnn")


def theano_slots(file, rng, model):
    at, names = file.create_group("optimizer_weights"), []
    for i, value in enumerate([np.int64(3)] + [uniform(rng, *w.shape) for w in model.trainable_weights]):
        at.create_dataset(f"variable_{i}", data=value)
        names.append(f"variable_{i}".encode())
    at.attrs["weight_names"] = np.array(names)


THEANO_TRAINING = {"loss": "mse", "metrics": [], "loss_weights": None, "sample_weight_mode": None,
                   "optimizer_config": {"class_name": "SGD", "config": {"lr": 0.1, "momentum": 0.5, "decay": 0.0, "nesterov": False}}}

CASES.append(("older", "theano", older(THEANO, theano_arrays, "2.2.4", "theano", theano, (7, 6, 2), THEANO_TRAINING, theano_slots)))
CASES.append(("older", "keras_1", older(KERAS_1, keras_1_arrays, "1.2.2", None, keras_1, (6, 2))))
CASES.append(("older", "keras_1_weights", older(None, keras_1_weight_arrays, None, None, keras_1_weights, (6, 2))))
CASES.append(("older", "cudnn", older(CUDNN, cudnn_arrays, "2.2.4", "tensorflow", cudnn, (5, 3))))


def continued(model, batches, y, name, write):
    """The file of a model after five batches, and its weights after all of them."""
    for x in batches[:5]:
        model.train_on_batch(x, y)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        write(path)
        with open(path, "rb") as file:
            binary = {name: (file.read(), lambda path: True)}
    for x in batches[5:]:
        model.train_on_batch(x, y)
    return {"binary": binary, "batches": tensors(batches[5:]), "y": tensor(y), "weights": tensors(model.get_weights())}


def resumed(optimizer):
    """A model of one weight and a bias, saved after five steps, and the results of four more steps."""

    def run(key):
        rng = random(key)
        model = keras.Sequential([keras.Input((2,)), L.Dense(1, name="d")], name="resumed")
        model.set_weights([uniform(rng, 2, 1), uniform(rng, 1)])
        model.compile(optimizer(), "mse")
        batches, y = [uniform(rng, 4, 2) for _ in range(9)], uniform(rng, 4, 1)
        return continued(model, batches, y, key + ".keras", model.save)

    return run


def resumed_old(name, config, optimizer, slots, version):
    """The same as a file in the layout of Keras 2: slots of one kind for all weights, then those of the next kind; both layers have the same shape."""

    def run(key):
        rng = random(key)
        model = keras.Sequential([keras.Input((2,)), L.Dense(2, use_bias=False, name="d"), L.Dense(2, use_bias=False, name="e")], name=key)
        model.set_weights([uniform(rng, 2, 2), uniform(rng, 2, 2)])
        model.compile(optimizer, "mse")
        batches, y = [uniform(rng, 4, 2) for _ in range(9)], uniform(rng, 4, 2)

        def write(path):
            variables = {v.path: v.numpy() for v in model.optimizer.variables}
            with h5py.File(path, "w") as file:
                file.attrs["keras_version"], file.attrs["backend"] = version.encode(), b"tensorflow"
                dense = [old_layer("Dense", *([(2,)] if n == "d" else []), name=n, units=2, use_bias=False) for n in "de"]
                file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"name": key, "layers": dense}}).encode()
                file.attrs["training_config"] = json.dumps({"loss": "mse", "metrics": [], "weighted_metrics": None, "loss_weights": None,
                                                            "optimizer_config": {"class_name": name, "config": config}}).encode()
                root = file.create_group("model_weights")
                root.attrs["layer_names"], root.attrs["keras_version"], root.attrs["backend"] = np.array([b"d", b"e"]), version.encode(), b"tensorflow"
                for layer in model.layers:
                    at = root.create_group(layer.name)
                    at.attrs["weight_names"] = np.array([f"{layer.name}/kernel:0".encode()])
                    at.create_dataset(f"{layer.name}/kernel:0", data=layer.kernel.numpy())
                at, names = file.create_group("optimizer_weights"), []
                for n, value in [("training/x/iter:0", np.int64(5))] + slots(variables):
                    at.create_dataset(n, data=value)
                    names.append(n.encode())
                at.attrs["weight_names"] = np.array(names)

        return continued(model, batches, y, key + ".h5", write)

    return run


def grouped(*kinds):
    """Slot names of tf.keras up to 2.10: ordered by kind, with the kind as the last part of the name."""
    return lambda v: [(f"training/x/{layer}/kernel/{short}:0", next(a for p, a in v.items() if p.endswith(f"{layer}_kernel_{long}")))
                      for short, long in kinds for layer in "de"]


def unnamed(*kinds):
    """Slots of Keras up to 2.3: variables without names, and a velocity_hat of one number for each weight."""
    return lambda v: [(f"training/x/Variable_{i}:0", a) for i, (_, a) in enumerate(grouped(*kinds)(v) + [("", np.zeros(1, "float32"))] * 2)]


def saved(model, key, check=lambda path: None):
    """The files of a model, .keras and .h5; the first one is passed to `check`."""
    binary = {}
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".keras", ".h5"):
            path = os.path.join(folder, key + suffix)
            model.save(path)
            with open(path, "rb") as file:
                binary[key + suffix] = (file.read(), lambda path: True)
        check(os.path.join(folder, key + ".keras"))
    return binary


def named_outputs(several):
    """Outputs in a dictionary: losses and metrics are identified by its keys, not by the names of the layers."""

    def run(key):
        rng, x = random(key), keras.Input((3,), name="x")
        ends = {"q": L.Dense(2, name="a")(x), "p": L.Dense(1, name="z")(x)}
        losses, metrics = {"p": "mse", "q": "mae"}, {"p": ["mae"], "q": ["mse"]}
        names = ["p", "q"] if several else ["p"]
        model = keras.Model(x, {n: ends[n] for n in ends if n in names}, name=key)
        model.set_weights([uniform(rng, *w.shape) for w in model.weights])
        model.compile("sgd", {n: losses[n] for n in names}, metrics={n: metrics[n] for n in names}, loss_weights={n: 2.0 for n in names} if several else None)
        xs, ys = uniform(rng, 4, 3), {n: uniform(rng, 4, *ends[n].shape[1:]) for n in names}
        return {"binary": saved(model, key), "x": tensor(xs), "y": tensors([ys[n] for n in names]),
                "evaluate": {n: float(v) for n, v in model.evaluate(xs, ys, verbose=0, return_dict=True).items()}}

    return run


def half(precision):
    def run(key):
        keras.config.set_dtype_policy(precision)
        model = keras.Sequential([keras.Input((2,)), L.Dense(3, name="d")], name=key)
        keras.config.set_dtype_policy("float32")
        model.set_weights([np.array([[0.5, 1, -2], [3, 0.25, 7]]), np.array([1, 2, 3.0])])
        return {"binary": saved(model, key)}

    return run


def in_a_wrapper(key):
    """A layer that is used both inside and outside a wrapper: Keras cannot load the .keras file that it writes."""
    rng, x = random(key), keras.Input((3, 2), name="x")
    dense = L.Dense(2, name="d")
    model = keras.Model(x, L.Add(name="sum")([L.TimeDistributed(dense, name="each")(x), dense(x)]), name=key)
    model.set_weights([uniform(rng, *w.shape) for w in model.weights])
    xs = uniform(rng, 2, 3, 2)

    def refused(path):
        try:
            keras.models.load_model(path)
            raise AssertionError("Keras loads it now")
        except ValueError:
            pass

    return {"binary": saved(model, key, refused), "x": tensor(xs), "predictions": tensor(model.predict(xs, verbose=0))}


O = keras.optimizers
CASES.append(("resumed", "averaged", resumed(lambda: O.Adam(0.01, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=3))))
CASES.append(("resumed", "accumulated", resumed(lambda: O.SGD(0.1, momentum=0.5, gradient_accumulation_steps=2))))
CASES.append(("resumed", "both_and_more", resumed(lambda: O.RMSprop(0.01, momentum=0.5, use_ema=True, ema_overwrite_frequency=2,
                                                                    gradient_accumulation_steps=3))))
ADAM = {"lr": 0.01, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}
M_V = [("m", "momentum"), ("v", "velocity")]
CASES.append(("resumed", "adam_of_2", resumed_old("Adam", {**ADAM, "decay": 0.0}, O.Adam(0.01), grouped(*M_V), "2.4.0")))
CASES.append(("resumed", "adam_of_2_unnamed", resumed_old("Adam", {**ADAM, "decay": 0.0}, O.Adam(0.01), unnamed(*M_V), "2.2.4")))
CASES.append(("resumed", "decay_of_2", resumed_old(
    "SGD", {"learning_rate": 0.1, "momentum": 0.5, "decay": 0.25, "nesterov": False}, O.SGD(O.schedules.InverseTimeDecay(0.1, 1, 0.25), momentum=0.5),
    grouped(("momentum", "momentum")), "2.4.0")))
CASES.append(("outputs", "named", named_outputs(True)))
CASES.append(("outputs", "named_alone", named_outputs(False)))
CASES.append(("sharing", "in_a_wrapper", in_a_wrapper))
CASES.append(("precision", "half", half("float16")))
CASES.append(("precision", "brain", half("bfloat16")))


if __name__ == "__main__":
    golden.main("keras-files", CASES)
