"""Every layer with random weights: output, input gradients and weight gradients of sum(output * output_gradient)."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import golden
import keras
import numpy as np
import tensorflow as tf
from golden import distinct, random, record, settled, tensor, tensors, uniform
from keras import layers as L

CASES = []


def add(layer, name, *shapes, training=False, inputs=None, smooth=True, mask=None):
    """Adds a case. `layer` is a function that creates the layer; `inputs` replaces the random tensors of the given shapes."""
    group = type(layer()).__name__
    CASES.append((group, name, lambda key: run(layer, key, shapes, training, inputs, smooth, mask)))


def call(layer, x, **options):
    """Calls a layer; recurrent layers get their initial states as a separate argument."""
    if len(x) > 1 and isinstance(layer, (L.RNN, L.Bidirectional)):
        return layer(x[0], initial_state=x[1:], **options)
    return layer(x[0] if len(x) == 1 else x, **options)


def run(make, name, shapes, training, inputs, smooth, mask):
    rng = random(name)
    for _ in range(100):
        keras.utils.clear_session(free_memory=False)
        layer = make()
        xs = [np.asarray(x, np.float32) for x in inputs] if inputs else [distinct(rng, *s) for s in shapes]
        build(layer, xs)
        weights = [weight_value(rng, v) for v in layer.weights]
        options = {"training": training} | ({} if mask is None else {"mask": tf.constant(mask, tf.bool)})
        ys = call(layer, [tf.convert_to_tensor(x) for x in xs], **options)
        dys = [uniform(rng, *y.shape) for y in (ys if isinstance(ys, (list, tuple)) else [ys])]
        if smooth and not settled(rng, lambda v: gradients(layer, v, len(xs), dys, options), xs + weights):
            continue
        return fields(layer, xs, weights, dys, training, mask, differentiate(layer, xs, weights, dys, options))
    raise ValueError(f"{name}: every draw lies on a kink or a tie")


def build(layer, xs):
    call(layer, [keras.Input(x.shape[1:]) for x in xs])


def weight_value(rng, variable):
    """A random value for every variable, so that a forgotten bias or statistic is noticed."""
    if variable.name == "gamma" or variable.name == "moving_variance":
        return uniform(rng, *variable.shape, low=0.5, high=1.9)
    return uniform(rng, *variable.shape, low=-0.8, high=0.8)


def differentiate(layer, xs, weights, dys, options):
    layer.set_weights(weights)
    x = [tf.convert_to_tensor(v) for v in xs]
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = call(layer, x, **options)
        ys = list(y) if isinstance(y, (list, tuple)) else [y]
        total = tf.add_n([tf.reduce_sum(y * dy) for y, dy in zip(ys, dys)])
    trained = [v.value for v in layer.trainable_variables]
    dx, dw = tape.gradient(total, [x, trained], unconnected_gradients="zero")
    by_id = {id(v): tf.convert_to_tensor(g).numpy() for v, g in zip(layer.trainable_variables, dw)}
    return [y.numpy() for y in ys], [g.numpy() for g in dx], [by_id.get(id(v)) for v in layer.weights], layer.get_weights()


def gradients(layer, values, inputs, dys, options):
    _, dx, dw, _ = differentiate(layer, values[:inputs], values[inputs:], dys, options)
    return dx + dw


def fields(layer, xs, weights, dys, training, mask, result):
    ys, dx, dw, after = result
    out = {
        "config": function_record(layer) if isinstance(layer, L.Lambda) else library_record(layer),
        "training": training,
        "inputs": tensors(xs),
        "weight_names": [v.name for v in layer.weights],
        "weights": tensors(weights),
        "output": tensor(ys[0]),
        "output_gradient": tensor(dys[0]),
        "input_gradients": tensors(dx),
        "weight_gradients": tensors(dw),
    }
    if len(ys) > 1:
        out["further_outputs"] = tensors(ys[1:])
        out["further_gradients"] = tensors(dys[1:])
    if mask is not None:
        out["mask"] = tensor(mask)
    if isinstance(layer, L.BatchNormalization):
        out["weights_after"] = tensors(after)
    return out


def library_record(layer):
    """The config of a layer that only Cornet has: with a module name of Keras, although a class of this script computes it."""
    own = record(layer)
    return own | {"module": "keras.layers", "registered_name": None} if isinstance(layer, Window) else own


def function_record(layer):
    """The config of a Lambda: Keras saves the code of the function, Cornet the name of its class."""
    function = {"class_name": layer.function.__name__, "config": {}}
    return {"class_name": "Lambda", "config": record(layer)["config"] | {"function": function}}


# Dense, activations, shapes ------------------------------------------------------------------------------------------

NAMES = """relu sigmoid tanh softmax linear elu selu gelu silu softplus softsign hard_sigmoid leaky_relu exponential relu6 mish
    log_softmax celu hard_silu hard_tanh log_sigmoid squareplus hard_shrink soft_shrink tanh_shrink""".split()

add(lambda: L.Dense(5), "dense", (3, 4))
add(lambda: L.Dense(1), "dense_one_unit", (4, 7))
add(lambda: L.Dense(5), "dense_rank3", (2, 3, 4))
add(lambda: L.Dense(3, activation="relu"), "dense_rank4_relu", (2, 3, 2, 5))
add(lambda: L.Dense(4, use_bias=False), "dense_no_bias", (3, 6))
add(lambda: L.Dense(4, use_bias=False, activation="tanh"), "dense_rank3_no_bias_tanh", (2, 3, 5))
add(lambda: L.Dense(3, trainable=False), "dense_frozen", (2, 4))
for activation in NAMES:
    add(lambda a=activation: L.Dense(5, activation=a), f"dense_{activation}", (3, 4))
    add(lambda a=activation: L.Activation(a), f"activation_{activation}", (3, 4, 5))

KINKS = [[[-6, -3, -2.5, -1, -0.5, 0, 0.5, 1, 2.5, 3, 6, 7]]]
EXTREMES = [[[-1e4, -100, -30, -20, -10, 10, 20, 30, 80, 100, 1e4]], [[-1e-3, -1e-5, -1e-7, -1e-20, 0, 1e-20, 1e-7, 1e-5, 1e-3, 0.1, 1]]]
for activation in NAMES:
    if activation in "relu leaky_relu elu selu hard_sigmoid relu6 softsign hard_silu hard_tanh hard_shrink soft_shrink".split():
        add(lambda a=activation: L.Activation(a), f"activation_{activation}_kinks", inputs=KINKS, smooth=False)
    add(lambda a=activation: L.Activation(a), f"activation_{activation}_extremes", inputs=[np.concatenate(EXTREMES)], smooth=False)

add(lambda: L.ReLU(), "relu", (2, 3, 5))
add(lambda: L.ReLU(max_value=1.25), "relu_max_value", (2, 3, 5))
add(lambda: L.ReLU(negative_slope=0.3), "relu_negative_slope", (2, 15))
add(lambda: L.ReLU(threshold=0.6), "relu_threshold", (2, 15))
add(lambda: L.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.4), "relu_all", (2, 15))
add(lambda: L.ReLU(max_value=6.0), "relu_kinks", inputs=KINKS, smooth=False)
add(lambda: L.ReLU(max_value=3.0, negative_slope=0.5, threshold=1.0), "relu_all_kinks", inputs=KINKS, smooth=False)
add(lambda: L.Softmax(), "softmax", (3, 7))
add(lambda: L.Softmax(), "softmax_rank4", (2, 2, 3, 4))
add(lambda: L.Softmax(axis=1), "softmax_axis1", (2, 5, 3))
add(lambda: L.Softmax(axis=1), "softmax_axis1_rank4", (2, 3, 2, 4))
add(lambda: L.Softmax(axis=-2), "softmax_axis_minus2", (2, 3, 4))
add(lambda: L.Flatten(), "flatten", (2, 3, 4, 5))
add(lambda: L.Flatten(), "flatten_rank2", (3, 4))
add(lambda: L.Reshape((3, 4)), "reshape", (2, 12))
add(lambda: L.Reshape((-1, 2)), "reshape_unknown", (2, 3, 4))
add(lambda: L.Reshape((2, -1, 3)), "reshape_unknown_middle", (2, 5, 6))
add(lambda: L.Reshape((-1,)), "reshape_to_vector", (2, 3, 2, 2))
add(lambda: L.Dropout(0.5), "dropout_inference", (2, 3, 4))
add(lambda: L.Dropout(0.0), "dropout_rate0_training", (2, 3, 4), training=True)
add(lambda: L.Dropout(0.25, noise_shape=(None, 1, 4), seed=3), "dropout_noise_shape_inference", (2, 3, 4))

# Convolutions --------------------------------------------------------------------------------------------------------


def variety(layer, prefix, cases):
    for suffix, shape, options in cases:
        add(lambda o=options: layer(o), f"{prefix}_{suffix}", shape)


variety(lambda o: L.Conv2D(**{"filters": 4, "kernel_size": 3} | o), "conv2d", [
    ("valid", (2, 5, 7, 3), {}),
    ("same", (2, 5, 6, 3), {"padding": "same"}),
    ("valid_stride2", (2, 6, 7, 2), {"strides": 2}),
    ("same_stride2_odd", (2, 7, 5, 2), {"strides": 2, "padding": "same"}),
    ("same_stride2_even", (2, 6, 4, 2), {"strides": 2, "padding": "same"}),
    ("same_stride3", (2, 7, 8, 2), {"strides": 3, "padding": "same"}),
    ("same_stride21", (2, 7, 5, 2), {"strides": (2, 1), "padding": "same"}),
    ("valid_stride21", (2, 6, 5, 2), {"strides": (2, 1)}),
    ("valid_stride12", (2, 5, 6, 2), {"strides": (1, 2)}),
    ("valid_dilation2", (2, 7, 6, 2), {"dilation_rate": 2}),
    ("same_dilation2", (2, 6, 5, 2), {"dilation_rate": 2, "padding": "same"}),
    ("same_dilation21", (2, 6, 5, 2), {"dilation_rate": (2, 1), "padding": "same"}),
    ("same_groups2", (2, 5, 4, 4), {"groups": 2, "padding": "same"}),
    ("valid_groups2_stride2", (2, 6, 5, 4), {"groups": 2, "strides": 2}),
    ("valid_groups3", (2, 4, 5, 6), {"groups": 3, "filters": 3}),
    ("same_groups2_dilation2", (2, 5, 5, 4), {"groups": 2, "dilation_rate": 2, "padding": "same"}),
    ("1x1", (3, 3, 4, 5), {"kernel_size": 1}),
    ("1x1_stride2", (3, 5, 4, 5), {"kernel_size": 1, "strides": 2}),
    ("1x1_same_stride2_relu", (2, 5, 4, 3), {"kernel_size": 1, "strides": 2, "padding": "same", "activation": "relu"}),
    ("5x5_same", (2, 6, 7, 2), {"kernel_size": 5, "padding": "same", "filters": 3}),
    ("5x5_valid", (2, 7, 6, 2), {"kernel_size": 5, "filters": 3}),
    ("5x5_same_stride2", (2, 8, 7, 1), {"kernel_size": 5, "strides": 2, "padding": "same", "filters": 3}),
    ("1x3_same", (2, 4, 5, 3), {"kernel_size": (1, 3), "padding": "same"}),
    ("1x3_valid", (2, 3, 5, 3), {"kernel_size": (1, 3)}),
    ("3x1_same_stride2", (2, 6, 5, 2), {"kernel_size": (3, 1), "strides": 2, "padding": "same"}),
    ("2x2_same", (2, 5, 4, 3), {"kernel_size": 2, "padding": "same"}),
    ("2x2_same_stride2", (2, 5, 4, 3), {"kernel_size": 2, "strides": 2, "padding": "same"}),
    ("4x4_same", (2, 5, 6, 2), {"kernel_size": 4, "padding": "same", "filters": 3}),
    ("4x4_same_stride3", (2, 7, 6, 2), {"kernel_size": 4, "strides": 3, "padding": "same", "filters": 3}),
    ("4x4_same_dilation2", (2, 6, 5, 1), {"kernel_size": 4, "dilation_rate": 2, "padding": "same", "filters": 2}),
    ("5x5_same_input_smaller", (2, 2, 3, 2), {"kernel_size": 5, "padding": "same", "filters": 3}),
    ("3x3_same_input_1x1", (3, 1, 1, 4), {"padding": "same"}),
    ("stride_beyond_kernel", (2, 7, 8, 2), {"kernel_size": 2, "strides": 3}),
    ("whole_image", (3, 3, 4, 2), {"kernel_size": (3, 4), "filters": 5}),
    ("relu", (2, 5, 6, 3), {"activation": "relu"}),
    ("same_relu_no_bias", (2, 5, 4, 2), {"activation": "relu", "use_bias": False, "padding": "same"}),
    ("same_tanh", (2, 4, 3, 2), {"activation": "tanh", "padding": "same"}),
    ("softmax", (2, 3, 4, 2), {"activation": "softmax", "kernel_size": 2}),
    ("no_bias", (2, 4, 5, 3), {"use_bias": False}),
    ("one_channel", (4, 6, 5, 1), {"filters": 1}),
    ("frozen", (2, 4, 4, 2), {"trainable": False}),
])
variety(lambda o: L.DepthwiseConv2D(**{"kernel_size": 3} | o), "depthwiseconv2d", [
    ("valid", (2, 5, 6, 3), {}),
    ("same", (2, 5, 4, 3), {"padding": "same"}),
    ("multiplier2", (2, 4, 5, 3), {"depth_multiplier": 2}),
    ("multiplier2_same_stride2", (2, 5, 6, 2), {"depth_multiplier": 2, "padding": "same", "strides": 2}),
    ("valid_stride2", (2, 7, 6, 3), {"strides": 2}),
    ("same_stride2_odd", (2, 7, 5, 3), {"strides": 2, "padding": "same"}),
    ("same_stride2_even", (2, 6, 4, 3), {"strides": 2, "padding": "same"}),
    ("valid_dilation2", (2, 6, 7, 2), {"dilation_rate": 2}),
    ("same_dilation2", (2, 5, 6, 2), {"dilation_rate": 2, "padding": "same"}),
    ("same_stride2_dilation2", (2, 7, 6, 2), {"strides": 2, "dilation_rate": 2, "padding": "same"}),
    ("multiplier3_dilation2_same", (2, 5, 4, 2), {"depth_multiplier": 3, "dilation_rate": 2, "padding": "same"}),
    ("5x5_same", (2, 6, 5, 2), {"kernel_size": 5, "padding": "same"}),
    ("2x2_same", (2, 5, 4, 3), {"kernel_size": 2, "padding": "same"}),
    ("4x4_same_stride2", (2, 5, 6, 2), {"kernel_size": 4, "strides": 2, "padding": "same"}),
    ("1x3_same", (2, 4, 5, 3), {"kernel_size": (1, 3), "padding": "same"}),
    ("1x1", (2, 3, 4, 3), {"kernel_size": 1, "depth_multiplier": 2}),
    ("same_input_smaller", (2, 2, 1, 3), {"kernel_size": 5, "padding": "same"}),
    ("same_relu_no_bias", (2, 5, 4, 3), {"padding": "same", "activation": "relu", "use_bias": False}),
    ("relu6", (2, 4, 5, 3), {"activation": "relu6"}),
    ("one_channel", (3, 5, 4, 1), {"depth_multiplier": 2}),
])
variety(lambda o: L.SeparableConv2D(**{"filters": 4, "kernel_size": 3} | o), "separableconv2d", [
    ("valid", (2, 5, 6, 3), {}),
    ("same", (2, 5, 4, 3), {"padding": "same"}),
    ("multiplier2", (2, 4, 5, 3), {"depth_multiplier": 2}),
    ("same_stride2_odd", (2, 7, 5, 3), {"strides": 2, "padding": "same"}),
    ("same_stride2_even", (2, 6, 4, 2), {"strides": 2, "padding": "same", "depth_multiplier": 2}),
    ("valid_stride2", (2, 7, 6, 2), {"strides": 2}),
    ("valid_dilation2", (2, 6, 7, 2), {"dilation_rate": 2}),
    ("same_dilation2", (2, 5, 6, 2), {"dilation_rate": 2, "padding": "same", "depth_multiplier": 2}),
    ("5x5_same", (2, 5, 6, 2), {"kernel_size": 5, "padding": "same"}),
    ("2x2_same_stride2", (2, 5, 4, 3), {"kernel_size": 2, "strides": 2, "padding": "same"}),
    ("1x3_same", (2, 4, 5, 3), {"kernel_size": (1, 3), "padding": "same"}),
    ("1x1", (2, 3, 4, 3), {"kernel_size": 1}),
    ("same_input_smaller", (2, 2, 1, 3), {"kernel_size": 5, "padding": "same"}),
    ("same_relu_no_bias", (2, 5, 4, 3), {"padding": "same", "activation": "relu", "use_bias": False}),
    ("tanh", (2, 4, 5, 2), {"activation": "tanh"}),
])

# Pooling and padding -------------------------------------------------------------------------------------------------

POOLING = [
    ("valid", (2, 4, 6, 3), {}),
    ("valid_odd", (2, 5, 7, 2), {}),
    ("same_odd", (2, 5, 7, 2), {"padding": "same"}),
    ("same_even", (2, 6, 4, 2), {"padding": "same"}),
    ("pool3", (2, 6, 7, 2), {"pool_size": 3}),
    ("pool3_same", (2, 7, 5, 2), {"pool_size": 3, "padding": "same"}),
    ("pool3_stride2", (2, 7, 6, 2), {"pool_size": 3, "strides": 2}),
    ("pool3_stride2_same_odd", (2, 7, 5, 2), {"pool_size": 3, "strides": 2, "padding": "same"}),
    ("pool3_stride2_same_even", (2, 6, 8, 2), {"pool_size": 3, "strides": 2, "padding": "same"}),
    ("pool3_stride1_same", (2, 4, 5, 2), {"pool_size": 3, "strides": 1, "padding": "same"}),
    ("pool2_stride1", (2, 4, 5, 2), {"strides": 1}),
    ("pool2_stride1_same", (2, 4, 3, 2), {"strides": 1, "padding": "same"}),
    ("pool2_stride3", (2, 7, 8, 2), {"strides": 3}),
    ("pool23", (2, 5, 7, 2), {"pool_size": (2, 3)}),
    ("pool23_stride12_same", (2, 4, 5, 2), {"pool_size": (2, 3), "strides": (1, 2), "padding": "same"}),
    ("pool5_same_input_smaller", (2, 2, 3, 2), {"pool_size": 5, "strides": 1, "padding": "same"}),
]
variety(lambda o: L.MaxPooling2D(**{"pool_size": 2} | o), "maxpooling2d", POOLING)
variety(lambda o: L.AveragePooling2D(**{"pool_size": 2} | o), "averagepooling2d", POOLING)


class Window(L.AveragePooling2D):
    """Pooling for which Keras has no layer: the sum over a window, computed by a convolution with ones."""

    def sum(self, x):
        kernel = tf.ones((*self.pool_size, 1, 1)) * tf.eye(x.shape[-1])
        return tf.nn.conv2d(x, kernel, self.strides, self.padding.upper())


class SumPooling2D(Window):
    def call(self, x):
        return self.sum(x)


class L2Pooling2D(Window):
    def call(self, x):
        return tf.sqrt(self.sum(x * x))


for layer in (SumPooling2D, L2Pooling2D):
    name = layer.__name__.lower()
    variety(lambda o, layer=layer: layer(**{"pool_size": 2} | o), name, POOLING)
negative = -distinct(random("negative"), 2, 5, 5, 2, low=0.5, high=3.0)
add(lambda: L.MaxPooling2D(3, 2, padding="same"), "maxpooling2d_negative_same", inputs=[negative])
ties = np.array([0, 0, 1, 1, 0, 0, 1, 2, 1, 1, 2, 1, 1, 1, 1, 2, 0, 0, 0, 0], np.float32).reshape(1, 5, 4, 1)
add(lambda: L.MaxPooling2D(2), "maxpooling2d_ties", inputs=[ties], smooth=False)
add(lambda: L.MaxPooling2D(3, 1, padding="same"), "maxpooling2d_overlap_ties", inputs=[ties], smooth=False)
for layer in (L.GlobalMaxPooling2D, L.GlobalAveragePooling2D):
    add(lambda l=layer: l(), layer.__name__.lower(), (3, 4, 5, 2))
    add(lambda l=layer: l(keepdims=True), f"{layer.__name__.lower()}_keepdims", (2, 3, 4, 3))
    add(lambda l=layer: l(), f"{layer.__name__.lower()}_1x1", (2, 1, 1, 3))
add(lambda: L.GlobalMaxPooling2D(), "globalmaxpooling2d_ties", inputs=[ties], smooth=False)
add(lambda: L.ZeroPadding2D(), "zeropadding2d", (2, 3, 4, 2))
add(lambda: L.ZeroPadding2D(2), "zeropadding2d_int", (2, 2, 3, 2))
add(lambda: L.ZeroPadding2D((1, 2)), "zeropadding2d_pair", (2, 3, 2, 2))
add(lambda: L.ZeroPadding2D(((0, 1), (2, 0))), "zeropadding2d_pairs", (2, 3, 2, 2))

# Batch normalization -------------------------------------------------------------------------------------------------

BATCH_NORMALIZATION = [
    ("", (4, 5), {}),
    ("rank4", (3, 3, 4, 2), {}),
    ("rank3", (3, 4, 2), {}),
    ("no_scale", (4, 3), {"scale": False}),
    ("no_center", (4, 3), {"center": False}),
    ("no_scale_no_center_rank4", (2, 3, 3, 2), {"scale": False, "center": False}),
    ("axis1_rank2", (4, 5), {"axis": 1}),
    ("axis1_rank4", (3, 2, 3, 4), {"axis": 1}),
    ("axis3_rank4", (3, 2, 3, 4), {"axis": 3}),
    ("momentum_epsilon", (4, 3), {"momentum": 0.6, "epsilon": 0.05}),
    ("momentum_epsilon_rank4", (2, 3, 4, 3), {"momentum": 0.9, "epsilon": 1e-5}),
    ("frozen", (4, 3), {"trainable": False}),
    ("frozen_rank4", (2, 3, 2, 3), {"trainable": False}),
]
for suffix, shape, options in BATCH_NORMALIZATION:
    for training in (True, False):
        name = "_".join(filter(None, ["batchnormalization", suffix, "training" if training else "inference"]))
        add(lambda o=options: L.BatchNormalization(**o), name, shape, training=training)
constant = np.array([[2, 0.5], [2, -0.25], [2, 1.5]], np.float32)
add(lambda: L.BatchNormalization(), "batchnormalization_constant_column_training", inputs=[constant], training=True, smooth=False)
add(lambda: L.BatchNormalization(), "batchnormalization_batch1_training", (1, 3), training=True)

# Merging -------------------------------------------------------------------------------------------------------------

for layer in (L.Add, L.Subtract, L.Multiply, L.Average, L.Maximum, L.Minimum):
    name = layer.__name__.lower()
    add(layer, name, (3, 4), (3, 4))
    add(layer, f"{name}_rank4", (2, 3, 2, 2), (2, 3, 2, 2))
    add(layer, f"{name}_broadcast", (2, 3, 4, 2), (2, 1, 1, 2))
    add(layer, f"{name}_broadcast_both", (2, 3, 1), (2, 1, 4))
    add(layer, f"{name}_broadcast_rank", (2, 3, 4), (2, 4))
    if layer is not L.Subtract:
        add(layer, f"{name}_three", (3, 4), (3, 4), (3, 4))
equal = [[[1, 2, 3, -1]], [[1, 3, 2, -1]], [[1, 3, 3, -2]]]
add(L.Maximum, "maximum_ties", inputs=equal, smooth=False)
add(L.Minimum, "minimum_ties", inputs=equal, smooth=False)
add(lambda: L.Concatenate(), "concatenate", (3, 4), (3, 2))
add(lambda: L.Concatenate(), "concatenate_three_rank4", (2, 3, 2, 1), (2, 3, 2, 3), (2, 3, 2, 2))
add(lambda: L.Concatenate(axis=1), "concatenate_axis1", (2, 3, 2), (2, 1, 2))
add(lambda: L.Concatenate(axis=2), "concatenate_axis2_three", (2, 2, 3, 2), (2, 2, 1, 2), (2, 2, 2, 2))
add(lambda: L.Concatenate(axis=-2), "concatenate_axis_minus2", (2, 3, 2), (2, 4, 2))

# Sequences -----------------------------------------------------------------------------------------------------------

MASK = np.array([[1, 1, 0, 1, 0], [0, 1, 1, 1, 1], [1, 0, 0, 0, 0]], np.int32)
RECURRENT = [(L.LSTM, {}, 2), (L.GRU, {}, 1), (L.GRU, {"reset_after": False}, 1), (L.SimpleRNN, {}, 1)]
for layer, options, states in RECURRENT:
    make = lambda l=layer, o=options, **more: lambda: l(4, **o, **more)
    name = layer.__name__.lower() + ("_reset_before" if options else "")
    first = [(3, 4)] * states
    add(make(), name, (3, 5, 2))
    add(make(return_sequences=True), f"{name}_sequences", (10, 3, 3))
    add(make(use_bias=False), f"{name}_no_bias", (2, 4, 3))
    add(make(go_backwards=True, return_sequences=True), f"{name}_backwards", (3, 5, 2))
    add(make(return_state=True), f"{name}_state", (3, 5, 2))
    add(make(return_sequences=True, return_state=True), f"{name}_initial_state", (3, 5, 2), *first)
    add(make(activation="relu"), f"{name}_relu", (3, 4, 2))
    add(make(), f"{name}_mask", (3, 5, 2), mask=MASK)
    add(make(return_sequences=True, return_state=True), f"{name}_mask_initial_state", (3, 5, 2), *first, mask=MASK)
    add(make(return_sequences=True, go_backwards=True), f"{name}_mask_backwards", (3, 5, 2), mask=MASK)
    add(make(return_sequences=True, zero_output_for_mask=True), f"{name}_mask_zero_output", (3, 5, 2), *first, mask=MASK)
    add(make(trainable=False), f"{name}_frozen", (2, 3, 2))
add(lambda: L.LSTM(4, recurrent_activation="hard_sigmoid", activation="softsign", unit_forget_bias=False), "lstm_activations", (3, 4, 2))
add(lambda: L.LSTM(4, activation="softmax"), "lstm_softmax", (2, 3, 2))
add(lambda: L.GRU(4, recurrent_activation="hard_sigmoid", activation="elu"), "gru_activations", (3, 4, 2))



@keras.saving.register_keras_serializable("golden")
class TwoStateCell(L.Layer):
    """A cell with two states and an output of its own: s ← (s + h)/2, h ← tanh(x·W + h·U), output [h, s]·V."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units
        self.state_size = [units, units]
        self.output_size = units + 1

    def build(self, shape):
        self.kernel = self.add_weight(name="kernel", shape=(shape[-1], self.units))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, self.units))
        self.projection = self.add_weight(name="projection", shape=(2 * self.units, self.units + 1))
        self.built = True

    def call(self, x, states):
        h, s = states
        s = (s + h) / 2
        h = keras.ops.tanh(x @ self.kernel + h @ self.recurrent_kernel)
        return keras.ops.concatenate([h, s], axis=-1) @ self.projection, [h, s]

    def get_config(self):
        return super().get_config() | {"units": self.units}


@keras.saving.register_keras_serializable("golden")
class MinimalCell(L.Layer):
    """The cell of Keras' page on RNN with tanh: h ← tanh(x·W + h·U)."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units
        self.state_size = units

    def build(self, shape):
        self.kernel = self.add_weight(name="kernel", shape=(shape[-1], self.units))
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=(self.units, self.units))
        self.built = True

    def call(self, x, states):
        h = keras.ops.tanh(x @ self.kernel + states[0] @ self.recurrent_kernel)
        return h, [h]

    def get_config(self):
        return super().get_config() | {"units": self.units}


for cell, states in [(MinimalCell, 1), (TwoStateCell, 2)]:
    make = lambda c=cell, **more: lambda: L.RNN(c(4), **more)
    name = "rnn" + ("_two_states" if states > 1 else "")
    first = [(3, 4)] * states
    add(make(), name, (3, 5, 2))
    add(make(return_sequences=True), f"{name}_sequences", (3, 5, 2))
    add(make(go_backwards=True, return_sequences=True), f"{name}_backwards", (3, 5, 2))
    add(make(return_sequences=True, return_state=True), f"{name}_initial_state", (3, 5, 2), *first)
    add(make(), f"{name}_mask", (3, 5, 2), mask=MASK)
    add(make(return_state=True), f"{name}_mask_state", (3, 5, 2), mask=MASK)
    add(make(return_sequences=True, go_backwards=True), f"{name}_mask_backwards", (3, 5, 2), mask=MASK)
    add(make(return_sequences=True, zero_output_for_mask=True), f"{name}_mask_zero_output", (3, 5, 2), *first, mask=MASK)
add(lambda: L.Bidirectional(L.RNN(MinimalCell(3), return_sequences=True)), "bidirectional_own_cell", (3, 5, 2), mask=MASK)

for mode in ("concat", "sum", "mul", "ave"):
    add(lambda m=mode: L.Bidirectional(L.LSTM(3), merge_mode=m), f"bidirectional_{mode}", (2, 4, 2))
    add(lambda m=mode: L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode=m), f"bidirectional_{mode}_sequences", (2, 4, 2))
add(lambda: L.Bidirectional(L.GRU(3, return_sequences=True), merge_mode=None), "bidirectional_none", (2, 4, 2))
add(lambda: L.Bidirectional(L.LSTM(3, return_sequences=True, return_state=True)), "bidirectional_states", (2, 4, 2), *[(2, 3)] * 4)
add(lambda: L.Bidirectional(L.LSTM(3, return_state=True), merge_mode=None), "bidirectional_none_states", (2, 4, 2))
add(lambda: L.Bidirectional(L.SimpleRNN(3, return_sequences=True)), "bidirectional_mask_sequences", (3, 5, 2), mask=MASK)
add(lambda: L.Bidirectional(L.LSTM(3)), "bidirectional_mask", (3, 5, 2), mask=MASK)
add(lambda: L.Bidirectional(L.GRU(3), backward_layer=L.GRU(2, go_backwards=True)), "bidirectional_backward_layer", (2, 4, 2))
add(
    lambda: L.Bidirectional(L.GRU(3, return_sequences=True, go_backwards=True), backward_layer=L.GRU(3, return_sequences=True)),
    "bidirectional_other_way",
    (2, 4, 2),
)

add(lambda: L.TimeDistributed(L.Dense(3, activation="tanh")), "timedistributed_dense", (2, 4, 3))
add(lambda: L.TimeDistributed(L.Conv2D(2, 2)), "timedistributed_conv2d", (2, 3, 4, 3, 2))
add(lambda: L.TimeDistributed(L.LSTM(3)), "timedistributed_lstm", (2, 3, 4, 2))
add(lambda: L.TimeDistributed(L.Flatten()), "timedistributed_flatten", (2, 3, 2, 2))

WORDS = [[[3, 0, 1, 3], [4, 4, 0, 2]]]
add(lambda: L.Embedding(5, 3), "embedding", inputs=WORDS, smooth=False)
add(lambda: L.Embedding(5, 2, mask_zero=True), "embedding_mask_zero", inputs=WORDS, smooth=False)
add(lambda: L.Embedding(5, 2), "embedding_rank1", inputs=[[[1], [4]]], smooth=False)
GAPS = [[[[0, 0], [1, 0], [0, 2]], [[-1, 1], [0, 0], [2, 2]]]]
add(lambda: L.Masking(), "masking", inputs=GAPS, smooth=False)
add(lambda: L.Masking(2.0), "masking_value", inputs=GAPS, smooth=False)

for training in (True, False):
    add(lambda: L.BatchNormalization(), f"batchnormalization_mask_{'training' if training else 'inference'}", (3, 5, 2), training=training, mask=MASK)

# Sequences and images without weights of their own, transposed convolutions, layer normalization ---------------------

for suffix, shape, options in [
    ("", (2, 7, 3), {}),
    ("same", (2, 7, 3), {"padding": "same"}),
    ("same_stride2", (2, 8, 2), {"padding": "same", "strides": 2}),
    ("causal", (2, 6, 2), {"padding": "causal"}),
    ("causal_dilation2", (2, 7, 2), {"padding": "causal", "dilation_rate": 2, "activation": "tanh"}),
    ("causal_stride2", (2, 7, 2), {"padding": "causal", "strides": 2}),
    ("valid_stride3", (2, 9, 2), {"strides": 3, "use_bias": False}),
    ("groups2", (2, 6, 4), {"groups": 2}),
]:
    add(lambda o=options: L.Conv1D(4, 3, **o), "_".join(filter(None, ["conv1d", suffix])), shape)
add(lambda: L.Conv1D(3, 1), "conv1d_1", (2, 4, 3))
for layer in (L.MaxPooling1D, L.AveragePooling1D):
    name = layer.__name__.lower()
    add(lambda l=layer: l(2), name, (2, 7, 3))
    add(lambda l=layer: l(3, strides=2, padding="same"), f"{name}_same_stride2", (2, 8, 2))
    add(lambda l=layer: l(3, strides=1), f"{name}_stride1", (2, 6, 2))
for layer in (L.GlobalMaxPooling1D, L.GlobalAveragePooling1D):
    name = layer.__name__.lower()
    add(layer, name, (3, 5, 2))
    add(lambda l=layer: l(keepdims=True), f"{name}_keepdims", (2, 4, 3))
add(L.GlobalAveragePooling1D, "globalaveragepooling1d_mask", (3, 5, 2), mask=MASK)

for suffix, shape, kernel, options in [
    ("", (2, 3, 4, 2), 3, {}),
    ("stride2", (2, 3, 4, 2), 3, {"strides": 2}),
    ("same", (2, 3, 4, 2), 3, {"padding": "same"}),
    ("same_stride2", (2, 3, 4, 2), 3, {"padding": "same", "strides": 2, "activation": "tanh"}),
    ("same_stride2_kernel4", (2, 3, 3, 3), 4, {"padding": "same", "strides": 2}),
    ("stride3_beyond_kernel", (2, 3, 2, 2), 2, {"strides": 3, "use_bias": False}),
    ("same_stride3_kernel2", (2, 3, 2, 2), 2, {"strides": 3, "padding": "same"}),
    ("output_padding", (2, 3, 3, 2), 3, {"strides": 2, "output_padding": 1}),
    ("same_output_padding", (2, 3, 3, 2), 3, {"strides": 2, "padding": "same", "output_padding": 0}),
    ("pairs", (1, 3, 4, 2), (2, 3), {"strides": (1, 2), "padding": "same"}),
]:
    add(lambda k=kernel, o=options: L.Conv2DTranspose(3, k, **o), "_".join(filter(None, ["conv2dtranspose", suffix])), shape)

for name in ("nearest", "bilinear"):
    add(lambda n=name: L.UpSampling2D(interpolation=n), f"upsampling2d_{name}", (2, 3, 4, 2))
    add(lambda n=name: L.UpSampling2D((3, 2), interpolation=n), f"upsampling2d_{name}_3x2", (2, 2, 3, 2))
    add(lambda n=name: L.UpSampling2D(2, interpolation=n), f"upsampling2d_{name}_pixel", (2, 1, 1, 3))
add(lambda: L.Cropping2D(1), "cropping2d", (2, 4, 5, 2))
add(lambda: L.Cropping2D((1, 2)), "cropping2d_pair", (2, 4, 6, 2))
add(lambda: L.Cropping2D(((0, 1), (2, 0))), "cropping2d_pairs", (2, 3, 4, 2))
add(lambda: L.Permute((2, 1)), "permute", (2, 3, 4))
add(lambda: L.Permute((3, 1, 2)), "permute_three", (2, 3, 4, 2))
add(lambda: L.RepeatVector(3), "repeatvector", (2, 4))
for training in (True, False):
    suffix = "training" if training else "inference"
    add(lambda t=training: L.GaussianNoise(0.0 if t else 0.5), f"gaussiannoise_{suffix}", (2, 5), training=training)
    add(lambda t=training: L.SpatialDropout1D(0.0 if t else 0.5), f"spatialdropout1d_{suffix}", (2, 3, 4), training=training)
    add(lambda t=training: L.SpatialDropout2D(0.0 if t else 0.5), f"spatialdropout2d_{suffix}", (2, 3, 2, 4), training=training)

for suffix, shape, options in [
    ("", (3, 5), {}),
    ("rank4", (2, 3, 2, 4), {}),
    ("no_scale", (2, 3, 4), {"scale": False}),
    ("no_center", (2, 3, 4), {"center": False, "epsilon": 0.1}),
    ("axes", (2, 3, 4, 2), {"axis": [2, 3]}),
    ("all_axes", (2, 3, 4), {"axis": [1, 2]}),
]:
    add(lambda o=options: L.LayerNormalization(**o), "_".join(filter(None, ["layernormalization", suffix])), shape)


def Square(x):
    return x * x


def FirstHalf(x):
    return x[:, : x.shape[1] // 2]


add(lambda: L.Lambda(Square), "lambda_square", (2, 5))
add(lambda: L.Lambda(FirstHalf), "lambda_first_half", (2, 6))

if __name__ == "__main__":
    golden.main("layers", CASES)
