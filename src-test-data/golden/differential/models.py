"""Random models: chains and graphs, nested and shared, of every layer that Cornet has, with random options.

Left out, because Keras contradicts itself there: unrolled masked recurrent layers in Bidirectional, activity penalties inside TimeDistributed,
sparsemax, and calls with a `training` argument (which Keras 3.15 ignores in fit and predict, against its own guides).
"""

import keras
import numpy as np
from keras import constraints, layers as L, regularizers

SMOOTH = ["linear", "tanh", "sigmoid", "softplus", "softsign", "selu", "elu", "silu", "gelu", "mish", "softmax", "exponential", "log_sigmoid",
          "squareplus", "celu", "log_softmax", "tanh_shrink"]
KINKED = ["relu", "relu6", "leaky_relu", "hard_sigmoid", "hard_silu", "hard_tanh", "sparse_plus", "sparse_sigmoid", "soft_shrink"]


class Dice:
    """Random choices of one case."""

    def __init__(self, *seed):
        self.rng = np.random.default_rng(seed)
        self.often = False  # whether regularizers, constraints and similar options are frequent

    def chance(self, p):
        return self.rng.random() < p

    def int(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def pick(self, items):
        return items[int(self.rng.integers(len(items)))]

    def maybe(self, p, options):
        """Chooses each option with probability p; the values are functions, called only for chosen options."""
        return {k: v() for k, v in options.items() if self.chance(p)}

    def number(self, low, high, decimals=2):
        return round(float(self.rng.uniform(low, high)), decimals)

    def array(self, *shape, low=-1.0, high=1.0, decimals=2):
        return np.round(self.rng.uniform(low, high, shape), decimals).astype(np.float32)


def activation(d, linear=0.4):
    if d.chance(linear):
        return d.pick(["linear", None])
    name = d.pick(SMOOTH if d.chance(0.75) else KINKED)
    if d.chance(0.1):
        return d.pick([L.LeakyReLU(0.1), L.ELU(0.7), L.ReLU(max_value=1.5, negative_slope=0.2, threshold=0.1)]) if name in KINKED else name
    return name


def regularizer(d):
    return d.pick(["l1", "l2", regularizers.L1(0.02), regularizers.L2(0.03), regularizers.L1L2(0.01, 0.02)])


def constraint(d):
    return d.pick(["max_norm", "non_neg", "unit_norm", "min_max_norm", constraints.MaxNorm(0.8, axis=0), constraints.MinMaxNorm(0.2, 0.9, rate=0.7),
                   constraints.UnitNorm(axis=0), constraints.NonNeg()])


def kernel_options(d, names=("kernel", "bias"), activity=True):
    options = {}
    for name in names:
        options |= d.maybe(0.3 if d.often else 0.12, {f"{name}_regularizer": lambda: regularizer(d)})
        options |= d.maybe(0.5 if d.often else 0.08, {f"{name}_constraint": lambda: constraint(d)})
    if activity:
        options |= d.maybe(0.25 if d.often else 0.06, {"activity_regularizer": lambda: regularizer(d)})
    return options


class Maker:
    """Creates layers for tensors of a shape; remembers states of recurrent layers, and layers that may be called again."""

    def __init__(self, dice, dropout, depth=0):
        self.d, self.dropout, self.depth = dice, dropout, depth
        self.shared = []  # (layer, shape of its input): may be called again
        self.states = []  # (kind, units, tensors)
        self.masked = False

    # layers for one tensor -----------------------------------------------------------------------------------------

    def layer(self, shape, masked=False, chain=False):
        """Creates a layer for inputs with this shape of a sample."""
        d, rank = self.d, len(shape)
        self.masked = masked
        kinds = [self.dense] * 3 + [self.activation, self.batch_norm, self.layer_norm, self.drop, self.relu, self.reshape]
        if rank == 1:
            kinds += [self.dense] * 3 + [self.repeat]
        if rank == 2:
            kinds += [self.conv1d, self.pool1d, self.recurrent, self.recurrent, self.recurrent, self.bidirectional, self.time_distributed,
                      self.time_distributed, self.global1d, self.flatten, self.permute, self.spatial1d]
            kinds += [self.masking] * 2 if chain and not masked else []
        if rank == 3:
            kinds += [self.conv2d, self.conv2d, self.conv2d, self.transpose, self.depthwise, self.separable, self.upsample, self.pool2d, self.pool2d,
                      self.global2d, self.pad, self.crop, self.flatten, self.permute, self.spatial2d, self.time_distributed]
        if rank == 4:
            kinds = [self.time_distributed] * 4 + [self.flatten, self.batch_norm, self.activation, self.reshape]
        for _ in range(20):
            made = d.pick(kinds)(shape)
            if made is not None:
                return made
        return L.Activation("tanh")

    def common(self, **options):
        if self.d.chance(0.12):
            options["trainable"] = False
        return options

    def dense(self, shape):
        d = self.d
        return L.Dense(d.int(1, 4), activation=activation(d), use_bias=not d.chance(0.2), **kernel_options(d), **self.common())

    def activation(self, shape):
        name = activation(self.d, 0)
        return L.Activation(name)

    def relu(self, shape):
        d = self.d
        return d.pick([lambda: L.ReLU(**d.maybe(0.5, {"max_value": lambda: d.number(0.5, 2), "negative_slope": lambda: d.number(0, 0.4),
                                                      "threshold": lambda: d.number(0, 0.3)})),
                       lambda: L.Softmax(axis=d.pick([-1] + list(range(1, len(shape) + 1))))])()

    def batch_norm(self, shape):
        d = self.d
        last = [-1, len(shape)]
        axis = d.pick(last + last + list(range(1, len(shape) + 1)))
        options = d.maybe(0.3, {"momentum": lambda: d.number(0.3, 0.95), "epsilon": lambda: d.pick([1e-3, 1e-2, 0.1]), "center": lambda: False,
                                "scale": lambda: False})
        return L.BatchNormalization(axis=axis, **options, **kernel_options(d, ("gamma", "beta"), False), **self.common())

    def layer_norm(self, shape):
        d = self.d
        axes = list(range(1, len(shape) + 1))
        axis = d.pick([-1, -1, axes, len(shape), d.pick(axes), [a for a in axes if d.chance(0.5)] or -1])
        sizes = [shape[a - 1 if a > 0 else a] for a in (axis if isinstance(axis, list) else [axis])]
        if np.prod(sizes) < 2:
            return None
        options = d.maybe(0.3, {"epsilon": lambda: d.pick([1e-3, 1e-2, 0.1]), "center": lambda: False, "scale": lambda: False})
        return L.LayerNormalization(axis=axis, **options, **kernel_options(d, ("gamma", "beta"), False), **self.common())

    def rate(self):
        return self.d.number(0.1, 0.6) if self.dropout else 0.0

    def drop(self, shape):
        return L.GaussianNoise(0.3 if self.dropout else 0.0) if self.d.chance(0.2) else L.Dropout(self.rate())

    def spatial1d(self, shape):
        return L.SpatialDropout1D(self.rate())

    def spatial2d(self, shape):
        return L.SpatialDropout2D(self.rate())

    def flatten(self, shape):
        return L.Flatten()

    def masking(self, shape):
        return L.Masking(mask_value=self.d.pick([0.0, 0.0, 1.0]))

    def repeat(self, shape):
        return L.RepeatVector(self.d.int(1, 3))

    def permute(self, shape):
        return L.Permute(tuple(int(a) + 1 for a in self.d.rng.permutation(len(shape))))

    def reshape(self, shape):
        d, size = self.d, int(np.prod(shape))
        if size > 48:
            return None
        targets = [(size,)] + [(a, size // a) for a in range(1, size + 1) if size % a == 0 and a <= 6]
        targets += [(a, b, size // a // b) for a in range(2, 5) for b in range(2, 5) if size % (a * b) == 0]
        target = list(d.pick(targets))
        if d.chance(0.3):
            target[d.int(0, len(target) - 1)] = -1
        return L.Reshape(tuple(target))

    def conv1d(self, shape):
        d, (t, c) = self.d, shape
        k, s, dil = d.int(1, 4), d.int(1, 4), 1
        if s == 1 and d.chance(0.4):
            dil = d.int(1, 3)
        padding = d.pick(["valid", "same", "causal"])
        if padding == "valid" and t < (k - 1) * dil + 1:
            return None
        groups = c if c > 1 and d.chance(0.25) else 1
        return L.Conv1D(groups * d.int(1, 3), k, strides=s, padding=padding, dilation_rate=dil, groups=groups, activation=activation(d),
                        use_bias=not d.chance(0.2), **kernel_options(d), **self.common())

    def pool1d(self, shape):
        d, (t, c) = self.d, shape
        k, padding = d.int(1, 4), d.pick(["valid", "same"])
        if padding == "valid" and k > t:
            return None
        kind = d.pick([L.MaxPooling1D, L.AveragePooling1D])
        return kind(k, strides=d.pick([None, 1, 2, 3, 4]), padding=padding)

    def global1d(self, shape):
        return self.d.pick([L.GlobalMaxPooling1D, L.GlobalAveragePooling1D])(keepdims=self.d.chance(0.2))

    def global2d(self, shape):
        return self.d.pick([L.GlobalMaxPooling2D, L.GlobalAveragePooling2D])(keepdims=self.d.chance(0.2))

    def square(self, high=3):
        d = self.d
        return d.pick([d.int(1, high), (d.int(1, high), d.int(1, high))])

    def window(self, shape, dilation=True):
        """Returns kernel size, strides, padding and dilation that fit a shape."""
        d, (h, w, c) = self.d, shape
        k, padding, strides, dil = self.square(), d.pick(["valid", "same"]), 1, 1
        if d.chance(0.4):
            strides = self.square(3)
        elif dilation and d.chance(0.3):
            dil = self.square(2)
        kk, dd = (k, k) if isinstance(k, int) else k, (dil, dil) if isinstance(dil, int) else dil
        if padding == "valid" and (h < (kk[0] - 1) * dd[0] + 1 or w < (kk[1] - 1) * dd[1] + 1):
            return None
        return k, strides, padding, dil

    def conv2d(self, shape):
        d, window = self.d, self.window(shape)
        if window is None:
            return None
        k, s, p, dil = window
        groups = shape[2] if shape[2] > 1 and d.chance(0.2) else 1
        return L.Conv2D(groups * d.int(1, 3), k, strides=s, padding=p, dilation_rate=dil, groups=groups, activation=activation(d),
                        use_bias=not d.chance(0.2), **kernel_options(d), **self.common())

    def transpose(self, shape):
        d = self.d
        if shape[0] * shape[1] > 30:
            return None
        k, s = self.square(), d.pick([1, 1, 2, (2, 1)])
        options = {"dilation_rate": 2} if s == 1 and d.chance(0.2) else {}
        return L.Conv2DTranspose(d.int(1, 3), k, strides=s, padding=d.pick(["valid", "same"]), activation=activation(d), use_bias=not d.chance(0.2),
                                 **options, **kernel_options(d), **self.common())

    def depthwise(self, shape):
        d, window = self.d, self.window(shape)
        if window is None:
            return None
        k, s, p, dil = window
        s = s if isinstance(s, int) else s[0]  # TensorFlow requires equal strides
        return L.DepthwiseConv2D(k, strides=s, padding=p, depth_multiplier=d.int(1, 2), dilation_rate=dil if s == 1 else 1, activation=activation(d),
                                 use_bias=not d.chance(0.2), **kernel_options(d, ("depthwise", "bias")), **self.common())

    def separable(self, shape):
        d, window = self.d, self.window(shape)
        if window is None:
            return None
        k, s, p, dil = window
        s = s if isinstance(s, int) else s[0]
        return L.SeparableConv2D(d.int(1, 3), k, strides=s, padding=p, depth_multiplier=d.int(1, 2), dilation_rate=dil if s == 1 else 1,
                                 activation=activation(d), use_bias=not d.chance(0.2), **kernel_options(d, ("depthwise", "pointwise", "bias")),
                                 **self.common())

    def upsample(self, shape):
        if shape[0] * shape[1] > 20:
            return None
        return L.UpSampling2D(self.d.pick([2, (1, 2), (2, 1)]), interpolation=self.d.pick(["nearest", "nearest", "bilinear"]))

    def pool2d(self, shape):
        d = self.d
        window = self.window(shape, False)
        if window is None:
            return None
        kind = d.pick([L.MaxPooling2D, L.AveragePooling2D])
        return kind(window[0], strides=d.pick([None, None, 1, 2, 3, (1, 3)]), padding=window[2])

    def pad(self, shape):
        d = self.d
        return L.ZeroPadding2D(d.pick([1, (1, 2), ((0, 1), (2, 0)), ((1, 0), (0, 0))])) if shape[0] * shape[1] < 40 else None

    def crop(self, shape):
        d = self.d
        return L.Cropping2D(d.pick([1, ((0, 1), (1, 0)), ((1, 0), (0, 1))])) if min(shape[:2]) > 2 else None

    def recurrent_options(self, kind, masked_unroll=True):
        d = self.d
        options = d.maybe(0.12, {"go_backwards": lambda: True, "use_bias": lambda: False})
        if masked_unroll:
            options |= d.maybe(0.1, {"unroll": lambda: True})
        if d.chance(0.2):
            options["activation"] = d.pick(["relu", "sigmoid", "linear", "softsign", "elu"])
        if kind is not L.SimpleRNN and d.chance(0.2):
            options["recurrent_activation"] = d.pick(["hard_sigmoid", "tanh", "softsign"])
        if kind is L.GRU and d.chance(0.4):
            options["reset_after"] = False
        if kind is L.LSTM and d.chance(0.3):
            options["unit_forget_bias"] = False
        if self.dropout:
            options |= d.maybe(0.2, {"dropout": lambda: 0.3, "recurrent_dropout": lambda: 0.2})
        return options | kernel_options(d, ("kernel", "recurrent", "bias"))

    def recurrent(self, shape, sequences=None, unroll=True):
        d = self.d
        kind = d.pick([L.LSTM, L.GRU, L.SimpleRNN])
        return kind(d.int(1, 4), return_sequences=d.chance(0.5) if sequences is None else sequences,
                    **self.recurrent_options(kind, unroll), **self.common())

    def bidirectional(self, shape):
        d = self.d
        inner = self.recurrent(shape, unroll=False)
        options = {}
        if d.chance(0.15):
            kind = d.pick([L.LSTM, L.GRU, L.SimpleRNN])
            options["backward_layer"] = kind(inner.units, return_sequences=inner.return_sequences, go_backwards=not inner.go_backwards,
                                             **{k: v for k, v in self.recurrent_options(kind, False).items() if k != "go_backwards"})
        return L.Bidirectional(inner, merge_mode=d.pick(["concat", "concat", "sum", "mul", "ave"]), **options)

    def time_distributed(self, shape):
        d, sub = self.d, shape[1:]
        quiet = Maker(d, self.dropout, self.depth + 1)
        if len(sub) == 1:
            kinds = [quiet.dense, quiet.dense, quiet.batch_norm, quiet.layer_norm, quiet.drop, quiet.activation, quiet.reshape, quiet.repeat]
        elif len(sub) == 2:
            kinds = [quiet.conv1d, quiet.pool1d, quiet.flatten, quiet.global1d, quiet.recurrent, quiet.bidirectional, quiet.dense, quiet.spatial1d, quiet.permute]
        else:
            kinds = [quiet.conv2d, quiet.pool2d, quiet.flatten, quiet.global2d, quiet.dense, quiet.depthwise, quiet.pad, quiet.separable]
        layer = d.pick(kinds)(sub)
        if layer is None:
            return None
        layer.activity_regularizer = None
        for inner in (getattr(layer, "forward_layer", None), getattr(layer, "backward_layer", None)):
            if inner is not None:
                inner.activity_regularizer = None
        if d.chance(0.15) and not isinstance(layer, L.BatchNormalization):
            chain = keras.Sequential([keras.Input(sub), layer])
            layer = chain
        return L.TimeDistributed(layer)

    # graphs --------------------------------------------------------------------------------------------------------

    def step(self, pool):
        """Returns new tensors, computed from one or several tensors of the pool."""
        d = self.d
        x = d.pick(pool[-4:]) if d.chance(0.8) else d.pick(pool)
        shape = tuple(x.shape[1:])
        fits = [(layer, s) for layer, s in self.shared if s == shape and (getattr(x, "_keras_mask", None) is None or takes_mask(layer))]
        if fits and d.chance(0.35):
            layer, _ = d.pick(fits)
            return as_list(layer(x))
        alike = [p for p in pool if tuple(p.shape[1:]) == shape]
        if len(alike) > 1 and d.chance(0.3):
            return [self.merge(alike)]
        if d.chance(0.12):
            joined = self.concatenate(pool, x)
            if joined is not None:
                return [joined]
        if len(shape) == 2 and d.chance(0.25):
            return self.stateful_calls(x, pool)
        if self.depth < 2 and d.chance(0.18):
            return self.nested(pool, x)
        layer = self.layer(shape, getattr(x, "_keras_mask", None) is not None)
        y = layer(x)
        self.shared.append((layer, shape))
        return as_list(y)

    def merge(self, alike):
        d = self.d
        kind = d.pick([L.Add, L.Multiply, L.Average, L.Maximum, L.Minimum, L.Subtract, L.Concatenate])
        n = 2 if kind is L.Subtract else d.int(2, min(3, len(alike)))
        chosen = [alike[i] for i in d.rng.choice(len(alike), n, replace=d.chance(0.1))]
        if kind is L.Concatenate:
            return L.Concatenate(axis=d.pick([-1] + list(range(1, len(alike[0].shape)))))(chosen)
        return kind()(chosen)

    def concatenate(self, pool, x):
        others = [p for p in pool if p is not x and len(p.shape) == len(x.shape) and tuple(p.shape[1:-1]) == tuple(x.shape[1:-1])]
        return L.Concatenate()([x, self.d.pick(others)]) if others else None

    def stateful_calls(self, x, pool):
        """A recurrent layer that returns its states, or starts with the states of another layer or with tensors of the same shapes."""
        d = self.d
        if d.chance(0.25):
            return self.both_ways(x, pool)
        kind = d.pick([L.LSTM, L.GRU, L.SimpleRNN])
        units = d.int(1, 3)
        givers = [(u, s) for k, u, s in self.states if k is kind]
        vectors = [p for p in pool if len(p.shape) == 2 and p.shape[1] == units]
        initial = None
        if givers and d.chance(0.7):
            units, initial = d.pick(givers)
        elif vectors and d.chance(0.7):
            initial = [d.pick(vectors) for _ in range(2 if kind is L.LSTM else 1)]
        gives = d.chance(0.6) or initial is None
        layer = kind(units, return_sequences=d.chance(0.5), return_state=gives, **self.recurrent_options(kind, initial is None), **self.common())
        if initial is not None and len(initial) == 1 and d.chance(0.3):
            initial = initial[0]
        y = layer(x) if initial is None else layer(x, initial_state=initial)
        if gives:
            y = list(y)
            self.states.append((kind, units, y[1:]))
            return y if d.chance(0.7) else y[1:]
        return [y]

    def both_ways(self, x, pool):
        """A Bidirectional that returns its states, or starts with tensors of the same shapes."""
        d = self.d
        kind = d.pick([L.LSTM, L.GRU, L.SimpleRNN])
        vectors = [p for p in pool if len(p.shape) == 2 and p.shape[1] <= 4]
        units = d.pick(vectors).shape[1] if vectors else d.int(1, 3)
        gives = d.chance(0.4)
        layer = L.Bidirectional(kind(units, return_sequences=d.chance(0.5), return_state=gives, **self.recurrent_options(kind, False), **self.common()),
                                merge_mode=d.pick(["concat", "sum", "mul", "ave"]))
        options = {}
        if vectors and d.chance(0.6):
            fits = [p for p in vectors if p.shape[1] == units]
            options["initial_state"] = [d.pick(fits) for _ in range(4 if kind is L.LSTM else 2)]
        return as_list(layer(x, **options))

    def nested(self, pool, x):
        """A model used as a layer: a chain or a graph with one or two inputs, called once or more."""
        d = self.d
        maker = Maker(d, self.dropout, self.depth + 1)
        shape = tuple(x.shape[1:])
        if d.chance(0.4):
            model = chain(maker, shape, d.int(1, 3))
            self.shared.append((model, shape))
            y = model(x)
            if d.chance(0.3) and tuple(y.shape) == tuple(x.shape):
                y = model(y)
            frozen(d, model)
            return [y]
        xs = [x]
        if d.chance(0.4):
            xs.append(d.pick(pool))
        model = graph(maker, [tuple(t.shape[1:]) for t in xs], d.int(1, 4), d.int(1, 2) if d.chance(0.4) else 1)
        frozen(d, model)
        given = xs[0] if len(xs) == 1 else xs
        ys = as_list(model(given))
        if len(xs) == 1:
            self.shared.append((model, shape))
            if d.chance(0.4):
                fits = [p for p in pool + ys if tuple(p.shape[1:]) == shape]
                ys += as_list(model(d.pick(fits)))
        elif d.chance(0.3):
            ys += as_list(model(xs[::-1])) if tuple(xs[0].shape) == tuple(xs[1].shape) else []
        return ys


def takes_mask(layer):
    return not isinstance(layer, keras.Model)


def frozen(d, model):
    if d.chance(0.12):
        model.trainable = False


def as_list(y):
    return list(y) if isinstance(y, (list, tuple)) else [y]


def size(shape):
    return int(np.prod(shape))


def shape_behind(model, shape):
    """The shape of a sample after the layers of a chain whose input has the shape `shape`."""
    return tuple(model.output_shape[1:] if model.layers else shape)


def chain(maker, shape, layers, name=None):
    """A Sequential, built by its Input or, sometimes, only when it is called."""
    model = keras.Sequential(name=name)
    model.add(keras.Input(shape))
    masked = False
    for _ in range(layers):
        here = shape_behind(model, shape)
        layer = maker.layer(here, masked, chain=True)
        masked = masked or isinstance(layer, L.Masking)
        model.add(layer)
        if size(model.output_shape[1:]) > 80:
            model.add(L.GlobalAveragePooling2D() if len(model.output_shape) == 4 else L.Flatten())
    return model


def graph(maker, shapes, steps, outputs):
    """A functional model."""
    d = maker.d
    inputs = [keras.Input(s) for s in shapes]
    pool = list(inputs)
    for _ in range(steps):
        for y in maker.step(pool):
            if size(y.shape[1:]) <= 80:
                pool.append(y)
    made = [p for p in pool if not any(p is i for i in inputs)] or [L.Activation("tanh")(inputs[0])]
    chosen = [made[-1]] + [d.pick(made) for _ in range(outputs - 1)]
    if d.chance(0.1):
        chosen.append(inputs[0])
    unused = [i for i in inputs if not any(reaches(c, i) for c in chosen)]
    for i in unused:
        chosen[0] = joined(d, chosen[0], i)
    unique = []
    for c in chosen:
        if not any(c is u for u in unique):
            unique.append(c)
    d.rng.shuffle(order := np.arange(len(unique)))
    unique = [unique[int(i)] for i in order]
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], unique if len(unique) > 1 else unique[0])


def joined(d, x, i):
    """Joins x with the output of an input that no layer uses yet."""
    flat = lambda t: t if len(t.shape) == 2 else L.Flatten()(t)
    return L.Concatenate()([flat(x), flat(i)])


def reaches(y, x):
    """Whether y depends on x."""
    seen, stack = set(), [y]
    while stack:
        t = stack.pop()
        if t is x:
            return True
        if id(t) in seen:
            continue
        seen.add(id(t))
        node = t._keras_history
        arguments = node.operation._inbound_nodes[node.node_index].arguments.keras_tensors
        stack += list(arguments)
    return False


# whole models ------------------------------------------------------------------------------------------------------------


def sample_shape(d):
    return d.pick([(d.int(1, 5),), (d.int(1, 5),), (d.int(2, 5), d.int(1, 3)), (d.int(2, 5), d.int(1, 3)), (d.int(3, 6), d.int(3, 6), d.int(1, 3)),
                   (d.int(3, 6), d.int(3, 6), d.int(1, 3)), (2, 3, 3, 2), d.pick([(1, 2), (1, 4, 2), (4, 1, 1), (1, 1, 3), (2, 1), (1,)])])


def embedding(d, trainable):
    options = d.maybe(0.15, {"embeddings_regularizer": lambda: regularizer(d), "embeddings_constraint": lambda: constraint(d)})
    return L.Embedding(d.int(3, 6), d.int(1, 3), mask_zero=d.chance(0.6), trainable=trainable, **options)


class Random:
    """A random model, with the vocabulary sizes of its inputs ({name: number of words}) and the kind of each output."""

    def __init__(self, dice):
        d = self.d = dice
        self.words, self.kinds, self.keys = {}, [], None
        self.dropout = d.chance(0.1)
        self.trainable_words = False
        d.often = d.chance(0.15)
        self.model = self.sequential() if d.chance(0.35) else self.functional()

    def front(self, maker, name=None):
        """Creates an input; returns it and the tensor with which the other layers begin."""
        d = self.d
        if d.chance(0.25):
            steps = d.int(2, 5)
            x = keras.Input((steps,), name=name)
            trainable = d.chance(0.4)
            self.trainable_words |= trainable
            layer = embedding(d, trainable)
            self.words[x.name] = layer.input_dim
            if d.chance(0.2):
                layer = keras.Sequential([keras.Input((steps,)), layer])
            return x, layer(x)
        shape = sample_shape(d)
        x = keras.Input(shape, name=name)
        if len(shape) == 2 and d.chance(0.3):
            return x, L.Masking(mask_value=0.0)(x)
        return x, x

    def sequential(self):
        d = self.d
        maker = Maker(d, self.dropout, 1)
        x, y = self.front(maker)
        model = keras.Sequential()
        model.add(x)
        if y is not x:
            model.add(y._keras_history.operation)
        for _ in range(d.int(1, 5)):
            here = shape_behind(model, x.shape[1:])
            if d.chance(0.12):
                layer = chain(maker, here, d.int(1, 3))
                frozen(d, layer)
            elif d.chance(0.1):
                layer = graph(Maker(d, self.dropout, 2), [here], d.int(1, 3), 1)
                frozen(d, layer)
                if len(layer.outputs) > 1:
                    continue
            else:
                layer = maker.layer(here, y is not x, chain=True)
            model.add(layer)
            if size(model.output_shape[1:]) > 80:
                model.add(L.Flatten())
        self.head(shape_behind(model, x.shape[1:]), model.add)
        return model

    def functional(self):
        d = self.d
        maker = Maker(d, self.dropout)
        count = d.pick([1, 1, 1, 2, 2, 3])
        names = list("cab")[:count] if d.chance(0.2) else [None] * count
        fronts = [self.front(maker, n) for n in names]
        inputs, pool = [f[0] for f in fronts], [f[1] for f in fronts]
        for _ in range(d.int(1, 7)):
            for y in maker.step(pool):
                if size(y.shape[1:]) <= 80:
                    pool.append(y)
        made = [p for p in pool if not any(p is i for i in inputs)] or [L.Activation("tanh")(pool[0])]
        chosen = [made[-1]] + [d.pick(made) for _ in range(d.pick([0, 0, 0, 1, 1, 2]))]
        for i in inputs:
            if not any(reaches(c, i) for c in chosen):
                front = fronts[[f[0] is i for f in fronts].index(True)][1]
                chosen[0] = joined(d, chosen[0], front)
        outputs = []
        for c in chosen:
            box = [c]
            self.head(c.shape[1:], lambda layer: box.append(layer(box[-1])))
            if any(box[-1] is o for o in outputs):
                self.kinds.pop()
            else:
                outputs.append(box[-1])
        named = [x.name for x in inputs]
        given = {n: x for n, x in zip(named, inputs)} if names[0] and d.chance(0.5) else inputs if count > 1 or d.chance(0.1) else inputs[0]
        if d.chance(0.15):  # Keras sorts the outputs by name
            keys = sorted(str(k) for k in d.rng.permutation(list("pqrstu"))[:len(outputs)])
            made = [(k, outputs[i], self.kinds[i]) for k, i in zip(keys, d.rng.permutation(len(outputs)))]
            self.kinds = [kind for _, _, kind in made]
            self.keys = keys
            return keras.Model(given, {k: y for k, y, _ in reversed(made)})
        return keras.Model(given, outputs if len(outputs) > 1 or d.chance(0.1) else outputs[0])

    def head(self, shape, add):
        """Adds the last layer of an output, if any; returns the kind of the output's values."""
        d = self.d
        if d.chance(0.3):
            self.kinds.append("raw")
            return
        kind = d.pick(["softmax", "softmax", "sigmoid", "sigmoid", "logits", "linear", "linear", "positive"])
        units = d.int(2, 4) if kind == "softmax" else d.int(1, 3)
        name = {"softmax": "softmax", "sigmoid": "sigmoid", "positive": "softplus"}.get(kind)
        if d.chance(0.15) and name:
            add(L.Dense(units, **d.maybe(0.2, {"kernel_regularizer": lambda: regularizer(d)})))
            add(L.Softmax() if kind == "softmax" and d.chance(0.5) else L.Activation(name))
        else:
            layer = L.Dense(units, activation=name, **d.maybe(0.2, {"kernel_regularizer": lambda: regularizer(d)}))
            add(L.TimeDistributed(layer) if len(shape) == 2 and d.chance(0.2) else layer)
        if d.chance(0.1):  # the logits must be found through these layers
            add(d.pick([L.Activation("linear"), L.Dropout(0.3 if self.dropout else 0.0), L.GaussianNoise(0.2 if self.dropout else 0.0)]))
        self.kinds.append(kind)
